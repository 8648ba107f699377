"""Boundaries of the force area that is served, as they are drawn."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from data.tables.packaged import read_packaged_layer


def load_boundaries(layer: str, folder: Path | None = None) -> gpd.GeoDataFrame:
    """Return the boundaries of an area type, as they are drawn.

    Parameters
    ----------
    layer : str
        The area type with its vintage: ``lsoa21``, ``ward24``, ``district``, …
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

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
