"""Funnel limits, by the Poisson distribution and wider where areas differ by more than it gives.

The second lens beside the statutory band.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import chdtriv
from scipy.stats import norm

from geo.bands import BANDS, SMALLEST_SET
from geo.rates import denominators, paired, same_areas

FUNNEL = ("low 99.8%", "low 95%", "within limits", "high 95%", "high 99.8%")
"""Flags of `funnel_flag`, lowest first."""

LENSES = ("neither", "SD only", "funnel only", "both")
"""What the two lenses say together, in `two_lenses`."""

FEWEST_FOR_DISPERSION = 12
"""Areas with a count from which their dispersion is estimated; of fewer it would be a guess."""

WINSORISED = 0.1
"""Share of the z-scores at each end that are drawn in before the dispersion is worked out."""

TAILS = {"lower_998": 0.001, "lower_95": 0.025, "upper_95": 0.025, "upper_998": 0.001}
"""Probability beyond each limit: 95% and 99.8% limits leave 2.5% and 0.1% on each side."""


def baseline_rate(numerator: pd.Series, denominator: pd.Series) -> float:
    """Pooled rate of a set of areas: the sum of counts over the sum of denominators.

    Parameters
    ----------
    numerator, denominator : pandas.Series
        Counts, and residents or person-years, of the same areas.

    Returns
    -------
    float
        Per one resident or person-year (no multiplier). Areas that miss either side are left out
        of both sums. NaN where no area is left.

    Raises
    ------
    ValueError
        As `geo.rates.paired`.

    Examples
    --------
    >>> baseline_rate(pd.Series({"a": 10, "b": 30, "c": None}),
    ...               pd.Series({"a": 1000, "b": 1000, "c": 5000}))
    0.02
    """
    above, below = paired(numerator, denominator)
    known = above.notna() & below.notna()
    return float(above[known].sum() / below[known].sum()) if known.any() else float("nan")


def count_limits(expected: pd.Series, dispersion: float = 1.0) -> pd.DataFrame:
    """Limits of a count, given the count expected at the baseline.

    Without overdispersion they are the Poisson distribution's. A Poisson quantile is a whole
    number, which makes jagged funnels. Its tail probabilities go on between whole numbers through
    the chi-square distribution, P(X >= x) = P(chi2(2x) <= 2E) and P(X <= x) = P(chi2(2x + 2) > 2E),
    so the limits solve these for x. The curves are smooth, and at every whole count they agree with
    the exact test: a count is above the upper limit if and only if P(X >= count) is under the tail,
    and so for the lower. That is also when the exact chi-square interval of the count leaves out
    the expected count. With a dispersion over 1 they lie so many times its square root as far from
    the expected count, on the scale of `z_score`.

    Parameters
    ----------
    expected : pandas.Series
        Expected counts, indexed by area code.
    dispersion : float
        From `dispersion_of`.

    Returns
    -------
    pandas.DataFrame
        ``lower_998, lower_95, upper_95, upper_998`` in counts. A lower limit of 0 means that not
        even a count of 0 is low. Missing where the expected count is.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185-1202, which has the adjustment for overdispersion too. He interpolates between
    whole quantiles instead, and can flag a high count whose tail is a little over the nominal one.

    Examples
    --------
    >>> count_limits(pd.Series({"a": 1.0, "b": 100.0})).round(2)
       lower_998  lower_95  upper_95  upper_998
    a       0.00      0.00      3.82       5.72
    b      70.08     80.39    120.56     132.78
    """
    if dispersion > 1:
        return _wider_limits(expected, dispersion)
    # Zero expected makes every positive count high; the solver has no answer there.
    doubled = 2 * expected.mask(expected <= 0)
    limits = {}
    for name, tail in TAILS.items():
        if name.startswith("upper"):
            solved = chdtriv(tail, doubled) / 2
        else:
            solved = chdtriv(1 - tail, doubled) / 2 - 1
        limits[name] = pd.Series(np.clip(solved, 0, None), index=expected.index)
    return pd.DataFrame(limits).mask(expected <= 0, 0.0)


def _wider_limits(expected: pd.Series, dispersion: float) -> pd.DataFrame:
    """The counts at which the z-score, over the root of the dispersion, meets each tail."""
    middle = np.sqrt(4 * expected + 1)
    limits = {}
    for name, tail in TAILS.items():
        away = norm.isf(tail) * np.sqrt(dispersion)
        at = middle + away if name.startswith("upper") else middle - away
        # sqrt(x) + sqrt(x + 1) = at, solved for x; at 1 the count is 0.
        limits[name] = ((at - 1 / at) / 2) ** 2
        limits[name] = limits[name].mask(at <= 1, 0.0)
    return pd.DataFrame(limits).mask(expected <= 0, 0.0)


def z_score(numerator: pd.Series, expected: pd.Series) -> pd.Series:
    """How far counts lie from those expected, in standard deviations of chance alone.

    Parameters
    ----------
    numerator, expected : pandas.Series
        Counts, and those expected at the baseline, of the same areas.

    Returns
    -------
    pandas.Series
        sqrt(x) + sqrt(x + 1) - sqrt(4E + 1), whose spread hardly depends on the count; missing
        where either is.

    References
    ----------
    Freeman MF, Tukey JW (1950). Transformations related to the angular and the square root. Annals
    of Mathematical Statistics 21, 607-611.

    Examples
    --------
    >>> z_score(pd.Series({"a": 100.0, "b": 130.0}), pd.Series({"a": 100.0, "b": 100.0})).round(2)
    a    0.02
    b    2.82
    dtype: float64
    """
    return np.sqrt(numerator) + np.sqrt(numerator + 1) - np.sqrt(4 * expected + 1)


def dispersion_of(
    numerator: pd.Series, denominator: pd.Series, baseline: float | None = None
) -> float:
    """How many times as much as chance areas vary: Spiegelhalter's phi.

    Parameters
    ----------
    numerator, denominator : pandas.Series
        Counts, and residents or person-years, of the same areas.
    baseline : float, optional
        As in `funnel_flag`.

    Returns
    -------
    float
        Mean of the squared z-scores, the tenth at each end drawn in so that the areas that stand
        out do not hide themselves. At least 1; 1 too where fewer than `FEWEST_FOR_DISPERSION` areas
        have a count.

    Raises
    ------
    ValueError
        As `geo.rates.paired`.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185-1202; and Handling over-dispersion of performance indicators. Quality and
    Safety in Health Care 14, 347-351.

    Examples
    --------
    >>> people = pd.Series([1000.0] * 12)
    >>> round(dispersion_of(pd.Series([80.0, 120.0] * 6), people), 2)
    4.03
    """
    above, below = paired(numerator, denominator)
    known = above.notna() & below.notna()
    if known.sum() < FEWEST_FOR_DISPERSION:
        return 1.0
    rate = baseline_rate(above, below) if baseline is None else baseline
    score = z_score(above[known].astype("float64"), below[known].astype("float64") * rate)
    low, high = score.quantile([WINSORISED, 1 - WINSORISED])
    return max(1.0, float((score.clip(low, high) ** 2).mean()))


def funnel_limits(
    denominator: pd.Series, baseline: float, multiplier: float = 1000, dispersion: float = 1.0
) -> pd.DataFrame:
    """Funnel limits of a rate at each denominator, for drawing and for reading.

    Parameters
    ----------
    denominator : pandas.Series
        Residents or person-years, indexed by area code (or by a grid, to draw the curves).
    baseline : float
        Pooled rate per one resident or person-year, from `baseline_rate`.
    multiplier : float
        1,000 for crime, 10,000 for children.
    dispersion : float
        From `dispersion_of`; 1 allows for chance alone.

    Returns
    -------
    pandas.DataFrame
        ``lower_998, lower_95, upper_95, upper_998`` in the unit of the rate; missing where the
        denominator or the baseline is missing, or the denominator is zero.

    Raises
    ------
    ValueError
        Where a denominator or the baseline is negative.

    References
    ----------
    As `count_limits`, which says how the steps between whole counts are dealt with.

    Examples
    --------
    >>> funnel_limits(pd.Series({"a": 500, "b": 50000}), baseline=0.002).round(2)
       lower_998  lower_95  upper_95  upper_998
    a        0.0      0.00      7.64      11.44
    b        1.4      1.61      2.41       2.66
    """
    below = denominators(denominator)
    return count_limits(_expected(below, baseline), dispersion).div(below, axis=0) * multiplier


def _expected(denominator: pd.Series, baseline: float) -> pd.Series:
    """Count that each area would have at the baseline."""
    if baseline < 0:
        raise ValueError(f"A baseline rate of {baseline} is negative. Check its numerator.")
    return denominator * baseline


def funnel_flag(
    numerator: pd.Series,
    denominator: pd.Series,
    baseline: float | None = None,
    dispersion: float | None = None,
) -> pd.Series:
    """Say where each count lies in the funnel; a count on a limit is within it.

    Parameters
    ----------
    numerator, denominator : pandas.Series
        Counts, and residents or person-years, of the same areas.
    baseline : float, optional
        Pooled rate per one resident or person-year of a wider set, such as the force. By default
        that of these areas, which must then be 3 or more with a count and a denominator.
    dispersion : float, optional
        By default `dispersion_of` these areas: crimes cluster, and limits for chance alone would
        have most areas outside. 1 allows for chance alone.

    Returns
    -------
    pandas.Series
        Ordered categorical of `FUNNEL`; missing where the count, the denominator or the baseline
        is missing.

    Raises
    ------
    ValueError
        As `geo.rates.paired` and `funnel_limits`.

    Examples
    --------
    >>> funnel_flag(pd.Series({"a": 20, "b": 45, "c": 20}),
    ...             pd.Series({"a": 1000, "b": 1000, "c": 1000})).tolist()
    ['within limits', 'high 95%', 'within limits']
    """
    above, below = paired(numerator, denominator)
    if baseline is None:
        known = int((above.notna() & below.notna()).sum())
        baseline = baseline_rate(above, below) if known >= SMALLEST_SET else float("nan")
    # Limits in counts: a rate divided and multiplied back would not always meet its limit.
    spread = dispersion_of(above, below, baseline) if dispersion is None else dispersion
    limits = count_limits(_expected(below, baseline), spread)
    step = pd.Series(2, index=above.index)
    step += above.gt(limits["upper_95"]).astype(int) + above.gt(limits["upper_998"]).astype(int)
    step -= above.lt(limits["lower_95"]).astype(int) + above.lt(limits["lower_998"]).astype(int)
    codes = step.where(above.notna() & limits["upper_95"].notna(), -1)
    dtype = pd.CategoricalDtype(list(FUNNEL), ordered=True)
    return pd.Series(
        pd.Categorical.from_codes(codes, dtype=dtype), index=above.index, name="funnel"
    )


def p_high(
    numerator: pd.Series, denominator: pd.Series, dispersion: float | None = None
) -> pd.Series:
    """Two-sided probability of a count so far over the baseline, were areas as they mostly differ.

    Parameters
    ----------
    numerator, denominator : pandas.Series
        Counts, and residents or person-years, of the same areas.
    dispersion : float, optional
        As in `funnel_flag`.

    Returns
    -------
    pandas.Series
        0 to 1, and 1 for a count under the one expected: only high ones are looked for. Missing
        where the count or the denominator is, and in sets too small for a funnel.

    Raises
    ------
    ValueError
        As `geo.rates.paired`.

    Examples
    --------
    >>> p_high(pd.Series({"a": 20, "b": 45, "c": 20}),
    ...        pd.Series({"a": 1000, "b": 1000, "c": 1000})).round(3).tolist()
    [1.0, 0.005, 1.0]
    """
    above, below = paired(numerator, denominator)
    if int((above.notna() & below.notna()).sum()) < SMALLEST_SET:
        return pd.Series(float("nan"), index=above.index)
    expected = _expected(below, baseline_rate(above, below)).astype("float64")
    spread = dispersion_of(above, below) if dispersion is None else dispersion
    score = z_score(above.astype("float64"), expected) / np.sqrt(spread)
    chance = pd.Series(2 * norm.sf(score), index=above.index).clip(upper=1.0)
    return chance.mask(score.isna())


def two_lenses(band: pd.Series, funnel: pd.Series) -> pd.Series:
    """Put the statutory band and the funnel side by side.

    Parameters
    ----------
    band : pandas.Series
        From `geo.bands.statutory_band`; above average or more counts as flagged.
    funnel : pandas.Series
        From `funnel_flag`; high at 95% or 99.8% counts as flagged.

    Returns
    -------
    pandas.Series
        Categorical of `LENSES`; missing where either lens is missing, such as for published rates
        without counts: one lens alone must not read as 'SD only'.

    Raises
    ------
    ValueError
        Where the two do not cover the same areas.

    Examples
    --------
    >>> two_lenses(
    ...     pd.Series({"a": "above average", "b": "not highlighted", "c": "above average"}),
    ...     pd.Series({"a": "high 99.8%", "b": "high 95%", "c": None}),
    ... ).tolist()
    ['both', 'funnel only', nan]
    """
    second = same_areas(band, funnel, "funnel flag")
    flagged = band.isin(BANDS[1:]).astype(int) + 2 * second.isin(FUNNEL[3:]).astype(int)
    dtype = pd.CategoricalDtype(list(LENSES))
    codes = flagged.where(band.notna() & second.notna(), -1)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype), index=band.index, name="lenses")
