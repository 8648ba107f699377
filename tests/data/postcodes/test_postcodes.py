"""Postcodes: either directory, as it comes; only the force's are kept, and each is found."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from data import store
from data.__main__ import main
from data.outlines.boundaries import load_boundaries
from data.postcodes.reading import PostcodeError, read_postcodes
from data.postcodes.store import find_postcode, kept_postcodes

LSOAS = load_boundaries("lsoa21")
HOME = str(LSOAS.index[0])
POINT = LSOAS.geometry.iloc[0].representative_point()
EAST, NORTH = round(POINT.x), round(POINT.y)
ONSPD = (
    "pcd7,pcd8,pcds,doterm,oseast1m,osnrth1m,lsoa21cd\n"
    f"ZZ1 1AA,ZZ1  1AA,ZZ1 1AA,,{EAST},{NORTH},{HOME}\n"
    "ZZ9 9ZZ,ZZ9  9ZZ,ZZ9 9ZZ,,530000,180000,E01000001\n"
    "ZZ1 1AB,ZZ1  1AB,ZZ1 1AB,,,,\n"
)
CODE_POINT = (
    f'"ZZ11AA",10,{EAST},{NORTH},"E92000001","","","","E07000001","E05000001"\n'
    '"ZZ9 9ZZ",10,530000,180000,"E92000001","","","","E07000001","E05000001"\n'
)


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    store.refresh()
    yield
    monkeypatch.undo()
    store.refresh()


def packed(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name, content in members.items():
            out.writestr(name.replace("__", "/") + ".csv", content)
    return path


@pytest.mark.parametrize("form", ["onspd.csv", "onspd.zip", "codepo_gb.zip", "st.csv"])
def test_either_directory_in_either_form(tmp_path, form):
    path = tmp_path / form
    if form == "onspd.zip":
        packed(path, Data__ONSPD_MAY_2025_UK=ONSPD, Data__multi_csv__ONSPD_ZZ="x\n")
    elif form == "codepo_gb.zip":
        packed(path, Data__CSV__zz=CODE_POINT, Doc__licence="words\n")
    else:
        path.write_text(ONSPD if form.startswith("onspd") else CODE_POINT, encoding="utf-8")
    told = read_postcodes(path, LSOAS)
    assert told.values.tolist() == [["ZZ11AA", EAST, NORTH, HOME]]


def test_a_postcode_is_found_with_its_census_area_and_none_where_none_is_kept(tmp_path):
    assert find_postcode("ZZ1 1AA") is None
    path = tmp_path / "onspd.csv"
    path.write_text(ONSPD, encoding="utf-8")
    assert main(["import", "postcodes", str(path)]) == 0
    store.refresh()
    assert kept_postcodes() == 1
    for typed in ("ZZ1 1AA", "zz11aa", " zz1  1aa "):
        found = find_postcode(typed)
        assert found is not None
        assert (found.name, found.lsoa_code) == ("ZZ1 1AA", HOME)
    assert find_postcode("ZZ9 9ZZ") is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name,value\na,1\n", "has no column of postcode and easting and northing"),
        ("pcds,oseast1m,osnrth1m\nZZ9 9ZZ,530000,180000\n", "lies in the force area"),
    ],
)
def test_what_is_none_is_refused_and_nothing_kept(tmp_path, content, words):
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PostcodeError, match=words):
        read_postcodes(path, LSOAS)
    assert main(["import", "postcodes", str(path)]) == 1
    assert kept_postcodes() == 0
