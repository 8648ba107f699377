"""Odd rows, odd columns and odd coordinates: mended and told, or asked, and never silent."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data import store
from data.boundary.files import CheckedBoundaries, checked_boundaries, inspect_boundaries
from data.boundary.store import save_boundaries
from data.outlines.boundaries import load_boundaries
from data.tables.areas import load_areas
from geo.boundaries import GRID, BoundaryError
from tests.data.boundary.boundary_samples import code, known, square, wards


def saved(layer: gpd.GeoDataFrame, tmp_path: Path) -> Path:
    path = tmp_path / "wards.parquet"
    layer.to_parquet(path)
    return path


def finding(checked: CheckedBoundaries, kind: str) -> str:
    (found,) = [one for one in checked.report.findings if one.kind == kind]
    assert found.severity == "warning"
    return found.sentence


def outline(shapes: list[shapely.Polygon]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"area_code": ["E07000001"]}, geometry=[shapely.union_all(shapes)], crs=GRID
    )


BAD_NUMBER = shapely.Polygon([(402_000, 300_000), (402_001, np.nan), (402_001, 300_001)])


@pytest.mark.parametrize(
    ("shape", "kind", "told"),
    [
        (None, "no-shape", "1 row has no shape and was passed over: row 2 (E05000002, Ward 2)."),
        (shapely.box(1, 1, 1, 1), "no-shape", "1 row has no shape and was passed over: row 2 "),
        (square(2).centroid, "no-area", "1 row has a point or a line for a shape and was passed"),
        (BAD_NUMBER, "no-number", "1 row has a coordinate that is no number and was passed over"),
    ],
)
def test_an_odd_shape_loses_no_other(
    shape: shapely.Geometry | None, kind: str, told: str, tmp_path: Path
) -> None:
    layer = wards()
    layer = layer.set_geometry(
        gpd.GeoSeries([layer.geometry[0], shape, layer.geometry[2]], crs=GRID)
    )
    path = saved(layer, tmp_path)
    checked = checked_boundaries(path, area_type="ward19")
    assert checked.areas["area_code"].tolist() == [code(1), code(3)]
    assert finding(checked, kind).startswith(told)
    assert inspect_boundaries(path).layers[0].problem is None
    with pytest.raises(BoundaryError):
        checked_boundaries(path, area_type="ward19", without=[kind])


def test_small_letters_are_read_in_capitals(tmp_path: Path) -> None:
    layer = wards()
    layer["WD19CD"] = layer["WD19CD"].str.lower()
    path = saved(layer, tmp_path)
    checked = checked_boundaries(path, known=known(code(1), code(2), code(3)))
    assert checked.areas["area_code"].tolist() == [code(1), code(2), code(3)]
    assert finding(checked, "capitals") == (
        "3 codes are written in small letters ('e05000001') and were read in capitals."
    )
    with pytest.raises(BoundaryError, match=r"row 1: 'e05000001' .* is not a code of a ward"):
        checked_boundaries(path, area_type="ward19", without=["capitals"])


def test_rows_without_a_code_or_with_another_are_passed_over(tmp_path: Path) -> None:
    layer = wards(7).assign(WD19CD=[code(1), None, code(3), "999999", *map(code, (5, 6, 7))])
    checked = checked_boundaries(saved(layer, tmp_path), area_type="ward19")
    assert len(checked.areas) == 5
    assert finding(checked, "no-code") == (
        "1 row has no code in 'WD19CD' and was passed over: row 2 (Ward 2)."
    )
    assert finding(checked, "odd-code").endswith("was passed over: row 4 (999999, Ward 4).")


def test_single_parts_are_united_and_repeats_taken_once(tmp_path: Path) -> None:
    layer = wards(4).assign(
        WD19CD=[code(1), code(2), code(1), code(2)], WD19NM=["A", "B", "A", "B"]
    )
    layer.loc[3, "geometry"] = layer.loc[1, "geometry"]
    checked = checked_boundaries(saved(layer, tmp_path), area_type="ward19")
    assert checked.areas.area.tolist() == [2e6, 1e6]
    assert "was united: E05000001" in finding(checked, "parts")
    assert "was taken once: E05000002" in finding(checked, "repeats")


@pytest.mark.parametrize("names", [["A", "Other", "C"], ["A", "A", "C"]])
def test_rows_that_contradict_each_other_are_refused(names: list[str], tmp_path: Path) -> None:
    """Two names, or two shapes that lie over one another: which is right is not known."""
    layer = wards().assign(WD19CD=[code(1), code(1), code(3)], WD19NM=names)
    if names[1] == "A":
        layer.loc[1, "geometry"] = shapely.box(*(np.array(layer.geometry[0].bounds) + 300))
    with pytest.raises(BoundaryError, match="rows 1 and 2 have the same code"):
        checked_boundaries(saved(layer, tmp_path), area_type="ward19")


def test_more_than_half_is_no_odd_row(tmp_path: Path) -> None:
    layer = wards().assign(WD19CD=[code(1), None, None])
    with pytest.raises(BoundaryError, match=r"row 2 has no code .*\(2 rows are so\)"):
        checked_boundaries(saved(layer, tmp_path), area_type="ward19")


@pytest.mark.usefixtures("own_store")
def test_the_history_keeps_what_was_mended(tmp_path: Path) -> None:
    best = load_boundaries("ward24").reset_index()
    layer = best.rename(columns={"area_code": "WD24CD", "area_name": "WD24NM"})
    layer.loc[3, "geometry"] = None
    path = saved(layer, tmp_path)
    save_boundaries(checked_boundaries(path, known=load_areas()))
    (change,) = store.current().history
    assert change.files[0]["accepted"].startswith("1 row has no shape and was passed over: row 4 (")


@pytest.mark.parametrize(
    ("codes", "column", "kind", "words"),
    [
        ("E04{:06d}", "PAR23CD", "parish23", "parishes of 2023"),
        ("E04{:06d}", "CODE", "parish", "parishes"),
        ("E02{:06d}", "MSOA21CD", "msoa21", "MSOAs of 2021"),
        ("E58{:06d}", "ced_ref", "ced", "county electoral divisions"),
        ("E00{:06d}", "OA21CD", "oa21", "census output areas of 2021"),
        ("E14{:06d}", "PCON24CD", "constituency24", "constituencies of 2024"),
        ("LT{:02d}", "NPT_CODE", "neighbourhood", "police neighbourhoods"),
    ],
)
def test_areas_are_named_for_what_they_are(
    codes: str, column: str, kind: str, words: str, tmp_path: Path
) -> None:
    named = [codes.format(number) for number in (1, 2, 3)]
    layer = wards().drop(columns=["WD19CD"]).assign(**{column: named})
    checked = checked_boundaries(saved(layer, tmp_path))
    assert checked.area_type == kind
    assert any(f"Taken for {words}" in one for one in checked.report.sentences())


def test_the_column_of_codes_is_chosen_by_content_before_name(tmp_path: Path) -> None:
    layer = wards().rename(columns={"WD19CD": "WARD_CODE", "WD19NM": "WARD_NAME"})
    path = saved(layer, tmp_path)
    (told,) = inspect_boundaries(path).layers
    assert [one.name for one in told.code_columns] == ["WARD_CODE", "LAD19CD"]
    areas = known(code(1), code(2), code(3))
    checked = checked_boundaries(path, known=areas)
    assert checked.area_type == "ward19"
    assert checked.areas["area_name"].tolist() == ["Ward 1", "Ward 2", "Ward 3"]
    one = checked_boundaries(saved(layer.iloc[:1], tmp_path), known=areas)
    assert one.area_type == "ward19"
    # A name that says another thing than its codes is not believed.
    wrong = wards().assign(WD19CD=[f"E0100000{number}" for number in range(3)])
    (told,) = inspect_boundaries(saved(wrong, tmp_path)).layers
    assert (told.code_columns[0].level, told.code_columns[0].vintage) == ("lsoa", None)


@pytest.mark.parametrize("with_outline", [True, False])
@pytest.mark.parametrize("declared", [4326, None])
def test_latitude_and_longitude_that_changed_places(
    declared: int | None, with_outline: bool, tmp_path: Path
) -> None:
    turned = wards().to_crs(4326)
    shapes = shapely.transform(turned.geometry.to_numpy(), lambda at: at[:, ::-1])
    layer = wards().set_geometry(gpd.GeoSeries(shapes)).set_crs(declared, allow_override=True)
    there = outline(list(wards().geometry)) if with_outline else None
    path = saved(layer, tmp_path)
    checked = checked_boundaries(path, area_type="ward19", outline=there)
    assert "longitudes and latitudes have changed places" in finding(checked, "swapped")
    assert checked.areas.intersection(wards().geometry).area.min() > 0.98e6
    with pytest.raises(BoundaryError, match="latitude and longitude have changed places"):
        checked_boundaries(path, area_type="ward19", outline=there, without=["swapped"])


def test_eastings_and_northings_are_swapped_where_the_codes_are_known(tmp_path: Path) -> None:
    shapes = shapely.transform(wards().geometry.to_numpy(), lambda at: at[:, ::-1])
    layer = wards().set_geometry(gpd.GeoSeries(shapes, crs=GRID))
    path, there = saved(layer, tmp_path), outline(list(wards().geometry))
    checked = checked_boundaries(path, known=known(code(1), code(2), code(3)), outline=there)
    assert "eastings and northings have changed places" in finding(checked, "swapped")
    # Another county's wards turned over may lie here, and are not ours for that.
    with pytest.raises(BoundaryError, match="none of its 3 areas lies in the force area"):
        checked_boundaries(path, known=known("E05999999"), area_type="ward19", outline=there)


def test_a_missing_system_is_judged_by_where_the_areas_should_be(tmp_path: Path) -> None:
    layer = wards().to_crs(25830).set_crs(None, allow_override=True)
    there = outline(list(wards().geometry))
    checked = checked_boundaries(saved(layer, tmp_path), area_type="ward19", outline=there)
    told = [one for one in checked.report.sentences("warning") if "EPSG:25830" in one]
    assert told
    assert checked.areas.intersection(wards().geometry).area.min() > 0.98e6


def test_a_file_of_one_district_lacks_nothing_of_the_others(tmp_path: Path) -> None:
    areas = pd.concat([known(code(1), code(2), code(3)), known(code(9), district="E07000002")])
    checked = checked_boundaries(saved(wards(), tmp_path), known=areas)
    assert "absent" not in checked.report.counts()
    assert "The file is of 1 district; the force area has 2." in checked.report.sentences("note")
    less = checked_boundaries(saved(wards(2), tmp_path), known=areas)
    assert finding(less, "absent") == (
        "1 of the 3 known wards of 2019 of that district is not in the file: E05000003."
    )
