"""Street points and density on the explorer, with a store of points made up for the test."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from PIL import Image

from components.explore import street_map as explore_street_map
from components.explore.streets import street_rows, streets_geojson
from components.served.cached import FRONTEND
from data import store
from data.explore.density import street_density
from data.explore.points import UNNAMED, street_points
from data.settings import settings
from data.street.importing import import_street_files
from data.tables.areas import load_areas
from data.words.explore import ANONYMISED, NO_POINTS
from tests.app import visiting
from tests.app.visiting import charts, heading, healthy, html, painted, table_with
from tests.data.street.street_samples import street_months, write_street

LICHFIELD, TAMWORTH = "E07000194", "E07000199"
SHOWN: dict[str, str] = {"from_": "2025-01", "to": "2025-02", "types": "burglary"}

visit = partial(visiting.visit, "explore")
listed = partial(table_with, column="Place")


@pytest.fixture(scope="module", autouse=True)
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """January and February 2025 with points; every other loaded month is packaged, without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(tmp_path_factory.mktemp("store")))
        folder = tmp_path_factory.mktemp("files")
        areas = load_areas()
        lsoas = areas[areas["area_type"] == "lsoa21"].groupby("district_code")["area_code"].min()
        months = street_months(lsoas[LICHFIELD], lsoas[TAMWORTH])
        for month, rows in months.items():
            write_street(folder, month, "staffordshire", rows)
        import_street_files([folder], accept_odd=tuple(months))
        store.refresh()
        yield
    store.refresh()


def notes(app) -> str:
    return " ".join(body for body in html(app) if "layer-note" in body)


def test_circles_stand_on_their_points_and_the_areas_are_plain_and_can_be_clicked():
    app = healthy(visit(layer="points", **SHOWN))
    told: dict[str, Any] = painted(app)
    assert told["spots"]["places"] == [
        [52.68, -1.83, 7, "On or near High Street", []],
        [52.7, -1.83, 1, "On or near Park Road", []],
    ]
    assert told["spots"]["most"] == 7
    assert {kind for kind, _, _ in told["areas"].values()} == {0}
    assert len(told["areas"]) > 10
    assert "surface" not in told
    assert heading(app).count("street points") == 1
    assert "All 2 points drawn" in " ".join(html(app))
    assert ANONYMISED in notes(app)
    app = healthy(visit(layer="points", **SHOWN | {"types": "burglary,shoplifting"}))
    assert painted(app)["spots"]["kinds"] == ["Burglary", "Shoplifting"]
    assert painted(app)["spots"]["places"][0][4] == [0, 7, 1, 2]


def test_the_density_is_a_picture_of_the_surface():
    app = healthy(visit(layer="density", **SHOWN))
    told = painted(app)["surface"]
    surface = street_density(("burglary",), "2025-01", "2025-02", (LICHFIELD,))
    head, _, text = told["picture"].partition(",")
    assert head == "data:image/png;base64"
    picture = Image.open(io.BytesIO(base64.b64decode(text)))
    assert picture.size == surface.classes.shape[::-1]
    assert list(picture.get_flattened_data()) == (surface.classes.ravel() + 1).tolist()
    assert told["bounds"] == list(surface.bounds)
    assert painted(app)["ramp"] == ["transparent"]
    assert "Quartic kernel, 500 m, cells of 125 m" in notes(app)
    assert "On or near High Street" in notes(app)
    assert ANONYMISED in notes(app)


def test_the_list_has_every_point_and_is_searched_by_name():
    app = healthy(visit(section="streets", districts="force", **SHOWN))
    assert listed(app)[["Rank", "Place", "Records"]].values.tolist() == [
        [1, "On or near High Street", 7],
        [2, UNNAMED, 4],
        [3, "On or near Park Road", 1],
    ]
    assert listed(app)["% of records"].tolist() == pytest.approx([58.3, 33.3, 8.3])
    assert not charts(app)
    (title,) = [one.value for one in app.markdown if one.value.startswith("## ")]
    assert "7 of 12 records" in title
    app.text_input(key="street-search").set_value("PARK road")
    app.run()
    assert listed(healthy(app))["Place"].tolist() == ["On or near Park Road"]
    app.text_input(key="street-search").set_value("nowhere at all")
    app.run()
    assert not [one for one in app.dataframe if "Place" in one.value.columns]
    assert any("No point is called" in body for body in html(app))


def test_the_files_have_every_point_with_a_column_for_each_type():
    told = street_points(("burglary", "asb"), "2025-01", "2025-02")
    rows = street_rows(told, told.points)
    assert rows["Burglary"].tolist() == [7, 4, 1]
    assert rows["Anti-social behaviour"].tolist() == [0, 0, 1]
    layer = gpd.read_file(io.BytesIO(streets_geojson(rows)))
    assert layer.crs.to_epsg() == 4326
    assert layer.geometry.x.tolist() == [-1.83, -1.69, -1.83]
    assert layer.geometry.y.tolist() == [52.68, 52.63, 52.7]
    assert layer["Records"].tolist() == [7, 4, 2]
    assert "not where it happened" in json.loads(streets_geojson(rows))["description"]


def test_months_without_points_are_said_to_be_left_out():
    for chosen in ({"layer": "points"}, {"layer": "density"}, {"section": "streets"}):
        app = healthy(visit(**chosen, **SHOWN | {"to": "2025-04"}))
        assert "the store has none for March 2025 and April 2025" in notes(app)
        assert "not zero" in notes(app)


@pytest.mark.parametrize("chosen", [{"layer": "points"}, {"layer": "density"}])
def test_without_any_point_one_sentence_says_how_to_get_them(chosen):
    app = healthy(visit(period="2018-10_2019-02", section="streets", **chosen))
    assert NO_POINTS in notes(app)
    assert not {"spots", "surface"} & set(painted(app))
    assert len(set(map(tuple, painted(app)["areas"].values()))) > 5  # the measure is shown
    assert NO_POINTS in [one.value for one in app.markdown]
    assert not [one for one in app.dataframe if "Place" in one.value.columns]


def test_too_many_circles_are_left_out_by_their_number_and_it_is_said(monkeypatch):
    monkeypatch.setattr(explore_street_map, "MOST_CIRCLES", 2)
    app = healthy(visit(layer="points", districts="force", **SHOWN))
    assert [spot[2] for spot in painted(app)["spots"]["places"]] == [7, 4]
    said = " ".join(html(app))
    assert "2 of 3 points drawn: those with 4 records or more, 92% of records" in said


def test_what_lies_on_a_street_is_in_no_file_that_everyone_may_ask_for():
    healthy(visit(layer="points", section="streets", **SHOWN))
    healthy(visit(layer="density", **SHOWN))
    served = [settings().store / "drawings", FRONTEND]
    files = [one for folder in served for one in Path(folder).rglob("*") if one.is_file()]
    assert files
    for path in files:
        assert b"High Street" not in path.read_bytes(), path
