"""Official series: read as published, saved as indicators, marks kept, and undone in one step."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.__main__ import main
from data.catalogue.base import base_catalogue
from data.installed.catalogue import load_catalogue
from data.known import KnownFileError, described, load_kinds, load_series, looked_at
from data.outlines.boundaries import load_boundaries
from data.partner.definition import slug
from data.partner.values import partner_values, saved_tables
from data.partner.words import PartnerError
from data.partner_tables.known_series import (
    checked_series,
    series_caveats,
    series_preview,
    series_told,
    take_series,
)
from tests.data.known import official_files
from tests.data.known import series_files as files
from tests.data.known.series_files import COUNTY, EAST, LICHFIELD, STAFFORD, STOKE

QUARTER = "2025-10_2025-12"
pytestmark = pytest.mark.usefixtures("own_store")


def checked(content, name="file.csv"):
    table = looked_at(content, name)
    return table, checked_series(table)


def took(content, name="file.csv"):
    return take_series(*checked(content, name), who="An analyst")


def values(indicator, period, level="district"):
    return partner_values(indicator, period, level)


# --- The catalogue --------------------------------------------------------------------------------


def test_each_series_is_an_indicator_of_its_own_with_a_theme_and_a_kind():
    catalogue, kinds = base_catalogue(), {one.id: one for one in load_kinds()}
    ids = [one.id for one in load_series()]
    assert len(set(ids)) == len(ids)
    for one in load_series():
        assert one.id == slug(one.id)
        assert one.id not in catalogue.indicators
        assert one.theme in catalogue.themes, one.id
        assert kinds[one.kind].layout, one.id
        assert len(one.short or one.name[:24]) <= 24, one.id
        assert all(text == text.casefold() for text in one.pick), one.id
    assert {one.kind for one in load_series()} == {one.id for one in kinds.values() if one.layout}


# --- Statutory homelessness -----------------------------------------------------------------------


def test_the_homelessness_workbook_gives_rates_and_keeps_its_marks():
    table, series = checked(files.homelessness(), "Detailed_LA_202512.xlsx")
    told = " ".join(described(table))
    assert "'Statutory homelessness, detailed local authority tables'" in told
    assert "3 indicators of this area" in told
    take_series(table, series, who="An analyst")
    owed = values("homelessness-duty-owed", QUARTER)
    assert owed.loc[LICHFIELD, "value"] == pytest.approx(111 / 48_249 * 1_000)
    assert owed.loc[STOKE, "value"] == pytest.approx(466 / 112_538 * 1_000)
    # Not supplied by the publisher ('..'), and not in the file: missing, and never 0.
    assert owed.loc[STAFFORD, "status"] == owed.loc[EAST, "status"] == "not published"
    assert owed.loc[[STAFFORD, EAST], "value"].isna().all()
    lost = values("homeless-relief-domestic-abuse", QUARTER)
    # Published openly by the publisher although it is small and of domestic abuse.
    assert lost.loc[LICHFIELD, "value"] == pytest.approx(3 / 65 * 100)
    # '-' is the publisher's mark for withheld.
    assert lost.loc[EAST, "status"] == "suppressed"
    housed = values("temporary-accommodation", "at-2025-12-31")
    assert housed.loc[LICHFIELD, "value"] == pytest.approx(45 / 48.249)
    assert housed.loc[STOKE, "status"] == "suppressed"


def test_all_series_of_a_file_are_one_change_that_is_undone_at_once():
    change = took(files.homelessness(), "a.xlsx")
    assert "3 indicators, October 2025 to December 2025 and On 31 December 2025" in change.what
    assert len(saved_tables()) == 3
    held = load_catalogue()
    assert "homelessness-duty-owed" in held.themes["homelessness"].indicators
    source = held.sources[held.indicators["homelessness-duty-owed"].source[0]]
    assert source.publisher == "Ministry of Housing, Communities and Local Government"
    assert source.licence == "Open Government Licence v3.0"
    store.undo(change.number, who="An analyst")
    assert not saved_tables()


def test_a_later_quarter_is_another_period_of_the_same_indicators():
    took(files.homelessness(), "a.xlsx")
    took(files.homelessness("July to September 2025", "30 September 2025"), "b.xlsx")
    periods = {one.period.id for one in saved_tables().values()}
    assert periods == {QUARTER, "2025-07_2025-09", "at-2025-12-31", "at-2025-09-30"}


def test_a_workbook_without_its_time_above_the_headings_is_refused():
    with pytest.raises(KnownFileError, match="'A1' does not say above its headings which months"):
        looked_at(files.homelessness("undated"), "a.xlsx")


def test_nobody_named_saves_nothing():
    table, series = checked(files.homelessness(), "a.xlsx")
    with pytest.raises(PartnerError, match="Say who saves"):
        take_series(table, series, who=" ")
    assert not saved_tables()


# --- Fingertips -----------------------------------------------------------------------------------


def test_fingertips_takes_persons_and_no_category_and_keeps_what_is_withheld():
    row = files.fingertips_row
    told = "Value suppressed for disclosure control due to small count"
    took(
        files.fingertips(
            row(files.SELF_HARM, LICHFIELD, "90.5", count="95", people="107000"),
            row(files.SELF_HARM, LICHFIELD, "60.1", sex="Male"),
            row(files.SELF_HARM, LICHFIELD, "120.1", sex="Female"),
            row(files.SELF_HARM, LICHFIELD, "200", category="Deprivation deciles"),
            row(files.SELF_HARM, STOKE, "", note=told),
            row(files.SELF_HARM, STAFFORD, ""),
            row(files.SELF_HARM, "E92000001", "126.3"),
        )
    )
    frame = values("self-harm-admissions", "2022-23")
    # Standardised: as published, and not its count over its people.
    assert frame.loc[LICHFIELD, "value"] == 90.5
    assert frame.loc[STOKE, "status"] == "suppressed"
    assert frame.loc[STAFFORD, "status"] == "not published"


def test_a_county_s_figure_is_told_and_given_to_none_of_its_districts():
    row = files.fingertips_row
    content = files.fingertips(
        row(files.INJURIES, STOKE, "55.7236", age="<15 yrs", count="280", people="50248"),
        row(files.INJURIES, COUNTY, "63.532", age="<15 yrs", count="910", people="143235"),
    )
    table, series = checked(content)
    take_series(table, series, who="An analyst")
    frame = values("injury-admissions-0-14", "2022-23")
    assert frame["value"].notna().sum() == 1
    assert frame.loc[STOKE, "value"] == pytest.approx(280 / 50_248 * 10_000)
    caveat = load_catalogue().indicators["injury-admissions-0-14"].caveat
    assert "Staffordshire County Council 63.5 per 10,000 of that age (2022-23)" in caveat
    assert "1 of 9 districts; 8 not supplied" in " ".join(series_told(series))


def test_what_is_not_known_by_sight_is_named_and_what_is_doubtful_passed_over():
    row = files.fingertips_row
    content = files.fingertips(
        row(files.SELF_HARM, LICHFIELD, "90.5"),
        row("Smoking status at time of delivery", LICHFIELD, "9.1"),
        row(files.INJURIES, STOKE, "55", age="0-4 yrs"),
        row(files.INJURIES, STOKE, "56", age="5-14 yrs"),
    )
    table, series = checked(content)
    assert [one.definition.id for one in series] == ["self-harm-admissions"]
    said = " ".join(described(table))
    assert "Not known by sight, and passed over: Smoking status at time of delivery" in said
    assert "several rows of an area and period (by age)" in said


def test_years_together_and_only_the_newest_five():
    row = files.fingertips_row
    years = [f"{year} - {year % 100 + 2}" for year in range(2014, 2021)]
    deaths = [row("Deaths from drug misuse", STOKE, "9", period=one) for one in years]
    table, series = checked(files.fingertips(*deaths))
    labels = [one.definition.period.id for one in series]
    assert labels == [f"{year}-01_{year + 2}-12" for year in range(2016, 2021)]
    assert "The newest 5 periods" in " ".join(described(table))


def test_a_file_of_unknown_indicators_or_of_elsewhere_is_refused():
    row = files.fingertips_row
    with pytest.raises(KnownFileError, match=r"no figure of this .* passed over: Smoking"):
        looked_at(files.fingertips(row("Smoking", LICHFIELD, "9")), "a.csv")
    with pytest.raises(KnownFileError, match="holds none of the figures that are known by sight"):
        looked_at(files.fingertips(row(files.SELF_HARM, "E07000001", "9")), "a.csv")


def test_a_figure_that_is_none_stops_the_whole_file():
    row = files.fingertips_row
    content = files.fingertips(row(files.SELF_HARM, LICHFIELD, "about ninety"))
    with pytest.raises(KnownFileError, match=r"Self-harm admissions.*'about ninety' is not a num"):
        checked(content)


# --- Explore local statistics, the Health Index ---------------------------------------------------


def test_local_statistics_are_read_by_their_durations_and_days():
    poverty, pay = "Children in relative poverty before housing costs", "Gross median weekly pay"
    table, series = checked(
        files.local_statistics(
            (LICHFIELD, poverty, "2023-04-01/P1Y", "13.4"),
            (STOKE, poverty, "2023-04-01/P1Y", "c"),
            (COUNTY, poverty, "2023-04-01/P1Y", "18"),
            (LICHFIELD, pay, "2025-04-30", "640.8"),
        )
    )
    take_series(table, series, who="An analyst")
    frame = values("child-poverty-before-housing", "2023-24")
    assert frame.loc[LICHFIELD, "value"] == 13.4
    assert frame.loc[STOKE, "status"] == "suppressed"
    assert values("median-weekly-pay", "at-2025-04-30").loc[LICHFIELD, "value"] == 640.8
    # The county's districts have figures of their own.
    assert "county" not in dict(series_caveats(series))["Children in relative poverty"]


def test_the_health_index_is_read_by_year():
    rows = [(LICHFIELD, "2021", "Alcohol misuse", "354.1"), (STOKE, "2021", "Cancer", "1")]
    took(files.csv_of(("ltla21_code", "year", "indicator", "value"), *rows))
    assert values("health-index-alcohol", "2021").loc[LICHFIELD, "value"] == 354.1


# --- Collisions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("new", [True, False])
def test_collisions_are_counted_in_the_wards_they_lie_in(new):
    wards = load_boundaries("ward24")
    first, second = wards.index[:2]
    inside = {code: wards.loc[code, "geometry"].representative_point() for code in (first, second)}
    spots = [(inside[code].x, inside[code].y) for code in (first, first, first, second)]
    rows = [
        (*spots[0], "1", "05/01/2024"),
        (*spots[1], "2", "06/07/2024"),
        (*spots[2], "3", "07/07/2024"),
        (*spots[3], "2", "31/12/2024"),
        (100.0, 100.0, "2", "01/02/2024"),
        ("", "", "2", "01/02/2024"),
    ]
    table, series = checked(files.collisions(*rows, new=new))
    take_series(table, series, who="An analyst")
    frame = values("collisions-killed-serious", "2024", "ward")
    assert frame.loc[first, "numerator"] == 2
    assert frame.loc[second, "numerator"] == 1
    # Every collision of the area is in the file: a ward without one has none.
    assert frame["numerator"].sum() == 3
    assert frame["value"].notna().all()
    people = frame.loc[first, "denominator"]
    assert frame.loc[first, "value"] == pytest.approx(2 / people * 10_000)
    assert "3 of 5 records of 2024" in series_caveats(series)[0][1]


def test_collisions_of_elsewhere_are_refused_and_months_are_no_year():
    with pytest.raises(KnownFileError, match="none of its 1 record lies in this force area"):
        checked(files.collisions((100.0, 100.0, "2", "01/02/2024")))
    spot = load_boundaries("ward24").geometry.iloc[0].representative_point()
    rows = [(spot.x, spot.y, "2", day) for day in ("01/02/2024", "01/06/2024")]
    _, series = checked(files.collisions(*rows))
    assert series[0].definition.period.id == "2024-02_2024-06"


# --- Tables with a column a figure ----------------------------------------------------------------


def test_rough_sleeping_has_a_column_a_year_and_titles_above():
    title = "Table 5: Rate of people sleeping rough per 100,000 people 1,2 by local authority"
    heads = ("Local authority ONS code", "Local authority", "Region", "Region ONS code")
    years = ("2021", "2022 [r]", "Mid-2020 population")
    row = (LICHFIELD, "Lichfield", "West Midlands", "E12000005", "1.9", "0", "106000")
    england = ("---", "---", "England", "E92000001", "4.3", "5.4", "56550138")
    took(files.csv_of((title,), ("England",), (*heads, *years), england, row))
    assert values("rough-sleeping-rate", "2021").loc[LICHFIELD, "value"] == 1.9
    assert values("rough-sleeping-rate", "2022").loc[LICHFIELD, "value"] == 0
    assert len(saved_tables()) == 2


def test_the_other_tables_with_a_column_a_figure():
    share = "imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally"
    took(
        files.csv_of(
            ("ltla24_code", "ltla24_name", "imd_average_score", share),
            (STOKE, "Stoke-on-Trent", "30.2", "0.2911"),
            ("E06000001", "Hartlepool", "37.6", "0.4211"),
        )
    )
    assert values("deprived-tenth-share", "2025").loc[STOKE, "value"] == pytest.approx(29.11)
    took(
        files.csv_of(
            ("time_period", "geographic_level", "new_la_code", "NEET_not_known_percent"),
            ("2025", "National", "", "5.5"),
            ("2025", "Local authority", STOKE, "6.4"),
            ("2025", "Local authority", COUNTY, "5.9"),
        )
    )
    assert values("neet-not-known", "2025").loc[STOKE, "value"] == 6.4
    took(
        files.csv_of(
            ("Year (as at 31 March)", "Region", "Licensing authority", "Total Premises licences"),
            ("2021/22", "West Midlands", "Newcastle Under Lyme", "401"),
            ("2021/22", "West Midlands", "Lichfield", "x"),
        )
    )
    frame = values("premises-licences", "2021-22")
    assert frame["value"].dropna().tolist() == [401]
    assert frame.loc[LICHFIELD, "status"] == "not published"


def test_the_interactive_tool_names_its_areas():
    heads = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
    took(
        files.csv_of(
            heads,
            ("FirstYJS", "", "2024", "Stoke-on-Trent", "281", "861", "West Midlands"),
            ("FirstYJS", "", "2024", "Staffordshire", "150", "860", "West Midlands"),
            ("CIN", "", "2024", "Stoke-on-Trent", "400", "861", "West Midlands"),
        )
    )
    assert values("youth-justice-first-entrants", "2024").loc[STOKE, "value"] == 281
    caveat = load_catalogue().indicators["youth-justice-first-entrants"].caveat
    assert "Staffordshire County Council 150" in caveat


# --- Shown before it is taken, and from the command line ------------------------------------------


def test_the_preview_says_how_many_areas_and_from_where_to_where():
    _, series = checked(files.homelessness(), "a.xlsx")
    first = series_preview(series).iloc[0]
    assert first["Areas"] == "2 of 9 districts; 7 not supplied"
    assert first["Lowest"] == "2.3 (Lichfield)"
    assert first["Highest"] == "4.1 (Stoke-on-Trent)"
    assert first["Unit"] == "per 1,000 households"
    relief = series_preview(series).iloc[1]
    assert relief["Areas"] == "2 of 9 districts; 6 not supplied; 1 withheld"


def test_the_command_line_looks_and_takes_all_series(tmp_path, capsys):
    path = official_files.written(tmp_path, "hclic.xlsx", files.homelessness())
    assert main(["import", "known", str(path), "--look"]) == 0
    said = capsys.readouterr().out
    assert "Households owed a homelessness duty, October 2025 to December 2025" in said
    assert "Nothing was taken." in said
    assert not saved_tables()
    assert main(["import", "known", str(path), "--who", "An analyst"]) == 0
    assert "'python -m data undo 1' takes it back" in capsys.readouterr().out
    assert (
        pd.Series([one.definition.sensitivity for one in saved_tables().values()]).eq("open").all()
    )


def test_academic_years_run_from_september():
    took(
        files.csv_of(
            (
                *("time_period", "time_identifier", "geographic_level", "new_la_code"),
                "NEET_not_known_percent",
            ),
            ("202324", "Academic year", "Local authority", STOKE, "6.4"),
            ("202425", "Financial year", "Local authority", STOKE, "6.6"),
        )
    )
    periods = {one.period.id for one in saved_tables().values()}
    assert periods == {"12m-to-2024-08", "2024-25"}


def test_the_publisher_s_own_workbook():
    folder = os.environ.get("CSP_SOURCE_DATA")
    name = "Statutory_Homelessness_Detailed_Local_Authority_Data_202512.xlsx"
    path = Path(folder or ".") / "known" / "mhclg" / name
    if not path.is_file():
        pytest.skip(f"CSP_SOURCE_DATA does not name a folder with known/mhclg/{name}")
    table = looked_at(path)
    take_series(table, checked_series(table), who="An analyst")
    owed = values("homelessness-duty-owed", QUARTER)["value"]
    assert owed.loc[STOKE] == pytest.approx(4.141, abs=0.001)
    assert owed.notna().all()
    needs = values("homeless-offending-history", QUARTER)
    assert needs.loc[EAST, "status"] == "suppressed"
