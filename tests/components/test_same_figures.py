"""Wherever two pages show the same figure, they show the same: rates and ranks, as text."""

from __future__ import annotations

import re

import pytest

from components.compare.charts import bars_table, spread_table
from components.compare.maps import maps_data
from components.compare.matrix import matrix_grid, matrix_rows
from components.explore.table import explore_rows
from components.page.tables import ward_rows
from components.theme.hotspot_panel import hotspot_panel
from components.ward.map import neighbour_list
from components.ward.spine import spine_data, spine_rows
from data.explore.view import ExploreView, explore
from data.figures.changes import change_on_year_before
from data.figures.comparison import comparison_matrix, force_wards
from data.figures.headlines import headline
from data.figures.profile import spine, ward_profile
from data.figures.ward_view import WardView, ward_view
from data.installed.catalogue import load_catalogue
from data.painting.palette import LIGHT
from data.painting.wards import paint_wards
from data.phrases.plain import count, ordinal, rate
from data.selection.selection import Selection
from data.trend.comparisons import change_by_area, compare_spans
from data.trend.trends import trend
from data.verdict.clauses import verdict
from data.verdict.overview import headlines
from data.words.explore import explore_total
from data.words.figures import flagged
from data.words.trend import headline_cells as trend_cells
from data.words.ward import headline_cells, profile_title

CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"
COUNTED = [one.id for one in CATALOGUE.counted_indicators]
MONTHS = {"2025": ("2025-01", "2025-12"), "2018-10_2019-02": ("2018-10", "2019-02")}
SOME = [(COUNTED[place % len(COUNTED)], csp) for place, csp in enumerate([*CSPS, *CSPS])]


def explored(indicator: str, period: str, *districts: str) -> ExploreView:
    """What the explorer shows for the whole period, one type or group, by ward."""
    return explore((indicator,), *MONTHS[period], districts)


def one_place(values: object) -> list[str]:
    return [rate(one) for one in values]  # type: ignore[attr-defined]


def chosen(indicator: str, period: str, csp: str, ward: str | None = None) -> Selection:
    return Selection(csp, "asb", indicator, period, ward=ward)


# --- wards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", MONTHS)
@pytest.mark.parametrize(("indicator", "csp"), SOME)
def test_a_ward_s_rate_is_one_on_theme_explorer_comparison_and_profile(indicator, csp, period):
    view = ward_view(indicator, period, csp)
    theme = {code: rate(row["rate"]) for code, row in view.own.iterrows()}
    table = explore_rows(explored(indicator, period, csp))
    assert dict(zip(table.index, one_place(table["Rate"]), strict=True)) == theme
    maps = maps_data(_rows(indicator, period), chosen(indicator, period, csp), LIGHT)["areas"]
    assert {code: maps[code][1] for code in theme} == theme
    names = {one.code: one.name for one in CATALOGUE.force.districts}
    spread = spread_table(force_wards(indicator, period).wards, names).set_index("Code")
    for code, ward in view.own.iterrows():
        # Tables to take away have one decimal more.
        assert spread.loc[code, "Rate"] == pytest.approx(ward["rate"], abs=0.0051)
    listed = ward_rows(view).set_index("Code")
    assert {
        code: rate(listed.loc[code, f"Rate ({view.indicator.unit})"]) for code in theme
    } == theme
    painted = paint_wards(view, chosen(indicator, period, csp), LIGHT).areas
    for code, words in theme.items():
        assert f"<b>{words}</b>" in painted[code][2]
    for row in hotspot_panel(view, None)["rows"]:
        assert row["cells"][0]["text"] == theme[row["code"]]


def _rows(indicator: str, period: str):
    matrix = comparison_matrix(period)
    return matrix[matrix["indicator"] == indicator]


@pytest.mark.parametrize("period", MONTHS)
@pytest.mark.parametrize(("indicator", "csp"), SOME[::2])
def test_a_ward_s_rate_count_and_ranks_are_one_on_its_profile_too(indicator, csp, period):
    view = ward_view(indicator, period, csp)
    table = explore_rows(explored(indicator, period, csp))
    everywhere = explore_rows(explored(indicator, period))
    for code in (str(view.own.index[0]), str(view.own.index[-1])):
        ward = view.own.loc[code]
        told = ward_profile(indicator, period, code)
        cells = {name: (value, note) for name, value, note in headline_cells(told)}
        beside = (view.indicator.unit, view.local["rate"], view.force["rate"])
        # Beside a rate that would read the same it has a decimal more.
        assert cells["This ward"][0] == rate(ward["rate"], *beside)
        assert rate(ward["rate"]) == rate(table.loc[code, "Rate"])
        assert f"{count(ward['numerator'])} recorded" in cells["This ward"][1]
        assert int(table.loc[code, "Recorded"]) == int(ward["numerator"])
        rank = next(value for name, (value, _) in cells.items() if name.startswith("Rank"))
        assert rank == f"{ordinal(ward['rank_district'])} of {len(view.own)}"
        assert int(table.loc[code, "Rank"]) == int(ward["rank_district"])
        assert int(everywhere.loc[code, "Rank"]) == int(told.row["rank_force"])
        for words in (profile_title(told), verdict(indicator, period, "ward", code).text):
            assert told.name in words
        _assert_spine_agrees(view, code, period)


def _assert_spine_agrees(view: WardView, code: str, period: str) -> None:
    """The chart's row of an indicator, its table and the theme page say the same."""
    told = ward_profile(view.indicator.id, period, code)
    frame = spine(period, code)
    if view.indicator.id not in frame.index:
        return  # a group is not drawn beside its parts
    drawn = next(
        row for row in spine_data(told, frame, LIGHT)["rows"] if row["id"] == view.indicator.id
    )
    cells = {cell["kind"]: cell for cell in drawn["cells"]}
    ward = view.own.loc[code]
    assert cells["own number"]["text"] == rate(ward["rate"])
    assert cells["number district-rate"]["text"] == rate(view.local["rate"])
    assert cells["number force-rate"]["text"] == rate(view.force["rate"])
    assert cells["rank"]["text"] == ordinal(ward["rank_district"])
    table = spine_rows(told, frame).set_index("Indicator")
    held = table.loc[view.indicator.name, told.name]
    assert held == pytest.approx(ward["rate"], abs=0.0051)


@pytest.mark.parametrize("csp", [LICHFIELD, STOKE])
def test_a_neighbour_s_rate_is_its_own_page_s(csp):
    view = ward_view("all-crime", "2025", csp)
    told = ward_profile("all-crime", "2025", str(view.own.index[0]))
    listed = neighbour_list(told)["rows"]
    assert len(listed) > 1
    for row in listed:
        other = ward_profile("all-crime", "2025", row["code"])
        assert row["cells"][0]["text"] == headline_cells(other)[0][1]


# --- districts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", MONTHS)
@pytest.mark.parametrize("csp", CSPS)
def test_a_district_s_rate_and_rank_are_one_on_theme_overview_comparison_and_profile(csp, period):
    grid = matrix_grid(chosen("all-crime", period, csp), False)
    place = [column.get("code") for column in grid["columns"]].index(csp)
    matrix = {row["code"]: row["cells"][place] for row in grid["rows"]}
    tiles = {one.indicator.id: one for one in headlines(period, csp)}
    listed = matrix_rows(period)
    listed = listed[listed["Code"] == csp].set_index("Indicator")
    for indicator in COUNTED:
        told = headline(indicator, period, csp)
        shown = rate(told.rate)
        assert matrix[indicator]["text"] == shown
        assert matrix[indicator]["small"] == ordinal(told.rank)
        assert rate(listed.loc[told.indicator.name, "Rate"]) == shown
        assert listed.loc[told.indicator.name, "Rank (1st highest)"] == told.rank
        if indicator in tiles:
            assert (tiles[indicator].rate, tiles[indicator].rank) == (told.rate, told.rank)
        bars = bars_table(_rows(indicator, period)).set_index("District")
        held = bars.loc[CATALOGUE.force.district(csp).name, "Rate"]
        assert held == pytest.approx(told.rate, abs=0.0051)
        assert rate(ward_view(indicator, period, csp).local["rate"]) == shown


@pytest.mark.parametrize("period", MONTHS)
@pytest.mark.parametrize(("indicator", "csp"), SOME)
def test_a_district_s_rate_is_one_on_explorer_small_maps_and_theme(indicator, csp, period):
    told = headline(indicator, period, csp)
    view = explored(indicator, period, csp)
    assert rate(view.place["rate"]) == rate(told.rate)
    assert int(view.place["numerator"]) == told.numerator
    assert rate(view.force["rate"]) == rate(told.force_rate)
    said = explore_total(view)
    unit = told.indicator.unit
    own, force = rate(told.rate, unit, told.force_rate), rate(told.force_rate, unit, told.rate)
    assert re.search(rf"\b{re.escape(own)} per 1,000 residents a year", said)
    assert f"the force's {force})" in said
    maps = maps_data(_rows(indicator, period), chosen(indicator, period, csp), LIGHT)["districts"]
    (own,) = (one for one in maps if one["code"] == csp)
    assert (own["rate"], own["note"]) == (rate(told.rate), f"{ordinal(told.rank)} of {told.of}")


def test_the_wards_that_stand_out_are_the_same_on_theme_and_profile():
    for csp in (LICHFIELD, TAMWORTH, STOKE):
        view = ward_view("burglary", "2025", csp)
        high = set(flagged(view).index)
        for code in view.own.index:
            lenses = ward_profile("burglary", "2025", str(code)).row["lenses"]
            assert (lenses != "neither") == (code in high)


# --- trends ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("indicator", "csp"), SOME)
def test_a_year_on_the_trends_is_the_year_on_the_theme(indicator, csp):
    view = ward_view(indicator, "2025", csp)
    cells = {name: (value, note) for name, value, note in trend_cells(_trend(indicator, csp))}
    value, note = cells["12 months to Dec 2025"]
    assert value == count(view.local["numerator"])
    assert note == f"recorded; {rate(view.local['rate'])} per 1,000 residents"
    for code, row in view.own.head(3).iterrows():
        ward = {name: value for name, value, _ in trend_cells(_trend(indicator, str(code), "ward"))}
        assert ward["12 months to Dec 2025"] == count(row["numerator"])


def _trend(indicator: str, code: str, level: str = "district"):
    return trend((indicator,), level, code)  # type: ignore[arg-type]


@pytest.mark.parametrize(("indicator", "csp"), SOME)
def test_a_change_is_one_on_theme_trends_and_verdict(indicator, csp):
    months = [tuple(f"{year}-{month:02}" for month in range(1, 5)) for year in (2025, 2024)]
    row = change_by_area((indicator,), "district", compare_spans(*months)).T[csp]
    within = change_on_year_before(indicator, "2025", "district").T[csp]
    for name in ("now", "before", "percent", "filled", "direction"):
        if isinstance(within[name], str):
            assert row[name] == within[name]
        else:
            assert row[name] == pytest.approx(within[name], nan_ok=True)
    change, told = (
        headline(indicator, "2025", csp).change,
        verdict(indicator, "2025", "district", csp),
    )
    figures = {one.name: one.value for clause in told.clauses for one in clause.figures}
    assert change.percent == pytest.approx(figures.get("change"), nan_ok=True)
    assert change.percent is None or change.percent == pytest.approx(within["percent"])
    # Among all districts and types fewer stand than have an interval that leaves out zero; the
    # tile and the sentence say the same of it.
    assert change.direction in (within["direction"], "no real change")
    apart = change.lower is not None and (change.lower > 0 or change.upper < 0)
    by_chance = apart and change.direction == "no real change"
    assert ("chance could explain among so many changes" in told.text) == by_chance
    assert figures["rate"] == pytest.approx(ward_view(indicator, "2025", csp).local["rate"])
