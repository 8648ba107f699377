"""Boundary files: every format, what they say of themselves, what is asked, and the report."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.boundary.files import CheckedBoundaries, checked_boundaries, inspect_boundaries
from data.boundary.reading import read_boundaries
from data.outlines.boundaries import load_boundaries
from data.tables.packaged import read_packaged
from geo.boundaries import GRID, BoundaryError
from tests.data.boundary.boundary_samples import (
    SOUTH,
    WEST,
    code,
    known,
    shapefile,
    square,
    topojson,
    wards,
    zipped,
    zipped_shapefile,
)


def saved(layer: gpd.GeoDataFrame, path: Path) -> Path:
    """The layer in the format that the path's ending names."""
    if path.suffix == ".zip":
        return zipped_shapefile(path, layer)
    if path.suffix == ".parquet":
        layer.to_parquet(path)
    else:
        layer.to_file(path)
    return path


def words(checked: CheckedBoundaries) -> str:
    return " ".join(checked.report.sentences())


# ---------------------------------------------------------------- formats


@pytest.mark.parametrize("crs", [27700, 4326, 3857, 4258])
@pytest.mark.parametrize("ending", ["zip", "shp", "gpkg", "geojson", "parquet"])
def test_every_format_in_every_coordinate_system(ending: str, crs: int, tmp_path: Path) -> None:
    path = saved(wards().to_crs(crs), tmp_path / f"wards.{ending}")
    checked = checked_boundaries(path)
    assert checked.areas.columns.tolist() == [
        "area_code", "area_name", "district_code", "geometry",
    ]  # fmt: skip
    assert checked.areas["area_code"].tolist() == [code(1), code(2), code(3)]
    assert checked.areas["area_name"].tolist() == ["Ward 1", "Ward 2", "Ward 3"]
    assert checked.areas["district_code"].tolist() == ["E07000001"] * 3
    assert checked.areas.crs == GRID
    assert checked.area_type == "ward19"
    wanted = wards().geometry
    shared = checked.areas.intersection(wanted).area / checked.areas.union(wanted).area
    # Degrees come back to within metres, and a kilometre's square then loses a hundredth.
    assert (shared > (0.9999 if crs == 27700 else 0.98)).all()


def test_topojson_is_put_together_from_its_arcs(tmp_path: Path) -> None:
    checked = checked_boundaries(topojson(tmp_path / "wards.topojson"))
    west, east = checked.areas.geometry
    assert (west.area, east.area) == (1e6 - 200**2, 1e6)
    assert east.equals(shapely.box(WEST + 1_000, SOUTH, WEST + 2_000, SOUTH + 1_000))
    assert "British National Grid (EPSG:27700)" in words(checked)


def test_a_layer_among_several_has_to_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "both.gpkg"
    wards(2).to_file(path, layer="wards")
    wards(3).to_file(path, layer="more wards")
    names = [layer.name for layer in inspect_boundaries(path).layers]
    assert sorted(names) == ["more wards", "wards"]
    with pytest.raises(BoundaryError, match=r"^both.gpkg: it holds 2 layers; say which .*'wards'"):
        checked_boundaries(path)
    with pytest.raises(BoundaryError, match="no layer 'roads'"):
        checked_boundaries(path, layer="roads")
    assert len(checked_boundaries(path, layer="wards").areas) == 2


def test_an_archive_of_several_folders_names_each_shapefile(tmp_path: Path) -> None:
    first = shapefile(wards(2), tmp_path / "a")
    second = shapefile(wards(3), tmp_path / "b")
    members = {f"{p.parent.name}/{p.name}": p for s in (first, second) for p in s.parent.iterdir()}
    members["__MACOSX/a/._wards.shp"] = b"shadow"  # type: ignore[assignment]
    path = zipped(tmp_path / "both.zip", members)  # type: ignore[arg-type]
    assert [layer.name for layer in inspect_boundaries(path).layers] == ["a/wards", "b/wards"]
    assert len(checked_boundaries(path, layer="b/wards").areas) == 3


def test_one_shapefile_in_a_folder_of_an_archive_needs_no_choice(tmp_path: Path) -> None:
    path = zipped_shapefile(tmp_path / "wards.zip", wards(), prefix="Download\\2019\\")
    assert [layer.name for layer in inspect_boundaries(path).layers] == ["wards"]
    assert len(checked_boundaries(path).areas) == 3


def test_any_format_may_be_in_an_archive(tmp_path: Path) -> None:
    wards().to_file(tmp_path / "wards.gpkg")
    path = zipped(tmp_path / "packed.zip", {"wards.gpkg": tmp_path / "wards.gpkg"})
    assert len(checked_boundaries(path).areas) == 3


# ---------------------------------------------------------------- companions and encodings


@pytest.mark.parametrize(
    ("lost", "told"),
    [(".shx", "made again from the .shp"), (".prj", "which names the coordinate system")],
)
def test_a_forgotten_companion_is_told(lost: str, told: str, tmp_path: Path) -> None:
    path = shapefile(wards(), tmp_path)
    path.with_suffix(lost).unlink()
    checked = checked_boundaries(path)
    assert told in words(checked)
    assert checked.areas.area.tolist() == [1e6] * 3
    assert not path.with_suffix(lost).exists()


def test_companions_in_capitals_are_found(tmp_path: Path) -> None:
    path = shapefile(wards(), tmp_path)
    for part in tmp_path.iterdir():
        part.rename(part.with_name(part.name.upper()))
    assert len(checked_boundaries(path.with_name("WARDS.SHP")).areas) == 3


@pytest.mark.parametrize(
    ("written", "cpg", "told"),
    [
        ("utf-8", "UTF-8", ""),
        ("cp1252", "1252", ""),
        ("cp1252", "ANSI 1252", ""),
        ("utf-8", None, ""),
        ("cp1252", None, "read as cp1252"),
        ("cp1252", "UTF-8", "read as cp1252"),
    ],
)
def test_names_in_either_encoding(written: str, cpg: str | None, told: str, tmp_path: Path) -> None:
    names = ["Crewe’s Hill", "Llŷn" if written == "utf-8" else "Côte", "Plain"]
    path = shapefile(wards(names=names), tmp_path, encoding=written)
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[29] = 0
    path.with_suffix(".dbf").write_bytes(dbf)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    checked = checked_boundaries(path)
    assert checked.areas["area_name"].tolist() == names
    assert told in words(checked)
    assert ("read as" in words(checked)) == bool(told)


def test_a_geojson_in_cp1252_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "wards.geojson"
    wards(names=["Côte", "B", "C"]).to_crs(4326).to_file(path)
    path.write_bytes(path.read_text("utf-8").encode("cp1252"))
    checked = checked_boundaries(path)
    assert checked.areas["area_name"].iloc[0] == "Côte"
    assert "not UTF-8; it was read as cp1252" in words(checked)


# ---------------------------------------------------------------- columns, types and coordinates


@pytest.mark.parametrize(
    ("column", "first", "area_type"),
    [
        ("WD11CD", "E05000001", "ward11"),
        ("wd25cd", "W05000001", "ward25"),
        ("WD26CD", "E05000001", "ward26"),
        ("LAD24CD", "E07000001", "district"),
        ("lsoa21cd", "E01000001", "lsoa21"),
        ("LSOA11CD", "E01000001", "lsoa11"),
        ("CED25CD", "E58000001", "ced25"),
        ("ced21cd", "E58000001", "ced21"),
    ],
)
def test_columns_are_recognised_by_level_and_vintage(
    column: str, first: str, area_type: str, tmp_path: Path
) -> None:
    name = column.replace("CD", "NM").replace("cd", "nm")
    layer = gpd.GeoDataFrame({column: [first], name: ["Abbey"]}, geometry=[square(1)], crs=GRID)
    path = saved(layer, tmp_path / "areas.geojson")
    (told,) = inspect_boundaries(path).layers
    assert (told.code_columns[0].name, told.name_column) == (column, name)
    assert (told.area_type, told.questions) == (area_type, ())
    assert checked_boundaries(path).area_type == area_type


def test_a_file_of_2025_is_known_by_its_codes_as_2024(tmp_path: Path) -> None:
    path = saved(wards(year="25"), tmp_path / "wards.gpkg")
    areas = known(code(1), code(2), code(3), area_type="ward24")
    (told,) = inspect_boundaries(path, areas).layers
    assert told.area_type == "ward24"
    assert (
        told.type_reason
        == "3 of 3 codes in the column 'WD25CD' are known as those of wards of 2024."
    )
    assert checked_boundaries(path, known=areas).area_type == "ward24"


def test_what_nobody_can_tell_is_asked(tmp_path: Path) -> None:
    """Columns of the publisher's own, no .prj, and coordinates that could be anywhere."""
    layer = gpd.GeoDataFrame(
        {"REF": [code(1)], "TITLE": ["Abbey"]}, geometry=[shapely.box(1e7, 1e7, 2e7, 2e7)], crs=None
    )
    path = shapefile(layer, tmp_path)
    (told,) = inspect_boundaries(path).layers
    assert told.questions == ("area_type", "crs")
    assert told.code_columns[0].name == "REF"
    assert told.crs is None
    assert "nowhere in Great Britain" in told.crs_reason
    with pytest.raises(BoundaryError, match="Say which area type it is, such as ward19"):
        checked_boundaries(path)
    with pytest.raises(BoundaryError, match=r"does not say its coordinate system.*Choose it: EPSG"):
        checked_boundaries(path, area_type="ward19")


def test_what_the_user_chose_is_taken(tmp_path: Path) -> None:
    layer = gpd.GeoDataFrame(
        {"Other": ["E05000009"], "Ref": [code(1)], "Title": ["Abbey"]}, geometry=[square(1)]
    )
    path = shapefile(layer, tmp_path)
    checked = checked_boundaries(
        path, area_type="ward19", code_column="REF", name_column="title", crs="EPSG:27700"
    )
    assert checked.areas[["area_code", "area_name"]].values.tolist() == [[code(1), "Abbey"]]
    for choice, message in (
        ({"code_column": "nowhere"}, "no column 'nowhere'. The columns are: Other, Ref, Title"),
        ({"name_column": "nowhere"}, "no column 'nowhere'"),
        ({"crs": "EPSG:99"}, "'EPSG:99' is no coordinate system"),
        ({"area_type": "country_house"}, "'country_house' is no area type"),
    ):
        with pytest.raises(BoundaryError, match=message):
            checked_boundaries(path, **{"area_type": "ward19", **choice})


def test_no_column_of_codes_lists_the_columns(tmp_path: Path) -> None:
    layer = gpd.GeoDataFrame({"Title": ["Abbey"]}, geometry=[square(1)], crs=GRID)
    path = saved(layer, tmp_path / "areas.gpkg")
    (told,) = inspect_boundaries(path).layers
    assert told.questions == ("code_column", "area_type")
    with pytest.raises(BoundaryError, match=r"Choose the column of codes\. The columns are: .*Tit"):
        checked_boundaries(path)


@pytest.mark.parametrize(("crs", "name"), [(27700, "British"), (4326, "degrees"), (3857, "web")])
def test_a_missing_coordinate_system_is_told_by_the_range(
    crs: int, name: str, tmp_path: Path
) -> None:
    layer = wards().to_crs(crs)
    path = shapefile(layer.set_crs(None, allow_override=True), tmp_path)
    (told,) = inspect_boundaries(path).layers
    assert (told.crs, told.crs_inferred) == (None, f"EPSG:{crs}")
    assert told.questions == ("crs",)
    checked = checked_boundaries(path)
    assert "does not say its coordinate system; its coordinates run x from" in words(checked)
    assert f"Great Britain is {name}" in words(checked)
    assert checked.areas.distance(wards().geometry).max() == 0


def test_a_declared_system_that_cannot_be_is_not_believed(tmp_path: Path) -> None:
    """GeoJSON of the standard is in degrees; many are written in metres all the same."""
    path = saved(wards().set_crs(4326, allow_override=True), tmp_path / "wards.geojson")
    with pytest.raises(BoundaryError, match=r"says that its coordinates are WGS 84, but .* Choose"):
        checked_boundaries(path)
    assert inspect_boundaries(path).layers[0].questions == ("crs",)
    assert len(checked_boundaries(path, crs="EPSG:27700").areas) == 3
    with pytest.raises(BoundaryError, match="lie outside Great Britain"):
        checked_boundaries(path, crs="EPSG:32633")


# ---------------------------------------------------------------- the report


def test_the_report_on_a_crooked_layer(tmp_path: Path) -> None:
    """Bow tie, overlap of 100 m by 1 km, a gap, and heights: each with its area, in words."""
    ring = shapely.box(WEST, SOUTH, WEST + 3_000, SOUTH + 3_000)
    hole = shapely.box(WEST + 1_000, SOUTH + 1_000, WEST + 2_000, SOUTH + 2_000)
    inner = shapely.box(WEST + 1_000, SOUTH + 1_000, WEST + 1_500, SOUTH + 2_000)
    beside = shapely.box(WEST + 2_900, SOUTH, WEST + 4_000, SOUTH + 1_000)
    x = WEST + 5_000
    tie = shapely.Polygon([(x, SOUTH), (x + 99, SOUTH + 99), (x + 99, SOUTH), (x, SOUTH + 99)])
    shapes = [shapely.force_3d(ring.difference(hole), 7), inner, beside, tie]
    layer = gpd.GeoDataFrame(
        {"WD19CD": [code(n) for n in range(1, 5)]}, geometry=shapes, crs=GRID
    )  # fmt: skip
    checked = checked_boundaries(saved(layer, tmp_path / "wards.gpkg"))
    found = {finding.kind: finding for finding in checked.report.findings}
    assert found["repaired"].codes == (code(4),)
    assert found["overlap"].count == 1
    assert found["overlap"].square_metres == pytest.approx(100 * 1_000)
    assert found["overlap"].codes == (code(1), code(3))
    assert found["gap"].square_metres == pytest.approx(500 * 1_000)
    assert found["heights"].severity == "note"
    assert found["names"].severity == "warning"
    assert checked.areas.is_valid.all()
    assert not checked.areas.has_z.any()
    assert checked.areas["area_name"].tolist() == checked.areas["area_code"].tolist()


def test_slivers_are_no_overlaps_and_no_gaps(tmp_path: Path) -> None:
    layer = wards(2).set_geometry([square(1, size=1_000.05), square(2)], crs=GRID)
    checked = checked_boundaries(saved(layer, tmp_path / "wards.gpkg"))
    assert set(checked.report.counts()) == {"area type", "district"}


def test_areas_of_other_forces_are_left_out_and_said(tmp_path: Path) -> None:
    """Known, unknown but within, unknown and outside, known but elsewhere, and one not there."""
    layer = wards(5)
    layer.loc[4, "geometry"] = square(90)
    areas = known(code(1), code(2), code(5), code(77))
    outline = gpd.GeoDataFrame(
        {"area_code": ["E07000001"]},
        geometry=[shapely.box(WEST + 1_000, SOUTH, WEST + 4_400, SOUTH + 1_000)],
        crs=GRID,
    )
    path = saved(layer, tmp_path / "wards.gpkg")
    checked = checked_boundaries(path, known=areas, outline=outline)
    assert checked.areas["area_code"].tolist() == [code(1), code(2), code(3), code(5)]
    found = {finding.kind: finding for finding in checked.report.findings}
    assert (found["outside"].count, found["outside"].severity) == (1, "note")
    assert found["unknown"].codes == (code(3),)
    assert found["misplaced"].codes == (code(5),)
    assert found["absent"].codes == (code(77),)
    without = checked_boundaries(path, known=areas)
    assert without.areas["area_code"].tolist() == [code(1), code(2), code(5)]


def test_a_layer_of_another_force_is_refused(tmp_path: Path) -> None:
    path = saved(wards(), tmp_path / "wards.gpkg")
    with pytest.raises(BoundaryError, match=r"none of its 3 areas lies in the force area"):
        checked_boundaries(path, known=known(code(77)), area_type="ward19")


def test_known_codes_in_the_wrong_place_are_refused(tmp_path: Path) -> None:
    outline = gpd.GeoDataFrame({"area_code": ["E07000001"]}, geometry=[square(50)], crs=GRID)
    path = saved(wards(), tmp_path / "wards.gpkg")
    with pytest.raises(BoundaryError, match="3 of the 3 areas with known codes lie outside"):
        checked_boundaries(path, known=known(code(1), code(2), code(3)), outline=outline)


def test_mixed_vintages_are_told(tmp_path: Path) -> None:
    areas = pd.concat([known(code(1), code(2)), known(code(3), area_type="ward24").iloc[:1]])
    outline = gpd.GeoDataFrame(
        {"area_code": ["E07000001"]}, geometry=[square(0, size=9_000)], crs=GRID
    )
    layer = wards().rename(columns={"WD19NM": "WD25NM"}).assign(WD22CD="E05000099")
    path = saved(layer, tmp_path / "wards.gpkg")
    checked = checked_boundaries(
        path, area_type="ward19", known=areas, outline=outline, name_column="wd25nm"
    )
    assert "The codes are of 2019 and the names, in 'WD25NM', of 2025." in words(checked)
    assert f"1 of the codes are of wards of 2024 and not of wards of 2019: {code(3)}." in words(
        checked
    )


def test_wards_of_scotland_are_left_out_of_a_layer_of_the_kingdom(tmp_path: Path) -> None:
    layer = wards()
    layer.loc[2, "WD19CD"] = "S13000001"
    checked = checked_boundaries(saved(layer, tmp_path / "wards.gpkg"), area_type="ward19")
    assert len(checked.areas) == 2
    assert checked.report.counts()["outside"] == 1


def test_districts_by_code_by_column_and_by_ground(tmp_path: Path) -> None:
    layer = wards(4)
    layer["LAD19CD"] = ["E07000009", "E07000002", "E07000009", None]
    areas = pd.concat([known(code(1)), known(district="E07000002")], ignore_index=True)
    outline = gpd.GeoDataFrame(
        {"area_code": ["E07000001", "E07000002"]},
        geometry=[
            shapely.box(WEST, SOUTH, WEST + 3_600, SOUTH + 1_000),
            shapely.box(WEST + 3_600, SOUTH, WEST + 9_000, SOUTH + 1_000),
        ],
        crs=GRID,
    )
    checked = checked_boundaries(
        saved(layer, tmp_path / "wards.gpkg"), known=areas, outline=outline
    )
    # The first is known; the second's own column names a district of the force; of the third
    # three fifths lie in the first district; the last lies in the second.
    assert checked.areas["district_code"].tolist() == [
        "E07000001", "E07000002", "E07000001", "E07000002",
    ]  # fmt: skip
    assert (
        "1 by the known areas, 1 by the file's own column, 2 by the largest share of ground"
    ) in words(checked)


def test_where_nothing_tells_the_district_it_is_missing_and_said(tmp_path: Path) -> None:
    layer = wards().drop(columns="LAD19CD")
    checked = checked_boundaries(saved(layer, tmp_path / "wards.gpkg"))
    assert checked.areas["district_code"].isna().all()
    assert checked.report.sentences("warning") == (
        "The district of each area was told: 3 not at all.",
    )


def test_the_source_is_described(tmp_path: Path) -> None:
    path = saved(wards(), tmp_path / "wards.gpkg")
    checked = checked_boundaries(path)
    assert checked.source["name"] == "wards.gpkg"
    assert checked.source["bytes"] == path.stat().st_size
    assert checked.layer == "wards"


def test_the_build_reads_the_same_formats(tmp_path: Path) -> None:
    path = saved(wards(), tmp_path / "wards.parquet")
    read = read_boundaries(path, "ward19")
    assert read.columns.tolist() == ["area_code", "area_name", "geometry"]
    assert read["area_name"].tolist() == ["Ward 1", "Ward 2", "Ward 3"]


# ---------------------------------------------------------------- publishers' own files


def source(name: str) -> Path:
    folder = os.environ.get("CSP_SOURCE_DATA")
    path = Path(folder or "") / "boundaries" / name
    if not folder or not path.exists():
        pytest.skip(f"CSP_SOURCE_DATA does not name a folder with boundaries/{name}")
    return path


def test_a_districts_zipped_shapefile_from_the_publisher() -> None:
    areas = read_packaged("areas")
    checked = checked_boundaries(
        source("Lichfield_Wards_2019_BGC_shp.zip"),
        known=areas,
        outline=load_boundaries("district").reset_index(),
    )
    assert (len(checked.areas), checked.area_type) == (22, "ward19")
    assert checked.areas["district_code"].unique().tolist() == ["E07000194"]
    assert set(checked.report.counts()) == {"area type", "absent", "district"}
    best_fit = load_boundaries("ward19").loc[checked.areas["area_code"]]
    legal = checked.areas.set_index("area_code")
    overlap = legal.intersection(best_fit).area / legal.union(best_fit).area
    assert np.median(overlap) > 0.8


@pytest.mark.parametrize(
    ("name", "number", "area_type"),
    [
        ("wards_2019.geojson", 201, "ward19"),
        ("wards_2025.geojson", 185, "ward24"),
        ("lsoa_2021.geojson", 697, "lsoa21"),
    ],
)
def test_the_publishers_geojson(name: str, number: int, area_type: str) -> None:
    areas = read_packaged("areas")
    checked = checked_boundaries(
        source(name), known=areas, outline=load_boundaries("district").reset_index()
    )
    assert (len(checked.areas), checked.area_type) == (number, area_type)
    assert checked.report.sentences("warning") == ()
