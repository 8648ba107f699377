"""Where a layer lies: its coordinate system, told, inferred, or judged by where it should be."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from data.boundary.layers import RawLayer
from geo.boundaries import DEGREES, GRID, BoundaryError
from geo.boundary_checks import Finding
from geo.coordinate_range import (
    CRS_NAMES,
    DEGREES_CODE,
    GRID_CODE,
    CoordinateGuess,
    fits,
    guess_crs,
)


def crs_guess(raw: RawLayer) -> CoordinateGuess:
    """Return what the range of a layer's coordinates tells of their system."""
    points = shapely.get_coordinates(raw.geometry)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return CoordinateGuess(None, "it has no coordinates")
    return guess_crs((*points.min(axis=0), *points.max(axis=0)))


def swapped_back(
    raw: RawLayer, outline: gpd.GeoDataFrame | None, *, known: bool
) -> tuple[RawLayer, list[Finding]]:
    """Return a layer with its coordinates swapped back, where they have changed places.

    A point (52, -2) lies within the National Grid's range, so the range alone does not tell: what
    does is where the areas should be. For metres that is not enough either (Merseyside turned over
    lies in the Midlands), so that the codes have to be known too.
    """
    system = _system_turned_over(raw, outline, known)
    if system is None:
        return raw, []
    points = _centres(raw)
    first, second = ("eastings", "northings") if system == GRID else ("longitudes", "latitudes")
    geometry = shapely.transform(raw.geometry, lambda at: at[:, ::-1], include_z=False)
    sentence = (
        f"The {first} and {second} have changed places (x about {points[:, 0].mean():,.5g}, y "
        f"about {points[:, 1].mean():,.5g}); they were swapped back."
    )
    finding = Finding("swapped", "warning", sentence, len(raw.table))
    return replace(raw, geometry=geometry, crs=system), [finding]


def _system_turned_over(
    raw: RawLayer, outline: gpd.GeoDataFrame | None, known: bool
) -> pyproj.CRS | None:
    points = _centres(raw)
    if not len(points):
        return None
    turned = points[:, ::-1]
    degrees, grid = pyproj.CRS.from_user_input(DEGREES), pyproj.CRS.from_user_input(GRID)
    if outline is None:
        whole = (*turned.min(axis=0), *turned.max(axis=0))
        return degrees if fits(whole, DEGREES_CODE) else None
    as_told = [raw.crs] if raw.crs is not None else [degrees, grid]
    if any(_share_there(points, one, outline) for one in as_told):
        return None
    own = [raw.crs] if raw.crs is not None and raw.crs.is_geographic else []
    for system in (*own, degrees, *([grid] if known else [])):
        if _share_there(turned, system, outline):
            return system
    return None


def _centres(raw: RawLayer) -> np.ndarray:
    """The middle of each shape that has one."""
    bounds = shapely.bounds(np.array(raw.geometry, dtype=object))
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    return (bounds[:, :2] + bounds[:, 2:]) / 2


def _share_there(points: np.ndarray, system: pyproj.CRS, outline: gpd.GeoDataFrame) -> float:
    """The share of points that lie where the areas should be, read in a coordinate system."""
    turn = pyproj.Transformer.from_crs(system, outline.crs or GRID, always_xy=True)
    x, y = turn.transform(points[:, 0], points[:, 1])
    west, south, east, north = outline.total_bounds
    return float(np.mean((x >= west) & (x <= east) & (y >= south) & (y <= north)))


def choose_crs(
    raw: RawLayer, wanted: str | None, outline: gpd.GeoDataFrame | None = None
) -> tuple[pyproj.CRS, list[Finding]]:
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
    if raw.crs is None and (found := _by_place(raw, guess.crs, outline)):
        name = CRS_NAMES.get(found, found)
        sentence = (
            "The file does not say its coordinate system; its areas lie in the force area if it "
            f"is {name} ({found})."
        )
        return pyproj.CRS.from_user_input(found), [Finding("coordinates", "warning", sentence)]
    if guess.crs is None:
        raise BoundaryError(
            f"it does not say its coordinate system, and {guess.reason}. Choose it: {choices}."
        )
    sentence = f"The file does not say its coordinate system; {guess.reason} ({guess.crs})."
    return pyproj.CRS.from_user_input(guess.crs), [Finding("coordinates", "warning", sentence)]


def _by_place(raw: RawLayer, ranged: str | None, outline: gpd.GeoDataFrame | None) -> str | None:
    """The system in which the areas lie where they should be, if it is not the one by range."""
    points = _centres(raw)
    if outline is None or not len(points):
        return None
    shares = {
        code: _share_there(points, pyproj.CRS.from_user_input(code), outline)
        for code in (*CRS_NAMES, "EPSG:25830")
    }
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] and best != ranged else None


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
