"""Compiling the districts of England and Wales that the force's own are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.building.sources import SourceError, read_headings, read_table, whole_numbers
from data.street.crime_types import KNOWN_NAMES

KINDS = ("global", "demographic", "economic")
NEAREST = 20
# Of LAD 2025 and LAD 2023: districts that were given another code without a change of ground.
RECODED = {"E08000038": "E08000016", "E08000039": "E08000019"}


def build_country(
    districts: Path, counts: Sequence[Path], similar: Sequence[Path], clusters: Path
) -> dict[str, pd.DataFrame]:
    """Compile districts, their records by month and type, and those that are most like each.

    Parameters
    ----------
    districts : Path
        Every district: code, name, region, police force as file names write it, residents of
        mid-years, remarks on its records.
    counts : sequence of Path
        Records by district and month, a column for each type of crime as the publisher labels it,
        counted from every force's file. A month of a district that is not there is not known.
    similar : sequence of Path
        ONS's nearest areas, the nearest first: a file a kind, whose name begins with it
        (``global-neighbours.csv``).
    clusters : Path
        ONS's clusters of areas; what their areas have in common is told in the catalogue.

    Returns
    -------
    dict of str to DataFrame
        The tables of `data.tables.country` by name.

    Raises
    ------
    SourceError
        If a file lacks a column, has a district or month twice, or holds anything but whole
        numbers.

    Examples
    --------
    >>> build_country(Path("absent.csv"), [], [], Path("clusters.csv"))
    Traceback (most recent call last):
        ...
    FileNotFoundError: ...
    """
    areas = _districts(districts)
    known = set(areas["area_code"])
    records = [_counts(path, known) for path in counts]
    table = pd.concat(records, ignore_index=True)
    if table.duplicated(["area_code", "month", "crime_type"]).any():
        raise SourceError("Two files of districts' records hold the same month; give each once.")
    grouped = _clusters(clusters)
    names = grouped.drop_duplicates("area_code").set_index("area_code")["area_name"]
    files = {path.name.partition("-")[0].casefold(): path for path in similar}
    missing = [kind for kind in KINDS if kind not in files]
    if missing:
        raise SourceError(
            f"The nearest areas of one kind are missing: {missing[0]}-neighbours.csv."
        )
    near = pd.concat([_similar(kind, files[kind], names) for kind in KINDS], ignore_index=True)
    return {
        "country/districts": areas,
        "country/counts": table.sort_values(["month", "area_code"], ignore_index=True),
        "country/similar": near[near["area_code"].isin(known)].reset_index(drop=True),
        "country/clusters": grouped[grouped["area_code"].isin(known)].drop(columns="area_name"),
    }


def _districts(path: Path) -> pd.DataFrame:
    years = [name for name in read_headings(path) if name.startswith("population_mid_")]
    table = read_table(
        path,
        {
            "area_code": ("lad23_code", "LAD23CD"),
            "area_name": ("lad23_name", "LAD23NM"),
            "region_code": ("region_code", "RGN23CD"),
            "region_name": ("region_name", "RGN23NM"),
            "force": ("police_force",),
            "note": ("note",),
        }
        | {f"residents_{name[-4:]}": (name,) for name in years},
    )
    if table["area_code"].duplicated().any():
        twice = table.loc[table["area_code"].duplicated(), "area_code"].iloc[0]
        raise SourceError(f"{path.name}: {twice} comes a second time.")
    for name in (f"residents_{name[-4:]}" for name in years):
        table[name] = whole_numbers(table, name, path)
    return table.fillna({"note": "", "force": ""}).reset_index(drop=True)


def _counts(path: Path, known: set[str]) -> pd.DataFrame:
    kinds = [name for name in read_headings(path) if name in KNOWN_NAMES]
    table = read_table(
        path,
        {"area_code": ("lad23_code", "LAD23CD"), "month": ("month",)}
        | {name: (name,) for name in kinds},
    )
    strangers = set(table["area_code"]) - known
    if strangers:
        raise SourceError(f"{path.name}: {min(strangers)} is not among the districts.")
    numbers = {name: whole_numbers(table, name, path) for name in kinds}
    wide = table[["area_code", "month"]].assign(**numbers)
    long = wide.melt(["area_code", "month"], var_name="crime_type", value_name="count")
    long["count"] = long["count"].astype("int32")
    return long


def _similar(kind: str, path: Path, names: pd.Series) -> pd.DataFrame:
    ranks = [str(rank) for rank in range(1, NEAREST + 1)]
    table = read_table(path, {"area_code": ("AREACD",)} | {rank: (rank,) for rank in ranks})
    long = table.melt("area_code", var_name="rank", value_name="similar_code")
    long["similar_name"] = long["similar_code"].map(names)
    long[["area_code", "similar_code"]] = long[["area_code", "similar_code"]].replace(RECODED)
    long = long.assign(kind=kind, rank=long["rank"].astype("int8"))
    columns = ["area_code", "kind", "rank", "similar_code", "similar_name"]
    return long[columns].sort_values(["area_code", "rank"], ignore_index=True)


def _clusters(path: Path) -> pd.DataFrame:
    columns = {kind: (kind.capitalize(),) for kind in KINDS}
    table = read_table(path, {"area_code": ("AREACD",), "area_name": ("AREANM",)} | columns)
    return table.melt(["area_code", "area_name"], var_name="kind", value_name="cluster").dropna()
