"""The Sources page as the app runs it: empty, failed, done, undone, partners' tables."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
from streamlit.testing.v1 import AppTest

from components.sources.months import accounts
from data import store
from data.fetching.downloads import load_downloads
from data.installed.catalogue import load_catalogue
from data.installed.held import months_held
from data.outlines.boundaries import load_boundaries
from data.partner.levels import areas_of
from data.partner.values import partner_indicators
from data.partner_tables.store import save_partner_table, versions
from data.street.importing import import_street_files
from data.tables.police import imported_months
from tests.app import visiting
from tests.app.test_new_area import make
from tests.app.visiting import ran
from tests.data.commands.test_update_command import packed
from tests.data.fetching.portal_server import Archive, serving
from tests.data.partner_tables.partner_tables import checked, csv_of, definition, whole_table
from tests.data.street.street_samples import as_csv, record, write_street

POLICE, PARTNER, HISTORY = "Police records", "A partner's table", "History"
FORCE = load_catalogue().force.slug
LSOA = areas_of("lsoa21").index[0]

words = partial(visiting.words, kinds=("markdown", "caption", "success", "error", "warning"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    # Uploads are laid down here, so that what is left behind can be seen.
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path


def visit(section: str = "", **query: str) -> AppTest:
    return ran(visiting.visit("sources", section, **query))


def run(app: AppTest) -> AppTest:
    return ran(app.run())


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return run(app)


def signing(app: AppTest) -> AppTest:
    """Say who undoes, which the history asks for."""
    next(one for one in app.text_input if one.key == "who-history").input("An analyst")
    return run(app)


def tables(app: AppTest) -> list[list[str]]:
    return [list(map(str, one.value.columns)) for one in app.dataframe]


def nothing_left(folder: Path) -> bool:
    staging = folder / "store" / "staging"
    held = [*(folder / "temporary").iterdir(), *(staging.iterdir() if staging.is_dir() else ())]
    return not held


def street(month: str, *crimes: str, lsoa: str = LSOA) -> bytes:
    rows = [record(month, one, lsoa) for one in crimes]
    return as_csv(rows).encode()


def named(month: str) -> str:
    return f"{month}-{FORCE}-street.csv"


# --- Empty, and told in words -----------------------------------------------------------------


@pytest.mark.parametrize("section", ["", POLICE, "Ward boundaries", PARTNER, HISTORY])
def test_every_section_of_an_untouched_installation(section: str) -> None:
    app = visit(section)
    assert not app.error
    assert "32 months" in words(app)
    assert "all came with the app" in words(app)


def test_the_newest_month_its_age_and_what_is_due_come_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("data.installed.update.today", lambda: "2026-03-20")
    app = visit()
    (head,) = [one for one in visiting.html(app) if "<h1" in one]
    assert "the newest month is December 2025, 3 months old" in head
    assert "Load January 2026 next: it should be published by now." in head
    calendar = next(one for one in visiting.html(app) if 'class="calendar"' in one)
    # Absent years are one row, absent months on end one cell: a word each, and not a month each.
    assert calendar.count(">absent<") + calendar.count("months absent<") < 10
    assert "10,938" in calendar and "8,429<small>incomplete</small>" in calendar
    known = next(one for one in visiting.html(app) if 'class="known"' in one)
    assert "December 2018 has 81%" in known and "British Transport Police are out" in known
    assert "Months before and after are not one series." in known
    assert "of the crimes of 2025 (12 months) have a place; of robbery 98.4%, the least" in words(
        app
    )


def test_months_are_fetched_by_the_button_or_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archives = {"2026-01": packed("2026-01")}
    with serving(Archive(months=["2026-01"], archives=archives)) as site:
        offered = load_downloads()
        here = replace(offered, police=replace(offered.police, site=site.address))
        monkeypatch.setattr("data.installed.downloads.load_downloads", lambda: here)
        app = press(visit(), "Fetch the newest months")
        assert "Fetched January 2026 from data.police.uk." in app.success[0].value
        assert list(imported_months()) == ["2026-01"]
        assert any("newest month is January 2026" in one for one in visiting.html(app))
        app = press(app, "Fetch the newest months")
        assert app.success[0].value.startswith("Nothing new: January 2026 is held")
    app = press(visit(), "Fetch the newest months")
    assert "cannot be reached from this machine" in app.error[0].value
    assert "choose 2026-02 to 20" in app.error[0].value


def test_who_may_not_change_anything_is_not_offered_to_fetch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("components.sources.update.may_change", lambda: False)
    assert not [one for one in visit().button if one.label == "Fetch the newest months"]


def test_the_choices_of_another_page_are_kept() -> None:
    kept = {"csp": "E07000199", "indicator": "drug-offences", "boundary": "legal"}
    app = visit(**kept)
    assert not app.error
    links = [one.proto.query_string for one in app.get("page_link")]
    assert any("csp=E07000199" in one and "boundary=legal" in one for one in links)
    assert any("indicator=drug-offences" in one for one in links)


# --- Police records ---------------------------------------------------------------------------


def test_a_month_is_uploaded_imported_reported_and_undone(folder: Path) -> None:
    app = visit(POLICE)
    content = street("2020-06", "a", "b", "b")
    app.file_uploader[0].set_value([(named("2020-06"), content, "text/csv")])
    run(app)
    assert "Found 1 street-level file" in words(app)
    assert "June 2020" in words(app)
    assert "not where it happened" in words(app)
    app.text_input(key="who-police").set_value("An analyst")
    app.text_input(key="note-police").set_value("Tried")
    press(app, "Import")
    assert [one.value for one in app.success] != []
    assert "Imported 1 month" in app.success[0].value
    assert "3 records read, 2 counted" in app.success[0].value
    assert nothing_left(folder)
    assert list(imported_months()) == ["2020-06"]
    change = store.current().history[-1]
    assert (change.who, change.note) == ("An analyst", "Tried")
    assert change.files[0]["name"] == named("2020-06")
    # The uploader is empty again, and the report stays until other files are given.
    assert not app.file_uploader[0].value
    assert any("Came twice" in one for one in tables(run(app)))
    assert "Absent, not zero" in words(app)
    assert "33 months" in words(visit())

    app = signing(visit(HISTORY))
    press(app, "Undo")
    assert "Undid: Imported police records" in words(app)
    assert imported_months() == {}


def test_a_month_to_be_imported_again_is_named(folder: Path) -> None:
    for month in ("2030-06", "2030-05"):
        path = folder / named(month)
        path.write_bytes(street(month, "a"))
        import_street_files([path])
    app = visit()
    assert f"Import 2030-06 of {FORCE} again" in words(app)
    again = accounts(months_held()).set_index("Month")["Came in an earlier month"]
    assert (again["May 2030"], again["November 2022"]) == (0, 44)


def test_points_are_kept_only_where_wanted(folder: Path) -> None:
    app = visit(POLICE)
    app.file_uploader[0].set_value([(named("2020-06"), street("2020-06", "a"), "text/csv")])
    run(app)
    app.checkbox[0].uncheck()
    press(app, "Import")
    assert {kind for kind, _ in store.current().entries} == {"police_month", "police_ids"}


def test_a_bad_file_is_refused_with_its_line_and_a_good_one_goes_in(folder: Path) -> None:
    cut = street("2020-07", "a", "b")[:-40]
    inbox = folder / "store" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / named("2020-06")).write_bytes(street("2020-06", "a"))
    (inbox / named("2020-07")).write_bytes(cut)
    app = visit(POLICE)
    app.multiselect[0].set_value([f"inbox/{named('2020-06')}", f"inbox/{named('2020-07')}"])
    run(app)
    press(app, "Import")
    assert "1 file was refused" in app.error[0].value
    refused = app.dataframe[0].value
    assert refused[["File", "Line"]].to_numpy().tolist() == [[named("2020-07"), "after 2"]]
    assert "cut off" in refused["Reason"][0]
    assert list(imported_months()) == ["2020-06"]


def test_where_every_file_is_bad_nothing_is_saved_and_it_says_so(folder: Path) -> None:
    app = visit(POLICE)
    app.file_uploader[0].set_value([(named("2020-06"), b"Crime ID,Month\na,2020-06\n", "text/csv")])
    press(run(app), "Import")
    assert not app.success
    assert "Nothing was imported" in app.warning[0].value
    assert store.current().generation == 0
    assert nothing_left(folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("archive.zip", b"PK\x03\x04 and then nothing of an archive"),
        ("holiday.csv", b"a,b\n1,2\n"),
        (named("2020-06"), b"\0" * 1000),
        ("..\\..\\" + named("2020-06"), b""),
    ],
)
def test_what_is_no_month_gets_a_sentence(folder: Path, name: str, content: bytes) -> None:
    app = visit(POLICE)
    app.file_uploader[0].set_value([(name, content, "text/csv")])
    run(app)
    if any(one.label == "Import" for one in app.button):
        press(app, "Import")
    assert app.error
    assert store.current().generation == 0
    assert nothing_left(folder)


def test_the_same_content_again_is_told_and_not_counted_twice(folder: Path) -> None:
    path = write_street(folder, "2020-06", FORCE, [record("2020-06", "a", LSOA)])
    import_street_files([path])
    app = visit(POLICE)
    app.file_uploader[0].set_value([(path.name, path.read_bytes(), "text/csv")])
    press(run(app), "Import")
    assert "the same content was there" in words(app)
    assert store.current().generation == 1


def test_a_month_of_one_district_is_asked_about_and_taken_with_a_tick(folder: Path) -> None:
    rows = [f"c{number}" for number in range(119)]
    app = visit(POLICE)
    app.file_uploader[0].set_value([(named("2025-12"), street("2025-12", *rows), "text/csv")])
    run(app)
    assert [one.label for one in app.checkbox][1:] == []
    press(app, "Import")
    asked = "December 2025 would go from 8,611 records in 9 districts to 119 in 1."
    assert [one.value for one in app.warning] == [f"Not imported yet. {asked}"] and not app.error
    assert store.current().generation == 0
    # Pressed again without the tick, it is asked again; the file need not be given anew.
    press(app, "Import")
    assert store.current().generation == 0 and app.file_uploader[0].value
    assert app.checkbox[0].key == "odd-2025-12"
    tick = app.checkbox(key="odd-2025-12")
    assert tick.label.startswith("Take December 2025 as the file has it.")
    tick.check()
    press(app, "Import")
    assert "119 records read" in app.success[0].value
    assert store.current().history[-1].files[0]["accepted"] == asked
    assert f"Taken although odd: {asked}" in words(visit(HISTORY))
    assert nothing_left(folder)


# --- Ward boundaries --------------------------------------------------------------------------


def test_boundaries_are_pictured_before_they_are_saved(folder: Path) -> None:
    wards = load_boundaries("ward24").reset_index()
    columns = {"area_code": "WD24CD", "area_name": "WD24NM"}
    layer = wards.rename(columns=columns)[[*columns.values(), "geometry"]].to_crs(4326)
    app = visit("Ward boundaries")
    app.file_uploader[0].set_value([("wards.geojson", layer.to_json().encode(), "text/plain")])
    run(app)
    assert not app.error
    assert "185 areas passed the checks" in words(app)
    (picture,) = app.image
    assert "185 areas" in str(picture.proto)
    assert store.current().generation == 0
    press(app, "Save these boundaries")
    assert "185 areas, wards of 2024/25" in app.success[0].value
    assert ("boundaries", "ward24") in store.current().entries
    assert nothing_left(folder)


def ward_layer(**columns: str) -> gpd.GeoDataFrame:
    """The wards of one district, in degrees, under columns of the file's own."""
    wards = load_boundaries("ward24").reset_index()
    wards = wards[wards["district_code"] == wards["district_code"].min()]
    return wards.rename(columns=columns)[[*columns.values(), "geometry"]].to_crs(4326)


def test_odd_rows_are_offered_one_by_one_and_kept_in_the_history(folder: Path) -> None:
    layer = ward_layer(area_code="WD24CD", area_name="WD24NM")
    layer["WD24CD"] = layer["WD24CD"].str.lower()
    layer.loc[layer.index[1], "geometry"] = None
    app = visit("Ward boundaries")
    app.file_uploader[0].set_value([("wards.geojson", layer.to_json().encode(), "text/plain")])
    run(app)
    ticks = {one.label: one for one in app.checkbox}
    assert set(ticks) == {"Pass over rows without a shape", "Read the codes in capitals"}
    ticks["Pass over rows without a shape"].uncheck()
    run(app)
    assert "row 2 has no shape" in app.error[0].value
    {one.label: one for one in app.checkbox}["Pass over rows without a shape"].check()
    run(app)
    assert f"{len(layer) - 1} areas passed the checks" in words(app)
    press(app, "Save these boundaries")
    (file,) = store.current().history[0].files
    assert "1 row has no shape and was passed over: row 2" in file["accepted"]
    assert "were read in capitals" in file["accepted"]
    assert nothing_left(folder)


def test_names_alone_are_suggested_and_taken_when_asked(folder: Path) -> None:
    layer = ward_layer(area_name="Title")
    app = visit("Ward boundaries")
    app.file_uploader[0].set_value([("wards.geojson", layer.to_json().encode(), "text/plain")])
    run(app)
    assert f"{len(layer)} areas of {len(layer)} agree with known wards of 2024" in words(app)
    assert "passed the checks" not in words(app)
    app.checkbox(key="boundary-match-all").check()
    run(app)
    assert f"{len(layer)} areas passed the checks" in words(app)
    press(app, "Save these boundaries")
    assert ("boundaries", "ward24") in store.current().entries


def test_what_is_no_police_file_is_named_for_what_it_is(folder: Path) -> None:
    app = visit(POLICE)
    app.file_uploader[0].set_value([("crimes.json", b'[{"category": "burglary"}]', "text/plain")])
    run(app)
    assert "it is an answer of the police API (JSON)" in app.error[0].value
    assert "Nothing was saved." in words(app)
    assert nothing_left(folder)


@pytest.mark.parametrize("name", ["wards.zip", "wards.gpkg", "wards.geojson", "wards.shp"])
def test_what_is_no_map_gets_a_sentence(folder: Path, name: str) -> None:
    app = visit("Ward boundaries")
    app.file_uploader[0].set_value([(name, b"PK no map at all", "application/zip")])
    run(app)
    assert app.error[0].value.startswith(name)
    assert "Nothing was saved." in words(app)
    assert store.current().generation == 0
    assert nothing_left(folder)


# --- A partner's table ------------------------------------------------------------------------


def describe(app: AppTest, **said: str) -> AppTest:
    given = {
        "Name": "Deliberate fires",
        "Partner who supplied it": "Fire and rescue service",
        "Period": "2024",
        "Definition: what is counted over what": "Fires set on purpose, over all residents.",
        **said,
    }
    for one in app.text_input:
        if one.label in given:
            one.set_value(given[one.label])
    if "Unit" in said:
        next(one for one in app.selectbox if one.label == "Unit").set_value(said["Unit"])
    radio = next(one for one in app.radio if one.label == "Sensitivity")
    radio.set_value(said.get("Sensitivity", "open"))
    return press(app, "Check the table")


def bring(content: bytes, name: str = "fires.csv", **said: str) -> AppTest:
    app = visit(PARTNER)
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return describe(run(app), **said)


def test_a_table_is_mapped_checked_shown_saved_and_undone(folder: Path) -> None:
    app = bring(whole_table("ward24", {}))
    chosen = {one.label: one.value for one in app.selectbox}
    assert chosen["Area codes"] == "area_code"
    assert chosen["Numerator (counts)"] == "numerator"
    assert chosen["Areas"] == "ward24"
    assert "185 areas can be saved" in app.success[0].value
    assert "185 of 185 areas have a figure to show" in words(app)
    assert store.current().generation == 0, "nothing is saved before it is looked at"
    app.text_input(key="who-partner").set_value("An analyst")
    press(app, "Save this table")
    assert "Saved as change 1: Deliberate fires, 2024" in app.success[0].value
    assert [one.id for one in partner_indicators()] == ["deliberate-fires"]
    assert "Deliberate fires" in str([one.value.to_dict() for one in app.dataframe])
    press(app, "Take out this period")
    assert partner_indicators() == ()
    press(signing(visit(HISTORY)), "Undo")
    assert [one.id for one in partner_indicators()] == ["deliberate-fires"]


def test_errors_are_a_table_and_a_near_name_can_be_chosen(folder: Path) -> None:
    wards = areas_of("ward24")["area_name"]
    once = wards[~wards.duplicated(keep=False)]
    right, code = once.iloc[0], once.index[0]
    wrong = f"{right}x"
    app = bring(csv_of("Ward,Count,Population", f"{wrong},4,1000", f"{once.iloc[1]},-2,1000"))
    assert "2 errors" in app.error[0].value
    table = next(one.value for one in app.dataframe if "Reason" in one.value.columns)
    assert table["Row"].tolist() == [2, 3]
    assert table["Value"].tolist() == [wrong, "-2"]
    assert not any(one.label == "Save this table" for one in app.button)
    meant = next(one for one in app.selectbox if one.label == f"'{wrong}' means")
    meant.set_value(code)
    run(app)
    assert "1 error;" in app.error[0].value
    assert f"'{wrong}' is taken as {right}" in words(app)
    press(app, "Take back")
    assert "2 errors" in app.error[0].value


def test_what_is_not_said_is_asked_for(folder: Path) -> None:
    app = bring(whole_table("ward24", {}), Name="", Period="last year")
    assert "'last year' is not a period" in app.error[0].value
    app = bring(whole_table("ward24", {}), Name="")
    assert "name is missing" in app.error[0].value


def test_nobody_named_saves_nothing(folder: Path) -> None:
    app = press(bring(whole_table("ward24", {})), "Save this table")
    assert "Say who saves the table" in app.error[0].value
    assert store.current().generation == 0


@pytest.mark.parametrize("shown", [False, True])
def test_restricted_is_said_and_kept_from_the_map(
    folder: Path, monkeypatch: pytest.MonkeyPatch, shown: bool
) -> None:
    if shown:
        monkeypatch.setenv("CSP_SHOW_RESTRICTED", "1")
    content = whole_table("ward24", {areas_of("ward24").index[0]: 2})
    app = bring(content, Sensitivity="restricted")
    told = words(app)
    assert f"this one was{'' if shown else ' not'}." in told
    if shown:
        assert "of 185 areas have a figure to show" in told
        assert "185 of 185" not in told, "a small count is withheld"
    else:
        districts = len(load_catalogue().force.districts)
        assert f"of {districts} areas have a figure to show" in told
        assert "the map has districts only" in told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("table.xlsx", b"no workbook"),
        ("table.csv", b""),
        ("table.csv", b"\x89PNG"),
        ("table.csv", b"PK\x03\x04"),
        ("table.csv", b"one column\n1\n"),
        ("table.csv", b"Ward,District\nStowe,Lichfield\n"),
    ],
)
def test_what_is_no_table_gets_a_sentence(folder: Path, name: str, content: bytes) -> None:
    app = visit(PARTNER)
    app.file_uploader[0].set_value((name, content, "text/csv"))
    run(app)
    assert len(app.error) == 1
    assert "Nothing was saved" in app.error[0].value
    assert nothing_left(folder)


def test_the_versions_of_a_table_are_told(folder: Path) -> None:
    for count in (3, 4):
        code = areas_of("ward24").index[0]
        save_partner_table(
            checked(whole_table("ward24", {code: count}), definition()), "A. Officer"
        )
    assert len(versions("deliberate-fires", "2024")) == 2
    app = visit(PARTNER)
    table = app.dataframe[1].value
    assert table["Change"].tolist() == [2, 1]
    assert set(table["Who"]) == {"A. Officer"}


def test_a_faulty_period_of_the_template_is_told(folder: Path) -> None:
    app = visit(PARTNER)
    app.text_input(key="partner-template-period").set_value("soon")
    run(app)
    assert "'soon' is not a period" in app.error[0].value


# --- An area without records ------------------------------------------------------------------


def test_the_first_month_of_a_new_area(folder: Path) -> None:
    make(folder)
    app = visit()
    assert "No month of records is loaded" in words(app)
    # The newest code: a month without any LSOA of 2021 is taken for one of 2011, and refused.
    code = areas_of("lsoa21").index.max()
    slug = load_catalogue().force.slug
    app = visit(POLICE)
    content = street("2025-01", "a", lsoa=code)
    app.file_uploader[0].set_value([(f"2025-01-{slug}-street.csv", content, "text/csv")])
    press(run(app), "Import")
    assert "Imported 1 month" in app.success[0].value
    assert list(imported_months()) == ["2025-01"]


# --- What a table asks ------------------------------------------------------------------------


def test_which_period_holds_is_asked_and_can_be_taken_back(folder: Path) -> None:
    rows = [f"{code},2015/16,{20 + n}" for n, code in enumerate(areas_of("ward24").index)]
    app = bring(csv_of("Ward Code,Date,Count", *rows), Unit="count", Period="2024-25")
    assert not any(one.label == "Save this table" for one in app.button)
    asked = next(one for one in app.radio if "The table says 2015/16" in one.label)
    asked.set_value("table")
    run(app)
    assert "185 areas can be saved" in app.success[0].value
    assert "Deliberate fires, 2015-16" in words(app)
    press(app, "Take back")
    assert "1 error" in app.error[0].value


def test_odd_rows_are_one_list_and_the_rest_goes_in(folder: Path) -> None:
    rows = [f"{code},{20 + n},1000" for n, code in enumerate(areas_of("ward24").index)]
    app = bring(csv_of("Ward Code,Count,Population", *rows, "Unknown,12,", "Total,999,"))
    assert "185 areas can be saved" in app.success[0].value
    left = next(one for one in app.multiselect if one.label.startswith("Rows left out"))
    assert [one.split(":")[0] for one in left.options] == ["187", "188"]
    left.set_value([188])
    run(app)
    assert "1 error" in app.error[0].value and "is not a code of a ward" in str(
        [one.value.to_dict() for one in app.dataframe]
    )


def test_the_next_file_is_taken_with_one_click(folder: Path) -> None:
    content = csv_of("Ward Code,Count,Population", f"{areas_of('ward24').index[0]},12,1000")
    save_partner_table(checked(content, definition()), "An analyst")
    following = content.replace(b"12,1000", b"17,1000")
    app = visit(PARTNER)
    app.file_uploader[0].set_value(("next.csv", following, "text/csv"))
    run(app)
    assert "Deliberate fires, 2024, had the same columns." in words(app)
    period = next(one for one in app.text_input if one.label == "Period of this file")
    assert period.value == "2025"
    press(app, "Take it in the same way")
    assert "1 area can be saved" in app.success[0].value
    app.text_input(key="who-partner").set_value("An analyst")
    press(app, "Save this table")
    assert "Deliberate fires, 2025" in app.success[0].value


def test_a_list_of_cases_is_counted(folder: Path) -> None:
    codes = areas_of("ward24").index
    rows = [f"{n},{codes[n % 3]},0{1 + n % 9}/05/2024" for n in range(30)]
    app = visit(PARTNER)
    app.file_uploader[0].set_value(("cases.csv", csv_of("Ref,Ward code,Date", *rows), "text/csv"))
    app = describe(run(app))
    assert "3 areas can be saved" in app.success[0].value
    assert "Cases counted by area: 30 rows." in words(app)


def test_no_file_is_refused_before_it_can_be_told_why(folder: Path) -> None:
    app = visit(PARTNER)
    assert not app.file_uploader[0].allowed_type
    app.file_uploader[0].set_value(("plan.docx", b"PK\x03\x04 no table", "application/msword"))
    run(app)
    assert app.error[0].value.startswith("plan.docx")
