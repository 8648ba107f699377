"""Smoothed rates: what a small area's rate probably is, given those of all the others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.rates import paired


def empirical_bayes(
    numerator: pd.Series, denominator: pd.Series, multiplier: float = 1000
) -> pd.Series:
    """Smoothed rate: each area's rate drawn towards the pooled rate, the more the fewer people.

    It is an estimate and not what was recorded: wherever it is shown it has to be called smoothed,
    with the crude rate beside it. Never pass suppressed counts, nor show a smoothed rate where the
    crude one is suppressed: it would give the count away.

    Parameters
    ----------
    numerator : pandas.Series
        Counts indexed by area code. The areas with both a count and residents are the set whose
        pooled rate and spread are used.
    denominator : pandas.Series
        Residents or person-years of the same areas.
    multiplier : float
        1,000 for crime, 10,000 for children.

    Returns
    -------
    pandas.Series
        Smoothed rates (float64, ``smoothed_rate``) in the order of the numerator. Missing where
        the crude rate is missing: nothing is made up for an area without data. Where the rates
        differ no more than chance would have it, the spread between areas is taken as 0 and every
        area gets the pooled rate.

    Raises
    ------
    ValueError
        As `geo.rates.paired`.

    Notes
    -----
    Global empirical Bayes by moments: weight ``A / (A + m / n_i)`` on the area's own rate, with m
    the pooled rate and A the spread between areas beyond that of chance. The smoothing is esda's
    ``Empirical_Bayes``, which does not stop at A = 0: a negative estimate would push rates *away*
    from the pooled rate, so that case is settled here, as Marshall does.

    References
    ----------
    Marshall RJ (1991). Mapping disease and mortality rates using empirical Bayes estimators.
    Applied Statistics 40, 283-294.

    Examples
    --------
    >>> counts = pd.Series({"a": 2, "b": 60, "c": 20, "d": None})
    >>> residents = pd.Series({"a": 100, "b": 4000, "c": 5000, "d": 3000})
    >>> empirical_bayes(counts, residents).round(2).tolist()
    [11.61, 14.55, 4.3, nan]
    """
    above, below = paired(numerator, denominator)
    known = above.notna() & below.notna()
    smoothed = pd.Series(np.nan, index=numerator.index, name="smoothed_rate")
    if not known.any():
        return smoothed
    events, people = above[known].to_numpy(), below[known].to_numpy()
    if _spread_between(events, people) <= 0:
        smoothed[known] = events.sum() / people.sum() * multiplier
        return smoothed
    # esda takes over a second to import, which app start must not wait for.
    from esda.smoothing import Empirical_Bayes

    smoothed[known] = Empirical_Bayes(events, people).r.ravel() * multiplier
    return smoothed


def _spread_between(events: np.ndarray, people: np.ndarray) -> float:
    """Marshall's A: the variance of the rates between areas, less that of chance."""
    pooled = events.sum() / people.sum()
    spread = (people * (events / people - pooled) ** 2).sum() / people.sum()
    return float(spread - pooled / people.mean())
