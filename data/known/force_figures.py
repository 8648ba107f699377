"""Official tables with figures of a whole force or fire service, and none of its districts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from data.catalogue.base import base_catalogue
from data.known.force_years import force_slug
from data.known.kinds import Sheet
from data.known.parts import Part, as_count, cell_of, needed
from data.known.sheets import KnownFileError

ALL = "total"
COLUMNS = ["period", "group", "subgroup", "count"]
_QUARTER = re.compile(r"(?P<year>20\d\d)\W*Q(?P<quarter>[1-4])|Q([1-4])\W*(20\d\d)", re.IGNORECASE)
_FINANCIAL = re.compile(r"(20\d\d)\s*[-/]\s*(?:20)?(\d\d)")
_SERVICE = re.compile(r" (county )?fire( and | & )rescue (service|authority)$", re.IGNORECASE)
_NRM_TYPE = "first responder type"
_NRM = ("quarter", _NRM_TYPE, "first responder", "exploitation type", "age at exploitation")
_QUARTERS = 4


def nrm_referrals(sheet: Sheet) -> Iterator[Part]:
    """Yield each quarter of the force's referrals, by kind of exploitation and age.

    The file has a 'Total' beside the parts of every axis: of sex and nationality the total is
    taken, and nothing is added up.
    """
    at = {name: _exactly(sheet, name) for name in _NRM}
    people = needed(sheet, "people")
    whole = [
        place for name in ("gender", "nationality") if (place := sheet.column(name)) is not None
    ]
    rows, undated = [], 0
    for row in sheet.rows:
        # A local authority is a first responder too, and may be called as the force is.
        if cell_of(row, at[_NRM_TYPE]).casefold() != "police":
            continue
        if not _is_own(cell_of(row, at["first responder"])):
            continue
        if any(cell_of(row, place).casefold() != ALL for place in whole):
            continue
        quarter = _QUARTER.search(cell_of(row, at["quarter"]))
        if quarter is None:
            undated += 1
            continue
        year, number = quarter["year"] or quarter[4], quarter["quarter"] or quarter[3]
        kind, age = (_plain_total(cell_of(row, at[name])) for name in _NRM[-2:])
        rows.append((f"{year} Q{number}", kind, age, as_count(cell_of(row, people))))
    yield from _parts(rows, "a quarter", undated)


def fire_incidents(sheet: Sheet) -> Iterator[Part]:
    """Yield each financial year of the fire service's incidents, by kind."""
    at = {name: needed(sheet, name) for name in ("financial_year", "frs_name", "incident_type")}
    number = needed(sheet, "total_incidents")
    by = next((p for one in ("quarter", "month") if (p := sheet.column(one)) is not None), None)
    rows, undated = [], 0
    within: dict[str, set[str]] = {}
    for row in sheet.rows:
        if not _is_own(cell_of(row, at["frs_name"])):
            continue
        year = _FINANCIAL.search(cell_of(row, at["financial_year"]))
        if year is None:
            undated += 1
            continue
        period = f"{year[1]}-{year[2]}"
        if by is not None:
            within.setdefault(period, set()).add(cell_of(row, by))
        kind = _plain_total(cell_of(row, at["incident_type"]))
        rows.append((period, kind, "", as_count(cell_of(row, number))))
    for part in _parts(rows, "a year", undated, summed=True):
        yield _in_its_year(part, len(within.get(part.key, ())), sheet, by)


def _in_its_year(part: Part, held: int, sheet: Sheet, by: int | None) -> Part:
    """Name a year that the file has only some quarters or months of."""
    whole = _QUARTERS if by is not None and sheet.columns[by] == "quarter" else 3 * _QUARTERS
    if by is None or held >= whole:
        return part
    said = f"{part.key} ({held} of {whole} {sheet.columns[by]}s)"
    return Part(part.key, part.frame.assign(period=said), (*part.notes, f"Part of a year: {said}."))


def _parts(
    rows: list[tuple[str, str, str, int | None]], span: str, undated: int, *, summed: bool = False
) -> Iterator[Part]:
    """Keep each period by itself; a mark in place of a number is missing, and so is its sum."""
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"count": "Int64"})
    notes = [f"{undated} rows without {span} were passed over."] if undated else []
    if marked := int(table["count"].isna().sum()):
        notes.append(f"{marked} rows have a mark in place of a number: not known, and not 0.")
    if summed:
        sums = table.groupby(COLUMNS[:-1], sort=False)["count"]
        table = sums.agg(lambda held: held.sum(skipna=False)).reset_index()
    table = table.drop_duplicates()
    if (twice := table.duplicated(COLUMNS[:-1])).any():
        first = table[twice].iloc[0]
        raise KnownFileError(
            f"{first['period']} has two figures for '{first['group'] or ALL}', and which is meant "
            "is not known. Bring the file as the publisher made it."
        )
    for period, held in table.groupby("period"):
        key = str(period).replace(" ", "-")
        yield Part(key, held.astype({"count": "Int64"}).reset_index(drop=True), tuple(notes))


def _is_own(name: str) -> bool:
    """Whether a police force or a fire service is called as this force area is."""
    return bool(name) and force_slug(_SERVICE.sub("", name)) == base_catalogue().force.slug


def _plain_total(text: str) -> str:
    """A group as the file has it; empty for the total of all."""
    return "" if text.casefold() in (ALL, "total incidents", "all incidents") else text


def _exactly(sheet: Sheet, name: str) -> int:
    """The column of that very name: 'First responder type' stands beside 'First responder'."""
    place = sheet.column(name)
    return needed(sheet, name) if place is None else place
