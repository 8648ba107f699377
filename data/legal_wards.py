"""Wards by their legal boundaries: drawn from the store, counted by where each record's point lies.

The publisher snaps a record's location to a shared point, and tells the LSOA of that point. By
best fit a ward is a set of LSOAs; by law its border runs through some of them. Where the points
are in the store, they say on which side a record lies.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from data import store
from data.areas import load_areas
from data.boundaries import load_boundaries
from data.police import imported_months
from data.remember import remembered
from geo.point_in_area import areas_of_points


def legal_vintages() -> tuple[str, ...]:
    """Return the ward vintages whose legal boundaries are in the store.

    Examples
    --------
    >>> legal_vintages()
    ()
    """
    drawn = store.current().of_kind("boundaries_drawn")
    return tuple(key for key in drawn if key.startswith("ward"))


@remembered(maxsize=8)
def legal_districts(vintage: str) -> tuple[str, ...]:
    """Return the districts of which every ward of a vintage has its legal boundary in the store.

    A file may be of one district only. The others stay on best fit, and are never counted as if
    nothing had happened there.

    Examples
    --------
    >>> legal_districts("ward24")
    ()
    """
    if vintage not in legal_vintages():
        return ()
    areas = load_areas()
    wards = areas[areas["area_type"] == vintage]
    held = set(store.read_layer("boundaries", vintage)["area_code"])
    whole = wards["area_code"].isin(held).groupby(wards["district_code"]).all()
    return tuple(sorted(str(code) for code in whole.index[whole]))


def legal_boundaries(vintage: str, *, drawn: bool = True) -> gpd.GeoDataFrame:
    """Return the legal wards of the districts that have them, all of them.

    Parameters
    ----------
    vintage : str
        Such as ``ward19``.
    drawn : bool
        Simplified for drawing; otherwise with every vertex, for joining.

    Returns
    -------
    GeoDataFrame
        Indexed by ``area_code``: ``area_name``, ``district_code``, ``geometry`` in EPSG:27700.
        Names and districts are as the app knows them.

    Raises
    ------
    StoreError
        If they are not in the store.

    Examples
    --------
    >>> legal_boundaries("ward98")
    Traceback (most recent call last):
        ...
    data.store_files.StoreError: The store holds no boundaries_drawn 'ward98'.
    """
    kind = "boundaries_drawn" if drawn else "boundaries"
    layer = store.read_layer(kind, vintage).set_index("area_code")
    known = load_boundaries(vintage).drop(columns="geometry")
    own = known[known["district_code"].isin(legal_districts(vintage))]
    return layer[["geometry"]].loc[own.index].join(own)[[*known.columns, "geometry"]]


def drawn_wards(vintage: str) -> gpd.GeoDataFrame:
    """Return every ward of a vintage to draw: legal where a district has it, else best fit.

    Examples
    --------
    >>> drawn_wards("ward98")
    Traceback (most recent call last):
        ...
    data.store_files.StoreError: The store holds no boundaries_drawn 'ward98'.
    """
    legal = legal_boundaries(vintage)
    best = load_boundaries(vintage)
    return gpd.GeoDataFrame(pd.concat([legal, best.drop(index=legal.index)]).loc[best.index])


def points_held(months: tuple[str, ...]) -> bool:
    """Tell whether the points of all of these months' records are in the store.

    Examples
    --------
    >>> points_held(("2025-01",))
    False
    """
    held = store.current().of_kind("police_points")
    keys = imported_months()
    return bool(months) and all(keys.get(month) in held for month in months)


@remembered(maxsize=4)
def legal_ward_records(vintage: str, months: tuple[str, ...]) -> pd.DataFrame:
    """Count records by the legal ward that their point lies in.

    Parameters
    ----------
    vintage : str
        Ward vintage whose legal boundaries are in the store.
    months : tuple of str
        Months whose points are in the store.

    Returns
    -------
    DataFrame
        ``month``, ``area_code``, ``crime_type``, ``count``: positive cells only, of the wards of
        `legal_districts`. Points outside all of them are in none.

    Raises
    ------
    StoreError
        If the boundaries or a month's points are not in the store.

    Examples
    --------
    >>> legal_ward_records("ward98", ("2025-01",))
    Traceback (most recent call last):
        ...
    data.store_files.StoreError: The store holds no boundaries 'ward98'.
    """
    wards = legal_boundaries(vintage, drawn=False)
    keys = imported_months()
    counted = [_month(month, keys[month], wards) for month in months]
    return pd.concat(counted, ignore_index=True)


def _month(month: str, key: str, wards: gpd.GeoDataFrame) -> pd.DataFrame:
    points = store.read_table("police_points", key)
    placed = points.assign(area_code=areas_of_points(points["easting"], points["northing"], wards))
    inside = placed.dropna(subset="area_code")
    cells = inside.groupby(["area_code", "crime_type"], observed=True).size()
    return cells.rename("count").reset_index().assign(month=month)
