"""The trends as the app runs them: every section, with the packaged months and with four years."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from data import store
from data.installed.catalogue import load_catalogue
from data.phrases.plain import count
from data.trend.comparisons import offered_comparisons
from data.trend.step_changes import step_changes
from data.trend.trends import trend
from data.verdict.clauses import verdict
from tests.app import visiting
from tests.app.visiting import charts, healthy, plain, with_figures_behind, words
from tests.data.store.long_store import fill

LICHFIELD, FORCE, STOWE, CHASETOWN = "E07000194", "E23000015", "E05010670", "E05010658"
SECTIONS = ("months", "change", "emerging-areas", "direction-of-travel", "forecast")


def visit(page: str = "trends", **query: str) -> AppTest:
    return visiting.visit(page, **query)


def text(app: AppTest) -> str:
    return plain(words(app))


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    store.refresh()
    return tmp_path


@pytest.fixture(scope="module")
def four_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(tmp_path_factory.mktemp("long") / "store"))
        store.refresh()
        fill()
        yield
    store.refresh()


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    "query",
    [
        {"types": "asb"},
        {"place": "force", "types": "burglary,theft", "show": "rate"},
        {"ward": STOWE, "wards": "force"},
        {"ward": STOWE, "period": "2018-19", "show": "by-day"},
    ],
    ids=["district", "force", "ward", "ward of the documents"],
)
def test_every_section_stands_with_the_packaged_months(section, query):
    app = healthy(visit(section=section, **query))
    assert "32 of 87 months loaded" in text(app)


def test_with_packaged_months_it_says_what_cannot_be_had():
    said = text(healthy(visit(types="asb")))
    assert "55 months are not loaded and are left blank, not drawn as 0" in said
    assert "12 are missing" in said
    assert "provisional, on 5 of the 13 months that firm limits need" in said
    said = text(healthy(visit(types="asb", section="forecast")))
    assert "no forecast: 12 months missing" in said


def test_the_verdict_on_the_page_is_the_one_function_s():
    found = verdict("asb", "2025", "district", LICHFIELD)
    for page, query in (
        ("trends", {"types": "asb"}),
        ("theme", {}),
        ("compare", {"indicator": "asb"}),
    ):
        app = healthy(visit(page, **query))
        said = text(with_figures_behind(app) if page == "theme" else app)
        for clause in found.clauses[:3]:
            assert clause.text in said, page
    told = verdict("all-crime", "2025", "ward", CHASETOWN)
    for page, query in (("trends", {"ward": CHASETOWN}), ("ward", {"ward": CHASETOWN})):
        app = visit(page, **query)
        said = text(with_figures_behind(app) if page == "ward" else app)
        assert all(clause.text in said for clause in told.clauses)


def test_several_types_together_get_a_conclusion_and_no_verdict():
    said = text(healthy(visit(types="asb,burglary")))
    assert "A verdict is given where one type or group is chosen" in said


def test_what_is_not_known_stops_the_page():
    app = visit(types="witchcraft")
    assert any("witchcraft" in one.value for one in app.error)
    assert not charts(app)


def test_a_choice_of_filters_is_written_to_the_address():
    app = healthy(visit())
    app.multiselect(key="trend-types").set_value(["burglary"])
    healthy(app.run())
    assert app.query_params["types"] == "burglary"
    app.selectbox(key="trend-ward").set_value(STOWE)
    healthy(app.run())
    assert app.query_params["ward"] == STOWE
    assert "Stowe, Lichfield" in text(app)
    app.selectbox(key="trend-district").set_value(FORCE)
    healthy(app.run())
    assert app.query_params["place"] == "force"
    assert "ward" not in app.query_params


def test_emerging_areas_are_told_with_their_rules():
    said = text(healthy(visit(section="emerging-areas", types="asb", wards="force")))
    assert "flagged in the latest window and in none before it" in said
    assert "over the funnel's 99.8% limit" in said


def test_directions_stand_beside_those_the_documents_print():
    said = text(healthy(visit(section="direction-of-travel", types="asb")))
    assert "‘Some increase (+8%) on 12 months ending October 2019’" in said
    assert "4 months ending April 2025 on 4 months ending April 2024" in said


def links(app: AppTest) -> dict[str, dict[str, str]]:
    """Links to the trends, by label."""
    return {
        one.proto.label: dict(parse_qsl(one.proto.query_string))
        for one in app.get("page_link")
        if one.proto.page.startswith("trends")
    }


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        ("theme", {"section": "months"}, {"types": "asb"}),
        ("theme", {"ward": STOWE}, {"types": "asb", "ward": STOWE}),
        ("ward", {"ward": STOWE, "indicator": "burglary"}, {"types": "burglary", "ward": STOWE}),
        ("compare", {"indicator": "burglary", "csp": "E07000199"}, None),
    ],
)
def test_other_pages_lead_here_with_their_choice(page, query, expected):
    found = links(healthy(visit(page, **query)))
    wanted = expected or {"types": "burglary", "csp": "E07000199"}
    assert wanted in list(found.values()), found


# --- what a meeting enters ------------------------------------------------------------------------


def test_a_step_change_is_marked_and_taken_back(own_store):
    app = visit(types="burglary")
    app.session_state["steps"] = True
    app.run()
    if not [one for one in app.text_input if one.key == "step-reason"]:
        pytest.skip("This Streamlit does not open a popover in a test.")
    app.text_input(key="step-reason").set_value("A new recording system")
    app.selectbox(key="step-month").set_value("2025-07")
    app.button(key="FormSubmitter:step-form-Mark this step change").click()
    healthy(app.run())
    assert [one.reason for one in step_changes() if not one.comes_with_app]


# --- four years -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("four_years")
class TestFourYears:
    @pytest.mark.parametrize("section", SECTIONS)
    def test_every_section_stands(self, section):
        app = healthy(visit(types="burglary", section=section))
        assert "53 of 87 months loaded" in text(app)

    def test_there_are_a_season_a_year_before_and_firm_limits(self):
        said = text(healthy(visit(types="burglary")))
        assert "times an ordinary month of its year" in said
        assert "in the same month a year before in" in said
        assert "No season" not in said
        told = trend(("burglary",), "district", LICHFIELD)
        assert not told.is_provisional
        assert count(told.rolling["2025-12"]) in said

    def test_the_best_comparison_is_year_on_year(self):
        said = text(healthy(visit(types="burglary", section="change")))
        assert offered_comparisons()[0].label == "Jan–Dec 2025 against Jan–Dec 2024"
        assert "Burglary in Lichfield, Jan–Dec 2025 against Jan–Dec 2024" in said

    def test_a_forecast_comes_with_its_back_test(self):
        app = healthy(visit(section="forecast", types="asb"))
        said = text(app)
        assert "expected in January 2026, if things go on as they are" in said
        assert "mean absolute scaled error" in said
        assert len(charts(app)) == 1

    def test_emerging_can_be_seen_as_it_was(self):
        app = healthy(visit(section="emerging-areas", until="2024-06"))
        assert "Apr–Jun 2024" in text(app)

    def test_periods_of_the_new_months_have_verdicts(self):
        assert "2023" in load_catalogue().periods
        said = text(healthy(visit(types="asb", period="2023")))
        assert verdict("asb", "2023", "district", LICHFIELD).clauses[0].text in said
