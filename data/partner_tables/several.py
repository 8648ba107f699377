"""Tables with several columns of figures: indicators side by side, or one of several periods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data.partner.period import PartnerPeriod
from data.partner.words import PartnerError, quoted
from data.partner_tables.cells import is_number_like, read_cell
from data.partner_tables.mapping import ColumnMapping, count_columns
from data.partner_tables.written_periods import written_period

# A heading without these is what it counts: 'CPP number', 'Number of CPP', 'CPP: Number'.
_COUNTING = re.compile(
    r"^(?:number|no\.?|count|total|num) (?:of )?|[ :(-]*\b(?:number|count|total|no\.?|num)\)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One column of figures, taken as an indicator of its own or as one period.

    Attributes
    ----------
    heading : str
        Of the column.
    name : str
        What it counts; empty where the column is a period of what the user names.
    period : PartnerPeriod or None
        Where the heading is one.
    """

    heading: str
    name: str = ""
    period: PartnerPeriod | None = None


def parts_of(table: pd.DataFrame, mapping: ColumnMapping) -> tuple[Part, ...]:
    """Return the columns that can be taken together; fewer than two are none.

    Parameters
    ----------
    table : DataFrame
        Text cells.
    mapping : ColumnMapping
        As guessed: its area, its denominator and its period are no parts.

    Returns
    -------
    tuple of Part
        Columns headed by periods where there are two or more, otherwise columns of counts.

    Examples
    --------
    >>> table = pd.DataFrame({"Ward": ["A"], "Number of CPP": ["7"], "Number of LAC": ["8"]})
    >>> [one.name for one in parts_of(table, ColumnMapping(area_name="Ward"))]
    ['CPP', 'LAC']
    """
    taken = {mapping.of(role) for role in ("area_code", "area_name", "district", "denominator")}
    figures = [
        one for one in map(str, table.columns) if one not in taken and _is_figures(table[one])
    ]
    dated = [found for one in figures if (found := _dated(one)) is not None]
    if len(dated) > 1:
        return tuple(dated)
    counts = [one for one in count_columns(table) if one in figures and one != mapping.period]
    return tuple(Part(one, name_of(one)) for one in counts) if len(counts) > 1 else ()


def _dated(heading: str) -> Part | None:
    """A column whose heading is a period, with or without what it counts: 'CPP: 2023/24'."""
    if found := written_period(heading):
        return Part(heading, period=found)
    parts = [one.strip() for one in heading.split(": ")]
    for place, one in enumerate(parts):
        if found := written_period(one):
            return Part(heading, ": ".join([*parts[:place], *parts[place + 1 :]]), found)
    return None


def _is_figures(column: pd.Series) -> bool:
    filled = column[column != ""].head(500)
    # A mark for no figure is no figure; '12,5' is one.
    cells = [is_number_like(text) and read_cell(text).meaning != "missing" for text in filled]
    return sum(cells) > 0.6 * len(cells) > 0


def are_alike(parts: Sequence[Part]) -> bool:
    """Return whether columns are plainly one kind, so that all of them are probably meant.

    Parameters
    ----------
    parts : sequence of Part
        Of one table.

    Returns
    -------
    bool
        Of periods always; of counts where each heading counts in the same words.

    Examples
    --------
    >>> are_alike([Part("CPP number", "CPP"), Part("LAC number", "LAC")])
    True
    >>> are_alike([Part("Fires", "Fires"), Part("Cases", "Cases")])
    False
    """
    if len(parts) < 2 or all(one.period for one in parts):
        return len(parts) > 1
    return all(one.name != one.heading or len(one.heading) <= 4 for one in parts)


def name_of(heading: str) -> str:
    """Return what a column counts, by its heading.

    Parameters
    ----------
    heading : str
        Such as ``Child Protection Plans: Number``.

    Returns
    -------
    str
        Without the words for counting; the heading itself where nothing else is in it.

    Examples
    --------
    >>> name_of("Child Protection Plans: Number"), name_of("CPP number"), name_of("Number")
    ('Child Protection Plans', 'CPP', 'Number')
    """
    return _COUNTING.sub("", heading).strip(" :-") or heading


def mapping_of(mapping: ColumnMapping, part: Part, *, as_value: bool) -> ColumnMapping:
    """Return the mapping that takes one part's column, and no other figures.

    Parameters
    ----------
    mapping : ColumnMapping
        Of the table.
    part : Part
        Of the table.
    as_value : bool
        Whether the column has rates or shares, and no counts.

    Returns
    -------
    ColumnMapping

    Examples
    --------
    >>> mapping_of(ColumnMapping("Ward"), Part("CPP"), as_value=False).columns
    {'area_code': 'Ward', 'numerator': 'CPP'}
    """
    figures = {"numerator": None, "value": part.heading} if as_value else {
        "numerator": part.heading, "value": None
    }  # fmt: skip
    period = None if part.period else mapping.period
    return replace(mapping, **figures, period=period, reasons=dict(mapping.reasons))


def part_named(table: pd.DataFrame, name: str, heading: str) -> Part:
    """Return the part of a column that the user named.

    Parameters
    ----------
    table : DataFrame
        Text cells.
    name, heading : str
        What the indicator is called, and which column has it.

    Returns
    -------
    Part

    Raises
    ------
    PartnerError
        If there is no such column.

    Examples
    --------
    >>> part_named(pd.DataFrame({"CPP": ["1"]}), "Plans", "CPP").name
    'Plans'
    """
    if heading not in table.columns:
        raise PartnerError(f"There is no column {quoted(heading)} to take as {quoted(name)}.")
    return Part(heading, name)
