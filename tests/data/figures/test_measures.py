"""Places among the districts of England on more than crime."""

from __future__ import annotations

import pytest
from scipy.stats import percentileofscore

from data.catalogue.measures import load_measures
from data.figures.country import among_districts
from data.figures.measures import place_on_crime, places_on_measures
from data.installed.catalogue import load_catalogue
from data.tables.country import load_district_measures
from data.words.beyond import measures_message, measures_table

LICHFIELD, STOKE = "E07000194", "E06000021"


@pytest.mark.parametrize("csp", [LICHFIELD, STOKE])
def test_a_place_is_the_share_of_the_others_that_are_lower(csp):
    held = load_district_measures()
    for one in places_on_measures(csp):
        values = held[held["measure"] == one.measure.id].set_index("area_code")["value"]
        others = values.drop(csp)
        assert one.below == pytest.approx(percentileofscore(others, values[csp], kind="strict"))
        assert one.of == len(others)


def test_the_indices_rank_districts_as_their_publisher_does():
    # Of 296 districts the publisher ranks Stoke-on-Trent 21st on the average score.
    told = {one.measure.id: one for one in places_on_measures(STOKE)}
    assert told["imd"].of == 295
    assert round(295 * (1 - told["imd"].below / 100)) + 1 == 21


def test_a_theme_has_the_measures_that_are_context_of_it():
    themes = {theme for one in load_measures() for theme in one.themes}
    assert themes <= set(load_catalogue().themes)
    told = places_on_measures(LICHFIELD, "road-safety")
    assert [one.measure.id for one in told] == ["road-safety"]
    assert places_on_measures(LICHFIELD, "fraud") == ()
    assert {one.source for one in load_measures()} <= set(load_catalogue().sources)


def test_the_message_counts_what_the_table_says():
    places = places_on_measures(STOKE)
    table = measures_table(places)
    high = int((table["Districts lower %"] >= 75).sum())
    said = measures_message(places, "Stoke-on-Trent")
    words = {9: "nine", 10: "ten"}.get(high, str(high))
    assert f"on {words} of {len(places)}" in said


def test_the_theme_s_recorded_crime_stands_among_the_same_kind_of_places():
    told = place_on_crime("vehicle-offences", "2025", LICHFIELD)
    among = among_districts("vehicle-offences", "2025", LICHFIELD)
    lower = int((among.frame["rate"] < among.rate).sum())
    assert (told.of, told.below) == (among.of - 1, pytest.approx(lower / (among.of - 1) * 100))
    assert told.below == pytest.approx((among.of - among.rank) / (among.of - 1) * 100)
    assert place_on_crime("domestic-abuse", "2025", LICHFIELD) is None
