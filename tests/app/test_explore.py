"""The explorer runs as the app runs it, and shows the figures of its one frame."""

from __future__ import annotations

from functools import partial

import pandas as pd
import plotly
import pytest
from streamlit.testing.v1 import AppTest

from data.explore.spans import runs
from data.explore.view import explore
from data.figures.area_figures import area_figures
from data.phrases.plain import rounded
from data.selection.exploration import LAYERS
from tests.app import visiting
from tests.app.visiting import charts, heading, healthy, html, painted, parts, table_with

LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
YEAR = ("2025-01", "2025-12")

visit = partial(visiting.visit, "explore")


def table(app: AppTest) -> pd.DataFrame:
    return table_with(app, "Rank").set_index("Code")


def test_the_default_view_agrees_with_the_other_pages():
    app = healthy(visit())
    shown = table(app)
    own = area_figures("all-crime", "2025", "ward")
    own = own[own["district_code"] == LICHFIELD]
    assert set(shown.index) == set(own.index) == set(painted(app)["areas"])
    assert shown["Recorded"].astype(int).to_dict() == own["numerator"].astype(int).to_dict()
    rates = rounded(own["rate"]).astype(float)
    assert shown["Rate"].astype(float).to_dict() == pytest.approx(rates.to_dict(), rel=1e-5)
    assert shown["Rank"].tolist() == sorted(shown["Rank"].tolist())
    assert "All recorded crime · Lichfield · January to December 2025" in heading(app)
    assert painted(app)["fit"] == [LICHFIELD]
    assert len(charts(app)) == 2
    assert len(app.get("download_button")) >= 4


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("area", ["ward", "lsoa"])
def test_each_layer_of_one_district(area, layer):
    app = healthy(visit(area=area, layer=layer, fdr="off", csp=STOKE, types="asb"))
    view = explore(("asb",), *YEAR, (STOKE,), area, "rate", layer, False)
    assert table(app).index.tolist() == view.areas.index.tolist()
    assert set(painted(app)["areas"]) == set(view.areas.index)


def test_the_whole_force_by_small_area_has_its_wards_districts_and_deprivation():
    app = healthy(visit(area="lsoa", districts="force"))
    shown = table(app)
    assert len(shown) == len(painted(app)["areas"]) > 600
    assert {"LSOA", "Ward", "District", "IMD decile"} <= set(shown.columns)
    assert painted(app)["fit"] is None


def test_nothing_recorded_is_told_and_is_no_error():
    app = healthy(visit(types="theft-from-person", area="lsoa", from_="2025-03", to="2025-03"))
    assert set(table(app)["Residents"].notna()) == {True}


@pytest.mark.parametrize(
    ("key", "bad"),
    {
        "districts": "E99",
        "types": "nope",
        "from_": "2020-01",
        "area": "x",
        "measure": "change",
        "layer": "x",
        "fdr": "x",
        "csp": "E99",
        "period": "2018-19",
    }.items(),
)
def test_what_cannot_be_answered_gets_a_sentence_and_no_figures(key, bad):
    app = visit(**{key: bad})
    assert not app.exception
    assert len(app.error) == 1
    assert app.error[0].value.endswith(".")
    assert not app.dataframe
    assert not app.get("component_instance")
    assert not charts(app)
    assert not any("<h1" in body for body in html(app))


def test_filters_write_codes_to_the_address_and_only_what_is_not_the_default():
    app = visit()
    app.multiselect(key="explore-types").set_value(["all-crime", "burglary"])
    app.run()
    assert dict(app.query_params) == {"types": "burglary"}
    app.radio(key="explore-level").set_value("lsoa")
    app.run()
    app.radio(key="explore-layer").set_value("gi")
    app.run()
    app.toggle(key="explore-fdr").set_value(False)
    app.run()
    healthy(app)
    assert dict(app.query_params) == {
        "types": "burglary",
        "area": "lsoa",
        "layer": "gi",
        "fdr": "off",
    }
    app.multiselect(key="explore-districts").set_value([])
    app.run()
    assert app.query_params["districts"] == "force"
    app.multiselect(key="explore-districts").set_value([TAMWORTH])
    app.run()
    assert "districts" not in app.query_params
    assert app.query_params["csp"] == TAMWORTH
    assert "Tamworth" in heading(healthy(app))


def test_a_run_is_chosen_first_and_then_its_months():
    app = visit()
    slider = app.select_slider(key="explore-months-2025-01")
    assert slider.options == [pd.Timestamp(one).strftime("%b %Y") for one in runs()[-1].months]
    app.radio(key="explore-run").set_value(0)
    app.run()
    assert dict(app.query_params) == {"period": "2018-10_2019-02"}
    assert "ward19" in painted(app)["address"]
    slider = app.select_slider(key="explore-months-2018-10")
    slider.set_value(("2018-11", "2019-01"))
    app.run()
    healthy(app)
    assert (app.query_params["from"], app.query_params["to"]) == ("2018-11", "2019-01")
    assert "November 2018 to January 2019" in heading(app)
    assert any("Yearly rates are made from 3 months" in one.value for one in app.caption)


def test_absent_months_are_seen_and_cannot_be_chosen():
    app = visit()
    (strip,) = [body for body in html(app) if 'class="runs"' in body]
    assert "Mar 2019–Dec 2023: 58 months not loaded, or for districts only (in Trends)" in strip
    assert "May–Dec 2024: 8 months not loaded" in strip
    assert strip.count('class="loaded') == 3


def test_a_change_is_said_not_to_be_there_and_is_not_offered():
    app = visit()
    assert "Change on the year before" not in app.radio(key="explore-measure").options
    captions = " ".join(one.value for one in app.caption)
    assert "January to December 2024 is not loaded" in captions
    assert "import their police files on the Sources page" in captions


def test_an_area_of_the_address_is_chosen_on_the_map_and_told():
    code = str(explore(("all-crime",), *YEAR, (LICHFIELD,), "lsoa").areas.index[3])
    app = healthy(visit(area="lsoa", at=code))
    assert painted(app)["ward"] == code
    assert any('class="layer-note"' in body and "deprivation decile" in body for body in html(app))
    ward = str(explore(("all-crime",), *YEAR, (LICHFIELD,)).areas.index[3])
    app = healthy(visit(ward=ward))
    assert painted(app)["ward"] == ward


def test_charts_are_sent_with_their_height_their_words_and_the_installed_plotly():
    app = healthy(visit())
    drawn = [one for one in parts(app) if "figure" in one]
    assert [one["name"] for one in drawn] == ["mix", "explore-months"]
    for one, figure in zip(drawn, charts(app), strict=True):
        # The page keeps the room before the browser has Plotly.
        assert figure["layout"]["height"] > 200
        assert "Lichfield" in one["alt"]
        assert one["program"].endswith(f"plotly.min.js?{plotly.__version__}")
