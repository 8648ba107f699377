"""Counts times weights, worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.harm import harm_weighted

COUNTED = pd.DataFrame(
    {"Robbery": [2, 0], "Shoplifting": [30, 200], "Other crime": [5, 5]}, index=["a", "b"]
)
YEARS = pd.Series({"a": 1_000, "b": 4_000})
WEIGHTS = pd.Series({"Robbery": 100.0, "Shoplifting": 2.0})


def test_two_areas_worked_by_hand() -> None:
    told = harm_weighted(COUNTED, WEIGHTS, YEARS)
    # a: 2·100 + 30·2 = 260 over 1,000; b: 0 + 200·2 = 400 over 4,000.
    assert told["harm"].tolist() == [260, 400]
    assert told["harm_rate"].tolist() == [260.0, 100.0]
    assert told["mean_weight"].tolist() == [260 / 32, 2.0]


def test_a_type_without_a_weight_is_left_out_not_weighed_as_nought_or_one() -> None:
    told = harm_weighted(COUNTED, WEIGHTS, YEARS)
    assert told["records"].tolist() == [37, 205]
    assert told["weighted_records"].tolist() == [32, 200]


def test_a_missing_count_is_no_nought() -> None:
    counted = COUNTED.astype("Int64")
    counted.loc["a", "Robbery"] = pd.NA
    told = harm_weighted(counted, WEIGHTS, YEARS)
    assert pd.isna(told.loc["a", "harm"]) and told.loc["b", "harm"] == 400


def test_an_area_without_residents_has_no_rate() -> None:
    told = harm_weighted(COUNTED, WEIGHTS, pd.Series({"a": 0, "b": 4_000}))
    assert pd.isna(told.loc["a", "harm_rate"]) and told.loc["a", "harm"] == 260


@pytest.mark.parametrize("weight", [0.0, -1.0, None])
def test_a_weight_that_is_none_is_refused(weight: float | None) -> None:
    with pytest.raises(ValueError, match="'Robbery' is not over 0"):
        harm_weighted(COUNTED, pd.Series({"Robbery": weight, "Shoplifting": 1.0}), YEARS)


def test_weights_of_no_known_type_are_refused() -> None:
    with pytest.raises(ValueError, match="No crime type"):
        harm_weighted(COUNTED, pd.Series({"Piracy": 9.0}), YEARS)
