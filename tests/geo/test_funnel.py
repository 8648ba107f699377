from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.funnel import (
    FEWEST_FOR_DISPERSION,
    FUNNEL,
    LENSES,
    TAILS,
    baseline_rate,
    count_limits,
    dispersion_of,
    funnel_flag,
    funnel_limits,
    p_high,
    two_lenses,
    z_score,
)
from geo.rates import exact_poisson_interval

few = settings(derandomize=True, max_examples=50, deadline=None)


def test_baseline_pools_counts_and_is_not_the_mean_of_rates():
    numerator, denominator = pd.Series({"a": 10, "b": 90}), pd.Series({"a": 1000, "b": 3000})
    assert baseline_rate(numerator, denominator) == pytest.approx(0.025)


def test_baseline_leaves_out_areas_that_miss_a_side():
    numerator = pd.Series({"a": 10, "b": None, "c": 5}, dtype="Int64")
    assert baseline_rate(numerator, pd.Series({"a": 1000, "b": 9000, "c": None})) == 0.01
    assert np.isnan(baseline_rate(numerator, pd.Series({"a": None, "b": None, "c": None})))


@pytest.mark.parametrize("expected", [0.001, 0.02, 0.5, 1.0, 3.7, 5.0, 10.0, 30.0, 100.0, 999.5])
def test_limits_agree_with_the_exact_poisson_test_at_every_count(expected):
    limits = count_limits(pd.Series([expected])).iloc[0]
    counts = np.arange(0, int(expected + 10 * np.sqrt(expected)) + 10)
    high = stats.poisson.sf(counts - 1, expected)
    low = stats.poisson.cdf(counts, expected)
    for name, tail in TAILS.items():
        if name.startswith("upper"):
            assert ((counts > limits[name]) == (high < tail)).all(), name
        else:
            assert ((counts < limits[name]) == (low < tail)).all(), name


@pytest.mark.parametrize("expected", [0.5, 3.7, 30.0, 100.0, 999.5])
def test_whole_counts_within_the_limits_are_scipys_quantiles(expected):
    limits = count_limits(pd.Series([expected])).iloc[0]
    assert np.floor(limits["upper_95"]) == stats.poisson.ppf(0.975, expected)
    assert np.floor(limits["upper_998"]) == stats.poisson.ppf(0.999, expected)
    assert np.ceil(limits["lower_95"]) == stats.poisson.ppf(0.025, expected)
    assert np.ceil(limits["lower_998"]) == stats.poisson.ppf(0.001, expected)


@few
@given(count=st.integers(0, 500), expected=st.floats(0.05, 500))
def test_outside_means_the_exact_interval_of_the_count_leaves_out_the_expected(count, expected):
    limits = count_limits(pd.Series([expected])).iloc[0]
    interval = exact_poisson_interval(pd.Series([count])).iloc[0]
    assert (count > limits["upper_95"]) == (interval["lower"] > expected)
    assert (count < limits["lower_95"]) == (interval["upper"] < expected)


def test_the_funnel_narrows_and_its_limits_keep_their_order():
    residents = pd.Series(np.arange(100, 50_000, 100.0))
    limits = funnel_limits(residents, 0.004)
    assert (limits.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert limits["upper_95"].is_monotonic_decreasing
    assert limits["lower_95"].is_monotonic_increasing
    assert limits["upper_998"].iloc[-1] < 1.35 * 4
    assert (limits >= 0).all(axis=None)


def test_limits_are_in_the_unit_of_the_rate():
    limits = funnel_limits(pd.Series({"a": 5000}), 0.02)
    assert limits.loc["a", "upper_95"] == pytest.approx(120.558 / 5, abs=1e-3)
    assert limits.loc["a", "lower_95"] == pytest.approx(80.3906 / 5, abs=1e-3)
    per_10_000 = funnel_limits(pd.Series({"a": 5000}), 0.02, multiplier=10_000)
    assert per_10_000.loc["a", "upper_95"] == pytest.approx(10 * limits.loc["a", "upper_95"])


def test_missing_and_empty_areas_have_no_limits():
    limits = funnel_limits(pd.Series({"a": None, "b": 0.0, "c": 100.0}), 0.02)
    assert limits.isna().all(axis=1).tolist() == [True, True, False]
    assert funnel_limits(pd.Series({"c": 100.0}), float("nan")).isna().all(axis=None)
    with pytest.raises(ValueError, match=r"baseline rate of -0\.1 is negative"):
        funnel_limits(pd.Series({"c": 100.0}), -0.1)


def test_every_flag_by_hand_against_an_expected_hundred():
    # Limits of 100 expected: 70.1, 80.4, 120.6, 132.8.
    observed = pd.Series([70, 71, 80, 81, 100, 120, 121, 132, 133, None], dtype="Int64")
    flag = funnel_flag(observed, pd.Series([5000.0] * 10), baseline=0.02)
    assert flag.iloc[:9].tolist() == [
        *["low 99.8%", "low 95%", "low 95%"],
        *["within limits", "within limits", "within limits"],
        *["high 95%", "high 95%", "high 99.8%"],
    ]
    assert pd.isna(flag.iloc[9])
    assert flag.cat.ordered
    assert tuple(flag.cat.categories) == FUNNEL


def test_a_small_ward_with_the_same_rate_is_within_limits():
    flag = funnel_flag(pd.Series([3, 300]), pd.Series([1000, 100_000]), baseline=0.002)
    assert flag.tolist() == ["within limits", "high 99.8%"]


def test_zero_baseline():
    assert set(funnel_flag(pd.Series([0, 0, 0]), pd.Series([9, 9, 9]))) == {"within limits"}
    flag = funnel_flag(pd.Series([0, 1]), pd.Series([9, 9]), baseline=0.0)
    assert flag.tolist() == ["within limits", "high 99.8%"]


def test_fewer_than_three_areas_have_no_baseline_of_their_own():
    counts, residents = pd.Series([5, 500, None], dtype="Int64"), pd.Series([1000, 1000, 1000])
    assert funnel_flag(counts, residents).isna().all()
    assert funnel_flag(counts, residents, baseline=0.005).notna().tolist() == [True, True, False]


def test_the_default_baseline_is_the_pooled_rate():
    counts, residents = pd.Series([20, 45, 20]), pd.Series([1000, 1000, 1000])
    own = funnel_flag(counts, residents)
    assert own.tolist() == funnel_flag(counts, residents, baseline=85 / 3000).tolist()


def test_two_lenses_say_every_pair():
    bands = ["not highlighted", "above average", "significantly above average", None]
    pairs = [(band, flag) for band in bands for flag in [*FUNNEL, None]]
    got = two_lenses(pd.Series([b for b, _ in pairs]), pd.Series([f for _, f in pairs]))
    low = ["neither"] * 3
    assert got.iloc[:5].tolist() == [*low, "funnel only", "funnel only"]
    assert got.iloc[6:11].tolist() == ["SD only"] * 3 + ["both", "both"]
    assert got.iloc[12:17].tolist() == ["SD only"] * 3 + ["both", "both"]
    assert got.iloc[[5, 11, 17, *range(18, 24)]].isna().all()
    assert tuple(got.cat.categories) == LENSES


def test_two_lenses_pair_areas_by_code():
    band = pd.Series({"a": "above average", "b": "not highlighted"})
    funnel = pd.Series({"b": "within limits", "a": "high 95%"})
    assert two_lenses(band, funnel).to_dict() == {"a": "both", "b": "neither"}
    with pytest.raises(ValueError, match="same areas"):
        two_lenses(band, funnel.drop("a"))


# --- overdispersion -----------------------------------------------------------------------------


def by_hand(numerator: list[float], expected: float) -> float:
    """The dispersion as Spiegelhalter describes it, step by step."""
    scores = np.sort([np.sqrt(x) + np.sqrt(x + 1) - np.sqrt(4 * expected + 1) for x in numerator])
    drawn_in = np.clip(scores, np.quantile(scores, 0.1), np.quantile(scores, 0.9))
    return float(np.sum(drawn_in**2) / len(scores))


def test_the_dispersion_by_hand():
    counts = [70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 155]
    people = pd.Series([1000.0] * 12)
    assert sum(counts) == 1200
    assert dispersion_of(pd.Series(counts), people) == pytest.approx(by_hand(counts, 100))


def test_what_chance_alone_gives_is_not_widened():
    drawn = np.random.default_rng(3).poisson(50, size=400)
    spread = dispersion_of(pd.Series(drawn), pd.Series([1000.0] * 400))
    # Drawing the ends in takes a fifth or so off.
    assert 1.0 <= spread < 1.05
    even = pd.Series([50.0] * 40)
    assert dispersion_of(even, pd.Series([1000.0] * 40)) == 1.0


def test_few_areas_have_no_dispersion_of_their_own():
    few_areas = pd.Series([20.0, 60.0] * 5 + [40.0])
    assert len(few_areas) == FEWEST_FOR_DISPERSION - 1
    assert dispersion_of(few_areas, pd.Series([1000.0] * 11)) == 1.0


@few
@given(expected=st.floats(0.5, 5000), spread=st.floats(1.01, 90))
def test_a_count_on_a_wider_limit_has_the_z_score_of_its_tail(expected, spread):
    limits = count_limits(pd.Series([expected]), spread).iloc[0]
    assert list(limits) == sorted(limits)
    for name, tail in TAILS.items():
        if limits[name] > 0:
            score = z_score(pd.Series([limits[name]]), pd.Series([expected])).iloc[0]
            assert abs(score) / np.sqrt(spread) == pytest.approx(stats.norm.isf(tail))


def test_p_and_flag_agree_where_areas_are_overdispersed():
    counts = pd.Series([70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 320])
    people = pd.Series([1000.0] * 12)
    flagged = funnel_flag(counts, people).isin(FUNNEL[3:])
    assert (flagged == (p_high(counts, people) < 0.05)).all()
    assert flagged.tolist() == [False] * 11 + [True]
    assert funnel_flag(counts, people, dispersion=1.0).isin(FUNNEL[:2]).sum() == 5
