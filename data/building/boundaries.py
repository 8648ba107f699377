"""Compiling the five layers of boundaries from one set of borders.

The layers of 2011 and 2021 must not disagree where nothing changed, or a map would jump when a
period is chosen. So the ground is cut into *atoms*, one for each row of the lookup of changed
LSOAs (the 2011 LSOA's ground within the 2021 LSOA); they are simplified once, and every layer is a
union of them. ONS's 2021 layer gives the borders; of the much coarser 2011 layer only the borders
inside merged LSOAs are needed.

Where the LSOAs of 2011 are left out, the atoms are the LSOAs of 2021.

Measured on 687 LSOAs: the installed 2011 layer has 13 vertices an LSOA against 61. Its wards
overlap the legal wards of 2019 by a median 0.90 (intersection over union), wards made this way by
0.98; its LSOAs overlap the unchanged ones of 2021 by 0.80.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from data.boundary.reading import read_boundaries
from data.building.areas import AreaTables
from data.building.sources import SourceError
from geo.boundaries import CoverageReport, clean_coverage, cut_along, simplify_coverage, unite
from geo.contiguity import neighbour_pairs, pairs_of_groups, queen_neighbours

# About one pixel where a district of 30 km fills a screen of 1,000 pixels.
TOLERANCE_METRES = 30.0


@dataclass(frozen=True)
class BoundaryLayers:
    """The layers by area type, the report on the ground they share, and who borders on whom.

    ``neighbours`` has ``area_type``, ``area_code``, ``neighbour_code``: each pair once, by the
    borders as they were published.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    report: CoverageReport
    neighbours: pd.DataFrame


def build_boundaries(
    tables: AreaTables,
    lsoa21_boundaries: Path,
    lsoa11_boundaries: Path | None = None,
    *,
    tolerance: float = TOLERANCE_METRES,
) -> BoundaryLayers:
    """Compile the LSOA, ward and district layers.

    Parameters
    ----------
    tables : AreaTables
        The areas and lookups of the force area.
    lsoa21_boundaries : Path
        ONS's LSOA 2021 layer; it may cover more than the force area.
    lsoa11_boundaries : Path, optional
        ONS's LSOA 2011 layer, used only inside merged LSOAs, and needed only where there are some.
    tolerance : float, optional
        Simplification in metres.

    Returns
    -------
    BoundaryLayers
        Each layer with ``area_code``, ``area_name``, ``district_code``, ``geometry`` (EPSG:27700).

    Raises
    ------
    SourceError, BoundaryError
        If an LSOA has no boundary or a layer cannot be used.

    Examples
    --------
    >>> TOLERANCE_METRES
    30.0
    """
    published = read_boundaries(lsoa21_boundaries, "lsoa21")
    lsoas = tables.lsoas("lsoa21")
    kept = published[published["area_code"].isin(lsoas)]
    missing = lsoas.difference(pd.Index(kept["area_code"]))
    if len(missing):
        raise SourceError(
            f"{lsoa21_boundaries.name} lacks {len(missing)} LSOAs of the force area, "
            f"{missing[0]} among them."
        )
    _refuse_wardless(published, tables, lsoa21_boundaries)
    atoms = _atoms(tables.changes, kept, lsoa11_boundaries)
    cleaned, report = clean_coverage(atoms)
    drawn = simplify_coverage(cleaned, tolerance)
    layers = {
        type_id: _named(unite(drawn, members), type_id, tables.areas)
        for type_id, members in _memberships(drawn, tables).items()
    }
    return BoundaryLayers(layers, report, _neighbours(atoms, tables))


def _neighbours(atoms: gpd.GeoDataFrame, tables: AreaTables) -> pd.DataFrame:
    """Who borders on whom by the published borders, in every layer but districts.

    Cleaning puts corners less than a metre apart together, which makes neighbours of areas whose
    corners do not meet. Only the parts of a merged LSOA, which are cut here, have no such borders:
    they are taken after cutting.
    """
    pairs = neighbour_pairs(queen_neighbours(atoms))
    found = {
        type_id: pairs_of_groups(pairs, members)
        for type_id, members in _memberships(atoms, tables).items()
        if type_id != "district"
    }
    named = [rows.assign(area_type=type_id) for type_id, rows in found.items()]
    return pd.concat(named, ignore_index=True)[["area_type", "area_code", "neighbour_code"]]


def _refuse_wardless(published: gpd.GeoDataFrame, tables: AreaTables, path: Path) -> None:
    """Refuse a layer with an LSOA of the force's districts that the lookup gives no ward.

    ONS names an LSOA by its district ('Anytown 001A'), so that the layer tells of what a shortened
    lookup leaves out. An LSOA that has since gone to another district is in the lookup, under that.
    """
    named = tables.areas.loc[tables.areas["area_type"] == "district", "area_name"]
    stems = published["area_name"].str.replace(r" \d{3}[A-Z]+$", "", regex=True)
    known = set(tables.lsoas("lsoa21")).union(*(one.elsewhere for one in tables.best_fits))
    wardless = published[stems.isin(named) & ~published["area_code"].isin(known)]
    if len(wardless):
        first = wardless.iloc[0]
        raise SourceError(
            f"{len(wardless)} LSOAs of {path.name} have no ward: the best-fit lookup lacks "
            f"{first['area_code']} ({first['area_name']}). Download the whole lookup, of the "
            "LSOAs of 2021."
        )


def _atoms(
    changes: pd.DataFrame, lsoa21: gpd.GeoDataFrame, lsoa11_boundaries: Path | None
) -> gpd.GeoDataFrame:
    """One polygon for each pair of a 2011 and a 2021 LSOA that share ground.

    A 2021 LSOA that lies in one 2011 LSOA (unchanged, or part of a split) is an atom as it is; so
    is every one of them where those of 2011 are left out.
    """
    if changes.empty:
        return lsoa21.assign(lsoa21_code=lsoa21["area_code"])
    whole = lsoa21.set_index("area_code").geometry
    ground = list(changes["lsoa21_code"].map(whole))
    merged = changes[changes["lsoa21_code"].duplicated(keep=False)]
    if len(merged):
        guides = _guides(merged["lsoa11_code"], lsoa11_boundaries)
        for code, rows in merged.groupby("lsoa21_code"):
            parts = cut_along(whole[code], [guides[old] for old in rows["lsoa11_code"]])
            for position, part in zip(changes.index.get_indexer(rows.index), parts, strict=True):
                ground[position] = part
    pair = changes["lsoa11_code"] + "/" + changes["lsoa21_code"]
    return gpd.GeoDataFrame(changes.assign(area_code=pair), geometry=ground, crs=lsoa21.crs)


def _guides(codes: pd.Series, path: Path | None) -> pd.Series:
    if path is None:
        raise SourceError(
            f"{len(codes)} LSOAs of 2011 were merged, {codes.iloc[0]} among them; their borders "
            "are in ONS's LSOA (December 2011) boundaries only. Give --lsoa11-boundaries."
        )
    guides = read_boundaries(path, "lsoa11").set_index("area_code").geometry
    missing = set(codes) - set(guides.index)
    if missing:
        raise SourceError(f"{path.name} lacks the merged LSOA {sorted(missing)[0]}.")
    return guides


def _memberships(atoms: gpd.GeoDataFrame, tables: AreaTables) -> dict[str, pd.Series]:
    """For each layer, the area that each atom belongs to."""
    by_atom = atoms.set_index("area_code")
    members: dict[str, pd.Series] = {}
    for fit in tables.best_fits:
        lookup = fit.lookup.set_index("lsoa_code")
        lsoas = by_atom[f"{fit.lsoa}_code"]
        members |= {fit.lsoa: lsoas, fit.ward: lsoas.map(lookup["ward_code"])}
        # By the newest LSOAs, which come last.
        members["district"] = lsoas.map(lookup["district_code"])
    return members


def _named(layer: gpd.GeoDataFrame, type_id: str, areas: pd.DataFrame) -> gpd.GeoDataFrame:
    names = areas.loc[areas["area_type"] == type_id, ["area_code", "area_name", "district_code"]]
    named = layer.merge(names, on="area_code", how="outer", validate="1:1", indicator=True)
    unlike = named.loc[named["_merge"] != "both", "area_code"]
    if len(unlike):
        raise SourceError(f"{type_id}: {unlike.iloc[0]} has no boundary or no name.")
    return named[["area_code", "area_name", "district_code", "geometry"]]
