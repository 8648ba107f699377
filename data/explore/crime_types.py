"""The crime types that can be chosen, alone or together, and their records counted once."""

from __future__ import annotations

import pandas as pd

from data.catalogue.records import Indicator
from data.figures.area_figures import Level, monthly_counts
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.police import CRIME_TYPES


@remembered(maxsize=1)
def singles() -> dict[str, Indicator]:
    """The indicator of each police.uk crime type, by the type's label."""
    return {
        one.counts[0]: one for one in load_catalogue().counted_indicators if len(one.counts) == 1
    }


@remembered(maxsize=1)
def offered_types() -> tuple[str, ...]:
    """Return the indicators that can be explored: all crime, groups, then police.uk's own types.

    Returns
    -------
    tuple of str
        Ids of counted indicators: groups from the widest down, then single types by name.

    Examples
    --------
    >>> offered_types()[0]
    'all-crime'
    """
    counted = load_catalogue().counted_indicators
    groups = sorted(
        (one for one in counted if len(one.counts) > 1), key=lambda one: -len(one.counts)
    )
    alone = sorted(singles().values(), key=lambda one: one.name)
    return tuple(one.id for one in (*groups, *alone))


def default_types() -> tuple[str, ...]:
    """Return what is explored when nothing is chosen: the widest group, all recorded crime.

    Returns
    -------
    tuple of str
        One id.

    Examples
    --------
    >>> default_types()
    ('all-crime',)
    """
    return offered_types()[:1]


def groups_of(indicator_id: str) -> tuple[str, ...]:
    """Return the groups that hold a police.uk type, all recorded crime left aside.

    Parameters
    ----------
    indicator_id : str
        Id of a counted indicator.

    Returns
    -------
    tuple of str
        Indicator ids, the widest group first; a group is not among its own.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> groups_of("shoplifting")
    ('theft',)
    """
    catalogue = load_catalogue()
    own = set(catalogue.indicator(indicator_id).counts)
    return tuple(
        one
        for one in offered_types()[1:]
        if len(catalogue.indicator(one).counts) > 1 and own < set(catalogue.indicator(one).counts)
    )


def crime_types_of(types: tuple[str, ...]) -> tuple[str, ...]:
    """Return the police.uk types that indicators count together, each once.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators; they may overlap.

    Returns
    -------
    tuple of str
        Labels as the publisher writes them, in the publisher's order.

    Examples
    --------
    >>> crime_types_of(("theft", "shoplifting", "burglary"))
    ('Bicycle theft', 'Burglary', 'Other theft', 'Shoplifting', 'Theft from the person')
    """
    catalogue = load_catalogue()
    wanted = {label for one in types for label in catalogue.indicator(one).counts}
    return tuple(label for label in CRIME_TYPES if label in wanted)


@remembered(maxsize=256)
def counted(labels: tuple[str, ...], period_id: str, level: Level) -> pd.DataFrame:
    """Count the records of police.uk types together, by area and month."""
    for indicator in load_catalogue().counted_indicators:
        if set(indicator.counts) == set(labels):
            return monthly_counts(indicator.id, period_id, level)
    tables = [monthly_counts(singles()[label].id, period_id, level) for label in labels]
    return sum(tables[1:], start=tables[0])
