"""Saving partners' tables, and reading them back without what has to be withheld."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.figures.area_figures import area_figures
from data.installed.catalogue import load_catalogue
from data.partner.disclosure import Counted, nested_periods, statuses
from data.partner.levels import areas_of, members
from data.partner.period import read_period
from data.partner.values import (
    partner_definitions,
    partner_indicators,
    partner_periods,
    partner_periods_of,
    partner_values,
)
from data.partner.words import PartnerError
from data.partner_tables.preview import preview_values
from data.partner_tables.store import remove_indicator, remove_table, save_partner_table, versions
from data.partner_tables.vintage import stored_period
from tests.data.partner_tables.partner_tables import checked, csv_of, definition, whole_table

STOWE, CHASETOWN = "E05010670", "E05010658"
LICHFIELD = "E07000194"
ID = "deliberate-fires"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("CSP_SHOW_RESTRICTED", raising=False)
    yield tmp_path / "store"
    assert store.current().generation == 0 or store.check_store()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_SHOW_RESTRICTED", "1")


def saved(counts: dict[str, object], level: str = "ward24", **said: object) -> store.Change:
    table = checked(whole_table(level, counts), definition(level=level, **said))
    assert table.can_be_saved, table.errors
    return save_partner_table(table, "An analyst", "from the service's own system")


def test_a_saved_table_is_an_indicator_like_any_other() -> None:
    change = saved({STOWE: 12})
    assert change.what == "Imported Deliberate fires by ward24, 2024"
    assert change.files[0]["name"] == "table.csv"
    assert len(str(change.files[0]["sha256"])) == 64
    indicator = load_catalogue().indicator(ID)
    assert (indicator.smallest_area, indicator.is_restricted) == ("ward", False)
    assert list(partner_periods()) == ["2024"] == list(partner_periods_of(ID))
    row = partner_values(ID, "2024", "ward").loc[STOWE]
    assert (row["value"], row["status"]) == (12.0, "partner")
    figures = area_figures(ID, "2024", "ward")
    assert figures.loc[STOWE, ["rate", "status"]].tolist() == [12.0, "partner"]
    assert len(area_figures(ID, "2024", "district")) == 9


def test_nothing_is_saved_of_a_table_with_an_error() -> None:
    table = checked(whole_table("ward24", {STOWE: -1}))
    with pytest.raises(PartnerError, match=r"row \d+, numerator: '-1' is negative"):
        save_partner_table(table, "An analyst")
    with pytest.raises(PartnerError, match="Say who"):
        save_partner_table(checked(whole_table("ward24", {})), " ")
    assert store.refresh().generation == 0


def test_versions_are_kept_and_a_change_is_undone() -> None:
    first = saved({STOWE: 12})
    second = saved({STOWE: 20})
    assert partner_values(ID, "2024", "ward").loc[STOWE, "numerator"] == 20
    assert [one.number for one in versions(ID, "2024")] == [second.number, first.number]
    store.undo(second.number, "An analyst")
    assert partner_values(ID, "2024", "ward").loc[STOWE, "numerator"] == 12
    undone = store.undo(store.current().history[-1].number)
    assert partner_values(ID, "2024", "ward").loc[STOWE, "numerator"] == 20
    assert versions(ID, "2024")[0].number == undone.number


def test_an_indicator_is_removed_with_its_periods_and_comes_back() -> None:
    saved({STOWE: 12})
    saved({STOWE: 3}, period=read_period("2023"))
    assert partner_periods_of(ID) == ("2024", "2023")
    remove_table(ID, "2023", "An analyst")
    assert partner_periods_of(ID) == ("2024",)
    change = remove_indicator(ID, "An analyst")
    assert partner_indicators() == ()
    assert ID not in load_catalogue().indicators
    assert partner_values(ID, "2024", "ward").empty
    store.undo(change.number)
    assert partner_periods_of(ID) == ("2024",)


def test_one_id_is_one_thing() -> None:
    saved({STOWE: 12})
    other = checked(whole_table("ward24", {}), definition(unit="%", period=read_period("2023")))
    with pytest.raises(PartnerError, match="saved with the unit 'per 1,000 residents'"):
        save_partner_table(other, "An analyst")
    clash = checked(whole_table("ward24", {}), definition(id="burglary"))
    with pytest.raises(PartnerError, match="indicator of the catalogue"):
        save_partner_table(clash, "An analyst")
    saved({}, caveat="A new caveat.")
    assert partner_definitions()[ID].caveat == "A new caveat."


def test_a_period_stands_on_one_set_of_wards() -> None:
    assert stored_period(definition(period=read_period("2025"))).kind == "recorded"
    old = stored_period(definition(level="ward19", period=read_period("2025")))
    assert (old.id, old.ward_vintage, old.lsoa_vintage) == ("2025.ward19", "ward19", "lsoa11")
    assert stored_period(definition(level="ward19", period=read_period("2018-19"))).id == "2018-19"
    assert stored_period(definition(level="district")).ward_vintage is None
    saved({}, level="ward19")
    assert area_figures(ID, "2024.ward19", "ward")["status"].eq("partner").all()


def test_a_table_by_district_says_nothing_of_wards() -> None:
    saved({LICHFIELD: 3}, level="district")
    assert partner_values(ID, "2024", "ward").empty
    assert area_figures(ID, "2024", "ward")["status"].eq("not published").all()
    assert partner_values(ID, "2024", "district").loc[LICHFIELD, "numerator"] == 3


def test_a_preview_is_what_will_be_shown() -> None:
    table = checked(whole_table("ward24", {STOWE: 2}), definition(sensitivity="restricted"))
    before = {level: preview_values(table, level) for level in ("ward", "district", "force")}
    assert store.refresh().generation == 0
    save_partner_table(table, "An analyst")
    for level, values in before.items():
        pd.testing.assert_frame_equal(values, partner_values(ID, "2024", level))


# --- Disclosure control -------------------------------------------------------------------------


def test_below_the_district_nothing_is_shown_without_the_setting() -> None:
    saved({STOWE: 2}, sensitivity="restricted")
    values = partner_values(ID, "2024", "ward")
    assert values["status"].eq("restricted").all()
    assert values.drop(columns="status").isna().all(axis=None)
    assert area_figures(ID, "2024", "ward")["rate"].isna().all()
    assert partner_values(ID, "2024", "district")["status"].eq("partner").all()


def test_a_small_count_takes_a_second_with_it(shown: None) -> None:
    saved({STOWE: 2, CHASETOWN: 0}, sensitivity="restricted")
    values = partner_values(ID, "2024", "ward")
    own = values[areas_of("ward24")["district_code"] == LICHFIELD]
    hidden = own[own["status"] == "suppressed"]
    assert STOWE in hidden.index
    assert len(hidden) >= 2
    assert hidden.drop(columns="status").isna().all(axis=None)
    # Zero is shown, and the total, from which the hidden sum follows and no single count.
    assert own.loc[CHASETOWN, ["numerator", "status"]].tolist() == [0, "partner"]
    total = partner_values(ID, "2024", "district").loc[LICHFIELD, "numerator"]
    left = total - own["numerator"].sum()
    assert left - len(hidden) >= 5
    assert values["status"].eq("suppressed").sum() == len(hidden)


def test_no_shown_figures_of_lsoas_wards_and_districts_give_a_small_count(shown: None) -> None:
    codes = areas_of("lsoa21").index
    counts: dict[str, object] = {code: (number * 7) % 23 for number, code in enumerate(codes)}
    saved(counts, level="lsoa21", sensitivity="restricted")
    lsoas = partner_values(ID, "2024", "lsoa")
    small = [code for code, count in counts.items() if 1 <= int(str(count)) <= 5]
    assert lsoas.loc[small, "status"].eq("suppressed").all()
    for level in ("ward", "district"):
        parents, larger = members("lsoa21", level), partner_values(ID, "2024", level)
        assert parents is not None
        for code, part in lsoas.groupby(parents):
            hidden = part["numerator"].isna()
            if larger.loc[str(code), "status"] == "partner":
                left = larger.loc[str(code), "numerator"] - part["numerator"].sum()
                assert not hidden.any() or left - hidden.sum() >= 5
            else:
                # A hidden ward of shown LSOAs would be their sum.
                assert hidden.any()


def test_a_year_and_its_first_half_do_not_give_the_second(shown: None) -> None:
    saved({STOWE: 13}, sensitivity="restricted")
    half = read_period("2024-01 to 2024-06")
    saved({STOWE: 10, CHASETOWN: 10}, sensitivity="restricted", period=half)
    both = [partner_values(ID, one, "ward").loc[STOWE, "status"] for one in ("2024", half.id)]
    assert "suppressed" in both


def test_a_period_with_more_than_the_year_around_it_is_refused() -> None:
    saved({}, sensitivity="restricted")
    half = definition(sensitivity="restricted", period=read_period("2024-01 to 2024-06"))
    more = checked(whole_table("ward24", {STOWE: 11}), half)
    with pytest.raises(PartnerError, match="cannot be made safe beside"):
        save_partner_table(more, "An analyst")
    assert store.refresh().generation == 1


def test_other_small_areas_at_the_same_time_are_refused() -> None:
    saved({}, sensitivity="restricted")
    half = read_period("2024-01 to 2024-06")
    other = definition(sensitivity="restricted", level="lsoa21", period=half)
    table = checked(whole_table("lsoa21", {}), other)
    with pytest.raises(PartnerError, match="by different small areas at the same time"):
        save_partner_table(table, "An analyst")


def test_what_the_supplier_withheld_is_not_worked_out_from_another_period(shown: None) -> None:
    saved({STOWE: "<5"}, sensitivity="restricted", period=read_period("2024-01 to 2024-06"))
    saved({}, sensitivity="restricted")
    assert partner_values(ID, "2024", "ward").loc[STOWE, "status"] == "suppressed"
    assert partner_values(ID, "2024", "district").loc[LICHFIELD, "status"] == "suppressed"
    assert partner_values(ID, "2024", "ward").loc[CHASETOWN, "status"] == "partner"


def test_another_limit_judges_anew(shown: None, monkeypatch: pytest.MonkeyPatch) -> None:
    saved({STOWE: 8}, sensitivity="restricted")
    assert partner_values(ID, "2024", "ward").loc[STOWE, "status"] == "partner"
    monkeypatch.setenv("CSP_SUPPRESS_UP_TO", "8")
    assert partner_values(ID, "2024", "ward").loc[STOWE, "status"] == "suppressed"


def test_an_undone_removal_is_judged_with_what_came_since(shown: None) -> None:
    saved({}, sensitivity="restricted")
    removed = remove_table(ID, "2024", "An analyst")
    half = read_period("2024-01 to 2024-06")
    saved({STOWE: 11}, sensitivity="restricted", period=half)
    with pytest.raises(store.StoreError):
        # The judgement of the later table stands in the way, and so nothing is shown unjudged.
        store.undo(removed.number)
    assert partner_values(ID, half.id, "ward").loc[STOWE, "status"] == "partner"


def test_an_open_indicator_never_becomes_restricted_by_halves() -> None:
    saved({}, sensitivity="restricted")
    with pytest.raises(PartnerError, match="sensitivity 'restricted'"):
        saved({}, period=read_period("2023"))


def _span(start: str, end: str, months: bool = True) -> Counted:
    return Counted("ward24", "count", start, end, months, pd.DataFrame())


def test_periods_in_one_another() -> None:
    quarters = {f"q{n}": _span(f"2024-{3 * n - 2:02d}", f"2024-{3 * n:02d}") for n in (1, 2, 3, 4)}
    half, year = _span("2024-01", "2024-06"), _span("2024-01", "2024-12")
    nested = nested_periods({"year": year, "half": half, **quarters})
    assert nested == {"year": ["half", "q3", "q4"], "half": ["q1", "q2"]}
    # Points in time do not add up, and years side by side have nothing in common.
    assert nested_periods({"year": year, "day": _span("2024-03", "2024-03", False)}) == {}
    assert nested_periods({"year": year, "next": _span("2025-01", "2025-12")}) == {}


def test_where_two_cross_all_that_hang_together_are_told_in_pieces() -> None:
    nested = nested_periods(
        {
            "a": _span("2024-01", "2024-06"),
            "b": _span("2024-04", "2024-09"),
            "q2": _span("2024-04", "2024-06"),
            "may": _span("2024-05", "2024-05"),
        }
    )
    pieces = ["2024-04_2024-04", "may", "2024-06_2024-06"]
    assert nested["q2"] == pieces
    assert nested["a"] == ["2024-01_2024-03", *pieces]
    assert nested["b"] == [*pieces, "2024-07_2024-09"]


def test_districts_with_rates_only_are_shown() -> None:
    table = checked(
        csv_of("area_code,value", f"{LICHFIELD},3.5"),
        definition(level="district", sensitivity="restricted"),
    )
    save_partner_table(table, "An analyst")
    assert partner_values(ID, "2024", "district").loc[LICHFIELD, "status"] == "partner"
    judged = statuses({}, 5)
    assert judged == {}


def test_partners_values_are_read_in_one_place_only() -> None:
    """No module but those of disclosure control opens a partner's table."""
    root = Path(__file__).parents[3]
    ours = {
        root / "data" / name
        for name in ("partner/values.py", "partner_tables/preview.py", "partner_tables/store.py")
    }
    named = {"counted_tables", "figures_at", "values_to_show", "as_counted"}
    for folder in ("data", "components", "pages"):
        for path in (root / folder).rglob("*.py"):
            if path in ours:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module in (
                    "data.partner.values",
                    "data.partner.figures",
                ):
                    taken = named & {one.name for one in node.names}
                    assert not taken, f"{path.name} takes {taken}"
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "read_table":
                    first = node.args[0] if node.args else None
                    assert not (isinstance(first, ast.Constant) and first.value == "partner")


def test_a_new_version_keeps_hidden_what_was_hidden(shown: None) -> None:
    """A ward's count that rose makes another the cheapest to hide beside the small one."""
    wards = areas_of("ward24")
    own = [str(one) for one in wards.index[wards["district_code"] == LICHFIELD]]
    others = [one for one in own if one != STOWE]
    saved({STOWE: 2, others[0]: 8}, sensitivity="restricted")
    first = partner_values(ID, "2024", "ward")["status"].eq("suppressed")
    assert first[STOWE] and first[others[0]]
    # Judged alone the second version would hide the ward of 7, and show the one of 8 after all:
    # with the total, and what the first version showed, Stowe's count would be 2.
    saved({STOWE: 2, others[0]: 8, others[1]: 7}, sensitivity="restricted")
    second = partner_values(ID, "2024", "ward")["status"].eq("suppressed")
    assert (first <= second).all()


def test_what_was_hidden_stays_so_when_a_period_comes_or_the_table_comes_back(shown: None) -> None:
    saved({STOWE: 2}, sensitivity="restricted")
    first = partner_values(ID, "2024", "ward")["status"].eq("suppressed")
    half = read_period("2024-01 to 2024-06")
    saved({STOWE: 1, CHASETOWN: 3}, sensitivity="restricted", period=half)
    assert (first <= partner_values(ID, "2024", "ward")["status"].eq("suppressed")).all()
    remove_indicator(ID, "An analyst")
    assert partner_values(ID, "2024", "ward").empty
    saved({}, sensitivity="restricted")
    again = partner_values(ID, "2024", "ward")["status"].eq("suppressed")
    assert (first <= again).all()


def test_a_lower_limit_starts_afresh(shown: None, monkeypatch: pytest.MonkeyPatch) -> None:
    saved({STOWE: 5, CHASETOWN: 5}, sensitivity="restricted")
    assert partner_values(ID, "2024", "ward").loc[STOWE, "status"] == "suppressed"
    monkeypatch.setenv("CSP_SUPPRESS_UP_TO", "3")
    assert partner_values(ID, "2024", "ward").loc[STOWE, "status"] == "partner"
