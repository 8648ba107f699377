"""Which coordinate system a layer without one is in, judged by the range of its coordinates.

Over Great Britain the three systems that publishers use cannot be confused: degrees are below 61,
National Grid metres below 1.3 million, web mercator metres have a northing above 6.2 million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GRID_CODE, DEGREES_CODE, MERCATOR_CODE = "EPSG:27700", "EPSG:4326", "EPSG:3857"

# Smallest and greatest x and y that ground in Great Britain and its waters can have.
_RANGES = {
    DEGREES_CODE: (-9.5, 49.0, 3.0, 61.5),
    GRID_CODE: (-100_000.0, -20_000.0, 750_000.0, 1_300_000.0),
    MERCATOR_CODE: (-1_060_000.0, 6_270_000.0, 340_000.0, 8_700_000.0),
}
CRS_NAMES = {
    GRID_CODE: "British National Grid",
    DEGREES_CODE: "degrees of longitude and latitude",
    MERCATOR_CODE: "web mercator",
}


@dataclass(frozen=True)
class CoordinateGuess:
    """A coordinate system, or None, and the reason in a sentence."""

    crs: str | None
    reason: str


def guess_crs(bounds: Sequence[float]) -> CoordinateGuess:
    """Return the coordinate system that a range of coordinates in Great Britain must be in.

    Parameters
    ----------
    bounds : sequence of float
        Smallest x, smallest y, greatest x, greatest y.

    Returns
    -------
    CoordinateGuess
        ``crs`` is None where the range fits none of the three systems.

    Raises
    ------
    ValueError
        If there are not four numbers.

    Examples
    --------
    >>> guess_crs((402_583, 298_574, 428_057, 323_363)).crs
    'EPSG:27700'
    >>> guess_crs((-2.5, 52.4, -1.6, 53.2)).crs, guess_crs((1e9, 1e9, 2e9, 2e9)).crs
    ('EPSG:4326', None)
    """
    west, south, east, north = (float(edge) for edge in bounds)
    told = f"x from {west:,.6g} to {east:,.6g} and y from {south:,.6g} to {north:,.6g}"
    # Degrees that have changed places are in the Grid's range too, in the sea off Scilly.
    if fits((south, west, north, east), DEGREES_CODE):
        reason = f"its coordinates run {told}: latitude and longitude have changed places"
        return CoordinateGuess(None, reason)
    for crs in _RANGES:
        if fits(bounds, crs):
            return CoordinateGuess(
                crs, f"its coordinates run {told}, which in Great Britain is {CRS_NAMES[crs]}"
            )
    return CoordinateGuess(None, f"its coordinates run {told}, which is nowhere in Great Britain")


def fits(bounds: Sequence[float], crs: str) -> bool:
    """Return whether a range of coordinates lies in Great Britain in a coordinate system.

    Parameters
    ----------
    bounds : sequence of float
        Smallest x, smallest y, greatest x, greatest y.
    crs : str
        ``EPSG:27700``, ``EPSG:4326`` or ``EPSG:3857``.

    Returns
    -------
    bool

    Raises
    ------
    KeyError
        If the system is another one.

    Examples
    --------
    >>> fits((-2.5, 52.4, -1.6, 53.2), "EPSG:27700"), fits((0, 0, 9e5, 9), "EPSG:27700")
    (True, False)
    """
    west, south, east, north = (float(edge) for edge in bounds)
    low_x, low_y, high_x, high_y = _RANGES[crs]
    return low_x <= west <= east <= high_x and low_y <= south <= north <= high_y
