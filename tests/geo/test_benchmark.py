from __future__ import annotations

import pandas as pd
import pytest

from geo.benchmark import COMPARISONS, compare_with_benchmark
from geo.rates import rate_interval

LOWER = pd.Series({"under": 1.0, "touches": 1.0, "inside": 4.0, "meets": 5.0, "over": 6.0})
UPPER = pd.Series({"under": 2.0, "touches": 5.0, "inside": 6.0, "meets": 9.0, "over": 9.0})


@pytest.mark.parametrize(
    ("polarity", "under", "over"),
    [
        ("higher is worse", "better", "worse"),
        ("lower is worse", "worse", "better"),
        ("neutral", "lower", "higher"),
    ],
)
def test_each_polarity(polarity, under, over):
    got = compare_with_benchmark(LOWER, UPPER, 5.0, polarity)
    assert got.tolist() == [under, "similar", "similar", "similar", over]
    assert tuple(got.cat.categories) == COMPARISONS


def test_missing_limits_or_benchmark_give_no_word():
    lower = pd.Series({"a": None, "b": 1.0, "c": 1.0})
    upper = pd.Series({"a": 2.0, "b": None, "c": 2.0})
    assert compare_with_benchmark(lower, upper, 5, "neutral").isna().tolist() == [True, True, False]
    each = pd.Series({"c": 1.5, "b": 5.0, "a": 5.0})
    assert compare_with_benchmark(lower, upper, each, "neutral").loc["c"] == "similar"
    assert compare_with_benchmark(LOWER, UPPER, float("nan"), "neutral").isna().all()


def test_children_in_care_are_higher_not_worse():
    # 30 of 2,273 children against 70 per 10,000: the interval is 89 to 188.
    limits = rate_interval(pd.Series({"a": 30}), pd.Series({"a": 2273}), 10_000)
    got = compare_with_benchmark(limits["lower"], limits["upper"], 70, "neutral")
    assert got.tolist() == ["higher"]


def test_errors_say_what_to_write():
    with pytest.raises(ValueError, match="Write one of: higher is worse, lower is worse, neutral"):
        compare_with_benchmark(LOWER, UPPER, 5, "bad")
    with pytest.raises(ValueError, match="lower limit is above the upper in under"):
        compare_with_benchmark(UPPER, LOWER, 5, "neutral")
    with pytest.raises(ValueError, match="same areas"):
        compare_with_benchmark(LOWER, UPPER.drop("over"), 5, "neutral")
