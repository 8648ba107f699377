"""Which rows are a table's headings: one, or two of which the upper names groups of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.partner.words import PartnerError, listed
from data.partner_tables.cells import is_number_like

HEADER_WITHIN = 40
# Words of headings, by which a header row is told from a title: see also partner_mapping.
_HEADINGS = re.compile(
    r"\b(area|ward|lsoa|district|code|name|gss|count|number|numerator|denominator|population"
    r"|rate|value|percent(age)?|total|residents|period|year|mnemonic)\b|%|\w(cd|nm)\b",
    re.IGNORECASE,
)

Rows = Sequence[Sequence[str]]


def header_of(rows: Rows, name: str, wanted: int | None) -> int:
    """Return the index of the row of headings: the first of those that look most like one."""
    if wanted is not None:
        if not 1 <= wanted <= len(rows) or not any(cell.strip() for cell in rows[wanted - 1]):
            raise PartnerError(f"{name} has no headings in row {wanted}. Choose another row.")
        return wanted - 1
    first = rows[:HEADER_WITHIN]
    scores = [_like_headings(row) for row in first]
    best = max(
        range(len(first)),
        key=lambda number: (
            scores[number] > (0, 0),
            _is_wide(rows, number),
            *scores[number],
            _stands_over_figures(rows, number),
        ),
        default=None,
    )
    if best is None or scores[best] == (0, 0):
        raise PartnerError(
            f"{name} has no row of headings with two columns or more in its first "
            f"{HEADER_WITHIN} rows. Give each column a heading, as the template does."
        )
    return best + 1 if _is_split(rows, best) else best


def _stands_over_figures(rows: Rows, number: int) -> bool:
    """Whether the next row that holds anything has a figure: a line of metadata has none below."""
    below = next((row for row in rows[number + 1 :] if any(cell.strip() for cell in row)), ())
    return any(cell.strip() and is_number_like(cell) for cell in below)


def _is_split(rows: Rows, number: int) -> bool:
    """Whether the row below goes on with the headings: it fills their gaps, and has no figure."""
    if number + 1 >= len(rows):
        return False
    upper, lower = rows[number], rows[number + 1]
    filled = [place for place, cell in enumerate(lower) if cell.strip()]
    gaps = [place for place in filled if place >= len(upper) or not upper[place].strip()]
    words = [place for place in filled if not is_number_like(lower[place])]
    return bool(gaps) and len(words) == len(filled) and not _first(lower)


def _first(row: Sequence[str]) -> str:
    return row[0].strip() if row else ""


def _is_wide(rows: Rows, number: int) -> bool:
    """Whether a row has three cells or more, or the table none wider: it is no line of remarks."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[number : number + 40]]
    return filled[0] > 2 or sum(one > 2 for one in filled) < len(filled) / 2


def _like_headings(row: Sequence[str]) -> tuple[int, int]:
    """How many headings are known words, and how many are words at all; (0, 0) for no header."""
    filled = [cell.strip() for cell in row if cell.strip()]
    words = [cell for cell in filled if not is_number_like(cell)]
    # A title or a footnote stands alone in its row; data rows have numbers.
    if len(filled) < 2 or len(words) < 2 or len(words) < len(filled) / 2:
        return 0, 0
    known = sum(bool(_HEADINGS.search(cell.replace("_", " "))) for cell in words if len(cell) < 80)
    return known, len(words) if known else 1


def joined_headings(rows: Rows, header: int) -> tuple[list[str], bool]:
    """Return the headings, with those of the groups above them where they need that.

    A lower row that names each column by itself stands alone: the row above is then a title.
    """
    lower = [" ".join(cell.split()) for cell in rows[header]]
    upper = [" ".join(cell.split()) for cell in rows[header - 1]] if header else []
    filled = [one for one in lower if one]
    gaps = [place for place, one in enumerate(upper) if one and not _at(lower, place)]
    if not upper or len([one for one in upper if one]) < 2:
        return lower, False
    if not gaps and len(set(filled)) == len(filled):
        return lower, False
    made, group = [], ""
    for place in range(max(len(upper), len(lower))):
        above, own = _at(upper, place), _at(lower, place)
        group = above or (group if own else "")
        made.append(f"{group}: {own}" if group and own and group != own else own or above)
    return made, True


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def unique_headings(rows: Rows, header: int, name: str) -> tuple[list[str], list[str]]:
    """Return headings for every column with anything in it, and what had to be done for that."""
    notes = []
    given, joined = joined_headings(rows, header)
    if header:
        found = f"rows {header} and {header + 1}" if joined else f"row {header + 1}"
        notes.append(f"The headings were found in {found}; the rows above were passed by.")
    width = max((_filled(row) for row in rows[header:]), default=0)
    if width < 2:
        raise PartnerError(
            f"{name} has one column only. A table needs the areas and at least one column of "
            "figures; check how the columns are parted."
        )
    given += [""] * (width - len(given))
    made: list[str] = []
    for number, heading in enumerate(given[:width], start=1):
        own = heading[:80] or f"column {number}"
        made.append(own if own not in made else f"{own} (column {number})")
    changed = [made[number] for number in range(width) if made[number] != given[number]]
    if changed:
        notes.append(f"Headings that were empty, repeated or very long: {listed(changed)}.")
    return made, notes


def _filled(row: Sequence[str]) -> int:
    """Number of columns up to the last with anything in it."""
    return max((number for number, cell in enumerate(row, start=1) if cell.strip()), default=0)
