"""Series of indicators in official tables: which are known, and their figures in a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from data.known.kinds import series_told

# Cells as partners' tables write them: withheld is not missing, and neither is 0.
WITHHELD = "*"
MISSING = ""
FIGURES = ("numerator", "denominator", "value")
_LISTS = ("pick", "over")


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator that an official table fills: where it stands there, and what it is here.

    Attributes
    ----------
    kind : str
        Id of the official table.
    pick : tuple of str
        Its name in the file: a column of a wide table, an indicator of a long one; the first that
        is there.
    over : tuple of str
        Columns that are added up to its denominator, each with its alternatives parted by ``|``.
    over_times : float
        What the denominator is multiplied by: 1000 where a file counts in thousands.
    times : float
        What the value is multiplied by: 100 where a file has a fraction and the unit is %.
    only : tuple of (str, str)
        Columns of a long table by which its rows are chosen, with the text that a row has.
    as_value : bool
        Whether its value alone is taken: a standardised rate is not its count over its people.
    id, name, short, theme, unit, polarity, definition, caveat : str
        As a partner's indicator has them.
    """

    kind: str
    pick: tuple[str, ...]
    id: str
    name: str
    theme: str
    unit: str
    polarity: str
    definition: str
    caveat: str
    short: str = ""
    over: tuple[str, ...] = ()
    over_times: float = 1.0
    times: float = 1.0
    only: tuple[tuple[str, str], ...] = ()
    as_value: bool = False


@dataclass(frozen=True, eq=False)
class SeriesPart:
    """A series in one period, as the file has it.

    Attributes
    ----------
    series : Series
        Which.
    period : str
        As the publisher writes it.
    rows : DataFrame
        Text cells: ``area_code`` of districts and those of ``numerator``, ``denominator`` and
        ``value`` that the file has. Of points: ``easting``, ``northing``, one row a record.
    by : {"district", "point"}
        What a row is.
    above : tuple of (str, str)
        Upper-tier authorities that have a figure for all of their districts together: name, text.
    notes : tuple of str
        What was passed over.
    """

    series: Series
    period: str
    rows: pd.DataFrame
    by: Literal["district", "point"] = "district"
    above: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_series() -> tuple[Series, ...]:
    """Return the series that are known, in the catalogue's order.

    Returns
    -------
    tuple of Series

    Examples
    --------
    >>> load_series()[0].kind
    'homelessness'
    """
    return tuple(_made(dict(told)) for told in series_told())


def _made(told: dict[str, Any]) -> Series:
    for name in _LISTS:
        given = told.get(name, ())
        told[name] = (given,) if isinstance(given, str) else tuple(given)
    told["only"] = tuple(sorted(told.get("only", {}).items()))
    return Series(**told)


def series_of(kind: str) -> tuple[Series, ...]:
    """The series that a table of a kind fills."""
    return tuple(one for one in load_series() if one.kind == kind)


def newest(parts: list[SeriesPart], most: int = 5) -> list[SeriesPart]:
    """Keep each series' newest periods, which sort as text within a file, and say that others are.

    >>> one = Series("k", ("a",), "a", "A", "", "count", "neutral", "d", "c")
    >>> parts = [SeriesPart(one, year, pd.DataFrame()) for year in ("2021", "2023", "2022")]
    >>> [part.period for part in newest(parts, 2)]
    ['2022', '2023']
    """
    kept: list[SeriesPart] = []
    for id in dict.fromkeys(part.series.id for part in parts):
        own = sorted((one for one in parts if one.series.id == id), key=lambda one: one.period)
        told = f"The newest {most} periods of a series are taken; the file has earlier ones."
        notes = (told,) if len(own) > most else ()
        kept += [replace(one, notes=(*one.notes, *notes)) for one in own[-most:]]
    return kept


def text_of(cell: object) -> str:
    """Write a cell as text; a whole number without its point.

    >>> text_of(46.0), text_of(None), text_of(" x ")
    ('46', '', 'x')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def multiplied(text: str, times: float) -> str:
    """Multiply a figure; a mark in its place stays what it is.

    >>> multiplied("48.249", 1_000), multiplied("*", 1_000), multiplied("0.4211", 100)
    ('48249', '*', '42.11')
    """
    if times == 1:
        return text
    try:
        return f"{float(text.replace(',', '')) * times:.12g}"
    except ValueError:
        return text
