"""Monthly series: gaps, rolling totals, the same month a year before, the season.

Everywhere a month that is not there is missing, and what would need it is missing too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.change import SMALLEST_BASE
from geo.rates import name_areas, numbers

YEAR = 12
"""Months."""

USUAL_DAYS = 365.25 / YEAR
"""Days of a month on average; what rates by day are put back to."""

FEWEST_YEARS = 2
"""Whole years without a gap before a season is shown."""


def every_month(values: pd.Series) -> pd.Series:
    """Put a monthly series on every month from its first to its last.

    Parameters
    ----------
    values : pandas.Series
        Counts or rates indexed by month (``YYYY-MM``), in any order.

    Returns
    -------
    pandas.Series
        float64 by month without a break; a month that was not there is missing, never 0. Empty
        for an empty series.

    Raises
    ------
    ValueError
        Where a month is not written so, or comes twice, or a value is not a finite number.

    Examples
    --------
    >>> every_month(pd.Series({"2024-12": 3, "2025-02": 4}))
    2024-12    3.0
    2025-01    NaN
    2025-02    4.0
    dtype: float64
    """
    points = numbers(values, "value")
    points.index = points.index.astype(str)
    wrong = points.index[
        [re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", one) is None for one in points.index]
    ]
    if len(wrong):
        raise ValueError(f"Not a month: {name_areas(wrong)}. Write months as YYYY-MM.")
    twice = points.index[points.index.duplicated()].unique()
    if len(twice):
        raise ValueError(f"Months come twice: {name_areas(twice)}. Keep one value per month.")
    if points.empty:
        return points
    return points.reindex(months_from(points.index.min(), points.index.max()))


def months_from(first: str, last: str) -> list[str]:
    """List every month from the first to the last, both included.

    Parameters
    ----------
    first, last : str
        Months, ``YYYY-MM``.

    Returns
    -------
    list of str
        Empty where the last is before the first.

    Examples
    --------
    >>> months_from("2024-11", "2025-01")
    ['2024-11', '2024-12', '2025-01']
    """
    return [str(one) for one in pd.period_range(first, last, freq="M")]


def later(month: str, by: int) -> str:
    """Return the month so many months later; earlier where ``by`` is negative.

    Parameters
    ----------
    month : str
        ``YYYY-MM``.
    by : int
        Months.

    Returns
    -------
    str

    Examples
    --------
    >>> later("2024-12", 1), later("2024-12", -12)
    ('2025-01', '2023-12')
    """
    return str(pd.Period(month, freq="M") + by)


def last_stretch(values: pd.Series) -> pd.Series:
    """Return the months on end that lead to the last one there, without a gap.

    Parameters
    ----------
    values : pandas.Series
        Indexed by month.

    Returns
    -------
    pandas.Series
        float64, nothing missing; empty where no month is there.

    Raises
    ------
    ValueError
        As `every_month`.

    Examples
    --------
    >>> last_stretch(pd.Series({"2024-12": 3, "2025-02": 4, "2025-03": 6})).index.tolist()
    ['2025-02', '2025-03']
    """
    stretches = _unbroken(values)
    return stretches[-1] if stretches else every_month(values).dropna()


def _unbroken(values: pd.Series) -> list[pd.Series]:
    """The stretches of months on end, oldest first."""
    whole = every_month(values)
    there = whole.notna()
    number = (there != there.shift()).cumsum()[there]
    return [part for _, part in whole[there].groupby(number)]


def rolling_total(values: pd.Series, months: int = YEAR) -> pd.Series:
    """Add up each month with those before it.

    Parameters
    ----------
    values : pandas.Series
        Counts by month.
    months : int
        How many are added up.

    Returns
    -------
    pandas.Series
        By month, without a break; missing unless every one of the months is there.

    Raises
    ------
    ValueError
        As `every_month`.

    Examples
    --------
    >>> rolling_total(pd.Series({"2025-01": 1, "2025-02": 2, "2025-03": 4}), months=2).tolist()
    [nan, 3.0, 6.0]
    """
    whole = every_month(values)
    total = pd.Series(np.nan, index=whole.index)
    if len(whole) >= months:
        # Each window is added up afresh: a running sum would not come back to whole numbers.
        windows = np.lib.stride_tricks.sliding_window_view(whole.to_numpy(), months)
        total.iloc[months - 1 :] = windows.sum(axis=1)
    return total


def same_month_before(values: pd.Series, months: int = YEAR) -> pd.DataFrame:
    """Set each month beside the same month a year before.

    Parameters
    ----------
    values : pandas.Series
        Counts by month.
    months : int
        How far before.

    Returns
    -------
    pandas.DataFrame
        By month, without a break: ``now``, ``before``, ``difference`` and ``percent`` (missing
        where ``before`` is under 20). Missing where either month is. A single month against a
        single month is mostly chance: the control chart says whether it is more.

    Raises
    ------
    ValueError
        As `every_month`.

    Examples
    --------
    >>> told = same_month_before(pd.Series({"2024-03": 40, "2025-03": 50}))
    >>> told.loc["2025-03"].tolist()
    [50.0, 40.0, 10.0, 25.0]
    """
    now = every_month(values)
    before = now.shift(months)
    return pd.DataFrame(
        {
            "now": now,
            "before": before,
            "difference": now - before,
            "percent": ((now / before.mask(before == 0) - 1) * 100).where(before >= SMALLEST_BASE),
        }
    )


def days_in(months: pd.Index) -> pd.Series:
    """Count the days of each month.

    Parameters
    ----------
    months : pandas.Index
        ``YYYY-MM``.

    Returns
    -------
    pandas.Series
        28 to 31, indexed by month.

    Examples
    --------
    >>> days_in(pd.Index(["2024-02", "2025-02"])).tolist()
    [29, 28]
    """
    return pd.Series(pd.PeriodIndex(months, freq="M").days_in_month, index=months)


def days_of(months: Iterable[str]) -> int:
    """Add up the days of some months.

    Parameters
    ----------
    months : iterable of str
        ``YYYY-MM``.

    Returns
    -------
    int
        0 for no month.

    Examples
    --------
    >>> days_of(["2025-01", "2025-02"]), days_of(months_from("2025-01", "2025-06"))
    (59, 181)
    """
    return int(days_in(pd.Index(list(months), dtype=object)).sum())


def per_usual_month(values: pd.Series) -> pd.Series:
    """Put counts on a month of usual length, so that February is not low by its days alone.

    Parameters
    ----------
    values : pandas.Series
        Counts by month.

    Returns
    -------
    pandas.Series
        Count over days times 365.25/12; missing where the count is.

    Raises
    ------
    ValueError
        As `every_month`.

    Examples
    --------
    >>> per_usual_month(pd.Series({"2025-01": 62, "2025-02": 56})).tolist()
    [60.875, 60.875]
    """
    whole = every_month(values)
    return whole / days_in(whole.index) * USUAL_DAYS


@dataclass(frozen=True, eq=False)
class MonthProfile:
    """How the months of the year differ from one another.

    Parameters
    ----------
    months : pandas.DataFrame
        Indexed by month of the year, 1 to 12: ``index`` (the month over the mean of its year, on
        average over the years; 1 is an ordinary month), ``lowest`` and ``highest`` of those
        ratios, ``years_above`` (in how many years the month was over its year's mean).
    years : tuple of (str, str)
        First and last month of each whole year that it rests on.
    """

    months: pd.DataFrame
    years: tuple[tuple[str, str], ...]

    @property
    def always_above(self) -> list[int]:
        """Months of the year that were above their year's mean in every year."""
        held = self.months["years_above"]
        return [int(str(one)) for one in held.index[held == len(self.years)]]


def month_profile(values: pd.Series, fewest_years: int = FEWEST_YEARS) -> MonthProfile | None:
    """Work out the month-of-year profile of a series.

    Parameters
    ----------
    values : pandas.Series
        Counts by month.
    fewest_years : int
        Whole years that must be there.

    Returns
    -------
    MonthProfile or None
        Over whole years: twelve months on end without a gap, counted back from the end of each
        unbroken stretch, so that none is used twice. A month is set against its own year, so
        that a rising or falling level is no season. None with fewer such years, or with a year
        in which nothing was counted.

    Raises
    ------
    ValueError
        As `every_month`.

    Examples
    --------
    >>> two_years = pd.Series([10.0] * 11 + [21] + [20.0] * 11 + [42], index=months_from(
    ...     "2024-01", "2025-12"))
    >>> profile = month_profile(two_years)
    >>> profile.always_above, round(float(profile.months.loc[12, "index"]), 3)
    ([12], 1.924)
    """
    years = [
        part.iloc[end - YEAR : end]
        for part in _unbroken(values)
        for end in range(len(part), YEAR - 1, -YEAR)
    ]
    if len(years) < fewest_years or any((year == 0).all() for year in years):
        return None
    years.sort(key=lambda year: str(year.index[0]))
    ratios = pd.DataFrame(
        [
            (year / year.mean()).set_axis([int(str(month)[5:]) for month in year.index])
            for year in years
        ]
    )
    ratios = ratios[sorted(ratios.columns)]
    table = pd.DataFrame(
        {
            "index": ratios.mean(),
            "lowest": ratios.min(),
            "highest": ratios.max(),
            "years_above": (ratios > 1).sum(),
        }
    ).rename_axis("month_of_year")
    return MonthProfile(table, tuple((str(y.index[0]), str(y.index[-1])) for y in years))
