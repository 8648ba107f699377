"""Compiling what a map is recognised by: towns and villages, and railway stations."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from data.building.sources import SourceError, chosen_columns
from geo.boundaries import DEGREES, GRID

COLUMNS = ("kind", "name", "size", "longitude", "latitude", "district_code")
# Beyond the force area as far as a map of one of its districts shows.
MARGIN = 15_000  # metres
_TOWN = {"id": ("geonameid",), "name": ("name",), "people": ("population",)}
_STATION = {"id": ("atco_code", "ATCOCode"), "name": ("name", "CommonName")}
_MENDED = Path(__file__).parents[1] / "catalogue" / "landmarks.toml"


def build_landmarks(
    towns: Path, stations: Path, districts: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Return towns and stations of the force area and a margin around it.

    Parameters
    ----------
    towns : Path
        GeoNames' populated places with a point each: ``geonameid``, ``name``, ``population``.
    stations : Path
        NaPTAN's railway stations with a point each: ``atco_code``, ``name``.
    districts : GeoDataFrame
        The force's districts by ``district_code``, in EPSG:27700.

    Returns
    -------
    DataFrame
        ``kind`` (``town`` or ``station``), ``name``, ``size`` (of a town its place by residents, 1
        the largest: GeoNames' populations are no official figures and are not kept; missing for a
        station), ``longitude``, ``latitude`` (degrees), ``district_code`` (missing outside the
        force area). Towns first, the largest first.

    Raises
    ------
    SourceError
        If a file cannot be read, lacks a column, or has nothing in the area.

    Notes
    -----
    Names that a source misspells and stations that are closed are in
    ``data/catalogue/landmarks.toml``. Sources: GeoNames, CC BY 4.0; Department for Transport,
    NaPTAN, Open Government Licence v3.0.

    Examples
    --------
    >>> absent = Path("absent.geojson")
    >>> build_landmarks(absent, absent, None)
    Traceback (most recent call last):
        ...
    data.building.sources.SourceError: absent.geojson cannot be read: ...
    """
    mended = _mended()
    held = _points(towns, _TOWN)
    named = held["id"].map(mended["towns"]).fillna(held["name"])
    held = held.assign(name=named.astype("str"), people=pd.to_numeric(held["people"]))
    held = held.sort_values(["people", "name"], ascending=[False, True])
    held = _around(held, districts, towns)
    held = held.assign(kind="town", size=np.arange(1, len(held) + 1))
    stops = _points(stations, _STATION)
    stops = _around(stops[~stops["id"].isin(mended["closed"])], districts, stations)
    short = stops["name"].str.replace(r"\s+(?:Rail|Railway) Station$", "", regex=True)
    stops = stops.assign(kind="station", size=np.nan, name=short).sort_values("name")
    both = pd.concat([held, stops], ignore_index=True)
    return both.astype({"size": "Int64"})[list(COLUMNS)]


@cache
def _mended() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_MENDED.read_text(encoding="utf-8"))


def _points(path: Path, columns: Mapping[str, tuple[str, ...]]) -> gpd.GeoDataFrame:
    """Read a file of points with our own column names, in EPSG:27700."""
    try:
        told = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise SourceError(f"{path.name} cannot be read: {error}") from error
    chosen = chosen_columns(told.columns, columns, path)
    held = told.rename(columns={theirs: ours for ours, theirs in chosen.items()})
    held = held[[*chosen, "geometry"]].dropna()
    return held.astype({"id": str}).to_crs(GRID)


def _around(
    points: gpd.GeoDataFrame, districts: gpd.GeoDataFrame | None, path: Path
) -> pd.DataFrame:
    """Keep the points of the area and its margin, each with its district and its degrees."""
    assert districts is not None  # only the example above goes without, and ends before this
    near = points[points.within(districts.union_all().buffer(MARGIN))]
    found = near.sjoin(districts[["district_code", "geometry"]], predicate="within", how="left")
    # A point on a border lies in neither district or in both.
    found = found[~found.index.duplicated()]
    if found["district_code"].isna().all():
        raise SourceError(f"{path.name}: none of its {len(points)} points is in the force area.")
    at = found.geometry.to_crs(DEGREES)
    return pd.DataFrame(found.drop(columns=["geometry", "index_right"])).assign(
        longitude=at.x.round(5), latitude=at.y.round(5)
    )
