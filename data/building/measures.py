"""Compiling what every English district has a figure of beside recorded crime."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from data.building.country import RECODED
from data.building.sources import FoundFiles, SourceError, read_headings, read_table
from data.catalogue.measures import Measure
from data.known.force_years import force_years_frame

CODES = ("ltla25_code", "ltla24_code", "ltla23_code", "ltla22_code", "ltla21_code")
# Where a publisher marks a figure that it withholds or does not have.
_DISTRICT = r"E0[6-9]\d{6}"
# Title rows may stand above a table; its heading is looked for in so many.
_DEEPEST_HEADING = 20


def build_measures(measures: tuple[Measure, ...], files: FoundFiles) -> pd.DataFrame:
    """Compile every measure of the catalogue from the publishers' files.

    Parameters
    ----------
    measures : tuple of Measure
        Of `data.catalogue.measures`.
    files : mapping of str to tuple of Path
        As `data.building.sources.find_files` returns it.

    Returns
    -------
    DataFrame
        ``area_code`` (districts of England, codes of 2023), ``measure``, ``value``; a district
        without a figure has no row.

    Raises
    ------
    SourceError
        If a file lacks what the catalogue names, or holds no district's figure of it.

    Examples
    --------
    >>> build_measures((), {}).columns.tolist()
    ['area_code', 'measure', 'value']
    """
    columns = ["area_code", "measure", "value"]
    found = []
    for one in measures:
        path = files[one.file][0]
        held = _READERS[one.file](path, one)
        held = held[held["area_code"].str.fullmatch(_DISTRICT).fillna(False)]
        held = held.assign(
            area_code=held["area_code"].replace(RECODED),
            # A mark for a withheld or absent figure is no number.
            value=pd.to_numeric(held["value"], errors="coerce"),
            measure=one.id,
        ).dropna(subset="value")
        if held.empty:
            raise SourceError(f"{path.name} holds no district's figure of '{one.column}'.")
        if held["area_code"].duplicated().any():
            twice = held.loc[held["area_code"].duplicated(), "area_code"].iloc[0]
            raise SourceError(f"{path.name}: {twice} comes a second time for '{one.column}'.")
        found.append(held[columns])
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)
    return table.sort_values(["measure", "area_code"], ignore_index=True)


def _wide(path: Path, measure: Measure) -> pd.DataFrame:
    """A row a district, a column a figure."""
    return read_table(path, {"area_code": CODES, "value": (measure.column,)})


def _by_partnership(path: Path, measure: Measure) -> pd.DataFrame:
    """A row a partnership: a district of several has no figure of its own."""
    table = _wide(path, measure)
    return table[~table["area_code"].duplicated(keep=False)]


def _long(path: Path, measure: Measure) -> pd.DataFrame:
    """A row a district, year and figure."""
    wanted = {"area_code": CODES, "year": ("year",), "name": ("indicator",), "value": ("value",)}
    table = read_table(path, wanted)
    return table[(table["name"] == measure.column) & (table["year"] == measure.period)]


def _below_titles(path: Path, measure: Measure) -> pd.DataFrame:
    """A table under title rows, its heading the first row that names the column."""
    lines = len(path.read_text(encoding="utf-8-sig").splitlines())
    for skipped in range(min(_DEEPEST_HEADING, lines)):
        table = pd.read_csv(path, skiprows=skipped, dtype="str", encoding="utf-8-sig")
        code = [name for name in table if "ONS code" in str(name)]
        if measure.column in table and code:
            return pd.DataFrame({"area_code": table[code[0]], "value": table[measure.column]})
    raise SourceError(f"{path.name} has no heading with '{measure.column}' and an ONS code.")


def _homelessness(path: Path, measure: Measure) -> pd.DataFrame:
    """Households of sheet A1 per 1,000: its heading is several rows of merged cells."""
    sheet = pd.read_excel(path, sheet_name="A1", header=None, dtype="object")
    first = sheet.index[sheet[0].astype(str).str.fullmatch(r"E\d{8}")]
    if first.empty:
        raise SourceError(f"{path.name}: sheet A1 has no row of an area.")
    heading = sheet.loc[: first[0] - 1].fillna("").astype(str).agg(" ".join)
    heading = heading.str.replace(r"\s+", " ", regex=True)
    owed, homes = (
        _column_of(heading, text, path) for text in (measure.column, "Number of households in area")
    )
    body = sheet.loc[first[0] :]
    numbers = body[[owed, homes]].apply(pd.to_numeric, errors="coerce")
    return pd.DataFrame({"area_code": body[0].astype(str), "value": numbers[owed] / numbers[homes]})


def _column_of(heading: pd.Series, text: str, path: Path) -> int:
    found = heading.index[heading.str.contains(text, regex=False)]
    if found.empty:
        raise SourceError(f"{path.name}: no column of sheet A1 is headed '{text}'.")
    return int(found[0])


_READERS: Mapping[str, Callable[[Path, Measure], pd.DataFrame]] = {
    "iod-districts": _wide,
    "severity-districts": _by_partnership,
    "health-index": _long,
    "rough-sleeping": _below_titles,
    "homelessness": _homelessness,
}


def build_force_years(path: Path, districts: pd.DataFrame) -> pd.DataFrame:
    """Compile the official yearly table of police recorded crime by force, region and country.

    Parameters
    ----------
    path : Path
        ONS: police recorded crime by police force area, a row an area and year, a column an
        offence group.
    districts : DataFrame
        As `data.tables.country.load_districts`: their residents make the areas'.

    Returns
    -------
    DataFrame
        ``year`` (the twelve months to its September), ``area`` (a force as data.police.uk writes
        it, a region's or a country's name), ``kind`` (``force``, ``region``, ``country``),
        ``group``, ``count`` (missing where the publisher prints none) and ``residents`` (missing
        before the first mid-year of the districts).

    Raises
    ------
    SourceError
        If the file lacks its year, its area's name or every offence group.

    Examples
    --------
    >>> build_force_years(Path("absent.csv"), pd.DataFrame())
    Traceback (most recent call last):
        ...
    FileNotFoundError: ...
    """
    known = ("Year ending September", "Area name")
    groups = [one for one in read_headings(path) if one not in known and "opulation" not in one]
    if not groups:
        raise SourceError(f"{path.name} has no column of an offence group.")
    wanted = {"year": known[:1], "name": known[1:]} | {one: (one,) for one in groups}
    table = read_table(path, wanted)
    for group in groups:
        table[group] = pd.to_numeric(table[group].str.replace(",", ""), errors="coerce")
    table["year"] = table["year"].astype("int16")
    return force_years_frame(table, districts)
