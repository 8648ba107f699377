"""The rows of a layer: their codes and their shapes, and which row is at fault.

A fault that can be mended unasked for the other rows' sake is `data.boundary.mends`; what is left
of faults is refused here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.boundary.layers import RawLayer
from geo.boundaries import BoundaryError
from geo.boundary_checks import Finding, named_codes
from geo.boundary_columns import CodeColumn, code_pattern

_KINDS = {0: "a point", 1: "a line", 2: "a line", 4: "a set of points", 5: "a set of lines"}
NO_AREAS = tuple(_KINDS)
# Wards and authorities of Scotland and Northern Ireland, in layers of the United Kingdom.
ELSEWHERE = r"[SN]\d{8}"


def codes_of(table: pd.DataFrame, column: CodeColumn) -> pd.Series:
    """The codes as text, missing where the cell is empty."""
    text = table[column.name].astype("string").str.strip()
    return text.mask(text == "")


def refuse_codes(codes: pd.Series, level: str, column: str) -> None:
    """Refuse codes that are missing, malformed, or there twice, with the row counted from 1."""
    if codes.empty:
        raise BoundaryError("none of its areas is in England or Wales.")
    if codes.isna().any():
        raise BoundaryError(
            f"row {first_row(codes.isna()) + 1} has no code in the column '{column}' "
            f"({int(codes.isna().sum())} rows are so). Fill it in, or take the row out."
        )
    formed = codes.str.fullmatch(code_pattern(level)).astype(bool)
    if not formed.all():
        row = first_row(~formed)
        raise BoundaryError(
            f"row {row + 1}: '{codes[row][:40]}' in the column '{column}' is not a code of a "
            f"{level} ({int((~formed).sum())} rows are so). Choose the right column or area type."
        )
    again = codes.duplicated()
    if again.any():
        row = first_row(again)
        twice = sorted(codes[again].unique())
        first = first_row(codes == codes[row])
        raise BoundaryError(
            f"rows {first + 1} and {row + 1} have the same code '{codes[row]}' ({len(twice)} codes "
            f"come more than once: {named_codes(twice)}). Dissolve the layer by its codes first."
        )


def first_row(where: pd.Series) -> int:
    """The file's row, counted from 0, of the first True."""
    return int(where.index.to_numpy()[np.argmax(where.to_numpy())])


def plain_geometry(raw: RawLayer) -> tuple[Any, list[Finding]]:
    """Flat polygons with finite coordinates; anything else is refused by its row."""
    geometry = np.array(raw.geometry, dtype=object)
    kinds = shapely.get_type_id(geometry)
    empty = shapely.is_missing(geometry) | (shapely.is_empty(geometry) & np.isin(kinds, (3, 6, 7)))
    row_of = raw.table.index.to_numpy()
    if empty.any():
        row = int(row_of[np.argmax(empty)])
        raise BoundaryError(
            f"row {row + 1} has no shape ({int(empty.sum())} rows are so). Take "
            "the row out, or export the layer again."
        )
    wrong = np.isin(kinds, list(_KINDS))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise BoundaryError(
            f"row {int(row_of[row]) + 1} is {_KINDS[int(kinds[row])]} ({int(wrong.sum())} rows are "
            "so); areas are polygons. Give the layer of boundaries, not that of centres or roads."
        )
    findings = []
    if shapely.has_z(geometry).any() or shapely.has_m(geometry).any():
        count = int(shapely.has_z(geometry).sum())
        findings.append(Finding("heights", "note", "Heights in the shapes were left aside.", count))
        geometry = shapely.force_2d(geometry)
    points, owner = shapely.get_coordinates(geometry, return_index=True)
    broken = ~np.isfinite(points).all(axis=1)
    if broken.any():
        row = int(row_of[owner[np.argmax(broken)]])
        raise BoundaryError(
            f"row {row + 1} has a coordinate that is not a number. Export the layer again."
        )
    return geometry, findings
