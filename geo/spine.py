"""The spine chart: one area among the areas of its set, on many indicators at once.

Each indicator has its own unit and its own spread, so the chart gives each row its own scale: the
benchmark stands in the middle of every row, and the mark furthest from it reaches the row's end.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.rates import name_areas, numbers

SMALLEST_SET = 4
"""Fewer areas than this have no quartiles worth drawing."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the values of a set of areas lie.

    Attributes
    ----------
    lowest, highest : float
        The ends of the range.
    lower_quartile, upper_quartile : float
        The 25th and 75th percentile, interpolated between neighbouring values.
    areas : int
        How many areas the set has.
    """

    lowest: float
    lower_quartile: float
    upper_quartile: float
    highest: float
    areas: int


def spread(values: pd.Series) -> Spread | None:
    """Return the range and the middle half of a set of values, each area counting once.

    Parameters
    ----------
    values : pandas.Series
        Rates of every area of the set, indexed by area code.

    Returns
    -------
    Spread or None
        None where a value is missing: documents print the worst areas, and their range is not the
        set's. None for fewer than `SMALLEST_SET` areas.

    Raises
    ------
    ValueError
        Where a value is not a number.

    Examples
    --------
    >>> spread(pd.Series({"a": 2.0, "b": 4.0, "c": 6.0, "d": 8.0, "e": 30.0}))
    Spread(lowest=2.0, lower_quartile=4.0, upper_quartile=8.0, highest=30.0, areas=5)
    >>> spread(pd.Series({"a": 2.0, "b": 4.0, "c": None, "d": 8.0})) is None
    True
    """
    known = numbers(values, "value")
    if len(known) < SMALLEST_SET or known.isna().any():
        return None
    low, quarter, three_quarters, high = known.quantile([0, 0.25, 0.75, 1])
    return Spread(float(low), float(quarter), float(three_quarters), float(high), len(known))


def spine_places(marks: pd.DataFrame, benchmark: pd.Series) -> pd.DataFrame:
    """Place the marks of each row between -1 and 1, the benchmark at 0.

    Both sides of a row have one scale, so that twice as far is twice the difference: the mark
    furthest from the benchmark is at -1 or 1, and the others lie in proportion.

    Parameters
    ----------
    marks : pandas.DataFrame
        One row per indicator and one column per mark, all in the indicator's unit.
    benchmark : pandas.Series
        The value in the middle, same index.

    Returns
    -------
    pandas.DataFrame
        Same shape. A missing mark stays missing; a row without a benchmark has no places. Where
        every mark equals the benchmark, all are 0.

    Raises
    ------
    ValueError
        Where the indexes differ or a value is not a number.

    Examples
    --------
    >>> marks = pd.DataFrame({"low": [10.0], "ward": [80.0], "high": [100.0]}, index=["crime"])
    >>> spine_places(marks, pd.Series({"crime": 40.0})).round(2)
           low  ward  high
    crime -0.5  0.67   1.0
    """
    strangers = marks.index.symmetric_difference(benchmark.index)
    if len(strangers):
        raise ValueError(
            f"The marks and the benchmark are not of the same rows: {name_areas(strangers)}."
        )
    away = marks.apply(lambda column: numbers(column, "mark")).sub(
        numbers(benchmark.reindex(marks.index), "benchmark"), axis=0
    )
    reach = away.abs().max(axis=1)
    # A row in which nothing differs has no scale: every mark stands on the benchmark.
    return away.div(reach.mask(reach == 0, 1.0), axis=0)
