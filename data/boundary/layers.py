"""A layer as a boundary file holds it, before anything is checked, and the limits of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyproj

from geo.boundaries import BoundaryError

# England and Wales have 35,672 LSOAs and 188,880 output areas; no layer of areas has more.
MOST_ROWS = 250_000
MOST_COLUMNS = 2_000
MOST_LAYERS = 50
# The full-resolution wards of the United Kingdom take about 400 MB.
MOST_BYTES = 512 * 2**20
# Text is held several times over while it is parsed.
MOST_JSON_BYTES = 256 * 2**20


@dataclass(frozen=True, eq=False)
class RawLayer:
    """A layer as it was read.

    Parameters
    ----------
    table : DataFrame
        The attributes, rows counted from 0.
    geometry : ndarray of geometry
        One for each row; None where the file has none.
    crs : pyproj.CRS or None
        What the file declares; None where it declares nothing.
    encoding : str
        How the text was decoded.
    notes : tuple of str
        What the reader had to make up for, in sentences.
    warnings : tuple of str
        What a user must look at, in sentences.
    """

    table: pd.DataFrame
    geometry: Any
    crs: pyproj.CRS | None
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class LayerSource:
    """A layer that can be read: what it is called and how to read it.

    Parameters
    ----------
    name : str
        The layer's name in the file; what a user chooses by.
    format : str
        The format in words, such as ``shapefile``.
    read : callable
        Reads it; raises BoundaryError.
    """

    name: str
    format: str
    read: Callable[[], RawLayer]


def decoded(content: bytes, declared: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """Return text with the encoding that fits it, and a sentence where that was not the first."""
    first = declared or "utf-8"
    for encoding in (first, "cp1252", "latin-1"):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == first:
            return text, encoding, ()
        note = f"The text is not {first.upper()}; it was read as {encoding} (Western European)."
        return text, encoding, (note,)
    raise AssertionError("latin-1 decodes every byte")


def declared_crs(definition: str, where: str) -> tuple[pyproj.CRS | None, tuple[str, ...]]:
    """Return the coordinate system that a file's definition names, or None and a sentence."""
    try:
        crs = pyproj.CRS.from_string(definition)
        code = crs.to_epsg(min_confidence=25)
    except (pyproj.exceptions.CRSError, ValueError):
        note = f"The coordinate system in {where} cannot be understood and was left aside."
        return None, (note,)
    return (pyproj.CRS.from_epsg(code) if code else crs), ()


def refuse_size(rows: int, columns: int) -> None:
    """Refuse a layer with more rows or columns than any layer of areas has."""
    if rows == 0:
        raise BoundaryError("the layer is empty: it has no rows.")
    if rows > MOST_ROWS:
        raise BoundaryError(
            f"it has {rows:,} rows; a layer of areas has at most {MOST_ROWS:,}. Cut it to the "
            "force area first."
        )
    if columns > MOST_COLUMNS:
        raise BoundaryError(
            f"it has {columns:,} columns; at most {MOST_COLUMNS:,} are read. Keep the columns of "
            "codes and names."
        )


def without_geometry(rows: int) -> Any:
    """Return an array for as many geometries, all missing."""
    return np.full(rows, None, dtype=object)
