"""Guessing which column is what, and which area a row is of."""

from __future__ import annotations

import pandas as pd
import pytest

from data.partner.words import PartnerError
from data.partner_tables.files import read_partner_file
from data.partner_tables.mapping import ColumnMapping, guess_mapping, refuse_mapping, with_columns
from data.partner_tables.places import place_rows
from data.partner_tables.template import partner_template, partner_template_csv, template_table
from tests.data.partner_tables.partner_tables import csv_of

LICHFIELD, STAFFORD = "E07000194", "E07000197"
STOWE = "E05010670"


def guessed(*rows: str) -> dict[str, str]:
    return guess_mapping(read_partner_file(csv_of(*rows), "a.csv").table).columns


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "WD24CD,WD24NM,LAD24NM,Count,Population,Rate per 1000",
            f"{STOWE},Stowe,Lichfield,12,4000,3.0",
            ["area_code", "area_name", "district", "numerator", "denominator", "value"],
        ),
        ("Ward,District,Referrals", "Stowe,Lichfield,4", ["area_name", "district", "numerator"]),
        ("Ward name,% of households", "Stowe,13%", ["area_name", "value"]),
        ("lsoa21cd,year,n", "E01029447,2024,4", ["area_code", "period", "numerator"]),
        ("Geography,2024/25", "Stowe,4", ["area_name", "value"]),
        ("Local authority,LA code,Number of children", f"Lichfield,{LICHFIELD},4",
         ["area_name", "area_code", "numerator"]),
        ("GSS,Name,Fires,All residents", f"{STOWE},Stowe,<5,4000",
         ["area_code", "area_name", "numerator", "denominator"]),
    ],
)  # fmt: skip
def test_columns_as_councils_name_them(header: str, row: str, expected: list[str]) -> None:
    named = dict(zip(expected, header.split(","), strict=True))
    found = guessed(header, row, row.replace("4000", "5000"))
    assert found == named


def test_no_column_is_taken_twice_and_each_has_a_reason() -> None:
    table = pd.DataFrame({"Ward code": [STOWE], "Rate": ["3"], "Ward rate": ["4"]})
    mapping = guess_mapping(table)
    assert len(set(mapping.columns.values())) == len(mapping.columns)
    assert set(mapping.reasons) == set(mapping.columns)


def test_the_user_overrides_a_guess() -> None:
    mapping = with_columns(ColumnMapping(value="Fires"), value=None, numerator="Fires")
    assert mapping.columns == {"numerator": "Fires"}
    assert mapping.reasons == {"numerator": "you chose it"}
    with pytest.raises(PartnerError, match="no role 'rate'"):
        with_columns(ColumnMapping(), rate="Fires")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (ColumnMapping(area_code="Ward", numerator="No"), "no column 'No'"),
        (ColumnMapping(area_code="Ward", numerator="Ward"), "two things"),
        (ColumnMapping(numerator="Fires"), "area codes or area names"),
        (ColumnMapping(area_code="Ward"), "numerator or a value"),
    ],
)
def test_a_mapping_that_cannot_be(mapping: ColumnMapping, said: str) -> None:
    with pytest.raises(PartnerError, match=said):
        refuse_mapping(mapping, pd.DataFrame({"Ward": ["x"], "Fires": ["1"]}))


# --- Places -----------------------------------------------------------------------------------


def placed(rows: list[dict[str, str]], level: str = "ward24", **choices: object):  # type: ignore[no-untyped-def]
    table = pd.DataFrame(rows, index=range(2, len(rows) + 2)).fillna("")
    roles = {"code": "area_code", "name": "area_name", "in": "district", "n": "numerator"}
    mapping = ColumnMapping(**{roles[one]: one for one in table.columns})
    return place_rows(table, mapping, level, **choices)  # type: ignore[arg-type]


def test_names_meet_their_codes_whatever_the_spelling() -> None:
    found = placed(
        [{"name": name, "n": "1"} for name in ("STOWE", " stowe ward", "St. Johns", "ST JOHN’S")],
        district=LICHFIELD,
    )
    assert found.codes[2] == found.codes[3] == STOWE
    assert found.codes[4] == found.codes[5]
    assert not found.faults


def test_a_near_miss_is_suggested_and_never_taken() -> None:
    found = placed([{"name": "Chasetwon", "n": "1"}], district=LICHFIELD)
    assert found.codes == {}
    assert found.suggestions[0].area_name == "Chasetown"
    assert found.suggestions[0].likeness < 100
    assert [fault.row for fault in found.faults] == [2]
    taken = placed(
        [{"name": "Chasetwon", "n": "1"}],
        district=LICHFIELD,
        accepted={"Chasetwon": found.suggestions[0].area_code},
    )
    assert taken.codes == {2: found.suggestions[0].area_code}


def test_a_name_is_unique_only_in_its_district() -> None:
    alone = placed([{"name": "Town", "n": "1"}])
    assert alone.codes == {}
    assert "add a column with the district" in alone.faults[0].reason
    assert {one.district_code for one in alone.suggestions} == {"E07000193", "E07000195"}
    both = placed(
        [
            {"name": "Town", "in": "East Staffordshire Borough", "n": "1"},
            {"name": "Town", "in": "E07000195", "n": "2"},
        ]
    )
    assert sorted(both.codes.values()) == ["E05011432", "E05014487"]


def test_a_ward_of_another_district_is_not_matched() -> None:
    found = placed([{"name": "Stowe", "n": "1"}], district=STAFFORD)
    assert found.codes == {}
    assert "in Stafford" in found.faults[0].reason
    assert all(one.district_code == STAFFORD for one in found.suggestions)
    with pytest.raises(PartnerError, match="no district 'E07999999'"):
        placed([{"name": "Stowe"}], district="E07999999")


def test_a_code_of_the_other_vintage_says_so() -> None:
    gone = placed([{"code": "E05008714", "n": "1"}], level="ward24")
    assert (
        "is a code of wards of 2019, and the table is said to be by wards of 2024"
        in gone.faults[0].reason
    )
    assert placed([{"code": "E05008714", "n": "1"}], level="ward19").codes == {2: "E05008714"}
    elsewhere = placed([{"code": "E05099999", "n": "1"}])
    assert "not in the force area, or of another vintage" in elsewhere.faults[0].reason


def test_totals_and_footnotes_are_passed_by_and_told() -> None:
    found = placed(
        [
            {"code": STOWE, "n": "1"},
            {"code": LICHFIELD, "n": "9"},
            {"code": "E92000001", "n": "99"},
            {"code": "Total", "n": "9"},
            {"code": "Source: the fire service", "n": ""},
            {"code": "", "n": ""},
        ]
    )
    assert list(found.codes) == [2]
    assert sorted(found.aside) == [3, 4, 5, 6]
    assert not found.faults


def test_areas_outside_are_refused_unless_set_aside() -> None:
    rows = [{"code": "E05099999", "n": "1"}]
    assert placed(rows).faults
    assert placed(rows, set_aside_outside=True).aside == {2: "outside the force area"}


def test_a_code_wins_over_a_name_and_it_is_told() -> None:
    found = placed([{"code": STOWE, "name": "Curborough", "n": "1"}])
    assert found.codes == {2: STOWE}
    assert "Stowe" in found.renamed[0]


def test_a_file_of_nonsense_gets_few_suggestions() -> None:
    found = placed([{"name": f"Stow{number}", "n": "1"} for number in range(300)])
    assert len(found.faults) == 300
    assert len({one.row for one in found.suggestions}) <= 50


# --- The template -----------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "areas"), [("ward24", 185), ("lsoa21", 697), ("district", 9)])
def test_a_filled_template_comes_back_whole(level: str, areas: int) -> None:
    for content, name in (
        (partner_template(level), "a.xlsx"),
        (partner_template_csv(level), "a.csv"),
    ):
        read = read_partner_file(content, name)
        assert len(read.table) == areas
        mapping = guess_mapping(read.table).columns
        assert mapping["area_code"] == "area_code"
        assert read.sheet == ("Table" if name.endswith("xlsx") else None)


def test_names_in_a_template_run_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    areas = pd.DataFrame(
        {"area_name": ["=HYPERLINK(1)"], "district_code": [LICHFIELD]},
        index=pd.Index(["E05000001"], name="area_code"),
    )
    monkeypatch.setattr("data.partner_tables.template.areas_of", lambda level: areas)
    assert template_table("ward24")["area_name"].tolist() == ["'=HYPERLINK(1)"]
    with pytest.raises(PartnerError, match="no level 'parish'"):
        template_table("parish")
