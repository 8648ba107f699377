"""The errors of a partner's table: row, column, value and reason, as one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from data.partner.words import quoted

ERROR_COLUMNS = ["row", "column", "value", "reason"]
# Of 100: a name that is so much more like than the next is the one that is meant.
_STANDS_OUT = 5
SUGGESTION_COLUMNS = ["row", "given", "area_code", "area_name", "district_code", "likeness"]


class Fault(NamedTuple):
    """One thing that is wrong; `row` is None where it is the table as a whole.

    `ask` names the question that the user can answer, where it is one: ``period``, ``scale``,
    ``brackets``, ``commas``, ``split``, ``open`` or ``only_period``.
    """

    row: int | None
    column: str
    value: str
    reason: str
    ask: str = ""


class Suggestion(NamedTuple):
    """An area that a name may have meant, with its likeness of 100; never applied unasked."""

    row: int
    given: str
    area_code: str
    area_name: str
    district_code: str
    likeness: int


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """Return faults in the order of the file, those of the whole table first."""
    ordered = sorted(dict.fromkeys(faults), key=lambda one: (one.row is not None, one.row or 0))
    table = pd.DataFrame([one[:4] for one in ordered], columns=ERROR_COLUMNS)
    # Text of a hostile file is shown in it: on one line, and not longer than a cell is.
    table["value"] = [quoted(value)[1:-1] for value in table["value"]]
    return table.astype({"row": "Int64", "column": "str", "value": "str", "reason": "str"})


def suggestion_table(suggestions: Iterable[Suggestion]) -> pd.DataFrame:
    """Return suggestions by row, the most like first."""
    return pd.DataFrame(list(suggestions), columns=SUGGESTION_COLUMNS)


def likely_areas(suggestions: pd.DataFrame, placed: Iterable[str] = ()) -> dict[str, str]:
    """Return the area that each name most likely means, where one stands out and no other has it.

    Parameters
    ----------
    suggestions : DataFrame
        As `CheckedTable.suggestions`.
    placed : iterable of str
        Codes of areas that have their rows already.

    Returns
    -------
    dict of str to str
        Code by what the table has; to be taken only where the user asks for all.

    Examples
    --------
    >>> likely_areas(suggestion_table([Suggestion(2, "Stow", "E05000001", "Stowe", "E07", 99)]))
    {'Stow': 'E05000001'}
    """
    found: dict[str, str] = {}
    for given, near in suggestions.groupby("given", sort=False):
        ranked = near.sort_values("likeness", ascending=False).drop_duplicates("area_code")
        scores = ranked["likeness"].tolist()
        if len(scores) == 1 or scores[0] - scores[1] >= _STANDS_OUT:
            found[str(given)] = str(ranked["area_code"].iloc[0])
    codes = [*found.values(), *placed]
    return {given: code for given, code in found.items() if codes.count(code) == 1}
