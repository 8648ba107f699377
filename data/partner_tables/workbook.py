"""Reading an Excel workbook that may be hostile: weighed before it is opened, nothing in it run."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from data.partner.words import PartnerError, SheetChoiceError, listed, quoted
from data.phrases.plain import number_of

MOST_UNPACKED = 100 * 2**20
MOST_MEMBERS = 2_000
# A sheet's cells, empty ones too: a style on a far column makes each row that wide.
MOST_CELLS = 5_000_000
TEMPLATE_SHEET = "Table"
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_HEAD = 4096
_MOST_LOOKED_AT = 200


def read_workbook_rows(
    content: bytes, name: str, sheet: str | None, most_rows: int, most_columns: int
) -> tuple[str, tuple[str, ...], list[list[str]], list[str]]:
    """Read the rows of one sheet as text, its numbers as they are stored."""
    refuse_unsafe(content, name)
    values = _opened(content, name, data_only=True)
    formulas = _opened(content, name, data_only=False)
    try:
        chosen, sheets = _chosen(values, name, sheet)
        rows, worked = _rows(values[chosen], formulas[chosen], name, most_rows, most_columns)
    except (PartnerError, MemoryError):
        raise
    # Damaged XML surfaces in the reader as errors of every kind.
    except Exception as error:
        raise damaged(name, error) from error
    finally:
        values.close()
        formulas.close()
    notes = []
    if worked:
        notes.append(
            f"Formulas stand in {number_of(worked, 'cell')}: the values saved with them were read, "
            "and nothing was worked out again."
        )
    if _has_external_links(content):
        notes.append("The workbook links to other files; the links were not followed.")
    return chosen, sheets, rows, notes


def refuse_unsafe(content: bytes, name: str) -> None:
    """Refuse a zip file that is no workbook, or not one that is safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_members(archive, name)
            _refuse_kind({one.filename for one in archive.infolist()}, name)
            refuse_declarations(archive, name)
    except (PartnerError, MemoryError):
        raise
    except Exception as error:  # zipfile raises a dozen kinds on a damaged archive
        raise damaged(name, error) from error


def refuse_members(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive that would unpack to too much, or out of its folder."""
    members = archive.infolist()
    unpacked = sum(one.file_size for one in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise PartnerError(
            f"{name} would unpack to {len(members):,} parts and {unpacked / 2**20:,.0f} MB, more "
            "than a table of areas needs, and was not opened. Copy the table alone into a new file."
        )
    for one in members:
        path = PurePosixPath(one.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in one.filename:
            raise PartnerError(
                f"{name} holds a part named {quoted(one.filename)}, which leads out of the "
                "workbook; it was not opened. Save the table again from a spreadsheet."
            )
        if one.flag_bits & 1:
            raise PartnerError(f"{name} is locked with a password. Save it without one.")


def _refuse_kind(names: set[str], name: str) -> None:
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise PartnerError(
            f"{name} holds macros, which are never run here. Save it as .xlsx, without macros."
        )
    if "[Content_Types].xml" not in names or not any(one.startswith("xl/") for one in names):
        raise PartnerError(
            f"{name} is a zip file and not an Excel workbook. Unpack it, and give the table "
            "itself as .csv or .xlsx."
        )


def refuse_declarations(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive whose XML declares entities."""
    # No spreadsheet writes them; they are how a few bytes of XML grow to fill the memory.
    for one in archive.infolist():
        if one.filename.lower().endswith((".xml", ".rels")):
            with archive.open(one) as part:
                head = part.read(_HEAD)
            if any(word in head for word in _DECLARATIONS):
                raise PartnerError(
                    f"{name} declares XML entities, which no spreadsheet does; it was not opened. "
                    "Copy the table into a new workbook."
                )


def _opened(content: bytes, name: str, data_only: bool) -> Any:
    # Imported here: it takes a tenth of a second, and only an import of a workbook needs it.
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not use
            return openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
            )
    except MemoryError:
        raise
    except Exception as error:  # as above: damaged XML surfaces as errors of every kind
        raise damaged(name, error) from error


def damaged(name: str, error: Exception) -> PartnerError:
    """Return the refusal of a file that its reader could not read."""
    told = quoted(error or type(error).__name__, 80)
    return PartnerError(
        f"{name} is damaged or not whole. Open it in a spreadsheet, save it again as .xlsx or CSV, "
        f"and try that file (the reader says {told})."
    )


def _chosen(workbook: Any, name: str, wanted: str | None) -> tuple[str, tuple[str, ...]]:
    sheets = tuple(
        one.title for one in workbook.worksheets if one.sheet_state == "visible" and _holds(one)
    )
    tables = [one for one in sheets if _is_tabular(workbook[one])] if len(sheets) > 1 else []
    return chosen_sheet(list(sheets), tables, name, wanted), sheets


def chosen_sheet(sheets: list[str], tables: list[str], name: str, wanted: str | None) -> str:
    """Return the sheet to read: the one wanted, the template's, or the only one with a table."""
    if not sheets:
        raise PartnerError(f"{name} has no sheet with anything in it. Fill in the table first.")
    if wanted is not None and wanted not in sheets:
        raise SheetChoiceError(
            f"{name} has no filled sheet {quoted(wanted)}; it has: {listed(sheets)}.", tuple(sheets)
        )
    if wanted is not None:
        return wanted
    if TEMPLATE_SHEET in sheets:
        return TEMPLATE_SHEET
    # Notes beside the one table are no choice.
    usual = sheets if len(sheets) == 1 else tables
    if len(usual) == 1:
        return usual[0]
    raise SheetChoiceError(
        f"{name} has {len(sheets)} sheets: {listed(sheets)}. Choose the one to read.", tuple(sheets)
    )


def _holds(sheet: Any) -> bool:
    """Whether anything stands in the first rows of a sheet."""
    sheet.reset_dimensions()  # a file may say anything of its own size
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if any(cell is not None for cell in row):
            return True
        if number > 1000:
            return False
    return False


def _is_tabular(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return is_wide(islice(sheet.iter_rows(values_only=True), _MOST_LOOKED_AT))


def is_wide(rows: Iterable[Iterable[object]]) -> bool:
    """Return whether there is a heading and a row, of two cells or more each."""
    wide = (sum(cell not in (None, "") for cell in islice(row, _MOST_LOOKED_AT)) for row in rows)
    return sum(filled > 1 for filled in islice(wide, _MOST_LOOKED_AT)) > 1


def _rows(
    values: Any, formulas: Any, name: str, most_rows: int, most_columns: int
) -> tuple[list[list[str]], int]:
    formulas.reset_dimensions()
    rows: list[list[str]] = []
    worked = 0
    pairs = zip(_limited(values, name, most_rows), formulas.iter_rows(), strict=False)
    for shown, behind in pairs:
        cells = [_text(cell) for cell in shown]
        for column, cell in enumerate(behind):
            if cell.data_type == "f":
                worked += 1
                if not cells[column]:
                    cells[column] = _formula(cell.value)
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > most_columns:
            raise PartnerError(
                f"{name}, row {len(rows) + 1}: {len(cells):,} columns, and at most {most_columns} "
                "are read. Keep the columns of one indicator."
            )
        rows.append(cells)
    return rows, worked


def _limited(sheet: Any, name: str, most_rows: int) -> Iterator[tuple[Any, ...]]:
    cells = 0
    for number, row in enumerate(sheet.iter_rows()):
        cells += len(row)
        if number >= most_rows or cells > MOST_CELLS:
            raise PartnerError(
                f"{name} has more than {most_rows:,} rows or {MOST_CELLS:,} cells: it is not a "
                "table of areas. Keep one row for each area, and clear what lies below and beside."
            )
        yield row


def _formula(value: object) -> str:
    return str(getattr(value, "text", value))  # an array formula is an object with its text


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            # Twelve digits: 0.07 × 100 is 7.000000000000001 in binary.
            return f"{value * 100:.12g}%"
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _has_external_links(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(one.startswith("xl/externalLinks/") for one in archive.namelist())
