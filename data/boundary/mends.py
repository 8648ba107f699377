"""Odd rows of a layer, mended so that the others are not lost for them, and told.

Each mend has a default that is taken and said in the report, and in the history; a user can do
without any of them, and the file is then refused with the fault. What is more than an odd row (half
of the layer, or two shapes that contradict each other under one code) is never mended.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import shapely

from data.boundary.layers import RawLayer
from data.boundary.rows import ELSEWHERE, NO_AREAS, codes_of
from data.phrases.plain import number_of
from geo.boundaries import valid_polygons
from geo.boundary_checks import Finding
from geo.boundary_columns import CodeColumn, code_pattern

# What is offered, by the kind that a finding has.
MENDS = MappingProxyType(
    {
        "capitals": "Read the codes in capitals",
        "no-shape": "Pass over rows without a shape",
        "no-area": "Pass over points and lines",
        "no-number": "Pass over shapes with coordinates that are no numbers",
        "no-code": "Pass over rows without a code",
        "odd-code": "Pass over rows with a code of another kind",
        "repeats": "Take rows that come twice once",
        "parts": "Unite the rows of one area",
        "swapped": "Swap the coordinates back",
    }
)
# More odd rows than this share of a layer are no odd rows.
_MOST = 0.5
# Parts of one area may overlap by as much of the smaller one, where they were drawn apart.
_OVERLAP = 0.01
_NAMED = 4

Mended = tuple[RawLayer, list[Finding]]


def mended(
    raw: RawLayer,
    column: CodeColumn | None,
    named: str | None,
    level: str,
    without: Collection[str] = (),
) -> Mended:
    """Return a layer without the rows that can be mended or passed over, and what was done."""
    findings: list[Finding] = []
    steps: list[Callable[[RawLayer], Mended]] = [
        lambda layer: _passed_over_shapes(layer, column, named, without)
    ]
    if column is not None:
        steps += [
            lambda layer: _in_capitals(layer, column, level, without),
            lambda layer: _passed_over_codes(layer, column, named, level, without),
            lambda layer: _united(layer, column, named, without),
        ]
    for step in steps:
        raw, found = step(raw)
        findings += found
    return raw, findings


def _kept(raw: RawLayer, keep: np.ndarray) -> RawLayer:
    """The rows to keep, under the numbers that they have in the file."""
    return replace(raw, table=raw.table[keep], geometry=np.array(raw.geometry, dtype=object)[keep])


def _passed_over_shapes(
    raw: RawLayer, column: CodeColumn | None, named: str | None, without: Collection[str]
) -> Mended:
    geometry = np.array(raw.geometry, dtype=object)
    no_area = np.isin(shapely.get_type_id(geometry), NO_AREAS)
    points, owner = shapely.get_coordinates(geometry, return_index=True)
    no_number = np.zeros(len(geometry), dtype=bool)
    no_number[owner[~np.isfinite(points).all(axis=1)]] = True
    hollow = shapely.is_missing(geometry) | (shapely.is_empty(geometry) & ~no_area)
    sound = ~(hollow | no_area | no_number)
    flat = np.zeros(len(geometry), dtype=bool)
    flat[sound] = shapely.area(valid_polygons(geometry[sound])) == 0
    told = {
        "no-shape": (hollow | flat, "no shape", "no shape"),
        "no-area": (no_area, "a point or a line for a shape", "points or lines for shapes"),
        "no-number": (no_number, "a coordinate that is no number", "coordinates that are none"),
    }
    out, findings = np.zeros(len(geometry), dtype=bool), []
    for kind, (rows, one, several) in told.items():
        if kind in without or not rows.any() or rows.mean() > _MOST:
            continue
        out |= rows
        which = _rows_in_words(raw.table, rows, column, named)
        what = one if rows.sum() == 1 else several
        findings.append(_passed_over(kind, rows, f"{_have(rows)} {what}", which))
    return (_kept(raw, ~out), findings) if findings else (raw, [])


def _in_capitals(raw: RawLayer, column: CodeColumn, level: str, without: Collection[str]) -> Mended:
    codes = codes_of(raw.table, column)
    upper = codes.str.upper()
    well = upper.str.fullmatch(code_pattern(level)).fillna(False).astype(bool)
    small = well & (codes != upper).fillna(False).astype(bool)
    if level == "neighbourhood" or "capitals" in without or not small.any():
        return raw, []
    table = raw.table.copy()
    table[column.name] = codes.mask(small, upper)
    number = int(small.sum())
    are = "is" if number == 1 else "are"
    sentence = (
        f"{number_of(number, 'code')} {are} written in small letters ('{codes[small].iloc[0]}') "
        f"and {'was' if number == 1 else 'were'} read in capitals."
    )
    finding = Finding("capitals", "warning", sentence, number, tuple(upper[small]))
    return replace(raw, table=table), [finding]


def _passed_over_codes(
    raw: RawLayer, column: CodeColumn, named: str | None, level: str, without: Collection[str]
) -> Mended:
    codes = codes_of(raw.table, column)
    missing = codes.isna().to_numpy(dtype=bool)
    pattern = f"{code_pattern(level)}|{ELSEWHERE}"
    odd = ~codes.str.fullmatch(pattern).fillna(True).to_numpy(dtype=bool)
    out, findings = np.zeros(len(codes), dtype=bool), []
    for kind, rows in (("no-code", missing), ("odd-code", odd)):
        if kind in without or not rows.any() or rows.mean() > _MOST:
            continue
        out |= rows
        which = _rows_in_words(raw.table, rows, column, named)
        what = "no code" if kind == "no-code" else f"a code that is none of a {level}"
        findings.append(_passed_over(kind, rows, f"{_have(rows)} {what} in '{column.name}'", which))
    return (_kept(raw, ~out), findings) if findings else (raw, [])


def _passed_over(kind: str, rows: np.ndarray, what: str, which: str) -> Finding:
    were = "was" if rows.sum() == 1 else "were"
    return Finding(kind, "warning", f"{what} and {were} passed over: {which}.", int(rows.sum()))


def _have(rows: np.ndarray) -> str:
    number = int(rows.sum())
    return f"{number_of(number, 'row')} {'has' if number == 1 else 'have'}"


def _rows_in_words(
    table: pd.DataFrame, rows: np.ndarray, column: CodeColumn | None, named: str | None = None
) -> str:
    """A few rows by number, with their codes or names."""
    shown = []
    for at in table.index[rows][:_NAMED]:
        columns = [one for one in (column.name if column else None, named) if one]
        told = table.loc[at, columns].astype("string").str.strip().replace("", pd.NA).dropna()
        words = ", ".join(one[:40] for one in told)
        shown.append(f"row {int(at) + 1}" + (f" ({words})" if words else ""))
    more = int(rows.sum()) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _united(
    raw: RawLayer, column: CodeColumn, named: str | None, without: Collection[str]
) -> Mended:
    """The layer with one row for each code, where the rows of a code do not contradict."""
    codes = codes_of(raw.table, column)
    twice = codes.duplicated(keep=False).fillna(False).to_numpy(dtype=bool) & codes.notna()
    if not twice.any():
        return raw, []
    geometry = np.array(raw.geometry, dtype=object)
    keep = np.ones(len(codes), dtype=bool)
    done: dict[str, list[str]] = {"repeats": [], "parts": []}
    rows_of = pd.Series(np.arange(len(codes)), index=codes.to_numpy())
    for code in codes[twice].unique():
        at = rows_of.loc[code].to_numpy()
        kind = _how_they_differ(raw.table.iloc[at], geometry[at], named)
        if not kind or kind in without:
            continue
        if kind == "parts":
            geometry[at[0]] = shapely.union_all(valid_polygons(geometry[at]))
        keep[at[1:]] = False
        done[kind].append(str(code))
    joined = replace(raw, geometry=geometry)
    said = {
        "repeats": "came more than once alike and was taken once",
        "parts": "came in parts, row by row, and was united",
    }
    findings = []
    for kind, found in done.items():
        if found:
            several = said[kind].replace("was", "were")
            how = said[kind] if len(found) == 1 else several
            listed = ", ".join(found[:_NAMED]) + (
                f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
            )
            sentence = f"{number_of(len(found), 'area')} {how}: {listed}."
            findings.append(Finding(kind, "warning", sentence, len(found), tuple(found)))
    return (_kept(joined, keep), findings) if findings else (raw, [])


def _how_they_differ(rows: pd.DataFrame, shapes: np.ndarray, named: str | None) -> str:
    """Whether rows of one code are the same, or parts of one area; empty where they contradict."""
    if named is not None:
        names = set(rows[named].astype("string").str.strip().str.casefold())
        if len(names) > 1:
            return ""
    valid = valid_polygons(shapes)
    if all(shapely.equals(valid[0], one) for one in valid[1:]):
        return "repeats"
    together = float(shapely.area(shapely.union_all(valid)))
    shared = float(shapely.area(valid).sum()) - together
    return "parts" if shared <= _OVERLAP * float(shapely.area(valid).min()) else ""
