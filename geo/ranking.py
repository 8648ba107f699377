"""Ranks of areas within one set."""

from __future__ import annotations

import pandas as pd

from geo.rates import numbers


def rank_highest_first(values: pd.Series) -> pd.Series:
    """Rank areas, 1 being the highest value.

    Parameters
    ----------
    values : pandas.Series
        Rates indexed by area code.

    Returns
    -------
    pandas.Series
        Int64; ties share the better rank and the next one is skipped (1, 2, 2, 4). Missing where
        the value is, and missing values push nobody down.

    Raises
    ------
    ValueError
        Where a value is not a number.

    Examples
    --------
    >>> rank_highest_first(pd.Series({"a": 3.0, "b": 9.0, "c": 3.0, "d": None, "e": 1.0})).tolist()
    [2, 1, 2, <NA>, 4]
    """
    ranks = numbers(values, "value").rank(ascending=False, method="min")
    return ranks.astype("Int64").rename("rank")


def share_below(values: pd.Series, area: str) -> float:
    """Return the share of the other areas whose value is lower.

    Parameters
    ----------
    values : pandas.Series
        Indexed by area code; missing values are in neither side.
    area : str
        The area asked about; its value is not missing.

    Returns
    -------
    float
        0 to 1. Areas of the same value are not below it.

    Raises
    ------
    ValueError
        Where a value is not a number, the area has none, or there is no other.

    Examples
    --------
    >>> share_below(pd.Series({"a": 3.0, "b": 9.0, "c": 3.0, "d": None, "e": 1.0}), "b")
    1.0
    """
    held = numbers(values, "value").dropna()
    if area not in held.index or len(held) < 2:
        raise ValueError(f"{area} has no value, or no other area has one to compare it with.")
    return float((held.drop(area) < held[area]).mean())
