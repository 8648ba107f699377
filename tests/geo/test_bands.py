from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.bands import BandRule, band_rule, statutory_band, strictly_above

few = settings(derandomize=True, max_examples=50, deadline=None)

# All crime per 1,000 residents, 2018-19: Lichfield strategic assessment 2019, 'Data tables'.
LICHFIELD = pd.Series(
    {
        "Stowe": 182.6,
        "Chasetown": 135.9,
        "Bourne Vale": 104.2,
        "Chadsmead": 77.1,
        "Fazeley": 70.2,
        "Shenstone": 65.2,
        "Curborough": 59.8,
        "Leomansley": 55.7,
        "Boney Hay & Central": 55.5,
        "Summerfield & All Saints": 54.1,
        "Chase Terrace": 46.8,
        "Whittington & Streethay": 44.8,
        "Longdon": 42.0,
        "Alrewas & Fradley": 41.8,
        "Little Aston & Stonnall": 41.4,
        "Armitage with Handsacre": 39.6,
        "St John's": 38.9,
        "Hammerwich with Wall": 34.1,
        "Mease Valley": 33.7,
        "Colton & the Ridwares": 33.2,
        "Boley Park": 26.5,
        "Highfield": 25.5,
    }
)
rates = st.lists(st.integers(0, 2000).map(lambda tenths: tenths / 10), min_size=3, max_size=30)


def test_the_assessments_own_rule_by_hand():
    rule = band_rule(LICHFIELD)
    assert rule is not None
    assert rule.wards == 22
    assert round(rule.mean, 2) == 59.48
    assert round(rule.sd, 2) == 37.73
    assert round(rule.above, 2) == 97.21
    assert round(rule.significantly_above, 2) == 134.95
    band = statutory_band(LICHFIELD)
    assert set(band.index[band == "significantly above average"]) == {"Stowe", "Chasetown"}
    assert set(band.index[band == "above average"]) == {"Bourne Vale"}
    assert (band == "not highlighted").sum() == 19


def test_the_population_sd_is_another_rule():
    sample, population = band_rule(LICHFIELD, ddof=1), band_rule(LICHFIELD, ddof=0)
    assert sample is not None
    assert population is not None
    assert population.sd == pytest.approx(sample.sd * np.sqrt(21 / 22))


def test_strictly_above_and_ordered():
    rule = BandRule(mean=10, sd=5, above=15, significantly_above=20, wards=9)
    band = statutory_band(pd.Series({"a": 15.0, "b": 15.1, "c": 20.0, "d": 20.1}), rule)
    assert band.tolist() == [
        "not highlighted",
        "above average",
        "above average",
        "significantly above average",
    ]
    assert band.cat.ordered
    assert (band > "not highlighted").tolist() == [False, True, True, True]


def test_equality_on_paper_is_not_above_in_binary():
    # Mean 0.2, SD 0.1: 0.3 is the threshold itself.
    assert set(statutory_band(pd.Series([0.1, 0.2, 0.3]))) == {"not highlighted"}
    assert not strictly_above(pd.Series([0.1 + 0.2]), 0.3).any()


def test_missing_is_neither_zero_nor_banded():
    with_gap = pd.concat([LICHFIELD, pd.Series({"Not published": np.nan})])
    assert band_rule(with_gap) == band_rule(LICHFIELD)
    assert pd.isna(statutory_band(with_gap)["Not published"])
    nullable = statutory_band(pd.Series([1, 2, None, 3], dtype="Int64"))
    assert nullable.isna().tolist() == [False, False, True, False]


def test_fewer_than_three_wards_have_no_rule():
    pair = pd.Series({"a": 1.0, "b": 9.0, "c": np.nan})
    assert band_rule(pair) is None
    band = statutory_band(pair)
    assert band.isna().all()
    assert band.cat.ordered
    # The force's rule can still band them.
    assert statutory_band(pair, band_rule(LICHFIELD))["b"] == "not highlighted"


def test_a_ward_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="come twice in this ward set: a"):
        band_rule(pd.Series([1.0, 2.0, 3.0], index=["a", "a", "b"]))


@few
@given(values=rates, scale=st.sampled_from([0.1, 10.0, 1000.0]))
def test_bands_do_not_depend_on_the_unit_or_the_order(values, scale):
    series = pd.Series(values)
    band = statutory_band(series)
    assert statutory_band(series * scale).tolist() == band.tolist()
    assert statutory_band(series[::-1]).sort_index().tolist() == band.tolist()


@few
@given(values=rates)
def test_a_higher_rate_never_has_a_lower_band(values):
    series = pd.Series(sorted(values))
    assert statutory_band(series).cat.codes.is_monotonic_increasing


@few
@given(value=st.floats(0, 1e4), wards=st.integers(3, 40))
def test_equal_wards_are_never_highlighted(value, wards):
    assert set(statutory_band(pd.Series([value] * wards))) == {"not highlighted"}
