"""A Crime ID that comes again in a later month is counted where it came first, and said."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.street import counting
from data.street.apart import find_street_files
from data.street.counting import count_files, count_street_files
from data.street.ids_kept import counted_otherwise, ids_held, to_count_again
from data.street.importing import import_street_files
from data.street.inspection import inspect
from data.street.recurring import came_before, numbers_of
from data.street.report import ImportReport, sentences
from data.tables.police import ASB, FATES
from tests.data.street.street_samples import LSOAS, record, write_street

JANUARY = [record("2025-01", "a", "E01000008"), record("2025-01", "b", "E01000009")]
FEBRUARY = [record("2025-02", "b", "E01000009"), record("2025-02", "c", "E01000009")]
JAN, FEB, MAR = (f"anyshire/2025-0{number}" for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def take(*sources: Path, **choices: object) -> ImportReport:
    return import_street_files(sources, own="anyshire", lsoas=LSOAS, **choices)  # type: ignore[arg-type]


def fates(report: ImportReport) -> dict[str, str]:
    return {f"{one.force}/{one.month}": one.fate for one in report.files}


def account(key: str) -> dict[str, int]:
    detail = store.current().entries["police_month", key].detail
    told = {name: detail[name] for name in ("rows_read", *FATES)}
    assert told["rows_read"] == sum(told[name] or 0 for name in FATES)
    return {name: number for name, number in told.items() if number}


def counted(key: str) -> int:
    number = int(store.read_table("police_month", key)["count"].sum())
    assert number == len(store.read_table("police_points", key))
    return number


def test_an_id_of_an_earlier_month_is_counted_there_alone(files: Path) -> None:
    write_street(files, "2025-01", "anyshire", JANUARY)
    write_street(files, "2025-02", "anyshire", FEBRUARY)
    report = take(files)
    assert account(JAN) == {"rows_read": 2, "counted": 2}
    assert account(FEB) == {"rows_read": 2, "recurring": 1, "counted": 1}
    assert (counted(JAN), counted(FEB)) == (2, 1)
    assert "1 counted in an earlier month, 0 duplicates." in sentences(report)[0]
    assert report.again == ()


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (("E01000008", "Burglary"), ("E01000008", "Drugs")),
        (("", "Burglary"), ("E01000008", "Burglary")),
        (("E01999999", "Burglary"), ("E01000008", "Burglary")),
        (("E01000008", "Burglary"), ("", "Burglary")),
        (("E01000008", "Burglary"), ("E01999999", "Burglary")),
    ],
)
def test_it_stays_where_it_came_whatever_is_told_of_it_later(
    first: tuple[str, str], later: tuple[str, str], files: Path
) -> None:
    sure = record("2025-01", "", "E01000008", ASB)
    write_street(files, "2025-01", "anyshire", [record("2025-01", "x", *first), sure])
    sure = record("2025-02", "", "E01000008", ASB)
    write_street(files, "2025-02", "anyshire", [record("2025-02", "x", *later), sure])
    take(files)
    assert "recurring" not in account(JAN)
    assert account(FEB) == {"rows_read": 2, "recurring": 1, "counted": 1}
    assert counted(FEB) == 1
    assert store.current().entries["police_month", FEB].detail["no_location_by_type"] == {}


def test_it_may_come_twice_in_the_later_month_and_in_a_third(files: Path) -> None:
    write_street(files, "2025-01", "anyshire", JANUARY)
    write_street(files, "2025-02", "anyshire", [*FEBRUARY, FEBRUARY[0] | {"LSOA code": ""}])
    rows = [record("2025-03", one, "E01000008") for one in ("b", "c", "d")]
    write_street(files, "2025-03", "anyshire", rows)
    take(files)
    assert account(FEB) == {"rows_read": 3, "duplicates": 1, "recurring": 1, "counted": 1}
    assert account(MAR) == {"rows_read": 3, "recurring": 2, "counted": 1}


def test_one_after_another_is_as_in_one_go(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    january = write_street(files, "2025-01", "anyshire", JANUARY)
    february = write_street(files, "2025-02", "anyshire", FEBRUARY)
    take(january)
    take(february)
    apart = account(FEB)
    monkeypatch.setattr(counting, "BATCH_BYTES", 1)
    monkeypatch.setenv("CSP_STORE", str(files.parent / "another"))
    store.refresh()
    take(files)
    assert account(FEB) == apart == {"rows_read": 2, "recurring": 1, "counted": 1}
    assert fates(take(files)) == {JAN: "unchanged", FEB: "unchanged"}


def test_an_earlier_month_that_comes_later_is_said_and_then_mended(files: Path) -> None:
    february = write_street(files, "2025-02", "anyshire", FEBRUARY)
    take(february)
    assert counted(FEB) == 2
    january = write_street(files, "2025-01", "anyshire", JANUARY)
    report = take(january)
    assert report.again == (
        "Import 2025-02 of anyshire again: earlier months came or went since it was counted, and "
        "1 Crime ID of it would be counted otherwise.",
    )
    assert report.again[0] in sentences(report)
    assert fates(take(files)) == {JAN: "unchanged", FEB: "replaced"}
    assert (counted(FEB), to_count_again("anyshire")) == (1, [])


def test_an_undone_month_is_as_one_that_never_came(files: Path) -> None:
    january = write_street(files, "2025-01", "anyshire", JANUARY)
    february = write_street(files, "2025-02", "anyshire", FEBRUARY)
    take(january)
    take(february)
    store.undo(1)
    assert list(store.current().of_kind("police_ids")) == [FEB]
    assert counted_otherwise("anyshire") == {"2025-02": 1}
    take(february)
    assert (counted(FEB), counted_otherwise("anyshire")) == (2, {})
    # And back: undoing puts the month back as it was counted beside January.
    store.undo(4)
    assert (counted(FEB), counted_otherwise("anyshire")) == (1, {"2025-02": 1})


def test_a_revised_earlier_month_counts_later_ones_of_the_import_anew(files: Path) -> None:
    write_street(files, "2025-01", "anyshire", JANUARY)
    write_street(files, "2025-02", "anyshire", FEBRUARY)
    write_street(files, "2025-03", "anyshire", [record("2025-03", "e", "E01000008")])
    take(files)
    write_street(files, "2025-01", "anyshire", JANUARY[:1])
    report = take(files)
    # March follows January too, and nothing of it is another.
    assert fates(report) == {JAN: "replaced", FEB: "replaced", MAR: "unchanged"}
    assert account(FEB) == {"rows_read": 2, "counted": 2}
    assert report.change is not None
    assert [one["name"][:7] for one in report.change.files] == ["2025-01", "2025-02"]


def test_a_refused_revision_leaves_the_ids_of_what_is_held(files: Path) -> None:
    january = write_street(files, "2025-01", "anyshire", JANUARY)
    take(january)
    january.write_text(january.read_text() + "y,2025-01,too,short\n", encoding="utf-8")
    write_street(files, "2025-02", "anyshire", FEBRUARY)
    assert fates(take(files)) == {JAN: "refused", FEB: "imported"}
    assert account(FEB) == {"rows_read": 2, "recurring": 1, "counted": 1}


def test_other_forces_are_not_looked_at_and_nothing_of_them_is_kept(files: Path) -> None:
    write_street(files, "2025-01", "elsewhere", JANUARY)
    write_street(files, "2025-02", "elsewhere", FEBRUARY)
    write_street(files, "2025-02", "anyshire", FEBRUARY)
    report = take(files)
    held = store.current()
    detail = held.entries["police_month", "elsewhere/2025-02"].detail
    assert (detail["counted"], detail["recurring"]) == (2, None)
    assert list(held.of_kind("police_ids")) == [FEB]
    assert account(FEB) == {"rows_read": 2, "counted": 2}
    assert "in an earlier month" not in sentences(report)[0]


def test_no_id_is_kept_but_a_number_for_each(files: Path) -> None:
    crime_id = hashlib.sha256(b"one").hexdigest()
    rows = [record("2025-01", crime_id, "E01000008"), record("2025-01", "", "E01000008", ASB)]
    write_street(files, "2025-01", "anyshire", rows)
    take(files)
    table = store.read_table("police_ids", JAN)
    assert table.dtypes.astype(str).to_dict() == {"id": "uint64", "recurring": "bool"}
    digest = hashlib.sha256(crime_id.encode()).hexdigest()
    assert table["id"].tolist() == [int(digest[:16], 16)]
    assert ids_held("anyshire")["2025-01"].tolist() == table["id"].tolist()


def test_a_damaged_table_of_ids_is_written_again(files: Path) -> None:
    write_street(files, "2025-01", "anyshire", JANUARY)
    take(files)
    held = store.current()
    (held.folder / held.entries["police_ids", JAN].file).write_bytes(b"")
    assert fates(take(files)) == {JAN: "replaced"}
    assert store.check_store()


def test_numbers_are_looked_up_among_earlier_months_only() -> None:
    seen = {"2025-01": numbers_of(["a"]), "2025-02": numbers_of(["b"]), "2024-12": numbers_of([])}
    asked = numbers_of(["a", "b", "c"])
    assert came_before(asked, "2025-02", seen).tolist() == [True, False, False]
    assert came_before(asked, "2025-01", seen).tolist() == [False, False, False]


def naive(months: Mapping[str, list[dict[str, str]]], inside: set[str]) -> pd.DataFrame:
    """The rules in pandas, on all months at once: what became of every record."""
    rows = pd.concat([pd.DataFrame(one) for one in months.values()], ignore_index=True)
    blank = rows["LSOA code"] == ""
    known = rows["Crime ID"] != ""
    rows = rows.assign(blank=blank).sort_values(
        ["Month", "blank", "LSOA code", "Crime type"], kind="stable"
    )
    first = rows.groupby("Crime ID")["Month"].transform("min")
    fate = pd.Series("counted", rows.index)
    fate[~rows["LSOA code"].isin(inside)] = "outside_force"
    fate[rows["blank"]] = "no_location"
    fate[known & (first < rows["Month"])] = "recurring"
    fate[known & rows.duplicated(["Month", "Crime ID"])] = "duplicates"
    return rows.assign(fate=fate)


@pytest.mark.parametrize("seed", range(4))
def test_months_of_a_real_shape_are_counted_as_in_pandas(seed: int, files: Path) -> None:
    draw = random.Random(seed)
    inside = {"E01000001", "E01000008", "E01000009"}
    months = {}
    for month in ("2024-11", "2024-12", "2025-01", "2025-02"):
        rows = [record(month, "", "E01000008", ASB) for _ in range(40)]
        for _ in range(300):
            code = draw.choice([*sorted(inside) * 6, "E01999999", ""])
            kind = draw.choice(["Burglary", "Drugs", "Robbery"])
            rows.append(record(month, f"id{draw.randrange(900)}", code, kind))
        months[month] = draw.sample(rows, len(rows))
        write_street(files, month, "anyshire", months[month])
    expected = naive(months, inside)
    whole = count_street_files([files], LSOAS)
    fate = pd.crosstab(expected["Month"], expected["fate"])
    told = whole.months.set_index("month")[list(FATES)]
    assert told.to_dict() == fate[list(FATES)].to_dict()
    assert (told["recurring"] > 0).tolist() == [False, True, True, True]
    cells = expected[expected["fate"] == "counted"].groupby(["Month", "LSOA code", "Crime type"])
    held = whole.counts.set_index(["month", "area_code", "crime_type"])["count"]
    assert held.to_dict() == cells.size().to_dict()
    found = [inspect(one) for one in find_street_files([files]).files]
    for one in count_files(found, LSOAS, own="anyshire", keep_points=True):
        assert one.points is not None
        assert len(one.points) == one.account["counted"]


def test_the_forces_own_files_recur_as_measured() -> None:
    folder = os.environ.get("CSP_SOURCE_DATA")
    archives = sorted(Path(folder, "police").glob("*.zip")) if folder else []
    if not archives:
        pytest.skip("CSP_SOURCE_DATA does not name a folder with police/*.zip")
    import_street_files(archives, keep_points=False)
    held = store.current().of_kind("police_month").values()
    months = pd.Series({one.detail["month"]: one.detail["recurring"] for one in held})
    years = months.groupby(months.index.str[:4]).sum()
    assert years["2018"] + years["2019"] == 5
    # Eight of those of 2025 came in 2024 first.
    assert years["2025"] == 66 + 8 * ("2024" in years)
    assert years.get("2022", 196) == 196
