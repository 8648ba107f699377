"""How many of an indicator's records have a place, by its own types of crime and months.

Told for all types together, the share hides that shoplifting loses 45% where anti-social
behaviour loses none. So it is worked out for the types that an indicator counts, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Indicator, Period
from data.figures.area_figures import loaded_months
from data.phrases.plain import joined, lower_first
from data.store.remembered import remembered
from data.tables.police import load_counts, load_unplaced
from geo.change import COMPLETENESS_POINTS


@dataclass(frozen=True, slots=True)
class Placed:
    """Records of the force area with and without a place.

    Attributes
    ----------
    placed : int
        Records that are in an area.
    unplaced : int or None
        Records without a location; None where a month was imported before they were kept by type.
    """

    placed: int
    unplaced: int | None

    @property
    def share(self) -> float | None:
        """Share of the records that have a place, 0 to 1; None where it is not known."""
        if self.unplaced is None or not self.placed + self.unplaced:
            return None
        return self.placed / (self.placed + self.unplaced)


@remembered(maxsize=1)
def _by_month() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records with and without a place: months by types; a month not known by type is missing."""
    counts = load_counts()
    keys = [counts["month"].astype(str), counts["crime_type"].astype(str)]
    summed = counts.groupby(keys)["count"].sum().reset_index()
    placed = summed.pivot_table(index="month", columns="crime_type", values="count", fill_value=0)
    told = load_unplaced()
    unplaced = told.pivot_table(index="month", columns="crime_type", values="count", aggfunc="sum")
    kinds = placed.columns.union(unplaced.columns)
    return (
        placed.reindex(columns=kinds, fill_value=0),
        unplaced.reindex(columns=kinds).fillna(0).reindex(placed.index),
    )


@remembered(maxsize=1024)
def placed(types: tuple[str, ...], months: tuple[str, ...]) -> Placed:
    """Add up the records of some types of crime in some months, with and without a place.

    Parameters
    ----------
    types : tuple of str
        Types of crime as the publisher labels them.
    months : tuple of str
        Loaded months, ``YYYY-MM``.

    Returns
    -------
    Placed

    Notes
    -----
    A month that is not loaded has no records, and what is unplaced in it is not known.
    Source: data.police.uk. Of the whole force area: the publisher gives no district of a record
    without a location.

    Examples
    --------
    >>> told = placed(("Shoplifting",), ("2018-10", "2018-11", "2018-12", "2019-01", "2019-02"))
    >>> round(told.share, 3)
    0.55
    """
    with_place, without = _by_month()
    kinds = [one for one in types if one in with_place.columns]
    missing = without.reindex(index=list(months), columns=kinds)
    return Placed(
        int(with_place.reindex(index=list(months), columns=kinds).fillna(0).to_numpy().sum()),
        None if missing.isna().to_numpy().any() else int(missing.to_numpy().sum()),
    )


@remembered(maxsize=64)
def shares_by_month(types: tuple[str, ...]) -> pd.Series:
    """Return the share of some types' records that have a place, month by month.

    Parameters
    ----------
    types : tuple of str
        Types of crime as the publisher labels them.

    Returns
    -------
    pandas.Series
        0 to 1, by loaded month; missing where what is unplaced is not known by type, or nothing
        was recorded.

    Examples
    --------
    >>> round(float(shares_by_month(("Shoplifting",))["2018-10"]), 2)
    0.57
    """
    with_place, without = _by_month()
    kinds = [one for one in types if one in with_place.columns]
    there = with_place[kinds].sum(axis=1)
    every = there + without[kinds].sum(axis=1, skipna=False)
    return there / every.mask(every == 0)


def placed_sentence(
    now: tuple[str, ...], before: tuple[str, ...], types: tuple[str, ...] | None = None
) -> str:
    """Name the types whose share of records with a place moved between two spans.

    Parameters
    ----------
    now, before : tuple of str
        Loaded months, ``YYYY-MM``: the later ones and the earlier.
    types : tuple of str, optional
        Types of crime as the publisher labels them; without, every one that was recorded.

    Returns
    -------
    str
        The three that moved most, with both shares; empty where none moved by over 2 points, or
        it is not known.

    Examples
    --------
    >>> now, before = ("2025-01",), ("2019-01",)
    >>> placed_sentence(now, before, ("Shoplifting",))
    'Of shoplifting 59% of the records had a place in the earlier months, 99% in the later.'
    >>> placed_sentence(now, before, ("Anti-social behaviour",))
    ''
    """
    every = types if types is not None else tuple(_by_month()[0].columns)
    shares = [(one, placed((one,), before).share, placed((one,), now).share) for one in every]
    moved = [
        (lower_first(one), then, later)
        for one, then, later in shares
        if then is not None and later is not None and abs(later - then) > COMPLETENESS_POINTS
    ]
    if not moved:
        return ""
    moved.sort(key=lambda one: -abs(one[2] - one[1]))
    (name, then, later), *others = moved
    said = (
        f"Of {name} {then:.0%} of the records had a place in the earlier months, {later:.0%} "
        "in the later"
    )
    also = [f"of {name} {then:.0%} and {later:.0%}" for name, then, later in others[:2]]
    if len(others) > 2:
        also.append(f"less of {len(others) - 2} other types")
    return f"{said}; {joined(also)}." if also else f"{said}."


def placed_of(indicator: Indicator, period: Period) -> Placed | None:
    """Return how many of an indicator's records in a period have a place.

    Parameters
    ----------
    indicator : Indicator
        Of the catalogue.
    period : Period
        Of the catalogue.

    Returns
    -------
    Placed or None
        None where the indicator is not counted, or no month of the period is loaded.

    Examples
    --------
    >>> from data.installed.catalogue import load_catalogue
    >>> catalogue = load_catalogue()
    >>> told = placed_of(catalogue.indicator("asb"), catalogue.period("2018-10_2019-02"))
    >>> told.unplaced
    1
    """
    if not indicator.is_counted or period.kind != "recorded":
        return None
    months = loaded_months(period)
    return placed(tuple(indicator.counts), months) if months else None


def placed_by_indicator(indicators: Iterable[Indicator], period: Period) -> pd.DataFrame:
    """Return how complete each indicator is in a period, the least complete first.

    Parameters
    ----------
    indicators : iterable of Indicator
        Counted ones.
    period : Period
        A recorded one.

    Returns
    -------
    pandas.DataFrame
        ``Indicator``, ``With a place``, ``Without``, ``% without``; what is not known is missing.

    Examples
    --------
    >>> from data.installed.catalogue import load_catalogue
    >>> catalogue = load_catalogue()
    >>> period = catalogue.period("2018-10_2019-02")
    >>> placed_by_indicator(catalogue.counted_indicators, period)["Indicator"].iloc[0]
    'Shoplifting'
    """
    told = [(one.name, placed_of(one, period)) for one in indicators]
    held = [(name, one) for name, one in told if one is not None]
    table = pd.DataFrame(
        {
            "Indicator": [name for name, _ in held],
            "With a place": pd.array([one.placed for _, one in held], dtype="Int64"),
            "Without": pd.array([one.unplaced for _, one in held], dtype="Int64"),
            "% without": pd.array(
                [None if one.share is None else round((1 - one.share) * 100, 1) for _, one in held],
                dtype="Float64",
            ),
        }
    )
    return table.sort_values("% without", ascending=False, na_position="last", ignore_index=True)
