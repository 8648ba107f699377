from __future__ import annotations

import csv
import os
from pathlib import Path

import pandas as pd
import pytest

from data.building.deprivation import DOMAINS, build_deprivation
from data.building.sources import SourceError
from data.tables.areas import load_areas
from data.tables.deprivation import load_deprivation

OLD, NEW = pd.Index(["E01000001", "E01000002"]), pd.Index(["E01000001", "E01000003"])
MEASURES = ["IMD", "Income", "Employment", "Education", "Health", "Crime", "Environment"]


def table(path: Path, key: str, codes: pd.Index, housing: str, deciles: list[str]) -> Path:
    names = [*MEASURES, housing]
    head = [key, "IMD_rank", *(f"{name}_decile" for name in names)]
    rows = [
        [code, f"{3_000 * at}.0", *[decile] * len(names)]
        for at, (code, decile) in enumerate(zip(codes, deciles, strict=True), start=1)
    ]
    path.write_text("\n".join(",".join(row) for row in [head, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    classes = tmp_path / "ruc.csv"
    classes.write_text(
        "LSOA21CD,RUC21CD,RUC21NM\nE01000001,UN1,Urban\nE01000003,RSN1,Smaller rural\n"
    )
    return {
        "imd_2019": table(
            tmp_path / "2019.csv", "lsoa11_code", OLD, "Housing_and_Access", ["1", "2"]
        ),
        "imd_2025": table(
            tmp_path / "2025.csv", "LSOA21CD", NEW, "Housing_and_Services", ["1.0", "2.0"]
        ),
        "rural_urban": classes,
    }


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_two_editions_are_compiled(files):
    built = build_deprivation(**files, lsoa11=OLD, lsoa21=NEW)
    assert built[["edition", "area_type", "area_code"]].to_numpy().tolist() == [
        ["imd-2019", "lsoa11", "E01000001"],
        ["imd-2019", "lsoa11", "E01000002"],
        ["imd-2025", "lsoa21", "E01000001"],
        ["imd-2025", "lsoa21", "E01000003"],
    ]
    assert built["imd_rank"].tolist() == [3_000, 6_000, 3_000, 6_000]
    for measure in ("imd", *DOMAINS):
        assert built[f"{measure}_decile"].tolist() == [1, 2, 1, 2]
    assert built["rural_urban"].isna().tolist() == [True, True, False, False]
    assert built["rural_urban_code"].tolist()[2:] == ["UN1", "RSN1"]


def test_the_departments_own_headings_are_read(files):
    path = files["imd_2025"]
    written = {
        "LSOA21CD": "LSOA code (2021)",
        "IMD_rank": "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
        "IMD": "Index of Multiple Deprivation (IMD)",
        "Education": "Education, Skills and Training",
        "Health": "Health Deprivation and Disability",
        "Environment": "Living Environment",
        "Housing_and_Services": "Barriers to Housing and Services",
    }
    with path.open(newline="") as lines:
        head, *rows = csv.reader(lines)
    told = "Decile (where 1 is most deprived 10% of LSOAs)"
    renamed = []
    for name in head:
        stem = name.removesuffix("_decile")
        renamed.append(f"{written.get(stem, stem)} {told}" if stem != name else written[name])
    with path.open("w", newline="") as lines:
        csv.writer(lines).writerows([renamed, *rows])
    built = build_deprivation(**files, lsoa11=OLD, lsoa21=NEW)
    assert built["housing_decile"].tolist() == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("imd_2019", "E01000002", "E01000009", r"2019\.csv lacks 1 LSOAs .*, E01000002"),
        ("imd_2019", "E01000002", "E01000001", r"2019\.csv lacks 1 LSOAs .*, E01000002"),
        ("imd_2025", "E01000003,6000.0,2.0", "E01000003,6000.0,11", "from 1 to 10"),
        ("imd_2025", "E01000003,6000.0,2.0", "E01000003,6000.0,0", "from 1 to 10"),
        ("imd_2025", "E01000003,6000.0,2.0", "E01000003,6000.0,", "imd_decile is empty"),
        ("imd_2025", "6000.0", "6000.5", r"line 3: imd_rank is '6000\.5', not a rank from 1"),
        ("imd_2019", "6000.0", "100", "line 2: IMD decile 1 does not follow rank 3000"),
        ("imd_2019", "Crime_decile", "Crime_score", "has no column crime_Decile or Crime Decile"),
        ("rural_urban", "Smaller rural", "", "line 3: the rural-urban class is empty"),
    ],
)
def test_a_fault_is_named(files, file, old, new, message):
    spoil(files[file], old, new)
    with pytest.raises(SourceError, match=message):
        build_deprivation(**files, lsoa11=OLD, lsoa21=NEW)


def test_an_lsoa_that_comes_twice_is_refused(files):
    path = files["imd_2019"]
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n")
    with pytest.raises(SourceError, match=r"line 4: E01000001 comes a second time"):
        build_deprivation(**files, lsoa11=OLD, lsoa21=NEW)


# --- What ships ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vintage", "edition", "lsoas"),
    [("lsoa11", "imd-2019", 32_844), ("lsoa21", "imd-2025", 33_755)],
)
def test_every_lsoa_of_the_force_has_its_deprivation(vintage, edition, lsoas):
    got = load_deprivation(vintage)
    areas = load_areas()
    assert set(got.index) == set(areas.loc[areas["area_type"] == vintage, "area_code"])
    assert got.index.is_unique
    assert set(got["edition"]) == {edition}
    assert got["imd_rank"].between(1, lsoas).all()
    assert got["imd_rank"].is_unique
    # A decile is a tenth of England's LSOAs in the order of their ranks.
    assert (got["imd_decile"] == -(-got["imd_rank"] * 10 // lsoas)).all()
    deciles = got[[f"{domain}_decile" for domain in DOMAINS]]
    assert deciles.isin(range(1, 11)).all(axis=None)
    assert got["rural_urban"].notna().all() == (vintage == "lsoa21")


def test_known_lsoa():
    # Stoke-on-Trent 012A, as printed in both editions.
    assert load_deprivation("lsoa11").loc["E01014210", ["imd_rank", "housing_decile"]].tolist() == [
        2167,
        8,
    ]
    assert load_deprivation("lsoa21").loc["E01014210", ["imd_rank", "imd_decile"]].tolist() == [
        3572,
        2,
    ]


def test_an_unknown_vintage_is_refused():
    with pytest.raises(KeyError, match="The vintages are: lsoa11, lsoa21"):
        load_deprivation("ward19")


def test_shipped_table_is_the_publishers(tmp_path):
    folder = os.environ.get("CSP_SOURCE_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CSP_SOURCE_DATA does not name a folder of publishers' files")
    for vintage, name in (("lsoa11", "imd_2019_lsoa11.csv"), ("lsoa21", "imd_2025_lsoa21.csv")):
        printed = pd.read_csv(next(Path(folder).rglob(name))).set_index(f"{vintage}_code")
        held = load_deprivation(vintage)
        printed = printed.reindex(held.index)
        housing = next(name for name in printed if name.startswith("Housing") and "decile" in name)
        for domain in (*DOMAINS, "imd"):
            written = {"housing": housing, "imd": "IMD_decile"}.get(
                domain, f"{domain.capitalize()}_decile"
            )
            assert (held[f"{domain}_decile"] == printed[written]).all(), (vintage, domain)
        assert (held["imd_rank"] == printed["IMD_rank"]).all()
