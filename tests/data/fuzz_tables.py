"""Partners' tables made at random of marks, names and shapes, each with what must come of it.

``python -m tests.data.fuzz_tables 500`` makes that many, the same on each run, and tells which
broke a rule: nothing is lost, nothing is made up, withheld and missing are never numbers.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from dataclasses import dataclass, replace
from functools import lru_cache

import openpyxl

from data.partner.levels import areas_of
from data.partner.period import read_period
from data.partner.words import PartnerError
from data.partner_tables.checks import CheckedTable, check_partner_table
from data.partner_tables.choices import RowChoices
from data.partner_tables.faults import likely_areas
from data.partner_tables.files import read_partner_file
from data.partner_tables.mapping import guess_mapping
from data.tables.areas import load_areas
from tests.data.partner_tables.partner_tables import definition

_SEED = 4711
WITHHELD = ("*", "~", "c", "[c]", "<5", "< 5", "n<5", "less than five", "5 or fewer", "supressed",
            "Data suppressed", "1-4", "5+", ">5", "low", "k", "#", "!")  # fmt: skip
MISSING = ("", "-", "..", ".", ":", "[x]", "z", "tbc", "n/a", "not available", "awaited")
NUMBERS = ("{n}", " {n} ", "{n} [r]", "{n}*", "{n} (p)", "{n:,}", "{n}.0", "{n}†", "{n} [note 1]")
NAMES = ("{name}", "{name} ({district})", "{district}: {name}", "ward2022:{name}, {district}",
         "{name} Ward", "{name}, {district}", "  {upper} ", "{code} {name}")  # fmt: skip
ODD = (["Unknown"], ["Out of area"], ["{district} Total"], ["Grand total"], ["No fixed abode"])
HEADINGS = ("Count", "Number", "No. of fires", "Fires count", "Number of fires", "Incidents")


class TableError(AssertionError):
    """A table came out other than it was made."""


@dataclass(frozen=True)
class Made:
    """A table as it was made: the file, and what each ward must have."""

    name: str
    content: bytes
    story: str
    numbers: dict[str, float]
    withheld: frozenset[str]
    missing: frozenset[str]
    odd: int
    district: str = ""


@lru_cache(maxsize=1)
def _districts() -> dict[str, str]:
    areas = load_areas()
    held = areas[areas["area_type"] == "district"]
    return dict(zip(held["area_code"], held["area_name"], strict=True))


def made(place: int) -> Made:
    """Make one table; the same of the same place on each run."""
    chance = random.Random(_SEED + place)
    wards = areas_of("ward24")
    code = chance.choice(sorted(_districts()))
    district, own = _districts()[code], wards[wards["district_code"] == code]
    own = own.sample(min(len(own), chance.randrange(6, 30)), random_state=place)
    way, by_code = chance.choice(NAMES), chance.random() < 0.4
    numbers: dict[str, float] = {}
    withheld, missing, rows = set(), set(), []
    for ward, name in own["area_name"].items():
        kind = chance.random()
        figure = chance.choice(NUMBERS).format(n=chance.randrange(0, 4000))
        if kind < 0.15:
            figure = chance.choice(WITHHELD)
            withheld.add(str(ward))
        elif kind < 0.25:
            figure = chance.choice(MISSING)
            missing.add(str(ward))
        else:
            numbers[str(ward)] = float("".join(one for one in figure.split(".")[0].split("[")[0]
                                               .split("(")[0] if one.isdigit()))  # fmt: skip
        shown = way.format(name=name, district=district, upper=str(name).upper(), code=ward)
        area = [str(ward) if chance.random() < 0.8 else str(ward).lower()] if by_code else []
        rows.append([*area, shown, figure])
    odd = chance.sample(ODD, chance.randrange(3))
    for (text,) in odd:
        rows.append([*([""] if by_code else []), text.format(district=district), "77"])
    heading = [*(["Ward code"] if by_code else []), "Ward", chance.choice(HEADINGS)]
    table = _written(chance, heading, rows, numbers, withheld, missing, len(odd))
    # A name alone does not say which of two wards of one name it is: the user does.
    return replace(table, district=code)


def _written(
    chance: random.Random,
    heading: list[str],
    rows: list[list[str]],
    numbers: dict[str, float],
    withheld: set[str],
    missing: set[str],
    odd: int,
) -> Made:
    lines = [heading, *rows]
    shape = chance.choice(("plain", "titles", "footnotes", "two headings", "side by side"))
    if shape == "titles":
        lines = [["Fires in the area"], ["Source: somebody"], [], *lines]
    elif shape == "footnotes":
        lines = [*lines, [], ["Notes: c means withheld; figures are as they come."], ["Source: us"]]
    elif shape == "two headings":
        upper = ["" for _ in heading[:-1]] + ["Deliberate fires"]
        lines = [["", *upper[1:]], lines[0], *rows]
    elif shape == "side by side" and len(heading) == 2 and len(rows) > 4:
        lines = [list(column) for column in zip(*lines, strict=True)]
    kind = chance.choice(("csv", "semicolons", "utf-16", "tabs", "xlsx"))
    content = _bytes(lines, kind)
    name = "table.xlsx" if kind == "xlsx" else "table.csv"
    story = f"{shape}, {kind}, {heading}"
    return Made(name, content, story, numbers, frozenset(withheld), frozenset(missing), odd)


def _bytes(lines: list[list[str]], kind: str) -> bytes:
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append([one or None for one in line])  # type: ignore[union-attr]
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    parted = {"semicolons": ";", "tabs": "\t"}.get(kind, ",")
    out_text = io.StringIO(newline="")
    csv.writer(out_text, delimiter=parted).writerows(lines)
    return out_text.getvalue().encode("utf-16" if kind == "utf-16" else "utf-8")


def taken(table: Made) -> CheckedTable:
    """Read, map and check a table as a user does who takes what is usual and likely."""
    file = read_partner_file(table.content, table.name)
    mapping = guess_mapping(file.table)
    said = definition(unit="count", period=read_period("2024"), sensitivity="restricted")
    usual = RowChoices(pass_over="usual", district=table.district)
    first = check_partner_table(file, mapping, said, usual)
    likely = likely_areas(first.suggestions, first.placed)
    return check_partner_table(file, mapping, said, usual, accepted=likely)


def proved(table: Made) -> None:
    """Insist that a table came out as it was made.

    Raises
    ------
    TableError
        If a figure was lost, made up, or taken from a mark.
    """
    try:
        checked = taken(table)
    except PartnerError as error:
        raise TableError(f"{table.story}: {error}") from error
    if not checked.can_be_saved:
        told = checked.errors.head(3).to_dict("records")
        raise TableError(f"{table.story}: not taken: {told}")
    held = checked.frame.set_index("area_code")
    got = held["numerator"].dropna().to_dict()
    if got != table.numbers:
        apart = {code: (got.get(code), table.numbers.get(code)) for code in {*got, *table.numbers}}
        wrong = {code: both for code, both in apart.items() if both[0] != both[1]}
        raise TableError(f"{table.story}: figures part: {wrong}")
    for marker, codes in (("suppressed", table.withheld), ("missing", table.missing)):
        if set(held.index[held["marker"] == marker]) != codes:
            raise TableError(f"{table.story}: {marker}: {held['marker'].to_dict()}")
    if int(checked.odd["offer"].eq("pass over").sum()) != table.odd:
        raise TableError(f"{table.story}: odd rows: {checked.odd.to_dict('records')}")


def main(number: int) -> int:
    """Make many, and return how many came out wrong."""
    wrong = []
    for place in range(number):
        try:
            proved(made(place))
        except TableError as error:
            wrong.append(f"{place}: {error}")
    print(f"{len(wrong)} of {number} tables came out wrong")
    print("\n".join(line[:400] for line in wrong[:20]))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)))
