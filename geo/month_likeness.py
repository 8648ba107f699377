"""Whether a month's records look like those of the months around it: how many, and how spread.

The limits below rest on 1,065 months of 37 forces (2018-19, 2022, 2024 and 2025), each set against
the four nearest of its own force: 0.69 to 1.26 times as many records as they lead to expect; at
most 5% of the records lie in other districts than theirs, and 23% under other crime types, but
for one month (44%) in which a force's types were mixed up.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

import pandas as pd

from geo.series import days_in

NEAREST = 4
"""Months that lead to expect how many there are: the nearest ones, on either side."""

WITHIN = 12
"""Months away that they may be; further away the level may be another."""

FEWEST_MONTHS = 2
"""Fewer than so many months around it lead to expect nothing."""

COMPLETE = 0.9
"""Share of what is expected under which a month is incomplete."""

SMALLEST, LARGEST = 0.6, 1.5
"""Times what is expected beyond which a month does not look like those around it."""

MOST_IN_OTHER_AREAS, MOST_OF_OTHER_TYPES = 0.15, 0.3
"""Share of the records that lie in other areas, or are of other types, than is usual."""

FEWEST_RECORDS = 200
"""Under so many records chance moves sizes and shares by as much as these limits."""

Why = Literal["fewer", "size", "areas", "types"]


@dataclass(frozen=True)
class MonthShape:
    """What a month's file holds, as far as it can be set beside another's.

    Attributes
    ----------
    month : str
        ``YYYY-MM``.
    records : int
        In the file, each once.
    by_area, by_type : mapping of str to int
        The records by area and by crime type; empty where it is not known.
    """

    month: str
    records: int
    by_area: Mapping[str, int] = field(default_factory=dict)
    by_type: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Odd:
    """Why a month does not look as it should.

    Attributes
    ----------
    why : {"fewer", "size", "areas", "types"}
        It has fewer records than the month that it would replace; it has far fewer or more than
        those around it lead to expect; they lie in other areas; they are of other types.
    expected : int
        Records that were expected.
    areas : int
        In how many areas; 0 where it is not known.
    name : str
        The area or type whose share moved most; empty where the size is odd.
    share, usual : float
        Its share, 0 to 1, and the usual one.
    """

    why: Why
    expected: int
    areas: int
    name: str = ""
    share: float = 0.0
    usual: float = 0.0


def nearest(month: str, among: Iterable[str]) -> list[str]:
    """Return the months that say what to expect of a month.

    Parameters
    ----------
    month : str
        ``YYYY-MM``.
    among : iterable of str
        Months; the month itself is passed over.

    Returns
    -------
    list of str
        The four nearest at most a year away, the earlier of two first; empty where there is one
        only, which would tell nothing.

    Examples
    --------
    >>> nearest("2025-03", ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"])
    ['2025-02', '2025-04', '2025-01', '2025-05']
    >>> nearest("2025-03", ["2025-02", "2018-10"])
    []
    """
    place = _place(month)
    away = {one: abs(_place(one) - place) for one in sorted(set(among) - {month})}
    found = sorted((one for one in away if away[one] <= WITHIN), key=lambda one: away[one])
    return found[:NEAREST] if len(found) >= FEWEST_MONTHS else []


def _place(month: str) -> int:
    """A month's place in a row of all; a country's year is thousands of them."""
    return int(month[:4]) * 12 + int(month[5:])


def _days(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:]))[1]


def share_of_expected(records: pd.Series) -> pd.Series:
    """Set each month's records, by day, against the median of the months around it.

    Parameters
    ----------
    records : pandas.Series
        Records by month (``YYYY-MM``); a month that is not there is not in it.

    Returns
    -------
    pandas.Series
        1 where a month has as many a day as those around it lead to expect; missing where there
        are too few of them (`nearest`), or they lead to expect none.

    Notes
    -----
    A median of four holds where two of them are low themselves. Under `COMPLETE` a month is
    incomplete: of 1,006 months of 36 other forces 38 lie under it, 23 of them a January.

    Examples
    --------
    >>> told = share_of_expected(pd.Series({"2025-01": 310, "2025-02": 140, "2025-03": 310}))
    >>> told.round(2).tolist()
    [1.33, 0.5, 1.33]
    """
    by_day = records.astype("float64") / days_in(records.index)
    around = {month: nearest(str(month), by_day.index) for month in by_day.index}
    usual = pd.Series({month: by_day[near].median() for month, near in around.items()}, dtype=float)
    return by_day / usual.mask(usual == 0)


def oddness(
    shape: MonthShape, around: Iterable[MonthShape], replaced: MonthShape | None
) -> Odd | None:
    """Tell why a month's file cannot be taken unasked for that month; None where it can.

    Parameters
    ----------
    shape : MonthShape
        The month as a file has it.
    around : iterable of MonthShape
        Other months of the same force that may be gone by.
    replaced : MonthShape or None
        The month as it is held.

    Returns
    -------
    Odd or None
        The first reason, of those that `Odd` tells. None also where neither the month that is
        held nor two around it have enough records (`FEWEST_RECORDS`) to be gone by.

    Notes
    -----
    Publishers revise months; a revision that loses a tenth would turn a whole month into an
    incomplete one. One that gains is judged by the months around it only: so a whole month can
    take the place of half a one.

    Examples
    --------
    >>> held = MonthShape("2025-12", 8611, {"a": 3000, "b": 5611})
    >>> oddness(MonthShape("2025-12", 119, {"a": 119}), [], held)
    Odd(why='fewer', expected=8611, areas=2, name='', share=0.0, usual=0.0)
    >>> oddness(MonthShape("2025-12", 8500, {"a": 3100, "b": 5400}), [], held) is None
    True
    """
    by_month = {one.month: one for one in around}
    usual = [by_month[one] for one in nearest(shape.month, by_month)]
    if replaced and replaced.records >= FEWEST_RECORDS:
        if shape.records < COMPLETE * replaced.records:
            return Odd("fewer", replaced.records, len(replaced.by_area))
        usual = usual or [replaced]
    if not usual:
        return None
    by_day = [one.records / _days(one.month) for one in usual]
    expected = round(median(by_day) * _days(shape.month))
    if expected < FEWEST_RECORDS:
        return None
    areas = len({area for one in usual for area in one.by_area})
    if not SMALLEST * expected <= shape.records <= LARGEST * expected:
        return Odd("size", expected, areas)
    return _moved(shape, usual, expected, areas)


def _moved(shape: MonthShape, usual: list[MonthShape], expected: int, areas: int) -> Odd | None:
    """The area or type whose share moved most, where too many records are where they are not."""
    told: tuple[tuple[Why, float, Mapping[str, int], list[Mapping[str, int]]], ...] = (
        ("areas", MOST_IN_OTHER_AREAS, shape.by_area, [one.by_area for one in usual]),
        ("types", MOST_OF_OTHER_TYPES, shape.by_type, [one.by_type for one in usual]),
    )
    for why, most, own, theirs in told:
        if not own or not any(theirs):
            continue
        now = _shares(pd.Series(dict(own)))
        before = _shares(pd.DataFrame([dict(one) for one in theirs]).sum())
        now, before = now.align(before, fill_value=0.0)
        apart = (now - before).abs()
        if apart.sum() / 2 > most:
            name = str(apart.idxmax())
            return Odd(why, expected, areas, name, float(now[name]), float(before[name]))
    return None


def _shares(numbers: pd.Series) -> pd.Series:
    return numbers.astype("float64") / numbers.sum()
