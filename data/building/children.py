"""Compiling child protection and looked-after figures from the Department for Education's tables.

A rate is the count at 31 March over the mid-year population aged 0 to 17 of the year *before*:
that is the department's own rule, and it gives back the rates that it prints.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from data.building.sources import SourceError, read_table, whole_numbers

_GEOGRAPHY = {
    "level": ("geographic_level",),
    "country_code": ("country_code",),
    "country_name": ("country_name",),
    "region_code": ("region_code",),
    "region_name": ("region_name",),
    "la_code": ("new_la_code",),
    "la_name": ("la_name",),
}
# Level in the department's tables: our area type, and which columns carry its code and name.
_LEVELS = {
    "National": ("country", "country"),
    "Regional": ("region", "region"),
    "Local authority": ("upper_tier", "la"),
}
_AT_31_MARCH = "Children looked after on 31 March each year"
# The department's marks for a figure that is not given.
_MARKS = {
    "c": "suppressed by the publisher",
    "x": "not available",
    "z": "not applicable",
    "u": "low reliability",
    "-": "not available",
    ":": "not available",
    "": "not available",
}
COLUMNS = [
    "area_code",
    "area_name",
    "area_type",
    "indicator",
    "year",
    "count",
    "population_0_17",
    "rate_per_10000",
    "printed_rate",
    "note",
]


def build_children(
    child_protection: Path,
    looked_after: Path,
    population: Path,
    printed: Path,
    *,
    upper_tiers: Collection[str] | None = None,
) -> pd.DataFrame:
    """Compile both indicators for every area and year that the department gives.

    Parameters
    ----------
    child_protection : Path
        Children on a child protection plan at 31 March.
    looked_after : Path
        Children looked after at 31 March, with the printed rate.
    population : Path
        Mid-year population aged 0 to 17.
    printed : Path
        Local Authority Interactive Tool: counts of looked-after children in earlier years, and
        the rates as printed.
    upper_tiers : collection of str, optional
        Codes of the upper-tier authorities to keep, with their regions and their country; by
        default every area of the tables.

    Returns
    -------
    DataFrame
        ``area_code``, ``area_name``, ``area_type``, ``indicator`` (``cpp``, ``lac``), ``year``
        (of the 31 March), ``count`` (Int64), ``population_0_17`` (Int64, of the previous
        mid-year), ``rate_per_10000``, ``printed_rate`` (Float64), ``note``. A figure that is
        marked '-' or by a letter is missing, and the note says what the mark means.

    Raises
    ------
    SourceError
        If a table lacks a column or has a mark that is not known.

    Examples
    --------
    >>> COLUMNS[3:6]
    ['indicator', 'year', 'count']
    """
    counts = pd.concat(
        [_child_protection(child_protection, upper_tiers), _looked_after(looked_after, upper_tiers)]
    )
    tool = _interactive_tool(printed, counts)
    keys = ["area_code", "area_name", "area_type", "indicator", "year"]
    # Earlier years of looked-after children are in the interactive tool only.
    table = counts.merge(tool, on=keys, how="outer", suffixes=("", "_tool"), validate="1:1")
    table["count"] = table["count"].fillna(table["count_tool"])
    table["note"] = table["note"].fillna(table["note_tool"]).fillna("")
    table = table.merge(
        _population(population, upper_tiers),
        on=["area_code", "area_type", "year"],
        how="left",
        validate="m:1",
    )
    table["rate_per_10000"] = (table["count"] / table["population_0_17"] * 10_000).astype("Float64")
    table["note"] = _notes(table)
    table["year"] = table["year"].astype("int64")
    return table[COLUMNS].sort_values(["indicator", "area_code", "year"], ignore_index=True)


def _child_protection(path: Path, kept: Collection[str] | None) -> pd.DataFrame:
    table = read_table(
        path, {"year": ("time_period",), "cell": ("CPP_At31", "CPP_at31"), **_GEOGRAPHY}
    )
    return _figures(_areas(table, path, kept), "cpp", path)


def _looked_after(path: Path, kept: Collection[str] | None) -> pd.DataFrame:
    table = read_table(
        path,
        {
            "year": ("time_period",),
            "measure": ("population_type",),
            "cell": ("children_count", "number"),
            **_GEOGRAPHY,
        },
    )
    table = table[table["measure"] == _AT_31_MARCH]
    if table.empty:
        raise SourceError(f"{path.name} has no rows '{_AT_31_MARCH}'.")
    return _figures(_areas(table, path, kept), "lac", path)


def _population(path: Path, kept: Collection[str] | None) -> pd.DataFrame:
    """The population that each year's rate is over: that of the mid-year before."""
    table = read_table(
        path, {"year": ("time_period",), "cell": ("population_estimate",), **_GEOGRAPHY}
    )
    areas = _areas(table, path, kept)
    return pd.DataFrame(
        {
            "area_code": areas["area_code"],
            "area_type": areas["area_type"],
            "year": whole_numbers(areas, "year", path) + 1,
            "population_0_17": whole_numbers(areas, "cell", path).astype("Int64"),
        }
    )


def _interactive_tool(path: Path, areas: pd.DataFrame) -> pd.DataFrame:
    """Printed rates, and the looked-after counts that go with them, for the areas in `areas`."""
    table = read_table(
        path,
        {
            "series": ("Short Desc",),
            "year": ("Years",),
            "area_name": ("LA and Regions",),
            "cell": ("Values",),
        },
    )
    # The tool knows authorities by their old numbers, so names are what both tables share.
    names = areas[["area_code", "area_name", "area_type"]].drop_duplicates()
    named = table.reset_index().merge(names, on="area_name", validate="m:1").set_index("line")
    rates = pd.concat(
        [_tool_series(named, "CPP_rate", "cpp", path), _tool_series(named, "LAC", "lac", path)]
    ).rename(columns={"value": "printed_rate"})
    counts = _tool_series(named, "LACnum", "lac", path).rename(columns={"value": "count"})
    keys = ["area_code", "area_name", "area_type", "indicator", "year"]
    joined = rates.merge(counts.drop(columns="note"), on=keys, how="outer", validate="1:1")
    return joined.astype({"count": "Int64"})


def _tool_series(table: pd.DataFrame, series: str, indicator: str, path: Path) -> pd.DataFrame:
    rows = table[table["series"] == series]
    if rows.empty:
        raise SourceError(f"{path.name} has no series '{series}'.")
    numbers, note = _numbers(rows, path)
    return pd.DataFrame(
        {
            "area_code": rows["area_code"],
            "area_name": rows["area_name"],
            "area_type": rows["area_type"],
            "indicator": indicator,
            "year": whole_numbers(rows, "year", path),
            # The tool stores 42.1 as 42.100000000000001.
            "value": numbers.round(1),
            "note": note,
        }
    )


def _areas(table: pd.DataFrame, path: Path, kept: Collection[str] | None) -> pd.DataFrame:
    """Rows with one code, name and type for each area, whichever columns they stand in."""
    table = _around(table, path, kept)
    unknown = ~table["level"].isin(list(_LEVELS))
    if unknown.any():
        line = table.index[unknown][0]
        raise SourceError(
            f"{path.name}, line {line}: the level '{table.loc[line, 'level']}' is not known."
        )
    parts = []
    for level, (type_id, stem) in _LEVELS.items():
        rows = table[table["level"] == level]
        parts.append(
            rows.assign(
                area_type=type_id,
                area_code=rows[f"{stem}_code"],
                area_name=rows[f"{stem}_name"],
            )
        )
    return pd.concat(parts).sort_index()


def _around(table: pd.DataFrame, path: Path, kept: Collection[str] | None) -> pd.DataFrame:
    """The rows of some authorities, of the regions that they lie in and of the country."""
    if kept is None:
        return table
    own = table["la_code"].isin(list(kept))
    absent = set(kept) - set(table.loc[own, "la_code"])
    if absent:
        raise SourceError(
            f"{path.name} has no row of the authority {sorted(absent)[0]}. Download the table for "
            "all local authorities, or leave the children's tables out."
        )
    region = (table["level"] == "Regional") & table["region_code"].isin(
        table.loc[own, "region_code"].dropna()
    )
    return table[own | region | (table["level"] == "National")]


def _figures(rows: pd.DataFrame, indicator: str, path: Path) -> pd.DataFrame:
    twice = rows.duplicated(["area_code", "area_type", "year"])
    if twice.any():
        line = rows.index[twice][0]
        raise SourceError(
            f"{path.name}, line {line}: {rows.loc[line, 'area_name']} comes a second time for "
            f"{rows.loc[line, 'year']}. Keep the rows of totals only."
        )
    numbers, note = _numbers(rows, path)
    return pd.DataFrame(
        {
            "area_code": rows["area_code"],
            "area_name": rows["area_name"],
            "area_type": rows["area_type"],
            "indicator": indicator,
            "year": whole_numbers(rows, "year", path),
            "count": numbers.astype("Int64"),
            "note": note,
        }
    )


def _numbers(rows: pd.DataFrame, path: Path) -> tuple[pd.Series, pd.Series]:
    """Cells as numbers, missing where marked; and what each mark means."""
    cells = rows["cell"].fillna("")
    marks = cells.str.casefold().map(_MARKS)
    numbers = pd.to_numeric(cells.str.replace(",", "", regex=False), errors="coerce")
    strange = numbers.isna() & marks.isna()
    if strange.any():
        line = rows.index[strange][0]
        raise SourceError(
            f"{path.name}, line {line}: '{cells[line]}' is neither a number nor a known mark."
        )
    return numbers.astype("Float64"), marks.astype("str").where(marks.notna())


def _notes(table: pd.DataFrame) -> pd.Series:
    """What a reader must know of each row beside its figures; empty for most."""
    # Looked-after rates are printed whole, child protection rates to one decimal. A few differ:
    # the department had an earlier estimate of the population, or rounded the count.
    step = table["indicator"].map({"cpp": 0.1, "lac": 1.0})
    apart = (table["rate_per_10000"] - table["printed_rate"]).abs() > step / 2 + 1e-9
    differs = apart.fillna(False).map(
        {True: "the printed rate is not this count over this population", False: ""}
    )
    unknown = (
        table["population_0_17"]
        .isna()
        .map({True: "no population of the previous mid-year", False: ""})
    )
    parts = pd.concat([table["note"], unknown, differs], axis=1)
    return parts.apply(lambda row: "; ".join(part for part in row if part), axis=1)
