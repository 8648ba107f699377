"""Commas and points in figures: which parts the decimals off, column by column, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import pandas as pd

from data.partner.words import listed
from data.partner_tables.choices import RowChoices
from data.partner_tables.faults import Fault
from data.partner_tables.mapping import ColumnMapping
from data.phrases.plain import number_of

Style = Literal["", "comma", "point", "either", "points", "mixed"]

_ROLES = ("numerator", "denominator", "value")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_TOKEN = re.compile(r"\d[\d.,\u00a0\u202f ]*\d|[.,]?\d+")
# What can be read in one way alone: '12,5', '0,125', '1.234,5', '1.234.567' and their opposites.
_COMMA_PARTS = re.compile(
    r"\d+,\d{1,2}|\d+,\d{4,}|\d{4,},\d{3}|0,\d+|,\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}"
)
_POINT_PARTS = re.compile(
    r"\d*\.\d{1,2}|\d*\.\d{4,}|\d{4,}\.\d{3}|0?\.\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}"
)
# Thousands here and thousandths elsewhere.
_COMMA_THREE = re.compile(r"[1-9]\d{0,2},\d{3}")
_POINT_THREE = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def in_british(
    table: pd.DataFrame, mapping: ColumnMapping, unit: str, choices: RowChoices
) -> tuple[pd.DataFrame, list[Fault], list[str]]:
    """Write figures with decimal commas with points: the table, what is asked and what was done.

    A column with '12,5' and nothing that speaks against it is read by its commas, and that is
    told. '1,234' alone can be either: among counts it is a thousand, unless another column of the
    table has decimal commas; of a rate it is asked.
    """
    headings = {role: one for role in _ROLES if (one := mapping.of(role)) is not None}
    styles = {role: style_of(table[one]) for role, one in headings.items()}
    by_comma = "comma" in styles.values() and choices.commas != "thousands"
    faults: list[Fault] = []
    told: list[str] = []
    changed = table.copy()
    for role, heading in headings.items():
        style = styles[role]
        counts = role != "value" or unit == "count"
        if style == "either" and not choices.commas and (by_comma or not counts):
            faults.append(_question(table[heading], heading))
        written_so = style == "comma" or (style == "points" and by_comma)
        chosen = style == "either" and choices.commas == "decimal"
        if (written_so and choices.commas != "thousands") or chosen:
            changed[heading] = table[heading].map(_british)
            told.append(_said(table[heading], changed[heading], heading))
        elif style == "either" and choices.commas:
            told.append(f"'{heading}': the comma parts thousands off, as you chose.")
    return changed, faults, told


def style_of(cells: Iterable[str]) -> Style:
    """Say how a column's figures are parted.

    >>> style_of(["12,5", "7"]), style_of(["1,234", "987"]), style_of(["1,234.5", "1,234"])
    ('comma', 'either', 'point')
    >>> style_of(["1.234", "12.345"]), style_of(["12,5", "12.5"]), style_of(["12", "*"])
    ('points', 'mixed', '')
    """
    found = {_parted(one) for one in map(_token, cells) if one}
    if "comma" in found and "point" in found:
        return "mixed"
    for style in ("comma", "point"):
        if style in found:
            return style
    if "three" in found:
        return "either"
    return "points" if "points" in found else ""


def _token(cell: str) -> str:
    """The one number of a cell, without its spaces; empty where there is none, or several."""
    found = _TOKEN.findall(str(cell))
    return _SPACES.sub("", found[0]) if len(found) == 1 else ""


def _parted(token: str) -> str:
    if _COMMA_PARTS.fullmatch(token):
        return "comma"
    if _POINT_PARTS.fullmatch(token):
        return "point"
    if _COMMA_THREE.fullmatch(token):
        return "three"
    return "points" if _POINT_THREE.fullmatch(token) else ""


def _british(cell: str) -> str:
    """A cell with its number written with a point, and without marks of thousands."""
    found = _TOKEN.findall(cell)
    if len(found) != 1:
        return cell
    plain = _SPACES.sub("", found[0]).replace(".", "").replace(",", ".")
    return cell.replace(found[0], plain)


def _question(column: pd.Series, heading: str) -> Fault:
    rows = [cell for cell in column if _COMMA_THREE.fullmatch(_token(cell))]
    decimal = _british(rows[0])
    thousand = rows[0].replace(",", "")
    reason = (
        f"can be {thousand} or {decimal} ({number_of(len(rows), 'row')}): say whether the comma "
        "parts thousands or decimals off"
    )
    return Fault(None, heading, rows[0], reason, "commas")


def _said(before: pd.Series, after: pd.Series, heading: str) -> str:
    pairs = [f"{old} as {new}" for old, new in zip(before, after, strict=True) if old != new]
    return (
        f"'{heading}' has decimal commas: {number_of(len(pairs), 'figure')} read with a point "
        f"({listed(pairs, 3)})."
    )
