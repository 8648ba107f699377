"""What a table contradicts is asked, and answered; what is restricted by nature is not opened."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.partner.levels import areas_of
from data.partner.period import read_period
from data.partner.values import partner_values
from data.partner_tables.checks import CheckedTable
from data.partner_tables.files import read_partner_file
from data.partner_tables.mapping import guess_mapping
from data.partner_tables.store import save_partner_table
from data.partner_tables.written_periods import agrees, written_period
from tests.data.partner_tables.partner_tables import checked, csv_of, definition

LICHFIELD = "E07000194"
WARDS = areas_of("ward24")
OWN = WARDS.index[WARDS["district_code"] == LICHFIELD].tolist()
STOWE, CHASETOWN = "E05010670", "E05010658"


def reasons(table: CheckedTable) -> str:
    return " ".join(table.errors["reason"])


def per(numbers: object, unit: str = "count", **more: object):  # type: ignore[no-untyped-def]
    return definition(unit=unit, period=read_period("2024-25"), **more)


# --- Periods ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2015/16", "2015-16"), ("FY 2015/16", "2015-16"), ("202425", "2024-25"),
        ("Financial year 2024/25", "2024-25"), ("Year ending March 2025", "2024-25"),
        ("year ending 31 March 2025", "2024-25"), ("12 months to December 2024", "2024"),
        ("Q1 2024/25", "2024-04_2024-06"), ("2024/25 Q4", "2025-01_2025-03"),
        ("Q4 2024", "2024-10_2024-12"), ("Quarter 2 2024-25", "2024-07_2024-09"),
        ("April 2024 to March 2025", "2024-25"), ("Apr-24 - Mar-25", "2024-25"),
        ("Oct to Dec 2024", "2024-10_2024-12"), ("Mar-25", "2025-03_2025-03"),
        ("March 2025", "2025-03_2025-03"), ("03/2025", "2025-03_2025-03"),
        ("31/03/2025", "at-2025-03-31"), ("31 March 2025", "at-2025-03-31"),
        ("As at 31st March 2025", "at-2025-03-31"), ("2025-03-31T00:00:00", "at-2025-03-31"),
        ("2025-03-31", "at-2025-03-31"), ("2022 - 24", "2022-01_2024-12"), ("2021", "2021"),
    ],
)  # fmt: skip
def test_periods_as_tables_write_them(text: str, id: str) -> None:
    found = written_period(text)
    assert found is not None and found.id == id


@pytest.mark.parametrize(
    "text", ["", "latest", "n/a", "Stowe", "31/02/2025", "99/99/9999", "Q5 2024"]
)
def test_what_is_no_period_is_not_guessed(text: str) -> None:
    assert written_period(text) is None


@pytest.mark.parametrize(
    ("table", "said", "well"),
    [
        ("2024/25", "2024-25", True), ("31/03/2025", "2024-25", True), ("2025", "2025-03-31", True),
        ("01/04/2024", "2024-25", True), ("2015/16", "2024-25", False), ("2024", "2024-25", False),
        ("March 2025", "2024-25", False), ("2024", "2024-06", False),
        ("31/05/2024", "2024-25", False),
        ("30/03/2025", "2025-03-31", False),
    ],
)  # fmt: skip
def test_which_periods_can_be_one(table: str, said: str, well: bool) -> None:
    found = written_period(table)
    assert found is not None and agrees(found, read_period(said)) is well


def test_a_period_that_contradicts_what_was_typed_is_asked_about() -> None:
    content = csv_of("Ward Code,Date,Count", f"{STOWE},2015/16,21", f"{CHASETOWN},2015/16,9")
    table = checked(content, per(1))
    assert "(2015-16), and 2024-25 was said: choose which of the two" in reasons(table)
    assert [one.ask for one in table.asks] == ["period"] and table.frame.empty
    taken = checked(content, per(1), period_from="table")
    assert taken.can_be_saved and taken.definition.period.id == "2015-16"
    held = checked(content, per(1), period_from="said")
    assert held.can_be_saved and held.definition.period.id == "2024-25"
    assert any("differ (2015-16)" in line for line in held.read_as)


def test_a_heading_that_is_a_period_counts_as_one() -> None:
    table = checked(csv_of("Ward Code,2021,%", f"{STOWE},21,1.5", f"{CHASETOWN},9,2.5"), per(1))
    assert [one.ask for one in table.asks] == ["period"]


# --- Scales and headings ------------------------------------------------------------------------


def _rates(heading: str) -> bytes:
    rows = [
        f"{code},{6 + n},{1000 + n},{(6 + n) / (1000 + n) * 1000:.1f}" for n, code in enumerate(OWN)
    ]
    return csv_of(f"Ward Code,CPP,Pop 0-17,{heading}", *rows)


@pytest.mark.parametrize(
    "heading", ["Rate per 1000", "Rate per 1,000", "Rate per thousand", "Rate"]
)
def test_a_rate_of_another_scale_is_never_saved_as_it_stands(heading: str) -> None:
    said = per(1, "per 10,000 aged under 18", sensitivity="restricted")
    table = checked(_rates(heading), said)
    assert [one.ask for one in table.asks] == ["scale"] and float(table.asks[0].value) == 1000
    converted = checked(_rates(heading), said, value_per=1000)
    assert converted.can_be_saved
    held = converted.frame.set_index("area_code").loc[OWN[0]]
    assert (held["numerator"], held["denominator"]) == (6, 1000)
    assert held["value"] == pytest.approx(60)
    wrong = checked(_rates(heading), said, value_per=10_000)
    assert "correct the row, or leave one of the columns out" in reasons(wrong)


def test_rates_alone_are_converted_or_stopped() -> None:
    content = csv_of("Ward Code,Rate per 1000", f"{STOWE},6.0")
    said = per(1, "per 100,000 residents")
    assert [one.ask for one in checked(content, said).asks] == ["scale"]
    assert checked(content, said, value_per=1000).frame["value"].tolist() == [600]
    assert "the unit is count" in reasons(checked(content, per(1)))


@pytest.mark.parametrize(
    "heading",
    ["CPP", "LAC", "Number of CPP", "No. on a plan", "CPP count", "No of LAC", "Count of children",
     "Looked after children", "Child protection plans", "No.", "#", "LAC (number)", "Total CPP"],
)  # fmt: skip
def test_counts_as_councils_head_them(heading: str) -> None:
    table = checked(csv_of(f"Ward Code,{heading},0-17 population", f"{STOWE},12,1000"),
                    per(1, "per 10,000 aged under 18", sensitivity="restricted"))  # fmt: skip
    assert table.frame[["numerator", "denominator"]].values.tolist() == [[12, 1000]]


# --- Restricted by nature -----------------------------------------------------------------------

CHILDREN = {"name": "Children on a plan", "definition": "Children with a plan."}


@pytest.mark.parametrize(
    "said",
    [
        CHILDREN,
        {"name": "Things", "theme": "vulnerability"},
        {"name": "Things", "theme": "domestic-abuse"},
        {"name": "Missing persons"},
        {"name": "MARAC cases"},
    ],
)
def test_small_counts_of_a_restricted_subject_cannot_be_open(said: dict[str, str]) -> None:
    small = csv_of("Ward Code,Count", f"{STOWE},3", f"{CHASETOWN},12")
    table = checked(small, per(1, **said), open_because="Because I say so")
    assert "has a count of 1 to 5" in reasons(table) and table.frame.empty
    assert "restricted by nature" in reasons(table)
    assert checked(small, per(1, **{**said, "sensitivity": "restricted"})).can_be_saved
    large = csv_of("Ward Code,Count", f"{STOWE},30", f"{CHASETOWN},0")
    assert [one.ask for one in checked(large, per(1, **said)).asks] == ["open"]
    opened = checked(large, per(1, **said), open_because="Published by the council")
    assert opened.can_be_saved
    assert any("Published by the council" in line for line in opened.read_as)


def test_a_heading_or_a_title_says_it_too() -> None:
    by_heading = csv_of("Ward Code,CPP", f"{STOWE},3")
    by_title = csv_of("Looked after children by ward", "Ward Code,Count", f"{STOWE},3")
    for content in (by_heading, by_title):
        assert "restricted by nature" in reasons(checked(content, per(1)))
    assert checked(csv_of("Ward Code,Fires", f"{STOWE},3"), per(1)).can_be_saved


def test_a_rate_gives_its_count_away() -> None:
    # About 5,000 residents: 0.6 per 1,000 are three people, 20 are a hundred.
    said = per(1, "per 1,000 residents", name="Missing persons")
    small = checked(csv_of("Ward Code,Rate", f"{STOWE},0.6"), said, open_because="It is known")
    assert "given or told by the rate" in reasons(small)
    large = csv_of("Ward Code,Rate", f"{STOWE},20")
    assert checked(large, said, open_because="It is known").can_be_saved


# --- Odd rows -----------------------------------------------------------------------------------

ROWS = [
    f"{code},{name},{10 + n}" for n, (code, name) in enumerate(WARDS.loc[OWN, "area_name"].items())
]


def _listed(*more: str) -> bytes:
    return csv_of("Ward Code,Ward,Fires", *(row.replace(", ", " ") for row in ROWS), *more)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",Unknown,12", "of no area"),
        (",Out of area,31", "of no area"),
        (",No fixed abode,3", "of no area"),
        (",Not known,3", "of no area"),
        (",,7", "a row that names no area"),
        (",Countywide team,7", "a row without a code"),
        (",Lichfield Total,7", "a larger area or a total"),
        (f"{STOWE},Stowe,{10 + OWN.index(STOWE)}", "the same area and figures again"),
    ],
)
def test_one_odd_row_costs_nothing_but_itself(row: str, what: str) -> None:
    content = _listed(row)
    table = checked(content, per(1), pass_over="usual")
    assert table.can_be_saved and len(table.frame) == len(OWN)
    (odd,) = table.odd.to_dict("records")
    assert (odd["row"], odd["what"], odd["done"]) == (len(OWN) + 2, what, True)
    assert any(str(odd["row"]) in line for line in table.read_as)
    if "total" not in what:
        assert not checked(content, per(1)).can_be_saved, "nothing is passed over unasked"
    kept = checked(content, per(1), pass_over=frozenset())
    assert not kept.can_be_saved
    assert checked(content, per(1), pass_over=frozenset({len(OWN) + 2})).can_be_saved


def test_of_two_rows_with_other_figures_somebody_must_choose() -> None:
    content = _listed(f"{STOWE},Stowe,999")
    table = checked(content, per(1), pass_over="usual")
    assert "the same area" in reasons(table)
    assert table.odd["usual"].tolist() == [False, False]
    chosen = checked(content, per(1), pass_over=frozenset({len(OWN) + 2}))
    assert chosen.frame.set_index("area_code").loc[STOWE, "numerator"] == 10 + OWN.index(STOWE)


def test_a_name_that_may_be_meant_is_not_passed_over_usually() -> None:
    table = checked(_listed(",Chasetwon,4"), per(1), pass_over="usual")
    assert table.odd["usual"].tolist() == [False] and not table.can_be_saved


def test_codes_in_small_letters_are_told_of() -> None:
    content = csv_of("Ward Code,Fires", f"{STOWE.lower()},12", f"{CHASETOWN},9")
    table = checked(content, per(1))
    assert len(table.frame) == 2
    assert any(
        "Codes in small letters were read in capitals: 1 row (2)." in one for one in table.report
    )
    assert "small letters" in reasons(checked(content, per(1), capitals=False))


def test_what_was_decided_is_in_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path))
    save_partner_table(checked(_listed(",Unknown,12"), per(1), pass_over="usual"), "An analyst")
    (file,) = store.refresh().history[-1].files
    assert any("'Unknown'" in line and "24" in line for line in file["read_as"])
    values = partner_values("deliberate-fires", "2024-25", "ward")
    assert values["value"].notna().sum() == len(OWN)


# --- Rows of several kinds ----------------------------------------------------------------------


def test_rows_that_another_column_splits_are_asked_for() -> None:
    rows = [
        f"{code},{sex},{age},{10 * n + m + k}"
        for n, code in enumerate(OWN)
        for m, sex in enumerate(("Male", "Female", "Persons"))
        for k, age in enumerate(("0-4 yrs", "5-9 yrs"))
    ]
    content = csv_of("Area Code,Sex,Age,Count", *rows)
    table = checked(content, per(1))
    assert [(one.ask, one.column) for one in table.asks] == [("split", "Age"), ("split", "Sex")]
    assert len(table.errors) == 2, "one question each, not one fault for each row"
    taken = checked(content, per(1), only={"Sex": "Persons", "Age": "0-4 yrs"})
    assert taken.frame["numerator"].tolist() == [10 * n + 2 for n in range(len(OWN))]
    assert any("'Sex' is 'Persons'" in line for line in taken.read_as)
    assert "stands in no row" in reasons(checked(content, per(1), only={"Sex": "Any"}))


def test_brackets_are_asked_about() -> None:
    content = csv_of("Ward Code,Change in fires,Fires", f"{STOWE},(12),3", f"{CHASETOWN},4,9")
    columns: dict[str, str | None] = {"value": "Change in fires", "numerator": None}
    said = per(1, "% change")
    assert [one.ask for one in checked(content, said, columns).asks] == ["brackets"]
    minus = checked(content, said, columns, brackets="negative").frame.set_index("area_code")
    plus = checked(content, said, columns, brackets="remark").frame.set_index("area_code")
    assert (minus.loc[STOWE, "value"], plus.loc[STOWE, "value"]) == (-12, 12)
    assert pd.isna(minus.loc[STOWE, "numerator"])


@pytest.mark.parametrize("heading", ["CPP 2015/16", "CPP: 2015/16", "Number of CPP, March 2016"])
def test_a_time_within_a_heading_counts_as_one(heading: str) -> None:
    content = csv_of(f'Ward Code,"{heading}"', f"{STOWE},21")
    said = per(1, sensitivity="restricted")
    assert [one.ask for one in checked(content, said).asks] == ["period"]
    titled = checked(csv_of("Fires by ward, 2015/16", "Ward Code,Count", f"{STOWE},21"), per(1))
    assert titled.can_be_saved and "The titles of the table name 2015-16" in titled.warnings[0]


# --- Wards of two years -------------------------------------------------------------------------


def _alike(table: CheckedTable) -> list[str]:
    return [one for one in table.report if one.startswith("The names fit wards of")]


def test_names_of_wards_of_both_years_are_told_where_they_are_other_areas() -> None:
    content = csv_of("Ward,Count", "Branston,3", "Brizlincote,4", "Anglesey,1")
    newer = checked(content, definition(unit="count"))
    assert newer.errors.empty
    (told,) = _alike(newer)
    assert "wards of 2019 as well, of which 3 of 3 are other areas: taken as wards of 2024/25" in (
        told
    )
    assert told in newer.read_as
    older = checked(content, definition(unit="count", level="ward19"))
    assert "wards of 2024/25 as well" in _alike(older)[0]


def test_codes_and_wards_that_kept_theirs_leave_nothing_to_ask() -> None:
    coded = csv_of("Ward,Ward code,Count", "Branston,E05014476,3", "Anglesey,E05014473,4")
    assert not _alike(checked(coded, definition(unit="count")))
    same = csv_of("Ward,Count", "Chasetown,3", "Boley Park,4")
    assert not _alike(checked(same, definition(unit="count")))
    one_more = csv_of("Ward,Count", "Branston,3", "Chasetown,4", "Burton,2")
    assert not _alike(checked(one_more, definition(unit="count", level="ward19")))


# --- Times under other names --------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["FY", "When", "Reporting year", "Snapshot"])
def test_a_column_of_times_is_one_whatever_it_is_called(heading: str) -> None:
    rows = [f"{code},FY 2023/24,{count}" for code, count in ((STOWE, 3), (CHASETOWN, 4))]
    content = csv_of(f"Ward code,{heading},Count", *rows)
    asked = checked(content, definition(unit="count", period=read_period("2024-25")))
    assert [one.ask for one in asked.asks] == ["period"]


def test_dates_of_birth_are_no_time_of_a_table() -> None:
    rows = [f"{STOWE},{day:02d}/03/2012,3" for day in range(1, 9)]
    file = read_partner_file(csv_of("Ward code,DOB,n", *rows), "a.csv")
    assert guess_mapping(file.table).period is None


@pytest.mark.parametrize("heading", ["Apr 2023 - Mar 2024", "Cases April 2023 to March 2024"])
def test_a_span_over_the_figures_is_the_span_and_not_its_first_month(heading: str) -> None:
    content = csv_of(f"Ward code,{heading}", f"{STOWE},3", f"{CHASETOWN},4")
    taken = checked(
        content, definition(unit="count", period=read_period("2024-25")), period_from="table"
    )
    assert taken.definition.period.id == "2023-24"


def test_metadata_lines_with_words_of_headings_are_no_headings() -> None:
    rows = ['"Claimant count"', '"Item Name","Claimant count"', "", '"ward 2022","Number"']
    names = ['"ward2022:Stowe, Lichfield","5"', '"ward2022:Chasetown, Lichfield","9"']
    table = checked(csv_of(*rows, *names), definition(unit="count", period=read_period("2024-25")))
    assert table.errors.empty, reasons(table)
    assert table.frame["numerator"].tolist() == [9, 5]


def test_one_year_written_in_several_ways_is_one_period() -> None:
    rows = [f"{STOWE},2024/25,3", f"{CHASETOWN},2024-25,4", f"{OWN[0]},FY2024/25,5"]
    table = checked(
        csv_of("Ward code,Period,Count", *rows),
        definition(unit="count", period=read_period("2024-25")),
    )
    assert table.errors.empty, reasons(table)
    assert sorted(table.frame["numerator"]) == [3, 4, 5]
    other = checked(csv_of("Ward code,Period,Count", *rows), definition(unit="count"))
    assert [one.ask for one in other.asks] == ["period"]
