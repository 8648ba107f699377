"""Rows of no area, or that come twice: offered to be passed over, so that the rest can go in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from data.catalogue.table_words import table_words
from data.partner.words import listed
from data.partner_tables.choices import PassOver
from data.partner_tables.faults import Fault

PASS_OVER, CAPITALS = "pass over", "read in capitals"
ODD_COLUMNS = ["row", "given", "what", "offer", "usual", "done"]


class OddRow(NamedTuple):
    """A row that cannot be taken as it is, with what can be done about it.

    `usual` says whether nobody would do otherwise; `done` whether it was done.
    """

    row: int
    given: str
    what: str
    offer: str
    usual: bool
    done: bool = False


def is_no_area(key: str) -> bool:
    """Return whether a name's key says that the row is of no area: unknown, out of area."""
    return table_words().no_area.have(key)


def is_passed(odd: OddRow, wanted: PassOver) -> bool:
    """Return whether a row is to be passed over, by what the user chose."""
    if wanted == "usual":
        return odd.usual and odd.offer == PASS_OVER
    return wanted is not None and odd.row in wanted


def odd_table(odd: Iterable[OddRow]) -> pd.DataFrame:
    """Return odd rows in the order of the file, for a list to choose in."""
    return pd.DataFrame(sorted(odd), columns=ODD_COLUMNS)


def doubled(
    codes: Mapping[int, str], table: pd.DataFrame, figures: list[str], wanted: PassOver
) -> tuple[list[OddRow], set[int]]:
    """Return the rows of areas that come again, and which of them are passed over.

    The same area with the same figures is usually passed over; with others somebody must choose.
    """
    rows: dict[str, list[int]] = {}
    for number, code in codes.items():
        rows.setdefault(code, []).append(number)
    odd, passed = [], set()
    for code, numbers in rows.items():
        if len(numbers) < 2:
            continue
        said = [tuple(table.loc[number, figures]) for number in numbers]
        same = len(set(said)) == 1
        for number in numbers[1:] if same else numbers:
            what = "the same area and figures again" if same else "the same area, other figures"
            one = OddRow(number, code, what, PASS_OVER, same)
            done = is_passed(one, wanted)
            odd.append(one._replace(done=done))
            passed |= {number} if done else set()
    return odd, passed


def splitting_columns(
    codes: Mapping[int, str], table: pd.DataFrame, used: Iterable[str]
) -> dict[str, list[str]]:
    """Return the columns whose values make several rows of one area, such as the sexes.

    Empty where no area comes twice, or where no such columns tell the rows of each area apart.
    """
    kept = table.loc[list(codes)]
    areas = pd.Series(list(codes.values()), index=kept.index)
    if not areas.duplicated().any():
        return {}
    kinds: dict[str, list[str]] = {}
    free = [one for one in kept.columns if one not in set(used)]
    fitting = {
        one: values
        for one in free
        if 2 <= len(values := list(dict.fromkeys(kept[one]))) <= min(40, len(kept) // 2)
    }
    # The fewest kinds first: 'Sex' before 'Age', and both before a column of notes.
    for heading in sorted(fitting, key=lambda one: len(fitting[one])):
        before = pd.concat([areas, kept[list(kinds)]], axis=1).duplicated().sum()
        after = pd.concat([areas, kept[[*kinds, heading]]], axis=1).duplicated().sum()
        if after < before and kept[heading].groupby(areas).nunique().max() > 1:
            kinds[heading] = sorted(fitting[heading])
        if not after:
            return kinds
    return {}


def splitting_faults(kinds: Mapping[str, list[str]]) -> list[Fault]:
    """Say of each column that splits the areas what can be chosen."""
    return [
        Fault(
            None,
            heading,
            "",
            f"makes several rows of an area ({listed(values, 8)}): choose one",
            "split",
        )
        for heading, values in kinds.items()
    ]
