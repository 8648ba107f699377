"""Tables whose areas stand side by side: turned, so that each area has a row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from data.partner.levels import areas_of, held_levels
from data.partner_tables.names import code_in, name_key, name_parts
from data.tables.areas import own_name

_WITHIN = 40
_LEAST = 3


def turned(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[str]]:
    """Return the rows, turned where areas are the headings, with a note of it."""
    plain = [list(row) for row in rows]
    wide = [number for number, row in enumerate(plain[:_WITHIN]) if len(row) > _LEAST]
    if not wide:
        return plain, []
    known = {name_key(own_name(str(name))) for level in held_levels() for name in
             areas_of(level)["area_name"]}  # fmt: skip
    for number in wide:
        cells = [cell.strip() for cell in plain[number][1:] if cell.strip()]
        areas = sum(_is_area(cell, known) for cell in cells)
        # In a row of a usual table the area's code, name and district are areas too, and few.
        if len(cells) > _LEAST and areas > _LEAST and areas >= 0.6 * len(cells):
            below = plain[number:]
            below[0] = [below[0][0].strip() or "Area", *below[0][1:]]
            columns = [list(column) for column in zip_longest(*below, fillvalue="")]
            note = "The areas stand side by side: the table was turned, and its columns are rows."
            return columns, [note]
    return plain, []


def _is_area(cell: str, known: set[str]) -> bool:
    if code_in(cell) or name_key(cell) in known:
        return True
    return any(name_key(part) in known for part in name_parts(cell))
