"""One ward set seen through every lens at once: the frame that map, panel and table draw from."""

from __future__ import annotations

import pandas as pd

from geo.bands import band_rule, statutory_band
from geo.funnel import baseline_rate, dispersion_of, funnel_flag, p_high, two_lenses
from geo.ranking import rank_highest_first
from geo.rates import crude_rate, name_areas, numbers, rate_interval


def lens_frame(frame: pd.DataFrame, multiplier: float = 1000, ddof: int = 1) -> pd.DataFrame:
    """Assess the wards of one set: interval, band, funnel, both lenses, rank and ratio.

    Parameters
    ----------
    frame : pandas.DataFrame
        Indexed by area code, one row per ward, with ``numerator`` (counts), ``denominator``
        (residents or person-years) and, optionally, ``rate``. Published rates come with ``rate``
        and a missing numerator; counted ones are computed here, so that rate, interval and funnel
        agree, whatever ``rate`` holds.
    multiplier : float
        1,000 for crime, 10,000 for children.
    ddof : int
        Of the band rule's standard deviation; 1 as in the strategic assessment.

    Returns
    -------
    pandas.DataFrame
        Same index and order: ``rate``, ``lower``, ``upper`` (95%), ``band``, ``funnel``,
        ``funnel_by_chance`` (by limits for chance alone), ``p_high`` (`geo.funnel.p_high`),
        ``lenses``, ``rank`` (1 highest), ``ratio_to_set`` (rate over the set's pooled rate, not
        over the unweighted mean of the band). Missing rates have no entry in any column; published
        rates have ``rate``, ``band`` and ``rank`` only.

    Raises
    ------
    ValueError
        Where a column is wanting, a ward comes twice, counted and published rates are mixed in the
        set, or as `geo.rates.paired`.

    Examples
    --------
    >>> wards = pd.DataFrame({"numerator": [10, 12, 60], "denominator": [1000, 1000, 1000]},
    ...                      index=["a", "b", "c"])
    >>> lens_frame(wards)[["rate", "band", "funnel", "lenses", "rank"]]
       rate             band      funnel   lenses  rank
    a  10.0  not highlighted   low 99.8%  neither     3
    b  12.0  not highlighted   low 99.8%  neither     2
    c  60.0    above average  high 99.8%     both     1
    """
    _check(frame)
    numerator, denominator = frame["numerator"], frame["denominator"]
    rate = _one_kind_of_rate(frame, crude_rate(numerator, denominator, multiplier))
    band = statutory_band(rate, band_rule(rate, ddof))
    spread = dispersion_of(numerator, denominator)
    funnel = funnel_flag(numerator, denominator, dispersion=spread)
    pooled = baseline_rate(numerator, denominator) * multiplier
    limits = rate_interval(numerator, denominator, multiplier)
    return pd.DataFrame(
        {
            "rate": rate,
            "lower": limits["lower"],
            "upper": limits["upper"],
            "band": band,
            "funnel": funnel,
            # Limits for chance alone: what the funnel said before it allowed for clusters.
            "funnel_by_chance": funnel_flag(numerator, denominator, dispersion=1.0),
            "p_high": p_high(numerator, denominator, spread),
            "lenses": two_lenses(band, funnel),
            "rank": rank_highest_first(rate),
            "ratio_to_set": rate / pooled if pooled > 0 else pd.Series(float("nan"), rate.index),
        }
    )


def _check(frame: pd.DataFrame) -> None:
    """Refuse a frame that cannot be one ward set."""
    wanting = [name for name in ("numerator", "denominator") if name not in frame]
    if wanting:
        raise ValueError(
            f"The frame has no column {' and no column '.join(wanting)}. "
            "For published rates add it with missing values."
        )
    twice = frame.index[frame.index.duplicated()].unique()
    if len(twice):
        raise ValueError(
            f"Areas come twice in this ward set: {name_areas(twice)}. Keep one row per ward."
        )


def _one_kind_of_rate(frame: pd.DataFrame, counted: pd.Series) -> pd.Series:
    """Take the counted rates, or the published ones where there are no counts at all."""
    if "rate" not in frame:
        return counted
    printed = numbers(frame["rate"], "rate")
    only_printed = printed.notna() & counted.isna()
    # A band over rates of two sources would compare a whole year's print with a part-year's count.
    if only_printed.any() and counted.notna().any():
        raise ValueError(
            "Counted and published rates are mixed in one ward set; only published: "
            f"{name_areas(frame.index[only_printed])}. Assess each source by itself."
        )
    return printed if only_printed.any() else counted
