"""What a theme opens on, and which period is carried from page to page."""

from __future__ import annotations

import pytest

from data.figures.headlines import headline
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.painting.palette import LIGHT
from data.painting.wards import theme_key
from data.selection.opening import held_periods
from data.selection.selection import Selection, change, query, read, theme_indicators
from data.words.figures import indicator_choice, theme_choice, title
from data.words.newest import older_page, older_theme

CATALOGUE = load_catalogue()
DISTRICTS = {one.name: one.code for one in CATALOGUE.force.districts}
MEASURED = [one for one in CATALOGUE.themes.values() if theme_indicators(CATALOGUE, one)]
STAND_INS = [one for one in MEASURED if one.proxy]


def opened(csp: str, theme: str) -> Selection:
    return read({"csp": csp, "theme": theme}, "theme").selection


@pytest.mark.parametrize("theme", MEASURED, ids=lambda one: one.id)
@pytest.mark.parametrize("csp", DISTRICTS.values(), ids=list(DISTRICTS))
def test_a_theme_never_opens_on_an_empty_figure_where_one_is_held(csp, theme):
    held = [one for one in theme_indicators(CATALOGUE, theme) if held_periods(one, csp)]
    shown = opened(csp, theme.id)
    assert query(shown, "theme").keys() <= {"csp", "theme"}
    by_picker = change(read({}, "theme").selection, "theme", csp=csp, theme=theme.id)
    assert (by_picker.indicator, by_picker.period) == (shown.indicator, shown.period)
    if held:
        assert shown.indicator == held[0]
        assert headline(shown.indicator, shown.period, csp).rate is not None


def test_a_theme_opens_on_the_newest_figure_of_the_best_kind():
    stafford = opened(DISTRICTS["Stafford"], "domestic-abuse")
    assert (stafford.indicator, stafford.period) == ("domestic-abuse", "2019-20")
    assert headline("domestic-abuse", "2019-20", stafford.csp).rate == 10.6
    assert opened(DISTRICTS["Lichfield"], "domestic-abuse").period == "2020-21"
    # A whole year counted comes before what is printed, and a part of a year last.
    assert held_periods("burglary", DISTRICTS["Lichfield"]) == (
        "2025",
        "2018-19",
        "2024-01_2024-04",
        "2018-10_2019-02",
    )


def test_a_period_that_was_not_chosen_does_not_follow_to_the_next_theme_or_page():
    first = read({}, "theme").selection
    there = change(first, "theme", theme="domestic-abuse")
    assert there.period == "2020-21"
    there = read(query(there, "theme"), "theme").selection
    back = change(there, "theme", theme="asb")
    assert (back.period, back.kept) == ("2025", False)
    assert query(back, "theme") == {}
    assert change(there, "overview").period == "2025"


@pytest.mark.parametrize("theme", ["burglary", "domestic-abuse"])
def test_a_period_that_was_chosen_stays_where_the_next_theme_has_it(theme):
    chosen = change(read({}, "theme").selection, "theme", period="2018-19")
    there = change(chosen, "theme", theme=theme)
    assert (there.period, there.kept) == ("2018-19", True)
    again = read(query(there, "theme"), "theme").selection
    assert again == there
    assert change(again, "theme", theme="asb").period == "2018-19"


def test_a_chosen_period_that_the_district_has_no_figure_in_gives_way():
    stafford = {"csp": DISTRICTS["Stafford"], "period": "2018-19"}
    there = change(read(stafford, "theme").selection, "theme", theme="domestic-abuse")
    assert (there.period, there.kept) == ("2019-20", False)
    # Asked for by name, it is shown as asked.
    asked = read(stafford | {"theme": "domestic-abuse"}, "theme").selection
    assert asked.period == "2018-19"
    assert change(asked, "theme", shade="band").period == "2018-19"


def test_the_usual_period_chosen_again_leaves_the_address():
    chosen = change(read({"period": "2018-19"}, "theme").selection, "theme", period="2025")
    assert query(chosen, "theme") == {}


def test_what_a_theme_opened_on_is_not_carried_to_another_district():
    stafford = opened(DISTRICTS["Stafford"], "fire")
    assert stafford.indicator == "arson-criminal-damage"
    assert change(stafford, "theme", csp=DISTRICTS["Lichfield"]).indicator == "arson"


def test_a_chosen_ward_takes_its_period_along():
    here = opened(DISTRICTS["Lichfield"], "domestic-abuse")
    ward = ward_view("domestic-abuse", here.period, here.csp).own.index[0]
    assert change(change(here, "theme", ward=ward), "theme", shade="band").ward == ward


def test_an_older_period_in_view_is_said():
    lichfield, stafford = DISTRICTS["Lichfield"], DISTRICTS["Stafford"]
    assert older_theme(opened(lichfield, "asb")) == []
    asked = read({"period": "2018-19"}, "theme").selection
    assert older_theme(asked) == ["not the newest: 2025 (12 months) is held"]
    assert older_theme(opened(stafford, "domestic-abuse")) == ["newest held: 2019-20"]
    assert older_theme(opened(DISTRICTS["Tamworth"], "domestic-abuse")) == [
        "no figure on domestic-related crime held for Tamworth"
    ]
    assert older_page(read({"period": "2018-19"}, "overview").selection, "overview") == [
        "not the newest: 2025 (12 months) is held"
    ]
    assert older_page(read({}, "overview").selection, "overview") == []


@pytest.mark.parametrize("theme", STAND_INS, ids=lambda one: one.id)
def test_a_stand_in_is_called_one_in_picker_title_and_key(theme):
    shown = opened(DISTRICTS["Lichfield"], theme.id)
    assert shown.indicator == theme.lead_counted
    view = ward_view(shown.indicator, shown.period, shown.csp)
    said = title(view, "Lichfield", theme)
    assert said.startswith(f"{theme.name}: ")
    assert said.split(" · ")[0].endswith(" as a stand-in")
    assert "stand-in" in theme_choice(theme)
    assert "stand-in" in indicator_choice(theme, view.indicator)
    assert theme_key(view, shown, LIGHT, theme)[0][2] == "stand-in"


@pytest.mark.parametrize("theme", MEASURED, ids=lambda one: one.id)
def test_the_name_of_the_theme_is_in_the_title(theme):
    shown = opened(DISTRICTS["Stafford"], theme.id)
    said = title(ward_view(shown.indicator, shown.period, shown.csp), "Stafford", theme)
    assert theme.name.lower() in said.lower()
    assert theme.proxy or "stand-in" not in said
