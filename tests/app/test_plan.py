"""The plan tracker runs for every partnership; what is entered is kept, shown and exported."""

from __future__ import annotations

import io

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from components.plan.files import plan_workbook, shown_table
from data import store
from data.documents.affected import affected_of
from data.installed.catalogue import load_catalogue
from data.phrases.plain import number_of
from data.plan.documents import partnerships_with_plans
from data.plan.notes import history_of, notes_of, save_note
from data.plan.tracker import NO_DATA, plan_rows
from data.tables.safe_cells import safe_cells
from data.words.plan import plan_conclusion
from tests.app.visiting import charts, healthy, parts, visit, words

pytestmark = pytest.mark.usefixtures("own_store")

EAST, LICHFIELD, STAFFORD, TAMWORTH = "E07000193", "E07000194", "E07000197", "E07000199"
CATALOGUE = load_catalogue()
CSPS = [one.code for one in CATALOGUE.force.districts]
DOCUMENT, ROW = "tamworth_plan_2021", "4.1-1"
KEY = f"{DOCUMENT}/{ROW}"


def drawn(app: AppTest) -> list[dict]:
    """The rows of the table that the page sends to the browser."""
    return [row for part in parts(app) for group in part["groups"] for row in group["rows"]]


@pytest.mark.parametrize("csp", CSPS)
def test_every_partnership_shows_its_rows_or_who_has_a_plan(csp: str) -> None:
    app = healthy(visit("plan", csp=csp))
    rows = plan_rows(csp)
    assert [one["key"] for one in drawn(app)] == [one.row.key for one in rows]
    text = words(app)
    if rows:
        assert plan_conclusion(rows) in text
        assert len(app.get("download_button")) == 2
        return
    assert "nothing to track" in text
    for other in partnerships_with_plans():
        assert CATALOGUE.force.district(other).name in text
    links = [one.proto.page for one in app.get("page_link")]
    assert sum(one == "plan" for one in links) == 1 + len(partnerships_with_plans())


def test_all_rows_of_all_documents_are_on_the_pages() -> None:
    on_pages = [len(drawn(visit("plan", csp=csp))) for csp in partnerships_with_plans()]
    # Counted in the documents: tests/data/plan/test_plan_documents.py.
    assert on_pages == [35, 42, 69, 40] and sum(on_pages) == 186


@pytest.mark.parametrize(
    ("status", "about"), [("on-course", ""), ("no-data", "asb"), ("", "domestic-abuse")]
)
def test_the_address_filters_by_course_and_theme(status: str, about: str) -> None:
    asked = {key: value for key, value in (("status", status), ("about", about)) if value}
    app = healthy(visit("plan", csp=TAMWORTH, **asked))
    held = [
        one.row.key
        for one in plan_rows(TAMWORTH)
        if (not status or one.state == status.replace("-", " "))
        and (not about or about in one.row.themes)
    ]
    assert held and [one["key"] for one in drawn(app)] == held
    assert f"{number_of(len(held), 'row')}, CSV" in [
        one.label for one in app.get("download_button")
    ]


def test_choosing_a_theme_writes_the_address_and_counts_anew() -> None:
    app = healthy(visit("plan", csp=EAST))
    app.selectbox(key="plan-about").set_value("asb")
    healthy(app.run())
    assert app.query_params["about"] == "asb"
    assert {theme["theme"] for row in drawn(app) for theme in row["themes"]} == {"asb"}


@pytest.mark.parametrize(("key", "value"), [("status", "fine"), ("about", "no-such-theme")])
def test_an_unknown_filter_is_a_fault_and_shows_no_row(key: str, value: str) -> None:
    app = visit("plan", csp=EAST, **{key: value})
    assert f"'{value}'" in app.error[0].value
    assert drawn(app) == []


def test_a_row_that_the_plan_does_not_have_is_told() -> None:
    app = healthy(visit("plan", csp=EAST, row=KEY))
    assert f"no row '{KEY}'" in app.info[0].value
    assert len(drawn(app)) == 35


def test_a_row_opens_with_its_wording_and_what_would_supply_it() -> None:
    app = healthy(visit("plan", csp=EAST, row="east_staffordshire_plan_2018/target-1"))
    text = words(app)
    assert "‘Increased domestic abuse reports’" in text
    assert "an increase" in text
    assert "966 reports of domestic abuse (Undated, in a document of 2018; published in" in text
    assert "What would supply it" in text


def enter(app: AppTest, who: str, **typed: str) -> AppTest:
    """Fill in the form of the open row, and save it."""
    boxes = [*app.text_input, *app.text_area]
    for name, value in {**typed, "who": who}.items():
        next(one for one in boxes if one.key.startswith(f"plan-{name}-")).set_value(value)
    next(one for one in app.button if one.label == "Save").click()
    return app.run()


def test_a_note_is_kept_shown_at_once_and_exported() -> None:
    app = healthy(visit("plan", csp=TAMWORTH, row=KEY))
    enter(app, "Chair", owner="ASB lead", text="=Begun")
    assert not app.exception and not app.error
    assert (notes_of(DOCUMENT)[ROW].owner, notes_of(DOCUMENT)[ROW].who) == ("ASB lead", "Chair")
    fresh = healthy(visit("plan", csp=TAMWORTH))
    row = next(one for one in drawn(fresh) if one["key"] == KEY)
    assert (row["cells"][-1]["text"], row["cells"][-1]["small"]) == ("ASB lead", "=Begun")
    table = shown_table(TAMWORTH, plan_rows(TAMWORTH)).set_index("Row")
    assert table.loc[ROW, "Owner"] == "ASB lead"
    # A spreadsheet must not run what somebody typed.
    assert safe_cells(table).loc[ROW, "Note"] == "'=Begun"


def test_a_note_without_a_name_is_refused_and_nothing_is_kept() -> None:
    app = healthy(visit("plan", csp=TAMWORTH, row=KEY))
    enter(app, " ", owner="ASB lead")
    assert "Say who saves this" in app.error[0].value
    assert history_of(DOCUMENT, ROW) == ()


def test_who_saves_over_another_is_told_first_and_both_stay_in_the_history() -> None:
    app = healthy(visit("plan", csp=TAMWORTH, row=KEY))
    save_note(DOCUMENT, ROW, owner="Housing", who="Another")
    enter(app, "Chair", owner="ASB lead")
    assert "Another saved this row after you opened it" in app.warning[0].value
    assert [one.owner for one in history_of(DOCUMENT, ROW)] == ["Housing"]
    # What was typed is still there, and saving again puts it in place.
    enter(app, "Chair", owner="ASB lead")
    assert [one.owner for one in history_of(DOCUMENT, ROW)] == ["Housing", "ASB lead"]


def test_the_history_of_a_row_is_shown_newest_first() -> None:
    save_note(DOCUMENT, ROW, text="First", who="A")
    save_note(DOCUMENT, ROW, who="B")
    app = healthy(visit("plan", csp=TAMWORTH, row=KEY))
    [table] = app.table
    assert table.value["By"].tolist() == ["B", "A"]
    assert table.value["Note"].tolist() == ["everything taken away", "First"]


def test_the_workbook_has_rows_the_rule_and_the_history() -> None:
    save_note(DOCUMENT, ROW, text="First", who="A")
    rows = [one for one in plan_rows(TAMWORTH) if one.state != NO_DATA]
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(TAMWORTH, rows)))
    assert book.sheetnames == ["Plan", "Notes", "History of notes"]
    assert book["Plan"].max_row == len(rows) + 1
    notes = " ".join(str(cell.value) for row in book["Notes"].rows for cell in row)
    assert "95% interval leaves out no change" in notes and "missing, not zero" in notes
    history = [cell.value for cell in book["History of notes"][2]]
    assert history[1] == ROW and "First" in history


def test_a_note_makes_no_figure_be_computed_anew() -> None:
    before = plan_rows(TAMWORTH)
    save_note(DOCUMENT, ROW, text="First", who="A")
    store.refresh()
    assert plan_rows(TAMWORTH) is before


# --- On the theme page --------------------------------------------------------------------------


def test_a_theme_leads_to_the_rows_of_the_plan_that_are_about_it() -> None:
    app = healthy(visit("theme", "What the plans say", csp=TAMWORTH, theme="asb"))
    rows = [one for one in plan_rows(TAMWORTH) if "asb" in one.row.themes]
    assert plan_conclusion(rows) in words(app)
    links = [one.proto for one in app.get("page_link") if one.proto.label.startswith("Open them")]
    assert "about=asb" in links[0].query_string and f"csp={TAMWORTH}" in links[0].query_string


@pytest.mark.parametrize("theme", list(CATALOGUE.themes))
def test_who_is_affected_shows_every_printed_figure_or_says_there_is_none(theme: str) -> None:
    app = healthy(visit("theme", "Who is affected", csp=LICHFIELD, theme=theme))
    told = affected_of(theme, LICHFIELD)
    charted = told.figures[told.figures["kind"] != "count"]
    groups = charted.groupby(["kind", "unit"]).ngroups if len(charted) else 0
    assert len(charts(app)) == groups
    text = words(app)
    nothing = "No loaded document says who is affected"
    anything = len(told.figures) or told.groups or told.at_risk or told.gaps
    assert text.count(nothing) == (0 if anything else 1)
