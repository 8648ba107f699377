"""Findings on a layer of areas: repairs, overlaps, gaps, and what lies outside the force area.

Every check returns a finding, or none: one plain sentence, how many areas it is about and which.
Nothing here changes an area except `repaired_areas`, which says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

Severity = Literal["note", "warning"]

# Neighbours generalised one by one differ by slivers; a smaller overlap or gap is no fault.
SLIVER_SQUARE_METRES = 100.0
# An area belongs to the force area, or to a district, where at least half of it lies there.
_INSIDE_SHARE = 0.5
_NAMED_CODES = 5


@dataclass(frozen=True)
class Finding:
    """One thing that a check found.

    Parameters
    ----------
    kind : str
        What it is about: ``repaired``, ``overlap``, ``gap``, ``outside``, ``unknown``, …
    severity : {"note", "warning"}
        A note tells what was done; a warning tells what the user should look at.
    sentence : str
        The finding in words.
    count : int
        How many areas, pairs or holes it is about.
    codes : tuple of str
        The areas it is about, where it is about single ones.
    square_metres : float or None
        The ground it is about.
    """

    kind: str
    severity: Severity
    sentence: str
    count: int = 1
    codes: tuple[str, ...] = ()
    square_metres: float | None = None


@dataclass(frozen=True)
class BoundaryReport:
    """Everything that the checks of a layer found, in the order of the checks.

    Parameters
    ----------
    findings : tuple of Finding
    """

    findings: tuple[Finding, ...]

    def sentences(self, severity: Severity | None = None) -> tuple[str, ...]:
        """Return the findings in words.

        Parameters
        ----------
        severity : {"note", "warning"}, optional
            Only those; by default all.

        Returns
        -------
        tuple of str

        Examples
        --------
        >>> BoundaryReport((Finding("gap", "warning", "One gap."),)).sentences("note")
        ()
        """
        return tuple(
            found.sentence for found in self.findings if severity in (None, found.severity)
        )

    def counts(self) -> dict[str, int]:
        """Return how many areas, pairs or holes each kind of finding is about.

        Returns
        -------
        dict of str to int

        Examples
        --------
        >>> BoundaryReport((Finding("gap", "warning", "Two gaps.", 2),)).counts()
        {'gap': 2}
        """
        counts: dict[str, int] = {}
        for found in self.findings:
            counts[found.kind] = counts.get(found.kind, 0) + found.count
        return counts

    def plain(self) -> list[dict[str, Any]]:
        """Return the findings as plain values that JSON can hold.

        Returns
        -------
        list of dict

        Examples
        --------
        >>> BoundaryReport((Finding("gap", "note", "One gap."),)).plain()[0]["count"]
        1
        """
        return [asdict(found) | {"codes": list(found.codes)} for found in self.findings]


def named_codes(codes: Sequence[str]) -> str:
    """Return a few codes for a sentence, and how many more there are.

    Parameters
    ----------
    codes : sequence of str
        Area codes.

    Returns
    -------
    str

    Raises
    ------
    Nothing.

    Examples
    --------
    >>> named_codes(["a", "b", "c", "d", "e", "f", "g"])
    'a, b, c, d, e and 2 more'
    """
    shown = ", ".join(codes[:_NAMED_CODES])
    more = len(codes) - _NAMED_CODES
    return f"{shown} and {more} more" if more > 0 else shown


def _areas(count: int) -> str:
    return "1 area" if count == 1 else f"{count:,} areas"


def repaired_areas(
    areas: gpd.GeoDataFrame, valid: np.ndarray
) -> tuple[gpd.GeoDataFrame, Finding | None]:
    """Return areas with valid geometry in place of what was not valid, and say which.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_code`` and ``geometry``, in metres.
    valid : ndarray of geometry
        The same areas, made valid.

    Returns
    -------
    areas : GeoDataFrame
    finding : Finding or None
        None where every area was valid.

    Raises
    ------
    ValueError
        If there are not as many geometries as areas.

    Examples
    --------
    >>> bow_tie = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    >>> areas = gpd.GeoDataFrame({"area_code": ["a"]}, geometry=[bow_tie])
    >>> repaired_areas(areas, shapely.make_valid(areas.geometry.to_numpy()))[1].codes
    ('a',)
    """
    broken = ~shapely.is_valid(areas.geometry.to_numpy())
    codes = tuple(areas.loc[broken, "area_code"])
    mended = areas.set_geometry(gpd.GeoSeries(valid, index=areas.index, crs=areas.crs))
    if not codes:
        return mended, None
    were = (
        "had a border that crosses itself and was"
        if len(codes) == 1
        else ("had borders that cross themselves and were")
    )
    sentence = f"{_areas(len(codes))} {were} repaired: {named_codes(codes)}."
    return mended, Finding("repaired", "note", sentence, len(codes), codes)


def overlap_finding(
    areas: gpd.GeoDataFrame, tolerance: float = SLIVER_SQUARE_METRES
) -> Finding | None:
    """Return the ground that two areas claim, pair by pair, where it is more than a sliver.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_code`` and valid polygons in metres.
    tolerance : float, optional
        Overlaps of a pair up to this many square metres are not counted.

    Returns
    -------
    Finding or None
        ``count`` is of pairs; ``square_metres`` is the sum over those pairs.

    Raises
    ------
    shapely.errors.GEOSException
        If a polygon is not valid.

    Examples
    --------
    >>> boxes = [shapely.box(0, 0, 100, 100), shapely.box(90, 0, 200, 100)]
    >>> overlap_finding(gpd.GeoDataFrame({"area_code": ["a", "b"]}, geometry=boxes)).square_metres
    1000.0
    """
    geometry = areas.geometry.to_numpy()
    first, second = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    shared = shapely.area(shapely.intersection(geometry[first], geometry[second]))
    over = shared > tolerance
    if not over.any():
        return None
    codes = areas["area_code"].to_numpy()
    worst = int(np.argmax(shared))
    total, count = float(shared[over].sum()), int(over.sum())
    pairs_overlap = "1 pair of areas overlaps" if count == 1 else f"{count:,} pairs overlap"
    sentence = (
        f"{pairs_overlap} by {total:,.0f} m² in all (more than {tolerance:,.0f} m² each); the "
        f"largest is between {codes[first[worst]]} and {codes[second[worst]]} "
        f"({shared[worst]:,.0f} m²). A record there is given to the lower code."
    )
    among = tuple(sorted({str(code) for code in codes[np.r_[first[over], second[over]]]}))
    return Finding("overlap", "warning", sentence, count, among, total)


def gap_finding(areas: gpd.GeoDataFrame, tolerance: float = SLIVER_SQUARE_METRES) -> Finding | None:
    """Return the holes that areas leave between them, where they are more than slivers.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_code`` and valid polygons in metres.
    tolerance : float, optional
        Holes up to this many square metres are not counted.

    Returns
    -------
    Finding or None
        ``count`` is of holes, ``square_metres`` the ground within them. A gap that is open to the
        outside of the whole set cannot be told from its coast and is not counted.

    Raises
    ------
    shapely.errors.GEOSException
        If a polygon is not valid.

    Examples
    --------
    >>> ring = shapely.box(0, 0, 90, 90).difference(shapely.box(30, 30, 60, 60))
    >>> gap_finding(gpd.GeoDataFrame({"area_code": ["a"]}, geometry=[ring])).square_metres
    900.0
    """
    union = shapely.union_all(areas.geometry.to_numpy())
    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    sizes = shapely.area(shapely.polygons(rings)) if rings else np.array([])
    sizes = sizes[sizes > tolerance]
    if not len(sizes):
        return None
    gaps, are = ("1 gap", "is") if len(sizes) == 1 else (f"{len(sizes):,} gaps", "are")
    sentence = (
        f"There {are} {gaps} between areas, {sizes.sum():,.0f} m² in all (more than "
        f"{tolerance:,.0f} m² each). A record there is in no area."
    )
    return Finding("gap", "warning", sentence, len(sizes), (), float(sizes.sum()))


def share_inside(areas: gpd.GeoDataFrame, outline: gpd.GeoDataFrame) -> pd.Series:
    """Return the share of each area's ground that lies within an outline.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_code`` and valid polygons in metres.
    outline : GeoDataFrame
        Polygons, such as the force's districts, in the same coordinate system.

    Returns
    -------
    Series of float
        From 0 to 1, with the index of `areas`.

    Raises
    ------
    shapely.errors.GEOSException
        If a polygon is not valid.

    Examples
    --------
    >>> areas = gpd.GeoDataFrame({"area_code": ["a"]}, geometry=[shapely.box(0, 0, 10, 10)])
    >>> share_inside(areas, gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 4, 10)])).tolist()
    [0.4]
    """
    whole = shapely.union_all(outline.geometry.to_numpy())
    shapely.prepare(whole)
    geometry = areas.geometry.to_numpy()
    inside = np.zeros(len(areas))
    # Of a national layer nearly all lies elsewhere, and the exact cut is slow.
    near = shapely.intersects(whole, geometry)
    inside[near] = shapely.area(shapely.intersection(geometry[near], whole)) / shapely.area(
        geometry[near]
    )
    return pd.Series(inside, index=areas.index)


def lies_inside(areas: gpd.GeoDataFrame, outline: gpd.GeoDataFrame) -> pd.Series:
    """Return whether at least half of each area's ground lies within an outline.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_code`` and valid polygons in metres.
    outline : GeoDataFrame
        Polygons in the same coordinate system.

    Returns
    -------
    Series of bool
        With the index of `areas`. Borders generalised in two ways never meet exactly, so that
        neither 'all' nor 'any' would tell a ward of the force from its neighbour.

    Raises
    ------
    shapely.errors.GEOSException
        If a polygon is not valid.

    Examples
    --------
    >>> areas = gpd.GeoDataFrame({"area_code": ["a"]}, geometry=[shapely.box(0, 0, 10, 10)])
    >>> lies_inside(areas, gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 4, 10)])).tolist()
    [False]
    """
    return share_inside(areas, outline) >= _INSIDE_SHARE


def districts_by_overlap(areas: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.Series:
    """Return the code of the district in which the most of each area's ground lies.

    Parameters
    ----------
    areas : GeoDataFrame
        Valid polygons in metres.
    districts : GeoDataFrame
        ``area_code`` and valid polygons in the same coordinate system.

    Returns
    -------
    Series of str
        With the index of `areas`; missing where an area touches no district. Of two equal shares
        the district with the lower code has it.

    Raises
    ------
    KeyError
        If `districts` has no ``area_code``.

    Examples
    --------
    >>> areas = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 10, 10)])
    >>> halves = gpd.GeoDataFrame({"area_code": ["west", "east"]},
    ...     geometry=[shapely.box(0, 0, 6, 10), shapely.box(6, 0, 10, 10)])
    >>> districts_by_overlap(areas, halves).tolist()
    ['west']
    """
    ordered = districts.sort_values("area_code")
    ground, outlines = areas.geometry.to_numpy(), ordered.geometry.to_numpy()
    area, district = shapely.STRtree(outlines).query(ground, predicate="intersects")
    shared = shapely.area(shapely.intersection(ground[area], outlines[district]))
    pairs = pd.DataFrame({"area": area, "district": district, "shared": shared})
    pairs = pairs[pairs["shared"] > 0].sort_values(
        ["area", "shared", "district"], ascending=[True, False, True]
    )
    best = pairs.drop_duplicates("area").set_index("area")["district"]
    codes = pd.Series(pd.NA, index=range(len(areas)), dtype="str")
    codes.loc[best.index] = ordered["area_code"].to_numpy()[best.to_numpy()]
    return codes.set_axis(areas.index)
