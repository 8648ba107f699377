"""Points in areas by hand-worked shapes, against GeoPandas, and the two boundaries compared."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.boundaries import GRID
from geo.point_in_area import (
    PointAccount,
    account_of_points,
    areas_of_points,
    best_fit_against_legal,
    overlap_shares,
)

# A square with a square hole, the hole's filling but for its right half, and a far island of 'a'.
RING = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20))
AREAS = gpd.GeoDataFrame(
    {"area_code": ["b", "a"]},
    geometry=[shapely.box(10, 10, 15, 20), shapely.MultiPolygon([RING, shapely.box(90, 0, 99, 9)])],
    crs=GRID,
)


def codes_at(*points: tuple[float, float], areas: gpd.GeoDataFrame = AREAS) -> list[str | None]:
    easting, northing = (
        pd.Series(list(values), dtype=float) for values in zip(*points, strict=True)
    )
    codes = areas_of_points(easting, northing, areas)
    return [None if pd.isna(code) else code for code in codes]


def test_holes_islands_and_the_outside() -> None:
    assert codes_at((5, 5), (12, 12), (17, 12), (95, 5), (50, 5)) == ["a", "b", None, "a", None]


def test_a_point_on_a_border_or_corner_goes_to_the_lower_code_in_any_row_order() -> None:
    border = ((10, 15), (10, 10), (15, 10))
    assert codes_at(*border) == ["a", "a", "a"]
    assert codes_at(*border, areas=AREAS.iloc[::-1]) == ["a", "a", "a"]


def test_ground_that_two_areas_claim_goes_to_the_lower_code() -> None:
    both = gpd.GeoDataFrame(
        {"area_code": ["z", "y"]}, geometry=[shapely.box(0, 0, 9, 9), shapely.box(5, 0, 20, 9)]
    )
    assert codes_at((6, 1), (1, 1), areas=both) == ["y", "z"]


def test_codes_may_be_the_index() -> None:
    assert codes_at((12, 12), areas=AREAS.set_index("area_code")) == ["b"]


def test_the_points_keep_their_index_and_a_missing_location_stays_missing() -> None:
    easting = pd.Series([5.0, np.nan, 50.0, np.inf], index=[7, 7, 3, 1])
    northing = pd.Series([5.0, 5.0, 5.0, 5.0], index=[7, 7, 3, 1])
    codes = areas_of_points(easting, northing, AREAS)
    assert codes.index.tolist() == [7, 7, 3, 1]
    assert codes.isna().tolist() == [False, True, True, True]
    finite = easting.replace(np.inf, np.nan)
    assert account_of_points(finite, northing, codes) == PointAccount(4, 1, 1, 2)


def test_no_points_and_no_areas() -> None:
    nothing = pd.Series([], dtype=float)
    assert areas_of_points(nothing, nothing, AREAS).empty
    assert codes_at((1, 1), areas=AREAS.iloc[:0]) == [None]


def test_unlike_indexes_are_refused() -> None:
    with pytest.raises(ValueError, match="different indexes"):
        areas_of_points(pd.Series([1.0]), pd.Series([1.0], index=[5]), AREAS)


def test_geopandas_joins_the_same_areas() -> None:
    """5,000 random points over 60 Voronoi cells, where none lies on a border."""
    random = np.random.default_rng(7)
    seeds = shapely.multipoints(random.uniform(0, 1_000, (60, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds))
    areas = gpd.GeoDataFrame({"area_code": [f"c{n:02d}" for n in range(60)]}, geometry=cells)
    x, y = random.uniform(-200, 1_200, (2, 5_000))
    joined = gpd.sjoin(gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y)), areas, how="left")
    codes = areas_of_points(pd.Series(x), pd.Series(y), areas)
    pd.testing.assert_series_equal(codes, joined["area_code"], check_dtype=False)


def test_overlap_is_intersection_over_union() -> None:
    one = gpd.GeoDataFrame(
        {"area_code": ["b", "a", "c"]},
        geometry=[shapely.box(0, 0, 2, 2), shapely.box(0, 0, 4, 1), shapely.box(5, 5, 6, 6)],
    )
    two = gpd.GeoDataFrame(
        {"area_code": ["a", "b", "d"]},
        geometry=[shapely.box(2, 0, 5, 1), shapely.box(0, 0, 2, 2), shapely.box(0, 0, 1, 1)],
    )
    shares = overlap_shares(one, two)
    assert shares.index.tolist() == ["a", "b", "c", "d"]
    assert shares["a"] == pytest.approx(2 / 5)
    assert shares["b"] == pytest.approx(1)
    assert shares[["c", "d"]].isna().all()


def test_the_difference_table_by_hand() -> None:
    areas = pd.DataFrame({"area_code": ["x", "y", "z"], "overlap": [0.9, 0.5, 1.0]})
    table = best_fit_against_legal(
        pd.Series({"x": 30, "y": 0, "z": 2}), pd.Series({"x": 24, "y": 5}), areas
    )
    assert table.index.tolist() == ["x", "y", "z"]
    assert table["overlap"].tolist() == [0.9, 0.5, 1.0]
    assert table["difference"].iloc[:2].tolist() == [-6, 5]
    assert table.loc["x", "ratio"] == pytest.approx(0.8)
    assert np.isnan(table.loc["y", "ratio"])
    # No legal count came for z: it is missing and not 0.
    assert table.loc["z", ["count_legal", "difference", "ratio"]].isna().all()


def test_a_count_of_an_area_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ValueError, match="legal counts are not listed, 'q'"):
        best_fit_against_legal(pd.Series({"x": 1}), pd.Series({"q": 1}), pd.DataFrame(index=["x"]))
