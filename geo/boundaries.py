"""Boundaries: reading any publisher's layer as checked areas, one topology, and the drawing.

Areas that tile the ground are handled as one *coverage*: neighbours share each vertex of their
border. Cleaning, simplifying and uniting keep that, so that no sliver, gap or overlap opens
between two areas, and a ward's border is the border of the LSOAs that it is made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import area_type, malformed_codes

# Lengths and areas are taken on the British National Grid, in metres.
GRID = "EPSG:27700"
# The only use of degrees: what Leaflet draws.
DEGREES = "EPSG:4326"

# How publishers name a level's columns: WD19CD and WD19NM, LSOA21CD, lad24cd …
_COLUMN_STEM = {
    "ward": "WD",
    "lsoa": "LSOA",
    "district": r"(?:LAD|LTLA|CSP)",
    "force": "PFA",
    "upper_tier": r"(?:CTYUA|UTLA)",
    "region": "RGN",
    "country": "CTRY",
}


class BoundaryError(ValueError):
    """A layer cannot be used as areas; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class CoverageReport:
    """What is still wrong, or was put right, in a set of areas that should tile the ground.

    Parameters
    ----------
    areas : int
        Number of areas.
    repaired : int
        Areas whose geometry was not valid (self-crossing, repeated points) before cleaning.
    overlap : float
        Ground claimed by two areas or more, in square metres.
    holes : int
        Holes inside the union of all areas: gaps between neighbours.
    hole_area : float
        Ground within those holes, in square metres.
    is_coverage : bool
        Whether neighbours share every vertex of their borders.
    """

    areas: int
    repaired: int
    overlap: float
    holes: int
    hole_area: float
    is_coverage: bool


def _column(frame: pd.DataFrame, level: str, vintage: int | None, ending: str) -> str | None:
    """The column that carries a level's codes (CD) or names (NM), of the vintage if it is there."""
    plain = {"CD": "area_code", "NM": "area_name"}[ending]
    if plain in frame.columns:
        return plain
    found = {
        int(match[1]): str(name)
        for name in frame.columns
        if (match := re.fullmatch(rf"{_COLUMN_STEM[level]}(\d\d){ending}", str(name).upper()))
    }
    if vintage is not None and vintage % 100 in found:
        return found[vintage % 100]
    return found[max(found)] if found else None


def named_areas(layer: gpd.GeoDataFrame, type_id: str) -> gpd.GeoDataFrame:
    """Return any publisher's layer as checked, named and projected areas.

    Parameters
    ----------
    layer : GeoDataFrame
        Polygons in any declared coordinate system, with the publisher's code and name columns
        (``WD19CD`` and ``WD19NM``, in either case, or ``area_code`` and ``area_name``).
    type_id : str
        The area type wanted, such as ``ward19``. Where the layer carries several vintages that
        one is taken, else the latest.

    Returns
    -------
    GeoDataFrame
        ``area_code``, ``area_name``, ``geometry`` (valid polygons, EPSG:27700), in code order. A
        layer without names is named by its codes.

    Raises
    ------
    BoundaryError
        If there is no code column, no coordinate system, a malformed or repeated code, or an area
        without ground. The message names the row, counted from 1.

    Examples
    --------
    >>> square = shapely.box(400_000, 300_000, 401_000, 301_000)
    >>> layer = gpd.GeoDataFrame(
    ...     {"wd19cd": ["E05000001"], "wd19nm": ["Abbey"]}, geometry=[square], crs=GRID)
    >>> named_areas(layer, "ward19")["area_name"].tolist()
    ['Abbey']
    """
    kind = area_type(type_id)
    code_column = _column(layer, kind.level, kind.vintage, "CD")
    if code_column is None:
        columns = ", ".join(str(name) for name in layer.columns if name != "geometry")
        raise BoundaryError(
            f"No column of {kind.level} codes was found; expected one like "
            f"'{_COLUMN_STEM[kind.level]}{(kind.vintage or 2024) % 100:02d}CD' or 'area_code'. "
            f"The columns are: {columns}."
        )
    if layer.crs is None:
        raise BoundaryError(
            "The layer does not say its coordinate system. For a shapefile, keep the .prj file "
            "beside the .shp; for GeoJSON, export it again from the publisher."
        )
    name_column = _column(layer, kind.level, kind.vintage, "NM") or code_column
    areas = gpd.GeoDataFrame(
        {
            "area_code": layer[code_column].astype("str").str.strip().to_numpy(),
            "area_name": layer[name_column].astype("str").str.strip().to_numpy(),
        },
        geometry=_polygons(layer.geometry.to_crs(GRID).to_numpy()),
        crs=GRID,
    )
    _check_areas(areas, type_id)
    return areas.sort_values("area_code", ignore_index=True)


def _check_areas(areas: gpd.GeoDataFrame, type_id: str) -> None:
    """Refuse malformed codes, codes that come twice and areas without ground."""
    malformed = malformed_codes(areas["area_code"], type_id)
    if len(malformed):
        raise BoundaryError(
            f"Row {int(malformed.index[0]) + 1}: '{malformed.iloc[0]}' is not a code of the type "
            f"{type_id} (expected {area_type(type_id).pattern}). {len(malformed)} rows are so."
        )
    repeated = areas["area_code"].duplicated()
    if repeated.any():
        code = areas.loc[repeated, "area_code"].iloc[0]
        raise BoundaryError(
            f"Row {int(repeated.idxmax()) + 1}: the code '{code}' comes a second time. "
            "Dissolve the layer by its codes first."
        )
    empty = areas.geometry.is_empty | areas.geometry.isna()
    if empty.any():
        code = areas.loc[empty, "area_code"].iloc[0]
        raise BoundaryError(f"Row {int(empty.idxmax()) + 1}: '{code}' has no polygon.")


def _polygons(geometry: Any) -> Any:
    """Valid polygons only: what make_valid leaves as lines and points encloses no ground."""
    valid = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    kinds = shapely.get_type_id(valid)
    mixed = kinds == shapely.GeometryType.GEOMETRYCOLLECTION
    valid[mixed] = [
        shapely.union_all([part for part in shapely.get_parts(each) if part.area > 0])
        for each in valid[mixed]
    ]
    return valid


def valid_polygons(geometry: Any) -> Any:
    """Return geometries as valid polygons; those that are already stay as they are.

    Parameters
    ----------
    geometry : ndarray of geometry
        Polygons, or collections with polygons among their parts.

    Returns
    -------
    ndarray of geometry
        Polygons and multipolygons of the same ground. One that encloses none comes back empty.

    Raises
    ------
    shapely.errors.GEOSException
        If a coordinate is not a finite number.

    Examples
    --------
    >>> bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    >>> valid_polygons(np.array([bow_tie]))[0].area
    50.0
    """
    mended = np.array(geometry, dtype=object)
    plain = np.isin(
        shapely.get_type_id(mended),
        (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
    )
    faulty = ~(plain & shapely.is_valid(mended))
    if faulty.any():
        mended[faulty] = _polygons(mended[faulty])
    return mended


def coverage_report(areas: gpd.GeoDataFrame, repaired: int = 0) -> CoverageReport:
    """Report overlaps, holes and unshared borders in areas that should tile the ground.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in a coordinate system in metres.
    repaired : int, optional
        Number of areas already repaired, to be carried in the report.

    Returns
    -------
    CoverageReport
        Areas in square metres.

    Raises
    ------
    shapely.errors.GEOSException
        If a geometry is not valid; clean the areas first.

    Examples
    --------
    >>> squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> coverage_report(gpd.GeoDataFrame(geometry=squares, crs=GRID)).is_coverage
    True
    """
    geometry = areas.geometry.to_numpy()
    union = shapely.union_all(geometry)
    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    return CoverageReport(
        areas=len(areas),
        repaired=repaired,
        overlap=float(shapely.area(geometry).sum() - shapely.area(union)),
        holes=len(rings),
        hole_area=float(sum(shapely.Polygon(ring).area for ring in rings)),
        is_coverage=bool(shapely.coverage_is_valid(geometry)),
    )


def clean_coverage(
    areas: gpd.GeoDataFrame, *, gap_width: float = 50.0, grid: float = 1.0
) -> tuple[gpd.GeoDataFrame, CoverageReport]:
    """Return areas as one coverage: valid, without overlaps, slivers or narrow gaps.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in EPSG:27700; other columns are kept.
    gap_width : float, optional
        Gaps narrower than this, in metres, are given to the neighbour with the longest border.
        A wider hole is left, for it may be ground outside the area set.
    grid : float, optional
        Vertices are put on a grid of this many metres, which brings near-misses together.

    Returns
    -------
    areas : GeoDataFrame
        The same rows with cleaned geometry.
    report : CoverageReport
        The state after cleaning, with the number of geometries that had to be repaired.

    Raises
    ------
    BoundaryError
        If an area would vanish (it is a sliver itself, or lies wholly under another), or the
        result is still no coverage.

    Examples
    --------
    >>> gapped = [shapely.box(0, 0, 99, 90), shapely.box(100, 0, 200, 90)]
    >>> areas = gpd.GeoDataFrame({"area_code": ["a", "b"]}, geometry=gapped, crs=GRID)
    >>> cleaned, report = clean_coverage(areas)
    >>> report.is_coverage, float(cleaned.area.sum())
    (True, 18000.0)
    """
    given = areas.geometry.to_numpy()
    repaired = int((~shapely.is_valid(given)).sum())
    snapped = shapely.set_precision(_polygons(given), grid)
    clean = _fitted(snapped, gap_width, snapping_distance=grid)
    cleaned = areas.set_geometry(gpd.GeoSeries(clean, index=areas.index, crs=areas.crs))
    if cleaned.geometry.is_empty.any():
        lost = areas.index[cleaned.geometry.is_empty][0]
        raise BoundaryError(f"Area {lost} vanished in cleaning: it lies wholly under others.")
    report = coverage_report(cleaned, repaired)
    if not report.is_coverage:
        raise BoundaryError("The areas do not fit together even after cleaning; check the layer.")
    return cleaned, report


def _fitted(geometry: Any, gap_width: float, snapping_distance: float = -1.0) -> Any:
    """Polygons fitted together: overlaps given to one side, narrow gaps closed, borders shared.

    Vertices within the snapping distance are taken for the same corner; -1 lets GEOS choose one
    far below a millimetre.
    """
    # The type stubs of shapely do not know this function of version 2.2 yet.
    return shapely.coverage_clean(  # type: ignore[attr-defined]
        geometry, snapping_distance=snapping_distance, gap_width=gap_width
    )


def simplify_coverage(areas: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """Return areas with fewer vertices whose neighbours still share every border.

    The coverage is cut into the arcs between its junctions, and each arc is simplified once (by
    Douglas-Peucker) for both areas that it bounds. No vertex moves; some are left out.

    Parameters
    ----------
    areas : GeoDataFrame
        A coverage in EPSG:27700, as `clean_coverage` makes it.
    tolerance : float
        How far, in metres, a dropped vertex may lie from the simplified border.

    Returns
    -------
    GeoDataFrame
        The same rows and columns with simplified geometry.

    Raises
    ------
    BoundaryError
        If borders cross that cannot be put right; give a smaller tolerance.

    Examples
    --------
    >>> bent = shapely.Polygon([(0, 0), (50, 1), (100, 0), (100, 100), (0, 100)])
    >>> areas = gpd.GeoDataFrame({"area_code": ["a"]}, geometry=[bent], crs=GRID)
    >>> len(simplify_coverage(areas, 10).geometry.iloc[0].exterior.coords)
    5
    """
    # Only the build simplifies: the app itself does without this package.
    import topojson

    topology = topojson.Topology(
        areas[[areas.geometry.name]].reset_index(drop=True),
        prequantize=False,
        toposimplify=tolerance,
        prevent_oversimplify=True,
    )
    geometry = topology.to_gdf().geometry.to_numpy()
    if not (shapely.is_valid(geometry).all() and shapely.coverage_is_valid(geometry)):
        # Arcs are simplified one by one, so that in a narrow place two may come to cross.
        geometry = _fitted(_polygons(geometry), tolerance)
    if shapely.is_empty(geometry).any() or not shapely.coverage_is_valid(geometry):
        raise BoundaryError(
            f"Borders cross when the areas are simplified by {tolerance:g} m. Clean the areas "
            "first, or give a smaller tolerance."
        )
    return areas.set_geometry(gpd.GeoSeries(geometry, index=areas.index, crs=areas.crs))


def unite(areas: gpd.GeoDataFrame, members: pd.Series) -> gpd.GeoDataFrame:
    """Return the larger areas that small areas make up, from the same borders.

    Parameters
    ----------
    areas : GeoDataFrame
        A coverage with ``area_code`` and ``geometry``.
    members : Series of str
        The larger area's code, indexed by small-area code: a best-fit lookup.

    Returns
    -------
    GeoDataFrame
        ``area_code``, ``geometry``, one row for each larger area, in code order.

    Raises
    ------
    BoundaryError
        If a small area has no larger one or the lookup names a small area without geometry:
        either way ground would be lost.

    Examples
    --------
    >>> squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> areas = gpd.GeoDataFrame({"area_code": ["a", "b"]}, geometry=squares, crs=GRID)
    >>> unite(areas, pd.Series({"a": "w", "b": "w"})).area.tolist()
    [2.0]
    """
    drawn, looked_up = set(areas["area_code"]), set(members.index)
    if drawn != looked_up:
        raise BoundaryError(
            f"{len(drawn - looked_up)} areas are not in the lookup "
            f"{sorted(drawn - looked_up)[:3]} and {len(looked_up - drawn)} codes of the lookup "
            f"have no boundary {sorted(looked_up - drawn)[:3]}. Give both in the same vintage."
        )
    larger = areas["area_code"].map(members)
    united = {
        code: shapely.coverage_union_all(areas.geometry[rows].to_numpy())
        for code, rows in larger.groupby(larger).groups.items()
    }
    return gpd.GeoDataFrame(
        {"area_code": list(united)}, geometry=list(united.values()), crs=areas.crs
    ).sort_values("area_code", ignore_index=True)


def cut_along(whole: Any, guides: list[Any]) -> list[Any]:
    """Return a polygon cut into as many parts as there are guides, roughly along their border.

    Where two areas were merged, the border between them is gone from the newer layer. An older
    and coarser layer still has it; its outer edges are not used, so that no gap opens along the
    newer outline.

    Parameters
    ----------
    whole : Polygon or MultiPolygon
        The merged area, from the newer layer.
    guides : list of Polygon
        The areas that were merged, from the older layer. They need not fill `whole`.

    Returns
    -------
    list of Polygon
        One part for each guide, in their order; the parts tile `whole` exactly.

    Raises
    ------
    BoundaryError
        If a guide does not reach into `whole`.

    Examples
    --------
    >>> whole = shapely.box(0, 0, 10, 10)
    >>> left, right = cut_along(whole, [shapely.box(1, 1, 4, 9), shapely.box(4, 1, 9, 9)])
    >>> round(left.area + right.area, 6), bool(left.intersects(right))
    (100.0, True)
    """
    cores = [shapely.intersection(whole, guide) for guide in guides]
    if any(core.area == 0 for core in cores):
        raise BoundaryError("A merged area's older boundary lies outside the newer one.")
    parts = list(cores)
    rest = shapely.difference(whole, shapely.union_all(cores))
    # What the coarse guides leave of the whole goes to the part it has the longest border with.
    for piece in sorted(shapely.get_parts(rest), key=shapely.area, reverse=True):
        shared = [shapely.length(shapely.intersection(piece, core)) for core in cores]
        at = int(np.argmax(shared))
        parts[at] = shapely.union(parts[at], piece)
    return parts


def inner_points(areas: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return a point well inside each area, where a label can stand.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in EPSG:27700.

    Returns
    -------
    GeoSeries
        The centre of the largest circle that fits in each area's largest part (within a metre or
        a thousandth of its width), with the same index. A centroid can fall outside its area.

    Raises
    ------
    shapely.errors.GEOSException
        If an area is empty.

    Examples
    --------
    >>> horseshoe = shapely.box(0, 0, 90, 90).difference(shapely.box(30, 0, 60, 60))
    >>> areas = gpd.GeoDataFrame(geometry=[horseshoe], crs=GRID)
    >>> bool(areas.contains(inner_points(areas)).iloc[0]), bool(
    ...     areas.contains(areas.centroid).iloc[0])
    (True, False)
    """
    largest = [max(shapely.get_parts(geometry), key=shapely.area) for geometry in areas.geometry]
    tolerance = np.maximum(1.0, np.sqrt(shapely.area(largest)) / 1_000)
    radii = shapely.maximum_inscribed_circle(largest, tolerance=tolerance)
    return gpd.GeoSeries(shapely.get_point(radii, 0), index=areas.index, crs=areas.crs)


def drawing_geojson(boundaries: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return areas as the GeoJSON that the map draws.

    Parameters
    ----------
    boundaries : GeoDataFrame
        ``area_code`` (a column or the index), ``area_name``, ``district_code``, ``geometry`` in
        EPSG:27700.

    Returns
    -------
    dict
        A FeatureCollection in EPSG:4326 with coordinates to 5 decimals (about a metre). Each
        feature's properties are ``code``, ``name``, ``district`` (its code; None where the area
        is in none) and ``label``, the ``[latitude, longitude]`` of a point well inside.

    Raises
    ------
    KeyError
        If a column is not there.

    Examples
    --------
    >>> square = shapely.box(400_000, 300_000, 401_000, 301_000)
    >>> areas = gpd.GeoDataFrame({"area_code": ["E05000001"], "area_name": ["Abbey"],
    ...     "district_code": ["E07000001"]}, geometry=[square], crs=GRID)
    >>> drawing_geojson(areas)["features"][0]["properties"]
    {'code': 'E05000001', 'name': 'Abbey', 'district': 'E07000001', 'label': [52.60229, -1.99405]}
    """
    if "area_code" not in boundaries.columns:
        boundaries = boundaries.rename_axis(index="area_code").reset_index()
    labels = inner_points(boundaries).to_crs(DEGREES)
    drawn = shapely.transform(boundaries.geometry.to_crs(DEGREES).to_numpy(), _five_decimals)
    rows = zip(
        boundaries["area_code"],
        boundaries["area_name"],
        boundaries["district_code"],
        labels,
        drawn,
        strict=True,
    )
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": code,
                "name": name,
                "district": None if pd.isna(district) else district,
                "label": [round(label.y, 5), round(label.x, 5)],
            },
            "geometry": shapely.geometry.mapping(geometry),
        }
        for code, name, district, label, geometry in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def _five_decimals(coordinates: Any) -> Any:
    return np.round(coordinates, 5)
