"""What chance alone would mark where many areas are judged on many indicators, and its control."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import pdtrc
from scipy.stats import false_discovery_control

from geo.funnel import TAILS

DISCOVERY_RATE = 0.05
"""Of all that is marked, the share that is marked by chance is held to this."""

DRAWS = 1_000
"""Of each count, if no area differed."""


def discoveries(p: pd.Series, rate: float = DISCOVERY_RATE) -> pd.Series:
    """Return which of many tests stand when the false discovery rate is controlled.

    Parameters
    ----------
    p : pandas.Series
        Probabilities by chance alone, one a test; a missing one is no test.
    rate : float
        Share of the marks that may be false, 0 to 1.

    Returns
    -------
    pandas.Series
        Boolean, False where the probability is missing.

    References
    ----------
    Benjamini Y, Hochberg Y (1995). Controlling the false discovery rate. Journal of the Royal
    Statistical Society B 57, 289-300.

    Examples
    --------
    >>> discoveries(pd.Series([0.001, 0.02, 0.04, 0.9, None])).tolist()
    [True, True, False, False, False]
    """
    stands = pd.Series(False, index=p.index)
    tested = p.notna()
    if tested.any():
        adjusted = false_discovery_control(p[tested].astype("float64"), method="bh")
        stands[tested] = adjusted <= rate
    return stands


def marked_by_chance(
    counts: pd.DataFrame, exposures: pd.DataFrame, draws: int = DRAWS, seed: int = 1
) -> float:
    """How many areas would be marked on at least one indicator if none differed from another.

    Parameters
    ----------
    counts, exposures : pandas.DataFrame
        Records, and person-years: one row an area, one column an indicator.
    draws : int
        Of each count.
    seed : int
        The same question has the same answer.

    Returns
    -------
    float
        Mean number of areas that are over the mean by more than one SD and over the Poisson
        funnel's 95% limit on an indicator, counts being drawn around the pooled rate. Missing
        rows are left out; missing where none is left.

    Examples
    --------
    >>> people = pd.DataFrame({"a": [5000.0] * 20, "b": [5000.0] * 20})
    >>> 0.7 < marked_by_chance(people / 100, people) < 0.9
    True
    """
    random = np.random.default_rng(seed)
    whole = counts.notna().all(axis=1) & exposures.notna().all(axis=1)
    if not whole.any():
        return float("nan")
    marked = np.zeros((draws, int(whole.sum())), dtype=bool)
    for name in counts:
        exposure = exposures[whole][name].to_numpy(dtype="float64")
        total = float(counts[whole][name].sum())
        expected = exposure * total / exposure.sum()
        drawn = random.poisson(expected, size=(draws, len(expected)))
        rates = drawn / exposure
        over = rates > rates.mean(axis=1, keepdims=True) + rates.std(axis=1, ddof=1, keepdims=True)
        # The funnel's baseline is the drawn counts' own, as it is that of the real ones.
        baseline = drawn.sum(axis=1, keepdims=True) / exposure.sum()
        high = pdtrc(drawn - 1, baseline * exposure) < TAILS["upper_95"]
        marked |= over & high & (drawn > 0)
    return float(marked.sum(axis=1).mean())
