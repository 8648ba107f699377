"""GeoJSON and TopoJSON, read without GDAL: a text file can then open nothing but itself.

GDAL chooses a driver by what a file says of itself, and a few lines of JSON or XML can send it to
another file or to an address on the network. So the text is parsed here, and a reference in it is
never followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from data.boundary.arcgis import arcgis_layer, cut_short, is_arcgis
from data.boundary.layers import (
    MOST_JSON_BYTES,
    LayerSource,
    RawLayer,
    declared_crs,
    decoded,
    refuse_size,
    without_geometry,
)
from geo.boundaries import BoundaryError

# The names under which a GeoJSON of 2008 declares its coordinate system.
_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC)\b[:/.\d]*?[:/](\d+|CRS84)", re.IGNORECASE)
_SHAPE_ERRORS = (
    TypeError,
    ValueError,
    AttributeError,
    KeyError,
    IndexError,
    shapely.errors.ShapelyError,
)


def json_layers(path: Path) -> tuple[LayerSource, ...]:
    """Return the layers of a GeoJSON or TopoJSON file."""
    if path.stat().st_size > MOST_JSON_BYTES:
        raise BoundaryError(
            f"it is larger than {MOST_JSON_BYTES // 2**20} MB. Cut it to the force area, or save "
            "it as a GeoPackage."
        )
    document, encoding, notes = _document(path)
    kind = document.get("type")
    if is_arcgis(document):
        layer = LayerSource(
            path.stem, "ArcGIS JSON", partial(arcgis_layer, document, encoding, notes)
        )
        return (layer,)
    if kind == "FeatureCollection":
        layer = LayerSource(path.stem, "GeoJSON", partial(_features, document, encoding, notes))
        return (layer,)
    if kind == "Topology" and isinstance(document.get("objects"), dict):
        return tuple(
            LayerSource(str(name), "TopoJSON", partial(_topology, document, each, encoding, notes))
            for name, each in document["objects"].items()
        )
    raise BoundaryError(_why_no_layer(document))


def _document(path: Path) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """The parsed file, its encoding and a note where that had to be guessed."""
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, encoding, notes = decoded(content, "utf-16")
    else:
        text, encoding, notes = decoded(content.removeprefix(b"\xef\xbb\xbf"))
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BoundaryError(
            f"it is not JSON, or is cut short (line {error.lineno}: {error.msg})."
        ) from error
    except (RecursionError, ValueError) as error:
        raise BoundaryError("it is no map: its JSON is nested or numbered beyond use.") from error
    if not isinstance(document, dict):
        raise BoundaryError("it is JSON, but neither GeoJSON nor TopoJSON.")
    return document, encoding, notes


def _why_no_layer(document: Mapping[str, Any]) -> str:
    if "geometryType" in document or "spatialReference" in document:
        return "it describes a layer of ArcGIS and holds no areas. Ask the layer for them (query)."
    if "error" in document:
        return f"it holds an error message in place of a map: {str(document['error'])[:120]}."
    return (
        f"it is JSON of the type '{str(document.get('type'))[:40]}', and neither a GeoJSON "
        "FeatureCollection nor a TopoJSON Topology."
    )


def _features(document: Mapping[str, Any], encoding: str, notes: tuple[str, ...]) -> RawLayer:
    features = document.get("features")
    if not isinstance(features, list):
        raise BoundaryError("its FeatureCollection has no list of features.")
    table = _attributes(features)
    geometry = without_geometry(len(features))
    for row, feature in enumerate(features):
        if feature.get("geometry") is not None:
            geometry[row] = _shape(feature["geometry"], row)
    crs, more = _geojson_crs(document.get("crs"))
    return RawLayer(table, geometry, crs, encoding, (*notes, *more), cut_short(document))


def _attributes(features: list[Any]) -> pd.DataFrame:
    """The features' properties as a table; a feature's own id where it has no property so named."""
    refuse_size(len(features), 0)
    records: list[dict[str, Any]] = []
    columns: set[str] = set()
    for row, feature in enumerate(features):
        properties = feature.get("properties") if isinstance(feature, dict) else feature
        if not isinstance(properties, dict | None):
            raise BoundaryError(f"row {row + 1} is not a feature with properties.")
        record = dict(properties or {})
        if "id" in feature:
            record.setdefault("id", feature["id"])
        columns.update(record)
        refuse_size(len(features), len(columns))
        records.append(record)
    return pd.DataFrame(records, index=range(len(records)))


def _shape(geometry: Any, row: int) -> Any:
    try:
        return shapely.geometry.shape(geometry)
    except _SHAPE_ERRORS as error:
        raise BoundaryError(
            f"row {row + 1}: its geometry cannot be understood. Export the layer again."
        ) from error


def _geojson_crs(member: Any) -> tuple[pyproj.CRS | None, tuple[str, ...]]:
    """The declared system: by the standard degrees, by the older one what the member names."""
    if member is None:
        return pyproj.CRS.from_epsg(4326), ()
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    match = _CRS_NAME.fullmatch(name)
    if match is None:
        return None, ("The coordinate system it names cannot be understood and was left aside.",)
    code = "4326" if match[2].upper() == "CRS84" else match[2]
    return declared_crs(f"EPSG:{code}", "the file")


def _topology(
    document: Mapping[str, Any], layer: Any, encoding: str, notes: tuple[str, ...]
) -> RawLayer:
    """One object of a topology: its areas with their borders put together from shared arcs."""
    try:
        members = layer["geometries"] if layer["type"] == "GeometryCollection" else [layer]
        table = _attributes(members)
        arcs = _arcs(document)
        geometry = without_geometry(len(members))
        for row, member in enumerate(members):
            geometry[row] = _topology_shape(member, arcs)
    except _SHAPE_ERRORS as error:
        if isinstance(error, BoundaryError):
            raise
        raise BoundaryError("its topology cannot be put together. Export it again.") from error
    return RawLayer(table, geometry, None, encoding, notes)


def _arcs(document: Mapping[str, Any]) -> list[Any]:
    """The arcs in coordinates; a transform means that they are steps on a grid of whole numbers."""
    arcs = [np.asarray(arc, dtype=float)[:, :2] for arc in document["arcs"]]
    if (transform := document.get("transform")) is None:
        return arcs
    scale, start = (np.asarray(transform[key], dtype=float) for key in ("scale", "translate"))
    return [np.cumsum(arc, axis=0) * scale + start for arc in arcs]


def _topology_shape(member: Mapping[str, Any], arcs: list[Any]) -> Any:
    def ring(numbers: list[int]) -> Any:
        # A negative number, its bits turned over, stands for an arc run backwards; each arc begins
        # where the one before it ended.
        runs = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        return np.concatenate([runs[0], *(run[1:] for run in runs[1:])])

    def polygon(rings: list[list[int]]) -> Any:
        shell, *holes = [ring(numbers) for numbers in rings]
        return shapely.Polygon(shell, holes)

    kind = member.get("type")
    if kind is None:
        return None
    if kind == "Polygon":
        return polygon(member["arcs"])
    if kind == "MultiPolygon":
        return shapely.MultiPolygon([polygon(rings) for rings in member["arcs"]])
    if kind in ("LineString", "MultiLineString"):
        return shapely.LineString()
    return shapely.Point()
