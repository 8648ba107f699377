"""Towns and stations: cut to the area and its margin, each in its district, the largest first."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from data.building import landmarks
from data.building.landmarks import build_landmarks
from data.building.sources import SourceError
from data.tables.landmarks import load_landmarks
from tests.data.building.landmark_files import write_landmarks

HOME = gpd.GeoDataFrame(
    {"district_code": ["E07000001"]},
    geometry=[shapely.box(400_000, 300_000, 404_000, 301_000)],
    crs=27700,
)
FILES = ("places_geonames.geojson", "rail_stations_naptan.geojson")


@pytest.fixture
def files(tmp_path):
    write_landmarks(tmp_path)
    return tuple(tmp_path / name for name in FILES)


def test_what_is_near_is_kept_with_its_district_and_what_is_far_is_not(files):
    told = build_landmarks(*files, HOME)
    assert told["name"].tolist() == ["Bigtown", "Milltown", "Quayville", "Milltown"]
    assert told["kind"].tolist() == ["town", "town", "town", "station"]
    assert told["size"].fillna(0).tolist() == [1, 2, 3, 0]
    assert told["district_code"].notna().tolist() == [False, True, True, True]
    assert "population" not in told


def test_a_misspelt_name_is_mended_and_a_closed_station_is_out(files, monkeypatch):
    mended = {"towns": {"3": "Quay Ville"}, "closed": {"9100AAA": "Milltown"}}
    monkeypatch.setattr(landmarks, "_mended", lambda: mended)
    with pytest.raises(SourceError, match="none of its 1 points is in the force area"):
        build_landmarks(*files, HOME)
    monkeypatch.setattr(landmarks, "_mended", lambda: mended | {"closed": {}})
    assert "Quay Ville" in build_landmarks(*files, HOME)["name"].tolist()


def test_a_file_without_the_column_is_told(files, tmp_path):
    gpd.GeoDataFrame({"title": ["x"]}, geometry=[shapely.Point(0, 0)], crs=4326).to_file(
        tmp_path / "other.geojson", driver="GeoJSON"
    )
    with pytest.raises(SourceError, match="has no column geonameid"):
        build_landmarks(tmp_path / "other.geojson", files[1], HOME)


def test_the_packaged_ones_are_of_every_district():
    told = load_landmarks()
    towns = told[told["kind"] == "town"]
    assert towns["district_code"].nunique() == 9
    assert towns["size"].is_monotonic_increasing
    assert told["size"].isna().equals(told["kind"] == "station")
