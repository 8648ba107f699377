"""How counts moved: within a recorded year, and between the same months of two periods."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data.figures.area_figures import (
    Level,
    loaded_months,
    monthly_counts,
    residents_of,
)
from data.figures.like_with_like import like_with_like
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.chance import discoveries
from geo.change import DIRECTIONS
from geo.rates import person_years
from geo.series import YEAR, days_of, later

# The two halves of a full year are compared; a shorter run has no two like halves.
MONTHS_IN_HALF = 6
Months = tuple[str, ...]


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
    return _against(split[1], split[0]) if split else ""


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
        As `data.figures.like_with_like.like_with_like`; None where the indicator is not counted or
        the period is not a full year. The season is still in it: winter is compared
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
    split = halves(period_id)
    if split is None or not load_catalogue().indicator(indicator_id).is_counted:
        return None
    first, second = split
    return _of_months(indicator_id, (period_id, second), (period_id, first), level)


def _of_months(
    indicator_id: str, newer: tuple[str, Months], older: tuple[str, Months], level: Level
) -> pd.DataFrame:
    """The change between some months of two periods, each over its own period's residents."""
    sides: list[pd.Series] = []
    for period_id, months in (newer, older):
        counts = monthly_counts(indicator_id, period_id, level)[list(months)]
        sides.append(counts.sum(axis=1))
        # People who are not known cancel out: a legal ward without an estimate has a change too.
        people = residents_of(period_id, level).astype("Float64").fillna(1)
        sides.append(person_years(people, days_of(months)).reindex(counts.index))
    now, years_now, before, years_before = sides
    types = tuple(load_catalogue().indicator(indicator_id).counts)
    return like_with_like(
        (now, years_now, before, years_before), types, (newer[1], older[1]), level
    )


def _against(now: Months, before: Months) -> str:
    """First and last month of both sides."""
    return f"{now[0]} to {now[-1]} against {before[0]} to {before[-1]}"


@remembered(maxsize=64)
def year_before(period_id: str, level: Level) -> tuple[str, Months, Months] | None:
    """Find the same months a year before those of a recorded period.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        What is compared: wards and LSOAs only over the same boundaries.

    Returns
    -------
    tuple of (earlier, now, before), or None
        The id of the earlier period and the months of each that have a counterpart, oldest first;
        None where no loaded month has one.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> earlier, now, before = year_before("2025", "district")
    >>> earlier, now[-1], before[-1]
    ('2024-01_2024-04', '2025-04', '2024-04')
    """
    catalogue = load_catalogue()
    period = catalogue.period(period_id)
    if period.kind != "recorded":
        return None
    found = []
    for other in catalogue.app_periods:
        if other.kind != "recorded" or other.boundary != period.boundary:
            continue
        same_ground = (other.ward_vintage, other.lsoa_vintage) == (
            period.ward_vintage,
            period.lsoa_vintage,
        )
        if level in ("ward", "lsoa") and not same_ground:
            continue
        held = set(loaded_months(other))
        now = tuple(one for one in loaded_months(period) if later(one, -YEAR) in held)
        if now:
            found.append((other.id, now, tuple(later(one, -YEAR) for one in now)))
    return max(found, key=lambda one: len(one[1]), default=None)


@remembered(maxsize=512)
def change_on_year_before(indicator_id: str, period_id: str, level: Level) -> pd.DataFrame | None:
    """Compare a period with the same months a year before: the change that screens lead with.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        Areas compared.

    Returns
    -------
    pandas.DataFrame or None
        As `data.figures.like_with_like.like_with_like`, each count over its own period's
        residents; None where the indicator is not counted, or no month has one a year before.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> told = change_on_year_before("asb", "2025", "force")
    >>> told[["now", "before"]].to_numpy().tolist()
    [[4459, 3920]]
    """
    pair = year_before(period_id, level)
    if pair is None or not load_catalogue().indicator(indicator_id).is_counted:
        return None
    earlier, now, before = pair
    return _of_months(indicator_id, (period_id, now), (earlier, before), level)


@remembered(maxsize=64)
def changes_of_districts(period_id: str) -> Mapping[str, pd.DataFrame]:
    """Compare every single type in every district with the year before, as one set of tests.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.

    Returns
    -------
    mapping of str to pandas.DataFrame
        `change_on_year_before` of the indicators that count one type of crime, after
        `those_that_stand`; empty where no month has one a year before.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> told = pd.concat(changes_of_districts("2025"))
    >>> len(told), int(told["direction"].isin(DIRECTIONS[:2]).sum())
    (126, 35)
    """
    if year_before(period_id, "district") is None:
        return {}
    single = [one for one in load_catalogue().counted_indicators if len(one.counts) == 1]
    found = {one.id: change_on_year_before(one.id, period_id, "district") for one in single}
    return those_that_stand({name: told for name, told in found.items() if told is not None})


def those_that_stand(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Call real only the changes that stand among all that were looked at.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Of `data.figures.like_with_like.like_with_like`, by indicator; at least one.

    Returns
    -------
    dict of str to pandas.DataFrame
        The same; ``direction`` of an increase or a decrease is 'no real change' where the false
        discovery rate over all of them leaves it to chance (`geo.chance.discoveries`). Where the
        base is too small for a percentage nothing is tested.

    Examples
    --------
    >>> told = change_on_year_before("robbery", "2025", "district")
    >>> list(those_that_stand({"robbery": told}))
    ['robbery']
    """
    every = pd.concat(frames)
    real = every["direction"].isin(DIRECTIONS[:2])
    stands = discoveries(every["p"].where(every["percent"].notna()))
    every["direction"] = every["direction"].mask(real & ~stands, "no real change")
    return {name: every.loc[[name]].droplevel(0) for name in frames}


def span_of_year_before(period_id: str, level: Level = "district") -> str:
    """Name the months of `change_on_year_before`; empty where there are none.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        As there.

    Returns
    -------
    str
        First and last month of the period, then of the year before.

    Examples
    --------
    >>> span_of_year_before("2025")
    '2025-01 to 2025-04 against 2024-01 to 2024-04'
    """
    pair = year_before(period_id, level)
    return _against(pair[1], pair[2]) if pair else ""


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
        As `data.figures.like_with_like.like_with_like`, each count over its own period's residents.

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
    return _of_months(indicator_id, (later, months_now), (earlier, months_before), level)


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
