"""Partners' tables made for tests: files as councils send them, good and bad."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from data.partner.definition import IndicatorDefinition, define_indicator
from data.partner.levels import areas_of
from data.partner.period import read_period
from data.partner_tables.checks import CheckedTable, check_partner_table
from data.partner_tables.files import read_partner_file
from data.partner_tables.mapping import guess_mapping, with_columns


def definition(**changed: Any) -> IndicatorDefinition:
    """Describe an indicator that needs nothing else said."""
    usual: dict[str, Any] = {
        "name": "Deliberate fires",
        "unit": "per 1,000 residents",
        "polarity": "higher is worse",
        "sensitivity": "open",
        "partner": "Fire and rescue service",
        "definition": "Fires recorded as set on purpose, over all residents.",
        "level": "ward24",
        "period": read_period("2024"),
    }
    return define_indicator(**{**usual, **changed})


def csv_of(*rows: str) -> bytes:
    """Join rows as a CSV file."""
    return ("\n".join(rows) + "\n").encode()


def workbook_of(*rows: list[Any], formats: dict[str, str] | None = None, **sheets: Any) -> bytes:
    """Write rows as a workbook's first sheet; further sheets by their names."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Figures"
    for row in rows:
        sheet.append(row)
    for cell, shown in (formats or {}).items():
        sheet[cell].number_format = shown
    for name, held in sheets.items():
        other = book.create_sheet(name)
        for row in held:
            other.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def checked(
    content: bytes,
    said: IndicatorDefinition | None = None,
    columns: dict[str, str | None] | None = None,
    name: str = "table.csv",
    **choices: Any,
) -> CheckedTable:
    """Read, map and check a table as an import does."""
    file = read_partner_file(content, name)
    mapping = with_columns(guess_mapping(file.table), **(columns or {}))
    return check_partner_table(file, mapping, said or definition(), **choices)


def whole_table(level: str, counts: dict[str, object], people: int = 1_000) -> bytes:
    """Every area of a level with its count, 10 where none is said, over the same people."""
    rows = [f"{code},{counts.get(str(code), 10)},{people}" for code in areas_of(level).index]
    return csv_of("area_code,numerator,denominator", *rows)
