"""The packaged tables as they ship: complete, consistent, and true to what was published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from data.building.packaging import LARGEST_PACKAGE, check_packaged
from data.outlines.boundaries import load_boundaries
from data.tables.areas import load_areas, load_lookup
from data.tables.children import load_children
from data.tables.packaged import PACKAGED_FOLDER, PackagedDataError
from data.tables.police import ASB, CRIME_TYPES, FATES, load_counts, load_months
from data.tables.population import load_population, load_population_bases
from geo.areas import match_names, sum_to_areas
from geo.boundaries import coverage_report, drawing_geojson

LAYERS = ("lsoa11", "lsoa21", "ward19", "ward24", "district")
LICHFIELD = "E07000194"
PUBLISHED = PACKAGED_FOLDER.parent / "published"


def codes_of(area_type: str) -> set[str]:
    areas = load_areas()
    return set(areas.loc[areas["area_type"] == area_type, "area_code"])


def test_the_tables_agree() -> None:
    assert check_packaged()


@pytest.mark.parametrize(
    ("area_type", "number"),
    [
        ("force", 1),
        ("district", 9),
        ("ward19", 201),
        ("ward24", 185),
        ("lsoa11", 687),
        ("lsoa21", 697),
        ("upper_tier", 2),
    ],
)
def test_areas_are_complete(area_type: str, number: int) -> None:
    assert len(codes_of(area_type)) == number


def test_the_nine_districts() -> None:
    areas = load_areas()
    districts = areas[areas["area_type"] == "district"].set_index("area_code")
    assert sorted(districts["area_name"]) == [
        "Cannock Chase",
        "East Staffordshire",
        "Lichfield",
        "Newcastle-under-Lyme",
        "South Staffordshire",
        "Stafford",
        "Staffordshire Moorlands",
        "Stoke-on-Trent",
        "Tamworth",
    ]
    assert (districts.index == districts["district_code"]).all()
    assert set(districts["force_code"]) == codes_of("force") == {"E23000015"}


def test_above_the_district_there_is_no_district() -> None:
    areas = load_areas()
    above = areas["area_type"].isin(["force", "upper_tier", "region", "country"])
    assert areas.loc[above, "district_code"].isna().all()
    assert areas.loc[~above, "district_code"].notna().all()


@pytest.mark.parametrize(
    ("lookup", "wards"), [("lsoa11_ward19", "ward19"), ("lsoa21_ward24", "ward24")]
)
def test_every_ward_has_an_lsoa_and_every_lsoa_one_ward(lookup: str, wards: str) -> None:
    table = load_lookup(lookup)
    assert table["lsoa_code"].is_unique
    assert set(table["ward_code"]) == codes_of(wards)
    assert not table.drop_duplicates(["ward_code", "district_code"])["ward_code"].duplicated().any()


def test_changes_of_lsoas() -> None:
    changes = load_lookup("lsoa11_lsoa21")
    assert changes["change_code"].value_counts().to_dict() == {"U": 674, "S": 22, "M": 2}
    unchanged = changes[changes["change_code"] == "U"]
    assert (unchanged["lsoa11_code"] == unchanged["lsoa21_code"]).all()


def test_population_bases() -> None:
    bases = load_population_bases().set_index("base")
    assert bases["residents"].to_dict() == {
        "census-2021": 1_134_443,
        "mid-2017": 1_126_203,
        "mid-2019": 1_135_935,
        "mid-2020": 1_139_794,
        "mid-2022": 1_147_132,
        "mid-2023": 1_163_688,
        "mid-2024": 1_177_578,
    }
    assert load_population("census-2021")["aged_0_17"].isna().all()
    assert load_population("census-2021")["aged_0_15"].notna().all()
    assert load_population("mid-2019")["aged_0_17"].notna().all()
    with pytest.raises(KeyError, match="mid-2031"):
        load_population("mid-2031")


def test_residents_of_one_district() -> None:
    members = load_lookup("lsoa11_ward19").set_index("lsoa_code")["district_code"]
    residents = sum_to_areas(load_population("mid-2019")["residents"], members)
    # ONS's own mid-2019 estimate for the district.
    assert residents[LICHFIELD] == 104_756


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_have_no_sliver_gap_or_overlap(layer: str) -> None:
    areas = load_boundaries(layer)
    assert set(areas.index) == codes_of(layer)
    assert areas.crs.to_epsg() == 27700
    assert areas.is_valid.all()
    report = coverage_report(areas)
    assert report.is_coverage
    assert report.holes == 0
    assert report.overlap == pytest.approx(0, abs=1)
    # The smallest real LSOA has some 4 hectares; a sliver would be far below.
    assert areas.area.min() > 20_000


def test_wards_and_districts_are_the_ground_of_their_lsoas() -> None:
    ground = {layer: load_boundaries(layer).area.sum() for layer in LAYERS}
    assert max(ground.values()) - min(ground.values()) < 1
    # The nine districts have 2,716 km² by ONS's standard area measurements.
    assert ground["district"] / 1e6 == pytest.approx(2_716, rel=0.002)
    lookup = load_lookup("lsoa11_ward19").set_index("lsoa_code")["ward_code"]
    by_ward = sum_to_areas(load_boundaries("lsoa11").area, lookup)
    assert np.allclose(by_ward, load_boundaries("ward19").area.reindex(by_ward.index), atol=1)


def test_the_two_vintages_draw_unchanged_lsoas_alike() -> None:
    changes = load_lookup("lsoa11_lsoa21")
    same = changes.loc[changes["change_code"] == "U", "lsoa11_code"]
    old, new = (load_boundaries(layer).geometry.loc[same] for layer in ("lsoa11", "lsoa21"))
    assert shapely.equals(old.to_numpy(), new.to_numpy()).all()


def test_a_label_lies_well_inside_its_area() -> None:
    wards = load_boundaries("ward24")
    drawn = drawing_geojson(wards)
    assert len(drawn["features"]) == len(wards)
    for feature in drawn["features"]:
        latitude, longitude = feature["properties"]["label"]
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.contains(shapely.Point(longitude, latitude)), feature["properties"]["name"]


def test_every_record_of_every_month_is_accounted_for() -> None:
    months = load_months()
    parts = months[months.columns.intersection(FATES)].sum(axis=1)
    assert (months["rows_read"] == parts).all()
    assert months["month"].is_unique
    assert (months["rows_read"].sum(), months["counted"].sum()) == (286_316, 277_861)


def test_the_loaded_months_and_their_vintages() -> None:
    vintages = load_months().set_index("month")["area_type"]
    five = ["2018-10", "2018-11", "2018-12", "2019-01", "2019-02"]
    eleven = [f"2022-{month:02d}" for month in range(1, 12)]
    four = [f"2024-{month:02d}" for month in range(1, 5)]
    year = [f"2025-{month:02d}" for month in range(1, 13)]
    assert vintages.index.tolist() == [*five, *eleven, *four, *year]
    assert set(vintages[[*five, *eleven]]) == {"lsoa11"}
    assert set(vintages[[*four, *year]]) == {"lsoa21"}


def test_counts_are_of_known_areas_and_types() -> None:
    counts, months = load_counts(), load_months().set_index("month")
    assert set(counts["crime_type"]) == set(CRIME_TYPES)
    assert (counts["count"] >= 1).all()
    assert not counts.duplicated(["month", "area_code", "crime_type"]).any()
    assert counts.groupby("month")["count"].sum().equals(months["counted"].rename("count"))
    asb = counts[counts["crime_type"] == ASB].groupby("month")["count"].sum()
    assert asb.to_dict() == months["counted_asb"].to_dict()


def test_one_month_in_ten_records_had_no_location_in_2018_19_and_hardly_any_since() -> None:
    months = load_months()
    share = months["no_location"] / months["rows_read"]
    old = months["month"] < "2020"
    assert share[old].between(0.10, 0.14).all()
    assert (share[~old] < 0.01).all()


def test_counted_rates_follow_the_printed_ones() -> None:
    """Counting, best fit and denominators together give back a table that others printed."""
    path = PUBLISHED / "lichfield_strategic_assessment_2019.csv"
    if not path.exists():
        pytest.skip("the transcribed table is not there")
    printed = pd.read_csv(path, dtype={"value": "float64"}, keep_default_na=False, na_values=[""])
    table = printed[
        (printed["indicator"] == "all-crime")
        & (printed["area_type"] == "ward19")
        & (printed["period"] == "2018-19")
        & printed["value"].notna()
        & printed["group"].isna()
    ].set_index("area_code")["value"]
    assert len(table) == 22
    members = load_lookup("lsoa11_ward19").set_index("lsoa_code")["ward_code"]
    counts = load_counts()
    crimes = counts[(counts["month"] < "2020") & (counts["crime_type"] != ASB)]
    yearly = sum_to_areas(crimes.set_index("area_code")["count"], members) * 12 / 5
    rate = yearly / sum_to_areas(load_population("mid-2019")["residents"], members) * 1_000
    counted = rate.reindex(table.index)
    assert counted.corr(table) >= 0.95
    # Lower throughout: an eighth of the records have no location, and no summer is in them.
    assert 0.8 < (counted.sum() / table.sum()) < 1.0


def test_names_of_wards_are_unique_in_their_district() -> None:
    areas = load_areas()
    for _, wards in areas[areas["area_type"] == "ward19"].groupby("district_code"):
        assert match_names(wards["area_name"], wards).notna().all()


def test_child_protection_rates_are_the_printed_ones() -> None:
    children = load_children()
    printed = children[(children["indicator"] == "cpp") & children["printed_rate"].notna()]
    assert len(printed) == 40
    gap = (printed["rate_per_10000"] - printed["printed_rate"]).abs()
    assert (gap <= 0.05 + 1e-9).all()
    row = printed[(printed["area_code"] == "E06000021") & (printed["year"] == 2025)].iloc[0]
    assert (row["count"], row["population_0_17"], row["printed_rate"]) == (316, 62_520, 50.5)


def test_looked_after_rates_are_near_the_printed_ones() -> None:
    children = load_children()
    printed = children[(children["indicator"] == "lac") & children["printed_rate"].notna()]
    assert len(printed) == 40
    off = (printed["rate_per_10000"] - printed["printed_rate"]).abs() > 0.5 + 1e-9
    # Each one that differs says so; the largest gap is of a revised population.
    assert (printed.loc[off, "note"] != "").all()
    assert (printed.loc[~off, "note"] == "").all()
    assert (printed["rate_per_10000"] / printed["printed_rate"] - 1).abs().max() < 0.02


def test_changing_a_loaded_table_changes_nobody_elses() -> None:
    mine = load_counts()
    mine["count"] = 0
    mine.loc[0, "month"] = "changed"
    assert (load_counts()["count"] >= 1).all()
    wards = load_boundaries("ward19")
    wards["area_name"] = "changed"
    assert "changed" not in set(load_boundaries("ward19")["area_name"])


def test_a_missing_table_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(PackagedDataError, match="python -m data build"):
        load_areas(tmp_path)


def test_the_package_is_small() -> None:
    files = [path for path in PACKAGED_FOLDER.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".parquet"}
    assert sum(path.stat().st_size for path in files) < LARGEST_PACKAGE
