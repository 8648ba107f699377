"""Change between two periods: is it real, and how large."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.rates import counts, paired, same_areas, z_value

SMALLEST_BASE = 20
"""No percentage is stated on a base count under this."""

DIRECTIONS = ("increase", "decrease", "no real change", "too few to say")
"""What `direction` says."""


def rate_ratio(
    count_now: pd.Series,
    person_years_now: pd.Series,
    count_before: pd.Series,
    person_years_before: pd.Series,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Ratio of two rates with its log-normal interval, exp(ln RR +/- z sqrt(1/a + 1/b)).

    Parameters
    ----------
    count_now, count_before : pandas.Series
        Counts of the later and the earlier period, indexed by area code.
    person_years_now, person_years_before : pandas.Series
        Person-years of the same areas, so that periods of different length can be compared.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``ratio``, ``lower``, ``upper``, 1 being no change. All missing where any input is missing,
        or where either count is 0: the logarithm of 0 has no interval.

    Raises
    ------
    ValueError
        As `geo.rates.paired`, or where the periods do not cover the same areas.

    References
    ----------
    Rothman KJ, Greenland S, Lash TL (2008). Modern epidemiology, 3rd edn, chapter 14.

    Examples
    --------
    >>> years = pd.Series({"E05006939": 4000})
    >>> rate_ratio(pd.Series({"E05006939": 120}), years,
    ...            pd.Series({"E05006939": 100}), years).round(3)
               ratio  lower  upper
    E05006939    1.2   0.92  1.565
    """
    now, years_now = paired(count_now, person_years_now)
    before, years_before = paired(
        same_areas(count_now, count_before, "earlier count"),
        same_areas(count_now, person_years_before, "earlier person-years"),
    )
    now, before = now.mask(now == 0), before.mask(before == 0)
    ratio = (now / years_now) / (before / years_before)
    spread = np.exp(z_value(confidence) * np.sqrt(1 / now + 1 / before))
    return pd.DataFrame({"ratio": ratio, "lower": ratio / spread, "upper": ratio * spread})


def percentage_change(
    count_now: pd.Series,
    person_years_now: pd.Series,
    count_before: pd.Series,
    person_years_before: pd.Series,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Change of the rate in per cent, with its interval.

    Parameters
    ----------
    count_now, person_years_now, count_before, person_years_before : pandas.Series
        As in `rate_ratio`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``change``, ``lower``, ``upper`` in per cent (-9 is a fall of 9%). All missing where the
        earlier count is under 20 or anything is missing. A fall to 0 is -100 without an interval.

    Raises
    ------
    ValueError
        As `rate_ratio`.

    Examples
    --------
    >>> years = pd.Series({"a": 4000, "b": 4000})
    >>> percentage_change(pd.Series({"a": 120, "b": 38}), years,
    ...                   pd.Series({"a": 100, "b": 19}), years).round(1)
       change  lower  upper
    a    20.0   -8.0   56.5
    b     NaN    NaN    NaN
    """
    ratio = rate_ratio(
        count_now, person_years_now, count_before, person_years_before, confidence
    ).rename(columns={"ratio": "change"})
    _, years_now = paired(count_now, person_years_now)
    fallen_to_none = (counts(count_now) == 0) & years_now.notna()
    fallen_to_none &= same_areas(count_now, person_years_before).notna()
    ratio["change"] = ratio["change"].mask(fallen_to_none, 0.0)
    base = counts(same_areas(count_now, count_before), "earlier count")
    return ((ratio - 1) * 100).where(base >= SMALLEST_BASE, axis=0)


def direction(
    ratio: pd.DataFrame, base_counts: pd.Series, counts_now: pd.Series | None = None
) -> pd.Series:
    """Say in words whether a rate went up or down.

    Parameters
    ----------
    ratio : pandas.DataFrame
        From `rate_ratio`.
    base_counts : pandas.Series
        Counts of the earlier period, same areas.
    counts_now : pandas.Series, optional
        Counts of the later period. They tell a fall to none (a decrease) from a missing count:
        the ratio is missing for both. Unless the later period is less than a fifth as long as the
        earlier, none after 20 or more is outside what chance gives at 95%.

    Returns
    -------
    pandas.Series
        Categorical of `DIRECTIONS`. 'increase' and 'decrease' where the interval leaves out 1,
        'too few to say' where the earlier count is under 20; missing where the earlier count is,
        or where the ratio is on 20 or more and the later count is not known to be 0.

    Raises
    ------
    ValueError
        Where the areas differ.

    Examples
    --------
    >>> ratio = pd.DataFrame({"ratio": [1.5, 2.0], "lower": [1.2, 1.1], "upper": [1.9, 3.6]},
    ...                      index=["a", "b"])
    >>> direction(ratio, pd.Series({"a": 100, "b": 19})).tolist()
    ['increase', 'too few to say']
    """
    base = counts(same_areas(ratio["ratio"], base_counts, "base count"), "base count")
    said = pd.Series("no real change", index=ratio.index, dtype=object)
    said = said.mask(ratio["lower"] > 1, "increase").mask(ratio["upper"] < 1, "decrease")
    said = said.mask(ratio["ratio"].isna(), None)
    later = None if counts_now is None else same_areas(ratio["ratio"], counts_now, "later count")
    if later is not None:
        said = said.mask(counts(later, "later count") == 0, "decrease")
        base = base.mask(later.isna())
    said = said.mask(base < SMALLEST_BASE, "too few to say").mask(base.isna(), None)
    return pd.Series(
        pd.Categorical(said, categories=list(DIRECTIONS)), index=ratio.index, name="direction"
    )


def change_between(
    count_now: pd.Series,
    person_years_now: pd.Series,
    count_before: pd.Series,
    person_years_before: pd.Series,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Put all that is known of a change in one frame: counts, ratio, percentage and direction.

    Parameters
    ----------
    count_now, person_years_now, count_before, person_years_before : pandas.Series
        As in `rate_ratio`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``now`` and ``before`` (counts), ``ratio``, ``lower``, ``upper`` of `rate_ratio`,
        ``percent``, ``percent_lower``, ``percent_upper`` of `percentage_change`, and
        ``direction``.

    Raises
    ------
    ValueError
        As `rate_ratio`.

    Examples
    --------
    >>> years = pd.Series({"a": 4000})
    >>> told = change_between(pd.Series({"a": 120}), years, pd.Series({"a": 100}), years)
    >>> told[["now", "before", "percent", "direction"]].round(1)
       now  before  percent       direction
    a  120     100     20.0  no real change
    """
    given = (count_now, person_years_now, count_before, person_years_before)
    ratio = rate_ratio(*given, confidence)
    percent = percentage_change(*given, confidence)
    said = direction(ratio, count_before, count_now)
    return pd.DataFrame(
        {
            "now": count_now,
            "before": count_before,
            **ratio,
            "percent": percent["change"],
            "percent_lower": percent["lower"],
            "percent_upper": percent["upper"],
            "direction": said,
        }
    )
