"""The whole build on a made-up force area of four LSOAs, from its files to its tables."""

from __future__ import annotations

import csv
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.__main__ import main
from data.boundary.reading import read_boundaries
from data.building.sources import SourceError, read_table, whole_numbers
from data.outlines.boundaries import load_boundaries
from data.street.files import STREET_COLUMNS
from data.tables.areas import load_areas, load_lookup, own_name
from data.tables.children import load_children
from data.tables.country import (
    load_clusters,
    load_district_counts,
    load_districts,
    load_similar_areas,
)
from data.tables.packaged import PACKAGED_FOLDER
from data.tables.police import load_counts, load_months
from data.tables.population import load_population
from tests.data.building.beyond_crime import write_beyond
from tests.data.building.landmark_files import write_landmarks

DISTRICT = "E07000001"
# 2011: A | B | C | D, a kilometre each. 2021: A unchanged, B split in two, C and D merged.
OLD = {"A": "E01000001", "B": "E01000002", "C": "E01000003", "D": "E01000004"}
NEW = {"A": "E01000001", "B1": "E01000005", "B2": "E01000006", "CD": "E01000007"}
NAMES = {"A": "L 001A", "B1": "L 002B", "B2": "L 002C", "CD": "L 003A"}
EAST, NORTH = 400_000, 300_000


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def box(west: float, east: float) -> shapely.Polygon:
    return shapely.box(EAST + west * 1_000, NORTH, EAST + east * 1_000, NORTH + 1_000)


def write_layer(path: Path, stem: str, shapes: dict[str, shapely.Polygon]) -> None:
    columns = {f"{stem}CD": list(shapes), f"{stem}NM": [f"Some {code}" for code in shapes]}
    layer = gpd.GeoDataFrame(columns, geometry=list(shapes.values()), crs=27700)
    path.parent.mkdir(parents=True, exist_ok=True)
    layer.to_crs(4326).to_file(path, driver="GeoJSON")


def write_areas(folder: Path) -> None:
    write(
        folder / "lad24_csp24_pfa24.csv",
        "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM\n"
        f"{DISTRICT},Somewhere,E22000001,Somewhere,E23000001,Anyshire\n",
    )
    wards = {"A": "E05000001", "B": "E05000001", "C": "E05000002", "D": "E05000002"}
    rows = [f"{OLD[at]},L {at},{wards[at]},Ward {wards[at][-1]},{DISTRICT},X" for at in OLD]
    write(
        folder / "lsoa11_ward19.csv",
        "\n".join(["LSOA11CD,LSOA11NM,WD19CD,WD19NM,LADCD,LADNM", *rows, ""]),
    )
    rows = [f"{NAMES[at]},{NEW[at]},Ward 3,E05000003,{DISTRICT},X" for at in NEW]
    head = "lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_code,ltla24_name"
    write(folder / "lsoa21_ward24.csv", "\n".join([head, *rows, ""]))
    pairs = [
        ("A", "U", "A"),
        ("B", "S", "B1"),
        ("B", "S", "B2"),
        ("C", "M", "CD"),
        ("D", "M", "CD"),
    ]
    rows = [f"{OLD[old]},{change},{NEW[new]}" for old, change, new in pairs]
    write(
        folder / "lsoa11_lsoa21.csv", "\n".join(["lsoa11_code,change_code,lsoa21_code", *rows, ""])
    )


def write_layers(folder: Path) -> None:
    new = {
        NEW["A"]: box(0, 1),
        NEW["B1"]: box(1, 1.5),
        NEW["B2"]: box(1.5, 2),
        NEW["CD"]: box(2, 4),
    }
    write_layer(folder / "lsoa_2021.geojson", "LSOA21", new)
    named = {"MSOA21NM": ["L 002"], "HOC_NAME": ["Mill End & Quay"]}
    layer = gpd.GeoDataFrame(named, geometry=[box(1, 2)], crs=27700)
    layer.to_crs(4326).to_file(folder / "msoa_2021.geojson", driver="GeoJSON")
    # Coarser, and off by 20 m at its outer edges, as a super-generalised layer is.
    old = {OLD["C"]: box(2.02, 3), OLD["D"]: box(3, 4.02)}
    write_layer(folder / "lsoa_2011.geojson", "LSOA11", old)


def write_population(folder: Path) -> None:
    rows = [f"{code},L,1000,200" for code in OLD.values()]
    write(
        folder / "mid_2019_lsoa11.csv",
        "\n".join(["lsoa11_code,lsoa11_name,total_population,age_0_17", *rows, ""]),
    )
    rows = [f"{code},L,150,900" for code in NEW.values()]
    write(
        folder / "census_2021_lsoa21.csv",
        "\n".join(
            ["lsoa21_code,lsoa21_name,Aged 15 years and under,usual_residents_total", *rows, ""]
        ),
    )
    rows = [f"{code},L,910,920" for code in NEW.values()]
    head = "lsoa21_code,lsoa21_name,population_mid_2023,Mid-2024"
    write(folder / "mid_2022_2024_lsoa21.csv", "\n".join([head, *rows, ""]))


def write_deprivation(folder: Path) -> None:
    domains = ("Income", "Employment", "Education", "Health", "Crime", "Environment")
    for name, key, codes, housing in (
        ("imd_2019_lsoa11.csv", "lsoa11_code", OLD, "Housing_and_Access"),
        ("imd_2025_lsoa21.csv", "lsoa21_code", NEW, "Housing_and_Services"),
    ):
        measures = ["IMD", *domains, housing]
        head = [key, "IMD_rank", *(f"{measure}_decile" for measure in measures)]
        rows = [
            [code, str(4_000 * place), *[f"{place}.0"] * len(measures)]
            for place, code in enumerate(codes.values(), start=1)
        ]
        write(folder / name, "\n".join(",".join(row) for row in [head, *rows]) + "\n")
    rows = [[code, "UN1", "Urban: Nearer to a town", "Urban"] for code in NEW.values()]
    head = ["lsoa21_code", "ruc21_code", "classification", "ruc"]
    write(
        folder / "rural_urban_2021_lsoa21.csv",
        "\n".join(",".join(row) for row in [head, *rows]) + "\n",
    )


def write_police(folder: Path) -> None:
    path = folder / "anyshire_street.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for month, code in (("2019-01", OLD["B"]), ("2025-01", NEW["CD"])):
            row = dict.fromkeys(STREET_COLUMNS, "")
            row |= {"Crime ID": month, "Month": month, "LSOA code": code, "Crime type": "Drugs"}
            lines = [",".join(STREET_COLUMNS), ",".join(row.values()), ""]
            archive.writestr(f"{month}/{month}-anyshire-street.csv", "\n".join(lines))


GEOGRAPHY = "geographic_level,country_code,country_name,region_code,region_name,new_la_code,la_name"
PLACES = {
    "England": "National,E92000001,England,,,,",
    "Anyshire": "Local authority,E92000001,England,E12000001,North,E10000001,Anyshire",
}


def write_country(folder: Path) -> None:
    head = "lad23_code,lad23_name,region_code,region_name,police_force,population_mid_2022,note"
    rows = [
        f"{DISTRICT},Somewhere,E12000001,North,anyshire,900,",
        "E07000009,Else,E12000001,North,,8,x",
    ]
    write(folder / "lad23_population_force.csv", "\n".join([head, *rows, ""]))
    write(
        folder / "street_lad23_month_type_2025.csv",
        f"lad23_code,month,Burglary,Drugs,all\n{DISTRICT},2025-01,3,0,3\nE07000009,2025-01,1,2,3\n",
    )
    ranks = ",".join(str(rank) for rank in range(1, 21))
    near = ",".join(["E07000009"] * 18 + ["S12000033", "E08000038"])
    for kind in ("global", "demographic", "economic"):
        write(folder / f"{kind}-neighbours.csv", f"\ufeffAREACD,{ranks}\n{DISTRICT},{near}\n")
    write(
        folder / "cluster-allocation.csv",
        f"\ufeffAREACD,AREANM,Global,Economic,Demographic\n{DISTRICT},Somewhere,B,A,C\n"
        "E07000009,Else,B,A,\nS12000033,Aberdeen City,D,D,A\n",
    )


def write_children(folder: Path) -> None:
    def table(name: str, columns: str, cells: dict[tuple[str, int], str]) -> None:
        rows = [f"{year},{PLACES[place]},{cell}" for (place, year), cell in cells.items()]
        write(folder / name, "\n".join([f"time_period,{GEOGRAPHY},{columns}", *rows, ""]))

    table(
        "dfe_child_protection_counts.csv",
        "CPP_At31",
        {("England", 2025): "50000", ("Anyshire", 2025): "316", ("Anyshire", 2024): "c"},
    )
    table(
        "dfe_looked_after_rate.csv",
        "population_type,children_count",
        {
            ("Anyshire", 2025): "Children looked after on 31 March each year,1000",
            ("Anyshire", 2024): "Children ceasing to be looked after each year,9",
        },
    )
    table(
        "population_0_17.csv",
        "population_estimate",
        {("England", 2024): "12000000", ("Anyshire", 2024): "62520", ("Anyshire", 2023): "60000"},
    )
    rows = [
        ("CPP_rate", "2025", "Anyshire", "50.500000000000001"),
        ("CPP_rate", "2024", "Anyshire", "-"),
        ("LAC", "2025", "Anyshire", "170"),
        ("LACnum", "2025", "Anyshire", "1000"),
        ("RTA", "2014-16", "Anyshire", "1"),
    ]
    with (folder / "dfe_lait.csv").open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Short Desc", "Years", "LA and Regions", "Values"])
        writer.writerows(rows)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for each in (
        write_areas,
        write_layers,
        write_population,
        write_deprivation,
        write_police,
        write_children,
        write_country,
        write_landmarks,
    ):
        each(folder)
    write_beyond(folder, DISTRICT)
    return folder


def build(sources: Path, out: Path) -> int:
    return main(["build", "--source-folder", str(sources), "--out", str(out)])


@pytest.fixture
def packaged(sources: Path, tmp_path: Path) -> Path:
    out = tmp_path / "packaged"
    assert build(sources, out) == 0
    return out


def test_one_command_builds_tables_that_agree(packaged: Path) -> None:
    assert main(["check", "--folder", str(packaged)]) == 0


def test_areas_and_lookups(packaged: Path) -> None:
    areas = load_areas(packaged)
    assert areas["area_type"].value_counts().to_dict() == {
        "lsoa11": 4,
        "lsoa21": 4,
        "ward19": 2,
        "ward24": 1,
        "district": 1,
        "force": 1,
        "upper_tier": 1,
        "country": 1,
    }
    assert load_lookup("lsoa11_ward19", packaged)["ward_code"].tolist() == [
        "E05000001",
        "E05000001",
        "E05000002",
        "E05000002",
    ]


def test_both_vintages_are_drawn_from_the_same_ground(packaged: Path) -> None:
    old, new = (load_boundaries(layer, packaged) for layer in ("lsoa11", "lsoa21"))
    assert old.area.sum() == pytest.approx(4e6, rel=1e-3)
    assert new.area.sum() == pytest.approx(old.area.sum())
    split = shapely.union_all(new.geometry.loc[[NEW["B1"], NEW["B2"]]].to_numpy())
    assert shapely.equals(split, old.geometry[OLD["B"]])
    # The merged area is cut where the older layer has the border, and keeps its own outer edge.
    assert old.area[OLD["C"]] == pytest.approx(1e6, rel=5e-3)
    assert old.geometry[OLD["D"]].bounds[2] == pytest.approx(EAST + 4_000, abs=2)


def test_population_keeps_its_bands_apart(packaged: Path) -> None:
    assert load_population("mid-2019", packaged)["aged_0_17"].tolist() == [200] * 4
    census = load_population("census-2021", packaged)
    assert census["aged_0_15"].tolist() == [150] * 4
    assert census["aged_0_17"].isna().all()
    for year, people in (("mid-2023", 910), ("mid-2024", 920)):
        held = load_population(year, packaged)
        assert held["residents"].tolist() == [people] * 4
        assert set(held["area_type"]) == {"lsoa21"}
        assert held[["aged_0_17", "aged_0_15"]].isna().all(axis=None)


def test_the_country_s_districts_with_their_records_and_likes(packaged: Path) -> None:
    districts = load_districts(packaged)
    assert districts.loc[DISTRICT, ["force", "residents_2022", "note"]].tolist() == [
        "anyshire",
        900,
        "",
    ]
    counts = load_district_counts(packaged).set_index(["area_code", "crime_type"])["count"]
    # None recorded is 0; of a type that the file has no column of nothing is said.
    assert counts.to_dict() == {
        (DISTRICT, "Burglary"): 3,
        (DISTRICT, "Drugs"): 0,
        ("E07000009", "Burglary"): 1,
        ("E07000009", "Drugs"): 2,
    }
    near = load_similar_areas(packaged)
    last = near[near["rank"] >= 19].set_index(["kind", "rank"])
    assert last.loc[("global", 19), "similar_name"] == "Aberdeen City"
    assert last.loc[("global", 20), "similar_code"] == "E08000016"  # as it was coded in 2023
    assert load_clusters(packaged)["cluster"].tolist() == ["B", "B", "C", "A", "A"]


def test_an_lsoa_is_called_after_its_neighbourhood_too(packaged: Path) -> None:
    areas = load_areas(packaged).set_index(["area_type", "area_code"])["area_name"]
    assert areas["lsoa21", NEW["B1"]] == "L 002B · Mill End & Quay"
    assert areas["lsoa21", NEW["A"]] == "L 001A"  # its MSOA has no name in the file
    assert own_name(areas["lsoa21", NEW["B1"]]) == "L 002B"


def test_counts_in_each_vintage(packaged: Path) -> None:
    cells = load_counts(packaged)[["month", "area_type", "area_code", "count"]]
    assert cells.to_numpy().tolist() == [
        ["2019-01", "lsoa11", OLD["B"], 1],
        ["2025-01", "lsoa21", NEW["CD"], 1],
    ]
    assert load_months(packaged)["counted"].tolist() == [1, 1]


def test_children_keep_what_is_missing_missing(packaged: Path) -> None:
    table = load_children(packaged).set_index(["area_code", "indicator", "year"])
    shown = table.loc[("E10000001", "cpp", 2025)]
    assert shown["rate_per_10000"] == pytest.approx(50.54, abs=0.01)
    assert shown["printed_rate"] == 50.5
    assert shown["note"] == ""
    hidden = table.loc[("E10000001", "cpp", 2024)]
    assert pd.isna(hidden["count"])
    assert pd.isna(hidden["rate_per_10000"])
    assert pd.isna(hidden["printed_rate"])
    assert "suppressed" in hidden["note"]
    looked_after = table.loc[("E10000001", "lac", 2025)]
    assert "not this count" in looked_after["note"]  # 1,000 / 62,520 is 160 and not 170
    assert ("E10000001", "lac", 2024) not in table.index


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def second_police_version(folder: Path) -> None:
    with zipfile.ZipFile(folder / "newer_street.zip", "w") as archive:
        archive.writestr("2019-01/2019-01-anyshire-street.csv", ",".join(STREET_COLUMNS) + "\n")


FAULTS = {
    "a missing file": (remove("lsoa11_lsoa21.csv"), "--lsoa11-lsoa21"),
    "a missing column": (
        replace("lsoa11_ward19.csv", "WD19CD", "WARD"),
        "lsoa11_ward19.csv has no column WD19CD or ward19_code",
    ),
    "a malformed code": (
        replace("lsoa11_ward19.csv", "E05000002", "E5000002"),
        "lsoa11_ward19.csv, line 4: 'E5000002' is not a code of the type ward19",
    ),
    "a second ward": (
        replace("lsoa11_ward19.csv", OLD["B"], OLD["A"]),
        "lsoa11_ward19.csv, line 3: E01000001 is given a second ward",
    ),
    "lookups that disagree": (
        replace("lsoa11_lsoa21.csv", OLD["D"], "E01000099"),
        "do not tell of the same LSOAs",
    ),
    "an LSOA without residents": (
        replace("mid_2019_lsoa11.csv", OLD["C"], "E01000099"),
        "mid_2019_lsoa11.csv lacks 1 LSOAs of the force area, E01000003",
    ),
    "residents that are no number": (
        replace("census_2021_lsoa21.csv", f"{NEW['CD']},L,150,900", f"{NEW['CD']},L,150,c"),
        "census_2021_lsoa21.csv, line 5: residents is 'c', not a whole number",
    ),
    "an LSOA without boundary": (
        replace("lsoa_2021.geojson", NEW["B1"], "E01000099"),
        "lsoa_2021.geojson lacks 1 LSOAs of the force area, E01000005",
    ),
    "no old border within a merger": (
        replace("lsoa_2011.geojson", OLD["C"], "E01000099"),
        "lsoa_2011.geojson lacks the merged LSOA E01000003",
    ),
    "two versions of a month": (second_police_version, "2019-01 is also in"),
    "an unknown mark": (
        replace("dfe_child_protection_counts.csv", "Anyshire,c", "Anyshire,??"),
        "dfe_child_protection_counts.csv, line 4: '??' is neither a number nor a known mark",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_nothing_is_written(
    fault: str, sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, message = FAULTS[fault]
    spoil(sources)
    out = tmp_path / "packaged"
    assert build(sources, out) == 1
    assert message in capsys.readouterr().err
    assert not out.exists()


def test_two_forces_must_be_chosen_from(sources: Path, tmp_path: Path) -> None:
    with (sources / "lad24_csp24_pfa24.csv").open("a") as out:
        out.write("E07000002,Elsewhere,E22000002,Elsewhere,E23000002,Othershire\n")
    assert build(sources, tmp_path / "packaged") == 1
    options = ["--source-folder", str(sources), "--out", str(tmp_path / "packaged")]
    assert main(["build", *options, "--force-code", "E23000001"]) == 0


def test_check_finds_tables_that_disagree(packaged: Path) -> None:
    path = packaged / "police_months.parquet"
    months = pd.read_parquet(path)
    months["no_location"] += 1
    months.to_parquet(path)
    assert main(["check", "--folder", str(packaged)]) == 1


def test_help_tells_of_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["build", "--help"])
    told = capsys.readouterr().out
    for table in (
        "areas",
        "boundaries",
        "population",
        "deprivation",
        "police_counts",
        "police_months",
        "children",
    ):
        assert table in told
    for option in (
        "--source-folder",
        "--lsoa11-ward19",
        "--lsoa21-boundaries",
        "--police",
        "--out",
    ):
        assert option in told


def test_a_table_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_text('LSOA11CD,Total\nE01000001,"1,499"\n', encoding="utf-8-sig")
    table = read_table(path, {"code": ("LSOA11CD",), "total": ("Total",)})
    assert whole_numbers(table, "total", path).tolist() == [1499]
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="not a UTF-8 CSV"):
        read_table(path, {"code": ("LSOA11CD",)})


@pytest.mark.parametrize("form", ["zip", "gpkg", "geojson"])
def test_a_users_own_boundaries_are_read(form: str, tmp_path: Path) -> None:
    layer = gpd.GeoDataFrame(
        {"WD19CD": ["E05000001"], "WD19NM": ["Abbey"]}, geometry=[box(0, 1)], crs=27700
    )
    path = tmp_path / f"wards.{form}"
    if form == "zip":
        layer.to_file(tmp_path / "wards.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("wards.[spd]*"):
                archive.write(part, part.name)
    else:
        layer.to_file(path)
    read = read_boundaries(path, "ward19")
    assert read["area_name"].tolist() == ["Abbey"]
    assert read.area.iloc[0] == pytest.approx(1e6, rel=1e-3)


def test_the_packaged_tables_can_be_built_again(tmp_path: Path) -> None:
    folder = os.environ.get("CSP_SOURCE_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CSP_SOURCE_DATA does not name a folder of publishers' files")
    assert main(["build", "--out", str(tmp_path)]) == 0
    for path in PACKAGED_FOLDER.rglob("*.parquet"):
        again = tmp_path / path.relative_to(PACKAGED_FOLDER)
        if path.parent.name == "boundaries":
            assert gpd.read_parquet(path).equals(gpd.read_parquet(again)), path.name
        else:
            pd.testing.assert_frame_equal(pd.read_parquet(path), pd.read_parquet(again))
