"""Wards month by month, over every loaded month on the same boundaries: then and now on one map."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Indicator, Period
from data.figures.area_figures import monthly_counts
from data.figures.incomplete import incomplete_among
from data.figures.ward_view import WardView, rates_by_month
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.classes import class_breaks

# More months would be ticks too small to point at.
MOST_MONTHS = 48


@dataclass(frozen=True, slots=True)
class WardsByMonth:
    """An indicator's wards in each month.

    Attributes
    ----------
    counts : pandas.DataFrame
        Records (Int64) of each ward (``area_code``) in each month that is due, oldest first; an
        absent month is a missing column.
    rates : pandas.DataFrame
        Of the same shape: records of the month per 1,000 residents (or the indicator's own
        multiplier) a year, by its days.
    absent, incomplete : tuple of str
        Months that are not loaded, and loaded ones with fewer crimes than the months around them
        lead to expect.
    breaks : tuple of float
        Upper ends of classes of the rates of all wards of the force area in all months, so that a
        colour means the same in each.
    """

    counts: pd.DataFrame
    rates: pd.DataFrame
    absent: tuple[str, ...]
    incomplete: tuple[str, ...]
    breaks: tuple[float, ...]


@remembered(maxsize=128)
def by_month(view: WardView) -> WardsByMonth | None:
    """Return the wards of a view in every loaded month on its boundaries.

    Parameters
    ----------
    view : WardView
        Names the indicator, the period and the wards.

    Returns
    -------
    WardsByMonth or None
        The latest `MOST_MONTHS` months; None where the indicator has no monthly counts, the wards
        have no residents, or there is one month only.

    Examples
    --------
    >>> from data.figures.ward_view import ward_view
    >>> told = by_month(ward_view("asb", "2025", "E07000194"))
    >>> told.counts.shape, told.absent[0], len(told.absent)
    ((22, 24), '2024-05', 8)
    """
    if view.period.kind != "recorded" or not view.indicator.is_counted:
        return None
    counts, rates, breaks = _every_month(view.indicator, view.period)
    held = counts.columns
    if len(held) < 2 or not rates.notna().any(axis=None):
        return None
    due = pd.period_range(held[0], held[-1], freq="M").strftime("%Y-%m")[-MOST_MONTHS:]
    own = view.wards.index
    return WardsByMonth(
        counts=counts.reindex(index=own, columns=due),
        rates=rates.reindex(index=own, columns=due),
        absent=tuple(one for one in due if one not in held),
        incomplete=incomplete_among(tuple(held)),
        breaks=breaks,
    )


# The same for every district: the classes are of all the force's wards in all months.
@remembered(maxsize=64)
def _every_month(
    indicator: Indicator, period: Period
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[float, ...]]:
    """Counts, rates and classes of every ward of the force area in the loaded months."""
    counts, rates = [], []
    for one in _on_the_same_ground(period):
        rates.append(rates_by_month(indicator, one, "ward"))
        counts.append(monthly_counts(indicator.id, one.id, "ward")[rates[-1].columns])
    told = _in_order(rates)
    return _in_order(counts), told, class_breaks(told.melt()["value"])


def _in_order(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Months of all frames, oldest first; one that periods share, once."""
    told = pd.concat(frames, axis=1)
    return told.loc[:, ~told.columns.duplicated(keep="last")].sort_index(axis=1)


def _on_the_same_ground(period: Period) -> list[Period]:
    """Recorded periods of the pickers whose wards are a period's, itself the last."""
    catalogue = load_catalogue()
    legal = period.boundary == "legal"
    others = [
        one
        for one in catalogue.app_periods
        if one.kind == "recorded"
        and not legal
        and one.id != period.id
        and catalogue.ward_vintage(one.id) == catalogue.ward_vintage(period.id)
    ]
    return [*others, period]
