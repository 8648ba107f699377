"""The Compare page as the app runs it: its figures are the headlines of the other pages."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.figures.headlines import headline
from data.installed.catalogue import load_catalogue
from data.phrases.plain import rate
from data.verdict.overview import location_since
from tests.app import visiting
from tests.app.visiting import heading, html, ran, told

CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
PERIODS = [one.id for one in CATALOGUE.app_periods]
LICHFIELD, TAMWORTH, STOKE, EAST = "E07000194", "E07000199", "E06000021", "E07000193"
SECTIONS = [
    "Chosen indicator",
    "What changed",
    "Similar areas and England",
    "Plans beside figures",
    "For the board paper",
]


def visit(section: str = "", **query: str) -> AppTest:
    return ran(visiting.visit("compare", section, **query))


@pytest.mark.parametrize("period", PERIODS)
def test_the_matrix_shows_the_headlines(period):
    app = visit(period=period)
    assert not app.error
    grid = told(app, "rows")
    for row in grid["rows"]:
        for column, cell in zip(grid["columns"][1:], row["cells"][1:], strict=True):
            held = headline(row["code"], period, column["code"])
            shown = "not published" if held.rate is None else rate(held.rate, held.indicator.unit)
            assert cell["text"] == shown


@pytest.mark.parametrize("csp", CSPS)
def test_each_district_is_highlighted_everywhere(csp):
    app = visit(csp=csp, indicator="vehicle-offences")
    assert CATALOGUE.force.district(csp).name in heading(app)
    grid, maps = told(app, "rows"), told(app, "districts")
    assert [one["code"] for one in grid["columns"] if one.get("chosen")] == [csp]
    assert [one["code"] for one in maps["districts"] if one["chosen"]] == [csp]
    for one in maps["districts"]:
        assert one["rate"] == rate(headline("vehicle-offences", "2025", one["code"]).rate)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("period", PERIODS)
def test_each_section_in_each_period(section, period):
    app = visit(section, period=period, csp=TAMWORTH, indicator="asb")
    assert not app.error


@pytest.mark.parametrize("indicator", [one.id for one in CATALOGUE.counted_indicators])
def test_each_indicator(indicator):
    app = visit(indicator=indicator)
    assert not app.error
    assert [one["code"] for one in told(app, "rows")["rows"] if one["chosen"]] == [indicator]


def test_an_indicator_that_is_not_counted_is_refused():
    app = visit(indicator="domestic-abuse")
    assert "There is no indicator 'domestic-abuse'" in app.error[0].value
    assert not app.get("bidi_component")


def test_similar_areas_are_said_to_be_missing_for_the_others():
    others = visit("Similar areas and England", csp=STOKE)
    said = " ".join(one.value for one in others.markdown)
    assert "with a Most Similar Group or with England for Stoke-on-Trent" in said
    own = visit("Similar areas and England", csp=EAST)
    said = " ".join(one.value for one in own.markdown)
    assert "with England for the other eight districts" in said
    assert "<td" in " ".join(html(own))


def test_the_board_paper_is_there_to_copy():
    app = visit("For the board paper", csp=LICHFIELD, indicator="burglary")
    held = headline("burglary", "2025", LICHFIELD)
    assert f"burglary in Lichfield was {held.rate:.1f} per 1,000" in app.code[0].value


def test_a_change_since_earlier_years_says_how_many_records_have_a_location():
    said = " ".join(one.value for one in visit("What changed").caption)
    assert location_since("2018-10_2019-02", "2025") in said
