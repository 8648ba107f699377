"""KML, GML, FlatGeobuf and MapInfo files, read by GDAL from copies that lead nowhere else.

GDAL runs only in the process that reads what users bring, with the drivers of these formats and no
others (`data.limits.drivers`). What in a file could name another file is refused or taken out
before GDAL sees it: document types and schemas in XML, MapInfo tables that stand for others.
"""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Mapping
from functools import partial
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from data.boundary.layers import (
    MOST_JSON_BYTES,
    LayerSource,
    RawLayer,
    declared_crs,
    refuse_size,
)
from geo.boundaries import GRID, BoundaryError

NAMES = {".kml": "KML", ".gml": "GML", ".fgb": "FlatGeobuf", ".tab": "MapInfo", ".mif": "MapInfo"}
# The files that belong to the one that is opened.
COMPANIONS_OF = {
    ".tab": (".tab", ".dat", ".map", ".id", ".ind"),
    ".mif": (".mif", ".mid"),
}
_NEEDED = {".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
_KML_OWN = (
    *("timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility"),
    *("draworder", "icon", "snippet"),
)
_SCHEMA = re.compile(rb"""[\w:]*(?:schemaLocation|SchemaLocation)\s*=\s*("[^"]*"|'[^']*')""")
_CELLS = re.compile(
    r"<t[dh][^>]*>\s*([^<>]{1,60}?)\s*</t[dh]>\s*<td[^>]*>\s*([^<>]*?)\s*</td>", re.I
)
# The Transverse Mercator of the National Grid, which MapInfo writes without a name.
_GRID_NUMBERS = {"proj": "tmerc", "x_0": 400_000, "y_0": -100_000}


def gdal_layers(parts: Mapping[str, Path], ending: str) -> tuple[LayerSource, ...]:
    """Return the layers of a file that GDAL reads."""
    missing = [one for one in _NEEDED.get(ending, ()) if one not in parts]
    if missing:
        raise BoundaryError(
            f"the {missing[0]} file that belongs to the {ending} is missing. Give all files of the "
            "layer together, best as one .zip."
        )
    with TemporaryDirectory(prefix="boundaries-") as folder:
        names = _listed(_copied(parts, ending, Path(folder)))
    stem, form = parts[ending].stem, NAMES[ending]
    return tuple(
        LayerSource(name if len(names) > 1 else stem, form, partial(_read, parts, ending, name))
        for name in names
    )


def _copied(parts: Mapping[str, Path], ending: str, folder: Path) -> Path:
    """The file and its companions under plain names, without what leads elsewhere."""
    for each in COMPANIONS_OF.get(ending, (ending,)):
        if each in parts:
            shutil.copyfile(parts[each], folder / f"layer{each}")
    path = folder / f"layer{ending}"
    if ending in (".kml", ".gml"):
        path.write_bytes(_plain_xml(path))
    if ending == ".tab":
        _refuse_view(path)
    return path


def _plain_xml(path: Path) -> bytes:
    if path.stat().st_size > MOST_JSON_BYTES:
        raise BoundaryError(
            f"it is larger than {MOST_JSON_BYTES // 2**20} MB. Cut it to the force area, or save "
            "it as a GeoPackage."
        )
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BoundaryError("its XML defines a document type of its own, as no map does.")
    return _SCHEMA.sub(b"", content)


def _refuse_view(path: Path) -> None:
    """Refuse a table that is a view of others: it would be read from wherever they lie."""
    told = path.read_bytes()[:65_536].decode("latin-1").casefold()
    if "type native" not in told or re.search(r"open table|create view|seamless|\bfile\b", told):
        raise BoundaryError(
            "the .tab stands for another table. Save the layer as a MapInfo table of its own."
        )


def _listed(path: Path) -> list[str]:
    # Imported here: GDAL is loaded only in the process that reads what users bring.
    import pyogrio

    try:
        listed = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        # The first document of a KMZ may only lead to others.
        return [
            name
            for name in listed
            if path.suffix != ".kml" or pyogrio.read_info(path, layer=name)["features"]
        ]
    except (pyogrio.errors.DataSourceError, RuntimeError, ValueError) as error:
        raise BoundaryError("it is damaged and cannot be read. Export it again.") from error


def _read(parts: Mapping[str, Path], ending: str, layer: str) -> RawLayer:
    with TemporaryDirectory(prefix="boundaries-") as folder:
        meta, wkb, columns = _opened(_copied(parts, ending, Path(folder)), layer)
    refuse_size(len(wkb), len(columns))
    try:
        geometry = shapely.from_wkb(wkb)
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise BoundaryError("a shape in it cannot be understood. Export it again.") from error
    table = pd.DataFrame(dict(zip(map(str, meta["fields"]), columns, strict=True)))
    if ending == ".kml":
        table = _kml_table(table)
    crs, notes = declared_crs(meta["crs"], "the file") if meta["crs"] else (None, ())
    return RawLayer(table, geometry, _named_grid(crs), notes=notes)


def _opened(path: Path, layer: str) -> tuple[dict[str, Any], Any, list[Any]]:
    import pyogrio

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            about = pyogrio.read_info(path, layer=layer, force_feature_count=True)
            refuse_size(about["features"], len(about["fields"]))
            meta, _, wkb, columns = pyogrio.raw.read(path, layer=layer, force_2d=True)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        RuntimeError,
        ValueError,
    ) as error:
        if isinstance(error, BoundaryError):
            raise
        raise BoundaryError("it is damaged and cannot be read. Export it again.") from error
    return meta, np.array(wkb, dtype=object), list(columns)


def _named_grid(crs: pyproj.CRS | None) -> pyproj.CRS | None:
    if crs is None or crs.to_epsg() is not None or not crs.is_projected:
        return crs
    with warnings.catch_warnings():
        # That some of a system is lost in this form is no loss for a comparison.
        warnings.simplefilter("ignore")
        numbers = crs.to_dict()
    same = all(numbers.get(key) == value for key, value in _GRID_NUMBERS.items())
    return pyproj.CRS.from_user_input(GRID) if same else crs


def _kml_table(table: pd.DataFrame) -> pd.DataFrame:
    """The attributes of a KML, those too that an exporter wrote into the balloon's HTML."""
    table = table.drop(columns=[name for name in table.columns if name.lower() in _KML_OWN])
    if "description" not in table.columns:
        return table
    told = [
        dict(_CELLS.findall(str(cell))) if isinstance(cell, str) and "<t" in cell else {}
        for cell in table["description"]
    ]
    if not any(told):
        return table
    more = pd.DataFrame(told, index=table.index)
    more = more.rename(columns=unescape).loc[:, lambda one: ~one.columns.isin(table.columns)]
    more = more.apply(lambda column: column.map(unescape, na_action="ignore"))
    return pd.concat([table.drop(columns="description"), more], axis=1)
