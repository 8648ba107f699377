"""A workbook of a table with a sheet of notes, safe to open in a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pandas as pd
import xlsxwriter

from data.tables.safe_cells import safe_cells

WIDEST = 60


def workbook(
    table: pd.DataFrame,
    notes: list[tuple[str, str]],
    sheet: str,
    further: Mapping[str, pd.DataFrame] | None = None,
) -> bytes:
    """Return an XLSX file: the table on one sheet, what must be said with it on another.

    ``further`` are tables by the names of their sheets, which come last; an empty one is left out.

    Missing figures are empty cells. Nothing in the file is a formula or a link: a name from an
    uploaded table must not become one.

    >>> made = workbook(pd.DataFrame({"Ward": ["=1+1"], "Rate": [2.5]}), [("Source", "x")], "Wards")
    >>> made[:2]
    b'PK'
    """
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        styles = {
            "head": book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
            ),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "bold": book.add_format({"bold": True, "valign": "top"}),
        }
        _table_sheet(book.add_worksheet(sheet), safe_cells(table), styles)
        _notes_sheet(book.add_worksheet("Notes"), notes, styles)
        for name, held_table in (further or {}).items():
            if len(held_table):
                _table_sheet(book.add_worksheet(name), safe_cells(held_table), styles)
    return held.getvalue()


def _table_sheet(page: xlsxwriter.worksheet.Worksheet, table: pd.DataFrame, styles: dict) -> None:
    for place, name in enumerate(table.columns):
        cells = table[name]
        page.write_string(0, place, str(name), styles["head"])
        longest = max([len(str(name)), *(len(str(cell)) for cell in cells)])
        page.set_column(place, place, min(longest + 2, WIDEST))
        numeric = pd.api.types.is_numeric_dtype(cells)
        for row, cell in enumerate(cells, start=1):
            if pd.isna(cell):
                continue
            if numeric:
                page.write_number(row, place, float(cell))
            else:
                page.write_string(row, place, str(cell))
    page.freeze_panes(1, 0)
    if len(table) and len(table.columns):
        page.autofilter(0, 0, len(table), len(table.columns) - 1)


def _notes_sheet(
    page: xlsxwriter.worksheet.Worksheet, notes: list[tuple[str, str]], styles: dict
) -> None:
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 100)
    told = safe_cells(pd.DataFrame(notes, columns=["name", "words"]))
    for row, (name, words) in enumerate(told.itertuples(index=False)):
        page.write_string(row, 0, name, styles["bold"])
        page.write_string(row, 1, words, styles["wrap"])
