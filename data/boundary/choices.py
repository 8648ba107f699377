"""What the user chose of a layer, or what it says itself: columns, area type, coordinates."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from data.boundary.layers import LayerSource, RawLayer
from geo.areas import type_in_words
from geo.boundaries import GRID, BoundaryError
from geo.boundary_checks import Finding
from geo.boundary_columns import (
    CodeColumn,
    code_columns,
    guess_area_type,
    level_and_vintage,
    level_of_codes,
    name_column,
)
from geo.coordinate_range import CRS_NAMES, GRID_CODE, CoordinateGuess, fits, guess_crs


def choose_layer(sources: Sequence[LayerSource], layer: str | None) -> LayerSource:
    """Return the layer asked for, or the only one."""
    names = ", ".join(f"'{source.name}'" for source in sources)
    if layer is None:
        if len(sources) == 1:
            return sources[0]
        raise BoundaryError(f"it holds {len(sources)} layers; say which is meant: {names}.")
    for source in sources:
        if source.name == layer:
            return source
    raise BoundaryError(f"it has no layer '{layer}'. Its layers are: {names}.")


def choose_code_column(
    table: pd.DataFrame, wanted: str | None = None, area_type: str | None = None
) -> CodeColumn:
    """Return the column of codes: the one asked for, else the one that suits the area type best."""
    columns = ", ".join(str(name) for name in table.columns[:30]) or "none"
    found = code_columns(table)
    if wanted is not None:
        for name in map(str, table.columns):
            if name.casefold() == wanted.casefold():
                known = {each.name: each for each in found}
                level = level_of_codes(table[name])
                return known.get(name, CodeColumn(name, level or "ward", None))
        raise BoundaryError(f"it has no column '{wanted}'. The columns are: {columns}.")
    if area_type is not None:
        level, vintage = _level_and_vintage(area_type)
        of_level = [each for each in found if each.level == level]
        of_year = [each for each in of_level if each.vintage == vintage]
        found = tuple(of_year or of_level)
        if not found:
            raise BoundaryError(
                f"no column of {level} codes was found (one like WD19CD or LSOA21CD, in either "
                f"case). Choose the column of codes. The columns are: {columns}."
            )
    if not found:
        raise BoundaryError(
            "no column of area codes was found (one like WD19CD, LAD19CD or LSOA21CD, in either "
            f"case). Choose the column of codes. The columns are: {columns}."
        )
    return found[0]


def _level_and_vintage(area_type: str) -> tuple[str, int | None]:
    try:
        return level_and_vintage(area_type)
    except ValueError as error:
        raise BoundaryError(str(error)) from error


def choose_name_column(table: pd.DataFrame, code: CodeColumn, wanted: str | None) -> str | None:
    """Return the column of names asked for, else the one that belongs to the codes, or None."""
    if wanted is None:
        return name_column(table.columns, code)
    for name in map(str, table.columns):
        if name.casefold() == wanted.casefold():
            return name
    raise BoundaryError(
        f"it has no column '{wanted}'. The columns are: {', '.join(map(str, table.columns[:30]))}."
    )


def choose_area_type(
    code: CodeColumn, codes: pd.Series, wanted: str | None, known: pd.DataFrame | None
) -> tuple[str, list[Finding]]:
    """Return the area type asked for, else the one that column and codes tell."""
    if wanted is not None:
        _level_and_vintage(wanted)
        return wanted, []
    guess = guess_area_type(code, codes, known)
    if guess.area_type is None:
        raise BoundaryError(f"{guess.reason} Say which area type it is, such as {code.level}19.")
    sentence = (
        f"Taken for {type_in_words(guess.area_type)}: {guess.reason[0].lower()}{guess.reason[1:]}"
    )
    return guess.area_type, [Finding("area type", "note", sentence)]


def crs_guess(raw: RawLayer) -> CoordinateGuess:
    """Return what the range of a layer's coordinates tells of their system."""
    points = shapely.get_coordinates(raw.geometry)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return CoordinateGuess(None, "it has no coordinates")
    return guess_crs((*points.min(axis=0), *points.max(axis=0)))


def choose_crs(raw: RawLayer, wanted: str | None) -> tuple[pyproj.CRS, list[Finding]]:
    """Return the coordinate system asked for, else declared, else told by the coordinates."""
    if wanted is not None:
        try:
            return pyproj.CRS.from_user_input(wanted), []
        except pyproj.exceptions.CRSError as error:
            raise BoundaryError(
                f"'{wanted}' is no coordinate system; give EPSG:27700, EPSG:4326 or EPSG:3857."
            ) from error
    guess = crs_guess(raw)
    if raw.crs is not None and _possible(raw.crs, guess):
        return raw.crs, []
    choices = ", ".join(f"{code} ({name})" for code, name in CRS_NAMES.items())
    if raw.crs is not None:
        raise BoundaryError(
            f"it says that its coordinates are {raw.crs.name}, but {guess.reason}. Choose the "
            f"coordinate system: {choices}."
        )
    if guess.crs is None:
        raise BoundaryError(
            f"it does not say its coordinate system, and {guess.reason}. Choose it: {choices}."
        )
    sentence = f"The file does not say its coordinate system; {guess.reason} ({guess.crs})."
    return pyproj.CRS.from_user_input(guess.crs), [Finding("coordinates", "warning", sentence)]


def _possible(crs: pyproj.CRS, guess: CoordinateGuess) -> bool:
    """Whether the range may be in the system; of systems other than the three nothing is known."""
    code = f"EPSG:{crs.to_epsg()}"
    if code in CRS_NAMES:
        return guess.crs == code
    # Another system of degrees (ETRS89) has the range of degrees, one in metres has not.
    return guess.crs is None or crs.is_geographic == (guess.crs == "EPSG:4326")


def on_the_grid(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return areas in British National Grid metres."""
    try:
        placed = areas if areas.crs == GRID else areas.to_crs(GRID)
    except pyproj.exceptions.ProjError as error:
        raise BoundaryError("its coordinates cannot be turned into the National Grid.") from error
    bounds = placed.total_bounds
    if not (np.isfinite(bounds).all() and fits(bounds, GRID_CODE)):
        raise BoundaryError(
            f"read as {areas.crs.name} its areas lie outside Great Britain. Choose another "
            "coordinate system."
        )
    return placed
