"""A partner's table from the command line: saved with its account, or refused with nothing left."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data import store
from data.__main__ import main
from data.partner.values import partner_values, saved_tables
from data.partner_tables import store as partner_store
from data.partner_tables.files import MOST_BYTES
from data.partner_tables.store import save_partner_table
from tests.data.partner_tables.partner_tables import (
    checked,
    csv_of,
    definition,
    whole_table,
    workbook_of,
)

ID, STOWE, LICHFIELD = "deliberate-fires", "E05010670", "E07000194"
SAID = [
    "--indicator-name", "Deliberate fires", "--unit", "per 1,000 residents", "--sensitivity",
    "open", "--partner", "Fire service", "--definition", "Fires set on purpose, over residents.",
    "--level", "ward24", "--period", "2024", "--who", "An analyst",
]  # fmt: skip
Importing = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("CSP_SHOW_RESTRICTED", raising=False)
    return tmp_path / "store"


@pytest.fixture
def importing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importing:
    """Import a file of some content; return the code, and what was printed where."""

    def run(content: bytes, *options: str, name: str = "fires.csv") -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_bytes(content)
        code = main(["import", "table", str(path), *SAID, *options])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def _nothing_kept(folder: Path) -> bool:
    left = [one for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock"]
    return store.refresh().generation == 0 and not [one for one in left if one.suffix == ".parquet"]


def test_a_table_is_saved_with_who_when_what_and_the_file_s_hash(importing: Importing) -> None:
    content = whole_table("ward24", {STOWE: 12})
    code, out, err = importing(content, "--note", "First quarter is late")
    assert (code, err) == (0, "")
    assert "Saved as deliberate-fires/2024, change 1." in out
    (change,) = store.refresh().history
    assert (change.who, change.note) == ("An analyst", "First quarter is late")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", change.when)
    assert change.files[0]["name"] == "fires.csv"
    assert change.files[0]["sha256"] == hashlib.sha256(content).hexdigest()
    assert change.files[0]["bytes"] == len(content)


def test_an_import_is_undone_and_every_version_is_kept(
    importing: Importing, capsys: pytest.CaptureFixture[str]
) -> None:
    importing(whole_table("ward24", {STOWE: 12}))
    importing(whole_table("ward24", {STOWE: 20}))
    assert partner_values(ID, "2024", "ward").loc[STOWE, "numerator"] == 20
    assert main(["undo", "2"]) == 0
    store.refresh()
    assert partner_values(ID, "2024", "ward").loc[STOWE, "numerator"] == 12
    assert main(["history"]) == 0
    assert capsys.readouterr().out.count("Imported Deliberate fires") >= 2


def test_checking_only_saves_nothing(importing: Importing, folder: Path) -> None:
    code, out, _ = importing(whole_table("ward24", {}), "--check-only")
    assert code == 0
    assert out.strip().endswith("nothing was saved.")
    assert _nothing_kept(folder)


def _zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (120 * 2**20))
    return made.getvalue()


def _sheet(change: Callable[[str], str]) -> bytes:
    """A workbook whose only sheet is changed by hand."""
    made = io.BytesIO()
    plain = workbook_of(["Ward", "Numerator", "Denominator"], ["Stowe", 1, 100])
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = change(content.decode()).encode()
            new.writestr(part.filename, content)
    return made.getvalue()


def _row(text: str) -> bytes:
    return csv_of("area_code,numerator,denominator", "E05010658,4,900", text)


HOSTILE = {
    "zip bomb": (_zip_bomb(), "a.xlsx", "was not opened"),
    "a workbook called a CSV": (workbook_of(["Ward"], ["Stowe"]), "a.csv", "or a workbook"),
    "a CSV called a workbook": (_row(f"{STOWE},1,100"), "a.xlsx", "no Excel workbook"),
    "a picture called a CSV": (b"\x89PNG\r\n\x1a\n" + b"\0" * 900, "a.csv", "a.csv"),
    "a formula without its value": (
        workbook_of(["area_code", "numerator", "denominator"], [STOWE, "=1+1", 100]),
        "a.xlsx",
        "=1+1",
    ),
    "a formula in a CSV": (_row(f"{STOWE},=1+1,100"), "a.csv", "'=1+1'"),
    "a million columns": (b"Ward" + b",n" * 1_000_000 + b"\n", "a.csv", "1,000,001 columns"),
    "a cell far to the right": (_sheet(lambda xml: xml.replace("C2", "ZZZ2")), "a.xlsx", "columns"),
    "a column beyond Excel": (_sheet(lambda xml: xml.replace("C2", "AAAAA2")), "a.xlsx", "a.xlsx"),
    "junk": (b"\x00\xff" * 500_000, "a.csv", "a.csv"),
    "too large": (b"1," * (MOST_BYTES // 2 + 10), "a.csv", "MB"),
    "a rate of NaN": (
        csv_of("area_code,value", f"{STOWE},NaN"),
        "a.csv",
        "value: 'NaN'",
    ),
    "a rate without end": (csv_of("area_code,value", f"{STOWE},-inf"), "a.csv", "value: '-inf'"),
    "a negative count": (_row(f"{STOWE},-4,100"), "a.csv", "'-4' is negative"),
    "an area twice": (_row("E05010658,5,900"), "a.csv", "the same area (E05010658) as row 2"),
    "no area of here": (_row("E05999999,5,900"), "a.csv", "E05999999"),
    "nothing": (b"", "a.csv", "is empty"),
}  # fmt: skip


@pytest.mark.parametrize("content,name,said", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(
    content: bytes, name: str, said: str, importing: Importing, folder: Path
) -> None:
    code, out, err = importing(content, name=name)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err
    assert err.rstrip().endswith("Nothing was changed.")
    assert all(len(line) < 400 for line in err.splitlines())
    assert _nothing_kept(folder)


def test_a_refused_table_leaves_the_saved_one(importing: Importing) -> None:
    importing(whole_table("ward24", {STOWE: 12}))
    code, _, err = importing(whole_table("ward24", {STOWE: -1}))
    assert code == 1
    assert "is negative" in err
    assert [one.number for one in store.refresh().history] == [1]
    assert partner_values(ID, "2024", "ward").loc[STOWE, "numerator"] == 12


def test_a_save_that_breaks_off_leaves_the_store_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts without their judgement, or the other way round, must never be there."""
    said = definition(sensitivity="restricted")
    save_partner_table(checked(whole_table("ward24", {STOWE: 2}), said), "An analyst")

    def broken(judged: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(partner_store, "as_table", broken)
    with pytest.raises(OSError, match="no space left"):
        save_partner_table(checked(whole_table("ward24", {STOWE: 40}), said), "An analyst")
    assert store.refresh().generation == 1
    assert list(saved_tables()) == [f"{ID}/2024"]
    held = store.current().entries
    # What a stopped writer left aside is no part of the store, and the next writer sweeps it.
    assert set(held) == {("partner", f"{ID}/2024"), ("partner_shown", ID)}
    monkeypatch.undo()
    monkeypatch.setenv("CSP_STORE", str(folder))
    save_partner_table(checked(whole_table("ward24", {STOWE: 40}), said), "An analyst")
    kept = {folder / one.file for one in store.refresh().entries.values()}
    assert all(path.exists() for path in kept)


def test_a_restricted_table_says_so_and_shows_no_count(importing: Importing) -> None:
    code, out, _ = importing(whole_table("ward24", {STOWE: 2}), "--sensitivity", "restricted")
    assert code == 0
    assert "E05010670" not in out
    assert partner_values(ID, "2024", "ward")["status"].eq("restricted").all()
    assert partner_values(ID, "2024", "district").loc[LICHFIELD, "status"] == "partner"


def test_what_is_asked_is_told_with_the_option_that_answers_it(importing: Importing) -> None:
    content = csv_of(
        "Ward code,Year,Fires,Rate per 1000", f"{STOWE},2015/16,12,3.0", "Unknown,,,4.0"
    )
    options = ("--unit", "per 100,000 residents", "--column", "numerator=")
    code, out, err = importing(content, *options)
    assert (code, out) == (1, "")
    for said in ("--pass-over usual", "--period-from table", "--value-per NUMBER"):
        assert said in err
    answers = ("--pass-over", "usual", "--period-from", "said", "--value-per", "1000")
    code, out, _ = importing(content, *options, *answers)
    assert code == 0
    assert "converted from per 1,000 to per 100,000 residents" in out
    assert partner_values(ID, "2024", "ward").loc[STOWE, "value"] == 300
    read_as = store.refresh().history[-1].files[0]["read_as"]
    assert any("'Unknown'" in line for line in read_as)
    assert main(["history"]) == 0


def test_several_columns_and_the_next_file_from_the_command_line(importing: Importing) -> None:
    content = csv_of("Ward code,CPP,LAC,Residents", f"{STOWE},12,14,4000")
    columns = ("--figures", "Plans=CPP", "--figures", "Care=LAC", "--sensitivity", "restricted")
    code, out, err = importing(content, *columns)
    assert (code, err) == (0, "")
    assert "Saved as plans/2024, care/2024, change 1." in out
    following = csv_of("Ward code,CPP,LAC,Residents", f"{STOWE},15,16,4000")
    code, out, err = importing(following, "--again", "--period", "2025")
    assert (code, err) == (0, "")
    assert "plans/2025" in out and "care/2025" in out
    code, _, err = importing(csv_of("Ward code,Thefts", f"{STOWE},1"), "--again")
    assert code == 1 and "No saved table has the headings" in err
    code, _, err = importing(content, "--figures", "Plans=Nothing")
    assert code == 1 and "no column 'Nothing'" in err
