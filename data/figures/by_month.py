"""Wards month by month, over every loaded month on the same boundaries: then and now on one map."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.units import multiplier
from data.figures.area_figures import loaded_months, monthly_counts, residents_of
from data.figures.incomplete import incomplete_among
from data.figures.ward_view import WardView
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.classes import class_breaks
from geo.rates import DAYS_IN_YEAR
from geo.series import days_in

# Ranges of months on a map: more would be ticks too small to point at.
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
    counts, rates = _every_month(view)
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
        breaks=class_breaks(rates[[one for one in due if one in held]].melt()["value"]),
    )


def _every_month(view: WardView) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and rates of every ward of the force area in the loaded months, oldest first."""
    counts, rates = [], []
    for period in _on_the_same_ground(view):
        months = list(loaded_months(load_catalogue().period(period)))
        residents = residents_of(period, "ward").astype("Float64")
        records = monthly_counts(view.indicator.id, period, "ward")[months]
        years = days_in(records.columns) / DAYS_IN_YEAR
        counts.append(records)
        rates.append(
            records.div(residents, axis=0).div(years, axis=1) * multiplier(view.indicator.unit)
        )
    return _in_order(counts), _in_order(rates)


def _in_order(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, axis=1).sort_index(axis=1)


def _on_the_same_ground(view: WardView) -> list[str]:
    """Recorded periods of the pickers whose wards are the view's, the view's own the last."""
    catalogue = load_catalogue()
    legal = view.period.boundary == "legal"
    others = [
        one.id
        for one in catalogue.app_periods
        if one.kind == "recorded"
        and not legal
        and one.id != view.period.id
        and catalogue.ward_vintage(one.id) == catalogue.ward_vintage(view.period.id)
    ]
    return [*others, view.period.id]
