"""Runs of months: which are loaded on end, on which boundaries, and what lies between them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Period
from data.figures.area_figures import loaded_months
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.police import load_months


@dataclass(frozen=True, slots=True)
class Run:
    """Months on end that are loaded, of one recorded period (so of one set of boundaries).

    The period may be longer than the run, or span all months of a vintage.
    """

    period: str
    months: tuple[str, ...]


@remembered(maxsize=1)
def runs() -> tuple[Run, ...]:
    """Return the runs of loaded months, oldest first.

    Returns
    -------
    tuple of Run
        A period that lacks a month in its midst gives two runs: no run has a gap. Months that
        serve districts only (`Period.districts_only`) are in none.

    Examples
    --------
    >>> [(run.months[0], len(run.months)) for run in runs()]
    [('2018-10', 5), ('2024-01', 4), ('2025-01', 12)]
    """
    loaded = load_months()[["month", "area_type"]].astype(str)
    known = {period.lsoa_vintage for period in _recorded_periods()}
    without_map = {
        month
        for period in _recorded_periods()
        if period.districts_only
        for month in loaded_months(period)
    }
    stretches: list[list[tuple[str, str]]] = []
    for month, vintage in sorted(loaded.itertuples(index=False, name=None)):
        if vintage not in known or month in without_map:
            continue
        if not stretches or (_later(stretches[-1][-1][0], 1), stretches[-1][-1][1]) != (
            month,
            vintage,
        ):
            stretches.append([])
        stretches[-1].append((month, vintage))
    spans = [tuple(month for month, _ in stretch) for stretch in stretches]
    return tuple(Run(spanning(span[0], span[-1]).id, span) for span in spans)


@remembered(maxsize=1)
def _recorded_periods() -> tuple[Period, ...]:
    """Recorded periods by best fit, the shortest first."""
    recorded = [
        period
        for period in load_catalogue().periods.values()
        if period.kind == "recorded" and period.boundary == "bestfit"
    ]
    return tuple(sorted(recorded, key=lambda one: len(_due(one))))


def _due(period: Period) -> pd.PeriodIndex:
    return pd.period_range(period.start, period.end, freq="M")


def spanning(first: str, last: str) -> Period:
    """The shortest recorded period that months lie in: its wards and residents are theirs."""
    return next(
        period
        for period in _recorded_periods()
        if str(period.start) <= first and last <= str(period.end) and first in loaded_months(period)
    )


def offered_period(first: str, last: str) -> str:
    """Return the id of the period in the pickers that months lie in, the shortest of several.

    Where none holds them all, the longest that holds the last.

    Parameters
    ----------
    first, last : str
        Months, ``YYYY-MM``; the last must be loaded.

    Returns
    -------
    str
        Id in the catalogue, of a recorded period by best fit.

    Examples
    --------
    >>> offered_period("2025-03", "2025-05")
    '2025'
    """
    offered = [one for one in _recorded_periods() if one.app and last in loaded_months(one)]
    whole = [one for one in offered if str(one.start) <= first]
    return (whole[0] if whole else offered[-1]).id


def _later(month: str, by: int) -> str:
    return str(pd.Period(month, freq="M") + by)


@remembered(maxsize=1)
def gaps() -> tuple[tuple[str, str, int], ...]:
    """Return the spans between runs whose months are not loaded: first, last, how many.

    Returns
    -------
    tuple of (str, str, int)
        Oldest first, months as ``YYYY-MM``, both ends absent. What lies before the first run or
        after the last is no gap.

    Examples
    --------
    >>> gaps()
    (('2019-03', '2023-12', 58), ('2024-05', '2024-12', 8))
    """
    found = []
    for earlier, later in zip(runs(), runs()[1:], strict=False):
        first, last = _later(earlier.months[-1], 1), _later(later.months[0], -1)
        if first <= last:
            found.append((first, last, len(pd.period_range(first, last, freq="M"))))
    return tuple(found)


def run_of(month: str) -> Run | None:
    """Return the run that a month is in; None where the month is not loaded.

    Parameters
    ----------
    month : str
        Month, ``YYYY-MM``.

    Returns
    -------
    Run or None
        With every month of the run, those before and after this one too.

    Examples
    --------
    >>> run_of("2020-04") is None
    True
    """
    return next((run for run in runs() if month in run.months), None)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return the months of one run from the first to the last.

    Parameters
    ----------
    first, last : str
        Months, ``YYYY-MM``.

    Returns
    -------
    tuple of str
        Oldest first, both ends included.

    Raises
    ------
    ValueError
        If the two months are not of one run, or in the wrong order: months that are not loaded
        are never bridged.

    Examples
    --------
    >>> months_between("2025-11", "2025-12")
    ('2025-11', '2025-12')
    """
    run = run_of(first)
    if run is None or last not in run.months or last < first:
        raise ValueError(
            f"{first} to {last} is not a span of loaded months. Choose both ends in one run: "
            + "; ".join(f"{one.months[0]} to {one.months[-1]}" for one in runs())
            + "."
        )
    return tuple(month for month in run.months if first <= month <= last)


def year_before(first: str, last: str) -> Run | None:
    """Return the same months a year before, where they are loaded on the same boundaries.

    Parameters
    ----------
    first, last : str
        Months of one run, ``YYYY-MM``.

    Returns
    -------
    Run or None
        None where a month is absent, or its areas or population base are others.

    Examples
    --------
    >>> year_before("2025-01", "2025-12") is None
    True
    """
    earlier, later = _later(first, -12), _later(last, -12)
    run = run_of(earlier)
    if run is None or later not in run.months:
        return None
    now, then = spanning(first, last), spanning(earlier, later)
    same = ("lsoa_vintage", "ward_vintage", "population_base")
    if any(getattr(now, name) != getattr(then, name) for name in same):
        return None
    return Run(run.period, months_between(earlier, later))


def mapped_share(first: str, last: str) -> float:
    """Return the share of the force's records that have a location, 0 to 1, in some months.

    Parameters
    ----------
    first, last : str
        Months of one run, ``YYYY-MM``.

    Returns
    -------
    float
        Of the whole force area's records, each once: a record without a location is in no district.

    Raises
    ------
    ValueError
        If the months are not of one run.

    Examples
    --------
    >>> mapped_share("2018-10", "2019-02") < mapped_share("2025-01", "2025-12") < 1
    True
    """
    table = load_months()
    held = table[table["month"].isin(months_between(first, last))]
    counted_records = int(held["counted"].sum())
    return counted_records / (counted_records + int(held["no_location"].sum()))
