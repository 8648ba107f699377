"""What districts have beside crime, and forces' years: compiled from format-true files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.building.measures import build_force_years, build_measures
from data.building.sources import SourceError
from data.catalogue.measures import load_measures
from tests.data.building.beyond_crime import OTHER, OWN, TOTAL, write_beyond

FILES = {
    "iod-districts": "iod2025_local_authority_summaries.csv",
    "health-index": "health_index_england_districts_2019_2021.csv",
    "rough-sleeping": "rough_sleeping_snapshot_table5_rate_per_100000_2010_2022.csv",
    "homelessness": "Statutory_Homelessness_Detailed_Local_Authority_Data_202512.xlsx",
    "severity-districts": "crime_severity_score_csp_ye_march_2023.csv",
}


def districts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": [OWN, OTHER],
            "force": ["anyshire", "elsewhere"],
            "region_name": "North",
            "residents_2022": [900, 100],
        }
    )


def compiled(folder: Path) -> pd.Series:
    write_beyond(folder)
    files = {name: (folder / file,) for name, file in FILES.items()}
    return build_measures(load_measures(), files).set_index(["measure", "area_code"])["value"]


def test_each_measure_is_read_from_its_publisher_s_file(tmp_path):
    held = compiled(tmp_path)
    assert set(held.index.get_level_values(0)) == {one.id for one in load_measures()}
    assert held["imd", OWN] == 10
    assert held["drugs", OWN] == 21
    assert held["rough-sleeping", OWN] == 3.5
    assert held["homelessness", OWN] == pytest.approx(124 / 53.875)


def test_a_mark_and_a_district_of_several_partnerships_have_no_figure(tmp_path):
    held = compiled(tmp_path)
    assert ("rough-sleeping", OTHER) not in held.index
    assert ("homelessness", OTHER) not in held.index
    assert "E07000777" not in held.index.get_level_values(1)
    assert "E92000001" not in held.index.get_level_values(1)


def test_a_file_without_the_figure_is_refused_by_name(tmp_path):
    write_beyond(tmp_path)
    path = tmp_path / FILES["rough-sleeping"]
    path.write_text(path.read_text().replace(",2022", ",2019"))
    wanted = tuple(one for one in load_measures() if one.id == "rough-sleeping")
    with pytest.raises(SourceError, match=r"rough_sleeping.* has no heading with '2022'"):
        build_measures(wanted, {"rough-sleeping": (path,)})


def test_forces_regions_and_countries_keep_their_years_and_gaps(tmp_path):
    write_beyond(tmp_path)
    path = tmp_path / "ons_pfa_recorded_crime_ye_september_2015_2024.csv"
    held = build_force_years(path, districts())
    counts = held.set_index(["area", "year", "group"])["count"]
    assert counts["anyshire", 2022, TOTAL] == 200
    assert pd.isna(counts["anyshire", 2022, "Burglary"])
    assert counts["England", 2022, "Burglary"] == 30
    people = held.drop_duplicates(["area", "year"]).set_index(["area", "year"])["residents"]
    assert (people["anyshire", 2022], people["North", 2022]) == (900, 1000)
    assert people["England", 2022] == 1000
    assert pd.isna(people["anyshire", 2021])
    assert set(held["kind"]) == {"force", "region", "country"}
