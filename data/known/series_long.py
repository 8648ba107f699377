"""Official tables with a row a figure: of an indicator, an area and a period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from data.known.kinds import Kind, Sheet
from data.known.own_areas import county_codes, county_names, district_codes, plain_name
from data.known.series import (
    FIGURES,
    MISSING,
    WITHHELD,
    Series,
    SeriesPart,
    multiplied,
    newest,
    series_of,
    text_of,
)
from data.known.series_wide import part_of
from data.known.sheets import KnownFileError
from data.phrases.plain import joined

_WITHHELD = re.compile(r"suppress|disclosure|confidential|withheld|small number", re.IGNORECASE)
# Fingertips numbers the indicators of its profiles: 'B04 - First time entrants …'.
_PROFILE_NUMBER = re.compile(r"^[a-e]\d{2}[a-z]{0,4} ?[-–] ")
_DURATION = re.compile(r"(\d{4})-(\d\d)-(\d\d)/P(\d+)([YM])")
_FINANCIAL_SPAN = re.compile(r"(\d{4})/\d\d\s*[-–]\s*(?:\d\d)?(\d\d)/(\d\d)")


def long_parts(sheet: Sheet, kind: Kind) -> list[SeriesPart]:
    """Return the series of a table, a part a period."""
    table = _of_the_area(sheet, kind)
    if table.empty:
        return []
    found: list[SeriesPart] = []
    notes: list[str] = []
    for series in series_of(kind.id):
        rows, doubtful = _rows_of(table, series, kind)
        notes += doubtful
        for period, held in rows.groupby("period", sort=True):
            cells = [_figures(row, series) for row in held.to_dict("records")]
            part = part_of(series, said_period(str(period)), cells)
            found += [part] if part else []
    if others := _unknown(table, kind):
        notes.append(f"Not known by sight, and passed over: {joined(others, 5)}.")
    if not found:
        raise KnownFileError(
            f"The file is '{kind.title}' ({kind.publisher}), and has no figure of this area's "
            f"districts that can be taken. {' '.join(notes)} Bring it under 'A partner's table'."
        )
    first, *later = newest(found)
    return [replace(first, notes=(*first.notes, *notes)), *later]


def _of_the_area(sheet: Sheet, kind: Kind) -> pd.DataFrame:
    """The rows of the area's districts and counties, as text, under the reader's own names."""
    columns: Mapping[str, str] = kind.layout["columns"]
    places = {name: sheet.column(*told.split("|")) for name, told in columns.items()}
    at = {name: place for name, place in places.items() if place is not None}
    codes = {*district_codes().values(), *county_names()}
    names = {**county_codes(), **district_codes()}
    whole = {"period": str(kind.layout["period"])} if "period" in kind.layout else {}
    rows = []
    for row in sheet.rows:
        cells = {
            name: text_of(row[place]) if place < len(row) else "" for name, place in at.items()
        }
        area = cells.get("area", "")
        code = area if area in codes else names.get(plain_name(area), "")
        if code:
            rows.append({**whole, **cells, "area_code": code})
    table = pd.DataFrame(rows, dtype="str")
    for heading, wanted in kind.layout.get("rows", {}).items():
        if heading in table:
            table = table[table[heading].str.casefold() == wanted]
    return table


def _rows_of(table: pd.DataFrame, series: Series, kind: Kind) -> tuple[pd.DataFrame, list[str]]:
    """The rows of a series, one an area and period; persons where a table has them by sex."""
    named = table["indicator"].map(_plain)
    rows = table[named.isin(series.pick)]
    for heading, wanted in series.only:
        if heading in rows:
            rows = rows[rows[heading].str.casefold() == wanted.casefold()]
    for heading, wanted in kind.layout.get("prefer", {}).items():
        if heading in rows and (likely := rows[heading].str.casefold() == wanted).any():
            rows = rows[likely]
    twice = rows.duplicated(["area_code", "period"], keep=False)
    if not twice.any():
        return rows, []
    by = [one for one in kind.layout.get("told_by", ()) if len(set(rows.loc[twice, one])) > 1]
    told = (
        f"'{series.name}' has several rows of an area and period"
        f"{f' (by {joined(by)})' if by else ''}, and which is meant is not known: they were passed "
        "over."
    )
    return rows[~twice], [told]


def _figures(row: Mapping[Any, Any], series: Series) -> dict[str, str]:
    cells = {"area_code": str(row["area_code"])}
    roles = ("value",) if series.as_value else FIGURES
    for role in roles:
        if role in row:
            cells[role] = multiplied(row[role], series.times if role == "value" else 1)
    if not cells.get("value"):
        cells["value"] = _absent(str(row.get("mark", "")))
    if cells.get("numerator") == MISSING or cells.get("denominator") == MISSING:
        # A value with one side of it only is kept as the publisher worked it out.
        cells["numerator"] = cells["denominator"] = MISSING
    return cells


def _absent(mark: str) -> str:
    """What a note beside an empty value says: that it was withheld, or nothing."""
    return WITHHELD if mark.casefold() in ("c", "[c]") or _WITHHELD.search(mark) else MISSING


def _unknown(table: pd.DataFrame, kind: Kind) -> list[str]:
    known = {name for series in series_of(kind.id) for name in series.pick}
    return [one for one in table["indicator"].unique() if _plain(one) not in known]


def _plain(indicator: str) -> str:
    """An indicator's name without case, the number of a profile, and the sex that its rows name.

    >>> _plain("B04 - First time entrants"), _plain("Self-harm (Persons)"), _plain("C21b - Falls")
    ('first time entrants', 'self-harm', 'falls')
    """
    bare = _PROFILE_NUMBER.sub("", indicator.casefold().strip())
    return " ".join(bare.removesuffix("(persons)").split())


def said_period(text: str) -> str:
    """Write a publisher's period as partners' tables name one.

    >>> said_period("2021-04-01/P1Y"), said_period("2022-01-01/P3Y"), said_period("2025-04-30")
    ('2021-04 to 2022-03', '2022-01 to 2024-12', '2025-04-30')
    >>> said_period("2020/21 - 22/23"), said_period("2021 - 23"), said_period("2023/24")
    ('2020-04 to 2023-03', '2021 - 23', '2023/24')
    """
    if found := _DURATION.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        last = year * 12 + month - 1 + int(found[4]) * (12 if found[5] == "Y" else 1) - 1
        return f"{year}-{month:02d} to {last // 12}-{last % 12 + 1:02d}"
    if found := _FINANCIAL_SPAN.fullmatch(text):
        return f"{found[1]}-04 to {found[1][:2]}{found[3]}-03"
    return text
