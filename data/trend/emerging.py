"""Emerging hot spots: which wards or census areas have begun, gone on or stopped standing out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from data.outlines.neighbours import neighbour_graph
from data.phrases.plain import joined, short_span
from data.store.remembered import remembered
from data.tables.areas import load_areas
from data.trend.months import area_months, area_type, loaded
from geo.emerging import (
    CATEGORIES,
    WINDOW_MONTHS,
    WINDOWS,
    Category,
    categories,
    funnel_windows,
    gi_windows,
    windows_of,
)
from geo.rates import crude_rate, person_years
from geo.series import days_of, last_stretch, later, months_from

AreaLevel = Literal["ward", "lsoa"]
Lens = Literal["funnel", "gi"]
LENS_RULES: dict[str, str] = {
    "funnel": "over the funnel's 99.8% limit: higher than the areas judged ordinarily differ",
    "gi": "in a Getis-Ord Gi* hot spot at 95% or more, with its neighbours, by smoothed rates and "
    "permutations, after Benjamini-Hochberg adjustment",
}
KINDS = {"ward": "wards", "lsoa": "census areas"}


@dataclass(frozen=True, slots=True, eq=False)
class Emerging:
    """The areas by when they stood out, with the rule that says so.

    Attributes
    ----------
    areas : pandas.DataFrame
        Indexed by ``area_code``: ``area_name``, ``district_code``, ``category`` (an id of
        ``rules``), ``flag_1`` … (whether flagged in each window, oldest first), ``count_1`` …
        (records), ``rate_1`` … (per 1,000 residents a year). New ones first, then in the order of
        the rules, each by the latest rate. Empty where too few months are loaded.
    windows : tuple of tuple of str
        The months of each window, oldest first.
    rules : tuple of Category
        Every category with its rule, in the order of the list.
    lens, level : str
        What flags an area, and what the areas are.
    lens_rule : str
        When an area is flagged in a window, in words.
    note : str
        What is judged, among which areas, over which months; or why nothing is.
    missing : int
        Months that are missing; 0 where there is a result.
    """

    areas: pd.DataFrame
    windows: tuple[tuple[str, ...], ...]
    rules: tuple[Category, ...]
    lens: Lens
    level: AreaLevel
    lens_rule: str
    note: str
    missing: int

    @property
    def numbers(self) -> dict[str, int]:
        """How many areas are in each category, in the order of the rules."""
        if self.areas.empty:
            return {rule.id: 0 for rule in self.rules}
        held = self.areas["category"].value_counts()
        return {rule.id: int(held.get(rule.id, 0)) for rule in self.rules}


@remembered(maxsize=64)
def emerging(
    types: tuple[str, ...],
    level: AreaLevel,
    lens: Lens = "funnel",
    districts: tuple[str, ...] = (),
    last: str | None = None,
) -> Emerging:
    """Put every area in a category by the windows of the latest year in which it stood out.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    level : {"ward", "lsoa"}
        Areas, on the boundaries of the last month.
    lens : {"funnel", "gi"}
        What flags an area in a window.
    districts : tuple of str
        District codes: these areas are judged among one another. Empty for the whole force area.
    last : str, optional
        The month that the windows lead to, to see how it was then; by default the latest loaded.

    Returns
    -------
    Emerging
        Over four windows of three months, because the months of a small area are too few to be
        judged one by one. Every window has its own baseline, so a season that all areas share is
        not in it. With fewer than twelve months on end on one set of boundaries there are no
        areas, and ``missing`` says how many are wanting.

    Raises
    ------
    ValueError
        If an indicator is not counted, or ``last`` is not loaded.

    Examples
    --------
    >>> found = emerging(("asb",), "ward")
    >>> len(found.areas) == sum(found.numbers.values()), found.missing
    (True, 0)
    >>> emerging(("asb",), "ward", last="2019-02").missing
    7
    """
    of = loaded()
    until = last or str(of.index[-1])
    if until not in of.index:
        raise ValueError(
            f"{until} is not a loaded month. Choose one from {of.index[0]} to {of.index[-1]}."
        )
    vintage = str(of[until])
    months = [str(one) for one in of.index[(of == vintage) & (of.index <= until)]]
    held = len(last_stretch(pd.Series(1, index=months)))
    wanted = WINDOW_MONTHS * WINDOWS
    if held < wanted:
        return _nothing(level, lens, until, held, wanted)
    counts, residents = area_months(types, level, vintage)
    areas = load_areas()
    named = areas[areas["area_type"] == area_type(level, vintage)].set_index("area_code")
    frame = named.loc[counts.index, ["area_name", "district_code"]]
    if districts:
        frame = frame[frame["district_code"].isin(districts)]
    windows = windows_of(months)
    counts, people = counts.loc[frame.index], residents.loc[frame.index, until]
    flags = _flags(counts, people, windows, lens, level, vintage)
    frame = frame.assign(category=categories(flags))
    frame = frame.join(_by_window(flags, counts, people, windows))
    frame = frame.sort_values(
        ["category", f"rate_{len(windows)}"], ascending=[True, False], kind="stable"
    )
    note = _note(frame, windows, level, districts)
    return Emerging(frame, windows, CATEGORIES, lens, level, LENS_RULES[lens], note, missing=0)


@remembered(maxsize=1)
def judged_months() -> tuple[str, ...]:
    """Return the months that `emerging` has a result for, the latest first.

    Returns
    -------
    tuple of str
        Months, ``YYYY-MM``, that end twelve loaded ones on end on one set of boundaries. Empty
        where there are none.

    Examples
    --------
    >>> judged_months()
    ('2025-12',)
    """
    of = loaded()
    wanted = WINDOW_MONTHS * WINDOWS
    found = []
    for month in of.index:
        span = months_from(later(str(month), 1 - wanted), str(month))
        if all(of.get(one) == of[month] for one in span):
            found.append(str(month))
    return tuple(reversed(found))


def _nothing(level: AreaLevel, lens: Lens, until: str, held: int, wanted: int) -> Emerging:
    months = "1 month on end leads" if held == 1 else f"{held} months on end lead"
    note = (
        f"Nothing can be said yet: {wanted} months are needed and {months} to "
        f"{short_span(until, until)} on one set of boundaries."
    )
    return Emerging(
        pd.DataFrame(), (), CATEGORIES, lens, level, LENS_RULES[lens], note, wanted - held
    )


def _flags(
    counts: pd.DataFrame,
    people: pd.Series,
    windows: tuple[tuple[str, ...], ...],
    lens: Lens,
    level: AreaLevel,
    vintage: str,
) -> pd.DataFrame:
    if lens == "funnel":
        return funnel_windows(counts, people, windows)
    graph = neighbour_graph(area_type(level, vintage), tuple(counts.index))
    return gi_windows(counts, people, windows, graph)


def _by_window(
    flags: pd.DataFrame,
    counts: pd.DataFrame,
    people: pd.Series,
    windows: tuple[tuple[str, ...], ...],
) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {
        f"flag_{at}": flags[months[-1]] for at, months in enumerate(windows, start=1)
    }
    for at, months in enumerate(windows, start=1):
        count = counts[list(months)].sum(axis=1).astype("Int64")
        columns[f"count_{at}"] = count
        columns[f"rate_{at}"] = crude_rate(count, person_years(people, days_of(months)))
    return pd.DataFrame(columns)


def _note(
    frame: pd.DataFrame,
    windows: tuple[tuple[str, ...], ...],
    level: AreaLevel,
    districts: tuple[str, ...],
) -> str:
    spans = [short_span(months[0], months[-1]) for months in windows]
    among = "the district's" if len(districts) == 1 else "the chosen districts'"
    return (
        f"{len(frame)} {KINDS[level]}, judged among {among if districts else 'the whole force'} "
        f"{'area' if not districts else KINDS[level]} in {len(windows)} windows of "
        f"{len(windows[0])} months: {joined(spans, len(spans))}. Months are taken together because "
        "those of a small area are too few to judge one by one; each window has a baseline of its "
        "own, so a season that all share is not in it."
    )


def emerging_sentence(found: Emerging, what: str) -> str:
    """Say which areas are new, and how many are in the other categories.

    Parameters
    ----------
    found : Emerging
        From `emerging`.
    what : str
        What is counted, by name.

    Returns
    -------
    str

    Examples
    --------
    >>> emerging_sentence(emerging(("asb",), "ward", last="2019-02"), "ASB")
    'ASB: Nothing can be said yet: 12 months are needed and 5 months on end lead to Feb 2019 on ...'
    """
    if found.areas.empty:
        return f"{what}: {found.note}"
    new = found.areas.loc[found.areas["category"] == "new", "area_name"].tolist()
    numbers = found.numbers
    others = [
        f"{numbers[rule.id]} {rule.name.lower()}"
        for rule in found.rules
        if rule.id not in ("new", "never") and numbers[rule.id]
    ]
    span = short_span(found.windows[-1][0], found.windows[-1][-1])
    said = f"{what}, {span}: "
    said += f"{len(new)} new ({joined(new)})" if new else "none new"
    return f"{said}{'; ' + joined(others, len(others)) if others else ''}, of {len(found.areas)}."
