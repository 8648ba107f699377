"""Compiling every packaged table from publishers' files, and checking what was compiled.

Nothing is written until everything is compiled: a refused file leaves the packaged tables as they
were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from data.building.areas import AreaTables, BestFitFile, build_areas
from data.building.boundaries import TOLERANCE_METRES, build_boundaries
from data.building.children import build_children
from data.building.country import build_country
from data.building.deprivation import build_deprivation
from data.building.force_choice import only_force
from data.building.landmarks import build_landmarks
from data.building.measures import build_force_years, build_measures
from data.building.population import build_population
from data.building.sources import FoundFiles
from data.catalogue.measures import load_measures
from data.street.counting import count_street_files
from data.tables.packaged import PACKAGED_FOLDER
from data.tables.police import FATES
from geo.boundaries import coverage_report

# What ships with the app stays small enough to clone and to start with.
LARGEST_PACKAGE = 3_000_000


class PackageError(ValueError):
    """Packaged tables do not agree with each other; the message says which and where."""


@dataclass(frozen=True)
class BuildOptions:
    """What may be chosen beside the files.

    Parameters
    ----------
    force_code : str, optional
        Police force area (ONS code) to cut everything to.
    police_force : str, optional
        Force as data.police.uk writes it in file names.
    tolerance : float
        Simplification of boundaries, in metres.
    """

    force_code: str | None = None
    police_force: str | None = None
    tolerance: float = TOLERANCE_METRES


def build(
    files: FoundFiles, out: Path = PACKAGED_FOLDER, options: BuildOptions | None = None
) -> list[str]:
    """Compile every packaged table and write it.

    Parameters
    ----------
    files : mapping of str to tuple of Path
        As ``data.building.sources.find_files`` returns it.
    out : Path, optional
        Folder to write to; by default where the app reads from.
    options : BuildOptions, optional
        Further choices.

    Returns
    -------
    list of str
        One line for each table: what it holds and its size.

    Raises
    ------
    SourceError, StreetFileError, BoundaryError
        If a publisher's file cannot be used. Nothing has been written then.

    Examples
    --------
    >>> BuildOptions().tolerance
    30.0
    """
    options = options or BuildOptions()
    tables = build_areas(
        only_force(files["districts"][0], options.force_code),
        [
            BestFitFile("lsoa11", "ward19", files["lsoa11-ward19"][0]),
            BestFitFile("lsoa21", "ward24", files["lsoa21-ward24"][0]),
        ],
        files["lsoa11-lsoa21"][0],
        files["msoa-names"][0],
    )
    compiled: dict[str, pd.DataFrame] = dict(tables.lookups)
    lsoa11, lsoa21 = tables.lsoas("lsoa11"), tables.lsoas("lsoa21")
    compiled["population"] = build_population(
        files["mid-year"], files["census"][0], lsoa11, lsoa21, files["lsoa21-mid-year"][0]
    )
    compiled["deprivation"] = build_deprivation(
        files["imd-2019"][0], files["imd-2025"][0], files["rural-urban"][0], lsoa11, lsoa21
    )
    drawn = build_boundaries(
        tables,
        files["lsoa21-boundaries"][0],
        files["lsoa11-boundaries"][0],
        tolerance=options.tolerance,
    )
    compiled |= {f"boundaries/{type_id}": layer for type_id, layer in drawn.layers.items()}
    compiled["neighbours"] = drawn.neighbours
    compiled["landmarks"] = build_landmarks(
        files["towns"][0], files["stations"][0], drawn.layers["district"]
    )
    counted = count_street_files(
        files["police"], lsoas_by_vintage(tables), force=options.police_force
    )
    compiled |= {
        "police_counts": counted.counts,
        "police_months": counted.months,
        "police_unplaced": counted.unplaced,
    }
    compiled["children"] = build_children(
        files["child-protection"][0],
        files["looked-after"][0],
        files["child-population"][0],
        files["children-printed"][0],
    )
    compiled["areas"] = areas_and_beyond(tables, compiled["children"])
    compiled |= build_country(
        files["country-districts"][0],
        files["country-counts"],
        files["similar-areas"],
        files["clusters"][0],
    )
    compiled["country/measures"] = build_measures(load_measures(), files)
    compiled["country/force_years"] = build_force_years(
        files["force-years"][0], compiled["country/districts"]
    )
    return _write(compiled, out)


def lsoas_by_vintage(tables: AreaTables) -> pd.DataFrame:
    """Return the LSOAs as counting wants them: ``area_type``, ``area_code``.

    Parameters
    ----------
    tables : AreaTables
        As `data.building.areas.build_areas` compiles them.

    Returns
    -------
    DataFrame
        One row for each LSOA of each vintage that is kept; ``area_type`` is the vintage.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_type": ["lsoa21", "force"], "area_code": ["E01", "E23"]})
    >>> lsoas_by_vintage(AreaTables("E23", areas, (), pd.DataFrame()))["area_code"].tolist()
    ['E01']
    """
    areas = tables.areas
    return areas.loc[areas["area_type"].str.startswith("lsoa"), ["area_type", "area_code"]]


def areas_and_beyond(tables: AreaTables, children: pd.DataFrame) -> pd.DataFrame:
    """Return the force's areas, and those beyond it that figures are held for.

    Parameters
    ----------
    tables : AreaTables
        As `data.building.areas.build_areas` compiles them.
    children : DataFrame
        Figures by ``area_code``, ``area_type``, ``area_name``; an area may come in many rows.

    Returns
    -------
    DataFrame
        Columns as in `data.tables.areas.load_areas`: the force's areas, then each other area once,
        in order of code, without a ``district_code`` and a ``force_code``.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_code": ["E23"], "area_type": "force", "area_name": "Anyshire"})
    >>> tables = AreaTables("E23", areas, (), pd.DataFrame())
    >>> england = pd.DataFrame({"area_code": ["E92"], "area_type": "country", "area_name": "E"})
    >>> areas_and_beyond(tables, england)["area_code"].tolist()
    ['E23', 'E92']
    """
    beyond = children[["area_code", "area_type", "area_name"]].drop_duplicates()
    return pd.concat([tables.areas, beyond.sort_values("area_code")], ignore_index=True)


def _write(compiled: Mapping[str, pd.DataFrame], out: Path) -> list[str]:
    told = []
    for name, table in sorted(compiled.items()):
        path = out / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and moved, so that a running app never reads half a table.
        part = path.with_suffix(".part")
        table.to_parquet(part, index=False, compression="zstd")
        part.replace(path)
        told.append(f"{name}: {len(table):,} rows, {path.stat().st_size / 1_000:,.0f} kB")
    return told


def check_packaged(folder: Path = PACKAGED_FOLDER) -> list[str]:
    """Check that the packaged tables agree with each other.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    list of str
        What was checked, one line each.

    Raises
    ------
    PackageError
        If a table disagrees with another; the message names both and the first odd one.
    FileNotFoundError
        If a table is not there.

    Examples
    --------
    >>> len(check_packaged()) > 0
    True
    """
    areas = pd.read_parquet(folder / "areas.parquet")
    if areas.duplicated(["area_type", "area_code"]).any():
        raise PackageError("areas: an area comes twice.")
    codes = {str(kind): set(rows["area_code"]) for kind, rows in areas.groupby("area_type")}
    told = [f"areas: {', '.join(f'{len(held)} {kind}' for kind, held in codes.items())}"]
    for lsoa, ward in (("lsoa11", "ward19"), ("lsoa21", "ward24")):
        lookup = pd.read_parquet(folder / f"lookups/{lsoa}_{ward}.parquet")
        _same(set(lookup["lsoa_code"]), codes[lsoa], f"lookups/{lsoa}_{ward}", "areas")
        _same(set(lookup["ward_code"]), codes[ward], f"lookups/{lsoa}_{ward}", "areas")
    population = pd.read_parquet(folder / "population.parquet")
    for (base, kind), rows in population.groupby(["base", "area_type"]):
        _same(set(rows["area_code"]), codes[str(kind)], f"population {base}", "areas")
    told.append(f"population: {', '.join(population['base'].unique())}")
    deprivation = pd.read_parquet(folder / "deprivation.parquet")
    for (edition, kind), rows in deprivation.groupby(["edition", "area_type"]):
        _same(set(rows["area_code"]), codes[str(kind)], f"deprivation {edition}", "areas")
    told.append(f"deprivation: {', '.join(deprivation['edition'].unique())}")
    neighbours = pd.read_parquet(folder / "neighbours.parquet")
    for kind, rows in neighbours.groupby("area_type"):
        # No area of the force lies alone, so that each has a neighbour.
        named = {str(code) for code in [*rows["area_code"], *rows["neighbour_code"]]}
        _same(named, codes[str(kind)], "neighbours", "areas")
    told.append(f"neighbours: {len(neighbours)} pairs")
    landmarks = pd.read_parquet(folder / "landmarks.parquet")
    strangers = set(landmarks["district_code"].dropna()) - codes["district"]
    if strangers:
        raise PackageError(f"landmarks: {min(strangers)} is no district of the force area.")
    kinds = landmarks["kind"].value_counts()
    told.append("landmarks: " + ", ".join(f"{held} {kind}s" for kind, held in kinds.items()))
    told += _check_layers(folder, codes) + _check_police(folder, codes)
    return told + _check_country(folder) + _check_size(folder)


def _same(left: set[str], right: set[str], left_name: str, right_name: str) -> None:
    unlike = left ^ right
    if unlike:
        raise PackageError(
            f"{left_name} and {right_name} differ in {len(unlike)} codes, {min(unlike)} among them."
        )


def _check_layers(folder: Path, codes: Mapping[str, set[str]]) -> list[str]:
    told = []
    for kind in ("lsoa11", "lsoa21", "ward19", "ward24", "district"):
        layer = gpd.read_parquet(folder / f"boundaries/{kind}.parquet")
        _same(set(layer["area_code"]), codes[kind], f"boundaries/{kind}", "areas")
        report = coverage_report(layer)
        if not report.is_coverage or report.holes:
            raise PackageError(f"boundaries/{kind}: {report.holes} holes, or borders not shared.")
        told.append(f"boundaries/{kind}: {report.areas} areas, no gap, no overlap")
    return told


def _check_police(folder: Path, codes: Mapping[str, set[str]]) -> list[str]:
    counts = pd.read_parquet(folder / "police_counts.parquet")
    months = pd.read_parquet(folder / "police_months.parquet").set_index("month")
    # Tables that were built before records that recur were looked for do not tell them.
    parts = months.columns.intersection([*FATES])
    odd = months.index[months["rows_read"] != months[parts].sum(axis=1)]
    if len(odd):
        raise PackageError(f"police_months: the records of {odd[0]} do not add up.")
    summed = counts.groupby("month")["count"].sum().reindex(months.index, fill_value=0)
    if not summed.eq(months["counted"]).all():
        raise PackageError("police_counts and police_months do not tell the same totals.")
    unplaced = pd.read_parquet(folder / "police_unplaced.parquet").groupby("month")["count"].sum()
    if not unplaced.reindex(months.index, fill_value=0).eq(months["no_location"]).all():
        raise PackageError("police_unplaced and police_months do not tell the same totals.")
    for kind, rows in counts.groupby("area_type"):
        strangers = set(rows["area_code"]) - codes[str(kind)]
        if strangers:
            raise PackageError(f"police_counts: {min(strangers)} is no {kind} of the force area.")
    return [f"police: {len(months)} months, {int(summed.sum()):,} records counted"]


def _check_country(folder: Path) -> list[str]:
    districts = pd.read_parquet(folder / "country/districts.parquet")
    counts = pd.read_parquet(folder / "country/counts.parquet")
    known = set(districts["area_code"])
    for name in ("counts", "similar", "clusters"):
        strangers = set(pd.read_parquet(folder / f"country/{name}.parquet")["area_code"]) - known
        if strangers:
            raise PackageError(f"country/{name}: {min(strangers)} is no district of the country.")
    months = counts["month"].nunique()
    return [
        f"country: {len(districts)} districts, {months} months of {counts['area_code'].nunique()}"
    ]


def _check_size(folder: Path) -> list[str]:
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    if size > LARGEST_PACKAGE:
        raise PackageError(f"The packaged tables take {size:,} bytes; {LARGEST_PACKAGE:,} may be.")
    return [f"size: {size / 1_000:,.0f} kB"]
