"""Any boundary file: what is in it, and its areas once they are checked.

`inspect_boundaries` tells what a file holds and what has to be asked; `checked_boundaries` returns
its areas with a report, or refuses it with one sentence. Neither keeps anything. Both read in a
process with limits (`data.limits`): GDAL and all that meets the file's bytes are there alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from data.boundary.choices import (
    choose_area_type,
    choose_code_column,
    choose_layer,
    choose_name_column,
)
from data.boundary.coordinates import choose_crs, crs_guess, on_the_grid, swapped_back
from data.boundary.geopackage_extent import Bounds
from data.boundary.layers import LayerSource, RawLayer
from data.boundary.matching import Match, matches_of, names_of, with_codes
from data.boundary.mends import mended
from data.boundary.rows import ELSEWHERE, codes_of, plain_geometry, refuse_codes
from data.boundary.sources import opened_layers, read_apart
from data.boundary.territory import district_codes, within_force
from data.store import described
from geo.boundaries import GRID, BoundaryError, valid_polygons
from geo.boundary_checks import (
    BoundaryReport,
    Finding,
    gap_finding,
    overlap_finding,
    repaired_areas,
)
from geo.boundary_columns import (
    CodeColumn,
    code_columns,
    guess_area_type,
    level_and_vintage,
    mixed_vintages,
    name_column,
)

_SAMPLE_ROWS = 5


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
    matches : tuple of Match
        Where there is no column of codes: known areas that the rows may be, by name and ground.
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
    matches: tuple[Match, ...] = ()


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


def inspect_boundaries(
    path: Path,
    known: pd.DataFrame | None = None,
    outline: gpd.GeoDataFrame | None = None,
    fitted: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> BoundaryFile:
    """Return what a boundary file holds, so that a screen can ask what is uncertain.

    Parameters
    ----------
    path : Path
        A zipped shapefile, a .shp with its companions, a GeoPackage, GeoJSON, TopoJSON or
        GeoParquet file.
    known : DataFrame, optional
        ``area_code`` and ``area_type`` of the areas that the app holds, to tell the area type by.
    outline : GeoDataFrame, optional
        The force's districts, in EPSG:27700, to tell by where the layer should lie.
    fitted : mapping of str to GeoDataFrame, optional
        By area type the known areas' outlines (``area_code``, ``area_name``), for layers with
        names alone.

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
    return read_apart(path, partial(_inspected_file, path, known, outline, fitted or {}))


def _inspected_file(
    path: Path,
    known: pd.DataFrame | None,
    outline: gpd.GeoDataFrame | None,
    fitted: Mapping[str, gpd.GeoDataFrame],
) -> BoundaryFile:
    with opened_layers(path, _bounds(outline)) as sources:
        alone = len(sources) == 1
        told = tuple(_inspected(source, known, outline, fitted, alone=alone) for source in sources)
        return BoundaryFile(path.name, told)


def _bounds(outline: gpd.GeoDataFrame | None) -> Bounds | None:
    """The box around the force area, beyond which a national file is not read."""
    if outline is None or outline.empty:
        return None
    west, south, east, north = map(float, outline.total_bounds)
    return west, south, east, north


def _inspected(
    source: LayerSource,
    known: pd.DataFrame | None,
    outline: gpd.GeoDataFrame | None,
    fitted: Mapping[str, gpd.GeoDataFrame],
    *,
    alone: bool,
) -> BoundaryLayer:
    try:
        raw = source.read()
        # What can be mended is asked about once the columns are chosen.
        sound = mended(raw, None, None, "")[0]
        placed = replace(sound, geometry=plain_geometry(sound)[0])
        placed = swapped_back(placed, outline, known=False)[0]
    except BoundaryError as error:
        if alone:
            raise
        return BoundaryLayer(source.name, source.format, problem=str(error))
    found = code_columns(raw.table)
    guess = guess_area_type(found[0], _looked_up(raw, found[0]), known) if found else None
    inferred = crs_guess(placed)
    declared = (raw.crs.to_string() if raw.crs.to_epsg() else raw.crs.name) if raw.crs else None
    asked = {
        "code_column": len({each.level for each in found[:1]}) != 1,
        "area_type": guess is None or guess.area_type is None,
        "crs": not _settled_crs(placed),
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
        matches=() if found else matches_of(placed, fitted, outline),
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
    without: Collection[str] = (),
    matches: Mapping[int, str] | None = None,
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
    without : collection of str
        Of `data.boundary.mends.MENDS`, those that are not to be made; each is made by default,
        with a finding of that kind. A fault that is not mended refuses the file.
    matches : mapping of int to str, optional
        For a layer without codes, with its `area_type`: the code of each row (from 0) that is
        taken, of those that `inspect_boundaries` suggests. Other rows are left out, and told.

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
    chosen = _Chosen(layer, area_type, code_column, name_column, crs, frozenset(without), matches)
    return read_apart(path, partial(_checked_file, path, chosen, known, outline))


@dataclass(frozen=True)
class _Chosen:
    """What a user said of a file; None where the file is to tell."""

    layer: str | None
    area_type: str | None
    code_column: str | None
    name_column: str | None
    crs: str | None
    without: frozenset[str] = frozenset()
    matches: Mapping[int, str] | None = None


def _checked_file(
    path: Path, chosen: _Chosen, known: pd.DataFrame | None, outline: gpd.GeoDataFrame | None
) -> CheckedBoundaries:
    with opened_layers(path, _bounds(outline)) as sources:
        source = choose_layer(sources, chosen.layer)
        raw = source.read()
        findings = [Finding("file", "warning", warning) for warning in raw.warnings]
        findings += [Finding("file", "note", note) for note in raw.notes]
        raw, column, found = _codes_chosen(raw, chosen)
        findings += found
        kind, found = choose_area_type(column, _looked_up(raw, column), chosen.area_type, known)
        findings += found
        named = chosen.name_column or (names_of(raw.table) if chosen.matches else None)
        named = choose_name_column(raw.table, column, named)
        findings += _vintage_findings(raw.table, column, named)
        raw, found = mended(raw, column, named, level_and_vintage(kind)[0], chosen.without)
        findings += found
        raw, found = _placed(raw, column, chosen, known, outline)
        findings += found
        areas, found = _areas(raw, kind, column, named)
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


def _codes_chosen(raw: RawLayer, chosen: _Chosen) -> tuple[RawLayer, CodeColumn, list[Finding]]:
    """The layer with its column of codes, or with those of the known areas that were taken."""
    if chosen.matches is not None and chosen.area_type is not None:
        return with_codes(raw, chosen.matches, chosen.area_type)
    return raw, choose_code_column(raw.table, chosen.code_column, chosen.area_type), []


def _looked_up(raw: RawLayer, column: CodeColumn) -> pd.Series:
    """The codes as the app's tables write them."""
    return codes_of(raw.table, column).str.upper()


def _placed(
    raw: RawLayer,
    column: CodeColumn,
    chosen: _Chosen,
    known: pd.DataFrame | None,
    outline: gpd.GeoDataFrame | None,
) -> tuple[RawLayer, list[Finding]]:
    """A layer of flat polygons in a coordinate system that can be its own."""
    geometry, findings = plain_geometry(raw)
    raw = replace(raw, geometry=geometry)
    if chosen.crs is None and "swapped" not in chosen.without:
        is_known = (
            known is not None and _looked_up(raw, column).isin(known["area_code"]).mean() > 0.5
        )
        raw, found = swapped_back(raw, outline, known=is_known)
        findings += found
    system, found = choose_crs(raw, chosen.crs, outline)
    return replace(raw, crs=system), [*findings, *found]


def _vintage_findings(table: pd.DataFrame, column: CodeColumn, named: str | None) -> list[Finding]:
    findings = []
    if mixed := mixed_vintages(list(table.columns), column, named):
        findings.append(Finding("vintages", "warning", mixed))
    if named is None:
        sentence = f"No column of names belongs to '{column.name}'; the areas are named by code."
        findings.append(Finding("names", "warning", sentence))
    return findings


def _areas(
    raw: RawLayer, area_type: str, column: CodeColumn, named: str | None
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The rows as areas on the National Grid, still as crooked as the file has them."""
    codes, findings, system = codes_of(raw.table, column), [], raw.crs
    assert system is not None
    names = codes if named is None else raw.table[named].astype("string").str.strip()
    areas = gpd.GeoDataFrame(
        {
            "area_code": codes.astype("str"),
            "area_name": names.mask(names == "").fillna(codes).astype("str"),
            "told_district": _told_districts(raw.table),
        },
        geometry=gpd.GeoSeries(raw.geometry, index=raw.table.index, crs=system),
    )
    level = level_and_vintage(area_type)[0]
    elsewhere = codes.str.fullmatch(ELSEWHERE).fillna(False).astype(bool)
    refuse_codes(codes[~elsewhere], level, column.name)
    if elsewhere.any():
        sentence = f"{int(elsewhere.sum()):,} areas of Scotland or Northern Ireland were left out."
        findings.append(Finding("outside", "note", sentence, int(elsewhere.sum())))
    if system != GRID:
        sentence = f"Turned from {system.name} into British National Grid, to within a few metres."
        findings.append(Finding("coordinates", "note", sentence))
    return on_the_grid(areas[~elsewhere]), findings


def _told_districts(table: pd.DataFrame) -> pd.Series:
    """The district that the file itself gives each area, by its latest column of such codes."""
    for column in code_columns(table):
        if column.level == "district" and re.match(r"(?i)LAD|LTLA", column.name):
            return codes_of(table, column).astype("str")
    return pd.Series(pd.NA, index=table.index, dtype="str")


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
