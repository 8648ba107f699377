"""Counting files: repeats, vintages, old names of crime types, and batches of any size."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from data.street import counting
from data.street.apart import find_street_files
from data.street.counting import batches, count_files
from data.street.crime_types import breaks_between, type_list
from data.street.inspection import inspect
from data.street.verdicts import Verdict
from data.tables.police import ASB, CRIME_TYPES, FATES
from tests.data.street.street_samples import LSOAS, REPEATED, record, write_street


def verdicts(folder: Path, own: str = "anyshire") -> dict[str, Verdict]:
    files = [inspect(found) for found in find_street_files([folder]).files]
    counted = count_files(files, LSOAS, own=own)
    return {f"{one.file.found.force}/{one.file.found.month}": one for one in counted}


def frame(told: Verdict) -> pd.DataFrame:
    assert told.counts is not None
    return told.counts.to_pandas()


def test_repeats_are_counted_once_and_told(tmp_path: Path) -> None:
    write_street(tmp_path, "2018-10", "anyshire", REPEATED)
    told = verdicts(tmp_path)["anyshire/2018-10"]
    assert {name: told.account[name] for name in told.account if name != "month"} == {
        "area_type": "lsoa11",
        "rows_read": 8,
        "duplicates": 3,
        "recurring": 0,
        "outside_force": 1,
        "no_location": 1,
        "counted": 3,
        "no_location_asb": 0,
        "counted_asb": 1,
    }
    cells = frame(told).set_index(["area_code", "crime_type"])["count"].to_dict()
    assert cells == {
        ("E01000001", "Drugs"): 1,
        ("E01000002", ASB): 1,
        ("E01000002", "Burglary"): 1,
    }


def naive(rows: list[dict[str, str]], inside: set[str]) -> tuple[Counter[tuple[str, str]], int]:
    """The rules, record by record, as one would write them down."""
    kept: dict[str, dict[str, str]] = {}
    single = []
    for row in rows:
        if not row["Crime ID"]:
            single.append(row)
        elif row["Crime ID"] not in kept or not kept[row["Crime ID"]]["LSOA code"]:
            kept[row["Crime ID"]] = row
    once = [*single, *kept.values()]
    cells = Counter(
        (row["LSOA code"], row["Crime type"]) for row in once if row["LSOA code"] in inside
    )
    return cells, len(rows) - len(once)


@pytest.mark.parametrize("seed", range(5))
def test_counts_are_those_of_the_rules_applied_record_by_record(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    inside = {"E01000001", "E01000008", "E01000009"}
    # One area and one type for each ID: which of two *located* repeats is kept changes nothing.
    known = {
        f"id{n}": (draw.choice([*inside, "E01999999"]), draw.choice(CRIME_TYPES[1:]))
        for n in range(60)
    }
    rows = []
    for _ in range(300):
        crime_id = draw.choice([*known, "", "", ""])
        lsoa, crime_type = known.get(crime_id, (draw.choice(sorted(inside)), ASB))
        rows.append(record("2025-01", crime_id, draw.choice([lsoa, lsoa, ""]), crime_type))
    rows.append(record("2025-01", "", "E01000008", ASB))
    write_street(tmp_path, "2025-01", "anyshire", rows)
    told = verdicts(tmp_path)["anyshire/2025-01"]
    expected, duplicates = naive(rows, inside)
    assert frame(told).set_index(["area_code", "crime_type"])["count"].to_dict() == expected
    assert told.account["duplicates"] == duplicates
    assert sum(told.account[part] for part in FATES) == len(rows)


def test_batches_of_any_size_give_the_same_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        # The second month repeats an ID, so that files are read again by their place in a batch.
        again = [record(month, "r", "E01000008")] * (2 if month == "2025-02" else 1)
        rows = [*again, record(month, "b", "E01000009"), record(month, "", "", ASB)]
        write_street(tmp_path, month, "anyshire", rows)
    whole = verdicts(tmp_path)
    monkeypatch.setattr(counting, "BATCH_BYTES", 1)
    single = verdicts(tmp_path)
    assert whole["anyshire/2025-02"].account["duplicates"] == 1
    assert [dict(one.account) for one in whole.values()] == [
        dict(one.account) for one in single.values()
    ]
    for key, one in whole.items():
        pd.testing.assert_frame_equal(frame(one), frame(single[key]))


def test_files_of_another_layout_are_counted_by_their_own_header(tmp_path: Path) -> None:
    write_street(tmp_path, "2025-01", "anyshire", [record("2025-01", "a", "E01000008")])
    text = (tmp_path / "2025-01-anyshire-street.csv").read_text()
    turned = [",".join(reversed(line.split(","))) for line in text.replace('"', "").splitlines()]
    # The place's name has a comma; without it a line can be turned round.
    turned = [line.replace(" North,", "").replace("On or near The Green", "X") for line in turned]
    turned[1] = turned[1].replace("2025-01", "2025-02").removesuffix(",a") + ",b"
    write_street(tmp_path, "2025-02", "anyshire", "\n".join(turned) + "\n")
    told = verdicts(tmp_path)
    assert [one.fault for one in told.values()] == ["", ""]
    assert [one.account["counted"] for one in told.values()] == [1, 1]
    files = [one.file for one in told.values()]
    assert [len(batch) for batch in batches(files, "anyshire", 10**9)] == [1, 1]


def codes(month: str, numbers: range) -> list[dict[str, str]]:
    return [record(month, f"{number}", f"E01{number:06d}") for number in numbers]


def test_other_forces_are_counted_as_they_stand_and_their_vintage_is_told(tmp_path: Path) -> None:
    write_street(tmp_path, "2020-01", "few", codes("2020-01", range(30000, 30005)))
    write_street(tmp_path, "2025-01", "few", codes("2025-01", range(30000, 30005)))
    write_street(tmp_path, "2025-01", "new", codes("2025-01", range(33765, 33770)))
    write_street(tmp_path, "2022-06", "many", codes("2022-06", range(20000, 21000)))
    told = verdicts(tmp_path)
    assert {key: (one.area_type, one.vintage_from) for key, one in told.items()} == {
        "few/2020-01": ("lsoa11", "month"),
        "few/2025-01": ("lsoa21", "month"),
        "new/2025-01": ("lsoa21", "codes"),
        "many/2022-06": ("lsoa11", "codes"),
    }
    assert [one.account["outside_force"] for one in told.values()] == [0, 0, 0, 0]
    assert told["many/2022-06"].account["counted"] == 1000


@pytest.mark.parametrize(
    ("code", "vintage"),
    [
        ("E01033768", "lsoa11"),
        ("E01033769", "lsoa21"),
        ("E01033800", "lsoa21"),
        ("E01035762", "lsoa21"),
        ("W01001958", "lsoa11"),
        ("W01001959", "lsoa21"),
        ("W01002040", "lsoa21"),
    ],
)
def test_codes_new_in_2021_are_told_apart(code: str, vintage: str, tmp_path: Path) -> None:
    write_street(tmp_path, "2020-01", "other", [record("2020-01", "a", code)])
    assert verdicts(tmp_path)["other/2020-01"].area_type == vintage


def test_old_names_are_stored_under_todays_and_split_types_are_absent(tmp_path: Path) -> None:
    rows = [
        record("2012-01", "a", "E01000001", "Violent crime"),
        record("2012-01", "b", "E01000001", "Violence and sexual offences"),
        record("2012-01", "c", "E01000001", "Public disorder and weapons"),
    ]
    write_street(tmp_path, "2012-01", "anyshire", rows)
    told = verdicts(tmp_path)["anyshire/2012-01"]
    assert frame(told).set_index("crime_type")["count"].to_dict() == {
        "Public disorder and weapons": 1,
        "Violence and sexual offences": 2,
    }
    assert told.old_types == 2
    assert "Public order" in type_list("2012-01").absent
    assert "Drugs" in type_list("2011-08").absent
    assert "Drugs" not in type_list("2011-09").absent
    assert type_list("2013-05").absent == ()


def test_an_old_name_in_a_later_month_is_refused(tmp_path: Path) -> None:
    write_street(
        tmp_path, "2013-05", "anyshire", [record("2013-05", "a", "E01000001", "Violent crime")]
    )
    fault = verdicts(tmp_path)["anyshire/2013-05"].fault
    assert "line 2: Crime type is 'Violent crime'" in fault


def test_what_breaks_a_comparison_is_told_from_either_side() -> None:
    told = breaks_between("2025-01", "2011-03")
    assert told == breaks_between("2011-03", "2025-01")
    assert "'Other crime' also held criminal damage and arson, drugs" in told[0]
    assert "no figure, not zero" in told[-1]
    assert breaks_between("2011-03", "2011-08") == []
    assert len(breaks_between("2011-03", "2012-01")) == 2


def test_a_damaged_file_does_not_spoil_its_batch(tmp_path: Path) -> None:
    good = write_street(tmp_path, "2025-01", "anyshire", [record("2025-01", "a", "E01000008")])
    short = good.read_text().replace("2025-01", "2025-02") + "b,2025-02,too,short\n"
    write_street(tmp_path, "2025-02", "anyshire", short)
    told = verdicts(tmp_path)
    assert told["anyshire/2025-01"].account["counted"] == 1
    assert "line 3: the row has 4 fields, the header 12" in told["anyshire/2025-02"].fault


def test_a_file_that_is_no_csv_at_all_does_not_spoil_its_batch(tmp_path: Path) -> None:
    good = write_street(tmp_path, "2025-01", "anyshire", [record("2025-01", "a", "E01000008")])
    header = good.read_text().splitlines()[0]
    write_street(tmp_path, "2025-02", "anyshire", header + '\n"' + "b," * 3_000_000 + "\n")
    told = verdicts(tmp_path)
    assert told["anyshire/2025-01"].account["counted"] == 1
    assert "line 2: the line is longer than" in told["anyshire/2025-02"].fault


def test_a_line_break_within_quotation_marks_is_part_of_its_cell(tmp_path: Path) -> None:
    row = record("2025-01", "a", "E01000008")
    rows = [row | {"Location": "On or near\nThe Green"}, record("2025-01", "b", "E01000009")]
    write_street(tmp_path, "2025-01", "anyshire", rows)
    told = verdicts(tmp_path)["anyshire/2025-01"]
    assert (told.fault, told.account["rows_read"], told.account["counted"]) == ("", 2, 2)
