"""How densely a selection's records lie on the ground: a kernel surface over the snap points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.explore.areas import AreaLevel, layer_of
from data.explore.points import street_points
from data.outlines.boundaries import load_boundaries
from data.store.remembered import remembered
from geo.boundaries import DEGREES
from geo.density import MapGrid, map_grid, quartic_density, round_classes
from geo.rates import DAYS_IN_YEAR
from geo.series import days_of

# A record has been moved to the middle of its street or of a place with eight addresses or more,
# so that a narrower kernel would draw the publisher's list of points and not where records lie.
BANDWIDTH, CELL = 500, 125
# Several districts together are seen from so far that a street is less than a dot wide.
WIDE_BANDWIDTH, WIDE_CELL = 1000, 250
UNIT = "records per km² a year"


@dataclass(frozen=True, slots=True, eq=False)
class DensitySurface:
    """The density of some districts' ground, in classes.

    Attributes
    ----------
    classes : ndarray of int8, shape (rows, columns)
        Rows from north to south: the place of the cell's class in `lower`; -1 under the lowest
        class and outside the districts.
    bounds : tuple of float
        South, west, north and east edge (degrees, WGS 84).
    lower : tuple of float
        Lower ends of the classes, in records per square kilometre a year. They are those of the
        whole force area, so that a colour means the same in each district; empty where nothing
        is recorded.
    area : tuple of float
        Square kilometres of ground in each class.
    peak : float
        The highest density in the districts.
    near : str
        The snap point nearest to the peak, as printed, with its ward; empty without records.
    bandwidth, cell : int
        Metres.
    months : tuple of str
        The months whose points it is made of.
    """

    classes: NDArray[np.int8]
    bounds: tuple[float, float, float, float]
    lower: tuple[float, ...]
    area: tuple[float, ...]
    peak: float
    near: str
    bandwidth: int
    cell: int
    months: tuple[str, ...]


@remembered(maxsize=16)
def street_density(
    types: tuple[str, ...],
    first: str,
    last: str,
    districts: tuple[str, ...] = (),
    level: AreaLevel = "ward",
    within: tuple[str, ...] = (),
) -> DensitySurface:
    """Return how densely records lie in some districts.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    first, last : str
        Months of one run; those without points in the store are left out, of the records and of
        the time.
    districts : tuple of str
        District codes; empty for the whole force area.
    level : {"ward", "lsoa"}
        What the codes of `within` are.
    within : tuple of str
        Codes of the only areas drawn, where the selection is a set of them, such as a town's.

    Returns
    -------
    DensitySurface
        The quartic kernel of `geo.density.quartic_density` over the records of the whole force
        area, those of neighbouring districts included, so that a district's border is no edge.
        Nothing is known beyond the force area: within a bandwidth of its border the density is
        too low. One district is drawn with 500 metres in cells of 125, several with 1,000 in
        cells of 250.

    Raises
    ------
    ValueError
        If the months are not of one run.
    StoreError
        If a table of the store cannot be read.

    Examples
    --------
    >>> surface = street_density(("asb",), "2025-01", "2025-12", ("E07000194",))
    >>> surface.months, surface.lower, int(surface.classes.max())
    ((), (), -1)
    """
    several = len(districts) != 1
    bandwidth, cell = (WIDE_BANDWIDTH, WIDE_CELL) if several else (BANDWIDTH, CELL)
    told = street_points(types, first, last)
    inside = _inside(districts, cell)
    if within:
        inside = _inside(within, cell, layer_of(level, first))
    density = _density(types, first, last, bandwidth, cell)
    lower = round_classes(float(density.max())) if told.records else ()
    classes = np.where(inside, np.searchsorted(lower, density, side="right") - 1, -1)
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    own = np.where(inside, density, 0.0)
    held = np.bincount(classes[classes >= 0], minlength=len(lower))[: len(lower)]
    return DensitySurface(
        classes=classes[window].astype(np.int8),
        bounds=_window_bounds(_grid(cell), rows, columns),
        lower=lower,
        area=tuple((held * (cell / 1000) ** 2).tolist()),
        peak=float(own.max()),
        near=_nearest(told.points, own, _grid(cell)) if own.max() > 0 else "",
        bandwidth=bandwidth,
        cell=cell,
        months=told.months,
    )


@remembered(maxsize=2)
def _grid(cell: int) -> MapGrid:
    """One grid for the whole force area, so that a district's cells are those of the force."""
    west, south, east, north = load_boundaries("district").to_crs(DEGREES).total_bounds
    return map_grid(west, south, east, north, cell)


@remembered(maxsize=16)
def _inside(codes: tuple[str, ...], cell: int, layer: str = "district") -> NDArray[np.bool_]:
    """Which cells have their middle in the districts, or in the areas of another layer."""
    boundaries = load_boundaries(layer)
    own = boundaries.loc[list(codes)] if codes else boundaries
    grid, ground = _grid(cell), own.union_all()
    shapely.prepare(ground)
    return np.asarray(shapely.contains_xy(ground, grid.easting, grid.northing))


@remembered(maxsize=8)
def _density(
    types: tuple[str, ...], first: str, last: str, bandwidth: int, cell: int
) -> NDArray[np.float64]:
    """Records per square kilometre a year in each cell of the force area's grid."""
    told, grid = street_points(types, first, last), _grid(cell)
    if not told.records:
        return np.zeros(grid.easting.shape)
    at = np.column_stack([grid.easting.ravel(), grid.northing.ravel()])
    points = told.points[["easting", "northing"]]
    yearly = told.points["records"] * DAYS_IN_YEAR / days_of(told.months)
    return quartic_density(points, yearly, at, bandwidth).reshape(grid.easting.shape)


def _window_bounds(
    grid: MapGrid, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> tuple[float, float, float, float]:
    """The edges of some rows and columns of the grid, in degrees."""
    south, west, north, east = grid.bounds
    down, across = grid.easting.shape
    high, low = (_stretched(one) for one in (north, south))
    step = (high - low) / down
    wide = (east - west) / across
    return (
        _degrees(high - (rows[-1] + 1) * step),
        float(west + columns[0] * wide),
        _degrees(high - rows[0] * step),
        float(west + (columns[-1] + 1) * wide),
    )


def _stretched(latitude: float) -> float:
    """Where a latitude lies on a web map: the grid's rows are equally high there."""
    return float(np.arcsinh(np.tan(np.radians(latitude))))


def _degrees(stretched: float) -> float:
    return float(np.degrees(np.arctan(np.sinh(stretched))))


def _nearest(points: pd.DataFrame, density: NDArray[np.float64], grid: MapGrid) -> str:
    """Name the snap point nearest to the densest cell."""
    top = np.unravel_index(int(density.argmax()), density.shape)
    away = np.hypot(points["easting"] - grid.easting[top], points["northing"] - grid.northing[top])
    one = points.loc[away.idxmin()]
    return f"{one['location']}, {one['ward_name']}"
