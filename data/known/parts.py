"""What a known table gives: parts that are kept by themselves, made of cells as text or numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.known.kinds import Sheet
from data.known.sheets import KnownFileError


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a table that is kept by itself: a year, a mid-year; with what was passed over."""

    key: str
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()


def needed(sheet: Sheet, heading: str) -> int:
    """The place of a column that a kind of table must have."""
    place = sheet.column(heading, begins=True)
    if place is None:
        raise KnownFileError(f"Sheet '{sheet.name}' has no column '{heading}'.")
    return place


def cell_of(row: object, place: int) -> str:
    """A cell as text; empty where the row is shorter."""
    cells = row if isinstance(row, list | tuple) else list(row)  # type: ignore[call-overload]
    return str(cells[place]).strip() if place < len(cells) and cells[place] is not None else ""


def as_number(value: object) -> float | None:
    """Return a cell as a number; None for a publisher's mark or an empty cell.

    >>> as_number("1,234"), as_number("[x]"), as_number(3.0)
    (1234.0, None, 3.0)
    """
    try:
        return float(str(value).replace(",", "").strip())
    except ValueError:
        return None


def as_count(value: object) -> int | None:
    """Return a cell as a whole number of 0 or more; None for anything else.

    >>> as_count("1,234"), as_count(-1), as_count("..")
    (1234, None, None)
    """
    number = as_number(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None
