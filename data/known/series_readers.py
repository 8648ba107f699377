"""The series of each official table, by how its kind is laid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.known.kinds import Kind, Sheet
from data.known.series import SeriesPart
from data.known.series_long import long_parts
from data.known.series_points import point_parts
from data.known.series_wide import wide_parts

_READERS: Mapping[str, Callable[[Sheet, Kind], list[SeriesPart]]] = {
    "wide": wide_parts,
    "long": long_parts,
    "points": point_parts,
}


def series_parts(sheet: Sheet, kind: Kind) -> list[SeriesPart]:
    """Return the series that a sheet fills; none of a table that fills no indicators."""
    return _READERS[kind.layout["reads"]](sheet, kind) if kind.layout else []
