"""A partner's table checked whole: every error with its row, column, value and reason."""

from __future__ import annotations

import pandas as pd
import pytest

from data.partner.figures import figures_at
from data.partner.levels import areas_of, members
from data.partner.period import read_period
from data.partner.words import PartnerError
from data.partner_tables.checks import CheckedTable
from data.tables.population import load_population
from tests.data.partner_tables.partner_tables import (
    checked,
    csv_of,
    definition,
    whole_table,
    workbook_of,
)

STOWE, CHASETOWN = "E05010670", "E05010658"
HEADER = "area_code,numerator,denominator,value"


def reasons(table: CheckedTable) -> list[tuple[object, str, str]]:
    assert table.frame.empty
    assert not table.can_be_saved
    rows = table.errors.itertuples(index=False)
    return [(None if pd.isna(one.row) else one.row, one.column, one.value) for one in rows]


def test_a_whole_table_passes() -> None:
    table = checked(whole_table("ward24", {STOWE: 12}))
    assert table.can_be_saved
    assert len(table.frame) == 185
    assert table.lacking.empty
    row = table.frame.set_index("area_code").loc[STOWE]
    assert (row["numerator"], row["denominator"], row["marker"]) == (12, 1000, "given")


@pytest.mark.parametrize(
    ("row", "unit", "column", "value", "reason"),
    [
        (f"{STOWE},-1,100,", "per 1,000 residents", "numerator", "-1", "is negative"),
        (f"{STOWE},1.5,100,", "per 1,000 residents", "numerator", "1.5", "not a whole number"),
        (f"{STOWE},1,-100,", "per 1,000 residents", "denominator", "-100", "is negative"),
        (f"{STOWE},1,0,", "per 1,000 residents", "numerator", "1", "over a denominator of 0"),
        (f"{STOWE},3,2,", "%", "numerator", "3", "larger than its denominator"),
        (f"{STOWE},1,2.5,", "%", "denominator", "2.5", "not a whole number"),
        (f"{STOWE},NaN,100,", "per 1,000 residents", "numerator", "NaN", "finite"),
        (f"{STOWE},1,inf,", "per 1,000 residents", "denominator", "inf", "finite"),
        (f"{STOWE},,,130", "%", "value", "130", "is over 100"),
        (f"{STOWE},,,-2", "per 1,000 residents", "value", "-2", "is negative"),
        (f"{STOWE},,,13%", "per 1,000 residents", "value", "13%", "has a percent sign"),
        (f"{STOWE},12%,100,", "%", "numerator", "12%", "is a count"),
        (f"{STOWE},12,4000,9.9", "per 1,000 residents", "value", "9.9", "x 1000 = 3:"),
    ],
)
def test_what_cannot_be_is_refused(
    row: str, unit: str, column: str, value: str, reason: str
) -> None:
    table = checked(csv_of(HEADER, f"{CHASETOWN},1,100,", row), definition(unit=unit))
    assert reasons(table) == [(3, column, value)]
    assert reason in table.errors.loc[0, "reason"]


def test_a_value_may_be_rounded() -> None:
    # 13 / 4,100 x 1,000 = 3.17
    assert checked(csv_of(HEADER, f"{STOWE},13,4100,3.2")).can_be_saved
    assert checked(csv_of(HEADER, f"{STOWE},13,4100,3")).can_be_saved
    assert not checked(csv_of(HEADER, f"{STOWE},13,4100,3.3")).can_be_saved


def test_an_area_comes_once() -> None:
    table = checked(csv_of(HEADER, f"{STOWE},1,100,", f"{CHASETOWN},1,9,", f"{STOWE},2,100,"))
    assert reasons(table) == [(4, "area_code", STOWE)]
    assert f"the same area ({STOWE}) as row 2" in table.errors.loc[0, "reason"]


def test_all_errors_are_told_in_the_order_of_the_file() -> None:
    table = checked(
        csv_of(HEADER, f"{STOWE},-1,many,", "E05999999,1,1,", f"{CHASETOWN},1,1,", "Nowhere,1,1,")
    )
    assert [row for row, *_ in reasons(table)] == [2, 2, 3, 5]
    assert table.report[0] == "4 errors; nothing can be saved until all is right."


def test_suppressed_missing_and_zero_are_three_things() -> None:
    rows = [f"{STOWE},0,100,", f"{CHASETOWN},<5,100,", "E05010664,n/a,100,"]
    table = checked(csv_of(HEADER, *rows))
    held = table.frame.set_index("area_code")
    assert held.loc[STOWE, ["numerator", "marker"]].tolist() == [0, "given"]
    assert pd.isna(held.loc[CHASETOWN, "numerator"])
    assert held["marker"].tolist() == ["suppressed", "missing", "given"]
    assert "Withheld by the supplier, which is not zero: 1 area." in table.warnings
    assert len(table.lacking) == 182
    assert any(line.startswith("Without a row") for line in table.report)


def test_a_rate_beside_a_withheld_count_goes_with_it() -> None:
    table = checked(csv_of(HEADER, f"{STOWE},<5,1000,3.0"))
    assert pd.isna(table.frame.loc[0, "value"])
    assert "gives away its count" in table.warnings[0]


def test_percentages_of_a_workbook_are_not_fractions() -> None:
    rows = [["area_code", "value"], [STOWE, 0.13], [CHASETOWN, 0.5]]
    content = workbook_of(*rows, formats={"B2": "0%", "B3": "0%"})
    table = checked(content, definition(unit="%"), name="a.xlsx")
    assert sorted(table.frame["value"]) == [13, 50]
    bare = checked(
        csv_of("area_code,value", f"{STOWE},.1", f"{CHASETOWN},.2", "E05010664,.3"),
        definition(unit="%"),
    )
    assert any("are they fractions" in one for one in bare.warnings)


def test_a_formula_is_no_figure() -> None:
    table = checked(workbook_of(["area_code", "value"], [STOWE, "=1+1"], [CHASETOWN, 2]),
                    name="a.xlsx")  # fmt: skip
    assert reasons(table) == [(2, "value", "=1+1")]


@pytest.mark.parametrize(
    ("unit", "header", "row", "said"),
    [
        ("per 1,000 residents", "area_code,numerator", "5", "or choose residents"),
        ("%", "area_code,numerator", "5", "which column has the denominator"),
        ("index", "area_code,numerator", "5", "which column has the value"),
    ],
)
def test_what_the_unit_needs(unit: str, header: str, row: str, said: str) -> None:
    table = checked(csv_of(header, f"{STOWE},{row}"), definition(unit=unit))
    assert reasons(table) == [(None, "", "")]
    assert said in table.errors.loc[0, "reason"]


def test_restricted_small_areas_need_counts() -> None:
    rates = csv_of("area_code,value", f"{STOWE},3.5")
    assert checked(rates).can_be_saved
    table = checked(rates, definition(sensitivity="restricted"))
    assert "needs its counts" in table.errors.loc[0, "reason"]
    by_district = definition(sensitivity="restricted", level="district")
    assert checked(csv_of("area_code,value", "E07000194,3.5"), by_district).can_be_saved


def test_residents_are_a_choice_and_annual() -> None:
    half = definition(level="ward19", period=read_period("2019-01 to 2019-06"))
    counts = csv_of("area_code,numerator", f"{STOWE},12")
    table = checked(counts, half, use_residents=True)
    assert table.residents == "mid-2019"
    people = load_population("mid-2019")["residents"].groupby(members("lsoa11", "ward")).sum()
    assert table.frame.loc[0, "denominator"] == people[STOWE] * 181 / 365
    assert any("Rates are annual" in one for one in table.warnings)
    # Children are not counted in the census base of the newest areas: no other is made up.
    children = definition(unit="per 10,000 aged under 18")
    with pytest.raises(PartnerError, match="No population base has people aged under 18"):
        checked(counts, children, use_residents=True)
    both = checked(csv_of(HEADER, f"{STOWE},12,100,"), half, use_residents=True)
    assert "without one" in both.errors.loc[0, "reason"]


def test_one_of_several_periods_is_chosen() -> None:
    content = csv_of("area_code,year,numerator,denominator", f"{STOWE},2023,1,100",
                     f"{STOWE},2024,2,100")  # fmt: skip
    table = checked(content)
    assert "several periods (2023, 2024)" in table.errors.loc[0, "reason"]
    assert checked(content, only_period="2024").frame["numerator"].tolist() == [2]
    assert not checked(content, only_period="2022").can_be_saved


def test_hostile_text_in_the_error_table_is_one_short_line() -> None:
    content = csv_of("area_code,value", f'{STOWE},"a\nb{"x" * 500}"')
    shown = checked(content).errors.loc[0, "value"]
    assert "\n" not in shown
    assert len(shown) < 80


# --- Figures: added up from complete sets only ---------------------------------------------------


def _figures(table: CheckedTable, level: str) -> pd.DataFrame:
    said = table.definition
    return figures_at(table.frame, said.level, said.unit, level)


def test_a_rate_and_its_interval_are_worked_out() -> None:
    # Byar's interval of 65 in 5,000 per 1,000: as in the method's own example.
    row = _figures(checked(csv_of(HEADER, f"{STOWE},65,5000,")), "ward").loc[STOWE]
    assert row["value"] == 13
    assert (round(row["lower"], 1), round(row["upper"], 1)) == (10.0, 16.6)


def test_a_share_has_wilsons_interval_in_per_cent() -> None:
    table = checked(csv_of(HEADER, f"{STOWE},13,100,"), definition(unit="%"))
    row = _figures(table, "ward").loc[STOWE]
    assert (row["value"], round(row["lower"], 1), round(row["upper"], 1)) == (13, 7.8, 21.0)


def test_a_value_alone_has_no_interval_and_adds_up_to_nothing() -> None:
    table = checked(csv_of("area_code,value", f"{STOWE},3.5"))
    assert _figures(table, "ward").loc[STOWE, "value"] == 3.5
    assert pd.isna(_figures(table, "ward").loc[STOWE, "upper"])
    assert _figures(table, "district")["value"].isna().all()
    assert _figures(table, "lsoa").empty


def test_rates_of_larger_areas_are_of_sums_and_not_means() -> None:
    district = "E07000194"
    wards = areas_of("ward24")
    own = wards.index[wards["district_code"] == district]
    big, *small = own
    counts = {big: 100, **dict.fromkeys(small, 1)}
    people = {big: 100_000}
    rows = [f"{code},{counts.get(code, 5)},{people.get(code, 100)}" for code in wards.index]
    table = checked(csv_of("area_code,numerator,denominator", *rows))
    expected = (100 + len(small)) / (100_000 + 100 * len(small)) * 1_000
    assert _figures(table, "district").loc[district, "value"] == pytest.approx(expected)
    assert _figures(table, "force")["numerator"].notna().all()


def test_a_gap_in_a_district_leaves_the_district_without_a_figure() -> None:
    gap = checked(whole_table("ward24", {STOWE: "n/a", "E05007039": "<5"}))
    by_district = _figures(gap, "district")
    assert pd.isna(by_district.loc["E07000194", "value"])
    assert by_district.loc["E07000194", "marker"] == "missing"
    assert (by_district["marker"] == "suppressed").sum() == 1
    assert by_district["value"].notna().sum() == 7
    assert _figures(gap, "force")["value"].isna().all()


def test_lsoas_add_up_to_wards_by_the_best_fit() -> None:
    table = checked(whole_table("lsoa21", {}), definition(level="lsoa21"))
    parts = members("lsoa21", "ward").value_counts()
    wards = _figures(table, "ward")
    assert (wards["numerator"] == 10 * parts.reindex(wards.index)).all()
    assert wards["value"].eq(10).all()


def test_counts_are_counts_wherever_they_stand() -> None:
    as_value = checked(csv_of("area_code,value", f"{STOWE},7"), definition(unit="count"))
    as_count = checked(csv_of("area_code,numerator", f"{STOWE},7"), definition(unit="count"))
    for table in (as_value, as_count):
        row = _figures(table, "ward").loc[STOWE]
        assert (row["numerator"], row["value"]) == (7, 7)
