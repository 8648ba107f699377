"""Backgrounds: what is drawn of a file, cut and small; what is refused, and in which words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from components.map.context_map import background_address, context
from components.served.cached import DRAWINGS
from data import store
from data.__main__ import main
from data.background.reading import MOST_BYTES, BackgroundError, read_background
from data.background.store import (
    kept_background,
    load_background,
    remove_background,
    save_background,
)
from data.outlines.boundaries import load_boundaries
from data.painting.palette import LIGHT
from tests.data.background.background_files import write_extract, write_tiles, write_zoomstack


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    store.refresh()
    yield
    monkeypatch.undo()
    store.refresh()


def read(path: Path):
    return read_background(path, load_boundaries("district"))


def test_zoomstack_is_parted_by_its_classes_and_cut_to_the_area(tmp_path):
    told = read(write_zoomstack(tmp_path / "zoomstack.gpkg"))
    assert told.publisher == "os"
    held = dict(zip(told.shapes["kind"], told.shapes.geometry, strict=True))
    # A local road is not drawn, names are no layer of it, and a road far away is cut off.
    assert set(held) == {"motorway", "main", "rail", "water"}
    assert held["main"].length == pytest.approx(4_000)
    assert held["water"].area == pytest.approx(640_000)
    assert told.shapes.crs.to_epsg() == 27700


def test_an_extract_of_openstreetmap_gives_main_roads_and_rivers(tmp_path):
    told = read(write_extract(tmp_path / "somewhere-latest.osm.pbf"))
    assert told.publisher == "osm"
    assert set(told.shapes["kind"]) == {"main", "river"}


def test_tiles_are_read_too(tmp_path):
    told = read(write_tiles(tmp_path / "tiles.pmtiles"))
    assert (told.publisher, told.shapes["kind"].tolist()) == ("osm", ["main"])
    assert told.shapes.geometry.iloc[0].length == pytest.approx(5_000, rel=0.05)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("roads.txt", b"x", "roads.txt is no background file. Give a GeoPackage"),
        ("roads.gpkg", b"no database", "roads.gpkg is damaged and cannot be read"),
        ("roads.osm.pbf", b"\x00\x00\x00\x01x", "roads.osm.pbf "),
    ],
)
def test_what_is_none_is_refused_in_one_sentence(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BackgroundError) as refused:
        read(path)
    assert words in str(refused.value)


def test_a_file_of_another_region_is_refused(tmp_path):
    with pytest.raises(BackgroundError, match="in the force area"):
        read(write_zoomstack(tmp_path / "far.gpkg", east=-300_000))
    assert main(["import", "background", str(tmp_path / "far.gpkg")]) == 1
    assert kept_background() is None


def test_it_is_kept_with_its_history_served_small_and_removed(tmp_path):
    path = write_zoomstack(tmp_path / "zoomstack.gpkg")
    assert '"background":null' in context(LIGHT)
    assert main(["import", "background", str(path), "--who", "A"]) == 0
    store.refresh()
    assert "OS data" in (kept_background() or {})["credit"]
    told = json.loads(context(LIGHT))
    assert "Contains OS data © Crown copyright" in told["credits"]
    file = DRAWINGS / str(background_address()).rpartition("/")[2]
    assert file.stat().st_size < MOST_BYTES
    drawn = json.loads(file.read_text(encoding="utf-8"))
    kinds = [one["properties"]["kind"] for one in drawn["features"]]
    assert kinds == ["water", "rail", "main", "motorway"]
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in drawn["features"]]
    assert all(52 < shape.centroid.y < 54 for shape in shapes)
    assert remove_background(who="A") is not None
    assert kept_background() is None
    assert load_background() is None
    number = store.current().history[-1].number
    store.undo(number)
    assert kept_background() is not None
    save_background(read(path), path)
