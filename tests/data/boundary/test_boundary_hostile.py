"""Hostile and broken boundary files: one sentence that names the file, and nothing left behind."""

from __future__ import annotations

import json
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from data.boundary.files import checked_boundaries, inspect_boundaries
from data.boundary.mends import MENDS
from geo.boundaries import GRID, BoundaryError
from tests.data.boundary.boundary_samples import (
    code,
    empty_shapefile_header,
    shapefile,
    square,
    topojson,
    wards,
    zipped,
    zipped_shapefile,
)

LONGEST_SENTENCE = 700


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder in which nothing may be left."""
    left = tmp_path / "temporary"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    return left


def refusal(path: Path) -> str:
    """The sentence that both readers refuse a file with."""
    with pytest.raises(BoundaryError) as inspected:
        inspect_boundaries(path)
    with pytest.raises(BoundaryError) as checked:
        checked_boundaries(path, area_type="ward19")
    told = str(checked.value)
    for one in (told, str(inspected.value)):
        assert one.startswith(f"{path.name}: ")
        assert "Traceback" not in one
        assert len(one) < LONGEST_SENTENCE
    return told


# ---------------------------------------------------------------- archives


def bomb(path: Path) -> Path:
    """30 MB of nothing, which pack to 30 kB."""
    return zipped(path, {"wards.shp": empty_shapefile_header(5) + bytes(30 * 2**20)})


def liar(path: Path) -> Path:
    """A member that announces 4 GB in its heading."""
    zipped(path, {"wards.shp": bytes(200), "wards.dbf": bytes(10), "wards.shx": bytes(10)})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 2**32 - 2)
    path.write_bytes(content)
    return path


def locked(path: Path) -> Path:
    """A member that says it is encrypted, in both of its headings."""
    zipped_shapefile(path, wards())
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)
    return path


def many(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}.shp", b"")
    return path


def half(path: Path) -> Path:
    zipped_shapefile(path, wards())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


ARCHIVES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a bomb": (bomb, "times its size, which no boundaries do. It was not unpacked"),
    "a heading that lies": (liar, "would unpack to 4,096 MB; at most 512 MB are unpacked"),
    "a password": (locked, "locked by a password. Unpack it first"),
    "too many files": (many, "holds 2,001 files; at most 2,000 are read"),
    "half an archive": (half, "no zip archive, or is cut short. Copy or download it again"),
    "an archive in it": (lambda path: zipped(path, {"more.zip": b"PK"}), "holds another archive"),
    "nothing of use": (lambda path: zipped(path, {"a.txt": b"a"}), "holds no boundary file"),
    "no .shp": (lambda path: zipped(path, {"a.dbf": b"a"}), "holds .dbf but no .shp"),
    "a shapefile of junk": (lambda path: zipped(path, {"a.shp": b"?" * 99}), "'a.shp' in it:"),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_is_refused(kind: str, tmp_path: Path, temporary: Path) -> None:
    make, told = ARCHIVES[kind]
    assert told in refusal(make(tmp_path / "wards.zip"))
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", ["../../w.shp", "/etc/w.shp", "C:\\w.shp", "a\\..\\..\\w.shp"])
def test_names_that_lead_out_write_nothing_there(
    name: str, tmp_path: Path, temporary: Path
) -> None:
    path = zipped_shapefile(tmp_path / "deep" / "er" / "wards.zip", wards())
    content = {name.replace(".shp", part.suffix): part for part in path.parent.glob("parts/*")}
    before = sorted(tmp_path.rglob("*"))
    zipped(path, content)  # type: ignore[arg-type]
    assert "leads out of the archive" in refusal(path)
    assert sorted(tmp_path.rglob("*")) == before
    assert list(temporary.iterdir()) == []


def test_a_long_name_does_not_fill_the_screen(tmp_path: Path) -> None:
    path = zipped(tmp_path / "wards.zip", {f"../{'a' * 5_000}.shp": b""})
    assert "leads out" in refusal(path)


# ---------------------------------------------------------------- a million columns


def wide_parquet(path: Path) -> Path:
    nothing = pa.array([0], type=pa.int8())
    heads = [str(number) for number in range(2_001)]
    pq.write_table(pa.Table.from_arrays([nothing] * len(heads), names=heads), path)
    return path


def wide_geojson(path: Path) -> Path:
    properties = dict.fromkeys(map(str, range(1_000_000)), 0) | {"WD19CD": code(1)}
    shape = shapely.geometry.mapping(shapely.box(-1.9, 52.5, -1.8, 52.6))
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def wide_dbf(path: Path) -> Path:
    """A .dbf whose heading announces as many columns as it can."""
    shp = shapefile(wards(), path.parent)
    dbf = bytearray(shp.with_suffix(".dbf").read_bytes())
    dbf[8:10] = struct.pack("<H", 2**16 - 1)
    shp.with_suffix(".dbf").write_bytes(dbf)
    return shp


def wide_gpkg(path: Path) -> Path:
    layer = wards(1)
    more = gpd.GeoDataFrame(
        {f"c{number}": [0] for number in range(1_990)}, geometry=layer.geometry, crs=GRID
    )
    more.to_file(path, layer="wards")
    return path


@pytest.mark.parametrize(
    ("make", "name", "told"),
    [
        (wide_parquet, "wards.parquet", "2,001 columns; at most 2,000 are read"),
        (wide_geojson, "wards.geojson", "columns; at most 2,000 are read"),
        (wide_dbf, "wards.shp", "2,047 columns; at most 2,000 are read"),
        (wide_gpkg, "wards.gpkg", "no column of"),
    ],
)
def test_a_layer_of_very_many_columns(
    make: Callable[[Path], Path], name: str, told: str, tmp_path: Path
) -> None:
    path = make(tmp_path / name)
    with pytest.raises(BoundaryError, match=told):
        checked_boundaries(path, area_type="ward19")


# ---------------------------------------------------------------- junk and broken content

ENDINGS = ("zip", "shp", "gpkg", "geojson", "json", "topojson", "parquet", "txt")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", [b"", b"\x00" * 5_000, b"PK\x03\x04" + b"a" * 99, b'{"a": [1'])
def test_junk_under_any_ending(ending: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"wards.{ending}"
    path.write_bytes(content)
    refusal(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_random_bytes_under_any_ending(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"wards.{ending}"
    path.write_bytes(np.random.default_rng(5).bytes(100_000))
    refusal(path)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "parquet", "topojson", "zip"])
def test_a_file_cut_short_at_any_tenth(ending: str, tmp_path: Path, temporary: Path) -> None:
    whole = tmp_path / f"whole.{ending}"
    if ending == "zip":
        zipped_shapefile(whole, wards())
    elif ending == "topojson":
        topojson(whole)
    elif ending == "parquet":
        wards().to_parquet(whole)
    else:
        wards().to_crs(4326).to_file(whole)
    content = whole.read_bytes()
    for tenth in range(1, 10):
        path = tmp_path / f"cut{tenth}.{ending}"
        path.write_bytes(content[: len(content) * tenth // 10])
        try:
            checked = checked_boundaries(path)
        except BoundaryError as error:
            assert str(error).startswith(path.name)
        else:
            # A GeoPackage's last pages may be empty: what is read then must be all of it.
            assert len(checked.areas) == 3
    assert list(temporary.iterdir()) == []


def test_a_content_under_another_ending(tmp_path: Path) -> None:
    path = tmp_path / "wards.zip"
    wards().to_file(tmp_path / "wards.gpkg")
    (tmp_path / "wards.gpkg").replace(path)
    assert "by its name it is a .zip, by its content a GeoPackage" in refusal(path)


def test_deeply_nested_json(tmp_path: Path) -> None:
    path = tmp_path / "wards.geojson"
    path.write_text('{"type": "FeatureCollection", "features": ' + "[" * 200_000)
    refusal(path)


def of_shapes(tmp_path: Path, *shapes: shapely.Geometry | None) -> Path:
    codes = [code(number + 1) for number in range(len(shapes))]
    path = tmp_path / "wards.parquet"
    gpd.GeoDataFrame({"WD19CD": codes}, geometry=list(shapes), crs=GRID).to_parquet(path)
    return path


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (shapely.Point(402_000, 300_000), "row 2 is a point .*areas are polygons"),
        (shapely.LineString([(402_000, 300_000), (403_000, 300_000)]), "row 2 is a line"),
        (None, "row 2 has no shape"),
        (shapely.Polygon(), "row 2 has no shape"),
        (
            shapely.Polygon([(402_000, 300_000), (402_001, np.nan), (402_001, 300_001)]),
            "row 2 has a coordinate that is not a number",
        ),
        (
            shapely.Polygon([(402_000, 300_000), (403_000, 300_000), (404_000, 300_000)]),
            "encloses no ground",
        ),
    ],
)
def test_shapes_that_are_no_areas(
    shape: shapely.Geometry | None, told: str, tmp_path: Path
) -> None:
    path = of_shapes(tmp_path, square(1), shape)
    with pytest.raises(BoundaryError, match=rf"^wards.parquet: .*{told}"):
        checked_boundaries(path, without=MENDS)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ([code(1), code(1), code(2)], "rows 1 and 2 have the same code 'E05000001'"),
        ([code(1), None, code(2)], "row 2 has no code in the column 'WD19CD'"),
        ([code(1), "=1+1", code(2)], r"row 2: '=1\+1' in the column 'WD19CD' is not a code"),
    ],
)
def test_codes_that_cannot_be(codes: list[str | None], told: str, tmp_path: Path) -> None:
    path = tmp_path / "wards.gpkg"
    wards().assign(WD19CD=codes).to_file(path)
    with pytest.raises(BoundaryError, match=rf"^wards.gpkg: {told}"):
        checked_boundaries(path, area_type="ward19", without=MENDS)


def test_an_empty_layer(tmp_path: Path) -> None:
    path = tmp_path / "wards.gpkg"
    wards().iloc[:0].to_file(path)
    assert "the layer is empty" in refusal(path)


def test_a_formula_in_a_name_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "wards.gpkg"
    wards(names=["=cmd()", "<b>B</b>", "C"]).to_file(path)
    assert checked_boundaries(path).areas["area_name"].tolist() == ["=cmd()", "<b>B</b>", "C"]
