"""Cleaning, simplifying, uniting and drawing of boundaries, on made-up ground."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.boundaries import (
    GRID,
    BoundaryError,
    clean_coverage,
    coverage_report,
    cut_along,
    drawing_geojson,
    inner_points,
    named_areas,
    simplify_coverage,
    unite,
)


def areas_of(*polygons: shapely.Geometry) -> gpd.GeoDataFrame:
    codes = [f"E0500000{number}" for number in range(1, len(polygons) + 1)]
    columns = {"area_code": codes, "area_name": codes, "district_code": "E07000001"}
    return gpd.GeoDataFrame(columns, geometry=list(polygons), crs=GRID)


def wiggly_halves() -> tuple[shapely.Polygon, shapely.Polygon]:
    """Two halves of a square kilometre whose common border wiggles by 5 m."""
    ys = np.arange(0, 1_001, 20)
    border = [(500 + 5 * (-1) ** number, float(y)) for number, y in enumerate(ys)]
    left = shapely.Polygon([(0, 0), *border, (0, 1_000)])
    right = shapely.Polygon([(1_000, 0), (1_000, 1_000), *reversed(border)])
    return left, right


@pytest.mark.parametrize("columns", [("WD19CD", "WD19NM"), ("wd19cd", "wd19nm")])
def test_the_publishers_columns_are_found_in_either_case(columns: tuple[str, str]) -> None:
    layer = areas_of(shapely.box(0, 0, 9, 9)).set_axis(
        [*columns, "district_code", "geometry"], axis=1
    )
    assert named_areas(layer, "ward19")["area_code"].tolist() == ["E05000001"]


def test_the_vintage_asked_for_is_taken_where_there_are_several() -> None:
    layer = gpd.GeoDataFrame(
        {"WD25CD": ["E05000009"], "WD19CD": ["E05000001"]}, geometry=[shapely.Point(0, 0).buffer(9)]
    ).set_crs(GRID)
    assert named_areas(layer, "ward19")["area_code"].tolist() == ["E05000001"]


def test_degrees_are_projected_to_the_grid() -> None:
    square = areas_of(shapely.box(400_000, 300_000, 401_000, 301_000))
    back = named_areas(square.to_crs(4326), "ward19")
    assert back.crs == square.crs
    assert back.area.iloc[0] == pytest.approx(1e6, rel=1e-4)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda layer: layer.drop(columns="area_code"), "No column of ward codes.*area_name"),
        (lambda layer: layer.set_crs(None, allow_override=True), "coordinate system"),
        (lambda layer: layer.assign(area_code="E01000001"), "Row 1: 'E01000001' is not a code"),
        (lambda layer: layer.assign(area_code="E05000001"), "Row 2: .* second time"),
        (
            lambda layer: layer.set_geometry([shapely.box(0, 0, 1, 1), shapely.Polygon()]).set_crs(
                GRID
            ),
            "Row 2: 'E05000002' has no polygon",
        ),
    ],
)
def test_an_unusable_layer_is_refused_with_the_row(spoil: object, message: str) -> None:
    layer = areas_of(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1))
    with pytest.raises(BoundaryError, match=message):
        named_areas(spoil(layer), "ward19")  # type: ignore[operator]


def test_a_self_crossing_polygon_is_made_valid() -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    mended = named_areas(areas_of(bow_tie), "ward19")
    assert mended.is_valid.all()
    assert mended.area.iloc[0] > 0


def test_slivers_gaps_and_overlaps_are_cleaned() -> None:
    areas = areas_of(
        shapely.box(0, 0, 100, 100), shapely.box(98, 0, 200, 100), shapely.box(0, 103, 200, 200)
    )
    before = coverage_report(areas)
    cleaned, after = clean_coverage(areas)
    assert before.overlap == pytest.approx(200)
    assert not before.is_coverage
    assert after.is_coverage
    assert after.overlap == pytest.approx(0, abs=1e-6)
    assert after.holes == 0
    assert cleaned["area_code"].tolist() == areas["area_code"].tolist()


def test_a_wide_hole_is_left_for_it_may_be_other_ground() -> None:
    ring = shapely.box(0, 0, 900, 900).difference(shapely.box(300, 300, 600, 600))
    _, report = clean_coverage(areas_of(ring))
    assert report.holes == 1
    assert report.hole_area == pytest.approx(90_000)


def test_an_area_under_another_is_not_lost_in_silence() -> None:
    with pytest.raises(BoundaryError, match="vanished"):
        clean_coverage(areas_of(shapely.box(0, 0, 100, 100), shapely.box(0, 0, 100, 100)))


def test_neighbours_share_their_border_after_simplifying() -> None:
    areas = areas_of(*wiggly_halves())
    simple = simplify_coverage(areas, 20)
    assert simple.count_coordinates().sum() < areas.count_coordinates().sum() / 4
    report = coverage_report(simple)
    assert report.is_coverage
    assert report.holes == 0
    assert simple.area.sum() == pytest.approx(1e6)


def test_union_has_the_ground_of_its_parts() -> None:
    areas = areas_of(*wiggly_halves())
    united = unite(areas, pd.Series("w1", index=areas["area_code"]))
    assert united["area_code"].tolist() == ["w1"]
    assert united.area.iloc[0] == pytest.approx(areas.area.sum())
    assert shapely.get_num_interior_rings(united.geometry.iloc[0]) == 0


def test_union_refuses_to_lose_ground() -> None:
    areas = areas_of(*wiggly_halves())
    with pytest.raises(BoundaryError, match="1 areas are not in the lookup"):
        unite(areas, pd.Series({"E05000001": "w1"}))
    with pytest.raises(BoundaryError, match="1 codes of the lookup have no boundary"):
        unite(areas, pd.Series("w1", index=[*areas["area_code"], "E05000009"]))


def test_a_merged_area_is_cut_without_losing_ground() -> None:
    whole = shapely.box(0, 0, 100, 100)
    guides = [shapely.box(-5, 10, 40, 90), shapely.box(40, 10, 105, 90)]
    left, right = cut_along(whole, guides)
    assert left.area + right.area == pytest.approx(whole.area)
    assert shapely.intersection(left, right).area == pytest.approx(0)
    assert left.area < right.area


def test_a_guide_beside_the_merged_area_is_refused() -> None:
    with pytest.raises(BoundaryError, match="outside"):
        cut_along(shapely.box(0, 0, 1, 1), [shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])


def test_the_label_lies_inside_even_a_horseshoe() -> None:
    horseshoe = shapely.box(0, 0, 900, 900).difference(shapely.box(300, 0, 600, 600))
    assert horseshoe.contains(inner_points(areas_of(horseshoe)).iloc[0])


def test_the_drawing_is_plain_geojson_in_degrees() -> None:
    square = shapely.box(400_000, 300_000, 401_000, 301_000)
    areas = areas_of(square).assign(district_code=[None])
    drawn = json.loads(json.dumps(drawing_geojson(areas.set_index("area_code"))))
    (feature,) = drawn["features"]
    assert set(feature["properties"]) == {"code", "name", "district", "label"}
    assert feature["properties"]["district"] is None
    latitude, longitude = feature["properties"]["label"]
    assert shapely.geometry.shape(feature["geometry"]).contains(shapely.Point(longitude, latitude))
    for pair in feature["geometry"]["coordinates"][0]:
        assert pair == [round(part, 5) for part in pair]
