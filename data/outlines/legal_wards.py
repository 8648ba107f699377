"""Wards by their legal boundaries: drawn from the store, counted by where each record's point lies.

The publisher snaps a record's location to a shared point, and tells the LSOA of that point. By
best fit a ward is a set of LSOAs; by law its border runs through some of them. Where the points
are in the store, they say on which side a record lies. On which side residents live they do not
say, and no official estimate of residents is by legal wards: such a ward has counts and no rate.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from data import store
from data.outlines.boundaries import load_boundaries
from data.store.remembered import remembered
from data.tables.areas import load_areas
from data.tables.police import imported_months
from geo.boundary_checks import lies_inside
from geo.point_in_area import areas_of_points


def legal_vintages() -> tuple[str, ...]:
    """Return the ward vintages whose legal boundaries are in the store.

    Returns
    -------
    tuple of str
        Such as ``ward24``, in order. Not every district need have them: see `legal_districts`.

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

    Parameters
    ----------
    vintage : str
        Such as ``ward19``.

    Returns
    -------
    tuple of str
        District codes in order; empty where the store has no legal boundaries of the vintage.

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


@remembered(maxsize=8)
def wards_without_lsoas(vintage: str) -> pd.DataFrame:
    """Return the legal wards of a vintage that the best fit gives no LSOA to.

    A ward that is no LSOA's best fit has no ground, no records and no residents by best fit. By
    law it has ground, and points lie on it: left out, they would be in no ward.

    Parameters
    ----------
    vintage : str
        Such as ``ward19``.

    Returns
    -------
    DataFrame
        Indexed by ``area_code``: ``area_name`` and ``district_code`` as the file has them, of the
        districts of `legal_districts`. One that lies mostly under known wards of the same file is
        not among them: it is of another year, and its points are in those.

    Examples
    --------
    >>> len(wards_without_lsoas("ward24"))
    0
    """
    if not (whole := legal_districts(vintage)):
        return pd.DataFrame({"area_name": [], "district_code": []}, dtype="str")
    areas = load_areas()
    layer = store.read_layer("boundaries", vintage)
    known = layer["area_code"].isin(areas.loc[areas["area_type"] == vintage, "area_code"])
    others = layer[~known & layer["district_code"].isin(whole)]
    if len(others):
        others = others[~lies_inside(others, layer[known])]
    return others.set_index("area_code")[["area_name", "district_code"]]


def areas_with_legal_wards() -> pd.DataFrame:
    """Return the areas of the force, and the legal wards that no LSOA is given to.

    Returns
    -------
    DataFrame
        ``area_code``, ``area_type``, ``area_name``, ``district_code``, as
        `data.tables.areas.load_areas` has them.

    Examples
    --------
    >>> len(areas_with_legal_wards()) == len(load_areas())
    True
    """
    areas = load_areas()
    more = [
        found.reset_index().assign(area_type=vintage)
        for vintage in legal_vintages()
        if len(found := wards_without_lsoas(vintage))
    ]
    if not more:
        return areas
    force = areas["force_code"].dropna().iloc[:1]
    more = [one.assign(force_code=list(force) * len(one)) for one in more]
    return pd.concat([areas, *(one.reindex(columns=areas.columns) for one in more)])


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
        Names and districts are as the app knows them; of wards that no LSOA is given to, which
        come last, as the file has them.

    Raises
    ------
    StoreError
        If they are not in the store.

    Examples
    --------
    >>> legal_boundaries("ward98")
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: The store holds no boundaries_drawn 'ward98'.
    """
    kind = "boundaries_drawn" if drawn else "boundaries"
    layer = store.read_layer(kind, vintage).set_index("area_code")
    known = load_boundaries(vintage).drop(columns="geometry")
    own = known[known["district_code"].isin(legal_districts(vintage))]
    own = pd.concat([own, wards_without_lsoas(vintage)[known.columns]])
    return layer[["geometry"]].loc[own.index].join(own)[[*known.columns, "geometry"]]


def drawn_wards(vintage: str) -> gpd.GeoDataFrame:
    """Return every ward of a vintage to draw: legal where a district has it, else best fit.

    Parameters
    ----------
    vintage : str
        Such as ``ward19``.

    Returns
    -------
    GeoDataFrame
        As `data.outlines.boundaries.load_boundaries`, in the same order, with the legal geometry in
        the districts of `legal_districts`; then the wards that no LSOA is given to.

    Raises
    ------
    StoreError
        If the store has no legal boundaries of the vintage.

    Examples
    --------
    >>> drawn_wards("ward98")
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: The store holds no boundaries_drawn 'ward98'.
    """
    legal = legal_boundaries(vintage)
    best = load_boundaries(vintage)
    order = [*best.index, *legal.index.difference(best.index)]
    others = best.drop(index=best.index.intersection(legal.index))
    return gpd.GeoDataFrame(pd.concat([legal, others]).loc[order])


def points_held(months: tuple[str, ...]) -> bool:
    """Tell whether the points of all of these months' records are in the store.

    Parameters
    ----------
    months : tuple of str
        ``YYYY-MM``.

    Returns
    -------
    bool
        False for no months at all.

    Examples
    --------
    >>> points_held(("2025-01",))
    False
    """
    return bool(months) and months_with_points(months) == months


def months_with_points(months: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some months whose records' points are in the store.

    Parameters
    ----------
    months : tuple of str
        ``YYYY-MM``.

    Returns
    -------
    tuple of str
        In the order given. Only imported months have points, and only those of the own force count.

    Examples
    --------
    >>> months_with_points(("2025-01",))
    ()
    """
    held = store.current().of_kind("police_points")
    keys = imported_months()
    return tuple(month for month in months if keys.get(month) in held)


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
        `legal_boundaries`. Points outside all of them have no ``area_code``; records of LSOAs of
        other districts are not among them.

    Raises
    ------
    StoreError
        If the boundaries or a month's points are not in the store.

    Examples
    --------
    >>> legal_ward_records("ward98", ("2025-01",))
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: The store holds no boundaries 'ward98'.
    """
    wards = legal_boundaries(vintage, drawn=False)
    areas = load_areas()
    lsoas = areas.loc[
        areas["area_type"].str.startswith("lsoa")
        & areas["district_code"].isin(legal_districts(vintage)),
        "area_code",
    ]
    keys = imported_months()
    counted = [_month(month, keys[month], wards, lsoas) for month in months]
    return pd.concat(counted, ignore_index=True)


def _month(month: str, key: str, wards: gpd.GeoDataFrame, lsoas: pd.Series) -> pd.DataFrame:
    points = store.read_table("police_points", key)
    # A record of a district that stays on best fit is counted there, and never twice.
    points = points[points["lsoa_code"].isin(lsoas)]
    placed = points.assign(area_code=areas_of_points(points["easting"], points["northing"], wards))
    cells = placed.groupby(["area_code", "crime_type"], observed=True, dropna=False).size()
    return cells.rename("count").reset_index().assign(month=month)
