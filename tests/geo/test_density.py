"""The density surface: worked by hand, against a plain double loop, and what it must keep."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Geod, Transformer

from geo.density import map_grid, quartic_density, round_classes


def by_hand(points, weights, at, bandwidth):
    """The definition, one pair after the other, in kilometres."""
    h = bandwidth / 1000
    found = []
    for x, y in at:
        total = 0.0
        for (px, py), weight in zip(points, weights, strict=True):
            d = math.hypot(x - px, y - py) / 1000
            if d < h:
                total += weight * 3 / (math.pi * h * h) * (1 - (d / h) ** 2) ** 2
        found.append(total)
    return found


def test_two_points_worked_by_hand():
    # h = 1 km: a peak of 3/π = 0.95493 for each record. At 600 m of 4 records: (1 − 0.36)² =
    # 0.4096; at 800 m of one: (1 − 0.64)² = 0.1296. (4 · 0.4096 + 0.1296) · 0.95493 = 1.68832.
    found = quartic_density([(600, 0), (0, 800)], [4, 1], [(0, 0)], 1000)
    assert found == pytest.approx([1.68832], abs=5e-6)


def test_it_is_the_definition():
    chance = np.random.default_rng(4)
    points, at = chance.uniform(0, 4000, (80, 2)), chance.uniform(-500, 4500, (120, 2))
    weights = chance.integers(1, 30, 80)
    found = quartic_density(points, weights, at, 700)
    assert found == pytest.approx(by_hand(points, weights, at, 700))
    assert (found == 0).any()


def test_smoothing_neither_gains_nor_loses_a_record():
    cell = 10
    middles = np.arange(-1000 + cell / 2, 1000, cell)
    at = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    found = quartic_density([(0, 0), (130, -270), (0, 0)], [2, 7, 3], at, 500)
    assert found.sum() * (cell / 1000) ** 2 == pytest.approx(12, rel=1e-4)


def test_a_place_at_the_bandwidth_or_far_from_all_is_zero():
    assert quartic_density([(0, 0)], [9], [(500, 0), (9e5, 0)], 500).tolist() == [0, 0]
    assert quartic_density([], [], [(1, 1)], 500).tolist() == [0]
    assert quartic_density([(0, 0)], [9], [], 500).tolist() == []


@pytest.mark.parametrize(
    ("points", "weights", "bandwidth"),
    [
        ([(0, math.nan)], [1], 500),
        ([(0, 0)], [math.nan], 500),
        ([(0, 0)], [1, 2], 500),
        ([(0, 0)], [1], 0),
        ([(0, 0)], [1], -5),
    ],
)
def test_what_is_no_place_or_number_is_refused(points, weights, bandwidth):
    with pytest.raises(ValueError, match=r"\.$"):
        quartic_density(points, weights, [(0, 0)], bandwidth)


def test_cells_are_as_wide_on_the_ground_as_they_are_said_to_be():
    grid = map_grid(-2.3, 52.6, -1.6, 53.2, 250)
    assert grid.easting.shape == grid.northing.shape
    across = np.hypot(np.diff(grid.easting, axis=1), np.diff(grid.northing, axis=1))
    assert across == pytest.approx(250, rel=0.01)
    south, west, north, east = grid.bounds
    assert (west, north) == pytest.approx((-2.3, 53.2))
    assert south <= 52.6
    assert east >= -1.6
    assert Geod(ellps="WGS84").inv(east, 52.9, -1.6, 52.9)[2] < 250


def test_the_first_cell_is_the_one_in_the_north_west_corner():
    grid = map_grid(-2.3, 52.6, -1.6, 53.2, 250)
    to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    longitude, latitude = to_degrees.transform(grid.easting[0, 0], grid.northing[0, 0])
    _, west, north, _ = grid.bounds
    _, _, far = Geod(ellps="WGS84").inv(west, north, longitude, latitude)
    assert far == pytest.approx(250 / math.sqrt(2), rel=0.02)  # half a diagonal


@pytest.mark.parametrize(
    ("peak", "lower"),
    [
        (2000, (10, 30, 100, 300, 1000)),
        (1999, (3, 10, 30, 100, 300)),
        (6.5, (0.03, 0.1, 0.3, 1, 3)),
        (0.02, (0.0001, 0.0003, 0.001, 0.003, 0.01)),
        (0, ()),
    ],
)
def test_classes_are_round_numbers_and_the_top_one_begins_at_half_the_peak_at_most(peak, lower):
    assert round_classes(peak) == lower


@pytest.mark.parametrize("peak", [-1, math.nan, math.inf])
def test_no_classes_without_a_peak(peak):
    with pytest.raises(ValueError, match="peak"):
        round_classes(peak)


def test_a_grid_needs_ground():
    with pytest.raises(ValueError, match="No grid"):
        map_grid(-1, 52, -2, 53, 100)
