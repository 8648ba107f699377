"""Counting street-level files: made-up archives, with every fault a real one has had."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from data.street.counting import count_street_files
from data.street.files import STREET_COLUMNS, StreetFileError, check_street_csv
from data.tables.police import ASB, CRIME_TYPES
from tests.data.street import street_samples
from tests.data.street.street_samples import LSOAS, as_csv, record


def archive(path: Path, months: dict[str, str], force: str = "anyshire") -> Path:
    members = {}
    for month, content in months.items():
        members[f"{month}/{month}-{force}-street.csv"] = content
        members[f"{month}/{month}-{force}-outcomes.csv"] = "another layout\n"
    return street_samples.archive(path, members)


OLD = [
    record("2018-10", "a", "E01000001"),
    record("2018-10", "b", "E01000002"),
    record("2018-10", "c", ""),
    record("2018-10", "", "E01000002", ASB),
    record("2018-10", "", "E01000002", ASB),
]
NEW = [
    record("2025-01", "n", "E01000008"),
    record("2025-01", "d", "E01000009", "Drugs"),
    record("2025-01", "d", "", "Drugs"),
    record("2025-01", "e", "E01999999"),
    record("2025-01", "", "", ASB),
]


@pytest.fixture
def two_months(tmp_path: Path) -> Path:
    return archive(tmp_path / "two.zip", {"2018-10": as_csv(OLD), "2025-01": as_csv(NEW)})


def test_each_month_is_counted_in_its_own_vintage(two_months: Path) -> None:
    counted = count_street_files([two_months], LSOAS)
    cells = counted.counts.set_index(["month", "area_code", "crime_type"])["count"].to_dict()
    assert cells == {
        ("2018-10", "E01000001", "Burglary"): 1,
        ("2018-10", "E01000002", "Burglary"): 1,
        ("2018-10", "E01000002", ASB): 2,
        ("2025-01", "E01000008", "Burglary"): 1,
        ("2025-01", "E01000009", "Drugs"): 1,
    }
    assert counted.months.set_index("month")["area_type"].to_dict() == {
        "2018-10": "lsoa11",
        "2025-01": "lsoa21",
    }


def test_every_record_is_accounted_for(two_months: Path) -> None:
    months = count_street_files([two_months], LSOAS).months.set_index("month")
    assert months.loc["2018-10"].drop("area_type").to_dict() == {
        "rows_read": 5,
        "duplicates": 0,
        "recurring": 0,
        "outside_force": 0,
        "no_location": 1,
        "counted": 4,
        "no_location_asb": 0,
        "counted_asb": 2,
    }
    assert months.loc["2025-01"].drop("area_type").to_dict() == {
        "rows_read": 5,
        "duplicates": 1,
        "recurring": 0,
        "outside_force": 1,
        "no_location": 1,
        "counted": 2,
        "no_location_asb": 1,
        "counted_asb": 0,
    }


def test_of_a_repeated_crime_the_record_with_a_location_is_kept(tmp_path: Path) -> None:
    rows = [record("2025-01", "d", ""), record("2025-01", "d", "E01000009")]
    counted = count_street_files([archive(tmp_path / "a.zip", {"2025-01": as_csv(rows)})], LSOAS)
    assert counted.counts["area_code"].tolist() == ["E01000009"]


def test_equal_rows_without_a_crime_id_are_separate_incidents(tmp_path: Path) -> None:
    rows = [record("2025-01", "", "E01000008", ASB)] * 3
    counted = count_street_files([archive(tmp_path / "a.zip", {"2025-01": as_csv(rows)})], LSOAS)
    assert counted.counts["count"].tolist() == [3]


def test_a_crime_that_comes_again_in_a_later_month_is_counted_where_it_came_first(
    tmp_path: Path,
) -> None:
    months = {
        month: as_csv([record(month, "same", "E01000008")]) for month in ("2025-02", "2025-01")
    }
    counted = count_street_files([archive(tmp_path / "a.zip", months)], LSOAS)
    assert counted.counts["month"].tolist() == ["2025-01"]
    assert counted.months["recurring"].tolist() == [0, 1]
    assert counted.months["counted"].tolist() == [1, 0]


def test_folders_and_single_files_do_as_well(tmp_path: Path) -> None:
    single = tmp_path / "2025-01" / "2025-01-anyshire-street.csv"
    single.parent.mkdir()
    single.write_text(as_csv(NEW), encoding="utf-8-sig")
    assert count_street_files([tmp_path], LSOAS).months["counted"].tolist() == [2]
    assert count_street_files([single], LSOAS).months["counted"].tolist() == [2]


def test_overlapping_archives_count_once(two_months: Path, tmp_path: Path) -> None:
    again = archive(tmp_path / "again.zip", {"2025-01": as_csv(NEW)})
    months = count_street_files([two_months, again], LSOAS).months
    assert months["rows_read"].tolist() == [5, 5]


def test_two_versions_of_a_month_are_refused(two_months: Path, tmp_path: Path) -> None:
    other = archive(tmp_path / "other.zip", {"2025-01": as_csv(NEW[:2])})
    with pytest.raises(StreetFileError, match=r"other\.zip.*2025-01 is also in two\.zip"):
        count_street_files([two_months, other], LSOAS)


def test_several_forces_must_be_chosen_from(tmp_path: Path) -> None:
    ours = archive(tmp_path / "a.zip", {"2025-01": as_csv(NEW)})
    theirs = archive(tmp_path / "b.zip", {"2025-01": as_csv(NEW[:1])}, force="elsewhere")
    with pytest.raises(StreetFileError, match="anyshire, elsewhere"):
        count_street_files([ours, theirs], LSOAS)
    assert len(count_street_files([ours, theirs], LSOAS, force="anyshire").counts) == 2
    with pytest.raises(StreetFileError, match="no file of 'nowhere'"):
        count_street_files([ours], LSOAS, force="nowhere")


def cut_off(text: str) -> str:
    return text[: text.rindex("Burglary")]


FAULTS = {
    "a row cut off": (cut_off(as_csv(OLD)), r"bad\.zip: 2018-10/.*, line 4: the row has 10 fields"),
    "a quotation left open": (
        as_csv(OLD) + 'x,2018-10,,,,,"On or near',
        "after line 6.*cut off or damaged",
    ),
    "a missing column": (
        as_csv(OLD, [name for name in STREET_COLUMNS if name != "LSOA code"]),
        "line 1: the columns LSOA code are missing",
    ),
    "another month": (
        as_csv([*OLD, record("2018-11", "x", "E01000001")]),
        "line 7: Month is '2018-11' in a file of 2018-10",
    ),
    "a month that Excel changed": (
        as_csv([record("Oct-18", "x", "E01000001")]),
        "line 2: Month is 'Oct-18' in a file of 2018-10: Excel changed it .* Download the month",
    ),
    "a date that Excel made of it": (
        as_csv([record("01/10/2018", "x", "E01000001")]),
        "line 2: Month is '01/10/2018' in a file of 2018-10: Excel changed it",
    ),
    "a malformed LSOA code": (
        as_csv([record("2018-10", "x", "E01")]),
        "line 2: LSOA code is 'E01'",
    ),
    "an unknown crime type": (
        as_csv([record("2018-10", "x", "E01000001", "Violent crime")]),
        "line 2: Crime type is 'Violent crime'",
    ),
    "no records": (as_csv([]), "there is no record in it"),
    "an empty file": ("", "the file is empty. Download it again, or leave the month out"),
    "both vintages": (
        as_csv([record("2018-10", "x", "E01000002"), record("2018-10", "y", "E01000008")]),
        "2018-10 carries LSOA codes of two vintages",
    ),
    "another force's records": (
        as_csv([record("2018-10", "x", "E01999999")]),
        "No record of .* lies in the force area",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_refused_whole(fault: str, tmp_path: Path) -> None:
    content, message = FAULTS[fault]
    bad = archive(tmp_path / "bad.zip", {"2018-10": content, "2025-01": as_csv(NEW)})
    with pytest.raises(StreetFileError, match=message):
        count_street_files([bad], LSOAS)


@pytest.mark.parametrize("parted", [";", "\t"])
def test_a_month_that_excel_parted_otherwise_counts_as_with_commas(parted, tmp_path: Path) -> None:
    months = {"2018-10": as_csv(OLD), "2025-01": as_csv(NEW)}
    plain = archive(tmp_path / "plain.zip", months)
    other = archive(
        tmp_path / "other.zip", {month: text.replace(",", parted) for month, text in months.items()}
    )
    expected, told = (count_street_files([one], LSOAS).counts for one in (plain, other))
    pd.testing.assert_frame_equal(told, expected)


def test_a_damaged_archive_is_refused(two_months: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.zip"
    half.write_bytes(two_months.read_bytes()[:-300])
    with pytest.raises(StreetFileError, match=r"half\.zip: the archive is damaged"):
        count_street_files([half], LSOAS)
    flipped = bytearray(two_months.read_bytes())
    flipped[120] ^= 0xFF
    half.write_bytes(bytes(flipped))
    with pytest.raises(StreetFileError, match=r"half\.zip: the archive is damaged"):
        count_street_files([half], LSOAS)


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "2018-10-anyshire-street.csv"
    path.write_bytes(as_csv(OLD).encode() + b"\xff\xfe")
    with pytest.raises(StreetFileError, match="UTF-8"):
        check_street_csv(path, "2018-10")


def test_a_member_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    bad = tmp_path / "sub" / "bad.zip"
    bad.parent.mkdir()
    with zipfile.ZipFile(bad, "w") as out:
        out.writestr("../../2025-01-anyshire-street.csv", as_csv(NEW))
    count_street_files([bad], LSOAS)
    assert not list(tmp_path.glob("*.csv"))


def test_there_are_fourteen_crime_types() -> None:
    assert len(set(CRIME_TYPES)) == 14
