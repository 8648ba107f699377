"""A rate against a benchmark (the force, England, similar areas) by its interval."""

from __future__ import annotations

import pandas as pd

from geo.change import rate_ratio
from geo.rates import name_areas, numbers, same_areas

COMPARISONS = ("better", "similar", "worse", "lower", "higher")
"""What `compare_with_benchmark` says."""

WORDS = {
    "higher is worse": ("better", "worse"),
    "lower is worse": ("worse", "better"),
    "neutral": ("lower", "higher"),
}
"""By polarity: the word for a rate under the benchmark, and for one over it."""


def compare_with_benchmark(
    lower: pd.Series, upper: pd.Series, benchmark: float | pd.Series, polarity: str
) -> pd.Series:
    """Compare rates with a benchmark by their 95% intervals.

    The benchmark is taken as known: fair for England or the force, too bold for a small area.

    Parameters
    ----------
    lower, upper : pandas.Series
        Limits of the rate, indexed by area code, from `geo.rates.rate_interval`.
    benchmark : float or pandas.Series
        In the unit of the rate; one for all areas, or one each.
    polarity : {'higher is worse', 'lower is worse', 'neutral'}
        From the indicator. More recorded domestic abuse, say, is not simply worse: neutral.

    Returns
    -------
    pandas.Series
        Categorical of `COMPARISONS`: 'similar' where the benchmark is inside the interval or on
        its edge, otherwise better or worse, for neutral indicators lower or higher. Missing where
        a limit or the benchmark is missing.

    Raises
    ------
    ValueError
        Where the polarity is none of the three, a lower limit is above its upper, or areas differ.

    Examples
    --------
    >>> compare_with_benchmark(pd.Series({"a": 4.0, "b": 7.0}), pd.Series({"a": 6.0, "b": 9.0}),
    ...                        5.2, "higher is worse").tolist()
    ['similar', 'worse']
    """
    if polarity not in WORDS:
        raise ValueError(f"Polarity {polarity!r} is not known. Write one of: {', '.join(WORDS)}.")
    low = numbers(lower, "lower limit")
    high = numbers(same_areas(lower, upper, "upper limit"), "upper limit")
    if (low > high).any():
        raise ValueError(
            f"The lower limit is above the upper in {name_areas(low.index[low > high])}. "
            "Check that the two columns are not swapped."
        )
    if isinstance(benchmark, pd.Series):
        against = numbers(same_areas(lower, benchmark, "benchmark"), "benchmark")
    else:
        against = pd.Series(benchmark, index=lower.index, dtype="float64")
    under, over = WORDS[polarity]
    said = pd.Series("similar", index=lower.index, dtype=object)
    said = said.mask(high < against, under).mask(low > against, over)
    said = said.mask(low.isna() | high.isna() | against.isna(), None)
    return pd.Series(
        pd.Categorical(said, categories=list(COMPARISONS)), index=lower.index, name="comparison"
    )


def against_rest(
    count: pd.Series,
    exposure: pd.Series,
    whole_count: float | pd.Series,
    whole_exposure: float | pd.Series,
) -> pd.DataFrame:
    """Set areas against the rest of the whole that they are parts of, both sides with their chance.

    Against the whole a large area is set partly against itself, which draws its ratio towards 1.

    Parameters
    ----------
    count, exposure : pandas.Series
        Counts and person-years, indexed by area code.
    whole_count, whole_exposure : float or pandas.Series
        Those of the whole; of each area's own whole, where they differ.

    Returns
    -------
    pandas.DataFrame
        ``rest`` (the rest's rate per person-year), ``ratio`` to it, ``lower``, ``upper`` (95%, of
        `geo.change.rate_ratio`). Missing where a count is, and where nothing is left of the whole;
        the interval also where either count is 0.

    Raises
    ------
    ValueError
        As `geo.rates.paired`.

    References
    ----------
    As `geo.change.rate_ratio`.

    Examples
    --------
    >>> against_rest(pd.Series({"a": 60}), pd.Series({"a": 1000}), 100, 2000).round(2)
       rest  ratio  lower  upper
    a  0.04    1.5   1.01   2.24
    """
    rest, years = whole_count - count, whole_exposure - exposure
    left = years.astype("Float64") > 0
    rest, years = rest.where(left), years.where(left)
    told = rate_ratio(count, exposure, rest, years)
    told.insert(0, "rest", rest.astype("Float64") / years.astype("Float64"))
    return told
