"""Layers with names and no codes: which known area each of theirs is, by name and by ground.

A name alone does not tell (two districts have a Highfield), nor does ground alone (a ward was
redrawn and named anew). Where both agree the known area's code is suggested; nothing is taken
unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.boundary.coordinates import choose_crs, on_the_grid
from data.boundary.layers import RawLayer
from data.phrases.plain import number_of
from geo.areas import normalise_name, type_in_words
from geo.boundaries import BoundaryError, valid_polygons
from geo.boundary_checks import Finding
from geo.boundary_columns import CodeColumn, level_and_vintage, name_column

MATCHED = "code by name and ground"
# Shared ground over all ground of two outlines of one ward: legal and best fit agree by 0.8 or so.
_ALIKE = 0.4


@dataclass(frozen=True)
class Match:
    """A row of a layer, and the known area that has most of its ground.

    Parameters
    ----------
    row : int
        From 0.
    name : str
        As the file has it.
    code, known : str
        The known area's code and name.
    area_type : str
    share : float
        Shared ground over all ground of both, 0 to 1.
    agrees : bool
        Whether the names agree too, and the shared ground is enough.
    """

    row: int
    name: str
    code: str
    known: str
    area_type: str
    share: float
    agrees: bool


def matches_of(
    raw: RawLayer, fitted: Mapping[str, gpd.GeoDataFrame], outline: gpd.GeoDataFrame | None
) -> tuple[Match, ...]:
    """Return what the rows of a layer without codes may be, of the type that agrees most."""
    named = names_of(raw.table)
    if named is None:
        return ()
    try:
        system, _ = choose_crs(raw, None, outline)
        shapes = gpd.GeoSeries(valid_polygons(raw.geometry), index=raw.table.index, crs=system)
        areas = on_the_grid(gpd.GeoDataFrame({"name": raw.table[named]}, geometry=shapes))
    except BoundaryError:
        return ()
    found = {kind: _matched(areas, kind, known) for kind, known in fitted.items()}
    best = max(found, key=lambda kind: (sum(one.agrees for one in found[kind]), kind), default=None)
    if best is None or not any(one.agrees for one in found[best]):
        return ()
    return found[best]


def names_of(table: pd.DataFrame) -> str | None:
    """Return the column of a layer's names, told by its own name or else by its content."""
    if named := name_column(table.columns, CodeColumn("", "ward", None)):
        return named
    for name in map(str, table.columns):
        text = table[name].astype("string").str.strip()
        if text.str.contains("[A-Za-z]{3}").fillna(False).all() and text.is_unique:
            return name
    return None


def _matched(areas: gpd.GeoDataFrame, kind: str, known: gpd.GeoDataFrame) -> tuple[Match, ...]:
    ours, theirs = areas.geometry.to_numpy(), known.geometry.to_numpy()
    one, other = shapely.STRtree(theirs).query(ours, predicate="intersects")
    shared = shapely.area(shapely.intersection(ours[one], theirs[other]))
    shares = shared / (shapely.area(ours[one]) + shapely.area(theirs[other]) - shared)
    matches = []
    for place, row in enumerate(areas.index):
        at = np.flatnonzero(one == place)
        if not len(at):
            continue
        best = at[np.argmax(shares[at])]
        area = known.iloc[int(other[best])]
        name, share = str(areas["name"].loc[row]).strip(), float(shares[best])
        agrees = share >= _ALIKE and _plain(name) == _plain(str(area["area_name"]))
        told = (str(area["area_code"]), str(area["area_name"]), kind, share, agrees)
        matches.append(Match(int(row), name, *told))
    return tuple(matches)


def _plain(name: str) -> str:
    return normalise_name(name).removesuffix(" ward").removesuffix("ward").strip()


def with_codes(
    raw: RawLayer, matches: Mapping[int, str], area_type: str
) -> tuple[RawLayer, CodeColumn, list[Finding]]:
    """Return the rows that were given the code of a known area, and which were left out."""
    taken = raw.table.index.isin(list(matches))
    if not taken.any():
        raise BoundaryError("none of its areas was given a code. Take at least one suggestion.")
    table = raw.table[taken].copy()
    table[MATCHED] = [matches[int(row)] for row in table.index]
    level, vintage = level_and_vintage(area_type)
    words = type_in_words(area_type)
    sentence = (
        f"The file has no codes: {number_of(int(taken.sum()), 'area')} took the codes of known "
        f"{words}, by name and ground."
    )
    left = int((~taken).sum())
    if left:
        named = names_of(raw.table)
        rows = [
            f"row {int(row) + 1}" + (f" ({raw.table[named].loc[row]})" if named else "")
            for row in raw.table.index[~taken][:4]
        ]
        more = f" and {left - len(rows)} more" if left > len(rows) else ""
        sentence += f" {number_of(left, 'area')} {'was' if left == 1 else 'were'} left out: "
        sentence += f"{', '.join(rows)}{more}."
    kept = replace(raw, table=table, geometry=np.array(raw.geometry, dtype=object)[taken])
    finding = Finding("matched", "warning", sentence, int(taken.sum()), tuple(table[MATCHED]))
    return kept, CodeColumn(MATCHED, level, vintage), [finding]
