"""Names and shapes of tables as people have them: each is read, or said to be what it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from data import store
from data.partner.definition import IndicatorDefinition
from data.partner.levels import areas_of
from data.partner.period import read_period
from data.partner.words import PartnerError, SheetChoiceError
from data.partner_tables.again import for_period, last_time, next_period
from data.partner_tables.checks import CheckedTable, check_partner_table
from data.partner_tables.faults import likely_areas
from data.partner_tables.files import read_partner_file
from data.partner_tables.likely_said import likely_period, likely_unit, seems_restricted
from data.partner_tables.mapping import guess_mapping
from data.partner_tables.several import are_alike, mapping_of, parts_of
from data.partner_tables.store import save_partner_table, save_partner_tables
from tests.data.partner_tables.council_workbook import CARE, PLANS, council_workbook
from tests.data.partner_tables.partner_tables import checked, csv_of, definition, workbook_of

LICHFIELD, STOWE, CHASETOWN = "E07000194", "E05010670", "E05010658"
WARDS = areas_of("ward24")
OWN = WARDS.loc[WARDS["district_code"] == LICHFIELD, "area_name"]
COUNT = definition(unit="count", period=read_period("2024-25"))


def quoted(text: str) -> str:
    return f'"{text}"'


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "way",
    [
        "{name} (Lichfield)", "Lichfield: {name}", "Lichfield - {name}",
        "ward2022:{name}, Lichfield",
        "{name}, Lichfield", "{name} Ward, Lichfield District", "{name} | Lichfield",
        "{name} [{code}]",
        "{code} : {name}", "{name}, Lichfield, Staffordshire", "LICHFIELD / {name}",
        "{name} Ward (Lichfield District Council)", "Ward of {name}",
    ],
)  # fmt: skip
def test_a_name_may_say_where_it_is(way: str) -> None:
    rows = [f"{quoted(way.format(name=name, code=code))},7" for code, name in OWN.items()]
    table = checked(csv_of("Ward,Count", *rows), COUNT)
    assert table.can_be_saved and set(table.frame["area_code"]) == set(OWN.index)


def test_the_district_in_a_name_tells_wards_of_one_name_apart() -> None:
    rows = ["Town (East Staffordshire),3", "Town (Newcastle-under-Lyme),4"]
    table = checked(csv_of("Ward,Count", *rows), COUNT)
    assert table.frame["area_code"].tolist() == ["E05011432", "E05014487"]
    elsewhere = checked(csv_of("Ward,Count", "Stowe (Stafford),3"), COUNT)
    assert not elsewhere.can_be_saved, "a ward is not taken from another district"


def test_suggestions_are_taken_all_together_or_one_by_one() -> None:
    content = csv_of("Ward,Count", "Little Aston,3", "Alrewas,4", "Stowe,5")
    table = checked(content, COUNT, district=LICHFIELD)
    likely = likely_areas(table.suggestions, table.placed)
    assert set(likely) == {"Little Aston", "Alrewas"}
    taken = checked(content, COUNT, district=LICHFIELD, accepted=likely)
    assert taken.can_be_saved and len(taken.frame) == 3
    # An area that has its row is not taken a second time.
    twice = checked(csv_of("Ward,Count", "Stow,3", "Stowe,5"), COUNT, district=LICHFIELD)
    assert likely_areas(twice.suggestions, twice.placed) == {}


def test_the_successor_of_a_ward_that_is_gone_is_named() -> None:
    old = areas_of("ward19")
    code = next(one for one in old.index if one not in WARDS.index)
    table = checked(csv_of("Ward code,Count", f"{code},3"), COUNT)
    assert (
        "choose the vintage that the codes are of (its ground is now that of"
        in (table.errors.loc[0, "reason"])
    )
    gone = checked(csv_of("Ward,Count", "Hanley Park and Shelton,3"), COUNT)
    assert (
        "its ground is now that of Hanley Park, Joiner's Square & Shelton"
        in (gone.errors.loc[0, "reason"])
    )


# --- Headings and sheets ------------------------------------------------------------------------


def test_two_rows_of_headings_and_a_district_merged_down() -> None:
    file = read_partner_file(council_workbook(), "a.xlsx")
    assert file.sheet == "CPP", "a sheet of notes is no choice"
    assert list(file.table.columns)[2:] == [
        f"{PLANS}: Number", f"{PLANS}: % of CPP", f"{CARE}: Number", f"{CARE}: 0-17 population",
    ]  # fmt: skip
    mapping = guess_mapping(file.table)
    assert likely_unit(mapping) == "per 10,000 aged under 18"
    assert likely_period(file, mapping) == "2025-03-31"
    assert seems_restricted(file, mapping)
    parts = parts_of(file.table, mapping)
    assert [one.name for one in parts] == [PLANS, CARE] and are_alike(parts)
    for part in parts:
        said = definition(name=part.name, unit=likely_unit(mapping), sensitivity="restricted")
        one = mapping_of(mapping, part, as_value=False)
        table = check_partner_table(file, one, said)
        likely = likely_areas(table.suggestions, table.placed)
        assert list(likely) == ["Little Aston"]
        whole = check_partner_table(file, one, said, accepted=likely)
        assert whole.can_be_saved and len(whole.frame) == 22
        assert (whole.frame["marker"] == "suppressed").sum() == 4
        assert any("Lichfield Total" in line for line in whole.report)


def test_a_row_that_names_every_column_stands_alone() -> None:
    file = read_partner_file(council_workbook(single_heading=True), "a.xlsx")
    assert list(file.table.columns)[2:] == [
        "CPP number",
        "% of CPP",
        "LAC number",
        "0-17 population",
    ]
    said = definition(name="Plans", unit="per 10,000 aged under 18")
    table = check_partner_table(file, guess_mapping(file.table), said, accepted={
        "Little Aston": "E05010665"})  # fmt: skip
    assert "restricted by nature" in table.errors.loc[0, "reason"]


def test_a_table_with_remarks_above_as_nomis_writes_it() -> None:
    rows = [f"{quoted(f'{name} (Lichfield)')},{quoted(code)},{1000 + n},1.5"
            for n, (code, name) in enumerate(OWN.items())]  # fmt: skip
    content = csv_of(
        '"Population estimates - local authority based by five year age band"',
        '"ONS Crown Copyright Reserved [from Nomis on 21 April 2025]"',
        '"Population :","All usual residents"', '"Units      :","Persons"', '"Date       :","2021"',
        "", '"2022 ward","mnemonic","2021","%"', "", *rows, "", "",
        '"In order to protect against disclosure records have been swapped."',
        '"- These figures are missing."',
    )  # fmt: skip
    table = checked(content, definition(unit="count", period=read_period("2021")))
    assert table.can_be_saved and table.frame["numerator"].tolist() == [1000 + n for n in range(22)]


def test_two_sheets_with_tables_are_a_choice() -> None:
    plain = [["Ward code", "Fires"], [STOWE, 12]]
    with pytest.raises(SheetChoiceError):
        read_partner_file(workbook_of(*plain, Other=plain), "a.xlsx")


# --- Years as columns, areas as columns, lists of cases -----------------------------------------


def test_years_as_columns_are_periods(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path))
    content = csv_of("Ward,2022/23,2023/24", "Stowe,4,5", "Chasetown,7,~")
    file = read_partner_file(content, "a.csv")
    mapping = guess_mapping(file.table)
    parts = parts_of(file.table, mapping)
    assert [one.period.id for one in parts if one.period] == ["2022-23", "2023-24"]
    tables = []
    for part in parts:
        assert part.period is not None
        said = definition(unit="count", period=part.period)
        tables.append(check_partner_table(file, mapping_of(mapping, part, as_value=False), said))
    change = save_partner_tables(tables, "An analyst")
    keys = [key for _, key in change.put if key.startswith("deliberate-fires/")]
    assert sorted(keys) == ["deliberate-fires/2022-23", "deliberate-fires/2023-24"]
    with pytest.raises(PartnerError, match="same name and period"):
        save_partner_tables([tables[0], tables[0]], "An analyst")


def test_areas_side_by_side_are_turned() -> None:
    content = csv_of('"Fires by ward, 2024-25"', ",Stowe,Chasetown,Fazeley,Longdon,Total",
                     "Fires,4,6,<5,nil,20", "Population,4000,5000,3000,2500,9")  # fmt: skip
    table = checked(content)
    assert table.can_be_saved
    held = table.frame.set_index("area_code")
    assert held.loc[STOWE, ["numerator", "denominator"]].tolist() == [4, 4000]
    assert sorted(held["marker"]) == ["given", "given", "given", "suppressed"]


CASES = csv_of(
    "Case ID,Date opened,Ward,Age", "1001,03/04/2024,Stowe,12", "1002,15/05/2024,Stowe,9",
    "1003,20/07/2024,Chasetown,4", "1004,01/03/2026,Fazeley,3", "1005,12/12/2024,Unknown,3",
)  # fmt: skip


def test_a_list_of_cases_is_counted_by_ward() -> None:
    table = checked(CASES, COUNT, count_rows=True, pass_over="usual")
    assert table.frame.set_index("area_code")["numerator"].to_dict() == {CHASETOWN: 1, STOWE: 2}
    assert any("Left out, as of another time or none: 1 row." in one for one in table.read_as)
    assert len(table.lacking) == len(WARDS) - 2, "no case is not zero unless somebody says so"
    whole = checked(CASES, COUNT, count_rows=True, pass_over="usual", others_zero=True)
    assert whole.lacking.empty and whole.frame["numerator"].sum() == 3
    with pytest.raises(PartnerError, match="numerator or a value"):
        checked(CASES, COUNT)


# --- The next file ------------------------------------------------------------------------------


def _quarter(count: int, period: str) -> tuple[bytes, IndicatorDefinition]:
    said = definition(period=read_period(period))
    return csv_of(f"Ward code,Fires {period[:4]},Residents,Sex", f"{STOWE},{count},4000,All"), said


def test_the_next_file_of_a_shape_is_read_as_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path))
    content, said = _quarter(12, "2024-10 to 2024-12")
    save_partner_table(checked(content, said, only={"Sex": "All"}), "An analyst")
    following, _ = _quarter(17, "2025-01 to 2025-03")
    file = read_partner_file(following, "next.csv")
    last = last_time(file)
    assert last is not None
    period = next_period(last.definitions[0].period)
    assert period.id == "2025-01_2025-03"
    (again,) = for_period(last, period)
    table: CheckedTable = check_partner_table(file, last.mappings[0], again, last.choices)
    assert table.can_be_saved and table.frame["numerator"].tolist() == [17]
    assert last.choices.only == (("Sex", "All"),)
    save_partner_table(table, "An analyst")
    assert len(store.refresh().of_kind("partner")) == 2
    other = read_partner_file(csv_of("Ward code,Thefts", f"{STOWE},1"), "other.csv")
    assert last_time(other) is None


# --- Kinds of files -----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    text = delimiter.join(("Ward code", "Ward", "Fires")) + "\r\n"
    text += delimiter.join((STOWE, "Stowe", "12")) + "\r\n"
    assert len(checked(text.encode(encoding), COUNT).frame) == 1


def ods(*rows: list[str]) -> bytes:
    """An OpenDocument sheet by hand: what spreadsheets write, and no more."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    lines = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    body = f'<table:table table:name="Sheet1">{lines}</table:table>'
    document = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", document)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()


def test_an_opendocument_sheet_is_read() -> None:
    content = ods(["Ward code", "Fires"], [STOWE, "12"], [CHASETOWN, "~"])
    table = checked(content, COUNT, name="a.ods")
    assert table.frame["marker"].tolist() == ["suppressed", "given"]


def test_indicators_by_years_are_both() -> None:
    content = csv_of(",,CPP,,LAC,", "District,Ward,2023/24,2024/25,2023/24,2024/25",
                     "Lichfield,Stowe,12,13,14,15", ",Chasetown,1,2,3,4")  # fmt: skip
    file = read_partner_file(content, "a.csv")
    parts = parts_of(file.table, guess_mapping(file.table))
    assert [(one.name, one.period.id) for one in parts if one.period] == [
        ("CPP", "2023-24"), ("CPP", "2024-25"), ("LAC", "2023-24"), ("LAC", "2024-25"),
    ]  # fmt: skip
