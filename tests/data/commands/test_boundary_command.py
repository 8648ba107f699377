"""``import boundaries``: its report in sentences, what is saved, and what the maps draw then."""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import pytest

from data import store
from data.commands.boundary import add_parser, run
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import drawn_wards, legal_districts
from data.tables.packaged import read_packaged_layer
from geo.boundaries import BoundaryError
from tests.data.boundary.boundary_samples import code, shapefile, wards, zipped_shapefile

pytestmark = pytest.mark.usefixtures("own_store")


def told(path: Path, *options: str) -> list[str]:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="kind"))
    return run(parser.parse_args(["boundaries", str(path), *options]))


def own_wards(vintage: str = "ward24", districts: int = 9) -> gpd.GeoDataFrame:
    """The wards of some of the districts under a publisher's columns, moved by 50 m."""
    layer = read_packaged_layer(f"boundaries/{vintage}")
    chosen = sorted(layer["district_code"].unique())[:districts]
    layer = layer[layer["district_code"].isin(chosen)].reset_index(drop=True)
    year = vintage.removeprefix("ward")
    heads = {"area_code": f"wd{year}cd", "area_name": f"wd{year}nm", "district_code": "lad24cd"}
    return layer.set_geometry(layer.translate(50, 50)).rename(columns=heads)


def test_a_zipped_shapefile_is_checked_saved_and_reported(tmp_path: Path) -> None:
    path = zipped_shapefile(tmp_path / "wards.zip", own_wards())
    sentences = told(path, "--who", "A. Analyst", "--note", "for the assessment")
    assert sentences[0] == "wards.zip, layer 'wards': 185 wards of 2024 passed the checks."
    assert (
        "Taken for wards of 2024: 185 of 185 codes in the column 'wd24cd' are known" in sentences[1]
    )
    assert sentences[-3] == "Loaded 185 boundaries: wards of 2024, change 1."
    assert sentences[-2].startswith("Maps can draw the legal wards of ")
    assert sentences[-1].startswith("The periods 2025 (12 months) and January to April 2024 ")
    (change,) = store.current().history
    assert (change.who, change.note) == ("A. Analyst", "for the assessment")
    assert [one["name"] for one in change.files] == ["wards.zip"]
    assert set(change.put) == {("boundaries", "ward24"), ("boundaries_drawn", "ward24")}
    full = store.read_layer("boundaries", "ward24")
    assert len(full) == 185
    moved = full.set_index("area_code").intersection(load_boundaries("ward24"), align=True)
    assert (moved.area < full.set_index("area_code").area).all()


def test_districts_without_all_their_wards_stay_on_best_fit_and_are_counted(
    tmp_path: Path,
) -> None:
    layer = own_wards(districts=2).iloc[:-1]
    path = shapefile(layer, tmp_path / "parts")
    sentences = told(path)
    first = min(layer["lad24cd"])
    name = load_catalogue().force.district(first).name
    assert sentences[-2] == (
        f"Maps can draw the legal wards of {name}. The other 8 districts stay on best fit, for "
        "the file does not hold all their wards."
    )
    assert legal_districts("ward24") == (first,)
    drawn, best = drawn_wards("ward24"), load_boundaries("ward24")
    same = drawn.geom_equals(best)
    assert not same[best["district_code"] == first].any()
    assert same[best["district_code"] != first].all()
    assert any(one.startswith("Look at: ") and "is not in the file" in one for one in sentences)


def test_nothing_of_a_whole_district_changes_no_map(tmp_path: Path) -> None:
    path = shapefile(own_wards().iloc[:3], tmp_path / "parts")
    assert told(path)[-1] == "No district has all its wards in the file, so maps stay on best fit."
    assert not any(one.endswith(".legal") for one in load_catalogue().periods)


def test_wards_of_a_year_that_no_period_is_on_are_kept(tmp_path: Path) -> None:
    layer = wards(year="22")
    at = own_wards().union_all().representative_point()
    layer = layer.set_geometry(layer.translate(at.x - 402_000, at.y - 300_500))
    path = shapefile(layer, tmp_path / "parts")
    assert told(path)[-1] == (
        "They are kept; no map draws them yet, for no loaded period is on wards of 2022."
    )
    assert store.read_layer("boundaries", "ward22")["area_code"].tolist() == [
        code(1),
        code(2),
        code(3),
    ]


def test_check_only_saves_nothing(tmp_path: Path) -> None:
    path = shapefile(own_wards(), tmp_path / "parts")
    assert told(path, "--check-only")[-1] == "Checked only: nothing was saved."
    assert store.current().history == ()


def test_the_options_are_what_the_user_chose(tmp_path: Path) -> None:
    layer = own_wards().rename(columns={"wd24cd": "REF", "wd24nm": "TITLE"})
    layer = layer.set_crs(3857, allow_override=True)
    path = tmp_path / "wards.gpkg"
    layer.to_file(path)
    options = ["--area-type", "ward24", "--code-column", "ref", "--name-column", "title"]
    sentences = told(path, *options, "--crs", "EPSG:27700", "--layer", "wards")
    assert sentences[-3] == "Loaded 185 boundaries: wards of 2024, change 1."
    assert len(store.read_layer("boundaries", "ward24")) == 185


def test_a_refused_file_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    good = shapefile(own_wards(), tmp_path / "good")
    told(good)
    before = store.current().generation
    twice = own_wards()
    twice.loc[1, "wd24cd"] = twice.loc[0, "wd24cd"]
    bad = shapefile(twice, tmp_path / "bad")
    with pytest.raises(BoundaryError, match=r"^wards.shp: rows 1 and 2 have the same code"):
        told(bad)
    assert store.refresh().generation == before
    assert len(store.read_layer("boundaries", "ward24")) == 185


def test_a_second_file_replaces_and_undo_puts_back(tmp_path: Path) -> None:
    assert "went back" not in told(shapefile(own_wards(), tmp_path / "a"))[-1]
    said = told(shapefile(own_wards(districts=1), tmp_path / "b"))
    assert said[-1].startswith("Look at: the earlier file was replaced, and ")
    assert "and 5 more went back to best fit" in said[-1]
    assert len(legal_districts("ward24")) == 1
    store.undo(2)
    assert len(legal_districts("ward24")) == 9


def test_a_file_with_names_alone_is_matched_by_name_and_ground(tmp_path: Path) -> None:
    layer = own_wards(districts=1)[["wd24nm", "geometry"]].rename(columns={"wd24nm": "Title"})
    layer["Title"] = layer["Title"].str.upper() + " WARD"
    layer.loc[layer.index[0], "Title"] = "Somewhere Else"
    path = tmp_path / "wards.gpkg"
    layer.to_file(path)
    with pytest.raises(BoundaryError, match="Areas with names alone can be matched"):
        told(path)
    sentences = told(path, "--match-names", "--check-only")
    number = len(layer) - 1
    assert sentences[0] == f"wards.gpkg, layer 'wards': {number} wards of 2024 passed the checks."
    assert sentences[1] == (
        f"Look at: The file has no codes: {number} areas took the codes of known wards of 2024, by "
        "name and ground. 1 area was left out: row 1 (Somewhere Else)."
    )
    known = tmp_path / "coded.gpkg"
    own_wards(districts=1).to_file(known)
    with pytest.raises(BoundaryError, match="Leave out --match-names"):
        told(known, "--match-names")


def test_an_odd_row_is_told_and_can_be_done_without(tmp_path: Path) -> None:
    layer = own_wards(districts=1)
    layer["wd24cd"] = layer["wd24cd"].str.lower()
    path = tmp_path / "wards.gpkg"
    layer.to_file(path)
    assert any("were read in capitals" in one for one in told(path, "--check-only"))
    with pytest.raises(BoundaryError, match="is not a code of a ward"):
        told(path, "--without", "capitals", "--area-type", "ward24")
