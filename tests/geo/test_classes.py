from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.classes import class_breaks, class_counts, classify

few = settings(derandomize=True, max_examples=100, deadline=None)
rates = st.lists(
    st.one_of(st.just(0.0), st.floats(0, 200), st.integers(0, 50).map(lambda n: n / 10)),
    min_size=1,
    max_size=40,
)


def test_quintiles_by_hand():
    values = pd.Series(range(1, 11), dtype=float)
    # Quantiles of 1 to 10 at 20, 40, 60, 80%: 2.8, 4.6, 6.4, 8.2.
    breaks = class_breaks(values)
    assert breaks == (2.8, 4.6, 6.4, 8.2, 10.0)
    assert class_counts(values, breaks).tolist() == [2, 2, 2, 2, 2]
    assert classify(values, breaks).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_breaks_are_rounded_up_not_to_nearest():
    assert class_breaks(pd.Series([1.01, 2.02, 9.91]), classes=1) == (10.0,)
    assert class_breaks(pd.Series([1.01, 2.02, 9.91]), classes=1, decimals=0) == (10.0,)
    assert class_breaks(pd.Series([1.01, 2.02, 9.911]), classes=1, decimals=2) == (9.92,)
    assert class_breaks(pd.Series([-5.06, -1.04]), classes=1) == (-1.0,)


def test_arithmetic_dust_is_not_rounded_up():
    values = pd.Series([0.1, 0.1 + 0.2])
    assert class_breaks(values, classes=1) == (0.3,)
    assert classify(values, (0.3, 0.4)).tolist() == [0, 0]


def test_tied_values_give_fewer_classes():
    zeros = pd.Series([0.0] * 8 + [3.21, 4.0])
    breaks = class_breaks(zeros)
    assert breaks[0] == 0.0
    assert len(breaks) < 5
    assert class_counts(zeros, breaks).min() >= 1
    assert class_breaks(pd.Series([7.0, 7.0])) == (7.0,)


def test_missing_values_take_no_part():
    values = pd.Series([1.0, None, 3.0], index=["a", "b", "c"])
    assert class_breaks(values, 2) == class_breaks(values.dropna(), 2)
    got = classify(values, (2.0, 3.0))
    assert got.dtype == "Int8"
    assert got.isna().tolist() == [False, True, False]
    assert class_counts(values, (2.0, 3.0)).sum() == 2
    nothing = pd.Series([None, None], dtype="Float64")
    assert class_breaks(nothing) == ()
    assert classify(nothing, ()).isna().all()
    assert class_counts(nothing, ()).empty


def test_another_sets_breaks_keep_their_ends_open():
    assert classify(pd.Series([-1.0, 500.0]), (2.0, 4.0)).tolist() == [0, 1]
    assert class_counts(pd.Series([500.0]), (2.0, 4.0, 6.0)).to_dict() == {0: 0, 1: 0, 2: 1}


def test_errors():
    with pytest.raises(ValueError, match="0 classes cannot be drawn"):
        class_breaks(pd.Series([1.0]), classes=0)
    with pytest.raises(ValueError, match="must ascend"):
        classify(pd.Series([1.0]), (2.0, 2.0))
    with pytest.raises(ValueError, match="no class breaks"):
        classify(pd.Series([1.0]), ())


@few
@given(values=rates, classes=st.integers(1, 7), decimals=st.integers(0, 2))
def test_the_legend_is_always_true(values, classes, decimals):
    series = pd.Series(values)
    breaks = class_breaks(series, classes, decimals)
    assert 1 <= len(breaks) <= classes
    assert all(round(bound, decimals) == bound for bound in breaks)
    assert list(breaks) == sorted(set(breaks))
    assert breaks[-1] >= series.round(9).max()
    found = class_counts(series, breaks)
    assert found.min() >= 1
    assert found.sum() == len(values)
    for value, place in zip(series.round(9), classify(series, breaks), strict=True):
        assert value <= breaks[place]
        assert place == 0 or value > breaks[place - 1]
