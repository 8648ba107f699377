"""Small backgrounds as their publishers lay them out: made up, and true in form."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

EAST, NORTH = 410_000, 310_000  # metres: inside the packaged force area


def line(*steps: tuple[int, int]) -> shapely.LineString:
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in steps])


def layer(columns: dict[str, list], shapes: list, crs: int = 27700) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def write_zoomstack(path: Path, east: int = 0) -> Path:
    """Write a GeoPackage of a few of OS Open Zoomstack's layers; ``east`` moves it all."""
    away = line((900_000, 0), (905_000, 0))
    roads = [line((0, 0), (4_000, 0)), line((0, 0), (0, 4_000)), line((0, 50), (3_000, 50)), away]
    types = ["Motorway", "A Road", "Local Road", "A Road"]
    lake = shapely.box(EAST, NORTH, EAST + 800, NORTH + 800)
    held = {
        "roads_national": layer({"type": types}, roads),
        "rail": layer({"type": ["Multi Track"]}, [line((0, 900), (5_000, 900))]),
        "surfacewater": layer({"type": ["Inland"]}, [lake]),
        "names": layer({"name1": ["A"]}, [shapely.Point(EAST, NORTH)]),
    }
    for name, table in held.items():
        table.geometry = table.translate(east)
        pyogrio.write_dataframe(table, path, layer=name, driver="GPKG")
    return path


def write_tiles(path: Path) -> Path:
    """Write vector tiles of roads and water, as a PMTiles file."""
    roads = layer({"kind": ["major_road"]}, [line((0, 0), (4_000, 3_000))])
    # GDAL writes one layer at a time; its tiles are of the one that is asked for.
    pyogrio.write_dataframe(
        roads.to_crs(3857), path, layer="roads", driver="PMTiles", MINZOOM=9, MAXZOOM=11
    )
    return path


def write_extract(path: Path) -> Path:
    """Write an extract of OpenStreetMap in its binary format: a primary road and a river."""
    points = gpd.GeoSeries.from_xy([EAST, EAST + 3_000], [NORTH, NORTH + 2_000], crs=27700)
    places = [(point.x, point.y) for point in points.to_crs(4326)]
    strings = [b"", b"highway", b"primary", b"waterway", b"river", b"residential"]
    ways = [(10, 1, 2), (11, 3, 4), (12, 1, 5)]
    table = b"".join(_part(1, one) for one in strings)
    nodes = b"".join(_part(1, _node(place, at)) for place, at in enumerate(places, start=1))
    lines = b"".join(_part(3, _way(*one)) for one in ways)
    block = _part(1, table) + _part(2, nodes) + _part(2, lines)
    header = _part(4, b"OsmSchema-V0.6") + _part(16, b"test")
    path.write_bytes(_blob(b"OSMHeader", header) + _blob(b"OSMData", block))
    return path


def _varint(number: int) -> bytes:
    held = bytearray()
    while True:
        number, low = number >> 7, number & 127
        held.append(low | (128 if number else 0))
        if not number:
            return bytes(held)


def _zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def _whole(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _part(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(number: int, at: tuple[float, float]) -> bytes:
    longitude, latitude = (round(one * 1e7) for one in at)
    return _whole(1, _zigzag(number)) + _whole(8, _zigzag(latitude)) + _whole(9, _zigzag(longitude))


def _way(number: int, key: int, value: int) -> bytes:
    refs = _varint(_zigzag(1)) + _varint(_zigzag(1))
    return _whole(1, number) + _part(2, _varint(key)) + _part(3, _varint(value)) + _part(8, refs)


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _whole(2, len(content)) + _part(3, zlib.compress(content))
    head = _part(1, kind) + _whole(3, len(blob))
    return struct.pack(">I", len(head)) + head + blob
