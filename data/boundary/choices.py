"""What the user chose of a layer, or what it says itself: columns, area type, coordinates."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.boundary.layers import LayerSource
from geo.areas import type_in_words
from geo.boundaries import BoundaryError
from geo.boundary_checks import Finding
from geo.boundary_columns import (
    CodeColumn,
    code_columns,
    guess_area_type,
    level_and_vintage,
    level_of_codes,
    name_column,
)


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
        if not of_level and level == "neighbourhood":
            # A force's own outlines are often known by their names alone.
            names = [name for name in map(str, table.columns) if name.upper() == "NAME"]
            of_level = [CodeColumn(name, level, None) for name in names[:1]]
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
            f"case). Choose the column of codes. The columns are: {columns}. Areas with names "
            "alone can be matched with the known ones by name and ground (--match-names)."
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
