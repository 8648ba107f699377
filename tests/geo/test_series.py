from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.series import (
    USUAL_DAYS,
    days_in,
    every_month,
    last_stretch,
    later,
    month_profile,
    months_from,
    per_usual_month,
    rolling_total,
    same_month_before,
)


def months(values: list[float | None], start: str = "2024-01") -> pd.Series:
    index = pd.period_range(start, periods=len(values), freq="M").astype(str)
    return pd.Series(values, index=index, dtype="float64")


def test_an_absent_month_is_missing_and_never_zero():
    whole = every_month(pd.Series({"2025-02": 4, "2024-12": 0}))
    assert whole.index.tolist() == ["2024-12", "2025-01", "2025-02"]
    assert whole.iloc[0] == 0
    assert np.isnan(whole.iloc[1])


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (["2025-1", "2025-02"], "Not a month: 2025-1"),
        (["2025-13", "2025-02"], "Not a month: 2025-13"),
        (["2025-02", "2025-02"], "Months come twice: 2025-02"),
    ],
)
def test_bad_months_are_refused(index, message):
    with pytest.raises(ValueError, match=message):
        every_month(pd.Series([1, 2], index=index))


def test_an_empty_series_stays_empty():
    empty = pd.Series([], index=pd.Index([], dtype="str"), dtype="float64")
    assert every_month(empty).empty
    assert last_stretch(empty).empty
    assert rolling_total(empty).empty
    assert month_profile(empty) is None


def test_months_and_steps():
    assert months_from("2024-12", "2024-11") == []
    assert later("2024-03", 0) == "2024-03"
    assert later("2024-03", -15) == "2022-12"


def test_rolling_total_by_hand():
    values = months([1, 2, 3, 4, None, 5, 6, 7])
    got = rolling_total(values, 3)
    assert got.iloc[[2, 3, 7]].tolist() == [6, 9, 18]
    # Wherever the absent month is among the three, there is no total.
    assert got.iloc[[0, 1, 4, 5, 6]].isna().all()


@settings(derandomize=True, max_examples=60, deadline=None)
@given(values=st.lists(st.one_of(st.integers(0, 10**7), st.none()), min_size=1, max_size=40))
def test_rolling_total_meets_a_loop_and_is_exact(values):
    held = months([None if one is None else float(one) for one in values])
    got = rolling_total(held)
    for at, month in enumerate(got.index):
        window = list(held.reindex(got.index))[max(0, at - 11) : at + 1]
        whole = len(window) == 12 and not any(np.isnan(one) for one in window)
        if whole:
            assert got[month] == sum(window)
        else:
            assert np.isnan(got[month])


def test_same_month_a_year_before():
    values = pd.concat([months([19, 20, 0, None]), months([30, 30, 5, 6], "2025-01")])
    told = same_month_before(values).loc["2025-01":"2025-04"]
    assert told["before"].tolist()[:3] == [19, 20, 0]
    # No percentage on a base under 20; nothing at all on an absent month.
    assert told["percent"].isna().tolist() == [True, False, True, True]
    assert told.loc["2025-02", ["difference", "percent"]].tolist() == [10, 50]
    assert np.isnan(told.loc["2025-04", "difference"])


def test_days_make_february_no_lower():
    assert days_in(pd.Index(["2023-02", "2024-02", "2024-04"])).tolist() == [28, 29, 30]
    even = per_usual_month(months([31, 29, 31, 30]))
    assert even.tolist() == pytest.approx([USUAL_DAYS] * 4)


def test_last_stretch_ends_with_the_last_month_there():
    assert last_stretch(months([1, None, 2, 3, None])).tolist() == [2, 3]
    assert last_stretch(months([1, 2, 3])).tolist() == [1, 2, 3]


SEASON = [8, 8, 8, 8, 8, 8, 20, 20, 8, 8, 8, 8]


def test_a_season_by_hand():
    profile = month_profile(months([float(one) for one in SEASON * 2]))
    # The mean of a year is 120 / 12 = 10.
    assert profile.months["index"].tolist() == pytest.approx([one / 10 for one in SEASON])
    assert profile.always_above == [7, 8]
    assert profile.years == (("2024-01", "2024-12"), ("2025-01", "2025-12"))


def test_a_rising_level_is_no_season():
    first, second = [10.0] * 12, [30.0] * 12
    profile = month_profile(months([*first, *second]))
    assert profile.months["index"].tolist() == pytest.approx([1.0] * 12)
    assert profile.always_above == []


def test_whole_years_are_counted_back_from_the_end():
    held = months([99.0, *map(float, SEASON * 2)], "2023-12")
    profile = month_profile(held)
    assert profile.years == (("2024-01", "2024-12"), ("2025-01", "2025-12"))
    assert profile.months.loc[12, "index"] == pytest.approx(0.8)


def test_a_month_above_in_one_year_only_is_not_always_above():
    other = [8, 8, 8, 8, 8, 8, 20, 8, 20, 8, 8, 8]
    profile = month_profile(months([float(one) for one in [*SEASON, *other]]))
    assert profile.always_above == [7]
    assert profile.months.loc[8, ["lowest", "highest"]].tolist() == pytest.approx([0.8, 2.0])


@pytest.mark.parametrize(
    "values",
    [SEASON * 1, [*SEASON, None, *SEASON[:11]], [*SEASON[:11], None, *SEASON], [0] * 24],
)
def test_no_season_without_two_whole_years(values):
    assert month_profile(months([None if one is None else float(one) for one in values])) is None


def test_whole_years_apart_make_a_season_too():
    apart = pd.concat(
        [months([float(one) for one in SEASON]), months([float(one) for one in SEASON], "2027-01")]
    )
    assert month_profile(apart).always_above == [7, 8]
