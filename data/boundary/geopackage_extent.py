"""Of a GeoPackage of a whole country, the rows that reach into one force area, and no others.

A shape's header tells its extent, so that the shapes of other areas are never read.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import pyproj
import shapely

from geo.boundaries import GRID

# West, south, east, north in metres of the National Grid.
Bounds = tuple[float, float, float, float]

_HEADER = 8
_BOX = 32
_AT_ONCE = 500


def rows_within(
    database: sqlite3.Connection, table: str, column: str, crs: pyproj.CRS, within: Bounds
) -> list[int]:
    """Return the numbers of the rows whose extent meets a box; names come quoted."""
    box = within
    if crs != GRID:
        box = pyproj.Transformer.from_crs(GRID, crs, always_xy=True).transform_bounds(*within)
    heads = database.execute(f"SELECT rowid, substr({column}, 1, {_HEADER + _BOX}) FROM {table}")
    whole = f"SELECT {column} FROM {table} WHERE rowid = ?"
    found = []
    for number, head in heads:
        extent = _told(head)
        if extent is None and isinstance(head, bytes):
            extent = _of_shape(database.execute(whole, (number,)).fetchone()[0])
        if extent is not None and _meet(extent, box):
            found.append(int(number))
    return found


def _told(head: Any) -> Bounds | None:
    """The extent that a geometry's header tells; None where it tells none."""
    if not isinstance(head, bytes) or len(head) < _HEADER + _BOX or head[:2] != b"GP":
        return None
    if (head[3] >> 1) & 0b111 not in (1, 2, 3, 4):
        return None
    order = "<" if head[3] & 1 else ">"
    west, east, south, north = struct.unpack(f"{order}4d", head[_HEADER : _HEADER + _BOX])
    return west, south, east, north


def _of_shape(blob: bytes) -> Bounds | None:
    """The extent of a shape whose header has none; a damaged one is told when it is read."""
    try:
        shape = shapely.from_wkb(blob[_HEADER:])
    except (shapely.errors.ShapelyError, ValueError):
        return -float("inf"), -float("inf"), float("inf"), float("inf")
    return None if shape is None or shape.is_empty else shape.bounds


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def selected(
    database: sqlite3.Connection, query: str, numbers: Sequence[int] | None
) -> list[tuple[Any, ...]]:
    """Return what a query selects: of all rows, or of those with these numbers."""
    if numbers is None:
        return database.execute(query).fetchall()
    return list(_by_number(database, query, numbers))


def _by_number(
    database: sqlite3.Connection, query: str, numbers: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        asked = ", ".join("?" * len(some))
        yield from database.execute(f"{query} WHERE rowid IN ({asked}) ORDER BY rowid", some)
