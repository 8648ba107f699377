"""The Compare page's parts draw one frame, and its sentences say what it holds."""

from __future__ import annotations

import io
import json
import re

import pandas as pd
import pytest

from components.chart.charts import changes_table
from components.choosing.leads import theme_of
from components.compare.charts import (
    FUNNEL_HEIGHT,
    FUNNEL_WIDTH,
    LETTER,
    _box,
    bars_table,
    funnel_chart,
    ranked_bars,
    spread_chart,
    volume_chart,
    volume_table,
)
from components.compare.maps import maps_data, page_address
from components.compare.matrix import matrix_grid, matrix_rows
from components.compare.paper import board_text, plans_paragraph
from components.compare.priorities import (
    high_lines,
    priorities_message,
    priority_grid,
    theme_query,
)
from data.figures.comparison import comparison_matrix, force_wards, funnel, hidden_wards
from data.figures.headlines import headline
from data.figures.standings import districts_with_plan, high_without_priority, standings
from data.installed.catalogue import load_catalogue
from data.painting.palette import DARK, LIGHT
from data.phrases.plain import rate
from data.selection.selection import Selection, read
from data.tables.safe_cells import safe_cells
from data.verdict.overview import changed_since, what_changed
from data.words.compare import (
    bars_message,
    compare_conclusion,
    compare_title,
    funnel_message,
    funnel_place,
    maps_message,
    spread_message,
    volume_message,
)
from geo.classes import classify

CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
PERIODS = [one.id for one in CATALOGUE.app_periods]
COUNTED = [one.id for one in CATALOGUE.counted_indicators]
LICHFIELD, TAMWORTH, STOKE, EAST = "E07000194", "E07000199", "E06000021", "E07000193"
ASHORE = re.compile(r"\bnan\b|\bNaN\b|<NA>|\bNone\b(?! of)|\binf\b")


def chosen(csp: str = LICHFIELD, indicator: str = "burglary", period: str = "2025") -> Selection:
    return Selection(csp, "asb", indicator, period)


def rows_of(indicator: str, period: str) -> pd.DataFrame:
    table = comparison_matrix(period)
    return table[table["indicator"] == indicator]


# --- the matrix -------------------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS)
def test_the_grid_shows_the_headlines_and_says_what_is_not_published(period):
    grid = matrix_grid(chosen(period=period), dark=False)
    assert [column["name"] for column in grid["columns"]][1:] == [
        one.name for one in CATALOGUE.force.districts
    ]
    for row in grid["rows"]:
        for column, cell in zip(grid["columns"][1:], row["cells"][1:], strict=True):
            told = headline(row["code"], period, column["code"])
            if told.rate is None:
                assert cell == {"text": "not published", "kind": "absent"}
                continue
            assert cell["text"] == rate(told.rate, told.indicator.unit)
            assert cell["kind"] == (told.comparison or "unjudged")
            above = told.comparison in ("worse", "higher")
            below = told.comparison in ("better", "lower")
            assert cell.get("mark", "") == ("▲" if above else "▼" if below else "")
    assert not ASHORE.search(json.dumps(grid, ensure_ascii=False))


def test_one_column_and_one_row_are_marked_as_chosen():
    grid = matrix_grid(chosen(TAMWORTH, "asb"), dark=True)
    assert [one["code"] for one in grid["columns"] if one.get("chosen")] == [TAMWORTH]
    assert [one["code"] for one in grid["rows"] if one.get("chosen")] == ["asb"]


def test_the_table_beside_the_matrix_has_every_cell():
    table = matrix_rows("2025")
    assert len(table) == len(COUNTED) * len(CSPS)
    own = table[(table["Indicator"] == "Burglary") & (table["Code"] == LICHFIELD)].iloc[0]
    told = headline("burglary", "2025", LICHFIELD)
    assert own["Rate"] == round(told.rate, 1)
    assert own["Recorded"] == told.numerator


@pytest.mark.parametrize("indicator", COUNTED)
def test_where_an_indicator_leads_can_be_shown(indicator):
    theme = theme_of(indicator)
    if theme is not None:
        reading = read({"theme": theme, "indicator": indicator}, "theme")
        assert reading.faults == ()


# --- sentences --------------------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("csp", CSPS)
def test_no_sentence_says_a_missing_figure(csp, period):
    told = CATALOGUE.period(period)
    place = CATALOGUE.force.district(csp).name
    said = [compare_title(told, place), compare_conclusion(told, csp, place)]
    for indicator in COUNTED:
        head = headline(indicator, period, csp)
        said.append(bars_message(rows_of(indicator, period), head, place))
        said.append(spread_message(head.indicator, told))
        said.append(maps_message(head.indicator, told, csp, place))
        said.append(board_text(head, told, csp, place))
        for level in ("district", "ward"):
            drawn = funnel(indicator, period, level)
            if drawn is not None:
                said.append(funnel_message(drawn, level, funnel_place(drawn, csp, place)))
    for sentence in said:
        assert not ASHORE.search(sentence), sentence
        assert ".." not in sentence


def test_the_conclusion_names_who_is_above_most_and_tells_the_chosen_district_once():
    period = CATALOGUE.period("2025")
    said = compare_conclusion(period, TAMWORTH, "Tamworth")
    assert said.startswith("Stoke-on-Trent is above the rest of the force on 14 of 14 indicators")
    assert said.endswith("the next, Tamworth, on two.")
    alike = compare_conclusion(period, STOKE, "Stoke-on-Trent", "global")
    assert alike.startswith("Stoke-on-Trent is above its similar areas on 7 of 14 indicators")


def test_the_board_paragraph_states_the_headline_with_its_period():
    told = headline("vehicle-offences", "2025", LICHFIELD)
    said = board_text(told, CATALOGUE.period("2025"), LICHFIELD, "Lichfield")
    assert said.startswith("In 2025, the recorded rate of vehicle offences in Lichfield was")
    assert f"{told.rate:.1f} per 1,000 residents" in said
    assert f"95% interval {told.lower:.1f} to {told.upper:.1f}; {told.numerator} recorded" in said
    assert f"higher than the rest of the force's {told.against_rate:.1f}" in said
    assert "the 2nd highest of nine districts" in said
    assert "data.police.uk, 12 of 12 months" in said
    # Its plans name vehicle crime as supplementary only, and the figure is high.
    assert (
        "In Lichfield, vehicle crime (vehicle offences 5.6, 1.5 times the rest of the force; "
        "supplementary only) is above the rest of the force but not a priority of the plans loaded."
        in said
    )


def test_the_board_paper_draws_nothing_from_a_plan_that_is_not_loaded():
    period = CATALOGUE.period("2025")
    for csp in CSPS:
        place = CATALOGUE.force.district(csp).name
        said = plans_paragraph(period, csp, place)
        unknown = f"No plan of its own is loaded for {place}"
        assert said.startswith(unknown) == (csp not in districts_with_plan())
        if said.startswith(unknown):
            assert "priority of the plans loaded" not in said


def test_a_printed_table_is_told_by_its_groups_of_crime_and_anti_social_behaviour():
    period = CATALOGUE.period("2025")
    said = board_text(headline("asb", "2025", LICHFIELD), period, LICHFIELD, "Lichfield")
    assert (
        "over the force's rate on three of the 34 groups of crime and anti-social behaviour in the "
        "printed table" in said
    )
    assert "rates only, so not tested; some groups are parts of others" in said


def test_the_strip_names_the_low_districts_with_a_ward_over_every_district():
    for indicator in COUNTED:
        told = CATALOGUE.indicator(indicator)
        said = spread_message(told, CATALOGUE.period("2025"))
        names = set(hidden_wards(indicator, "2025")["district_name"])
        assert names == {
            one.name
            for one in CATALOGUE.force.districts
            if re.search(rf"\b{re.escape(one.name)}\b", said)
        }


def test_fewer_recorded_is_called_lower_and_not_better():
    grid = matrix_grid(chosen(), dark=False)
    assert grid["words"]["better"] == "lower than the rest of the force"
    assert not any("better" in one["text"] for one in grid["key"])
    for table in (matrix_rows("2025"), bars_table(rows_of("burglary", "2025"))):
        assert not table["Against them"].eq("better").any()


def test_the_board_paragraph_of_a_printed_period_draws_no_verdict():
    told = headline("asb", "2018-19", LICHFIELD)
    said = board_text(told, CATALOGUE.period("2018-19"), LICHFIELD, "Lichfield")
    assert "21.7 per 1,000 residents, 0.7 times the force's 32.6 (England and Wales: 24.3)" in said
    assert "interval" not in said
    absent = headline("asb", "2018-19", TAMWORTH)
    told_absent = board_text(absent, CATALOGUE.period("2018-19"), TAMWORTH, "Tamworth")
    assert "no rate of anti-social behaviour is published for Tamworth" in told_absent


def test_similar_areas_are_in_the_paper_of_the_district_they_are_printed_for():
    period = CATALOGUE.period("2025")
    own = board_text(headline("asb", "2025", EAST), period, EAST, "East Staffordshire")
    assert "Most Similar Group on nine of the 18 groups of crime in the printed table" in own
    assert "some groups are parts of others" in own
    other = board_text(headline("asb", "2025", STOKE), period, STOKE, "Stoke-on-Trent")
    assert "Most Similar Group" not in other


# --- maps and charts --------------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("indicator", ["burglary", "all-crime", "drug-offences"])
def test_small_maps_have_one_scale_and_a_class_for_every_ward(indicator, period):
    told = maps_data(rows_of(indicator, period), chosen(TAMWORTH, indicator, period), LIGHT)
    view = force_wards(indicator, period)
    classes = classify(view.wards["rate"], view.breaks).astype("Int64").fillna(-1)
    assert {code: kind for code, (kind, _) in told["areas"].items()} == classes.to_dict()
    drawn = [one for one in told["key"] if one["colour"]]
    assert [one["colour"] for one in drawn] == list(told["ramp"][: len(drawn)])
    assert [one["code"] for one in told["districts"] if one["chosen"]] == [TAMWORTH]
    assert len(json.dumps(told)) < 9_000


def test_the_small_maps_fetch_the_file_of_the_large_map():
    assert re.fullmatch(r"component/[\w.]+/ward24-\w+\.json", page_address("ward24"))


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_bars_start_at_nothing_and_accent_the_chosen_district_alone(period, colours):
    rows = rows_of("asb", period)
    wider = headline("asb", period, LICHFIELD).wider
    figure = ranked_bars(rows, wider, ("Force", rows["force_rate"].iloc[0]), LICHFIELD, colours)
    bar = figure.data[0]
    accents = [
        name
        for name, colour in zip(bar.y, bar.marker.color, strict=True)
        if colour == colours.accent
    ]
    assert accents == ["Lichfield"]
    assert figure.layout.xaxis.rangemode == "tozero"
    texts = [one.text for one in figure.layout.annotations]
    assert texts.count("not published") == int(rows["rate"].isna().sum())
    assert any("England" in text for text in texts) == (period == "2018-19")
    assert len(figure.to_json()) < 9_000
    assert len(bars_table(rows)) == len(CSPS)


@pytest.mark.parametrize("indicator", COUNTED)
def test_the_strip_has_every_ward_once(indicator):
    wards = force_wards(indicator, "2025").wards
    figure = spread_chart(rows_of(indicator, "2025"), wards, STOKE, None, LIGHT)
    others, own, ticks = figure.data
    assert sorted([*others.text, *own.text]) == sorted(wards["area_name"])
    assert set(own.y) == {"Stoke-on-Trent"}
    assert len(ticks.y) == len(CSPS)
    assert len(figure.to_json()) < 25_000


@pytest.mark.parametrize("level", ["district", "ward"])
def test_the_funnel_chart_draws_every_area_and_names_the_chosen_ones(level):
    told = funnel("burglary", "2025", level)
    figure = funnel_chart(told, LICHFIELD, None, LIGHT)
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in points) == len(told.points)
    own = next(trace for trace in points if trace.marker.color == LIGHT.accent)
    expected = told.points[told.points["district_code"].fillna("").eq(LICHFIELD)]
    assert sorted(own.text) == (sorted(expected["area_name"]) or ["Lichfield"])
    assert len(figure.to_json()) < 25_000


@pytest.mark.parametrize("indicator", COUNTED)
@pytest.mark.parametrize("level", ["district", "ward"])
def test_no_two_names_of_a_funnel_cover_each_other(indicator, level):
    figure = funnel_chart(funnel(indicator, "2025", level), LICHFIELD, None, LIGHT)
    boxes = []
    across, up = figure.layout.xaxis.range, figure.layout.yaxis.range
    for one in figure.layout.annotations:
        if one.xref == "paper":
            continue
        x = (one.x - across[0]) / (across[1] - across[0]) * FUNNEL_WIDTH
        y = (one.y - up[0]) / (up[1] - up[0]) * FUNNEL_HEIGHT
        boxes.append(_box((x, y), (one.xshift, one.yshift, one.xanchor), LETTER * len(one.text)))
    for place, (left, low, right, high) in enumerate(boxes):
        for other in boxes[:place]:
            # The chart's figures are rounded, by up to a pixel or two.
            across_each = min(right, other[2]) - max(left, other[0])
            up_each = min(high, other[3]) - max(low, other[1])
            assert min(across_each, up_each) < 2


def test_the_volume_chart_shows_counts_that_the_frame_holds():
    table = changed_since("2018-10_2019-02", "2025", LICHFIELD)
    figure = volume_chart(table, LIGHT)
    moved = (table["now"] - table["before"]).sort_values()
    assert list(figure.data[0].x) == moved.tolist()
    assert volume_table(table)["Change in number"].sum() == moved.sum()
    said = volume_message(what_changed("2025", LICHFIELD))
    assert "rose most in number (+" in said
    assert "fell most in number (−" in said


def test_downloads_of_the_page_hold_figures_as_numbers():
    since = changed_since("2018-10_2019-02", "2025", LICHFIELD)
    tables = {
        "volume": volume_table(since),
        "changes": changes_table(since),
        "bars": bars_table(rows_of("burglary", "2025")),
        "matrix": matrix_rows("2025"),
    }
    words = {
        "Indicator",
        "District",
        "Verdict",
        "Status",
        "Unit",
        "Code",
        "Set against",
        "Against them",
    }
    words.add("Change verdict")
    for name, table in tables.items():
        back = pd.read_csv(io.StringIO(safe_cells(table).to_csv(index=False)))
        text = {one for one in back if not pd.api.types.is_numeric_dtype(back[one])}
        assert text <= words, name
        for column in set(back) - text:
            assert back[column].notna().tolist() == table[column].notna().tolist()
    volume = tables["volume"].set_index("Indicator")
    assert volume.loc["Public order", "Change of the rate %"] == pytest.approx(152.3)
    assert volume.loc["Other crime", "Lower 95% of the change"] < 0
    assert pd.isna(volume.loc["Theft from the person", "Change of the rate %"])


# --- plans ------------------------------------------------------------------------------------


def test_each_cell_of_the_priorities_leads_to_a_theme_page_that_exists():
    grid = priority_grid(chosen(), dark=False)
    told = iter(standings("2025"))
    high = high_without_priority("2025")
    for row in grid["rows"]:
        for column, cell in zip(grid["columns"], row["cells"], strict=True):
            one = next(told)
            assert (row["code"], column["code"]) == (one.theme.id, one.csp)
            address = theme_query(chosen(), one.theme.id, one.csp)
            reading = read(address, "theme")
            assert reading.faults == ()
            assert (reading.selection.theme, reading.selection.csp) == (one.theme.id, one.csp)
            assert ("flag" in cell) == one.is_high
            if one in high:
                assert (cell["text"], cell["kind"]) == ("High", "high")
                assert cell["small"] == (one.tier or "not named")
                continue
            assert cell["kind"] == (one.tier or ("none" if one.own_plan else "absent"))
            if one.named:
                assert max(plan.year for plan in one.named) in cell["small"]


def test_matrix_headline_and_list_count_the_same_high_figures():
    grid = priority_grid(chosen(), dark=False)
    drawn = {
        (row["code"], column["code"])
        for row in grid["rows"]
        for column, cell in zip(grid["columns"], row["cells"], strict=True)
        if cell["kind"] == "high"
    }
    told = high_without_priority("2025")
    assert drawn == {(one.theme.id, one.csp) for one in told}
    listed = high_lines("2025")
    assert len(listed) == len({one.csp for one in told})
    assert sum(line.count(" × rest of the force") for line in listed) == len(told) == 3
    assert priorities_message("2025").endswith(
        "in the four districts whose own plans are loaded, three high figures are not a priority"
    )


def test_a_column_without_a_plan_is_hatched_and_says_why():
    grid = priority_grid(chosen(), dark=False)
    hatched = {
        column["code"]
        for row in grid["rows"]
        for column, cell in zip(grid["columns"], row["cells"], strict=True)
        if cell["kind"] == "absent"
    }
    assert hatched == set(CSPS) - set(districts_with_plan())
    assert "no plan of its own is loaded" in grid["words"]["absent"]
    assert {"kind": "absent", "text": "no plan loaded: priorities not known"} in grid["key"]
