"""The strategic assessment's own rule: the mean of the ward rates, plus one or two SDs."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.rates import name_areas, numbers

BANDS = ("not highlighted", "above average", "significantly above average")
"""Bands of `statutory_band`, lowest first."""

SMALLEST_SET = 3
"""Fewer areas than this have no spread to stand out from."""


@dataclass(frozen=True)
class BandRule:
    """The thresholds of one ward set, kept so that a screen can print them."""

    mean: float
    sd: float
    above: float
    significantly_above: float
    wards: int


def strictly_above(values: pd.Series, threshold: float) -> pd.Series:
    """Say which values are over a threshold, equality not counted.

    Parameters
    ----------
    values : pandas.Series
        Rates indexed by area code.
    threshold : float
        In the same unit.

    Returns
    -------
    pandas.Series
        Boolean; False where the value is missing, so mask it afterwards.

    Examples
    --------
    >>> strictly_above(pd.Series({"E05006939": 0.1 + 0.2, "E05006940": 0.31}), 0.3)
    E05006939    False
    E05006940     True
    dtype: bool
    """
    # 0.1 + 0.2 > 0.3 in binary: a rate that equals the threshold on paper must not be highlighted.
    return values > threshold + 1e-9 * abs(threshold)


def band_rule(rates: pd.Series, ddof: int = 1) -> BandRule | None:
    """Work out the thresholds of one ward set: mean + 1 SD and mean + 2 SD of the ward rates.

    The mean is unweighted: a ward of 1,500 residents counts as much as one of 9,000. It is not the
    district's rate. State the ward set (a district's wards or the force's) beside it.

    Parameters
    ----------
    rates : pandas.Series
        One rate per ward, indexed by area code.
    ddof : int
        1 for the sample standard deviation, which is the rule used; 0 for the population one.

    Returns
    -------
    BandRule or None
        None with fewer than 3 wards that have a rate.

    Raises
    ------
    ValueError
        Where a ward comes twice, which would weigh it twice.

    References
    ----------
    Community safety strategic assessment 2019, note 11 under 'Data tables'.

    Examples
    --------
    >>> band_rule(pd.Series({"a": 10.0, "b": 20.0, "c": 30.0, "d": None}))
    BandRule(mean=20.0, sd=10.0, above=30.0, significantly_above=40.0, wards=3)
    """
    if not rates.index.is_unique:
        raise ValueError(
            f"Areas come twice in this ward set: "
            f"{name_areas(rates.index[rates.index.duplicated()].unique())}. Keep one rate per ward."
        )
    known = numbers(rates, "rate").dropna()
    if len(known) < SMALLEST_SET:
        return None
    mean, sd = float(known.mean()), float(known.std(ddof=ddof))
    return BandRule(mean, sd, mean + sd, mean + 2 * sd, len(known))


def statutory_band(rates: pd.Series, rule: BandRule | None = None) -> pd.Series:
    """Band each ward by the strategic assessment's rule, strictly above the thresholds.

    On skewed data one town centre inflates the SD and hides the others: show the funnel beside it.

    Parameters
    ----------
    rates : pandas.Series
        One rate per ward, indexed by area code.
    rule : BandRule, optional
        The rule of another ward set, such as the whole force's. By default that of these rates.

    Returns
    -------
    pandas.Series
        Ordered categorical of `BANDS`; missing where the rate is, and everywhere where there are
        fewer than 3 wards and no rule is given.

    Raises
    ------
    ValueError
        As `band_rule`.

    Examples
    --------
    >>> statutory_band(pd.Series({"a": 1.0, "b": 1.0, "c": 1.0, "d": 9.0, "e": None})).tolist()
    ['not highlighted', 'not highlighted', 'not highlighted', 'above average', nan]
    """
    values = numbers(rates, "rate")
    rule = rule or band_rule(values)
    dtype = pd.CategoricalDtype(list(BANDS), ordered=True)
    if rule is None:
        return pd.Series(pd.NA, index=rates.index, dtype=dtype, name="band")
    steps = strictly_above(values, rule.above).astype(int)
    steps += strictly_above(values, rule.significantly_above)
    codes = steps.where(values.notna(), -1)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype), index=rates.index, name="band")
