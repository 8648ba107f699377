"""Snap points of a selection: counted by hand, beside the counts, and nowhere but in the store."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from data import store
from data.explore.areas import area_rates
from data.explore.density import street_density
from data.explore.points import UNNAMED, street_points
from data.street.importing import import_street_files
from data.tables.areas import load_areas, load_lookup
from data.tables.packaged import PACKAGED_FOLDER
from tests.data.street.street_samples import at_point, street_months, write_street

LICHFIELD, TAMWORTH = "E07000194", "E07000199"
BURGLARY, SPAN = ("burglary",), ("2025-01", "2025-03")


def lsoa_of(district: str) -> str:
    areas = load_areas()
    own = areas[(areas["area_type"] == "lsoa21") & (areas["district_code"] == district)]
    return str(own["area_code"].min())


@pytest.fixture(autouse=True)
def points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """January and February with points, March without, in a store of the test's own."""
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    held = tmp_path / "files"
    held.mkdir()
    first, second = lsoa_of(LICHFIELD), lsoa_of(TAMWORTH)
    for month, rows in street_months(first, second).items():
        write_street(held, month, "staffordshire", rows)
    import_street_files([held], accept_odd=("2025-01", "2025-02"))
    later = at_point("2025-03", "On or near A", "Burglary", 9, (first, "-1.83", "52.68"))
    path = write_street(tmp_path, "2025-03", "staffordshire", later)
    import_street_files([path], keep_points=False, accept_odd=("2025-03",))
    store.refresh()


def test_records_on_one_point_are_added_up_under_the_name_that_most_of_them_have():
    told = street_points(BURGLARY, *SPAN)
    assert told.points["location"].tolist() == [
        "On or near High Street",
        UNNAMED,
        "On or near Park Road",
    ]
    assert told.points["records"].tolist() == [7, 4, 1]
    assert told.points["rank"].tolist() == [1, 2, 3]
    assert told.points["share"].tolist() == pytest.approx([700 / 12, 400 / 12, 100 / 12])
    assert told.by_type.to_dict("list") == {"Burglary": [7, 4, 1]}
    assert told.points["district_name"].tolist() == ["Lichfield", "Tamworth", "Lichfield"]


def test_months_without_points_are_named_and_are_in_no_figure():
    told = street_points(BURGLARY, *SPAN)
    assert (told.months, told.absent) == (("2025-01", "2025-02"), ("2025-03",))
    assert told.records == told.counted == 12
    assert int(area_rates(BURGLARY, *SPAN, "force")["numerator"].iloc[0]) == 21


def test_only_what_was_chosen_is_listed():
    own = street_points(("burglary", "shoplifting"), "2025-01", "2025-01", (LICHFIELD,))
    assert own.by_type.to_dict("list") == {"Burglary": [6, 1], "Shoplifting": [2, 0]}
    assert own.points["records"].tolist() == own.by_type.sum(axis=1).tolist()
    assert street_points(("asb",), *SPAN).points["location"].tolist() == ["On or near Park Road"]
    lsoa = lsoa_of(TAMWORTH)
    lookup = load_lookup("lsoa21_ward24").set_index("lsoa_code")
    for level, area in (("lsoa", lsoa), ("ward", str(lookup.loc[lsoa, "ward_code"]))):
        inside = street_points(BURGLARY, *SPAN, (), level, area)
        assert inside.points["location"].tolist() == [UNNAMED]
        assert inside.points["share"].tolist() == [100]


def test_equally_many_share_a_rank():
    told = street_points(("burglary", "asb"), "2025-02", "2025-02")
    assert told.points[["location", "rank"]].values.tolist() == [
        ["On or near High St", 1],
        ["On or near Park Road", 1],
    ]


def test_without_points_there_is_nothing_and_it_is_said_which_months_lack_them():
    told = street_points(BURGLARY, "2025-03", "2025-03")
    assert told.points.empty
    assert (told.months, told.absent, told.records) == ((), ("2025-03",), 0)
    surface = street_density(BURGLARY, "2025-03", "2025-03", (LICHFIELD,))
    assert (surface.lower, surface.near, surface.peak) == ((), "", 0)
    assert (surface.classes == -1).all()


def test_the_density_of_one_point_is_its_kernel_for_a_whole_year():
    surface = street_density(BURGLARY, *SPAN, (LICHFIELD,))
    # 7 burglaries in two months are 42 a year, and 3/(π · 0.5²) at the point itself. The middle of
    # the nearest cell is half a diagonal away at most, 88.4 m: (1 − (88.4/500)²)² = 0.938.
    assert 42 * 3.8197 * 0.938 <= surface.peak <= 42 * 3.8197
    assert surface.near.startswith("On or near High Street, ")
    assert surface.months == ("2025-01", "2025-02")
    assert surface.lower == (0.3, 1, 3, 10, 30)
    assert surface.classes.max() == 4


def test_the_classes_of_a_district_are_those_of_the_force_area():
    burglary = [street_density(BURGLARY, *SPAN, (one,)) for one in (LICHFIELD, TAMWORTH)]
    assert burglary[0].lower == burglary[1].lower
    assert burglary[1].peak < burglary[0].peak
    several = street_density(BURGLARY, *SPAN, (LICHFIELD, TAMWORTH))
    assert (several.bandwidth, several.cell) == (1000, 250)
    assert (burglary[0].bandwidth, burglary[0].cell) == (500, 125)


def test_the_surface_lies_where_its_points_do():
    surface = street_density(BURGLARY, *SPAN, (LICHFIELD,))
    south, west, north, east = surface.bounds
    rows, columns = surface.classes.shape
    top = [int(one) for one in (surface.classes == 4).nonzero()[0]]
    left = [int(one) for one in (surface.classes == 4).nonzero()[1]]
    latitude = north - (sum(top) / len(top) + 0.5) / rows * (north - south)
    longitude = west + (sum(left) / len(left) + 0.5) / columns * (east - west)
    assert (latitude, longitude) == pytest.approx((52.68, -1.83), abs=0.001)
    assert surface.area[4] == pytest.approx((surface.classes == 4).sum() * 0.125**2)


def test_no_point_is_in_the_packaged_tables():
    tables = list(PACKAGED_FOLDER.rglob("*.parquet"))
    assert tables
    for path in tables:
        if path.stem == "landmarks":
            continue  # towns and stations: no record's place
        names = set(pq.read_schema(path).names)
        assert not names & {"longitude", "latitude", "easting", "northing", "location"}, path


def test_the_real_records_are_all_on_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = os.environ.get("CSP_SOURCE_DATA")
    path = Path(folder or "") / "police" / "staffordshire_street_2018-10_2019-02.zip"
    if not folder or not path.is_file():
        pytest.skip("CSP_SOURCE_DATA names no folder with the police archives.")
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "real"))
    import_street_files([path])
    store.refresh()
    run = ("2018-10", "2019-02")
    counts = area_rates(("all-crime",), *run, "district")["numerator"]
    told = street_points(("all-crime",), *run)
    assert told.records == told.counted == int(counts.sum())
    by_district = told.points.groupby("district_code")["records"].sum()
    pd.testing.assert_series_equal(
        by_district, counts.astype("int64"), check_names=False, check_like=True
    )
