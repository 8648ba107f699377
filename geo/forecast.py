"""A short forecast of a monthly count, with how well the same method would have done before.

Simple exponential smoothing, with a season where there are enough months for one. No trend is
drawn on: over a few months a trend of recorded crime is far less certain than it looks.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from geo.rates import counts as as_counts
from geo.series import USUAL_DAYS, YEAR, days_in, last_stretch, later, months_from

FEWEST_FOR_LEVEL = 24
"""Months on end before anything is forecast."""

FEWEST_FOR_SEASON = 36
"""Months on end before a season is part of the forecast."""

HORIZON = 3
"""Months ahead."""

MOST_ORIGINS = 12
"""The back-test forecasts from each of the latest year's months, where that many can be spared."""

# Naive forecasts and their errors need a year and a month before the first one.
_FEWEST_TO_TRAIN = YEAR + 1
# Two whole years, without which no season can be told from chance.
_FEWEST_TO_TRAIN_SEASON = 2 * YEAR
# Smoothing of the level and its start; with a season its smoothing and eleven starts besides.
_LEVEL_PARAMETERS = 2
_SEASON_PARAMETERS = 14


@dataclass(frozen=True, slots=True)
class BackTest:
    """How the method would have done on months that are known.

    Parameters
    ----------
    forecasts : int
        Months forecast, from all origins together.
    origins : int
        Months from which they were made.
    mase : float
        Mean absolute scaled error: the mean error over that of repeating the month a year
        before, within the months before each origin. Under 1 is better than that.
    naive_mase : float
        The same of repeating the month a year before: what the method has to beat.
    covered : float
        Share of the forecast months that lay in the interval, 0 to 1; it should be near
        ``confidence``.
    """

    forecasts: int
    origins: int
    mase: float
    naive_mase: float
    covered: float

    @property
    def beats_naive(self) -> bool:
        """Whether the method erred less than repeating the month a year before."""
        return self.mase < self.naive_mase


@dataclass(frozen=True, eq=False)
class Forecast:
    """A forecast, or why there is none.

    Parameters
    ----------
    months : pandas.DataFrame
        By month ahead: ``expected``, ``lower``, ``upper`` in counts; empty where there is none.
    method : str
        ``level``, ``level and season``, or empty.
    rests_on : int
        Months on end, up to the last, that it is made from.
    missing : int
        Months that a forecast still needs; 0 where there is one.
    missing_for_season : int
        Months that a season still needs.
    confidence : float
        Of the interval.
    back_test : BackTest or None
        None where there is no forecast, or where the naive error is 0.
    reason : str
        Why there is no forecast; empty where there is one.
    """

    months: pd.DataFrame
    method: str
    rests_on: int
    missing: int
    missing_for_season: int
    confidence: float
    back_test: BackTest | None
    reason: str

    @property
    def is_there(self) -> bool:
        """Whether anything could be forecast."""
        return not self.months.empty


def forecast(values: pd.Series, horizon: int = HORIZON, confidence: float = 0.95) -> Forecast:
    """Forecast the next months of a monthly count.

    Parameters
    ----------
    values : pandas.Series
        Counts by month (``YYYY-MM``). Only the months on end that lead to the last one are used;
        cut the series at a step change before.
    horizon : int
        Months ahead, 1 to 12.
    confidence : float
        Of the prediction interval, between 0 and 1.

    Returns
    -------
    Forecast
        From 24 months on end by simple exponential smoothing, from 36 with an additive season
        (ETS A,N,N and A,N,A), on the square root of the count of a usual month (count over days
        times 365.25/12): the square root of a count has much the same spread at every level, and
        its interval never goes below 0. With fewer months there is no forecast and ``missing``
        says how many it needs.

    Raises
    ------
    ValueError
        Where a count is negative or not whole, a month is not written as one or comes twice, or
        the horizon is not 1 to 12.

    References
    ----------
    Hyndman RJ, Athanasopoulos G (2021). Forecasting: principles and practice, 3rd edn, chapters 5
    and 8. Hyndman RJ, Koehler AB (2006). Another look at measures of forecast accuracy.
    International Journal of Forecasting 22, 679-688.

    Examples
    --------
    >>> short = pd.Series(10, index=months_from("2025-01", "2025-12"))
    >>> forecast(short).missing, forecast(short).reason
    (12, '12 months on end are loaded and 24 are needed: 12 are missing.')
    >>> long = pd.Series([90, 110] * 12, index=months_from("2024-01", "2025-12"))
    >>> told = forecast(long)
    >>> told.months.index.tolist(), bool(told.months["expected"].between(90, 110).all())
    (['2026-01', '2026-02', '2026-03'], True)
    """
    if not 1 <= horizon <= YEAR:
        raise ValueError(f"{horizon} months ahead cannot be forecast. Take 1 to {YEAR}.")
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence of {confidence} is not between 0 and 1.")
    known = last_stretch(as_counts(values, "count"))
    have = len(known)
    for_season = max(0, FEWEST_FOR_SEASON - have)
    if have < FEWEST_FOR_LEVEL:
        return _none(have, for_season, confidence, _too_few(have))
    if float(known.sum()) == 0:
        return _none(have, for_season, confidence, "Nothing was counted in any month.")
    seasonal = have >= FEWEST_FOR_SEASON
    return Forecast(
        months=_ahead(known, horizon, confidence, seasonal),
        method="level and season" if seasonal else "level",
        rests_on=have,
        missing=0,
        missing_for_season=for_season,
        confidence=confidence,
        back_test=_back_test(known, horizon, confidence, seasonal),
        reason="",
    )


def _too_few(have: int) -> str:
    missing = FEWEST_FOR_LEVEL - have
    months = "1 month on end is" if have == 1 else f"{have} months on end are"
    return (
        f"{months} loaded and {FEWEST_FOR_LEVEL} are needed: {missing} "
        f"{'is' if missing == 1 else 'are'} missing."
    )


def _none(have: int, for_season: int, confidence: float, reason: str) -> Forecast:
    empty = pd.DataFrame(columns=["expected", "lower", "upper"], dtype="float64")
    missing = max(0, FEWEST_FOR_LEVEL - have)
    return Forecast(empty, "", have, missing, for_season, confidence, None, reason)


def _ahead(known: pd.Series, horizon: int, confidence: float, seasonal: bool) -> pd.DataFrame:
    """Expected counts and their interval for the months after the last."""
    # Imported here: statsmodels takes a second, and few series are long enough to need it.
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    roots = np.sqrt(known / days_in(known.index) * USUAL_DAYS).reset_index(drop=True)
    season = {"seasonal": "add", "seasonal_periods": YEAR} if seasonal else {}
    with warnings.catch_warnings():
        # A level series has an optimum at the edge of the parameters; it is the right one.
        warnings.simplefilter("ignore")
        fitted = ETSModel(roots, error="add", initialization_method="estimated", **season).fit(
            disp=False
        )
        told = fitted.get_prediction(start=len(roots), end=len(roots) + horizon - 1)
        mean = np.asarray(told.predicted_mean, dtype="float64")
        variance = np.asarray(told.forecast_variance, dtype="float64")
    # statsmodels takes the fitted states for known: with a season a third of the months go into
    # them, and its interval would hold too few of the months to come.
    free = len(roots) - (_SEASON_PARAMETERS if seasonal else _LEVEL_PARAMETERS)
    spread = np.sqrt(variance * len(roots) / free)
    times = stats.t.ppf((1 + confidence) / 2, free)
    months = months_from(later(str(known.index[-1]), 1), later(str(known.index[-1]), horizon))
    usual = {
        # The square of a mean root is the median count, which the variance lifts to the mean.
        "expected": np.clip(mean, 0, None) ** 2 + spread**2,
        "lower": np.clip(mean - times * spread, 0, None) ** 2,
        "upper": np.clip(mean + times * spread, 0, None) ** 2,
    }
    return pd.DataFrame(usual, index=months).mul(days_in(pd.Index(months)) / USUAL_DAYS, axis=0)


def _back_test(
    known: pd.Series, horizon: int, confidence: float, seasonal: bool
) -> BackTest | None:
    """Forecast the latest months from each month before them, as if they were not known."""
    fewest = _FEWEST_TO_TRAIN_SEASON if seasonal else _FEWEST_TO_TRAIN
    origins = range(max(fewest, len(known) - MOST_ORIGINS), len(known))
    told = [
        _errors(known, origin, horizon, lambda past: _ahead(past, horizon, confidence, seasonal))
        for origin in origins
    ]
    errors = pd.concat(told)
    if (errors["scale"] == 0).any():
        return None
    return BackTest(
        forecasts=len(errors),
        origins=len(told),
        mase=float((errors["error"] / errors["scale"]).mean()),
        naive_mase=float((errors["naive"] / errors["scale"]).mean()),
        covered=float(errors["inside"].mean()),
    )


def _errors(
    known: pd.Series, origin: int, horizon: int, ahead: Callable[[pd.Series], pd.DataFrame]
) -> pd.DataFrame:
    """Errors of the forecasts from one origin, and of repeating the month a year before."""
    past, future = known.iloc[:origin], known.iloc[origin : origin + horizon]
    told = ahead(past).loc[future.index]
    year_before = known.shift(YEAR).loc[future.index]
    return pd.DataFrame(
        {
            "error": (told["expected"] - future).abs(),
            "naive": (year_before - future).abs(),
            "inside": (told["lower"] <= future) & (future <= told["upper"]),
            "scale": float((past - past.shift(YEAR)).abs().mean()),
        }
    )
