"""Emerging hot spots: whether an area that stands out has just begun to, always did, or stopped.

The months of a small area are too few to judge one by one, so they are taken three at a time:
each window is judged on its own, and the pattern of the windows gives the category. Every window
is judged against the same window of the whole set, so a season that all areas share cancels out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.funnel import FUNNEL, funnel_flag
from geo.hotspots import getis_ord_star
from geo.rates import name_areas, person_years, same_areas
from geo.series import days_of, every_month, last_stretch
from geo.smoothing import empirical_bayes

if TYPE_CHECKING:
    from libpysal.graph import Graph

WINDOW_MONTHS = 3
"""Months judged together."""

WINDOWS = 4
"""Windows that make the pattern: a year."""

HIGH_FUNNEL = FUNNEL[4:]
"""Over the 99.8% limit: at 95% one ward in forty is high in each window by chance alone."""

HOT_GI = ("hot 95%", "hot 99%")
"""Labels of Gi* that count as hot."""


@dataclass(frozen=True, slots=True)
class Category:
    """A pattern of windows, and the rule for it in words."""

    id: str
    name: str
    rule: str


CATEGORIES = (
    Category("new", "New", "flagged in the latest window and in none before it"),
    Category(
        "recent",
        "Recent",
        "flagged in the latest two windows or more on end, and in none before those",
    ),
    Category("persistent", "Persistent", "flagged in every window"),
    Category(
        "sporadic",
        "On and off",
        "flagged in the latest window, with an unflagged window between flagged ones",
    ),
    Category("fading", "Fading", "flagged in the window before the latest, not in the latest"),
    Category("past", "Past", "flagged earlier, in neither of the latest two windows"),
    Category("never", "Never", "flagged in no window"),
)
"""Every pattern of windows is in exactly one category."""


def windows_of(
    months: Sequence[str], length: int = WINDOW_MONTHS, number: int = WINDOWS
) -> tuple[tuple[str, ...], ...]:
    """Part the latest loaded months into windows, counting back from the last.

    Parameters
    ----------
    months : sequence of str
        Loaded months, ``YYYY-MM``.
    length : int
        Months in each window.
    number : int
        Windows wanted, at least 2.

    Returns
    -------
    tuple of tuple of str
        Oldest first; no window has a gap, nor is there one between them.

    Raises
    ------
    ValueError
        Where the months on end that lead to the latest are too few; it says how many there are.

    Examples
    --------
    >>> windows_of([f"2025-{m:02}" for m in range(1, 13)])[-1]
    ('2025-10', '2025-11', '2025-12')
    """
    if length < 1 or number < 2:
        raise ValueError(f"{number} windows of {length} months make no pattern; take 2 or more.")
    held = last_stretch(pd.Series(1, index=list(months), dtype="int64")).index.tolist()
    wanted = length * number
    if len(held) < wanted:
        raise ValueError(
            f"{wanted} months on end are needed for {number} windows of {length} months, and "
            f"{len(held)} lead to the latest loaded month. Load {wanted - len(held)} more."
        )
    kept = held[-wanted:]
    return tuple(tuple(kept[at : at + length]) for at in range(0, wanted, length))


def category_of(flags: Sequence[bool]) -> str:
    """Name the category of one area's flags.

    Parameters
    ----------
    flags : sequence of bool
        Whether the area was flagged in each window, oldest first.

    Returns
    -------
    str
        The id of one of `CATEGORIES`.

    Raises
    ------
    ValueError
        With fewer than two windows.

    Examples
    --------
    >>> category_of([False, False, False, True]), category_of([True, False, True, True])
    ('new', 'sporadic')
    """
    if len(flags) < 2:
        raise ValueError("One window is no pattern. Give the flags of 2 windows or more.")
    *earlier, before, latest = (bool(one) for one in flags)
    if latest:
        known = [*earlier, before, latest]
        start = known.index(True)
        if start == len(known) - 1:
            return "new"
        if not all(known[start:]):
            return "sporadic"
        return "recent" if start else "persistent"
    if before:
        return "fading"
    return "past" if any(earlier) else "never"


def categories(flags: pd.DataFrame) -> pd.Series:
    """Give each area its category.

    Parameters
    ----------
    flags : pandas.DataFrame
        One row per area, one nullable boolean column per window, oldest first.

    Returns
    -------
    pandas.Series
        Categorical of the ids of `CATEGORIES`; missing where any window is.

    Raises
    ------
    ValueError
        With fewer than two windows.

    Examples
    --------
    >>> categories(pd.DataFrame({1: [True, None], 2: [False, True]}, index=["a", "b"])).tolist()
    ['fading', nan]
    """
    if flags.shape[1] < 2:
        raise ValueError("One window is no pattern. Give the flags of 2 windows or more.")
    known = flags.notna().all(axis=1)
    told = [
        category_of(list(row)) if complete else None
        for row, complete in zip(flags.itertuples(index=False), known, strict=True)
    ]
    dtype = pd.CategoricalDtype([one.id for one in CATEGORIES])
    return pd.Series(pd.Categorical(told, dtype=dtype), index=flags.index, name="category")


def funnel_windows(
    counts: pd.DataFrame, residents: pd.Series, windows: Sequence[Sequence[str]]
) -> pd.DataFrame:
    """Flag the areas that are over the funnel's 99.8% limit in each window.

    Parameters
    ----------
    counts : pandas.DataFrame
        One row per area, one column per month.
    residents : pandas.Series
        People of the same areas.
    windows : sequence of sequence of str
        From `windows_of`.

    Returns
    -------
    pandas.DataFrame
        Nullable booleans, one column per window named by its last month. The baseline is the
        pooled rate of these areas in the same window. Missing where nobody lives or a count is.

    Raises
    ------
    ValueError
        Where a month of a window is no column, or the areas differ.

    Examples
    --------
    >>> counts = pd.DataFrame({"2025-01": [9, 10, 60]}, index=["a", "b", "c"])
    >>> people = pd.Series(1000, index=counts.index)
    >>> funnel_windows(counts, people, [["2025-01"]])["2025-01"].tolist()
    [False, False, True]
    """
    flags = {}
    for months, count, years in _windows(counts, residents, windows):
        flag = funnel_flag(count, years)
        flags[months[-1]] = flag.isin(HIGH_FUNNEL).astype("boolean").mask(flag.isna())
    return pd.DataFrame(flags, index=counts.index)


def gi_windows(
    counts: pd.DataFrame,
    residents: pd.Series,
    windows: Sequence[Sequence[str]],
    graph: Graph,
    fdr: bool = True,
) -> pd.DataFrame:
    """Flag the areas that are in a hot spot by Getis-Ord Gi* in each window.

    Parameters
    ----------
    counts, residents, windows
        As in `funnel_windows`.
    graph : libpysal.graph.Graph
        Queen contiguity of the areas.
    fdr : bool
        As in `geo.hotspots.getis_ord_star`.

    Returns
    -------
    pandas.DataFrame
        As `funnel_windows`: True where the label of the smoothed rates is hot at 95% or 99%;
        missing where Gi* could not be worked out.

    Raises
    ------
    ValueError
        As `funnel_windows` and `geo.hotspots.getis_ord_star`.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from geo.contiguity import queen_neighbours
    >>> row = gpd.GeoDataFrame(index=list("abcdefghijklmnopqrstuvwxyz"), crs=27700,
    ...     geometry=[shapely.box(x, 0, x + 1, 1) for x in range(26)])
    >>> counts = pd.DataFrame({"2025-01": [90, 99, 90] + [10] * 23}, index=row.index)
    >>> flags = gi_windows(counts, pd.Series(1000, index=row.index), [["2025-01"]],
    ...                    queen_neighbours(row), fdr=False)
    >>> flags.index[flags["2025-01"]].tolist()
    ['b']
    """
    flags = {}
    for months, count, years in _windows(counts, residents, windows):
        smoothed = empirical_bayes(count, years)
        label = getis_ord_star(smoothed, graph, fdr=fdr).frame["label"]
        # Smoothed to one rate, the areas differ no more than chance has it: nothing is hot.
        unknown = smoothed.isna() if smoothed.max() == smoothed.min() else label.isna()
        flags[months[-1]] = label.isin(HOT_GI).astype("boolean").mask(unknown)
    return pd.DataFrame(flags, index=counts.index)


def _windows(
    counts: pd.DataFrame, residents: pd.Series, windows: Sequence[Sequence[str]]
) -> list[tuple[list[str], pd.Series, pd.Series]]:
    """Months, counts and person-years of each window."""
    wanted = pd.Index([month for months in windows for month in months])
    absent = wanted.difference(counts.columns)
    if len(absent):
        raise ValueError(
            f"No counts for {name_areas(absent)}. Make windows of loaded months with windows_of."
        )
    every_month(pd.Series(1, index=wanted))  # refuses a month that is in two windows
    people = same_areas(pd.Series(0, index=counts.index), residents, "residents")
    return [
        (
            list(months),
            counts[list(months)].sum(axis=1, skipna=False),
            person_years(people, days_of(months)),
        )
        for months in windows
    ]
