"""What is in the workbook's file, read from its own XML: cells, notes, and no formula."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pandas as pd
import pytest

from components.page.workbook import workbook

NAMES = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
TABLE = pd.DataFrame(
    {
        "Ward": ["Stowe", "=HYPERLINK(1)", "@risk", "https://example.org"],
        "Rate": pd.array([12.5, None, 0.0, -3.0], dtype="Float64"),
        "Recorded": pd.array([10, None, 0, 3], dtype="Int64"),
    }
)
NOTES = [("Source", "data.police.uk"), ("Formula?", "=1+1"), ("Licence", "Open Government Licence")]


@pytest.fixture(scope="module")
def book() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(workbook(TABLE, NOTES, "Wards")))


def cells(book: zipfile.ZipFile, sheet: int) -> dict[str, str]:
    strings = [
        "".join(part.text or "" for part in item.iter(f"{{{NAMES['']}}}t"))
        for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall("si", NAMES)
    ]
    root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    told = {}
    for cell in root.iter(f"{{{NAMES['']}}}c"):
        value = cell.find("v", NAMES)
        if value is not None:
            text = value.text or ""
            told[cell.get("r")] = strings[int(text)] if cell.get("t") == "s" else text
    return told


def test_the_table_is_there_and_what_is_missing_is_an_empty_cell(book):
    told = cells(book, 1)
    assert [told[f"{column}1"] for column in "ABC"] == list(TABLE.columns)
    assert (told["A2"], told["B2"], told["C2"]) == ("Stowe", "12.5", "10")
    assert "B3" not in told
    assert "C3" not in told
    assert (told["B4"], told["C4"]) == ("0", "0")
    assert told["B5"] == "-3"


def test_nothing_in_the_file_is_a_formula_or_a_link(book):
    told = cells(book, 1) | {f"notes {at}": text for at, text in cells(book, 2).items()}
    assert "'=HYPERLINK(1)" in told.values()
    assert "'@risk" in told.values()
    assert "'=1+1" in told.values()
    for name in book.namelist():
        if name.startswith("xl/worksheets/"):
            assert not re.search(rb"<f[ >]|<hyperlink", book.read(name)), name


def test_the_notes_have_a_sheet_of_their_own(book):
    sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert sheets == ["Wards", "Notes"]
    told = cells(book, 2)
    assert (told["A1"], told["B1"]) == ("Source", "data.police.uk")


def test_a_table_without_rows_is_a_workbook_too():
    empty = workbook(TABLE.head(0), [], "Wards")
    told = cells(zipfile.ZipFile(io.BytesIO(empty)), 1)
    assert list(told.values()) == list(TABLE.columns)
