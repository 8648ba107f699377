from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.forecast import FEWEST_FOR_LEVEL, FEWEST_FOR_SEASON, forecast
from geo.series import days_in, months_from


def series(values, start: str = "2020-01") -> pd.Series:
    index = pd.period_range(start, periods=len(values), freq="M").astype(str)
    return pd.Series(values, index=index)


def level(months: int, mean: float = 100, seed: int = 1) -> pd.Series:
    return series(np.random.default_rng(seed).poisson(mean, months))


def seasonal(months: int, seed: int = 1) -> pd.Series:
    waves = 100 * (1 + 0.5 * np.sin(np.arange(months) / 12 * 2 * np.pi))
    return series(np.random.default_rng(seed).poisson(waves))


@pytest.mark.parametrize("have", [0, 1, 12, 23])
def test_too_few_months_say_how_many_are_missing(have):
    told = forecast(level(have))
    assert not told.is_there
    assert told.months.empty
    assert (told.rests_on, told.missing) == (have, 24 - have)
    assert told.missing_for_season == 36 - have
    assert told.back_test is None
    assert f"{24 - have} " in told.reason and "missing" in told.reason
    assert "1 months" not in told.reason


def test_a_gap_leaves_only_the_months_after_it():
    held = level(40)
    held = held.drop(held.index[20])
    told = forecast(held)
    assert (told.rests_on, told.missing) == (19, 5)


def test_a_level_from_24_and_a_season_from_36():
    short, long = forecast(level(FEWEST_FOR_LEVEL)), forecast(seasonal(FEWEST_FOR_SEASON))
    assert (short.method, short.missing_for_season) == ("level", 12)
    assert (long.method, long.missing_for_season) == ("level and season", 0)
    assert forecast(level(FEWEST_FOR_SEASON - 1)).method == "level"


def test_a_steady_count_is_forecast_by_its_days():
    index = months_from("2022-01", "2024-12")[:30]
    told = forecast(pd.Series(days_in(pd.Index(index)) * 4, index=index), horizon=8)
    ahead = days_in(told.months.index) * 4
    assert told.months["expected"].tolist() == pytest.approx(ahead.tolist(), rel=1e-3)
    assert (told.months["lower"] <= told.months["expected"]).all()
    assert (told.months["expected"] <= told.months["upper"]).all()


def test_months_ahead_follow_the_last_one():
    told = forecast(level(24), horizon=2)
    assert told.months.index.tolist() == ["2022-01", "2022-02"]


def test_a_season_is_found():
    told = forecast(seasonal(60), horizon=12)
    wave = 100 * (1 + 0.5 * np.sin(np.arange(60, 72) / 12 * 2 * np.pi))
    assert np.corrcoef(told.months["expected"], wave)[0, 1] > 0.97
    assert told.months["expected"].tolist() == pytest.approx(wave.tolist(), rel=0.25)


def test_intervals_hold_about_what_they_say():
    held = []
    for seed in range(8):
        values = level(27, 60, seed)
        told = forecast(values.iloc[:24])
        future = values.iloc[24:]
        inside = (told.months["lower"] <= future) & (future <= told.months["upper"])
        held.extend(inside.tolist())
    assert 0.86 <= np.mean(held) <= 1


def test_wider_confidence_and_longer_horizon_widen_the_interval():
    values = series(np.cumsum(np.random.default_rng(4).normal(0, 6, 30)).round() + 200)
    narrow, wide = forecast(values, 6, 0.5), forecast(values, 6, 0.95)
    widths = [told.months["upper"] - told.months["lower"] for told in (narrow, wide)]
    assert (widths[1] > widths[0]).all()
    assert widths[1].iloc[-1] > widths[1].iloc[0]


def test_small_counts_never_go_below_zero():
    told = forecast(level(24, 0.8), horizon=6)
    assert (told.months["lower"] >= 0).all()
    assert (told.months["expected"] > 0).all()


def test_the_back_test_against_the_naive_errors_by_hand():
    # Without noise in the months of a year, last year's month errs by the yearly step of 12.
    values = series([100 + 12 * (n // 12) + (n % 12) for n in range(24)])
    test = forecast(values).back_test
    # Origins 13 to 23: three months ahead of each but the last two, of which 2 and 1 are known.
    assert (test.origins, test.forecasts) == (11, 9 * 3 + 2 + 1)
    # Within the training months last year's month errs by 12 too, so the scaled error is 1.
    assert test.naive_mase == pytest.approx(1)


def test_the_back_test_tells_a_level_from_a_season():
    # Of pure noise last year's month is a poor forecast; the level must beat it.
    noise = forecast(level(36 - 1, 80, 3)).back_test
    assert noise.beats_naive
    assert noise.covered >= 0.8


def test_a_season_that_repeats_to_the_record_cannot_be_beaten():
    values = series([100 + 40 * (n % 12 < 6) for n in range(24)])
    assert forecast(values).back_test is None  # the naive error is 0: nothing to scale by


def test_nothing_counted_is_no_forecast():
    told = forecast(series([0] * 30))
    assert not told.is_there
    assert told.reason == "Nothing was counted in any month."
    assert told.missing == 0


def test_errors():
    with pytest.raises(ValueError, match="13 months ahead"):
        forecast(level(24), horizon=13)
    with pytest.raises(ValueError, match="confidence of 95"):
        forecast(level(24), confidence=95)
    with pytest.raises(ValueError, match="whole number of 0 or more"):
        forecast(series([-1.0] * 24))
