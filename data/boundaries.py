"""Loading the packaged boundaries, and reading a publisher's own file of them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from data.packaged import read_packaged_layer
from geo.boundaries import BoundaryError, named_areas


def load_boundaries(layer: str, folder: Path | None = None) -> gpd.GeoDataFrame:
    """Return the packaged boundaries of an area type.

    Parameters
    ----------
    layer : {"lsoa11", "lsoa21", "ward19", "ward24", "district"}
        The area type with its vintage.
    folder : Path, optional
        Where the packaged tables are; by default those that ship with the app.

    Returns
    -------
    GeoDataFrame
        Indexed by ``area_code``: ``area_name``, ``district_code``, ``geometry`` in EPSG:27700.
        Wards and districts are the unions of the LSOAs that ONS's best fit gives them, and not
        the legal boundary. All layers share their borders, vertex by vertex.

    Raises
    ------
    PackagedDataError
        If there is no such layer.

    Notes
    -----
    Source: Office for National Statistics, Open Government Licence v3.0; contains OS data
    © Crown copyright and database right. Simplified for drawing.

    Examples
    --------
    >>> wards = load_boundaries("ward19")
    >>> wards.index.name, wards.columns.tolist()
    ('area_code', ['area_name', 'district_code', 'geometry'])
    """
    return read_packaged_layer(f"boundaries/{layer}", folder).set_index("area_code")


def read_boundaries(path: Path, area_type: str) -> gpd.GeoDataFrame:
    """Read a shapefile (zipped or not), GeoPackage or GeoJSON as checked areas.

    Parameters
    ----------
    path : Path
        The file. A zip archive must hold one shapefile with its .shx, .dbf and .prj.
    area_type : str
        The area type that the file is of, such as ``ward19``.

    Returns
    -------
    GeoDataFrame
        ``area_code``, ``area_name``, ``geometry`` (valid, EPSG:27700).

    Raises
    ------
    BoundaryError
        If the file cannot be read or is not a usable layer; the message names the file and what
        to do. Nothing is kept from a refused file.

    Examples
    --------
    >>> read_boundaries(Path("nowhere.geojson"), "ward19")
    Traceback (most recent call last):
        ...
    geo.boundaries.BoundaryError: nowhere.geojson: there is no such file.
    """
    if not path.exists():
        raise BoundaryError(f"{path.name}: there is no such file.")
    try:
        layer = gpd.read_file(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise BoundaryError(
            f"{path.name}: this cannot be read as boundaries ({error}). Give a .geojson, .gpkg, "
            ".shp or a .zip that holds a shapefile with its .shx, .dbf and .prj."
        ) from error
    if not isinstance(layer, gpd.GeoDataFrame):
        raise BoundaryError(f"{path.name}: this is a table without geometry: {_shape(layer)}.")
    try:
        return named_areas(layer, area_type)
    except BoundaryError as error:
        raise BoundaryError(f"{path.name}: {error}") from error


def _shape(table: pd.DataFrame) -> str:
    return f"{len(table)} rows, columns {', '.join(map(str, table.columns))}"
