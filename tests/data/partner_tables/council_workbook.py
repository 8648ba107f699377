"""A council's workbook as one comes: titles, two rows of headings, merged cells, marks, notes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from data.partner.levels import areas_of

CSP = "E07000194"
PLANS, CARE = "Child Protection Plans", "Looked After Children"
_MARKS = {1: "c", 5: "[x]", 9: "*", 13: "~", 17: "<5"}


def wards() -> list[str]:
    """The district's wards by code, in the order of their names."""
    areas = areas_of("ward24")
    own = areas[areas["district_code"] == CSP].sort_values("area_name")
    return own.index.tolist()


def council_workbook(single_heading: bool = False) -> bytes:
    """A sheet of plans and looked-after children by ward, and one of notes; figures are made up."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "CPP"
    sheet.append(["A county council - Children and Families"])
    sheet.append([f"{PLANS} and {CARE} by ward, 31 March 2025"])
    sheet.append([])
    sheet.append(["District", "Ward", PLANS, None, CARE, None])
    if single_heading:
        low = ["District", "Ward", "CPP number", "% of CPP", "LAC number", "0-17 population"]
        sheet.append(low)
    else:
        sheet.append([None, None, "Number", "% of CPP", "Number", "0-17 population"])
        for cells in ("A1:F1", "A2:F2", "C4:D4", "E4:F4"):
            sheet.merge_cells(cells)
    for number, row in enumerate(_rows()):
        sheet.append(row if number == 0 or single_heading else [None, *row[1:]])
    if not single_heading:
        sheet.merge_cells("A6:A27")
    sheet.append(["Lichfield Total", None, "=SUM(C6:C27)", None, None, 31000])
    sheet.append([])
    sheet.append(["Notes: c = suppressed to protect confidentiality; below 5 shown as <5, * or ~."])
    sheet.append(["[x] not available"])
    sheet.append([" "])
    notes = book.create_sheet("Notes")
    notes.append(["Definitions"])
    notes.append(["Looked after leaves out short breaks"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _rows() -> list[list[Any]]:
    names = areas_of("ward24")["area_name"]
    rows = []
    for number, code in enumerate(wards()):
        name = str(names[code]).replace("&", "and") + ("  " if number % 5 == 0 else "")
        # As councils write them: a short name, a full stop, the word ward.
        name = {"Little Aston and Stonnall": "Little Aston", "St John's": "St. Johns"}.get(
            name, name
        )
        plans: Any = _MARKS.get(number, (number * 7) % 19)
        care: Any = "c" if number % 6 == 0 else 7 + (number * 5) % 22
        rows.append(["Lichfield", name, plans, number / 200, care, f"{1000 + 37 * number:,}"])
    return rows
