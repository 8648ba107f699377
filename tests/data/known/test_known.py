"""Official tables: told from others by their headings, read, kept, and reaching the figures."""

from __future__ import annotations

import pandas as pd
import pytest

from data import store
from data.__main__ import main
from data.figures.force_years import force_in_years
from data.figures.measures import places_on_measures
from data.figures.official_rates import (
    months_against_official,
    official_table,
    official_years,
)
from data.installed.catalogue import load_catalogue
from data.known import KnownFileError, described, kept, looked_at, offence_rows, remove, take
from data.tables.areas import load_areas
from data.tables.country import load_force_years
from data.tables.police import ASB, load_counts, load_unplaced
from data.tables.population import load_population
from data.words.official import against_official, official_message, official_note
from geo.rates import byar_interval
from tests.data.known import official_files as files

LICHFIELD, STOKE = "E07000194", "E06000021"
pytestmark = pytest.mark.usefixtures("own_store")


def took(content, name="file.xlsx"):
    return take(looked_at(content if isinstance(content, bytes) else content.encode(), name))


# --- the Home Office's table ----------------------------------------------------------------------


def test_the_home_office_s_table_fills_the_assessment_s_rows_for_any_district():
    took(files.police_recorded())
    assert official_years() == {"2024-25": "police-recorded"}
    table = official_table("2024-25", LICHFIELD)
    rows = table.rows.set_index("indicator")
    # Four quarters of 30, 31, 32, 33.
    assert rows.loc["rape", "count"] == 126
    assert rows.loc["burglary-residential", "count"] == 806
    assert rows.loc["burglary", "count"] == 806 + 406
    assert rows.loc["theft", "count"] == 2_006 + 326 + 86 + 46
    # Fraud is in no row, and what was marked is no number.
    everything = 4 * (30 + 40 + 200 + 100 + 500 + 80 + 20 + 10 + 60) + 9 * 6
    assert rows.loc["all-crime", "count"] == everything
    assert pd.isna(rows.loc["arson", "rate"])
    people = load_population(table.base)["residents"]
    areas = load_areas()
    own = areas[(areas["area_type"] == "lsoa21") & (areas["district_code"] == LICHFIELD)]
    residents = int(people.reindex(own["area_code"]).sum())
    assert table.base == "mid-2024"
    assert rows.loc["rape", "rate"] == pytest.approx(126 / residents * 1_000)
    limits = byar_interval(pd.Series([126])).iloc[0] / residents * 1_000
    assert rows.loc["rape", "lower"] == pytest.approx(limits["lower"])
    # The force holds all four rows of places, the unassigned too.
    assert rows.loc["rape", "force_rate"] == pytest.approx(4 * 126 / people.sum() * 1_000)


def test_a_name_of_no_district_counts_in_the_force_only_and_is_named():
    told = " ".join(described(looked_at(files.police_recorded(), "prc.xlsx")))
    assert "'Police recorded crime by Community Safety Partnership' (Home Office): 2024-25" in told
    assert "No district of the area is called Unassigned: counted in the force only." in told
    assert "Not in the file: Cannock Chase, East Staffordshire" in told
    assert "1 rows without a year, a quarter or a number were passed over." in told


def test_a_year_in_its_first_quarters_says_so_and_is_annualised():
    took(files.police_recorded("2025/26", (1, 2)))
    table = official_table("2025-26", STOKE)
    assert table.quarters == (1, 2)
    assert "quarter 1 and quarter 2, annualised" in official_note(table)
    whole = table.rows.set_index("indicator").loc["rape"]
    people = load_population("mid-2024")["residents"]
    areas = load_areas()
    own = areas[(areas["area_type"] == "lsoa21") & (areas["district_code"] == STOKE)]
    residents = int(people.reindex(own["area_code"]).sum())
    assert whole["rate"] == pytest.approx(61 / (residents / 2) * 1_000)


def test_quarters_that_are_all_loaded_are_set_beside_the_official_counts():
    took(files.police_recorded())
    told = months_against_official()
    # January to March 2025; October to December 2024 is not loaded.
    assert told["quarter"].tolist() == ["2025-01 to 2025-03"]
    months = ("2025-01", "2025-02", "2025-03")
    own = sum(
        int(one[one["month"].isin(months) & (one["crime_type"] != ASB)]["count"].sum())
        for one in (load_counts(), load_unplaced())
    )
    official = 4 * (30 + 40 + 200 + 100 + 500 + 80 + 20 + 10 + 60 + 9 * 3)
    assert told.loc[0, ["official", "police_uk"]].tolist() == [official, own]
    assert told.loc[0, "share"] == pytest.approx(own / official * 100)
    assert against_official(told).startswith("The months of police.uk hold ")
    assert against_official(told.head(0)) == ""


# --- ONS's tables ---------------------------------------------------------------------------------


def test_ons_s_table_by_partnership_gives_the_groups_it_prints():
    took(files.partnership_year())
    rows = official_table("2024-25", LICHFIELD).rows.set_index("indicator")
    assert rows.loc["all-crime", "count"] == 5_600
    # Burglary has a column of its own: its parts are not added to it.
    assert rows.loc["burglary", "count"] == 300
    assert rows.loc["burglary-residential", "count"] == 200
    assert pd.isna(rows.loc["rape", "count"])


def test_the_home_office_s_table_goes_before_ons_s_of_the_same_year():
    took(files.partnership_year())
    took(files.police_recorded())
    assert official_years() == {"2024-25": "police-recorded"}


def test_a_later_september_lengthens_the_force_s_years():
    before = force_in_years(("Burglary",)).counts
    took(files.force_years())
    after = force_in_years(("Burglary",)).counts
    assert after.index.tolist() == [*before.index, 2025]
    assert after.loc[2025].tolist() == [4_400, 30_000, 245_000]
    assert after.loc[before.index].equals(before)
    assert "british-transport-police" not in set(load_force_years()["area"])


def test_a_year_that_ends_in_another_month_is_not_set_beside_them():
    with pytest.raises(KnownFileError, match=r"a year ending March 2025; .* Bring the September"):
        looked_at(files.force_years("March 2025"), "p1.xlsx")


def test_residents_of_a_later_mid_year_become_a_base_of_their_own():
    areas = load_areas()
    lsoas = areas.loc[areas["area_type"] == "lsoa21", "area_code"].tolist()
    took(files.residents(lsoas))
    held = load_population("mid-2025")
    assert held["residents"].tolist() == [2_000] * len(lsoas)
    assert held["aged_0_17"].isna().all()
    assert load_population("mid-2024")["residents"].sum() == 1_177_578
    assert load_catalogue().period("2025").population_base == "mid-2024"


def test_residents_of_some_lsoas_only_are_refused():
    areas = load_areas()
    first = areas.loc[areas["area_type"] == "lsoa21", "area_code"].tolist()[:1]
    with pytest.raises(KnownFileError, match=r"no residents of 696 of the force area's 697 LSOAs"):
        looked_at(files.residents(first), "mye.xlsx")


def test_residents_by_ward_are_named_and_told_why_they_are_not_taken():
    head = ("Ward 2023 Code", "Ward 2023 Name", "LAD 2023 Code", "Total", "F0", "M0")
    rows = [("Mid-2024 population of wards",), head, ("E05010651", "x", "y", 9, 1, 1)]
    content = files.workbook({"Mid-2024 WD23": rows})
    with pytest.raises(KnownFileError, match=r"ONS's population by ward.* by LSOA instead"):
        looked_at(content, "wards.xlsx")


def test_a_later_severity_score_takes_the_place_of_the_packaged_one():
    took(files.severity(), "css.csv")
    told = {one.measure.id: one for one in places_on_measures(LICHFIELD)}["severity"]
    assert (told.measure.period, told.of, told.below) == ("2023/24", 2, 50.0)


# --- what is refused, kept and removed ------------------------------------------------------------


def test_another_table_is_told_what_is_known():
    with pytest.raises(KnownFileError, match=r"none of the official tables .* Home Office: Police"):
        looked_at(b"ward,count\nStowe,3\n", "wards.csv")


def test_a_broken_workbook_and_one_of_another_area_are_refused_in_words():
    with pytest.raises(KnownFileError, match="cannot be opened as a workbook"):
        looked_at(b"PK\x03\x04nothing", "broken.xlsx")
    content = files.police_recorded(places=())
    with pytest.raises(KnownFileError, match="holds nothing of this force area"):
        looked_at(content, "elsewhere.xlsx")


def test_taking_can_be_undone_and_removing_too():
    change = took(files.police_recorded())
    assert change.what == "Took Police recorded crime by Community Safety Partnership: 2024-25"
    assert kept() == {"police-recorded": ("2024-25",)}
    gone = remove("police-recorded")
    assert kept() == {} and official_years() == {}
    store.undo(gone.number)
    assert official_years() == {"2024-25": "police-recorded"}


def test_the_command_line_says_what_the_page_says(tmp_path, capsys):
    path = files.written(tmp_path, "prc.xlsx", files.police_recorded())
    assert main(["import", "known", str(path), "--look"]) == 0
    said = capsys.readouterr().out
    assert "Nothing was taken." in said and kept() == {}
    assert main(["import", "known", str(path)]) == 0
    assert "Took Police recorded crime" in capsys.readouterr().out
    assert main(["import", "known", str(files.written(tmp_path, "x.csv", "a,b\n1,2\n"))]) != 0


def test_every_row_of_the_table_is_an_indicator_of_the_assessment():
    printed = {
        "asb",
        "asb-rowdy",
        "asb-neighbour",
        "asb-other",
        "asb-vehicles",
    }
    catalogue = load_catalogue()
    assert all(catalogue.indicator(one) for one in offence_rows())
    assert len(offence_rows()) == 34 - len(printed)


def test_the_message_counts_the_rows_that_stand_over_the_rest():
    took(files.police_recorded())
    table = official_table("2024-25", LICHFIELD)
    over = int((table.rows["ratio_lower"] > 1).sum())
    held = int(table.rows["rate"].notna().sum())
    said = official_message(table, "Lichfield")
    assert said.startswith("Lichfield, 2024-25, by the Home Office: over the rest of the force on ")
    assert f"of {held} rows" in said
    assert over > 0
