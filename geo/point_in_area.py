"""Which area a point lies in, and legal wards beside best fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


@dataclass(frozen=True)
class PointAccount:
    """What became of points that were put into areas.

    Parameters
    ----------
    points : int
        All of them; the sum of the other three.
    placed : int
        Points in an area.
    outside : int
        Points with a location that is in no area.
    no_location : int
        Points without one.
    """

    points: int
    placed: int
    outside: int
    no_location: int


def areas_of_points(easting: pd.Series, northing: pd.Series, areas: gpd.GeoDataFrame) -> pd.Series:
    """Return the code of the area that each point lies in.

    Parameters
    ----------
    easting, northing : Series of float
        Coordinates in the system of the areas (EPSG:27700, metres), with the same index.
    areas : GeoDataFrame
        Polygons with ``area_code``, as a column or as the index.

    Returns
    -------
    Series of str
        With the points' index; missing where a point has no location or lies in no area. A point
        on the border of several areas, or where they overlap, is in the one with the lowest code,
        whatever the order of the rows: a record is counted once, and always in the same area.

    Raises
    ------
    ValueError
        If the two coordinates have different indexes.
    shapely.errors.GEOSException
        If a polygon is not valid.

    Examples
    --------
    >>> areas = gpd.GeoDataFrame({"area_code": ["b", "a"]},
    ...     geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> codes = areas_of_points(pd.Series([0.5, 1.0, 9.0]), pd.Series([0.5, 0.5, 0.5]), areas)
    >>> codes.tolist()
    ['b', 'a', nan]
    """
    if not easting.index.equals(northing.index):
        raise ValueError("The eastings and the northings have different indexes.")
    spots = pd.DataFrame(
        {
            "x": pd.to_numeric(easting).to_numpy(dtype=float, na_value=np.nan),
            "y": pd.to_numeric(northing).to_numpy(dtype=float, na_value=np.nan),
        }
    )
    located = spots.loc[np.isfinite(spots.to_numpy()).all(axis=1)]
    # A publisher snaps records to few shared spots, so each spot is looked up once.
    shared = located.drop_duplicates()
    shared = shared.assign(area_code=_codes_of_spots(shared, _in_code_order(areas)))
    found = spots.merge(shared, on=["x", "y"], how="left")["area_code"]
    return pd.Series(found.to_numpy(), index=easting.index, name="area_code", dtype="str")


def _in_code_order(areas: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """The polygons by area code, the lowest code first."""
    geometry = areas.geometry
    if "area_code" in areas.columns:
        geometry = geometry.set_axis(areas["area_code"])
    return geometry.sort_index()


def _codes_of_spots(spots: pd.DataFrame, polygons: gpd.GeoSeries) -> np.ndarray:
    """The lowest code of the areas at each spot; missing where there is none."""
    points: Any = shapely.points(spots.to_numpy())
    tree = shapely.STRtree(points)
    # The polygons are asked for their points, and not the points for their polygons: shapely
    # prepares the geometry that it asks for, and a ward has a thousand vertices.
    area, spot = tree.query(polygons.to_numpy(), predicate="intersects")
    codes = np.full(len(spots), None, dtype=object)
    lowest_last = np.argsort(-area, kind="stable")
    codes[spot[lowest_last]] = polygons.index.to_numpy()[area[lowest_last]]
    return codes


def account_of_points(easting: pd.Series, northing: pd.Series, codes: pd.Series) -> PointAccount:
    """Return how many points are in an area, outside all, or without a location.

    Parameters
    ----------
    easting, northing : Series of float
        The points.
    codes : Series of str
        What `areas_of_points` returned for them.

    Returns
    -------
    PointAccount

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> nothing = float("nan")
    >>> account_of_points(pd.Series([1, 2, nothing]), pd.Series([1, 2, 3]),
    ...     pd.Series(["a", None, None]))
    PointAccount(points=3, placed=1, outside=1, no_location=1)
    """
    located = easting.notna().to_numpy() & northing.notna().to_numpy()
    placed = codes.notna().to_numpy()
    return PointAccount(
        points=len(codes),
        placed=int(placed.sum()),
        outside=int((located & ~placed).sum()),
        no_location=int((~located).sum()),
    )


def overlap_shares(best_fit: gpd.GeoDataFrame, legal: gpd.GeoDataFrame) -> pd.Series:
    """Return how far each area's two outlines agree: shared ground as a share of all their ground.

    Parameters
    ----------
    best_fit, legal : GeoDataFrame
        The same areas in both outlines, ``area_code`` a column or the index, in metres.

    Returns
    -------
    Series of float
        Intersection over union (Jaccard), 0 to 1, by area code in code order; missing where an
        area is in one of the two only.

    Raises
    ------
    shapely.errors.GEOSException
        If a polygon is not valid.

    Examples
    --------
    >>> one = gpd.GeoDataFrame({"area_code": ["a"]}, geometry=[shapely.box(0, 0, 3, 1)])
    >>> two = gpd.GeoDataFrame({"area_code": ["a"]}, geometry=[shapely.box(1, 0, 4, 1)])
    >>> overlap_shares(one, two).tolist()
    [0.5]
    """
    ours, theirs = _in_code_order(best_fit), _in_code_order(legal)
    both = ours.index.intersection(theirs.index)
    first, second = ours.loc[both].to_numpy(), theirs.loc[both].to_numpy()
    shared = shapely.area(shapely.intersection(first, second))
    shares = shared / (shapely.area(first) + shapely.area(second) - shared)
    every = pd.Index(sorted(ours.index.union(theirs.index)), name="area_code")
    return pd.Series(shares, index=both, name="overlap").reindex(every)


def best_fit_against_legal(
    counts_bestfit: pd.Series, counts_legal: pd.Series, areas: pd.DataFrame
) -> pd.DataFrame:
    """Return each ward's figures by best fit and by its legal boundary, side by side.

    Parameters
    ----------
    counts_bestfit, counts_legal : Series of int
        Records of the same period by area code. A missing count stays missing: it is not 0.
    areas : DataFrame
        By ``area_code`` (a column or the index): the areas to list, with any columns (names,
        ``overlap`` of `overlap_shares`), all of which come along.

    Returns
    -------
    DataFrame
        Indexed by ``area_code`` in the order of `areas`: their columns, ``count_best_fit``,
        ``count_legal``, ``difference`` (legal less best fit, records) and ``ratio`` (legal over
        best fit; missing where best fit counts none).

    Raises
    ------
    ValueError
        If a count is of an area that is not listed: the table would not add up.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_name": ["Abbey"]}, index=["a"])
    >>> table = best_fit_against_legal(pd.Series({"a": 40}), pd.Series({"a": 50}), areas)
    >>> table.loc["a", ["difference", "ratio"]].tolist()
    [10.0, 1.25]
    """
    if "area_code" in areas.columns:
        areas = areas.set_index("area_code")
    for counts, kind in ((counts_bestfit, "best-fit"), (counts_legal, "legal")):
        strangers = counts.index.difference(areas.index)
        if len(strangers):
            raise ValueError(
                f"{len(strangers)} areas of the {kind} counts are not listed, '{strangers[0]}' "
                "among them. Give areas of the same vintage."
            )
    best, legal = counts_bestfit.reindex(areas.index), counts_legal.reindex(areas.index)
    return areas.assign(
        count_best_fit=best,
        count_legal=legal,
        difference=legal - best,
        ratio=legal / best.where(best != 0),
    )
