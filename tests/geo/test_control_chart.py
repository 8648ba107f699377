from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.control_chart import SIGNALS, xmr


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
