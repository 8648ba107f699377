"""The ward profile as the app runs it: figures are the frames', links keep the selection."""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from data.figures.profile import default_ward, spine, ward_profile
from data.figures.risk import risk_view
from data.figures.surroundings import lsoas_inside, neighbour_figures
from data.installed.catalogue import load_catalogue
from data.phrases.plain import count, ordinal, rate, times
from data.words.in_short import ward_in_short
from tests.app import visiting
from tests.app.visiting import (
    charts,
    figures,
    healthy,
    html,
    painted,
    parts,
    plain,
    told,
    with_figures_behind,
    words,
)

LICHFIELD, TAMWORTH, STOKE, CANNOCK = "E07000194", "E07000199", "E06000021", "E07000192"
STOWE, CHASETOWN = "E05010670", "E05010658"
CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
PERIODS = [one.id for one in CATALOGUE.app_periods]

visit = partial(visiting.visit, "ward")


def heading(app: AppTest) -> str:
    return plain(visiting.heading(app))


# --- every partnership and period ----------------------------------------------------------------


@pytest.mark.parametrize("csp", CSPS)
def test_each_partnership_opens_on_the_ward_that_stands_out_most(csp):
    app = healthy(visit(csp=csp))
    ward = default_ward("2025", csp)
    profile = ward_profile("all-crime", "2025", ward)
    assert f"{profile.name}, {profile.district} ·" in heading(app)
    assert painted(app)["ward"] == ward
    assert "ward" not in app.query_params


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("ward", [STOWE, CHASETOWN])
def test_headline_and_verdict_are_the_profile_s_figures(period, ward):
    app = healthy(visit(period=period, ward=ward))
    profile = ward_profile("all-crime", period, ward)
    row = figures(app, "headline")
    assert row["This ward"] == rate(profile.row["rate"])
    assert row["Against Lichfield"] == times(profile.row["times_district"])
    assert row["Against the force"] == times(profile.row["times_force"])
    rank = ordinal(profile.row["rank_district"])
    assert row["Rank in Lichfield"] == f"{rank} of {profile.wards_in_district}"
    assert profile.period.label in heading(app)
    assert ward_in_short(profile) in heading(app)
    said = plain(words(with_figures_behind(app)))
    for figure in (profile.row["rate"], profile.view.local["rate"], profile.view.force["rate"]):
        assert rate(figure) in said
    assert "Recorded is not the same as happened" in said
    flags = profile.flags or "none"
    assert f"{flags} of {profile.judged} indicators" in said


def test_the_published_leaders_of_lichfield():
    said = plain(words(with_figures_behind(visit(period="2018-19", ward=STOWE))))
    assert "182.6 per 1,000 residents" in said
    assert "3.1 times Lichfield's 58.8" in said
    assert "no counts for a funnel" in said


# --- the spine -----------------------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS)
def test_the_spine_s_rows_are_the_frame_s(period):
    app = visit(period=period, ward=STOWE)
    rows = told(app, "key")["rows"]
    frame = spine(period, STOWE)
    frame = frame[frame["rate"].notna()]
    assert [row["id"] for row in rows] == frame.index.tolist()
    for row, (_, held) in zip(rows, frame.iterrows(), strict=True):
        cells = {cell["kind"]: cell for cell in row["cells"]}
        assert cells["own number"]["text"] == rate(held["rate"], held["unit"])
        assert cells["number district-rate"]["text"] == rate(held["district"], held["unit"])
        assert cells["number force-rate"]["text"] == rate(held["force"], held["unit"])
        assert cells["number end"]["text"] == rate(held["lowest"], held["unit"])
        assert cells["end"]["text"] == rate(held["highest"], held["unit"])
        if period == "2018-19":
            assert row["judgement"] == "unjudged"
            assert "number count" not in cells
            assert "months" not in cells
        else:
            assert row["judgement"] == held["comparison"]
            assert cells["number count"]["text"] == count(held["numerator"])
            assert len(cells["months"]["values"]) == CATALOGUE.period(period).months
    assert [row["id"] for row in rows if row["shown"]] == ["all-crime"]


def test_shape_colour_and_word_say_the_same():
    for row in told(visit(ward=STOWE), "key")["rows"]:
        word = next(cell for cell in row["cells"] if cell["kind"] == "word")
        assert word["text"] == word["judgement"] == row["judgement"]
        side = {"worse": "up", "higher": "up", "better": "down", "lower": "down"}
        assert row["shape"] == side.get(row["judgement"], "level")


def test_a_ward_without_figures_gets_sentences_and_no_chart():
    app = healthy(visit(csp=TAMWORTH, period="2018-19"))
    assert not [one for one in parts(app) if "key" in one]
    assert not charts(app)
    assert any("nothing is guessed" in body for body in html(app))
    assert set(figures(app, "headline").values()) <= {"–"}
    assert {kind for kind, _, _ in painted(app)["areas"].values()} == {-1}


# --- map and neighbours --------------------------------------------------------------------------


def test_the_map_is_fitted_to_the_ward_and_its_neighbours_of_every_district():
    app = visit(ward=CHASETOWN)
    near = neighbour_figures("all-crime", "2025", CHASETOWN)
    paint = painted(app)
    assert set(paint["near"]) == {CHASETOWN, *near.index}
    assert set(near.index) <= set(paint["areas"])
    assert set(near["district_code"]) == {LICHFIELD, CANNOCK}
    (listed,) = (one["rows"] for one in parts(app) if "rows" in one and "key" not in one)
    rows = {row["code"]: row for row in listed}
    assert set(rows) == {CHASETOWN, *near.index}
    for code, held in near.iterrows():
        assert rows[code]["cells"][0]["text"] == rate(held["rate"])
        assert rows[code]["cells"][-1]["text"] == held["against"]
        if held["district_code"] == CANNOCK:
            assert rows[code]["name"].endswith(", Cannock Chase")


def test_the_shared_indicator_paints_the_page():
    app = healthy(visit(ward=STOWE, indicator="burglary"))
    profile = ward_profile("burglary", "2025", STOWE)
    assert "· Burglary ·" in heading(app)
    assert figures(app, "headline")["This ward"] == rate(profile.row["rate"])
    assert [row["id"] for row in told(app, "key")["rows"] if row["shown"]] == ["burglary"]


def test_an_indicator_without_ward_figures_in_the_period_is_told_and_all_crime_shown():
    app = healthy(visit(ward=STOWE, indicator="violence-against-person"))
    assert ["Violence against the person has no figure" in one.value for one in app.info] == [True]
    assert "· All recorded crime ·" in heading(app)


def test_a_ward_of_another_district_takes_its_own_district_along():
    app = healthy(visit(ward=CHASETOWN, csp=CANNOCK, wards="force"))
    assert "Chasetown, Lichfield ·" in heading(app)
    assert painted(app)["fit"] == LICHFIELD
    assert len(painted(app)["areas"]) == len(risk_view("2025", LICHFIELD, True).wards)


# --- search, periods, links ----------------------------------------------------------------------


def test_a_ward_whose_boundaries_persist_is_followed_to_another_period():
    app = visit(ward=STOWE)
    app.selectbox(key="pick-period").select("2018-19")
    app.run()
    healthy(app)
    assert dict(app.query_params) == {"period": "2018-19", "ward": STOWE}
    assert "Stowe, Lichfield ·" in heading(app)
    assert figures(app, "headline")["This ward"] == "182.6"


def test_links_to_other_pages_keep_ward_and_district():
    app = visit(ward=STOWE, csp=LICHFIELD)
    links = [one.proto for one in app.get("page_link")]
    themes = [one for one in links if one.label.startswith("Theme: ")]
    assert themes
    for one in themes:
        assert dict(parse_qsl(one.query_string)).get("ward") == STOWE, one.label


def test_census_areas_are_listed_with_their_decile_and_rate():
    app = visit(ward=STOWE)
    (table,) = (body for body in html(app) if "Census areas of the ward" in body)
    for _, row in lsoas_inside("all-crime", "2025", STOWE).iterrows():
        assert row["area_name"] in table
        assert f">{rate(row['rate'])}<" in table
    assert "Deprivation decile" in table


def test_what_documents_say_is_not_carried_over_changed_boundaries():
    said = [one.value for one in visit(csp=STOKE).markdown]
    assert any("boundaries have changed since" in one for one in said)
    assert not any("Figures the documents print" in one for one in said)


UNKNOWN = {"ward": "E05999999", "indicator": "nope", "csp": "E99", "period": "x"}


@pytest.mark.parametrize(("key", "value"), UNKNOWN.items())
def test_a_code_that_is_not_known_gets_a_sentence_and_no_figures(key, value):
    app = visit(**{key: value})
    assert not app.exception
    assert len(app.error) == 1
    assert not app.get("component_instance")
    assert not any("<dl" in body for body in html(app))
