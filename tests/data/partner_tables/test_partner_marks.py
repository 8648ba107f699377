"""What stands in place of a figure: withheld, missing, zero, or a number with a remark."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.catalogue.records import CATALOGUE_FOLDER, CatalogueError
from data.catalogue.table_words import FILE, table_words
from data.partner_tables.cells import read_cell
from tests.data.partner_tables.partner_tables import checked, csv_of, definition

STOWE, CHASETOWN = "E05010670", "E05010658"

WITHHELD = [
    "~", "low", "[low]", "k", "[k]", "#", "!", "*", "**", "c", "[c]", "(c)", "s", "<5", "< 5",
    "≤5", "<=5",
    "<5%", "n<5", "n <5", "less than five", "Less than 5", "fewer than 10", "5 or fewer",
    "five or less",
    "up to 5", "under 5", "below 5", "1-5", "1 to 4", "between 1 and 4", "Suppressed", "supressed",
    "Surpressed", "Data suppressed", "figure withheld", "suppressed (c)", "REDACTED",
    "not disclosed",
    "small number", "5+", ">5", ">=5", "≥ 5", "5 or more", "at least 5", "over 5", "more than 5",
]  # fmt: skip
MISSING = [
    "", " ", ".", "..", "...", ":", "-", "–", "n/a", "N/A", "#N/A", "x", "[x]", "z", "[z]",
    "tbc", "TBC",
    "To be confirmed", "not available", "not yet available", "Data not available", "unknown",
    "null",
    "no data", "pending", "awaited", "not collected",
]  # fmt: skip
REMARKED = {
    "12 [r]": 12, "12r": 12, "12 (p)": 12, "12 [p]": 12, "5*": 5, "*5": 5, "5 *": 5, "12†": 12,
    "12¹": 12,
    "12 [1]": 12, "12 [note 2]": 12, "c. 12": 12, "about 12": 12, "approx. 1,204": 1204, "12 e": 12,
    "12 provisional": 12, "13.5% [r]": 13.5, "(12)": 12, "( 1,204 )": 1204, "nil": 0,
    "Nil return": 0,
    "zero": 0,
}  # fmt: skip
NONSENSE = [
    "twelve", "12c", "12 (a)", "see note", "E05010670", "Q1", "12/5", "1,2", "12 of 40", "++",
    "Jan-05",
    "r12", "12 12 12 x", "NaN", "=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", WITHHELD)
def test_withheld(text: str) -> None:
    assert read_cell(text).meaning == "suppressed"


@pytest.mark.parametrize("text", MISSING)
def test_missing_is_never_zero(text: str) -> None:
    cell = read_cell(text)
    assert (cell.meaning, cell.number) == ("missing", None)


@pytest.mark.parametrize(("text", "number"), REMARKED.items())
def test_a_number_with_a_remark(text: str, number: float) -> None:
    cell = read_cell(text)
    assert (cell.meaning, cell.number) == ("number", number)
    assert cell.remark
    assert cell.bracketed == text.startswith("(")


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_stays_nonsense(text: str) -> None:
    assert read_cell(text).meaning == "wrong"


def test_each_is_told_and_none_is_lost() -> None:
    rows = [f"{STOWE},12 [r]", f"{CHASETOWN},5+", "E05010664,nil", "E05010660,~", "E05010651,tbc"]
    table = checked(csv_of("Ward Code,Fires", *rows), definition(unit="count"))
    held = table.frame.set_index("area_code")
    markers = ["missing", "suppressed", "suppressed", "given", "given"]
    assert held["marker"].tolist() == markers
    assert held["numerator"].dropna().to_dict() == {"E05010664": 0, STOWE: 12}
    told = " ".join(table.report)
    assert "'12 [r]' (row 2), 'nil' (row 4)" in told
    assert "no number that can be drawn, so kept as withheld: '5+' (row 3)" in told
    assert "Withheld by the supplier, which is not zero: 2 areas" in told


def test_a_mark_is_added_by_a_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / FILE
    shutil.copy(CATALOGUE_FOLDER / FILE, path)
    assert not table_words(tmp_path).withheld.have("ssshh")
    text = path.read_text(encoding="utf-8").replace('"withheld", "redacted"', '"ssshh", "redacted"')
    path.write_text(text, encoding="utf-8")
    table_words.cache_clear()
    assert table_words(tmp_path).withheld.have("ssshh")
    path.write_text("[withheld]\nmarks = [", encoding="utf-8")
    table_words.cache_clear()
    with pytest.raises(CatalogueError, match="cannot be used"):
        table_words(tmp_path)
    path.write_text("[withheld]\nmarks = []\npatterns = []\n", encoding="utf-8")
    table_words.cache_clear()
    with pytest.raises(CatalogueError, match="has no 'beyond'"):
        table_words(tmp_path)
