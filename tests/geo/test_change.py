from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.rates import confint_poisson_2indep

from geo.change import DIRECTIONS, direction, percentage_change, rate_ratio

few = settings(derandomize=True, max_examples=50, deadline=None)


def one(value: float | None) -> pd.Series:
    return pd.Series({"a": value}, dtype="float64")


def test_rate_ratio_by_hand():
    # RR = 1.2; 1.959964 x sqrt(1/120 + 1/100) = 0.26538; 1.2 / e^0.26538, 1.2 x e^0.26538
    got = rate_ratio(one(120), one(4000), one(100), one(4000)).loc["a"]
    assert got.tolist() == pytest.approx([1.2, 0.92029, 1.56472], abs=1e-4)


def test_periods_of_different_length_are_compared_by_person_years():
    got = rate_ratio(one(50), one(2000), one(100), one(4000)).loc["a"]
    assert got["ratio"] == 1


@few
@given(
    now=st.integers(1, 5000),
    before=st.integers(1, 5000),
    years=st.tuples(st.integers(100, 10**6), st.integers(100, 10**6)),
    confidence=st.sampled_from([0.9, 0.95, 0.998]),
)
def test_rate_ratio_meets_statsmodels(now, before, years, confidence):
    got = rate_ratio(one(now), one(years[0]), one(before), one(years[1]), confidence).loc["a"]
    expected = confint_poisson_2indep(
        now, years[0], before, years[1], method="wald-log", compare="ratio", alpha=1 - confidence
    )
    assert got["ratio"] == pytest.approx((now / years[0]) / (before / years[1]))
    assert got[["lower", "upper"]].tolist() == pytest.approx(expected)


def test_rate_ratio_meets_the_risk_ratio_where_events_are_rare():
    got = rate_ratio(one(344), one(10**9), one(656), one(10**9)).loc["a"]
    table = Table2x2([[344, 10**9 - 344], [656, 10**9 - 656]])
    assert got["ratio"] == pytest.approx(table.riskratio)
    assert got[["lower", "upper"]].tolist() == pytest.approx(table.riskratio_confint(), rel=1e-5)


def test_no_ratio_on_zero_or_missing_counts():
    years = pd.Series([100.0] * 5)
    got = rate_ratio(pd.Series([0, 5, 0, None, 5]), years, pd.Series([5, 0, 0, 5, None]), years)
    assert got.isna().all(axis=None)


def test_the_periods_must_cover_the_same_areas():
    with pytest.raises(ValueError, match="earlier count does not cover the same areas"):
        rate_ratio(one(5), one(100), pd.Series({"b": 5}), one(100))


def test_percentage_change_of_a_printed_figure():
    # Public-place violence to February 2021, 344 from 656: printed as -48%.
    got = percentage_change(one(344), one(76_000), one(656), one(76_000)).loc["a"]
    assert round(got["change"]) == -48
    assert got["lower"] < -48 < got["upper"] < 0


@pytest.mark.parametrize(("base", "stated"), [(19, False), (20, True), (0, False)])
def test_no_percentage_on_a_small_base(base, stated):
    got = percentage_change(one(40), one(1000), one(base), one(1000)).loc["a"]
    assert got.notna().all() == stated
    if stated:
        assert got["change"] == pytest.approx(100)


def test_a_fall_to_none_is_minus_100_without_an_interval():
    got = percentage_change(one(0), one(1000), one(25), one(1000)).loc["a"]
    assert got["change"] == -100
    assert got[["lower", "upper"]].isna().all()
    assert percentage_change(one(0), one(None), one(25), one(1000)).isna().all(axis=None)
    assert percentage_change(one(None), one(1000), one(25), one(1000)).isna().all(axis=None)


def said(now: float | None, before: float | None, with_now: bool = True) -> object:
    ratio = rate_ratio(one(now), one(1000), one(before), one(1000))
    return direction(ratio, one(before), one(now) if with_now else None).loc["a"]


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        (150, 100, "increase"),
        (656, 344, "increase"),
        (344, 656, "decrease"),
        (120, 100, "no real change"),
        (100, 100, "no real change"),
        (60, 19, "too few to say"),
        (0, 5, "too few to say"),
        (5, 0, "too few to say"),
        (0, 25, "decrease"),
    ],
)
def test_direction(now, before, word):
    assert said(now, before) == word


def test_direction_of_a_missing_count_is_missing():
    assert pd.isna(said(None, 100))
    assert pd.isna(said(100, None))
    assert pd.isna(said(None, 5))
    # Without the later counts a fall to none cannot be told from a gap: nothing is claimed.
    assert pd.isna(said(0, 25, with_now=False))


def test_direction_keeps_its_words():
    ratio = pd.DataFrame({"ratio": [1.0], "lower": [1.0], "upper": [1.2]}, index=["a"])
    got = direction(ratio, one(100))
    assert tuple(got.cat.categories) == DIRECTIONS
    assert got.loc["a"] == "no real change"


@few
@given(now=st.integers(1, 5000), before=st.integers(20, 5000))
def test_swapping_the_periods_turns_the_ratio_round(now, before):
    there = rate_ratio(one(now), one(1000), one(before), one(1000)).loc["a"]
    back = rate_ratio(one(before), one(1000), one(now), one(1000)).loc["a"]
    assert there["ratio"] == pytest.approx(1 / back["ratio"])
    assert there["lower"] == pytest.approx(1 / back["upper"])
    assert np.log(there["upper"]) - np.log(there["ratio"]) == pytest.approx(
        np.log(there["ratio"]) - np.log(there["lower"])
    )
