"""A publisher's own boundary file, read whole and without a report."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import geopandas as gpd

from data.boundary.choices import choose_code_column, choose_layer
from data.boundary.coordinates import choose_crs
from data.boundary.layers import RawLayer
from data.boundary.rows import plain_geometry
from data.boundary.sources import opened_layers, read_apart
from geo.boundaries import named_areas
from geo.boundary_columns import name_column


def read_boundaries(path: Path, area_type: str) -> gpd.GeoDataFrame:
    """Read any boundary file as named areas, whole and without a report.

    For what a user brings in, `data.boundary.files.checked_boundaries` looks closer.

    Parameters
    ----------
    path : Path
        The file, of any format that `data.boundary.files` reads, with one layer.
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
    return read_apart(path, partial(_read, path, area_type))


def _read(path: Path, area_type: str) -> gpd.GeoDataFrame:
    with opened_layers(path) as sources:
        raw = choose_layer(sources, None).read()
        column = choose_code_column(raw.table, None, area_type)
        geometry, _ = plain_geometry(raw)
        system, _ = choose_crs(RawLayer(raw.table, geometry, raw.crs), None)
        named = name_column(raw.table.columns, column) or column.name
        layer = gpd.GeoDataFrame(
            {"area_code": raw.table[column.name], "area_name": raw.table[named]},
            geometry=gpd.GeoSeries(geometry, index=raw.table.index, crs=system),
        )
        return named_areas(layer, area_type)
