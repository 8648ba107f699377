"""The next file of the same shape: read as the last one was, with its own period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from data import store
from data.partner.definition import IndicatorDefinition
from data.partner.period import PartnerPeriod, partner_period, point_in_time
from data.partner.values import KIND, saved_tables
from data.partner_tables.choices import RowChoices
from data.partner_tables.files import PartnerFile
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.written_periods import written_period


@dataclass(frozen=True, slots=True)
class LastTime:
    """How a file of the same headings was taken when it last came.

    Attributes
    ----------
    definitions : tuple of IndicatorDefinition
        The indicators that were made of it, with the period of that time.
    mappings : tuple of ColumnMapping
        The columns of each.
    choices : RowChoices
        How its rows were read.
    """

    definitions: tuple[IndicatorDefinition, ...]
    mappings: tuple[ColumnMapping, ...]
    choices: RowChoices


def shape_of(file: PartnerFile, mapping: ColumnMapping, choices: RowChoices) -> dict[str, Any]:
    """Return what is kept of how a table was read: headings, columns, and what goes on holding."""
    return {
        "headings": _shape(list(map(str, file.table.columns))),
        "columns": mapping.columns,
        "district": choices.district,
        "residents": choices.use_residents,
        "outside": choices.set_aside_outside,
        "only": dict(choices.only),
        "commas": choices.commas,
        "cases": [choices.count_rows, choices.others_zero],
    }


def _shape(headings: Sequence[str]) -> list[str]:
    """Headings as a file of another time has them: what is a period may be another."""
    return [
        "(period)" if written_period(one) else re.sub(r"\b(19|20)\d\d([/-]\d\d)?\b", "", one)
        for one in headings
    ]


def last_time(file: PartnerFile) -> LastTime | None:
    """Return how a file of the same headings was last taken; None where none was.

    Parameters
    ----------
    file : PartnerFile
        Newly read.

    Returns
    -------
    LastTime or None
        Only of tables that are still in the store, all that came of one change together.

    Raises
    ------
    PartnerError
        If the store holds a table that cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> last_time(PartnerFile("a.csv", "", 0, pd.DataFrame({"no such heading": ["1"]}), 1)) is None
    True
    """
    headings = _shape(list(map(str, file.table.columns)))
    entries = store.current().of_kind(KIND)
    kept = {key: dict(entry.detail.get("shape", {})) for key, entry in entries.items()}
    same = [one for key, one in saved_tables().items() if kept[key].get("headings") == headings]
    if not same:
        return None
    newest = max(one.change for one in same)
    taken = [one for one in same if one.change == newest]
    shapes = [kept[one.key] for one in taken]
    mappings = [_mapping(one["columns"], file) for one in shapes]
    if any(one is None for one in mappings):
        return None
    held = shapes[0]
    cases, zero = held.get("cases", [False, False])
    return LastTime(
        tuple(one.definition for one in taken),
        tuple(one for one in mappings if one is not None),
        RowChoices(
            district=held.get("district"),
            use_residents=bool(held.get("residents")),
            set_aside_outside=bool(held.get("outside")),
            only=tuple(sorted(held.get("only", {}).items())),
            commas=held.get("commas", ""),
            count_rows=bool(cases),
            others_zero=bool(zero),
        ),
    )


def _mapping(columns: dict[str, str], file: PartnerFile) -> ColumnMapping | None:
    """The columns of last time in this file, where a heading may name another period."""
    own = list(map(str, file.table.columns))
    shapes = dict(zip(_shape(own), own, strict=True))
    found = {
        role: one if one in own else shapes.get(_shape([one])[0]) for role, one in columns.items()
    }
    known = {one.name for one in fields(ColumnMapping)}
    if None in found.values() or not set(found) <= known:
        return None
    return ColumnMapping(**found, reasons=dict.fromkeys(found, "it was so last time"))


def next_period(period: PartnerPeriod) -> PartnerPeriod:
    """Return the period that follows one: as long, or the same day a year on.

    Parameters
    ----------
    period : PartnerPeriod
        Of the last table.

    Returns
    -------
    PartnerPeriod

    Examples
    --------
    >>> next_period(partner_period("2024-10", "2024-12")).id
    '2025-01_2025-03'
    >>> next_period(point_in_time("2024-02-29")).id
    'at-2025-02-28'
    """
    if period.months is None:
        year, rest = int(period.id[3:7]) + 1, period.id[7:]
        return point_in_time(f"{year}{'-02-28' if rest == '-02-29' else rest}")
    return partner_period(_later(period.end, 1), _later(period.end, period.months))


def _later(month: str, by: int) -> str:
    months = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{months // 12}-{months % 12 + 1:02d}"


def for_period(last: LastTime, period: PartnerPeriod) -> tuple[IndicatorDefinition, ...]:
    """Return the definitions of last time for another period.

    Parameters
    ----------
    last : LastTime
        From `last_time`.
    period : PartnerPeriod
        Of the new file.

    Returns
    -------
    tuple of IndicatorDefinition

    Examples
    --------
    >>> for_period(LastTime((), (), RowChoices()), partner_period("2024-01", "2024-12"))
    ()
    """
    return tuple(replace(one, period=period) for one in last.definitions)
