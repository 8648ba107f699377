"""The spine chart's range and places: worked by hand, and properties that hold for any row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.spine import SMALLEST_SET, Spread, spine_places, spread

FIGURES = st.integers(min_value=0, max_value=100_000).map(lambda tenths: tenths / 10)


def test_quartiles_are_interpolated_as_numpy_does_by_default():
    values = pd.Series([3.0, 1.0, 10.0, 4.0, 2.0, 7.0])
    low, first, third, high = np.percentile(values, [0, 25, 75, 100])
    assert spread(values) == Spread(low, first, third, high, 6)
    assert (first, third) == (2.25, 6.25)


def test_a_set_that_is_printed_in_part_has_no_range():
    values = pd.Series([1.0, 2.0, 3.0, 4.0, None])
    assert spread(values) is None
    assert spread(values.dropna()) is not None


def test_a_few_areas_have_no_quartiles():
    assert spread(pd.Series([1.0] * (SMALLEST_SET - 1))) is None
    assert spread(pd.Series([1.0] * SMALLEST_SET)) == Spread(1.0, 1.0, 1.0, 1.0, SMALLEST_SET)
    assert spread(pd.Series([], dtype="float64")) is None


def test_words_are_refused():
    with pytest.raises(ValueError, match="number"):
        spread(pd.Series(["1", "two", "3", "4"]))


def test_both_sides_of_a_row_have_one_scale():
    marks = pd.DataFrame({"low": [20.0], "ward": [70.0], "high": [160.0]}, index=["crime"])
    at = spine_places(marks, pd.Series({"crime": 60.0}))
    assert at.loc["crime"].tolist() == pytest.approx([-0.4, 0.1, 1.0])


def test_what_is_missing_stays_missing_and_a_row_without_a_benchmark_has_no_places():
    marks = pd.DataFrame(
        {"low": [None, 1.0], "ward": [9.0, 2.0]}, index=["a", "b"], dtype="Float64"
    )
    at = spine_places(marks, pd.Series({"a": 6.0, "b": None}, dtype="Float64"))
    assert at["low"].isna().all()
    assert at["ward"].isna().tolist() == [False, True]
    assert at.loc["a", "ward"] == 1.0


def test_a_row_in_which_nothing_differs_stands_on_the_benchmark():
    marks = pd.DataFrame({"low": [5.0], "high": [5.0]}, index=["a"])
    assert spine_places(marks, pd.Series({"a": 5.0})).loc["a"].tolist() == [0.0, 0.0]


def test_rows_that_do_not_match_are_refused_by_name():
    marks = pd.DataFrame({"low": [1.0]}, index=["burglary"])
    with pytest.raises(ValueError, match="robbery"):
        spine_places(marks, pd.Series({"burglary": 1.0, "robbery": 2.0}))


@given(st.lists(FIGURES, min_size=2, max_size=6), FIGURES)
def test_places_keep_order_side_and_bounds(figures, benchmark):
    marks = pd.DataFrame([figures], index=["row"])
    at = spine_places(marks, pd.Series({"row": benchmark})).loc["row"]
    assert at.abs().max() <= 1
    assert (np.sign(at) == np.sign(np.array(figures) - benchmark)).all()
    assert (np.argsort(figures, kind="stable") == np.argsort(at.to_numpy(), kind="stable")).all()
