"""Opening partners' files: what councils send is read, and what attackers send leaves nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from data.partner.words import PartnerError, SheetChoiceError
from data.partner_tables.files import MOST_BYTES, MOST_ROWS, read_partner_file
from tests.data.partner_tables.partner_tables import csv_of, workbook_of

PLAIN = [["Ward code", "Fires"], ["E05010670", 12], ["E05010658", 3]]


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(PartnerError) as caught:
        read_partner_file(content, name)
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_in_every_usual_form(delimiter: str, encoding: str) -> None:
    rows = [["Ward code", "Ward", "Fires"], ["E05010670", "Stowé", "12"], ["E05010658", "", "3"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    read = read_partner_file(content, "fires.csv")
    assert read.table.columns.tolist() == rows[0]
    assert read.table.loc[2].tolist() == rows[1]
    assert any("cp1252" in note for note in read.notes) == (encoding == "cp1252")


def test_thousands_in_quotes_do_not_part_a_column() -> None:
    read = read_partner_file(csv_of("code,n,of", 'A,"1,204","10,000"', 'B,"2,000",9'), "a.csv")
    assert read.table.loc[2].tolist() == ["A", "1,204", "10,000"]


def test_headings_are_found_under_titles_and_the_row_is_said() -> None:
    content = csv_of(
        "Deliberate fires by ward,,", "2024 to 2025,,", ",,", "Ward,Fires,Rate", "A,1,2"
    )
    read = read_partner_file(content, "fires.csv")
    assert read.header_row == 4
    assert list(read.table.index) == [5]
    assert "row 4" in read.notes[0]


def test_a_chosen_header_row_wins() -> None:
    content = csv_of("Ward,Fires", "a name,a count", "Stowe,3")
    assert read_partner_file(content, "a.csv", header_row=2).table.columns.tolist() == [
        "a name",
        "a count",
    ]
    with pytest.raises(PartnerError, match="no headings in row 9"):
        read_partner_file(content, "a.csv", header_row=9)


def test_repeated_and_empty_headings_are_told_apart() -> None:
    read = read_partner_file(csv_of("Ward,Rate,Rate,", "Stowe,1,2,3"), "a.csv")
    assert read.table.columns.tolist() == ["Ward", "Rate", "Rate (column 3)", "column 4"]
    assert "Rate (column 3), column 4" in read.notes[-1]


def test_a_workbook_gives_the_text_that_a_csv_would() -> None:
    content = workbook_of(["Ward", "Fires", "Share", "Rate"], ["Stowe", 1204, 0.13, 2.5])
    assert read_partner_file(content, "a.xlsx").table.loc[2].tolist() == [
        "Stowe",
        "1204",
        "0.13",
        "2.5",
    ]


def test_a_cell_shown_as_a_percentage_is_one() -> None:
    rows = [["Ward", "Share"], ["Stowe", 0.13], ["Chasetown", 0.07]]
    content = workbook_of(*rows, formats={"B2": "0%", "B3": "0.0%"})
    assert read_partner_file(content, "a.xlsx").table["Share"].tolist() == ["13%", "7%"]


def test_merged_titles_above_the_table_are_passed_by() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook_of(["Fires, 2024"], [], *PLAIN)))
    book["Figures"].merge_cells("A1:B1")
    made = io.BytesIO()
    book.save(made)
    read = read_partner_file(made.getvalue(), "a.xlsx")
    assert read.header_row == 3
    assert read.table["Fires"].to_dict() == {4: "12", 5: "3"}


def test_formulas_are_never_worked_out() -> None:
    # openpyxl saves no values with its formulas: there is nothing to read but their text.
    read = read_partner_file(workbook_of(["Ward", "Fires"], ["Stowe", "=1+1"]), "a.xlsx")
    assert read.table.loc[2, "Fires"] == "=1+1"
    assert any("1 cell" in note and "nothing was worked out" in note for note in read.notes)


def test_the_value_saved_with_a_formula_is_read_and_told() -> None:
    content = _replaced(
        workbook_of(["Ward", "Fires"], ["Stowe", "=1+1"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("<v></v>", "<v>7</v>").replace("<v />", "<v>7</v>"),
    )
    read = read_partner_file(content, "a.xlsx")
    assert read.table.loc[2, "Fires"] == "7"
    assert any("Formulas stand in 1 cell" in note for note in read.notes)


def test_text_that_looks_like_a_formula_is_told() -> None:
    read = read_partner_file(csv_of("Ward,Fires", '=HYPERLINK("http://x"),3'), "a.csv")
    assert any("run as a formula" in note for note in read.notes)


def test_of_several_sheets_one_must_be_chosen() -> None:
    content = workbook_of(*PLAIN, Other=PLAIN, Empty=[])
    with pytest.raises(SheetChoiceError) as caught:
        read_partner_file(content, "a.xlsx")
    assert caught.value.sheets == ("Figures", "Other")
    assert read_partner_file(content, "a.xlsx", sheet="Other").sheet == "Other"
    with pytest.raises(SheetChoiceError, match="no filled sheet 'Third'"):
        read_partner_file(content, "a.xlsx", sheet="Third")


def test_the_sheet_of_the_template_is_taken_unasked() -> None:
    content = workbook_of(["Notes", "on it"], Table=PLAIN)
    assert read_partner_file(content, "a.xlsx").sheet == "Table"


# --- Hostile and broken files -------------------------------------------------------------------


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def _replaced(content: bytes, member: str, change: object, **added: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if callable(change):
        members[member] = change(members[member].decode()).encode()
    return _zip(members | added)


def test_a_zip_bomb_is_weighed_and_not_opened() -> None:
    bomb = _replaced(workbook_of(*PLAIN), "", None, **{"xl/big.xml": b" " * (120 * 2**20)})
    assert len(bomb) < 2**20
    assert "and was not opened" in refusal(bomb, "a.xlsx")


def test_many_parts_are_refused() -> None:
    parts = {f"xl/part{number}.xml": b"" for number in range(2_100)}
    assert "2,1" in refusal(_replaced(workbook_of(*PLAIN), "", None, **parts), "a.xlsx")


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "C:\\x"])
def test_names_that_lead_out_are_refused(path: str, tmp_path: Path) -> None:
    content = _replaced(workbook_of(*PLAIN), "", None, **{path: b"x"})
    assert "leads out of the workbook" in refusal(content, "a.xlsx")


def test_xml_entities_are_refused() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]>'
    content = _replaced(
        workbook_of(*PLAIN),
        "xl/workbook.xml",
        lambda xml: xml.replace("<workbook", laughs + "<workbook"),
    )
    assert "XML entities" in refusal(content, "a.xlsx")


def test_macros_are_refused_and_links_are_told() -> None:
    macros = _replaced(workbook_of(*PLAIN), "", None, **{"xl/vbaProject.bin": b"x"})
    assert "macros" in refusal(macros, "a.xlsx")
    linked = _replaced(workbook_of(*PLAIN), "", None, **{"xl/externalLinks/e1.xml": b"<a/>"})
    assert any("not followed" in note for note in read_partner_file(linked, "a.xlsx").notes)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (OLD, "a.xls", "a.xls is"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "locked with a password"),
        (workbook_of(*PLAIN), "a.csv", "is a zip file or a workbook"),
        (b"Ward,Fires\nStowe,1\n", "a.xlsx", "no Excel workbook"),
        (_zip({"a.shp": b"x"}), "a.xlsx", "zip file and not an Excel workbook"),
        (_zip({"content.xml": b"<a/>"}), "a.ods", "a.ods is"),
        (b"%PDF-1.7 ...", "a.csv", "not a table"),
        (b"<html><table>", "a.csv", "not a table"),
        (b"Ward,Fires\nSto\x00we,1\n", "a.csv", "NUL"),
        (b"Ward,Fires\nSto\x81we,1\n", "a.csv", "neither UTF-8 nor Windows text"),
        (b"", "a.csv", "is empty"),
        (b" \n ", "a.csv", "is empty"),
        (b"Ward,Fires\n", "a.csv", "no rows under"),
        (b"just one line of words\nand another\n", "a.csv", "no row of headings"),
        (b"1,2\n3,4\n", "a.csv", "no row of headings"),
        (workbook_of(), "a.xlsx", "no sheet with anything"),
        (workbook_of(*PLAIN)[:2000], "a.xlsx", "damaged or not whole"),
        (b"Ward,Fires\nStowe," + b"9" * 200_000, "a.csv", "cannot be read as CSV"),
        (b"Ward,Fires\nStowe," + b"9" * 20_000, "a.csv", "20,000 characters"),
        (b"Ward,Fires\n" + b"x,1\n" * (MOST_ROWS + 1), "a.csv", "more than 50,000 rows"),
        (b"Ward" + b",n" * 1_000_000, "a.csv", "1,000,001 columns"),
        (b"Ward,Fires\n1,2", "a.docx", "not read here"),
    ],
)
def test_each_gets_one_sentence(content: bytes, name: str, said: str) -> None:
    told = refusal(content, name)
    assert said in told
    assert "\n" not in told
    assert len(told) < 400


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "junk.csv"
    with path.open("wb") as file:  # 200 MB that take no room on the disk
        file.truncate(200 * 2**20)
    with pytest.raises(PartnerError, match=r"junk\.csv has 200 MB"):
        read_partner_file(path)
    assert "MB" in refusal(b"x" * (MOST_BYTES + 1), "a.csv")


def test_a_sheet_that_is_wide_or_long_is_refused_while_it_is_read() -> None:
    wide = workbook_of(["Ward", *range(300)], ["Stowe", *range(300)])
    assert "301 columns" in refusal(wide, "a.xlsx")
    # A single cell far below makes a sheet long without making the file large.
    far = _replaced(
        workbook_of(*PLAIN),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('<row r="3"', '<row r="1048000"').replace("A3", "A1048000"),
    )
    assert "more than 50,000 rows" in refusal(far, "a.xlsx")


def test_a_name_cannot_carry_a_path_or_a_line(tmp_path: Path) -> None:
    content = csv_of("Ward,Fires", "Stowe,1")
    assert read_partner_file(content, "..\\..\\etc/pass\nwd.csv").name == "pass wd.csv"


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_partner_file(workbook_of(*PLAIN), "a.xlsx")
    refusal(workbook_of(*PLAIN)[:3000], "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def shared_text(rows: int, columns: int, letters: int) -> bytes:
    """A workbook whose cells all point to one text."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("Figures")
        sheet.write_row(0, 0, ["Ward code", *(f"note {at}" for at in range(columns))])
        for row in range(1, rows + 1):
            sheet.write_row(row, 0, ["E05010670", *["x" * letters] * columns])
    return made.getvalue()


def test_a_text_that_stands_once_in_the_workbook_is_not_copied_beyond_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """40,000 cells that share a text: 0.4 GB of table from half a megabyte of workbook."""
    monkeypatch.setenv("CSP_UPLOAD_MEMORY", "400MB")
    content = shared_text(2_000, 20, 9_900)
    assert len(content) < 500_000
    assert refusal(content, "fires.xlsx") == (
        "fires.xlsx was not read: reading it takes more memory than an upload may take (400MB, the "
        "setting CSP_UPLOAD_MEMORY). Keep the rows and columns of one indicator, and copy them "
        "into a new file."
    )
    assert len(read_partner_file(shared_text(20, 20, 9), "a.xlsx").table) == 20
