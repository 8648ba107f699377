"""The one plain sentence: short everywhere, and never another than the figures beside it."""

from __future__ import annotations

import re

import pytest

from data.explore.view import explore
from data.figures.headlines import headline
from data.figures.profile import ward_profile
from data.figures.risk import risk_view
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.phrases.plain import MOST_WORDS, percent_change
from data.verdict.overview import headlines
from data.words.explore import explore_in_short
from data.words.figures import standing_out
from data.words.in_short import risk_in_short, theme_in_short, ward_in_short

CATALOGUE = load_catalogue()
DISTRICTS = {one.code: one.name for one in CATALOGUE.force.districts}
PERIODS = [one.id for one in CATALOGUE.app_periods]
LICHFIELD, STAFFORD, MOORLANDS, STOKE = "E07000194", "E07000197", "E07000198", "E06000021"


def said_plainly(text: str) -> None:
    assert len(text.split()) <= MOST_WORDS, text
    assert text.endswith(".") and text[0] == text[0].upper(), text
    assert not re.search(r"nan|None \w+ is|<NA>|\.\.|;\.|  ", text), text


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("csp", [LICHFIELD, STAFFORD, STOKE])
def test_every_theme_and_overview_is_said_in_eighteen_words(csp, period):
    place = DISTRICTS[csp]
    said_plainly(risk_in_short(risk_view(period, csp), headlines(period, csp), place))
    for theme in CATALOGUE.themes.values():
        for indicator in dict.fromkeys([theme.lead_counted, *theme.indicators]):
            if indicator is None or CATALOGUE.indicator(indicator).unit == "count":
                continue
            try:
                view = ward_view(indicator, period, csp)
            except (KeyError, ValueError):
                continue
            said_plainly(theme_in_short(view, headline(indicator, period, csp), place))


@pytest.mark.parametrize(("indicator", "csp"), [("asb", LICHFIELD), ("burglary", STAFFORD)])
def test_the_sentence_names_who_stands_out_and_the_change_of_the_tile(indicator, csp):
    view, told = ward_view(indicator, "2025", csp), headline(indicator, "2025", csp)
    said = theme_in_short(view, told, DISTRICTS[csp])
    (ward,) = standing_out(view)["area_name"]
    assert said.startswith(f"{ward} stands out; ")
    assert percent_change(abs(told.change.percent)).lstrip("+") in said
    assert ("more recorded" in said) == (told.change.percent > 0)


def test_where_no_ward_stands_out_the_highest_is_named():
    view = ward_view("asb", "2025", MOORLANDS)
    assert standing_out(view).empty
    said = theme_in_short(view, headline("asb", "2025", MOORLANDS), "Staffordshire Moorlands")
    assert said.startswith(f"No ward stands out, {view.own['area_name'].iloc[0]} is highest; ")


@pytest.mark.parametrize("period", PERIODS)
def test_every_ward_of_a_district_is_said_in_eighteen_words(period):
    for code in ward_view("all-crime", period, LICHFIELD).own.index:
        said_plainly(ward_in_short(ward_profile("all-crime", period, str(code))))


@pytest.mark.parametrize("layer", ["none", "band", "gi", "moran", "smoothed"])
@pytest.mark.parametrize("level", ["ward", "lsoa"])
def test_the_explorer_says_in_eighteen_words_what_is_where(level, layer):
    view = explore(("burglary",), "2025-01", "2025-12", (LICHFIELD,), level, "rate", layer)
    said_plainly(explore_in_short(view))
