"""Opening a partner's file, CSV or XLSX, as one table of text with the rows and columns it has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from data.limits import LimitError, within_limits
from data.partner.words import PartnerError, quoted
from data.partner_tables.csv import read_csv_rows
from data.partner_tables.header import header_of, unique_headings
from data.partner_tables.other_workbook import is_other_zip, read_other_rows
from data.partner_tables.turned import turned
from data.partner_tables.workbook import read_workbook_rows
from data.phrases.plain import number_of

MOST_BYTES = 25 * 2**20
MOST_ROWS = 50_000
MOST_COLUMNS = 200
_MOST_TITLES = 40
_LONGEST_CELL = 10_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ADVICE = "Keep the rows and columns of one indicator, and copy them into a new file."
_SAVE = "Save the table as .xlsx or CSV."


@dataclass(frozen=True, eq=False)
class PartnerFile:
    """A table as its file has it, before anything is made of it.

    Attributes
    ----------
    name, sha256 : str
        The file's name, and the hash of its content.
    size : int
        In bytes.
    table : DataFrame
        Text cells, ``""`` where empty. Columns are the headings, made unique; the index (``row``)
        is the row's number in the file or sheet, counted from 1.
    header_row : int
        Number of the row the headings stand in.
    sheet : str or None
        Sheet that was read; None for CSV.
    sheets : tuple of str
        Sheets that hold anything.
    notes : tuple of str
        What was found out about the file, a sentence each.
    titles : tuple of str
        What stands above the headings, and the sheet's name.
    """

    name: str
    sha256: str
    size: int
    table: pd.DataFrame
    header_row: int
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def described(self) -> dict[str, object]:
        """What the store's history keeps of the file."""
        return {"name": self.name, "sha256": self.sha256, "bytes": self.size}


def read_partner_file(
    source: Path | bytes,
    name: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> PartnerFile:
    r"""Read a CSV or XLSX file whole, or refuse it with one sentence.

    Parameters
    ----------
    source : Path or bytes
        The file, or what was uploaded.
    name : str, optional
        What the user calls it; by default the path's name.
    sheet : str, optional
        Sheet of a workbook; see `data.partner_tables.workbook.read_workbook_rows`.
    header_row : int, optional
        Row of the headings, counted from 1; found where it is not given.

    Returns
    -------
    PartnerFile

    Raises
    ------
    SheetChoiceError
        If a workbook has several sheets and none is chosen.
    PartnerError
        If the file cannot be used: too large, of another kind than its name says, damaged, not
        safe, without a table, or in need of more memory or time than an upload may take. Nothing
        is left behind.

    Examples
    --------
    >>> read = read_partner_file(
    ...     b"Fires, 2024\n\nWard code,Ward,Fires\nE05000001,Stowe,\"1,204\"\n", "a.csv"
    ... )
    >>> read.header_row, read.table.columns.tolist()
    (3, ['Ward code', 'Ward', 'Fires'])
    >>> read.table.to_dict("index")
    {4: {'Ward code': 'E05000001', 'Ward': 'Stowe', 'Fires': '1,204'}}
    """
    content, called = _content(source, name)
    try:
        return within_limits(partial(_read, content, called, sheet, header_row), _ADVICE)
    except LimitError as error:
        raise PartnerError(f"{called} was not read: {error}") from None


def _read(content: bytes, called: str, sheet: str | None, header_row: int | None) -> PartnerFile:
    """Read a table in the process whose memory and time are limited."""
    kind = _kind(content, called)
    if kind != "csv":
        reads = read_workbook_rows if kind == "xlsx" else read_other_rows
        chosen, sheets, rows, notes = reads(content, called, sheet, MOST_ROWS, MOST_COLUMNS)
    else:
        rows, notes = read_csv_rows(content, called, MOST_ROWS, MOST_COLUMNS)
        chosen, sheets = None, ()
    rows, turning = turned(rows)
    heading = header_of(rows, called, header_row)
    table, told = _table(rows, heading, called)
    return PartnerFile(
        name=called,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        table=table,
        header_row=heading + 1,
        sheet=chosen,
        sheets=sheets,
        notes=(*notes, *turning, *told),
        titles=_titles(rows[:heading], chosen),
    )


def _titles(above: Sequence[Sequence[str]], sheet: str | None) -> tuple[str, ...]:
    cells = [" ".join(cell.split())[:200] for row in above for cell in row if cell.strip()]
    return (*cells[:_MOST_TITLES], *([sheet] if sheet else []))


def _content(source: Path | bytes, name: str | None) -> tuple[bytes, str]:
    # Browsers may send a path as the name; messages and the history need its last part only.
    called = re.split(r"[/\\]", name or (source.name if isinstance(source, Path) else "table"))[-1]
    called = quoted(called or "table").strip("'")
    if isinstance(source, Path):
        if not source.is_file():
            raise PartnerError(f"There is no file {source}.")
        size = source.stat().st_size
    else:
        size = len(source)
    if size > MOST_BYTES:
        raise PartnerError(
            f"{called} has {size / 2**20:,.0f} MB, and a table of areas is never over "
            f"{MOST_BYTES // 2**20} MB. Keep the rows and columns of one indicator."
        )
    content = source.read_bytes() if isinstance(source, Path) else bytes(source)
    if not content.strip():
        raise PartnerError(f"{called} is empty.")
    return content, called


def _kind(content: bytes, name: str) -> str:
    """What the content is; a name that says otherwise is refused, for one of them is wrong."""
    ending = Path(name).suffix.lower()
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise PartnerError(f"{name} is locked with a password. Save it without one.")
        return "other"
    if content.startswith(b"PK"):
        if ending in (".csv", ".tsv", ".txt"):
            raise PartnerError(
                f"{name} is called {ending} and is a zip file or a workbook. Give the file its "
                "own ending back, .xlsx, or save the table as CSV."
            )
        return "other" if is_other_zip(content) else "xlsx"
    if ending in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"):
        raise PartnerError(f"{name} is called {ending} and is no Excel workbook. {_SAVE}")
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"%pdf", b"<!doctype", b"<html", b"<?xml", b"{\\rtf", b"\x89png")):
        raise PartnerError(f"{name} is a document, a page or a picture and not a table. {_SAVE}")
    if ending not in (".csv", ".tsv", ".txt", ""):
        raise PartnerError(f"{name} ends in {quoted(ending)}, which is not read here. {_SAVE}")
    return "csv"


def _table(rows: Sequence[Sequence[str]], header: int, name: str) -> tuple[pd.DataFrame, list[str]]:
    headings, notes = unique_headings(rows, header, name)
    width = len(headings)
    cells = {
        number: [cell.strip() for cell in [*row[:width], *[""] * (width - len(row))]]
        for number, row in enumerate(rows[header + 1 :], start=header + 2)
        if any(cell.strip() for cell in row)
    }
    if not cells:
        raise PartnerError(f"{name} has no rows under its headings (row {header + 1}).")
    for number, row in cells.items():
        if max(map(len, row)) > _LONGEST_CELL:
            raise PartnerError(
                f"{name}, row {number}: a cell holds {max(map(len, row)):,} characters. Clear it."
            )
    table = pd.DataFrame.from_dict(cells, orient="index", columns=headings, dtype="str")
    table.index.name = "row"
    formulas = int((table.map(lambda cell: cell.startswith(("=", "@")))).to_numpy().sum())
    if formulas:
        notes.append(
            f"Text that a spreadsheet would run as a formula stands in "
            f"{number_of(formulas, 'cell')}. It was kept as text and never worked out."
        )
    return table, notes
