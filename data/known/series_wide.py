"""Official tables with a row an area and a column a figure, under one or more rows of headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from data.catalogue.units import multiplier
from data.known.kinds import Kind, Sheet, plain_heading
from data.known.own_areas import (
    county_codes,
    county_names,
    district_codes,
    districts_under,
    plain_name,
)
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
from data.known.sheets import KnownFileError, Row

_CODE = re.compile(r"[EKNSW]\d{8}")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_ABOVE = re.compile(
    rf"(?:(?:{_MONTHS}) (?:20\d\d )?to (?:{_MONTHS}) 20\d\d|\d{{1,2}} (?:{_MONTHS}) 20\d\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?:[-/]\d\d)?(?!\d)")
# 202425, as the Department for Education writes a financial or an academic year.
_JOINED_YEARS = re.compile(r"(20\d\d)(\d\d)")
_TWO_YEARS = re.compile(r"(20\d\d)\s*[-/]\s*(?:20)?(\d\d)")
_MOST_HEADING_ROWS = 6
_IN_COLUMN = "column:"


def wide_parts(sheet: Sheet, kind: Kind) -> list[SeriesPart]:
    """Return the series of a sheet, a part a period."""
    labels, rows = _headings(sheet, kind)
    found: list[SeriesPart] = []
    held = [(code, row) for row in rows if (code := _area(row, sheet, kind))]
    if not held:
        return []
    for series in series_of(kind.id):
        for period, columns in _columns(series, labels, sheet, kind):
            found += _parts(series, period, columns, held, sheet, kind)
    return newest(found)


def _headings(sheet: Sheet, kind: Kind) -> tuple[list[set[str]], Iterator[Row]]:
    """Each column's headings, one under another, and the rows that follow."""
    labels = [{one} if one else set() for one in sheet.columns]
    if "area" in kind.layout:
        return labels, sheet.rows
    for _ in range(_MOST_HEADING_ROWS):
        row = next(sheet.rows, None)
        if row is None:
            break
        if any(_CODE.fullmatch(text_of(cell)) for cell in row):
            return labels, chain([row], sheet.rows)
        for place, cell in enumerate(row[: len(labels)]):
            if plain := plain_heading(cell):
                labels[place].add(plain)
    return labels, sheet.rows


def _area(row: Row, sheet: Sheet, kind: Kind) -> str:
    """The code of the district or county that a row is of; empty for any other row."""
    known = {*district_codes().values(), *county_names()}
    for heading, wanted in kind.layout.get("rows", {}).items():
        place = sheet.column(heading)
        if place is not None and plain_heading(row[place]) != wanted:
            return ""
    named = sheet.column(*str(kind.layout.get("area", "")).split("|"), begins=True)
    if "area" in kind.layout and named is not None:
        text = text_of(row[named]) if named < len(row) else ""
        return text if text in known else _by_name(text)
    return next((text for cell in row if (text := text_of(cell)) in known), "")


def _by_name(text: str) -> str:
    name = plain_name(re.sub(r"\[.*?\]|\d+$", "", text))
    return district_codes().get(name) or county_codes().get(name, "")


def _columns(
    series: Series, labels: list[set[str]], sheet: Sheet, kind: Kind
) -> Iterator[tuple[str, list[int]]]:
    """The period and the places of a series' figure and of what it is over."""
    if kind.layout.get("period") == "headings":
        for place, held in enumerate(labels):
            for label in held:
                if _YEAR.fullmatch(label) and any(
                    one in plain_heading(sheet.above) for one in series.pick
                ):
                    yield label, [place]
        return
    places = [_place(labels, series.pick)]
    places += [_place(labels, tuple(one.split("|"))) for one in series.over]
    if any(place is None for place in places):
        return
    yield _period(sheet, kind), [place for place in places if place is not None]


def _place(labels: list[set[str]], wanted: Sequence[str]) -> int | None:
    for one in (name.strip() for name in wanted):
        for place, held in enumerate(labels):
            if one in held:
                return place
    return None


def _period(sheet: Sheet, kind: Kind) -> str:
    """The period of a sheet; empty where each row has its own."""
    told = str(kind.layout.get("period", "above"))
    if told.startswith(_IN_COLUMN):
        if sheet.column(told.removeprefix(_IN_COLUMN), begins=True) is not None:
            return ""
    elif told != "above":
        return told
    found = _ABOVE.search(" ".join(sheet.above.split()))
    if found is None:
        raise KnownFileError(
            f"Sheet '{sheet.name}' does not say above its headings which months or day it is of. "
            "Bring the file as the publisher made it."
        )
    return found[0]


def _parts(
    series: Series,
    period: str,
    columns: list[int],
    held: list[tuple[str, Row]],
    sheet: Sheet,
    kind: Kind,
) -> list[SeriesPart]:
    by_period: dict[str, list[dict[str, Any]]] = {}
    for code, row in held:
        cells = [_marked(row[at] if at < len(row) else "", kind) for at in columns]
        own = period or _own_period(row, sheet, kind)
        if own:
            by_period.setdefault(own, []).append({"area_code": code, **_figures(series, cells)})
    return [part for own, rows in by_period.items() if (part := part_of(series, own, rows))]


def _own_period(row: Row, sheet: Sheet, kind: Kind) -> str:
    at = sheet.column(str(kind.layout["period"]).removeprefix(_IN_COLUMN), begins=True)
    text = text_of(row[at]) if at is not None and at < len(row) else ""
    if within := _ABOVE.search(text):
        return within[0]
    if years := _JOINED_YEARS.fullmatch(text):
        beside = sheet.column("time_identifier")
        said = text_of(row[beside]) if beside is not None else str(kind.layout.get("years", ""))
        first, last = years[1], f"{years[1][:2]}{years[2]}"
        if said.casefold().startswith("academic"):
            return f"{first}-09 to {last}-08"
        return f"{first}-{years[2]}"
    if kind.layout.get("years") == "academic" and (pair := _TWO_YEARS.fullmatch(text)):
        return f"{pair[1]}-09 to {pair[1][:2]}{pair[2]}-08"
    found = _YEAR.search(text)
    return found[0] if found else ""


def _marked(cell: object, kind: Kind) -> str:
    """A cell as partners' tables write it, by the marks of the publisher."""
    text = text_of(cell)
    if kind.layout.get("bracketed"):
        # '1367 (3%)': the figure and, in brackets, its share.
        text = text.partition(" (")[0]
    if text.casefold() in kind.layout.get("withheld", ()):
        return WITHHELD
    return MISSING if text.casefold() in kind.layout.get("missing", ()) else text


def _figures(series: Series, cells: list[str]) -> dict[str, str]:
    if not series.over:
        role = "numerator" if series.unit == "count" else "value"
        return {role: multiplied(cells[0], series.times)}
    return {"numerator": cells[0], "denominator": multiplied(_sum(cells[1:]), series.over_times)}


def _sum(cells: list[str]) -> str:
    """Add up figures; where one is no number their sum is not known."""
    try:
        return f"{sum(float(one.replace(',', '')) for one in cells):.12g}"
    except ValueError:
        return MISSING


def part_of(series: Series, period: str, rows: list[dict[str, Any]]) -> SeriesPart | None:
    """Make a part of the rows of districts; a county's figure is told, and no district's."""
    table = pd.DataFrame(rows, dtype="str")
    counties = county_names()
    is_county = table["area_code"].isin(set(counties))
    own = table[~is_county].reset_index(drop=True)
    figures = [one for one in FIGURES if one in table]
    told = {row["area_code"] for row in own.to_dict("records") if any(row[one] for one in figures)}
    if not told:
        return None
    above = [
        (counties[row["area_code"]], _said(row, figures, series))
        for row in table[is_county].to_dict("records")
        if districts_under(row["area_code"]).isdisjoint(told)
    ]
    return SeriesPart(series, period, own, above=tuple(above))


def _said(row: Mapping[Any, Any], figures: list[str], series: Series) -> str:
    """A county's figure as text: its value, or what its numerator makes of its denominator."""
    if figures[-1] != "denominator":
        return str(row[figures[-1]])
    try:
        share = float(row["numerator"].replace(",", "")) / float(row["denominator"])
    except (ValueError, ZeroDivisionError):
        return str(row["numerator"])
    return f"{share * multiplier(series.unit):.12g}"
