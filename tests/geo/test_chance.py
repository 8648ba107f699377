"""What chance would mark, and the false discovery rate."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from geo.chance import DISCOVERY_RATE, discoveries, marked_by_chance


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_the_discoveries_are_statsmodels(values):
    expected = multipletests(values, alpha=DISCOVERY_RATE, method="fdr_bh")[0]
    assert discoveries(pd.Series(values)).tolist() == expected.tolist()


def test_benjamini_and_hochberg_s_own_example():
    """Table 1 of their paper of 1995: fifteen outcomes, of which four stand at 5%."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert int(discoveries(pd.Series(p)).sum()) == 4


def test_a_missing_probability_is_no_test():
    told = discoveries(pd.Series({"a": 0.04, "b": None, "c": None}))
    assert told.to_dict() == {"a": True, "b": False, "c": False}


def test_chance_marks_as_many_as_a_loop_by_hand():
    people = pd.DataFrame({"a": [3000.0, 5000.0, 8000.0, 4000.0, 6000.0]})
    counts = pd.DataFrame({"a": [30.0, 50.0, 80.0, 40.0, 60.0]})
    random, marked = np.random.default_rng(5), 0
    from scipy.stats import poisson

    for _ in range(4000):
        drawn = random.poisson(counts["a"])
        rates = drawn / people["a"]
        expected = people["a"] * drawn.sum() / people["a"].sum()
        over = rates > rates.mean() + rates.std(ddof=1)
        marked += int((over & (poisson.sf(drawn - 1, expected) < 0.025)).sum())
    told = marked_by_chance(counts, people, draws=4000)
    assert told == pytest.approx(marked / 4000, abs=0.02)


def test_the_same_question_has_the_same_answer_and_gaps_are_left_out():
    people = pd.DataFrame({"a": [3000.0] * 20, "b": [3000.0] * 20})
    counts = people / 200
    first = marked_by_chance(counts, people)
    assert first == marked_by_chance(counts, people)
    gap = pd.concat([counts, pd.DataFrame({"a": [None], "b": [9.0]}, index=[99])])
    more = pd.concat([people, pd.DataFrame({"a": [3000.0], "b": [3000.0]}, index=[99])])
    assert marked_by_chance(gap.astype(float), more) == first
