"""Answers of ArcGIS servers: JSON of their own, and what they say when they give only a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyproj
import shapely

from data.boundary.layers import RawLayer, declared_crs, refuse_size, without_geometry
from geo.boundaries import BoundaryError


def is_arcgis(document: Mapping[str, Any]) -> bool:
    """Say whether a document is features in ArcGIS's own JSON."""
    features = document.get("features")
    if document.get("type") == "FeatureCollection" or not isinstance(features, list):
        return False
    return "geometryType" in document or any(
        isinstance(one, dict) and "attributes" in one for one in features[:1]
    )


def cut_short(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a warning where the server gave only as many features as it gives at once."""
    properties = document.get("properties")
    inner = properties.get("exceededTransferLimit") if isinstance(properties, dict) else False
    if document.get("exceededTransferLimit") is not True and inner is not True:
        return ()
    number = len(document.get("features") or ())
    return (
        f"The server gave only the first {number:,} areas, and says that there are more "
        "(exceededTransferLimit). Ask it for the rest (resultOffset), or download the whole file.",
    )


def arcgis_layer(document: Mapping[str, Any], encoding: str, notes: tuple[str, ...]) -> RawLayer:
    """Return the features as a layer."""
    kind = document.get("geometryType", "esriGeometryPolygon")
    if kind != "esriGeometryPolygon":
        what = {"esriGeometryPoint": "points", "esriGeometryPolyline": "lines"}.get(
            kind, "no areas"
        )
        raise BoundaryError(f"it holds {what}; areas are polygons.")
    features = document["features"]
    refuse_size(len(features), 0)
    geometry = without_geometry(len(features))
    records = []
    for row, feature in enumerate(features):
        attributes = feature.get("attributes") if isinstance(feature, dict) else None
        if not isinstance(attributes, dict):
            raise BoundaryError(f"row {row + 1} is not a feature with attributes.")
        records.append(attributes)
        geometry[row] = _shape(feature.get("geometry"), row)
    table = pd.DataFrame(records, index=range(len(records)))
    refuse_size(len(table), len(table.columns))
    crs, more = _system(document.get("spatialReference"))
    return RawLayer(table, geometry, crs, encoding, (*notes, *more), cut_short(document))


def _system(told: Any) -> tuple[pyproj.CRS | None, tuple[str, ...]]:
    if not isinstance(told, dict):
        return None, ()
    number = told.get("latestWkid", told.get("wkid"))
    if number in (102100, 102113):
        number = 3857
    if number is None and not isinstance(told.get("wkt"), str):
        return None, ()
    return declared_crs(told["wkt"] if number is None else f"EPSG:{number}", "the file")


def _shape(told: Any, row: int) -> Any:
    """The polygon of a feature: rings that run clockwise enclose ground, others are holes in it."""
    if told is None or not told.get("rings"):
        return None
    try:
        rings = [shapely.LinearRing([point[:2] for point in ring]) for ring in told["rings"]]
        shells = [shapely.Polygon(ring) for ring in rings if not ring.is_ccw]
        holes = [shapely.Polygon(ring) for ring in rings if ring.is_ccw]
    except (TypeError, ValueError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
        raise BoundaryError(
            f"row {row + 1}: its geometry cannot be understood. Export the layer again."
        ) from error
    if not shells:
        # Some servers turn every ring the other way.
        shells, holes = holes, []
    whole = shapely.union_all(shapely.make_valid(shells))
    return whole.difference(shapely.union_all(shapely.make_valid(holes))) if holes else whole
