"""Months that are held back until somebody says that they are meant: what is asked, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.sources.police_report import fate_table
from data import store
from data.catalogue.base import base_catalogue
from data.commands.police import how_to_accept
from data.street.importing import import_street_files
from data.street.odd_months import asked_about, held
from data.street.report import ImportReport, sentences
from data.tables.areas import load_areas
from data.tables.police import load_counts, load_months
from geo.month_likeness import MonthShape
from tests.data.street.street_samples import record, write_street

OWN = base_catalogue().force.slug


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))


def lsoas(district: int) -> list[str]:
    """The LSOAs of one of the districts, by their order."""
    areas = load_areas()
    of = areas[areas["area_type"] == "lsoa21"]
    return of[of["district_code"] == sorted(set(of["district_code"]))[district]][
        "area_code"
    ].tolist()


def rows(month: str, number: int, lsoa: str, crime_type: str = "Burglary") -> list[dict[str, str]]:
    return [record(month, f"{lsoa}{crime_type}{nth}", lsoa, crime_type) for nth in range(number)]


def take(path: Path, *odd: str) -> ImportReport:
    return import_street_files([path], keep_points=False, accept_odd=odd, who="An analyst")


def test_a_month_of_one_district_does_not_replace_the_forces_month_unasked(tmp_path: Path) -> None:
    path = write_street(tmp_path, "2025-12", OWN, rows("2025-12", 119, lsoas(1)[0]))
    before = load_months().set_index("month").loc["2025-12"]
    report = take(path)
    (one,) = report.of_fate("held back")
    assert one.reason == "December 2025 would go from 8,611 records in 9 districts to 119 in 1."
    assert report.change is None and store.current().generation == 0
    assert sentences(report)[:2] == ["Nothing was imported.", f"Held back: {OWN}, {one.reason}"]
    assert how_to_accept(report)[0].endswith("give --accept-odd 2025-12.")
    assert fate_table(report)["Fate"].tolist() == ["held back"]
    # Another month that is accepted is not this one.
    assert take(path, "2025-11").of_fate("held back")
    taken = take(path, "2025-12")
    assert taken.change is not None and taken.change.who == "An analyst"
    assert taken.change.files[0]["accepted"] == one.reason
    assert load_counts().query("month == '2025-12'")["count"].sum() == 119
    # A month that is given again with the same content is none that replaces.
    assert take(path).of_fate("unchanged")
    store.undo(taken.change.number)
    assert load_months().set_index("month").loc["2025-12"].equals(before)


def test_a_new_month_is_set_beside_those_around_it_and_others_go_in(tmp_path: Path) -> None:
    write_street(tmp_path, "2026-01", OWN, rows("2026-01", 90, lsoas(0)[0]))
    write_street(tmp_path, "2020-06", OWN, rows("2020-06", 5, lsoas(0)[0]))
    report = take(tmp_path)
    (one,) = report.of_fate("held back")
    assert one.reason.startswith("January 2026 would have 90 records in 1 district; the months ")
    # September to December 2025 have 292.07, 280.61, 264.03 and 277.77 a day: 279.19 times 31.
    assert one.reason.endswith("around it lead to expect about 8,655 records in 9 districts.")
    # Nothing lies around June 2020 that it could be set beside.
    assert [each.month for each in report.of_fate("imported")] == ["2020-06"]
    assert [each["name"] for each in report.change.files] == [f"2020-06-{OWN}-street.csv"]
    assert sorted(store.current().of_kind("police_month")) == [f"{OWN}/2020-06"]


def test_one_month_of_a_run_vouches_for_no_other(tmp_path: Path) -> None:
    for month in ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05"):
        write_street(tmp_path, month, OWN, rows(month, 90, lsoas(0)[0]))
    assert len(take(tmp_path).of_fate("held back")) == 5


def test_records_in_one_district_only_are_told_by_its_name() -> None:
    usual = held(OWN)["2025-11"]
    assert len(usual.by_area) == 9 and len(usual.by_type) == 14
    stoke = MonthShape("2026-01", 8000, {"E06000021": 8000}, usual.by_type)
    (told,) = asked_about({(OWN, "2026-01"): stoke}).values()
    assert "8,000 records in 1 district; 100% would be in Stoke-on-Trent, in the months " in told
    burglaries = MonthShape("2026-01", 8000, usual.by_area, {"Burglary": 8000})
    (told,) = asked_about({(OWN, "2026-01"): burglaries}).values()
    assert "100% would be of 'Burglary', in the months around it " in told
    assert asked_about({(OWN, "2026-01"): MonthShape("2026-01", 8000, *usual_of(usual))}) == {}


def usual_of(shape: MonthShape) -> tuple[dict[str, int], dict[str, int]]:
    return dict(shape.by_area), dict(shape.by_type)


def test_of_another_force_the_size_is_compared_and_of_the_transport_police_nothing(
    tmp_path: Path,
) -> None:
    for force in ("elsewhere", "btp"):
        for month, number in (("2025-01", 300), ("2025-02", 300), ("2025-03", 100)):
            lsoa = "E01033770" if month < "2025-03" else "E01000001"
            write_street(tmp_path, month, force, rows(month, number, lsoa))
    report = take(tmp_path)
    (one,) = report.of_fate("held back")
    assert (one.force, one.month) == ("elsewhere", "2025-03")
    # January and February have 300 / 31 and 300 / 28 a day; half-way lies 10.196, times 31.
    assert one.reason == (
        "March 2025 would have 100 records; the months around it lead to expect about 316 records."
    )
    assert sentences(report)[-1] == (
        "British Transport Police (btp, 2025-01 to 2025-03) is in, kept apart: in no figure here."
    )


def test_a_report_says_that_the_transport_police_are_not_in(tmp_path: Path) -> None:
    report = take(write_street(tmp_path, "2020-06", OWN, rows("2020-06", 5, lsoas(0)[0])))
    assert sentences(report)[-1] == "British Transport Police (btp) is not in these files."
