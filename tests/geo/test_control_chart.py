from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.control_chart import (
    SIGNALS,
    _poisson_lower,
    _poisson_upper,
    month_lengths,
    staged_xmr,
    xmr,
)


def months(values: list[float | None], start: str = "2024-01") -> pd.Series:
    index = pd.period_range(start, periods=len(values), freq="M").astype(str)
    return pd.Series(values, index=index, dtype="float64")


def marked(chart, signal: str) -> list[int]:
    return np.flatnonzero(chart.signals[signal]).tolist()


def only(chart, *signals: str) -> None:
    """No signal but these."""
    assert set(chart.signals.columns[chart.signals.any()]) == set(signals)


def test_limits_by_hand():
    chart = xmr(months([10, 14, 12, 8]))
    # Moving ranges 4, 2, 4: mean 10 / 3; mean of the points 11.
    assert chart.moving_ranges.tolist()[1:] == [4, 2, 4]
    assert np.isnan(chart.moving_ranges.iloc[0])
    assert chart.mean == 11
    assert chart.upper == pytest.approx(11 + 2.66 * 10 / 3)
    assert chart.lower == pytest.approx(11 - 2.66 * 10 / 3)
    only(chart)


def test_a_point_beyond_the_limits():
    high = xmr(months([10, 12, 11, 13, 11, 12, 30, 11, 12, 10, 13, 12, 11]))
    assert marked(high, "above_limit") == [6]
    assert high.reasons.iloc[6] == "above the upper limit"
    low = xmr(months([30, 32, 31, 33, 31, 32, 12, 31, 32, 30, 33, 32, 31]))
    assert marked(low, "below_limit") == [6]
    assert low.signalled.tolist() == [at == 6 for at in range(13)]


def test_seven_on_one_side():
    low, high = [8, 6, 9, 6, 8, 9, 6], [12, 14, 11, 14, 12, 11, 14]
    chart = xmr(months([*low, *high]))
    assert marked(chart, "run_above") == list(range(7, 14))
    assert marked(chart, "run_below") == list(range(7))
    only(chart, "run_above", "run_below")
    only(xmr(months([*low[:6], *high[:6]])))


def test_a_point_on_the_mean_breaks_a_run():
    # The mean is 10 exactly; the fourth of eight points above or on it lies on it.
    chart = xmr(months([8, 9, 8, 9, 9, 7, 11, 12, 11, 10, 11, 12, 11, 12]))
    assert chart.mean == 10
    only(chart)


def test_seven_rising_and_seven_falling():
    values = [5, 9, 4, 5, 6, 7, 8, 9, 10, 5, 9, 5, 9, 5]
    rising = xmr(months([float(value) for value in values]))
    assert marked(rising, "rising") == [2, 3, 4, 5, 6, 7, 8]
    only(rising, "rising")
    falling = xmr(months([-float(value) for value in values]))
    assert marked(falling, "falling") == [2, 3, 4, 5, 6, 7, 8]
    six = xmr(months([5, 9, 5, 6, 7, 8, 9, 10, 5, 9, 5, 9, 5, 9]))
    only(six)
    level = xmr(months([5, 9, 4, 5, 6, 7, 7, 8, 9, 10, 5, 9, 5, 9]))
    assert not level.signals["rising"].any()


def test_two_of_three_in_the_outer_third():
    usual = [10.0, 12.0] * 8
    chart = xmr(months([*usual, 17, 12, 17, *usual]))
    third = chart.mean + 2 / 3 * (chart.upper - chart.mean)
    assert third < 17 < chart.upper
    assert marked(chart, "outer_high") == [16, 18]
    only(chart, "outer_high")
    below = xmr(months([-value for value in chart.values]))
    assert marked(below, "outer_low") == [16, 18]
    only(xmr(months([*usual, 17, 12, 10, 17, *usual])))


def test_both_sides_do_not_make_two_of_three():
    usual = [10.0, 12.0] * 10
    chart = xmr(months([*usual, 16.5, 5.5, *usual]))
    third = 2 / 3 * (chart.upper - chart.mean)
    assert chart.mean - third > 5.5
    assert chart.mean + third < 16.5
    assert not chart.signals[["outer_high", "outer_low"]].any(axis=None)


def test_a_gap_gives_no_moving_range_and_breaks_runs():
    series = months([8, 7, 9, 7, 8, 9, 7, 12, 14, 13, None, 12, 14, 13, 12])
    chart = xmr(series)
    assert chart.moving_ranges.isna().tolist() == [at in (0, 10, 11) for at in range(15)]
    assert chart.mean == pytest.approx(series.dropna().mean())
    assert not chart.signals["run_above"].any()
    assert not chart.signals.iloc[10].any()
    assert chart.reasons.iloc[10] == ""
    assert np.isnan(chart.values.iloc[10])


def test_a_gap_breaks_trend_and_two_of_three():
    trend = xmr(months([4, 5, 6, 7, None, 8, 9, 10, 5, 9, 5]))
    assert not trend.signals["rising"].any()
    usual = [10.0, 12.0] * 8
    only(xmr(months([*usual, 17, None, 17, *usual])))


def test_a_month_that_is_not_in_the_index_is_a_gap_too():
    whole = months([8, 7, 9, 7, 8, 9, 7, 12, 14, 13, None, 12, 14, 13, 12])
    cut, chart = xmr(whole.dropna()), xmr(whole)
    assert (cut.mean, cut.upper) == (chart.mean, chart.upper)
    pd.testing.assert_frame_equal(cut.signals, chart.signals.loc[cut.signals.index])
    over_the_year = xmr(pd.Series([1.0, 2.0, 4.0], index=["2024-11", "2024-12", "2025-01"]))
    assert over_the_year.moving_ranges.tolist()[1:] == [1, 2]


def test_lower_limit_is_clipped_where_asked():
    values = months([3, 0, 4, 1, 5, 0, 2, 6, 1, 3, 0, 4, 2])
    assert xmr(values).lower < 0
    clipped = xmr(values, clip_at_zero=True)
    assert clipped.lower == 0
    assert clipped.upper == xmr(values).upper
    only(clipped)
    far = months([30, 32, 31, 33, 31])
    assert xmr(far, clip_at_zero=True).lower == xmr(far).lower > 0


def test_warnings():
    assert xmr(months([1.0, 2.0] * 6)).warning.startswith("There are 12 points; limits from fewer")
    assert xmr(months([1.0, 2.0] * 6 + [1.0])).warning == ""
    # What counts is the months that are there.
    assert xmr(months([1.0, None, 2.0] * 5)).warning.startswith("There are 10 points")


@pytest.mark.parametrize("values", [[], [None, None], [5.0], [5.0, None, 6.0]])
def test_without_two_neighbouring_months_there_are_no_limits(values):
    chart = xmr(months(values))
    assert np.isnan(chart.upper)
    assert np.isnan(chart.lower)
    assert np.isnan(xmr(months(values), clip_at_zero=True).lower)
    only(chart)
    assert "no two months next to each other" in chart.warning
    assert list(chart.signals.columns) == list(SIGNALS)


def test_a_level_series_has_no_signal():
    only(xmr(months([0.1 + 0.2] * 10 + [0.3] * 10)))
    only(xmr(months([0.0] * 20)))


def test_nullable_counts_and_other_indexes():
    counts = pd.Series([10, 12, pd.NA, 13], dtype="Int64", index=["spring", "a", "b", "c"])
    chart = xmr(counts)
    assert chart.moving_ranges.isna().tolist() == [True, False, True, True]


def test_errors():
    with pytest.raises(ValueError, match="out of order or come twice at 2024-01"):
        xmr(pd.Series([1.0, 2.0], index=["2024-02", "2024-01"]))
    with pytest.raises(ValueError, match="out of order or come twice at 2024-01"):
        xmr(pd.Series([1.0, 2.0], index=["2024-01", "2024-01"]))
    with pytest.raises(ValueError, match="value must be a finite number"):
        xmr(months([1.0, np.inf]))


def naive(values: list[float | None]) -> tuple[float, float, dict[str, set[int]]]:
    """Mean, width and signals by loops over every stretch, from the rules as they are written."""
    there = [value for value in values if value is not None]
    mean = sum(there) / len(there)
    steps = [
        abs(later - earlier)
        for earlier, later in pairwise(values)
        if earlier is not None and later is not None
    ]
    if steps and (kept := [one for one in steps if one <= 3.267 * sum(steps) / len(steps)]):
        steps = kept if any(kept) else steps
    width = 2.66 * sum(steps) / len(steps) if steps else float("nan")
    tie = 1e-9 * (abs(mean) + (0 if np.isnan(width) else width))
    found: dict[str, set[int]] = {name: set() for name in SIGNALS}
    for first in range(len(values)):
        if values[first] is not None:
            found["above_limit"] |= {first} if values[first] > mean + width + tie else set()
            found["below_limit"] |= {first} if values[first] < mean - width - tie else set()
        seven = values[first : first + 7]
        if len(seven) == 7 and None not in seven:
            at = set(range(first, first + 7))
            moves = [later - earlier for earlier, later in pairwise(seven)]
            rules = {
                "run_above": all(value > mean + tie for value in seven),
                "run_below": all(value < mean - tie for value in seven),
                "rising": all(move > tie for move in moves),
                "falling": all(move < -tie for move in moves),
            }
            for name, is_so in rules.items():
                found[name] |= at if is_so else set()
        three = values[first : first + 3]
        if len(three) == 3 and None not in three:
            high = {first + n for n in range(3) if three[n] - mean > 2 / 3 * width + tie}
            low = {first + n for n in range(3) if three[n] - mean < -2 / 3 * width - tie}
            found["outer_high"] |= high if len(high) >= 2 else set()
            found["outer_low"] |= low if len(low) >= 2 else set()
    return mean, width, found


values_with_gaps = st.lists(
    st.one_of(st.integers(0, 12), st.integers(0, 3), st.none()), min_size=1, max_size=40
).filter(lambda values: any(value is not None for value in values))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(values=values_with_gaps)
def test_limits_and_signals_meet_an_independent_reference(values):
    chart = xmr(months([None if one is None else float(one) for one in values]))
    mean, width, found = naive(values)
    assert chart.mean == pytest.approx(mean)
    assert chart.upper == pytest.approx(mean + width, nan_ok=True)
    assert chart.lower == pytest.approx(mean - width, nan_ok=True)
    assert {name: set(marked(chart, name)) for name in SIGNALS} == found
    # What is told one by one is all that is marked, and nothing else.
    told = {name: set() for name in SIGNALS}
    for signal in chart.found:
        told[signal.rule] |= {chart.values.index.get_loc(point) for point in signal.points}
    assert told == found


def test_signals_are_told_one_by_one():
    usual = [10.0, 12.0] * 5
    chart = xmr(months([*usual, 40, *usual, 41, *usual]))
    (first, second) = (one for one in chart.found if one.rule == "above_limit")
    assert (first.points, first.values) == (("2024-11",), (40.0,))
    assert (second.points, second.values) == (("2025-10",), (41.0,))


def test_two_trends_end_to_end_are_two_signals():
    chart = xmr(months([1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7]))
    trends = [one.values for one in chart.found if one.rule == "rising"]
    assert trends == [(1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6, 7)]


def test_limits_start_anew_at_a_step():
    values = months([10, 12, 11, 13, 10, 12, 30, 32, 31, 33, 30, 32])
    whole = xmr(values)
    assert whole.signalled.any() or whole.mean == pytest.approx(21.3, abs=0.1)
    chart = staged_xmr(values, {"2024-07": "New recording"})
    first, second = chart.stages
    assert (first.first, first.last, first.reason) == ("2024-01", "2024-06", "")
    assert (second.first, second.last, second.reason) == ("2024-07", "2024-12", "New recording")
    # Moving ranges 2, 1, 2, 3, 2 on each side: 2; the step of 18 between them is in neither.
    assert [stage.chart.mean for stage in chart.stages] == pytest.approx([68 / 6, 188 / 6])
    assert first.chart.upper == pytest.approx(68 / 6 + 2.66 * 2)
    assert second.chart.lower == pytest.approx(188 / 6 - 2.66 * 2)
    assert not chart.signalled.any()
    limits = chart.limits
    assert limits.loc["2024-06", "mean"] == first.chart.mean
    assert limits.loc["2024-07", "mean"] == second.chart.mean


def test_no_run_reaches_over_a_step():
    values = months([9, 9.5, 9, 9.5, 20, 20.5, 20, 20.5, 20, 20.5, 20])
    assert not staged_xmr(values, {"2024-05": "x"}).signals["run_above"].any()
    rising = months([float(n) for n in range(1, 9)])
    assert xmr(rising).signals["rising"].any()
    assert not staged_xmr(rising, {"2024-05": "x"}).signals["rising"].any()


def test_a_step_in_an_absent_month_starts_at_the_next_one():
    values = months([10, 11, None, None, 20, 21])
    chart = staged_xmr(values, {"2024-03": "one", "2024-04": "two"})
    assert [(one.first, one.reason) for one in chart.stages][1:] == [("2024-05", "one. two")]


def test_a_step_in_a_long_gap_is_not_named_unless_it_is_next_to_a_month_that_is_there():
    held = [*months_of(2018, 10, 3), *months_of(2025, 1, 3)]
    values = pd.Series([10.0, 12, 11, 30, 32, 31], index=held)
    gap = "72 months absent before it"
    for month, reason in (
        ("2019-01", gap),
        ("2020-04", gap),
        ("2024-11", gap),
        ("2024-12", f"{gap}. New recording"),
        ("2025-01", f"{gap}. New recording"),
    ):
        chart = staged_xmr(values, {month: "New recording"})
        assert [(one.first, one.reason) for one in chart.stages][1:] == [("2025-01", reason)]
    short = staged_xmr(values, {"2020-04": "New recording"}, longest_gap=100)
    assert [one.reason for one in short.stages] == ["", "New recording"]


def months_of(year: int, first: int, many: int) -> list[str]:
    return [f"{year}-{first + more:02}" for more in range(many)]


@pytest.mark.parametrize("month", ["2023-06", "2024-01", "2024-09"])
def test_a_step_outside_the_series_starts_nothing(month):
    chart = staged_xmr(months([10.0, 11, 12, 10]), {month: "elsewhere"})
    assert [one.first for one in chart.stages] == ["2024-01"]
    assert chart.stages[0].reason == ""


def test_a_long_gap_starts_limits_anew_and_a_year_does_not():
    values = pd.Series([10.0, 12, 30, 32], index=["2018-10", "2018-11", "2025-01", "2025-02"])
    chart = staged_xmr(values)
    assert [one.first for one in chart.stages] == ["2018-10", "2025-01"]
    assert chart.stages[1].reason == "73 months absent before it"
    year = pd.Series([10.0, 12, 30, 32], index=["2018-10", "2018-11", "2019-12", "2020-01"])
    assert len(staged_xmr(year).stages) == 1
    assert len(staged_xmr(year, longest_gap=11).stages) == 2


def test_one_stage_is_the_plain_chart():
    values = months([8, 7, 9, None, 8, 9, 7, 12, 14, 13, 12, 14, 13, 12])
    plain, staged = xmr(values, clip_at_zero=True), staged_xmr(values, clip_at_zero=True)
    pd.testing.assert_frame_equal(staged.signals, plain.signals)
    assert staged.limits["upper"].unique().tolist() == [plain.upper]
    assert staged.found == plain.found
    assert staged.warnings == ()


def test_each_stage_has_its_own_warning():
    values = months([10.0, 12] * 7 + [20.0, 22] * 2)
    chart = staged_xmr(values, {"2025-03": "x"})
    assert [first for first, _ in chart.warnings] == ["2025-03"]
    assert chart.warnings[0][1].startswith("There are 4 points")


def test_an_empty_series_has_no_stage():
    for values in (months([]), months([None, None])):
        chart = staged_xmr(values, {"2024-01": "x"})
        assert chart.stages == ()
        assert chart.limits["mean"].isna().all()
        assert not chart.signals.any(axis=None)


def test_staged_errors():
    with pytest.raises(ValueError, match="'April 2020' is not a month"):
        staged_xmr(months([1.0, 2.0]), {"April 2020": "x"})
    with pytest.raises(ValueError, match="'spring' is not a month"):
        staged_xmr(pd.Series([1.0], index=["spring"]))
    with pytest.raises(ValueError, match="out of order or come twice"):
        staged_xmr(pd.Series([1.0, 2.0], index=["2024-02", "2024-01"]))


STAFFORD_BURGLARY = [23.0, 17, 26, 28, 33, 30, 23, 22, 21, 26, 19, 40]


def test_a_range_over_the_upper_range_limit_is_left_out_once():
    # Ranges 6, 9, 2, 5, 3, 7, 1, 1, 5, 7, 21: mean 67 / 11, limit 19.9. Without the 21: 46 / 10.
    chart = xmr(months(STAFFORD_BURGLARY, "2025-01"))
    assert chart.mean == pytest.approx(308 / 12)
    assert chart.upper == pytest.approx(308 / 12 + 2.66 * 4.6)
    assert round(chart.upper, 1) == 37.9
    assert marked(chart, "above_limit") == [11]
    assert chart.found[0].limits == (chart.upper,)
    # A second round would drop a range of 9, were there one of over 3.267 x 2.4: there is one only.
    once = xmr(months([0.0, 100, 0, 10, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]))
    assert once.upper == pytest.approx(once.mean + 2.66 * (2 * 10 + 12) / 14)


def test_a_level_series_with_an_outlier_keeps_its_ranges():
    chart = xmr(months([5.0] * 10 + [30.0] + [5.0] * 10))
    assert chart.upper == pytest.approx(130 / 21 + 2.66 * 50 / 20)
    assert marked(chart, "above_limit") == [10]


def test_months_are_judged_by_their_length():
    index = pd.Index(["2025-01", "2025-02", "2025-03", "2025-04"])
    lengths = month_lengths(index)
    chart = xmr(pd.Series([31.0, 28, 31, 30], index), lengths=lengths)
    # One a day: no step at all, whatever the counts.
    assert chart.mean == pytest.approx(365.25 / 12)
    assert chart.moving_ranges.dropna().tolist() == pytest.approx([0, 0, 0])
    assert chart.limits["upper"].tolist() == pytest.approx([31, 28, 31, 30])
    assert chart.by_length
    only(chart)


def test_few_records_have_exact_poisson_limits():
    # P(X >= 9 | 2.5) = 0.00114, P(X >= 8 | 2.5) = 0.00425: 8 is ordinary, 9 is not.
    usual = months([2.0, 3] * 6)
    chart = xmr(usual, records_per=1)
    assert (chart.kind, chart.lower, chart.upper) == ("poisson", 0, 8)
    assert stats.poisson.sf(8, 2.5) <= 0.00135 < stats.poisson.sf(7, 2.5)
    high = xmr(months([1.0, 2] * 6 + [9]), records_per=1)
    assert marked(high, "above_limit") == [12]
    only(high, "above_limit")
    # The same as rates over 2,000 residents.
    rates = xmr(usual / 2, records_per=2.0)
    assert (rates.kind, rates.upper) == ("poisson", 4)
    assert xmr(months([5.0] * 12), records_per=1).kind == "xmr"


@settings(derandomize=True, max_examples=60, deadline=None)
@given(mean=st.floats(0.05, 60))
def test_exact_limits_leave_no_more_than_the_tail_on_a_side(mean):
    upper, lower = float(_poisson_upper(mean)), float(_poisson_lower(mean))
    assert stats.poisson.sf(upper, mean) <= 0.00135 < stats.poisson.sf(upper - 1, mean)
    assert lower == 0 or stats.poisson.cdf(lower - 1, mean) <= 0.00135
    assert stats.poisson.cdf(lower, mean) > 0.00135


def test_rare_records_have_no_limits():
    chart = xmr(months([0.0, 1, 0, 0, 0, 1, 0, 0, None, 0, 0, 1]), records_per=1)
    assert chart.kind == "rare"
    assert np.isnan(chart.upper)
    only(chart)
    # The row of months without one ends at a gap.
    assert chart.longest_quiet == ("2024-03", "2024-04", "2024-05")
    assert xmr(months([1.0, 1]), records_per=1).longest_quiet == ()


def test_a_frozen_baseline_judges_later_months():
    values = months([10.0, 12, 11, 13, 10, 12, 20, 21, 20])
    chart = xmr(values, until="2024-06")
    plain = xmr(values[:6])
    assert (chart.mean, chart.upper) == (plain.mean, plain.upper)
    assert (chart.until, chart.rests_on) == ("2024-06", 6)
    assert marked(chart, "above_limit") == [6, 7, 8]
    short = xmr(values, until="2024-05")
    assert (short.until, short.rests_on) == ("", 9)
    assert short.warning.startswith("Up to 2024-05 there are 5 points")
    # A later stage has limits of its own; a baseline after the end is no baseline.
    staged = staged_xmr(values, {"2024-08": "x"}, until="2024-06")
    assert [stage.chart.until for stage in staged.stages] == ["2024-06", ""]
    assert xmr(values, until="2024-09").until == ""


def test_a_quiet_baseline_still_judges_what_follows():
    chart = xmr(months([0.0, 1, 0, 0, 1, 0, 6, 7, 5]), records_per=1, until="2024-06")
    assert chart.kind == "poisson"
    assert marked(chart, "above_limit") == [6, 7, 8]
