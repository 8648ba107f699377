"""Compiling residents by LSOA from ONS's estimates and the census."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.building.sources import SourceError, read_headings, read_table, whole_numbers

_MID_YEAR = r"mid[-_ ]?(20\d\d)"
_YOUNGEST = "Aged 15 years and under"


def build_population(
    mid_year: tuple[Path, ...],
    census: Path,
    lsoa11: pd.Index,
    lsoa21: pd.Index,
    since_census: Path | None = None,
) -> pd.DataFrame:
    """Compile every population base.

    Parameters
    ----------
    mid_year : tuple of Path
        Mid-year estimates by LSOA of 2011, one file a year; the year is read from the name. May
        be empty.
    census : Path
        Census 2021 residents by LSOA of 2021: with age bands side by side, ONS's own download of
        a table by age (a row for each LSOA and band), or Nomis's table without bands.
    lsoa11, lsoa21 : Index of str
        The LSOAs of the force area; each base must have every one of them.
    since_census : Path, optional
        Mid-year estimates by LSOA of 2021, a column for each year whose heading tells it
        (``population_mid_2024``, ``Mid-2024``).

    Returns
    -------
    DataFrame
        ``base``, ``area_type``, ``area_code``, ``residents``, ``aged_0_17``, ``aged_0_15``.

    Raises
    ------
    SourceError
        If a file lacks an LSOA, has one twice or holds anything but whole numbers.

    Examples
    --------
    >>> build_population((Path("estimates.csv"),), Path("c.csv"), pd.Index([]), pd.Index([]))
    Traceback (most recent call last):
        ...
    data.building.sources.SourceError: estimates.csv: the name does not tell the year (mid_2019_…).
    """
    bases = [_mid_year(path, lsoa11) for path in mid_year]
    bases.append(_census(census, lsoa21))
    bases += _since_census(since_census, lsoa21) if since_census else []
    table = pd.concat(bases, ignore_index=True)
    if table.duplicated(["base", "area_code"]).any():
        raise SourceError("Two mid-year files are of the same year; give each year once.")
    columns = ["base", "area_type", "area_code", "residents", "aged_0_17", "aged_0_15"]
    return table[columns].sort_values(["base", "area_code"], ignore_index=True)


def _mid_year(path: Path, lsoa11: pd.Index) -> pd.DataFrame:
    year = re.search(_MID_YEAR, path.name, re.IGNORECASE)
    if year is None:
        raise SourceError(f"{path.name}: the name does not tell the year (mid_2019_…).")
    table = read_table(
        path,
        {
            "area_code": ("lsoa11_code", "LSOA11CD", "LSOA Code"),
            "residents": ("total_population", "All Ages"),
            "aged_0_17": ("age_0_17",),
        },
    )
    table = _cut(table, lsoa11, path)
    return table.assign(
        base=f"mid-{year[1]}",
        area_type="lsoa11",
        residents=whole_numbers(table, "residents", path),
        aged_0_17=whole_numbers(table, "aged_0_17", path).astype("Int64"),
        aged_0_15=pd.array([pd.NA] * len(table), dtype="Int64"),
    )


def _census(path: Path, lsoa21: pd.Index) -> pd.DataFrame:
    headings = {name.casefold() for name in read_headings(path)}
    if "observation" in headings:
        table = _bands_below_each_other(path, lsoa21)
    else:
        columns = {
            "area_code": ("lsoa21_code", "LSOA21CD", "geography code"),
            "residents": (
                "usual_residents_total",
                "Total",
                "Residence type: Total; measures: Value",
                "Age: Total",
            ),
        }
        if _YOUNGEST.casefold() in headings:
            columns["aged_0_15"] = (_YOUNGEST,)
        table = _cut(read_table(path, columns), lsoa21, path)
    unknown = pd.Series(pd.array([pd.NA] * len(table), dtype="Int64"), index=table.index)
    banded = "aged_0_15" in table
    return table.assign(
        base="census-2021",
        area_type="lsoa21",
        residents=whole_numbers(table, "residents", path),
        # The youngest band ends at 15; nothing is made up for ages 16 and 17.
        aged_0_17=unknown,
        aged_0_15=whole_numbers(table, "aged_0_15", path).astype("Int64") if banded else unknown,
    )


def _since_census(path: Path, lsoa21: pd.Index) -> list[pd.DataFrame]:
    """A base for each year that a column's heading tells."""
    found = [(re.search(_MID_YEAR, name, re.IGNORECASE), name) for name in read_headings(path)]
    years = {told[1]: name for told, name in found if told}
    if not years:
        raise SourceError(
            f"{path.name} has no column that tells its mid-year, such as population_mid_2024."
        )
    columns = {"area_code": ("lsoa21_code", "LSOA21CD", "LSOA 2021 Code")}
    table = _cut(
        read_table(path, columns | {year: (name,) for year, name in years.items()}), lsoa21, path
    )
    unknown = pd.array([pd.NA] * len(table), dtype="Int64")
    return [
        table[["area_code"]].assign(
            base=f"mid-{year}",
            area_type="lsoa21",
            residents=whole_numbers(table, year, path),
            # Ages are not in the file.
            aged_0_17=unknown,
            aged_0_15=unknown,
        )
        for year in years
    ]


def _bands_below_each_other(path: Path, lsoa21: pd.Index) -> pd.DataFrame:
    """ONS's own download: the residents of an LSOA are the sum of its rows."""
    columns = {
        "area_code": ("Lower layer Super Output Areas Code",),
        "residents": ("Observation",),
    }
    band = [name for name in read_headings(path) if re.fullmatch(r"Age \(.*\)", name)]
    if band:
        columns["band"] = (band[0],)
    table = read_table(path, columns)
    table = table[table["area_code"].isin(lsoa21)]
    doubled = table.duplicated([name for name in ("area_code", "band") if name in table])
    if doubled.any():
        line = table.index[doubled][0]
        raise SourceError(
            f"{path.name}, line {line}: {table.loc[line, 'area_code']} comes a second time for the "
            "same ages. Download residents by age alone."
        )
    people = whole_numbers(table, "residents", path)
    summed = people.groupby(table["area_code"]).sum().astype("str").rename("residents")
    told = summed.reset_index()
    youngest = table["band"] == _YOUNGEST if "band" in table else pd.Series(False, table.index)
    if youngest.any():
        young = people[youngest].groupby(table.loc[youngest, "area_code"]).sum()
        told["aged_0_15"] = told["area_code"].map(young).astype("Int64").astype("str")
    # Lines are gone with the sum: what follows can only name the area.
    return _cut(told, lsoa21, path)


def _cut(table: pd.DataFrame, codes: pd.Index, path: Path) -> pd.DataFrame:
    """The rows of the force area's LSOAs, each exactly once."""
    kept = table[table["area_code"].isin(codes)]
    missing = codes.difference(pd.Index(kept["area_code"]))
    if len(missing):
        raise SourceError(
            f"{path.name} lacks {len(missing)} LSOAs of the force area, {missing[0]} among them. "
            "Download it for the whole force area, by LSOAs of that vintage."
        )
    twice = kept["area_code"].duplicated()
    if twice.any():
        line = kept.index[twice][0]
        raise SourceError(
            f"{path.name}, line {line}: {kept.loc[line, 'area_code']} comes a second time."
        )
    return kept
