"""Change between two periods: is it real, and how large."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from geo.rates import counts, paired, same_areas, z_value

SMALLEST_BASE = 20
"""No percentage is stated on a base count under this."""

COMPLETENESS_POINTS = 0.02
"""Completeness is taken to have moved where the shares with a place differ by more."""

CANNOT_TELL = "cannot be told"
"""Said where records without a location, or a break of recording, could explain a change."""

DIRECTIONS = ("increase", "decrease", "no real change", "too few to say", CANNOT_TELL)
"""What `direction` says, and `change_with_unplaced`."""

UNJUDGED = ("too few to say", CANNOT_TELL)
"""The directions that say neither that a rate moved nor that it did not."""


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


def change_with_unplaced(
    recorded: pd.DataFrame,
    placed: tuple[float, float],
    unplaced: tuple[float, float],
    whole: bool = False,
) -> pd.DataFrame:
    """Judge a change by what it would be with the records that have no location.

    A record without a location is in no area, so that a change of their share looks like a change
    of what was recorded. Three cases are judged: none of the unplaced lie in the area (as
    recorded); they lie as the placed do; and, where the share moved by more than
    `COMPLETENESS_POINTS`, all of them lie in it. Where it did not, the same few went astray on
    both sides, and to put all of the set's into one small area would hide every change.

    Parameters
    ----------
    recorded : pandas.DataFrame
        From `change_between`, indexed by area code.
    placed, unplaced : tuple of float
        Records of the whole set of areas with and without a location, of the later span and of
        the earlier; NaN where it is not known.
    whole : bool
        Whether each area is the whole set, in which every unplaced record lies: then only the
        case that counts them is judged.

    Returns
    -------
    pandas.DataFrame
        ``filled``, ``filled_lower``, ``filled_upper``: the change in per cent, with its interval,
        if the unplaced lie as the placed do; ``all``: if all of them lie in the area; missing
        where the change is, or what is unplaced. ``direction``: of `DIRECTIONS`, the one that all
        three cases give, else `CANNOT_TELL`; too few stay too few.

    Examples
    --------
    Half of the earlier records had no location: a rise of 60% is a fall of a fifth.

    >>> years = pd.Series({"a": 4000})
    >>> told = change_between(pd.Series({"a": 320}), years, pd.Series({"a": 200}), years)
    >>> change_with_unplaced(told, (1000, 500), (0, 500))[["filled", "all", "direction"]].round(1)
       filled   all       direction
    a   -20.0 -54.3  cannot be told
    >>> change_with_unplaced(told, (1000, 1000), (0, 0))["direction"].tolist()
    ['increase']
    """
    shares = [
        with_place / (with_place + none) if with_place else np.nan
        for with_place, none in zip(placed, unplaced, strict=True)
    ]
    factor = shares[1] / shares[0]
    filled = recorded[["ratio", "lower", "upper"]].astype("float64") * factor
    now, before = (recorded[name].astype("float64") for name in ("now", "before"))
    # The exposures are in the ratio already: what it is over that of the counts.
    exposure = recorded["ratio"].astype("float64") / (now / before)
    ratio_of_all = exposure * (now + unplaced[0]) / (before + unplaced[1])
    spread = np.exp(z_value() * np.sqrt(1 / (now + unplaced[0]) + 1 / (before + unplaced[1])))
    every = pd.DataFrame(
        {"ratio": ratio_of_all, "lower": ratio_of_all / spread, "upper": ratio_of_all * spread}
    )
    said = recorded["direction"].astype(object)
    cases = [direction(one, recorded["before"], recorded["now"]) for one in (filled, every)]
    agree = cases[0].astype(object) == said
    if not abs(shares[0] - shares[1]) <= COMPLETENESS_POINTS:
        agree &= cases[1].astype(object) == said
    judged = said.notna() & (said != "too few to say")
    said = said.where(~judged, cases[1]) if whole else said.where(agree | ~judged, CANNOT_TELL)
    percent = (filled - 1) * 100
    stated = recorded["percent"].notna()
    return pd.DataFrame(
        {
            "filled": percent["ratio"].where(stated),
            "filled_lower": percent["lower"].where(stated),
            "filled_upper": percent["upper"].where(stated),
            "all": ((every["ratio"] - 1) * 100).where(stated),
            "direction": pd.Categorical(said, categories=list(DIRECTIONS)),
        },
        index=recorded.index,
    )


def p_of_change(told: pd.DataFrame) -> pd.Series:
    """Two-sided probability of a ratio so far from 1 by chance alone, from its 95% interval.

    Parameters
    ----------
    told : pandas.DataFrame
        ``ratio``, ``lower``, ``upper`` of `rate_ratio`.

    Returns
    -------
    pandas.Series
        0 to 1; missing where the ratio is. Under 0.05 exactly where the interval leaves out 1.

    Examples
    --------
    >>> told = pd.DataFrame({"ratio": [1.2], "lower": [1.0], "upper": [1.44]}, index=["a"])
    >>> p_of_change(told).round(3).tolist()
    [0.05]
    """
    ratio, upper = (told[name].astype("float64") for name in ("ratio", "upper"))
    spread = np.log(upper / ratio) / z_value()
    chance = 2 * norm.sf(np.abs(np.log(ratio)) / spread)
    return pd.Series(chance, index=told.index, name="p")
