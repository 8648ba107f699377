"""Official tables with a row a record and its place on the map."""

from __future__ import annotations

import re

import pandas as pd

from data.known.kinds import Kind, Sheet
from data.known.parts import as_number
from data.known.series import SeriesPart, newest, series_of, text_of
from data.known.sheets import KnownFileError

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d\d)-(\d\d)")
_WHOLE_YEAR = 12


def point_parts(sheet: Sheet, kind: Kind) -> list[SeriesPart]:
    """Return the records of each series and year, by easting and northing."""
    at = {name: sheet.column(*told) for name, told in kind.layout["columns"].items()}
    if lacking := [name for name, place in at.items() if place is None]:
        raise KnownFileError(f"The file has no column of {lacking[0]}, which its kind should have.")
    rows, dateless = [], 0
    for row in sheet.rows:
        cells = {name: text_of(row[place]) for name, place in at.items() if place is not None}
        day = _DAY.search(cells["date"])
        if day is None:
            dateless += 1
            continue
        month = int(day[2] or day[5])
        rows.append(
            (
                int(day[3] or day[4]),
                month,
                cells["class"],
                as_number(cells["easting"]),
                as_number(cells["northing"]),
            )
        )
    columns = ["year", "month", "class", "easting", "northing"]
    table = pd.DataFrame(rows, columns=columns)
    notes = (f"{dateless} rows without a date were passed over.",) if dateless else ()
    found = []
    for series in series_of(kind.id):
        for year in sorted(set(table["year"].tolist())):
            held = table[table["year"] == year]
            own = held[held["class"].isin(series.pick)][["easting", "northing"]]
            found.append(SeriesPart(series, _period(year, held), own, "point", (), notes))
    return newest(found)


def _period(year: int, held: pd.DataFrame) -> str:
    """A year, or the months of it that the file has."""
    first, last = held["month"].min(), held["month"].max()
    if last - first + 1 == _WHOLE_YEAR:
        return str(year)
    return f"{year}-{first:02d} to {year}-{last:02d}"
