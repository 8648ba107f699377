"""The rows of an official table's file, sheet by sheet: CSV, or a workbook of any common kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineWorkbook

from data.limits import damage_told

WORKBOOKS = (".xlsx", ".xls", ".xlsb", ".ods")
Row = Sequence[Any]
_SAMPLE = 20_000


class KnownFileError(ValueError):
    """A file is no official table that is known, or lacks what it should have; says which."""


def sheets_of(content: bytes, name: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield each sheet's name and its rows; a CSV file is one sheet without a name."""
    if PurePath(name).suffix.casefold() not in WORKBOOKS:
        text = _text(content, name)
        yield "", iter(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
        return

    def refusal(said: str) -> KnownFileError:
        return KnownFileError(
            f"{name} cannot be opened as a workbook ({said}). Download it again, or save the sheet "
            "as CSV."
        )

    with damage_told(refusal):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for sheet in book.sheet_names:
        with damage_told(refusal):
            rows = book.get_sheet_by_name(sheet).iter_rows()
        yield sheet, iter(rows)


def _delimiter(text: str) -> str:
    r"""A publisher's comma, or what a spreadsheet of another country put in its place.

    >>> _delimiter("Title, of a table\nYear;Area;People, all\n2024;Some;3\n")
    ';'
    """
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()]
    each = {mark: sum(mark in line for line in lines) for mark in ",;\t"}
    # Commas in names and titles are in some lines; what parts the columns is in every row.
    return max(each, key=lambda mark: (each[mark], sum(line.count(mark) for line in lines)))


def _text(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise KnownFileError(f"{name} is no text that can be read. Save it as CSV UTF-8.")
