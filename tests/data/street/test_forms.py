"""Police files as people have them: read, or named for what they are."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from data.street.files import StreetFileError
from data.street.importing import import_street_files
from data.street.report import ImportReport
from tests.data.street.street_samples import LSOAS, as_csv, record

pytestmark = pytest.mark.usefixtures("own_store")

NAME = "2025-03-anyshire-street.csv"


def rows(month: str = "2025-03", number: int = 4, police: str = "Anyshire Police") -> list[dict]:
    told = [record(month, f"{month}-{each}", "E01000008") for each in range(number)]
    return [row | {"Reported by": police, "Falls within": police} for row in told]


def take(*paths: Path) -> ImportReport:
    return import_street_files(paths, own="anyshire", lsoas=LSOAS)


def counted(report: ImportReport) -> dict[tuple[str, str], int]:
    assert not report.of_fate("refused"), report.of_fate("refused")
    return {(one.force, one.month): int(one.account["counted"] or 0) for one in report.files}


PLAIN = as_csv(rows())
AS_EXCEL = PLAIN.replace('"On or near ""The Green"", North"', "On or near The Green")


def test_an_outcome_with_a_semicolon_of_its_own_is_read_between_semicolons(tmp_path: Path) -> None:
    outcome = {"Last outcome category": "Investigation complete; no suspect identified"}
    told = as_csv([row | outcome for row in rows()])
    unquoted = told.replace('"On or near ""The Green"", North"', "On or near The Green")
    (tmp_path / NAME).write_text(unquoted.replace('"', "").replace(",", ";"))
    assert counted(take(tmp_path / NAME)) == {("anyshire", "2025-03"): 4}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("2025-03-anyshire-street (1).csv", PLAIN.encode(), ""),
        ("2025-03-ANYSHIRE-Street.CSV", PLAIN.encode(), ""),
        (NAME, AS_EXCEL.replace(",", ";").encode(), "read with semicolons"),
        (NAME, AS_EXCEL.replace(",", ";").replace("52.6", "52,6").encode("utf-8-sig"), "semicol"),
        (NAME, AS_EXCEL.replace(",", "\t").encode("utf-16"), "read with tabs, read as UTF-16"),
        (NAME, PLAIN.encode("utf-16"), "read as UTF-16"),
        (NAME, PLAIN.replace("LSOA code", "lsoa_code").encode(), "recognised in other letters"),
        (NAME + ".gz", gzip.compress(PLAIN.encode()), "unpacked"),
        ("march.csv", PLAIN.encode(), "month and force by its columns"),
        ("march.txt", AS_EXCEL.replace(",", "\t").encode(), "month and force by its columns"),
    ],
)
def test_a_month_written_in_another_way_is_read(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    report = take(tmp_path / name)
    assert counted(report) == {("anyshire", "2025-03"): 4}
    assert said in " ".join(one for file in report.files for one in file.remarks)


def test_months_and_forces_in_one_file_are_read_apart(tmp_path: Path) -> None:
    several = [*rows(), *rows("2025-04", 2), *rows("2025-04", 3, "Avon and Somerset Constabulary")]
    path = tmp_path / "all of it.csv"
    path.write_text(as_csv(several))
    assert counted(take(path)) == {
        ("anyshire", "2025-03"): 4,
        ("anyshire", "2025-04"): 2,
        ("avon-and-somerset", "2025-04"): 3,
    }


def test_a_name_that_tells_a_month_is_held_to_it(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(as_csv([*rows(), *rows("2025-04", 1)]))
    (refused,) = take(tmp_path / NAME).of_fate("refused")
    assert "line 6: Month is '2025-04' in a file of 2025-03." in refused.reason


def test_an_archive_holds_such_files_too(tmp_path: Path) -> None:
    path = tmp_path / "months.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, AS_EXCEL.replace(",", ";"))
        archive.writestr("april.csv", as_csv(rows("2025-04", 2)))
        archive.writestr("notes.txt", "nothing")
    report = take(path)
    told = {(one.month, one.fate) for one in report.files}
    assert told == {("2025-03", "imported"), ("2025-04", "imported"), ("", "ignored")}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (NAME, b"", "the file is empty. Download it again"),
        ("march.csv", b"  \n", "the file is empty"),
        (NAME, b"<!DOCTYPE html><title>Sign in</title>", "it is a web page"),
        ("crimes.json", json.dumps([{"category": "burglary"}]).encode(), "the police API (JSON)"),
        (NAME, json.dumps([{"category": "burglary"}]).encode(), "has no LSOA codes"),
        ("march.csv", b"PK\x03\x04 a workbook", "it is an Excel workbook"),
        (NAME, PLAIN.replace("2025-03,", "Mar-25,").encode(), "Excel changed it"),
        ("march.csv", PLAIN.replace("2025-03,", "Mar-25,").encode(), "Excel changed it"),
        ("march.csv", b"Ward,Count\nA,1\n", "are not those of street-level records"),
        (NAME, as_csv([]).encode(), "there is no record in it"),
        ("march.csv", as_csv([]).encode(), "there is no record in it"),
        (NAME + ".gz", gzip.compress(PLAIN.encode())[:-40], "damaged or cut off"),
        ("march.csv", PLAIN[:-1].encode(), "the last line does not end"),
        (NAME, AS_EXCEL.replace(",", ";")[:-1].encode(), "the last line does not end"),
        ("2025-03-anyshire-outcomes.csv", b"x", "outcomes, no street-level records"),
    ],
)
def test_what_cannot_be_read_is_named_for_what_it_is(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    (told,) = take(tmp_path / name).of_fate("refused")
    assert said in told.reason


def test_a_folder_without_a_street_level_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("Ward,Count\nA,1\n")
    with pytest.raises(StreetFileError, match="No street-level file was found"):
        take(tmp_path)
