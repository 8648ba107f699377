"""Opening a boundary file of any format, known by its content and not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from data.boundary.archives import Unpacked, unpack
from data.boundary.gdal import NAMES, gdal_layers
from data.boundary.geopackage import geopackage_layers
from data.boundary.geopackage_extent import Bounds
from data.boundary.gzipped import ungzip
from data.boundary.json import json_layers
from data.boundary.layers import MOST_BYTES, MOST_LAYERS, LayerSource
from data.boundary.parquet import read_parquet
from data.boundary.shapefile import companions_of, read_shapefile
from data.limits import LimitError, within_limits
from geo.boundaries import BoundaryError

FORMATS = (
    "a .zip with a shapefile, a .shp or .tab with its companions, a .gpkg, a .geojson, a .kml, a "
    ".gml, a .fgb, a .topojson or a GeoParquet file, any of them packed as .gz too"
)
_ENDINGS = {
    "zip": {".zip", ".kmz"},
    "gzip": {".gz", ".tgz"},
    **{ending: {ending} for ending in NAMES},
    "shapefile": {".shp"},
    "geopackage": {".gpkg"},
    "json": {".geojson", ".json", ".topojson"},
    "parquet": {".parquet", ".geoparquet"},
}
_ENDINGS[".kml"] = {".kml", ".xml"}
_ENDINGS[".gml"] = {".gml", ".xml"}
# What the first thousand bytes of XML hold.
_XML = ((b"<kml", ".kml", "KML"), (b"opengis.net/gml", ".gml", "GML"))
# How the first bytes tell a format, with what it is called in a sentence.
_SIGNATURES = (
    (b"PK\x03\x04", "zip", "a zip archive"),
    (b"PK\x05\x06", "zip", "a zip archive"),
    (b"\x00\x00\x27\x0a", "shapefile", "a shapefile"),
    (b"SQLite format 3\x00", "geopackage", "a GeoPackage"),
    (b"PAR1", "parquet", "a Parquet file"),
    (b"{", "json", "JSON"),
    (b"\xff\xfe{", "json", "JSON"),
    (b"\xfe\xff\x00{", "json", "JSON"),
    (b"fgb\x03fgb", ".fgb", "FlatGeobuf"),
    (b"!table", ".tab", "a MapInfo table"),
    (b"!TABLE", ".tab", "a MapInfo table"),
    (b"Version ", ".mif", "a MapInfo interchange file"),
    (b"VERSION ", ".mif", "a MapInfo interchange file"),
    (b"<", "", "XML, but neither KML nor GML: a web page, perhaps"),
    (b"\x1f\x8b", "gzip", "a .gz archive"),
    (b"%PDF", "", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "", "an old Office document"),
)
_UNPACKERS = {"zip": unpack, "gzip": ungzip}
_ADVICE = "Cut the layer to the force area, and keep the columns of codes and names."

_LARGE = (
    "Give the .gpkg itself, not packed, to 'python -m data import boundaries FILE --layer NAME', "
    "or cut the layer to the force area first."
)

Found = TypeVar("Found")


def read_apart(path: Path, read: Callable[[], Found]) -> Found:
    """Call a reader of a boundary file where it can take no more than its share of the machine."""
    try:
        return within_limits(read, _ADVICE)
    except LimitError as error:
        raise BoundaryError(f"{path.name}: {error}") from error


@contextmanager
def opened_layers(path: Path, within: Bounds | None = None) -> Iterator[tuple[LayerSource, ...]]:
    """Open a boundary file and give its layers; what was unpacked is gone afterwards.

    A GeoPackage beyond the limit is read as far as it lies `within` a box.
    """
    try:
        with TemporaryDirectory(prefix="boundaries-") as folder:
            layers = _layers(path, Path(folder), within)
            if len(layers) > MOST_LAYERS:
                raise BoundaryError(f"it holds more than {MOST_LAYERS} layers.")
            yield layers
    except BoundaryError as error:
        if str(error).startswith(f"{path.name}: "):
            raise
        raise BoundaryError(f"{path.name}: {error}") from error
    except RecursionError as error:
        raise BoundaryError(f"{path.name}: it is too deeply nested to be read.") from error


def _layers(path: Path, folder: Path, within: Bounds | None) -> tuple[LayerSource, ...]:
    if path.is_dir():
        raise BoundaryError("this is a folder. Give the .shp in it, or pack it as one .zip.")
    if not path.exists():
        raise BoundaryError("there is no such file.")
    format = _format(path, path.suffix.lower(), within)
    if format == "geopackage" and path.stat().st_size > MOST_BYTES:
        return _some(geopackage_layers(path, within))
    if format not in _UNPACKERS:
        return _some(_file_layers(format, path, companions_of(path)))
    layers: list[LayerSource] = []
    unpacked = _UNPACKERS[format](path, folder)
    for each in unpacked:
        layers += _archived_layers(each, alone=len(unpacked) == 1)
    return _some(tuple(layers))


def _some(layers: tuple[LayerSource, ...]) -> tuple[LayerSource, ...]:
    if not layers:
        raise BoundaryError("it holds no layer with shapes.")
    return layers


def _format(path: Path, ending: str, within: Bounds | None = None) -> str:
    """The format by the content; refused where it is not read, or where the name says another."""
    size = path.stat().st_size
    if size == 0:
        raise BoundaryError("the file is empty.")
    with path.open("rb") as file:
        start = file.read(4_096)
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    told = next((found for found in _SIGNATURES if start.startswith(found[0])), None)
    if start.startswith(b"<"):
        told = next((found for found in _XML if found[0] in start), told)
    if told is None and ending == ".shp":
        raise BoundaryError("the .shp is not a shapefile, whatever its name says.")
    if told is None or not told[1]:
        content = f"it is {told[2]}" if told else "its content is not a map"
        raise BoundaryError(f"{content}. Give {FORMATS}.")
    _, format, words = told
    if size > MOST_BYTES and (format != "geopackage" or within is None):
        raise BoundaryError(
            f"it is larger than {MOST_BYTES // 2**20} MB, and of that size a GeoPackage alone is "
            f"read, from this machine's disk. {_LARGE}"
        )
    every_ending = {each for endings in _ENDINGS.values() for each in endings}
    if ending in every_ending and ending not in _ENDINGS[format]:
        raise BoundaryError(
            f"by its name it is a {ending}, by its content {words}. Give the file its right ending."
        )
    return format


def _archived_layers(file: Unpacked, *, alone: bool) -> tuple[LayerSource, ...]:
    """The layers of a file from an archive, under the name that the user knows it by."""
    path = file.parts[file.ending]
    try:
        found = _file_layers(_format(path, file.ending), path, file.parts)
    except BoundaryError as error:
        raise BoundaryError(f"'{file.name}{file.ending}' in it: {error}") from error
    short = file.name.rsplit("/", 1)[-1] if alone else file.name
    if len(found) == 1:
        return (replace(found[0], name=short),)
    return tuple(replace(layer, name=f"{short}: {layer.name}") for layer in found)


def _file_layers(format: str, path: Path, parts: Any) -> tuple[LayerSource, ...]:
    if format == "json":
        return json_layers(path)
    if format == "geopackage":
        return geopackage_layers(path)
    if format == "shapefile":
        return (LayerSource(path.stem, "shapefile", partial(read_shapefile, parts)),)
    if format in NAMES:
        return gdal_layers({**parts, format: path}, format)
    if format == "parquet":
        return (LayerSource(path.stem, "GeoParquet", partial(read_parquet, path)),)
    raise BoundaryError("it holds another archive. Unpack that first, and give what is in it.")
