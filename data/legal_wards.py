"""Wards by their legal boundaries: drawn from the store, counted by where each record's point lies.

The publisher snaps a record's location to a shared point, and tells the LSOA of that point. By
best fit a ward is a set of LSOAs; by law its border runs through some of them. Where the points
are in the store, they say on which side a record lies.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from data import store
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


def legal_boundaries(vintage: str, *, drawn: bool = True) -> gpd.GeoDataFrame:
    """Return the legal wards of a vintage.

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
    return store.read_layer(kind, vintage).set_index("area_code")


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
        ``month``, ``area_code``, ``crime_type``, ``count``: positive cells only. Points outside
        every ward are in none.

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
