"""Reading workbooks of other kinds (.xls, .xlsb, .ods): values alone, nothing in them run."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineWorkbook

from data.limits import damage_told
from data.partner.words import PartnerError
from data.partner_tables.workbook import (
    MOST_CELLS,
    chosen_sheet,
    damaged,
    is_wide,
    refuse_declarations,
    refuse_members,
)

_NOTE = (
    "Of this kind of workbook values are read without formats: what is shown as 13% comes as 0.13."
)


def is_other_zip(content: bytes) -> bool:
    """Return whether a zip file is a binary Excel workbook or an OpenDocument sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    return bool({"xl/workbook.bin", "content.xml"} & names)


def read_other_rows(
    content: bytes, name: str, sheet: str | None, most_rows: int, most_columns: int
) -> tuple[str, tuple[str, ...], list[list[str]], list[str]]:
    """Read the rows of one sheet as text."""
    _refuse_unsafe(content, name)
    with damage_told(lambda said: damaged(name, Exception(said)), PartnerError):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        read = {one.name: one for one in book.sheets_metadata if _is_visible(one)}
        held = {title: _cells(book.get_sheet_by_name(title), name, most_rows) for title in read}
    filled = {title: rows for title, rows in held.items() if any(map(any, rows))}
    chosen = chosen_sheet(
        list(filled), [one for one in filled if is_wide(filled[one])], name, sheet
    )
    rows = filled[chosen]
    for number, row in enumerate(rows, start=1):
        while row and not row[-1]:
            row.pop()
        if len(row) > most_columns:
            raise PartnerError(
                f"{name}, row {number}: {len(row):,} columns, and at most {most_columns} are read. "
                "Keep the columns of one indicator."
            )
    return chosen, tuple(filled), rows, [_NOTE]


def _refuse_unsafe(content: bytes, name: str) -> None:
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_members(archive, name)
            refuse_declarations(archive, name)
    except (PartnerError, MemoryError):
        raise
    except Exception as error:  # as of any damaged archive
        raise damaged(name, error) from error


def _is_visible(sheet: Any) -> bool:
    return str(sheet.visible).endswith("Visible") and str(sheet.typ).endswith("WorkSheet")


def _cells(sheet: Any, name: str, most_rows: int) -> list[list[str]]:
    if (
        sheet.total_height > most_rows
        or sheet.total_height * max(sheet.total_width, 1) > MOST_CELLS
    ):
        raise PartnerError(
            f"{name} has more than {most_rows:,} rows or {MOST_CELLS:,} cells: it is no table of "
            "areas. Keep one row for each area, and clear what lies below and beside."
        )
    return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
