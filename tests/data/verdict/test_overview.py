"""The overview's figures: the ones that the theme pages show, and changes recounted."""

from __future__ import annotations

import pandas as pd
import pytest

from data.figures.changes import (
    change_on_year_before,
    change_since,
    change_within,
    those_that_stand,
)
from data.figures.headlines import headline
from data.figures.risk import risk_indicators
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.verdict.overview import (
    caveat_of_change,
    changed_since,
    headlines,
    location_since,
    printed_changes,
    printed_sources,
    what_changed,
)
from tests.data.documents.source_documents import tables

LICHFIELD, TAMWORTH = "E07000194", "E07000199"
CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
PERIODS = [one.id for one in CATALOGUE.app_periods]


@pytest.mark.parametrize("csp", CSPS)
@pytest.mark.parametrize("period", PERIODS)
def test_a_tile_shows_what_the_theme_page_shows(csp, period):
    told = headlines(period, csp)
    assert len(told) <= 6
    assert len({one.indicator.id for one in told}) == len(told)
    for one in told:
        assert one.rate is not None
        assert one == headline(one.indicator.id, period, csp)
        view = ward_view(one.indicator.id, period, csp)
        assert (one.rate, one.force_rate) == (
            view.local["rate"],
            None if pd.isna(view.force["rate"]) else view.force["rate"],
        )


def test_all_crime_and_asb_come_first():
    assert [one.indicator.id for one in headlines("2025", LICHFIELD)][:2] == ["all-crime", "asb"]


def test_a_figure_of_another_district_never_fills_a_tile():
    """One document on Lichfield prints one indicator for its neighbours: that is all they have."""
    rows = tables()
    for csp in CSPS:
        own = rows[(rows["area_code"] == csp) & (rows["period"] == "2018-19")]
        assert {one.indicator.id for one in headlines("2018-19", csp)} <= set(own["indicator"])


def test_what_changed_is_the_change_of_each_indicator_largest_rise_first():
    told = what_changed("2025", LICHFIELD)
    for indicator, row in told.iterrows():
        expected = change_on_year_before(indicator, "2025", "district").loc[LICHFIELD]
        assert (row["now"], row["before"]) == (expected["now"], expected["before"])
        # Of so many changes fewer stand than have an interval that leaves out zero.
        assert row["direction"] in (expected["direction"], "no real change")
    stated = told["percent"].dropna()
    assert stated.is_monotonic_decreasing
    assert told["percent"].isna().equals(told["before"] < 20)
    assert what_changed("2018-19", LICHFIELD) is None
    assert what_changed("2018-10_2019-02", LICHFIELD) is None


def test_of_114_changes_within_the_year_fifteen_stand():
    """An audit has 16, of July to December against January to June: it counted IDs twice."""
    frames = {one.id: change_within(one.id, "2025", "district") for one in risk_indicators("2025")}
    told = pd.concat(those_that_stand(frames))
    stated = told[told["percent"].notna()]
    lower, upper = stated["percent_lower"], stated["percent_upper"]
    assert (len(stated), int(((lower > 0) | (upper < 0)).sum())) == (114, 33)
    assert int(stated["direction"].isin(["increase", "decrease"]).sum()) == 15


def test_changed_since_is_change_since():
    told = changed_since("2018-10_2019-02", "2025", TAMWORTH)
    assert len(told) == 14
    for indicator, row in told.iterrows():
        expected = change_since(indicator, "2018-10_2019-02", "2025", "district").loc[TAMWORTH]
        assert (row["now"], row["before"]) == (expected["now"], expected["before"])


def test_shares_of_records_with_a_place_are_said_of_the_types_where_they_moved():
    said = location_since("2018-10_2019-02", "2025")
    # Of the audit: shoplifting loses 45.0% there, theft from the person 26.2%.
    assert said.startswith("Of shoplifting 55% of the records had a place in the earlier months")
    assert "of theft from the person 74% and" in said
    assert "anti-social behaviour" not in said  # loses nothing
    assert caveat_of_change("2025") == "The same months a year apart, by days and residents."


def test_printed_changes_are_the_csv_s():
    rows = tables()
    rows = rows[(rows["unit"] == "% change") & (rows["value"] != "")]
    for csp in CSPS:
        told, held = printed_changes(csp), rows[rows["area_code"] == csp]
        assert sorted(told["Change"]) == sorted(held["value"].astype(float)), csp
        assert set(told["Wording"]) == set(held["wording"])


def test_sources_named_for_a_period_print_something_there():
    assert printed_sources("2018-19", LICHFIELD) == ["lichfield_strategic_assessment_2019"]
    assert printed_sources("2016-17", TAMWORTH) == []
