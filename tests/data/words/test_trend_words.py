"""What the trends say: every word is drawn from the figures, and what is absent is said."""

from __future__ import annotations

from html import escape
from io import StringIO

import pandas as pd
import pytest

from components.page.verdict import verdict_html
from components.trend.axis import month_axis
from components.trend.change_charts import area_change_figure, change_rows, type_volume_figure
from components.trend.charts import control_figure, signal_marks
from data.painting.palette import LIGHT
from data.tables.safe_cells import safe_cells
from data.trend.comparisons import change_by_area, change_by_type, compare_spans
from data.trend.trends import trend, trend_table
from data.verdict.clauses import Figure, verdict
from data.words.trend import (
    MARKS,
    change_cells,
    headline_cells,
    months_alternative,
    months_title,
    rolling_message,
    same_months_missing,
    season_missing,
)
from data.words.verdict import QUIET, clause_table, figure_words
from geo.control_chart import SIGNALS
from geo.series import months_from

LICHFIELD, STOKE, FORCE, STOWE = "E07000194", "E06000021", "E23000015", "E05010670"
HALVES = compare_spans(
    tuple(months_from("2025-07", "2025-12")), tuple(months_from("2025-01", "2025-06"))
)


@pytest.fixture
def asb():
    return trend(("asb",), "district", LICHFIELD)


def test_a_long_gap_is_cut_and_a_short_one_keeps_its_width():
    months = months_from("2018-10", "2025-12")
    there = pd.Series([one < "2019-03" or one > "2024-12" for one in months], index=months)
    axis = month_axis(there)
    (gap,) = axis.gaps
    assert gap.is_cut
    assert len(gap.months) == 70
    assert gap.end - gap.start == 1.5
    assert axis.place["2019-02"] == 4
    assert axis.place["2025-01"] == 6.5
    short = pd.Series([True, False, True], index=months_from("2025-01", "2025-03"))
    axis = month_axis(short)
    assert not axis.gaps[0].is_cut
    assert axis.place == {"2025-01": 0, "2025-02": 1, "2025-03": 2}


def test_no_line_is_drawn_over_absent_months(asb, monkeypatch):
    monkeypatch.setattr("components.chart.style.palette", lambda: LIGHT)
    figure = control_figure(asb, LIGHT)
    lines = [one for one in figure.data if one.mode == "lines" and one.line.color == LIGHT.accent]
    assert [len(one.x) for one in lines] == [5, 11, 4, 12]
    points = next(one for one in figure.data if one.mode == "markers")
    assert [int(one) for one in points.y] == [int(one) for one in asb.points.dropna()]
    assert any(one.text == "34 months not loaded" for one in figure.layout.annotations)


def test_an_incomplete_month_is_hollow_and_grey_and_said_so(asb, monkeypatch):
    monkeypatch.setattr("components.chart.style.palette", lambda: LIGHT)
    assert "2018-12" in asb.incomplete and not any(one > "2023" for one in asb.incomplete)
    figure = control_figure(asb, LIGHT)
    (hollow,) = [one for one in figure.data if one.marker.color == LIGHT.ground]
    assert hollow.marker.line.color == LIGHT.quiet
    # October 2018 is at 0, so December at 2, where Lichfield had so many.
    assert (hollow.x[0], hollow.y[0]) == (2, asb.points["2018-12"])
    assert [one.text for one in figure.layout.annotations].count("incomplete") >= 1
    drawn = next(one for one in figure.data if one.mode == "markers")
    assert drawn.customdata[2].endswith("incomplete")
    assert any("December 2018 has 81% of the crimes a day" in one for one in asb.notes)
    assert "Dec 2018" in months_alternative(asb) and "incomplete" in months_alternative(asb)
    assert (trend_table(asb).set_index("Month")["Incomplete"] != "").sum() == len(asb.incomplete)


def test_each_rule_has_a_mark_and_a_signal_the_gravest(asb):
    assert set(MARKS) == set(SIGNALS)
    marks = signal_marks(asb)
    found = asb.chart.signals
    assert set(marks) == set(found.index[found.any(axis=1)])
    # A run and an outer third together are drawn as the run, which stands first.
    assert marks["2025-01"] == "outer_low"
    assert marks["2025-06"] == "run_above"


def test_the_headline_says_what_is_not_loaded(asb):
    cells = {name: (value, note) for name, value, note in headline_cells(asb)}
    assert cells["December 2025"][0] == "49"
    assert cells["12 months to Dec 2025"][0] == "986"
    assert cells["Against Dec 2024"] == ("–", "Dec 2024 is not loaded")
    assert cells["Limits now"][1] == "mean 75.2; firm, on 16 months"


def test_what_cannot_be_had_is_said_with_the_months_that_are_missing(asb):
    assert months_title(asb) == "ASB in Lichfield: Aug 2025 is outside the limits"
    assert "12 are missing" in season_missing(asb)
    assert same_months_missing(asb) == months_from("2024-05", "2024-12")[::-1]
    assert "the only one that the loaded months give" in rolling_message(asb)


def test_a_bar_whose_interval_crosses_zero_is_grey_and_hollow(monkeypatch):
    monkeypatch.setattr("components.chart.style.palette", lambda: LIGHT)
    frame = change_by_area(("burglary",), "district", HALVES)
    bars = area_change_figure(frame, LICHFIELD, LIGHT).data[0]
    rows = frame.iloc[::-1]
    for place, (_, row) in enumerate(rows.iterrows()):
        crosses = row["percent_lower"] < 0 < row["percent_upper"]
        assert bars.marker.color[place] == (LIGHT.ground if crosses else LIGHT.accent)
        assert bars.marker.line.color[place] == (LIGHT.rest if crosses else LIGHT.accent)
        assert bars.x[place] == pytest.approx(row["percent"], abs=0.005)
        assert str(row["direction"]) in bars.customdata[place]


def test_the_volume_of_types_is_the_difference_of_their_records(monkeypatch):
    monkeypatch.setattr("components.chart.style.palette", lambda: LIGHT)
    frame = change_by_type("district", LICHFIELD, HALVES)
    bars = type_volume_figure(frame, LIGHT).data[0]
    assert sum(bars.x) == int((frame["now"] - frame["before"]).sum())
    table = change_rows(frame, "Type of crime")
    assert (table["Later count"] - table["Earlier count"] == table["Difference"]).all()


def test_no_percentage_on_a_small_base():
    row = pd.Series(
        {
            "now": 30,
            "before": 19,
            "rate_now": 3.0,
            "rate_before": 1.9,
            "ratio": 1.58,
            "lower": 0.89,
            "upper": 2.8,
            "percent": pd.NA,
            "percent_lower": pd.NA,
            "percent_upper": pd.NA,
            "direction": "too few to say",
        }
    )
    cells = {name: (value, note) for name, value, note in change_cells(row, HALVES)}
    assert cells["Change of the rate"] == ("–", "no percentage on a base under 20")
    assert cells["More than chance?"] == ("Too few", "to say")


@pytest.mark.parametrize(
    ("lower", "upper", "direction", "interval", "real"),
    [
        (
            -0.4,
            26.0,
            "no real change",
            "−0.4% to +26%",
            "no real change: the interval includes zero",
        ),
        (0.3, 22.0, "increase", "+0.3% to +22%", "the interval leaves out zero"),
        (-22.0, -0.04, "decrease", "−22% to −0.04%", "the interval leaves out zero"),
    ],
)
def test_a_bound_beside_zero_shows_its_side(lower, upper, direction, interval, real):
    row = pd.Series(
        {
            "now": 110,
            "before": 100,
            "rate_now": 11.0,
            "rate_before": 10.0,
            "ratio": 1 + (lower + upper) / 200,
            "lower": 1 + lower / 100,
            "upper": 1 + upper / 100,
            "percent": (lower + upper) / 2,
            "percent_lower": lower,
            "percent_upper": upper,
            "direction": direction,
        }
    )
    cells = {name: (value, note) for name, value, note in change_cells(row, HALVES)}
    assert cells["Change of the rate"][1] == interval
    assert cells["More than chance?"][1] == real


# --- the verdict ----------------------------------------------------------------------------------


def test_every_clause_of_a_verdict_has_its_figures_at_hand():
    told = verdict("asb", "2025", "ward", STOWE)
    body = verdict_html(told)
    assert body.count('class="clause" tabindex="0"') == len(told.clauses)
    for place, clause in enumerate(told.clauses, start=1):
        assert f'aria-describedby="clause-{place}"' in body
        assert f'id="clause-{place}"' in body
        for one in clause.figures:
            assert escape(figure_words(one)) in body
    table = clause_table(told)
    assert table["Clause"].drop_duplicates().tolist() == [one.text for one in told.clauses]
    assert len(table) == sum(max(1, len(one.figures)) for one in told.clauses)
    figures = [one.value for clause in told.clauses for one in clause.figures]
    numbers = [one for one in figures if not isinstance(one, str)]
    assert table["Value"].dropna().tolist() == pytest.approx(numbers, abs=0.0051)


def test_the_figures_of_a_verdict_come_first_and_are_numbers_in_the_file():
    told = verdict("asb", "2025", "ward", STOWE)
    table = clause_table(told)
    assert table.columns[:3].tolist() == ["Figure", "Value", "Unit"]
    assert table.columns[-1] == "Clause"
    file = pd.read_csv(StringIO(safe_cells(table).to_csv(index=False)))
    assert pd.api.types.is_numeric_dtype(file["Value"])
    figures = [one for clause in told.clauses for one in clause.figures]
    numbers = [one.value for one in figures if not isinstance(one.value, str)]
    assert file["Value"].dropna().tolist() == [round(one, 2) for one in numbers]
    words = [one.value for one in figures if isinstance(one.value, str)]
    assert file["In words"].dropna().tolist() == words


def test_what_the_figures_leave_out_is_small_and_can_be_left_to_the_page():
    told = verdict("asb", "2025", "ward", STOWE)
    assert {one.kind for one in told.sentences[-1]} <= set(QUIET)
    assert 'class="leaves-out"' in verdict_html(told)


def test_names_are_escaped_and_figures_are_finer_than_the_words():
    assert figure_words(Figure("rate", 22.4232, "per 1,000 residents", "police_uk")) == (
        "rate 22.42 per 1,000 residents"
    )
    assert figure_words(Figure("change", -7.26, "%", "police_uk")) == "change −7.26%"
    assert figure_words(Figure("records", 1234, "records", "police_uk")) == "records 1,234 records"
    body = verdict_html(verdict("asb", "2025", "district", LICHFIELD), more="<b>", quiet="<i>")
    assert "<b>" not in body
    assert "&lt;i&gt;" in body
