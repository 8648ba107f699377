"""How densely points lie: a quartic kernel on a grid of a stated cell and bandwidth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from scipy.spatial import cKDTree

SQUARE_METRES = 1_000_000  # in a square kilometre
_STEPS = (1, 3)


@dataclass(frozen=True, eq=False)
class MapGrid:
    """Cells that are squares on a web map, with where their middles lie on the ground.

    Rows run from north to south and columns from west to east, as in a picture.

    Parameters
    ----------
    easting, northing : ndarray of float, shape (rows, columns)
        Middles of the cells, in metres of the British National Grid (EPSG:27700).
    bounds : tuple of float
        South, west, north and east edge of all cells (degrees, WGS 84).
    """

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    bounds: tuple[float, float, float, float]


def quartic_density(
    points: ArrayLike, weights: ArrayLike, at: ArrayLike, bandwidth: float
) -> NDArray[np.float64]:
    """Return how densely weighted points lie around places, per square kilometre.

    Parameters
    ----------
    points : array of float, shape (n, 2)
        Eastings and northings (metres).
    weights : array of float, shape (n,)
        What each point stands for, such as its number of records.
    at : array of float, shape (m, 2)
        Eastings and northings (metres) of the places wanted.
    bandwidth : float
        Metres from a point at which it no longer counts.

    Returns
    -------
    ndarray of float, shape (m,)
        The sum over points nearer than the bandwidth *h* of ``w · 3/(πh²) · (1 − d²/h²)²``, for
        *h* in kilometres. Zero where no point is near. Over the whole plane it adds up to the sum
        of the weights: nothing is gained or lost by smoothing.

    Raises
    ------
    ValueError
        If a coordinate or weight is not a finite number, lengths differ, or the bandwidth is not
        positive. A point without a place is no point at zero: leave it out, and say so.

    Notes
    -----
    The quartic (biweight) kernel of Silverman, B. W. (1986), *Density Estimation for Statistics
    and Data Analysis*, section 4.2, the usual one for maps of crime. The kernel is evaluated at
    each place and not counted into cells first, so that the cell's size changes how finely the
    surface is drawn and not how high it is.

    Examples
    --------
    One record, at the point itself and half a bandwidth away: 3/(π · 0.5²), and 0.75² of it.

    >>> quartic_density([(0, 0)], [1], [(0, 0), (250, 0), (500, 0)], 500).round(4).tolist()
    [3.8197, 2.1486, 0.0]
    """
    where, places = _pairs(points, "points"), _pairs(at, "places")
    weight = np.asarray(weights, dtype=float)
    if weight.shape != (len(where),) or not np.isfinite(weight).all():
        raise ValueError(f"{len(where)} points need as many weights, each of them a number.")
    if not bandwidth > 0:
        raise ValueError(f"The bandwidth must be over 0 metres; it is {bandwidth}.")
    if not len(where) or not len(places):
        return np.zeros(len(places))
    # The tree counts a pair at the very bandwidth as near; its kernel is 0.
    near = cKDTree(places).sparse_distance_matrix(
        cKDTree(where), bandwidth, output_type="coo_matrix"
    )
    kernel = (1 - (near.data / bandwidth) ** 2) ** 2 * weight[near.col]
    summed = np.bincount(near.row, weights=kernel, minlength=len(places))
    return np.asarray(summed * 3 / (np.pi * bandwidth**2) * SQUARE_METRES)


def _pairs(values: ArrayLike, what: str) -> NDArray[np.float64]:
    pairs = np.asarray(values, dtype=float).reshape(-1, 2)
    if not np.isfinite(pairs).all():
        raise ValueError(f"Coordinates of the {what} must be finite numbers: leave out the others.")
    return pairs


def map_grid(west: float, south: float, east: float, north: float, cell: float) -> MapGrid:
    """Lay a grid over a stretch of ground so that it lies straight on a web map.

    Parameters
    ----------
    west, south, east, north : float
        Edges of the stretch (degrees, WGS 84). The grid reaches over them by less than a cell.
    cell : float
        Wanted width of a cell on the ground (metres); true in the middle of the stretch and off by
        about one per cent a degree of latitude away from it.

    Returns
    -------
    MapGrid
        At least one row and one column.

    Raises
    ------
    ValueError
        If the edges are the wrong way round or the cell is not positive.

    Examples
    --------
    >>> grid = map_grid(-1.84, 52.67, -1.81, 52.69, 500)
    >>> grid.easting.shape
    (5, 5)
    >>> bool((grid.northing[0] > grid.northing[-1]).all())
    True
    """
    if not (west < east and south < north and cell > 0):
        raise ValueError(
            f"No grid: west {west} to east {east}, south {south} to north {north}, cell {cell}."
        )
    on_map = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    (left, right), (bottom, top) = on_map.transform([west, east], [south, north])
    # On a web map lengths grow with latitude by one over its cosine.
    step = cell / np.cos(np.radians((south + north) / 2))
    columns = int(np.ceil((right - left) / step))
    rows = int(np.ceil((top - bottom) / step))
    across = left + (np.arange(columns) + 0.5) * step
    down = top - (np.arange(rows) + 0.5) * step
    to_ground = Transformer.from_crs("EPSG:3857", "EPSG:27700", always_xy=True)
    easting, northing = to_ground.transform(*np.meshgrid(across, down))
    low, high = on_map.transform(
        [left, left + columns * step], [top - rows * step, top], direction="INVERSE"
    )
    return MapGrid(easting, northing, (high[0], low[0], high[1], low[1]))


def round_classes(peak: float, classes: int = 5) -> tuple[float, ...]:
    """Return the lower ends of classes on the 1, 3, 10, 30 … scale, for a surface with a peak.

    Parameters
    ----------
    peak : float
        The highest value of the surface.
    classes : int
        How many are wanted.

    Returns
    -------
    tuple of float
        Rising; the last is the highest number of the scale that is at most half the peak, so that
        the top class is more than one cell. Empty where the peak is 0: there is nothing to class.

    Raises
    ------
    ValueError
        If the peak is negative or not a number, or no class is wanted.

    Notes
    -----
    Densities of records run over several powers of ten: five classes reach from the top down to a
    hundredth of it. Equal steps would put all but a town centre into one class, and classes of
    equal ground would call a hamlet high.

    Examples
    --------
    >>> round_classes(1_130)
    (3.0, 10.0, 30.0, 100.0, 300.0)
    """
    if not np.isfinite(peak) or peak < 0 or classes < 1:
        raise ValueError(f"No {classes} classes can be made for a peak of {peak}.")
    if peak == 0:
        return ()
    power = int(np.floor(np.log10(peak)))
    scale = [float(f"{step}e{one}") for one in range(power - classes, power + 1) for step in _STEPS]
    return tuple([one for one in scale if one <= peak / 2][-classes:])
