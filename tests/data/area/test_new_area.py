"""Another police force area: from made-up files in the publishers' formats to what is read."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from data import store
from data.area.files import AREA_FILES
from data.building.population import build_population
from data.building.sources import SourceError
from data.commands.area import add_parser, run
from data.documents.published import load_places_at_risk, load_published
from data.figures.area_figures import area_figures, monthly_counts, residents_of
from data.figures.changes import change_on_year_before, span_of_year_before
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.street.files import StreetFileError
from data.tables.areas import load_areas, load_lookup
from data.tables.children import load_children
from data.tables.deprivation import load_deprivation
from data.tables.packaged import PACKAGED_FOLDER, PackagedDataError, read_packaged
from data.tables.police import load_counts, load_months
from data.tables.population import load_population
from geo.areas import AreaError
from geo.boundaries import BoundaryError, coverage_report, named_areas
from tests.data.area.synthetic_area import (
    BURGLARY,
    COUNTY,
    DISTRICTS,
    FORCE,
    HOTSPOT,
    MONTHS,
    SLUG,
    change_layer,
    lsoas,
    tally,
    write_children,
    write_deprivation,
    write_needed,
    write_older,
    write_police,
    write_since_census,
)

REFUSED = (SourceError, StreetFileError, BoundaryError, AreaError)
BOUNDARIES = "LSOA_December_2021_Boundaries.geojson"
LOOKUP = "LSOA_(2021)_to_Electoral_Ward_(2025)_Best_Fit_Lookup_in_EW.csv"
FORCES = "Local_Authority_District_to_CSP_to_PFA_(December_2024)_Lookup_in_EW.csv"


def command(*words: str) -> list[str]:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="command"))
    return run(parser.parse_args(["new-area", *words]))


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    write_needed(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The area as most will make it: the needed files and a year of records."""
    folder = tmp_path_factory.mktemp("area")
    write_needed(folder / "files")
    write_police(folder / "files" / "archive.zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(folder / "store"))
        yield command(SLUG, "--source-folder", str(folder / "files"))


def of_type(area_type: str) -> set[str]:
    areas = load_areas()
    return set(areas.loc[areas["area_type"] == area_type, "area_code"])


@pytest.mark.usefixtures("served")
class TestServed:
    def test_the_areas_are_the_forces_own_and_no_others(self) -> None:
        assert of_type("force") == {FORCE}
        assert of_type("district") == set(DISTRICTS)
        assert of_type("lsoa21") == {one.code for one in lsoas()}
        assert of_type("ward25") == {one.ward25 for one in lsoas()}
        assert len(of_type("ward25")) == 12
        assert not of_type("ward24") | of_type("ward19") | of_type("lsoa11")

    def test_the_best_fit_is_that_of_the_lookup(self) -> None:
        lookup = load_lookup("lsoa21_ward25").set_index("lsoa_code")
        assert lookup["ward_code"].to_dict() == {one.code: one.ward25 for one in lsoas()}
        assert lookup["district_code"].to_dict() == {one.code: one.district for one in lsoas()}

    def test_residents(self) -> None:
        population = load_population("census-2021")
        assert population["residents"].to_dict() == {one.code: one.residents for one in lsoas()}
        assert population["aged_0_15"].eq(200).all()
        assert population["aged_0_17"].isna().all()

    def test_every_layer_tiles_the_same_ground(self) -> None:
        for layer, areas in (("lsoa21", 40), ("ward25", 12), ("district", 3)):
            drawn = load_boundaries(layer)
            report = coverage_report(drawn)
            assert (len(drawn), report.holes, report.is_coverage) == (areas, 0, True)
            assert drawn.area.sum() == pytest.approx(40e6, rel=1e-3)
        assert load_boundaries("district").area["E06000903"] == pytest.approx(10e6, rel=1e-3)

    def test_records_are_counted_to_their_lsoas(self) -> None:
        counts = load_counts().groupby(["area_code", "crime_type"], observed=True)["count"].sum()
        assert counts.to_dict() == dict(tally())
        months = load_months()
        assert months["month"].tolist() == list(MONTHS)
        assert months["no_location"].eq(2).all()
        assert months["outside_force"].eq(1).all()

    def test_what_was_not_given_is_empty_and_not_the_packaged_areas(self) -> None:
        assert load_children().empty
        assert load_deprivation("lsoa21").empty
        assert "imd_decile" in load_deprivation("lsoa21").columns
        assert load_lookup("lsoa11_lsoa21").empty
        with pytest.raises(PackagedDataError, match=r"no table 'boundaries/lsoa11'.*new-area"):
            load_boundaries("lsoa11")

    def test_nothing_of_the_packaged_area_is_read(self) -> None:
        packaged = read_packaged("areas", PACKAGED_FOLDER)
        assert not set(load_areas()["area_code"]) & set(packaged["area_code"])
        assert load_published().empty
        assert load_places_at_risk().empty

    def test_the_catalogue_is_of_this_area(self) -> None:
        catalogue = load_catalogue()
        force = catalogue.force
        assert (force.code, force.slug) == (FORCE, SLUG)
        assert force.name == "Northmere & Cawdor"
        assert force.police == "Northmere & Cawdor Police"
        assert {one.code: one.name for one in force.districts} == DISTRICTS
        assert force.default_district == "E07000901"
        told = [theme.priorities + theme.cards + theme.asks for theme in catalogue.themes.values()]
        assert not any(told)
        assert not catalogue.asks
        assert not any(source.csps for source in catalogue.sources.values())

    def test_the_default_period_is_the_newest_twelve_months(self) -> None:
        period = load_catalogue().default_period
        assert (period.start, period.end) == (MONTHS[0], MONTHS[-1])
        assert (period.ward_vintage, period.lsoa_vintage) == ("ward25", "lsoa21")
        assert period.population_base == "census-2021"

    def test_a_wards_rate_is_its_records_over_its_residents(self) -> None:
        period = load_catalogue().default_period.id
        hot = next(one for one in lsoas() if (one.column, one.row) == HOTSPOT)
        members = [one for one in lsoas() if one.ward25 == hot.ward25]
        burglaries = sum(tally()[one.code, BURGLARY] for one in members)
        residents = sum(one.residents for one in members)
        row = area_figures("burglary", period, "ward").loc[hot.ward25]
        assert row["numerator"] == burglaries
        assert row["residents"] == residents
        assert row["rate"] == pytest.approx(burglaries / residents * 1_000)
        force = residents_of(period, "force")
        assert force.to_dict() == {FORCE: sum(one.residents for one in lsoas())}
        assert monthly_counts("burglary", period, "district").shape == (3, 12)

    def test_the_report_says_what_there_is_and_what_was_left_out(self, served: list[str]) -> None:
        text = "\n".join(served)
        assert "3 district, 12 ward25, 40 lsoa21" in text
        assert f"police: 12 months, {sum(tally().values()):,} records counted" in text
        assert "left out: LSOAs of 2011" in text
        assert "left out: the names of the counties (no --upper-tiers)" in text


@pytest.mark.parametrize(
    ("asked", "name", "districts"),
    [
        (["Northmere and CAWDOR"], "Northmere & Cawdor", 3),
        (["Northmere & Cawdor Police"], "Northmere & Cawdor", 3),
        (["e23000091"], "Northmere & Cawdor", 3),
        (["Ashdale", "E06000903"], "Ashdale and Port Cawdor", 2),
        (["brackenford", "ashdale", "port cawdor"], "Northmere & Cawdor", 3),
        (["Brackenford"], "Brackenford", 1),
    ],
)
def test_an_area_is_named_in_many_ways(
    asked: list[str], name: str, districts: int, own_store: Path, files: Path
) -> None:
    command(*asked, "--source-folder", str(files))
    force = load_catalogue().force
    assert (force.name, len(force.districts)) == (name, districts)
    assert len(load_areas().query("area_type == 'district'")) == districts


def test_without_records_the_one_period_says_so(own_store: Path, files: Path) -> None:
    told = command(SLUG, "--source-folder", str(files))
    assert any("No records are loaded: import" in line for line in told)
    assert load_months().empty
    assert (
        load_counts().columns.tolist()
        == read_packaged("police_counts", PACKAGED_FOLDER).columns.tolist()
    )
    period = load_catalogue().default_period
    assert period.note.startswith("No records are loaded")
    assert residents_of(period.id, "ward").sum() == sum(one.residents for one in lsoas())


def test_with_the_older_side_both_vintages_are_served(own_store: Path, files: Path) -> None:
    write_older(files)
    write_police(files / "new.zip")
    write_police(files / "old.zip", ["2019-01", "2019-02"], old=True)
    command(SLUG, "--source-folder", str(files))
    assert len(of_type("lsoa11")) == 37
    assert of_type("ward19") == {one.ward19 for one in lsoas()}
    assert load_boundaries("ward19").area.sum() == pytest.approx(40e6, rel=1e-3)
    split = next(one for one in lsoas() if one.old_code != one.code)
    assert load_boundaries("lsoa11").area[split.old_code] == pytest.approx(2e6, rel=1e-3)
    months = load_months().set_index("month")["area_type"]
    assert months["2019-01"] == "lsoa11"
    assert months["2025-01"] == "lsoa21"
    assert load_population("mid-2019")["residents"].eq(1_000).all()
    assert load_catalogue().fitted == {"ward19": "lsoa11", "ward25": "lsoa21"}


def test_a_year_before_newer_residents_and_neighbourhoods(own_store: Path, files: Path) -> None:
    write_since_census(files)
    years = {year: [f"{year}-{month:02d}" for month in range(1, 13)] for year in (2024, 2025)}
    write_police(files / "archive.zip", years[2024][:4] + years[2025])
    command(SLUG, "--source-folder", str(files))
    period = load_catalogue().default_period
    assert (period.start, period.population_base) == ("2025-01", "mid-2024")
    people = residents_of(period.id, "force")[FORCE]
    assert people == sum(1_300 + one.row for one in lsoas())
    # Every month of the file has the same records, but February 2024 one day more.
    now, before = (sum(tally(months).values()) for months in (years[2025][:4], years[2024][:4]))
    asb = change_on_year_before("asb", period.id, "force")
    crime = change_on_year_before("all-crime", period.id, "force")
    assert int(asb["now"].sum() + crime["now"].sum()) == now == before
    assert crime["percent"].iloc[0] == pytest.approx((121 / 120 - 1) * 100)
    assert span_of_year_before(period.id) == "2025-01 to 2025-04 against 2024-01 to 2024-04"
    names = load_areas().set_index("area_code")["area_name"]
    first = lsoas()[0]
    assert names[first.code] == f"{first.name} · Ferry Hill & Staithes"
    assert names[lsoas()[-1].code] == lsoas()[-1].name


def test_children_and_deprivation_are_cut_to_the_area(own_store: Path, files: Path) -> None:
    write_children(files)
    write_deprivation(files)
    command(SLUG, "--source-folder", str(files))
    children = load_children()
    assert set(children["area_name"]) == {"England", "Somewhere", "Northmere", "Port Cawdor"}
    local = children.query("area_code == @COUNTY and indicator == 'cpp' and year == 2025")
    assert local["rate_per_10000"].tolist() == [300 / 60_000 * 10_000]
    tiers = {one.code: one.upper_tier for one in load_catalogue().force.districts}
    assert tiers == {"E07000901": COUNTY, "E07000902": COUNTY, "E06000903": "E06000903"}
    deprivation = load_deprivation("lsoa21")
    assert deprivation.index.tolist() == sorted(one.code for one in lsoas())
    assert deprivation["rural_urban"].isna().all()
    assert load_deprivation("lsoa11").empty


def test_going_back_and_forth(own_store: Path, files: Path) -> None:
    packaged = load_areas()
    command(SLUG, "--source-folder", str(files), "--who", "An Analyst", "--note", "a trial")
    made = store.current().history[-1]
    assert (made.who, made.note) == ("An Analyst", "a trial")
    assert FORCES in {one["name"] for one in made.files}
    assert of_type("force") == {FORCE}
    assert command("--back") == ["The packaged force area is served again."]
    pd.testing.assert_frame_equal(load_areas(), packaged)
    assert not load_published().empty
    store.undo(store.current().generation)
    assert of_type("force") == {FORCE}
    command("--back")
    assert command("--back") == ["The packaged force area is served already; nothing was changed."]


def test_a_second_area_takes_the_place_of_the_first(own_store: Path, files: Path) -> None:
    write_older(files)
    command(SLUG, "--source-folder", str(files))
    assert of_type("ward19")
    for name in ("LSOA_(2011)_to_Ward_(2019).csv", "mid_2019_estimates.csv"):
        (files / name).unlink()
    command("Ashdale", "--source-folder", str(files))
    assert not of_type("ward19")
    assert of_type("district") == {"E07000901"}
    with pytest.raises(PackagedDataError):
        load_boundaries("ward19")


def replace(name: str, old: str, new: str, times: int = -1) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8-sig")
        assert old in text
        path.write_text(text.replace(old, new, times), encoding="utf-8")

    return spoil


def lines(name: str, kept: Callable[[str], bool]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8-sig").splitlines()
        path.write_text("\n".join([line for line in text if kept(line)] + [""]), encoding="utf-8")

    return spoil


def repeat_last(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8-sig")
        path.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")

    return spoil


FIRST = lsoas()[0]
FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a missing column": (
        replace(LOOKUP, "LAD25CD", "COUNCIL"),
        r"Best_Fit_Lookup_in_EW.csv has no column LAD\d\dCD or .*Its columns are: LSOA21CD",
    ),
    "a needed file that is not there": (
        lambda folder: (folder / "census_2021.csv").unlink(),
        r"(?s)--census \(ONS: Census 2021.*docs/new-area.md",
    ),
    "an LSOA with an empty ward": (
        replace(
            LOOKUP, f"{FIRST.code},{FIRST.name},,{FIRST.ward25}", f"{FIRST.code},{FIRST.name},,"
        ),
        r"Best_Fit_Lookup_in_EW.csv, line 2: ward_code is empty",
    ),
    "LSOAs that the lookup leaves out": (
        lines(LOOKUP, lambda line: FIRST.code not in line),
        rf"1 LSOAs of {BOUNDARIES} have no ward: the best-fit lookup lacks {FIRST.code}",
    ),
    "three LSOAs without boundaries": (
        lambda folder: change_layer(folder, [one.code for one in lsoas()[:3]]),
        rf"{BOUNDARIES} lacks 3 LSOAs of the force area, {FIRST.code} among them",
    ),
    "residents of other LSOAs": (
        replace("census_2021.csv", "E010200", "E010500"),
        r"census_2021.csv lacks 34 LSOAs of the force area",
    ),
    "residents that are no number": (
        replace("census_2021.csv", f",{FIRST.residents}\n", ",many\n", 1),
        "census_2021.csv, line 2: residents is 'many', not a whole number",
    ),
    "an LSOA twice in the lookup": (
        repeat_last(LOOKUP),
        rf"line 44: {FIRST.code} is given a second ward",
    ),
    "an LSOA twice in the census": (
        repeat_last("census_2021.csv"),
        rf"census_2021.csv, line 44: {FIRST.code} comes a second time",
    ),
    "a district twice": (repeat_last(FORCES), "line 6: Ashdale comes a second time"),
    "an LSOA twice in the layer": (
        replace(BOUNDARIES, lsoas()[1].code, FIRST.code),
        rf"{BOUNDARIES}: Row \d+: the code '{FIRST.code}' comes a second time",
    ),
    "a layer that is cut off": (
        lambda folder: (folder / BOUNDARIES).write_text('{"type": "FeatureColl'),
        r"--lsoa21-boundaries \(ONS",
    ),
    "two files for one input": (
        lambda folder: (folder / "copy.csv").write_bytes((folder / "census_2021.csv").read_bytes()),
        r"More than one file would do for --census: .*Name one",
    ),
    "districts of another year": (
        replace(LOOKUP, "E07000902", "E07000904"),
        r"has no LSOA of the district E07000902",
    ),
    "records of another force": (
        lambda folder: write_police(folder / "a.zip", ["2025-01"], slug="othershire"),
        rf"There is no file of '{SLUG}'; there are: othershire",
    ),
    "months in codes of 2011": (
        lambda folder: write_police(folder / "a.zip", ["2019-01"], old=True),
        r"2019-01 has no record in any of the 6 LSOAs that are new in 2021.*--lsoa11-ward",
    ),
    "children's tables without the counties": (
        lambda folder: (write_children(folder), (folder / "LTLA_to_UTLA.csv").unlink()),
        r"county of E07000901 is not known.*--upper-tiers",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_and_leaves_the_store(
    fault: str, own_store: Path, files: Path
) -> None:
    command("Ashdale", "--source-folder", str(files))
    before = store.refresh()
    spoil, message = FAULTS[fault]
    spoil(files)
    with pytest.raises(REFUSED, match=message):
        command(SLUG, "--source-folder", str(files))
    after = store.refresh()
    assert after.generation == before.generation
    assert of_type("district") == {"E07000901"}
    assert store.check_store()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["northmere-and-cawdr"], r"no district 'northmere-and-cawdr'\. Did you mean Northmere"),
        (["Ashdale", "Brakenford"], r"'Brakenford'\. Did you mean Brackenford\?"),
        (["Ashdale", "Elsewhere"], r"of 2 police force areas \(Northmere & Cawdor, Othershire\)"),
        (["zzz"], r"no district 'zzz'\. Give a force"),
        ([], r"Name the force area"),
        ([SLUG, "--default-district", "E07000001"], r"E07000001 is no district of Northmere"),
        ([SLUG, "--census", "absent.csv"], r"--census: there is no file absent.csv"),
    ],
)
def test_an_unknown_name_is_told_with_its_nearest(
    asked: list[str], message: str, own_store: Path, files: Path
) -> None:
    with pytest.raises(REFUSED, match=message):
        command(*asked, "--source-folder", str(files))
    assert not own_store.exists() or not store.refresh().entries


def test_the_census_in_the_publishers_other_forms(tmp_path: Path) -> None:
    codes = pd.Index(["E01000001", "E01000002"])
    nomis = tmp_path / "census2021-ts001-lsoa.csv"
    nomis.write_text(
        "date,geography,geography code,Residence type: Total; measures: Value\n"
        "2021,Any 001A,E01000001,1500\n2021,Any 001B,E01000002,1600\n"
    )
    own = tmp_path / "custom.csv"
    rows = [
        f"{code},Any,{at},{band},{people}"
        for code in codes
        for at, band, people in (
            (1, "Aged 15 years and under", 300),
            (2, "Aged 16 years and over", 1_200),
        )
    ]
    heading = (
        "Lower layer Super Output Areas Code,Lower layer Super Output Areas,"
        "Age (2 categories) Code,Age (2 categories),Observation"
    )
    own.write_text("\n".join([heading, *rows, ""]))
    none = pd.Index([], dtype="str")
    whole = build_population((), nomis, none, codes)
    assert whole["residents"].tolist() == [1_500, 1_600]
    assert whole["aged_0_15"].isna().all()
    banded = build_population((), own, none, codes)
    assert banded["residents"].tolist() == [1_500, 1_500]
    assert banded["aged_0_15"].tolist() == [300, 300]
    own.write_text("\n".join([heading, *rows, rows[-1], ""]))
    with pytest.raises(SourceError, match="line 6: E01000002 comes a second time"):
        build_population((), own, none, codes)


def test_a_malformed_code_of_wards_of_any_year_is_named(files: Path) -> None:
    layer = gpd.read_file(files / BOUNDARIES).rename(columns={"LSOA21CD": "WD25CD"})
    with pytest.raises(BoundaryError, match=rf"'{FIRST.code}' is not a code of the type ward25"):
        named_areas(layer, "ward25")


def test_the_guide_names_every_file() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "new-area.md").read_text(encoding="utf-8")
    assert [one.id for one in AREA_FILES if f"`--{one.id}`" not in guide] == []


def test_the_packaged_area_can_be_made_this_way_too(own_store: Path, tmp_path: Path) -> None:
    sources = os.environ.get("CSP_SOURCE_DATA")
    if not sources or not Path(sources).is_dir():
        pytest.skip("CSP_SOURCE_DATA does not name a folder of publishers' files")
    packaged = read_packaged("areas", PACKAGED_FOLDER)
    county = packaged.query("area_type == 'upper_tier'").set_index("area_code")["area_name"]
    two_tier = next(code for code in county.index if code.startswith("E10"))
    rows = [
        f"{code},{name},{code if code in county else two_tier},{county.get(code, county[two_tier])}"
        for code, name in packaged.query("area_type == 'district'")[
            ["area_code", "area_name"]
        ].to_numpy()
    ]
    tiers = tmp_path / "tiers.csv"
    tiers.write_text("\n".join(["LTLA24CD,LTLA24NM,UTLA24CD,UTLA24NM", *rows, ""]))
    slug = load_catalogue().force.slug
    command(slug, "--source-folder", sources, "--upper-tiers", str(tiers))
    for path in PACKAGED_FOLDER.rglob("*.parquet"):
        name = path.relative_to(PACKAGED_FOLDER).with_suffix("").as_posix()
        if name.startswith("boundaries/"):
            assert gpd.read_parquet(path).equals(store.read_layer("area", name)), name
        else:
            pd.testing.assert_frame_equal(pd.read_parquet(path), store.read_table("area", name))
    # The documents speak of these districts, so they stay.
    assert len(load_published()) == len(load_published(PACKAGED_FOLDER.parent / "published"))
