"""How counts moved: within a recorded year, and between the same months of two periods."""

from __future__ import annotations

import pandas as pd

from data.figures.area_figures import (
    SCREEN_LEVELS,
    Level,
    loaded_months,
    monthly_counts,
    residents_of,
)
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.change import change_between
from geo.rates import person_years

# The two halves of a full year are compared; a shorter run has no two like halves.
MONTHS_IN_HALF = 6


def halves(period_id: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the first and second six months of a full recorded year, or None for any other run.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.

    Returns
    -------
    tuple of (first, second), or None
        Months, ``YYYY-MM``, oldest first. None unless exactly twelve months of a recorded period
        are loaded.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> first, second = halves("2025")
    >>> first[0], second[0]
    ('2025-01', '2025-07')
    >>> halves("2018-10_2019-02") is None
    True
    """
    period = load_catalogue().period(period_id)
    months = loaded_months(period) if period.kind == "recorded" else ()
    if len(months) != 2 * MONTHS_IN_HALF:
        return None
    return months[:MONTHS_IN_HALF], months[MONTHS_IN_HALF:]


def span_of_halves(period_id: str) -> str:
    """Name the months that a change within a year compares; empty for any other period.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.

    Returns
    -------
    str
        First and last month of the later half, then of the earlier; '' where `halves` is None.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> span_of_halves("2025")
    '2025-07 to 2025-12 against 2025-01 to 2025-06'
    """
    split = halves(period_id)
    if split is None:
        return ""
    first, second = split
    return f"{second[0]} to {second[-1]} against {first[0]} to {first[-1]}"


@remembered(maxsize=512)
def change_within(indicator_id: str, period_id: str, level: Level) -> pd.DataFrame | None:
    """Compare the second six months of a year with the first, for every area.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        Areas compared.

    Returns
    -------
    pandas.DataFrame or None
        As `geo.change.change_between`, indexed by area code; None where the indicator is not
        counted or the period is not a full year. The season is still in it: winter is compared
        with summer, which the screens say.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> change_within("asb", "2018-10_2019-02", "district") is None
    True
    """
    if not load_catalogue().indicator(indicator_id).is_counted:
        return None
    if halves(period_id) is None:
        return None
    if level == "lsoa":
        return _halves_compared(indicator_id, period_id, ("lsoa",))
    every = _halves_compared(indicator_id, period_id, SCREEN_LEVELS)
    return every.loc[monthly_counts(indicator_id, period_id, level).index]


@remembered(maxsize=128)
def _halves_compared(indicator_id: str, period_id: str, levels: tuple[Level, ...]) -> pd.DataFrame:
    """Changes of several levels in one pass: a screen needs them together."""
    first, second = halves(period_id) or ((), ())
    counts = pd.concat([monthly_counts(indicator_id, period_id, level) for level in levels])
    residents = pd.concat([residents_of(period_id, level) for level in levels])
    # The same people in both halves cancel out: a legal ward without an estimate has a change too.
    people = residents.astype("Int64").fillna(1)
    years = person_years(people, MONTHS_IN_HALF).reindex(counts.index)
    return change_between(
        counts[list(second)].sum(axis=1), years, counts[list(first)].sum(axis=1), years
    )


@remembered(maxsize=256)
def change_since(indicator_id: str, earlier: str, later: str, level: Level) -> pd.DataFrame:
    """Compare the same calendar months of two recorded periods, for districts or the force.

    Parameters
    ----------
    indicator_id : str
        A counted indicator.
    earlier, later : str
        Recorded periods; only calendar months that both have are compared.
    level : {"district", "force"}
        Wards are refused: their boundaries differ between the two periods.

    Returns
    -------
    pandas.DataFrame
        As `geo.change.change_between`, each count over its own period's residents.

    Raises
    ------
    ValueError
        For wards.

    Examples
    --------
    >>> change_since("asb", "2018-10_2019-02", "2025", "district").shape[0]
    9
    """
    if level == "ward":
        raise ValueError("Wards of two vintages are not compared: their boundaries differ.")
    months_now, months_before = shared_months(earlier, later)
    before = monthly_counts(indicator_id, earlier, level)[list(months_before)]
    now = monthly_counts(indicator_id, later, level)[list(months_now)]
    shared = len({month[-2:] for month in months_now})
    return change_between(
        now.sum(axis=1),
        person_years(residents_of(later, level), shared).reindex(now.index),
        before.sum(axis=1),
        person_years(residents_of(earlier, level), shared).reindex(before.index),
    )


def shared_months(earlier: str, later: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the loaded months of two recorded periods that are the same months of the year.

    Parameters
    ----------
    earlier, later : str
        Recorded periods.

    Returns
    -------
    now, before : tuple of str
        Of the later period and of the earlier, ``YYYY-MM``.

    Examples
    --------
    >>> now, before = shared_months("2018-10_2019-02", "2025")
    >>> now[0], before[0], len(now), len(before)
    ('2025-01', '2018-10', 5, 5)
    """
    catalogue = load_catalogue()
    before, now = (loaded_months(catalogue.period(one)) for one in (earlier, later))
    shared = {month[-2:] for month in before} & {month[-2:] for month in now}
    kept = [tuple(month for month in months if month[-2:] in shared) for months in (now, before)]
    return kept[0], kept[1]
