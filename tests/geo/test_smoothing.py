from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.smoothing import empirical_bayes


@pytest.fixture
def areas() -> pd.DataFrame:
    return pd.DataFrame(
        {"count": [2, 60, 20, 90, 5], "residents": [100, 4000, 5000, 3000, 900]},
        index=list("abcde"),
    )


def test_marshall_by_hand():
    # Rates 0.02, 0.04, 0.12 over 100 each: pooled 0.06, spread (0.0016 + 0.0004 + 0.0036) / 3,
    # less chance 0.06 / 100; weight A / (A + 0.06 / 100).
    spread = 0.0056 / 3 - 0.0006
    weight = spread / (spread + 0.0006)
    got = empirical_bayes(
        pd.Series({"a": 2, "b": 4, "c": 12}), pd.Series({"a": 100, "b": 100, "c": 100}), 1000
    )
    expected = [1000 * (weight * rate + (1 - weight) * 0.06) for rate in (0.02, 0.04, 0.12)]
    assert got.tolist() == pytest.approx(expected)
    assert got.name == "smoothed_rate"


def test_agrees_with_esda(areas):
    from esda.smoothing import Empirical_Bayes

    esda = Empirical_Bayes(areas["count"].to_numpy(), areas["residents"].to_numpy())
    got = empirical_bayes(areas["count"], areas["residents"], 10_000)
    np.testing.assert_allclose(got, esda.r.ravel() * 10_000)


def test_small_areas_are_drawn_furthest(areas):
    smoothed = empirical_bayes(areas["count"], areas["residents"])
    crude = areas["count"] / areas["residents"] * 1000
    pooled = areas["count"].sum() / areas["residents"].sum() * 1000
    kept = (smoothed - pooled) / (crude - pooled)
    assert kept.between(0, 1).all()
    assert kept.sort_values().index.tolist() == areas["residents"].sort_values().index.tolist()


def test_missing_in_missing_out(areas):
    more = areas.astype("Int64")
    more.loc["gap"] = [pd.NA, 4000]
    more.loc["unknown"] = [7, pd.NA]
    more.loc["empty"] = [0, 0]
    got = empirical_bayes(more["count"], more["residents"])
    assert got[["gap", "unknown", "empty"]].isna().all()
    expected = empirical_bayes(areas["count"], areas["residents"])
    pd.testing.assert_series_equal(got[list("abcde")], expected)
    assert empirical_bayes(more["count"][["gap"]], more["residents"][["gap"]]).isna().all()


def test_no_spread_beyond_chance_gives_the_pooled_rate():
    """esda does not stop at zero variance and would push the rates apart, or below nothing."""
    from esda.smoothing import Empirical_Bayes

    counts = pd.Series({"a": 9, "b": 11, "c": 10, "d": 1})
    residents = pd.Series({"a": 1000, "b": 1000, "c": 1000, "d": 50})
    esda = Empirical_Bayes(counts.to_numpy(), residents.to_numpy()).r.ravel()
    assert esda[0] != pytest.approx(31 / 3050)
    got = empirical_bayes(counts, residents)
    assert got.tolist() == pytest.approx([31 / 3050 * 1000] * 4)


def test_zero_everywhere_is_zero_and_one_area_is_itself():
    zeros = empirical_bayes(pd.Series({"a": 0, "b": 0}), pd.Series({"a": 10, "b": 20}))
    assert zeros.tolist() == [0, 0]
    assert empirical_bayes(pd.Series({"a": 5}), pd.Series({"a": 100})).tolist() == [50]


def test_errors():
    with pytest.raises(ValueError, match="whole number of 0 or more"):
        empirical_bayes(pd.Series({"a": 1.5}), pd.Series({"a": 100}))
    with pytest.raises(ValueError, match="does not cover the same areas: b"):
        empirical_bayes(pd.Series({"a": 1}), pd.Series({"a": 100, "b": 100}))
