"""Any boundary file: what is in it, and its areas once they are checked.

`inspect_boundaries` tells what a file holds and what has to be asked; `checked_boundaries` returns
its areas with a report, or refuses it with one sentence. Neither keeps anything. Both read in a
process with limits (`data.limits`): GDAL and all that meets the file's bytes are there alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.boundary.choices import (
    choose_area_type,
    choose_code_column,
    choose_crs,
    choose_layer,
    choose_name_column,
    crs_guess,
    on_the_grid,
)
from data.boundary.layers import LayerSource, RawLayer
from data.boundary.sources import opened_layers, read_apart
from data.boundary.territory import district_codes, within_force
from data.store import described
from geo.boundaries import GRID, BoundaryError, valid_polygons
from geo.boundary_checks import (
    BoundaryReport,
    Finding,
    gap_finding,
    named_codes,
    overlap_finding,
    repaired_areas,
)
from geo.boundary_columns import (
    CodeColumn,
    code_columns,
    code_pattern,
    guess_area_type,
    level_and_vintage,
    mixed_vintages,
    name_column,
)

_KINDS = {0: "a point", 1: "a line", 2: "a line", 4: "a set of points", 5: "a set of lines"}
_SAMPLE_ROWS = 5
# Wards and authorities of Scotland and Northern Ireland, in layers of the United Kingdom.
_ELSEWHERE = r"[SN]\d{8}"


@dataclass(frozen=True, eq=False)
class BoundaryLayer:
    """What a layer says of itself, what is guessed, and what has to be asked.

    Parameters
    ----------
    name, format : str
        The layer's name, and its format in words.
    problem : str or None
        Why it cannot be used, in a sentence; then the rest is empty.
    rows : int
    columns : tuple of str
    code_columns : tuple of CodeColumn
        Columns that carry codes, the most likely first.
    name_column : str or None
        The names that belong to the first of them.
    area_type : str or None
        The guessed type, such as ``ward19``, with the reason in `type_reason`.
    crs : str or None
        What the file declares: a code, or a name where it has none.
    crs_inferred : str or None
        What the range of its coordinates tells, with the reason in `crs_reason`.
    encoding : str
    notes : tuple of str
        What the reader made up for.
    questions : tuple of str
        What is uncertain and to be asked: ``code_column``, ``area_type``, ``crs``.
    sample : DataFrame or None
        The first rows.
    """

    name: str
    format: str
    problem: str | None = None
    rows: int = 0
    columns: tuple[str, ...] = ()
    code_columns: tuple[CodeColumn, ...] = ()
    name_column: str | None = None
    area_type: str | None = None
    type_reason: str = ""
    crs: str | None = None
    crs_inferred: str | None = None
    crs_reason: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    sample: pd.DataFrame | None = None


@dataclass(frozen=True)
class BoundaryFile:
    """A boundary file and its layers; with more than one, the user has to say which is meant."""

    name: str
    layers: tuple[BoundaryLayer, ...]


@dataclass(frozen=True, eq=False)
class CheckedBoundaries:
    """Areas that passed the checks, and the report.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_code``, ``area_name``, ``district_code`` (missing where it cannot be told),
        ``geometry`` (valid polygons in full detail, EPSG:27700), in code order.
    area_type : str
        Such as ``ward19``.
    report : BoundaryReport
        What was found and what was done, in sentences and counts.
    source : mapping
        The file's name, SHA-256 and size.
    layer : str
        The layer of the file.
    """

    areas: gpd.GeoDataFrame
    area_type: str
    report: BoundaryReport
    source: Mapping[str, Any]
    layer: str


def inspect_boundaries(path: Path, known: pd.DataFrame | None = None) -> BoundaryFile:
    """Return what a boundary file holds, so that a screen can ask what is uncertain.

    Parameters
    ----------
    path : Path
        A zipped shapefile, a .shp with its companions, a GeoPackage, GeoJSON, TopoJSON or
        GeoParquet file.
    known : DataFrame, optional
        ``area_code`` and ``area_type`` of the areas that the app holds, to tell the area type by.

    Returns
    -------
    BoundaryFile
        A layer that cannot be used has its `problem`; where it is the only one, that is raised.

    Raises
    ------
    BoundaryError
        One sentence that names the file, what is wrong and what to do.

    Examples
    --------
    >>> inspect_boundaries(Path(__file__))
    Traceback (most recent call last):
        ...
    geo.boundaries.BoundaryError: files.py: its content is not a map. Give a .zip ...
    """
    return read_apart(path, partial(_inspected_file, path, known))


def _inspected_file(path: Path, known: pd.DataFrame | None) -> BoundaryFile:
    with opened_layers(path) as sources:
        alone = len(sources) == 1
        return BoundaryFile(
            path.name, tuple(_inspected(source, known, alone=alone) for source in sources)
        )


def _inspected(source: LayerSource, known: pd.DataFrame | None, *, alone: bool) -> BoundaryLayer:
    try:
        raw = source.read()
        geometry = plain_geometry(raw)[0]
    except BoundaryError as error:
        if alone:
            raise
        return BoundaryLayer(source.name, source.format, problem=str(error))
    found = code_columns(raw.table)
    guess = guess_area_type(found[0], _codes(raw.table, found[0]), known) if found else None
    inferred = crs_guess(RawLayer(raw.table, geometry, raw.crs))
    declared = (raw.crs.to_string() if raw.crs.to_epsg() else raw.crs.name) if raw.crs else None
    asked = {
        "code_column": len({each.level for each in found[:1]}) != 1,
        "area_type": guess is None or guess.area_type is None,
        "crs": not _settled_crs(RawLayer(raw.table, geometry, raw.crs)),
    }
    return BoundaryLayer(
        name=source.name,
        format=source.format,
        rows=len(raw.table),
        columns=tuple(map(str, raw.table.columns)),
        code_columns=found,
        name_column=name_column(raw.table.columns, found[0]) if found else None,
        area_type=guess.area_type if guess else None,
        type_reason=guess.reason if guess else "No column of area codes was found.",
        crs=declared,
        crs_inferred=inferred.crs,
        crs_reason=inferred.reason,
        encoding=raw.encoding,
        notes=raw.notes,
        questions=tuple(question for question, uncertain in asked.items() if uncertain),
        sample=raw.table.head(_SAMPLE_ROWS),
    )


def _settled_crs(raw: RawLayer) -> bool:
    """Whether the file declares a system and its coordinates can be in it."""
    try:
        choose_crs(raw, None)
    except BoundaryError:
        return False
    return raw.crs is not None


def checked_boundaries(
    path: Path,
    *,
    layer: str | None = None,
    area_type: str | None = None,
    code_column: str | None = None,
    name_column: str | None = None,
    crs: str | None = None,
    known: pd.DataFrame | None = None,
    outline: gpd.GeoDataFrame | None = None,
) -> CheckedBoundaries:
    """Return a boundary file's areas, checked, with a report on what was found and done.

    Parameters
    ----------
    path : Path
        The file, as for `inspect_boundaries`.
    layer : str, optional
        Which layer, where there are several.
    area_type : str, optional
        Such as ``ward19``; otherwise told by the column and the known areas.
    code_column, name_column : str, optional
        The columns, in either case; otherwise recognised by their vintage.
    crs : str, optional
        The coordinate system, such as ``EPSG:27700``; otherwise the declared one, else one that
        the range of the coordinates tells.
    known : DataFrame, optional
        The force's areas: ``area_code``, ``area_type``, ``district_code``. Areas of other forces
        are left out, and the report says so.
    outline : GeoDataFrame, optional
        The force's districts: ``area_code`` and ``geometry`` in EPSG:27700.

    Returns
    -------
    CheckedBoundaries

    Raises
    ------
    BoundaryError
        One sentence that names the file and the row or column, what is wrong and what to do:
        unreadable, empty, points or lines, coordinates that are no numbers, codes missing,
        malformed or twice, no area of the force, more memory or time than an upload may take.
        Nothing is kept of a refused file.

    Examples
    --------
    >>> checked_boundaries(Path("nowhere.gpkg"), area_type="ward19")
    Traceback (most recent call last):
        ...
    geo.boundaries.BoundaryError: nowhere.gpkg: there is no such file.
    """
    chosen = _Chosen(layer, area_type, code_column, name_column, crs)
    return read_apart(path, partial(_checked_file, path, chosen, known, outline))


@dataclass(frozen=True)
class _Chosen:
    """What a user said of a file; None where the file is to tell."""

    layer: str | None
    area_type: str | None
    code_column: str | None
    name_column: str | None
    crs: str | None


def _checked_file(
    path: Path, chosen: _Chosen, known: pd.DataFrame | None, outline: gpd.GeoDataFrame | None
) -> CheckedBoundaries:
    with opened_layers(path) as sources:
        source = choose_layer(sources, chosen.layer)
        raw = source.read()
        findings = [Finding("file", "note", note) for note in raw.notes]
        column = choose_code_column(raw.table, chosen.code_column, chosen.area_type)
        kind, found = choose_area_type(column, _codes(raw.table, column), chosen.area_type, known)
        findings += found
        named = choose_name_column(raw.table, column, chosen.name_column)
        findings += _vintage_findings(raw.table, column, named)
        areas, found = _areas(raw, kind, column, named, chosen.crs)
        findings += found
        areas, found = within_force(areas, kind, known, outline)
        findings += found
        areas, found = _checked_ground(areas)
        findings += found
        areas, found = district_codes(areas, kind, known, outline)
        columns = ["area_code", "area_name", "district_code", "geometry"]
        return CheckedBoundaries(
            areas=areas.sort_values("area_code", ignore_index=True)[columns],
            area_type=kind,
            report=BoundaryReport((*findings, *found)),
            source=described(path),
            layer=source.name,
        )


def _codes(table: pd.DataFrame, column: CodeColumn) -> pd.Series:
    """The codes as text, missing where the cell is empty."""
    text = table[column.name].astype("string").str.strip()
    return text.mask(text == "")


def _vintage_findings(table: pd.DataFrame, column: CodeColumn, named: str | None) -> list[Finding]:
    findings = []
    if mixed := mixed_vintages(list(table.columns), column, named):
        findings.append(Finding("vintages", "warning", mixed))
    if named is None:
        sentence = f"No column of names belongs to '{column.name}'; the areas are named by code."
        findings.append(Finding("names", "warning", sentence))
    return findings


def _areas(
    raw: RawLayer, area_type: str, column: CodeColumn, named: str | None, crs: str | None
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The rows as areas on the National Grid, still as crooked as the file has them."""
    codes = _codes(raw.table, column)
    geometry, findings = plain_geometry(raw)
    system, found = choose_crs(RawLayer(raw.table, geometry, raw.crs), crs)
    names = codes if named is None else raw.table[named].astype("string").str.strip()
    areas = gpd.GeoDataFrame(
        {
            "area_code": codes.astype("str"),
            "area_name": names.mask(names == "").fillna(codes).astype("str"),
            "told_district": _told_districts(raw.table),
        },
        geometry=gpd.GeoSeries(geometry, index=raw.table.index, crs=system),
    )
    level = level_and_vintage(area_type)[0]
    elsewhere = codes.str.fullmatch(_ELSEWHERE).fillna(False).astype(bool)
    _refuse_codes(codes[~elsewhere], level, column.name)
    if elsewhere.any():
        sentence = f"{int(elsewhere.sum()):,} areas of Scotland or Northern Ireland were left out."
        findings.append(Finding("outside", "note", sentence, int(elsewhere.sum())))
    if system != GRID:
        sentence = f"Turned from {system.name} into British National Grid, to within a few metres."
        findings.append(Finding("coordinates", "note", sentence))
    return on_the_grid(areas[~elsewhere]), findings + found


def _told_districts(table: pd.DataFrame) -> pd.Series:
    """The district that the file itself gives each area, by its latest column of such codes."""
    for column in code_columns(table):
        if column.level == "district" and re.match(r"(?i)LAD|LTLA", column.name):
            return _codes(table, column).astype("str")
    return pd.Series(pd.NA, index=table.index, dtype="str")


def _refuse_codes(codes: pd.Series, level: str, column: str) -> None:
    """Refuse codes that are missing, malformed, or there twice, with the row counted from 1."""
    if codes.empty:
        raise BoundaryError("none of its areas is in England or Wales.")
    if codes.isna().any():
        raise BoundaryError(
            f"row {_first_row(codes.isna()) + 1} has no code in the column '{column}' "
            f"({int(codes.isna().sum())} rows are so). Fill it in, or take the row out."
        )
    formed = codes.str.fullmatch(code_pattern(level)).astype(bool)
    if not formed.all():
        row = _first_row(~formed)
        raise BoundaryError(
            f"row {row + 1}: '{codes[row][:40]}' in the column '{column}' is not a code of a "
            f"{level} ({int((~formed).sum())} rows are so). Choose the right column or area type."
        )
    again = codes.duplicated()
    if again.any():
        row = _first_row(again)
        twice = sorted(codes[again].unique())
        first = _first_row(codes == codes[row])
        raise BoundaryError(
            f"rows {first + 1} and {row + 1} have the same code '{codes[row]}' ({len(twice)} codes "
            f"come more than once: {named_codes(twice)}). Dissolve the layer by its codes first."
        )


def _first_row(where: pd.Series) -> int:
    """The file's row, counted from 0, of the first True."""
    return int(where.index.to_numpy()[np.argmax(where.to_numpy())])


def plain_geometry(raw: RawLayer) -> tuple[Any, list[Finding]]:
    """Flat polygons with finite coordinates; anything else is refused by its row."""
    geometry = np.array(raw.geometry, dtype=object)
    kinds = shapely.get_type_id(geometry)
    empty = shapely.is_missing(geometry) | (shapely.is_empty(geometry) & np.isin(kinds, (3, 6, 7)))
    if empty.any():
        raise BoundaryError(
            f"row {int(np.argmax(empty)) + 1} has no shape ({int(empty.sum())} rows are so). Take "
            "the row out, or export the layer again."
        )
    wrong = np.isin(kinds, list(_KINDS))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise BoundaryError(
            f"row {row + 1} is {_KINDS[int(kinds[row])]} ({int(wrong.sum())} rows are so); areas "
            "are polygons. Give the layer of boundaries, not that of centres or roads."
        )
    findings = []
    if shapely.has_z(geometry).any() or shapely.has_m(geometry).any():
        count = int(shapely.has_z(geometry).sum())
        findings.append(Finding("heights", "note", "Heights in the shapes were left aside.", count))
        geometry = shapely.force_2d(geometry)
    points, owner = shapely.get_coordinates(geometry, return_index=True)
    broken = ~np.isfinite(points).all(axis=1)
    if broken.any():
        raise BoundaryError(
            f"row {int(owner[np.argmax(broken)]) + 1} has a coordinate that is not a number. "
            "Export the layer again."
        )
    return geometry, findings


def _checked_ground(areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Valid polygons, and the findings on repairs, overlaps and gaps."""
    valid = valid_polygons(areas.geometry.to_numpy())
    hollow = shapely.area(valid) == 0
    if hollow.any():
        code = areas["area_code"].to_numpy()[hollow][0]
        raise BoundaryError(f"the shape of '{code}' encloses no ground. Export the layer again.")
    mended, repairs = repaired_areas(areas, valid)
    found = (repairs, overlap_finding(mended), gap_finding(mended))
    return mended, [finding for finding in found if finding is not None]
