"""The prioritisation page as the app runs it: scored, ranked, taken back, kept and opened."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.page.workbook import workbook
from components.priority.kept import notes
from components.priority.scoring import NO_SCORE, widget_key
from components.priority.weights import weight_key
from data.priority.evidence import prefilled
from data.priority.harm import harm_weights
from data.priority.ranking import DISCLAIMER, priority_table, ranking
from data.priority.results import keep_result, kept_results
from data.priority.scheme import load_scheme
from data.priority.scores import override_log, save_score, save_weights, weights_of
from tests.app import visiting
from tests.app.visiting import ran

pytestmark = pytest.mark.usefixtures("own_store")

LICHFIELD, TAMWORTH, PERIOD = "E07000194", "E07000199", "2025"
CELL = ("asb", "psychological")
PLACE = (LICHFIELD, PERIOD, *CELL)
SECTIONS = [
    "Scores and ranking",
    "How firm it is",
    "Weights",
    "Beside the plan",
    "Changes",
    "Results",
    "Harm",
]

# What the page told the table.
matrix = partial(visiting.told, key="rows")
words = partial(visiting.words, kinds=("markdown", "caption", "info", "success", "error"))


def visit(section: str = "", **query: str) -> AppTest:
    return ran(visiting.visit("prioritise", section, **query))


def shown(app: AppTest, theme: str, criterion: str) -> dict[str, Any]:
    held = matrix(app)
    row = next(one for one in held["rows"] if one["code"] == theme)
    return row["cells"][[one["code"] for one in held["columns"]].index(criterion)]


def order(app: AppTest) -> list[str]:
    return [one["code"] for one in matrix(app)["rows"]]


def click(app: AppTest, label: str) -> AppTest:
    return ran(next(one for one in app.button if one.label.startswith(label)).click().run())


def score(app: AppTest, value: int | None, why: str, who: str) -> AppTest:
    ran(app.radio(key=widget_key("score", PLACE)).set_value(value or NO_SCORE).run())
    app.text_input(key=widget_key("why", PLACE)).set_value(why)
    app.text_input(key="priority-who").set_value(who)
    return click(app, "Save the score")


# --- The matrix -------------------------------------------------------------------------------


@pytest.mark.parametrize("csp", [LICHFIELD, TAMWORTH])
def test_the_matrix_shows_every_score_as_it_is_filled_in_with_its_evidence(csp):
    app = visit(csp=csp)
    expected = prefilled(csp, PERIOD).set_index(["theme", "criterion"])
    held = matrix(app)
    told = 0
    for row in held["rows"]:
        for column, cell in zip(held["columns"], row["cells"], strict=True):
            one = expected.loc[(row["code"], column["code"])]
            assert cell["score"] == (None if pd.isna(one["score"]) else one["score"])
            assert (cell["evidence"], cell["rule"]) == (one["evidence"], one["rule"])
            assert bool(cell["source"]) == bool(one["source"])
            told += 1
    assert told == len(expected) == 27 * 12


def test_missing_scores_are_missing_and_their_themes_are_not_ranked():
    held = matrix(visit(csp=TAMWORTH))
    scores = [cell["score"] for row in held["rows"] for cell in row["cells"]]
    assert None in scores and 0 not in scores
    unranked = [row for row in held["rows"] if row["rank"] is None]
    assert unranked and all(row["missing"].startswith("needs ") for row in unranked)
    assert all(row["score"] is None for row in unranked)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_says_what_it_is_not_even_where_nothing_can_be_ranked(section):
    assert DISCLAIMER in words(visit(section, csp=TAMWORTH, period="2018-19"))


# --- Scoring ----------------------------------------------------------------------------------


def test_a_score_with_its_reason_moves_the_ranking_and_can_be_taken_back():
    app = visit(cell=".".join(CELL))
    before = order(app)
    assert (shown(app, *CELL)["score"], shown(app, *CELL)["changed"]) == (2, "")
    score(app, 1, "Repeat victims in two wards", "chair")
    assert shown(app, *CELL)["score"] == 1
    assert "Repeat victims in two wards. Filled in was 2." in shown(app, *CELL)["changed"]
    assert order(app).index("asb") > before.index("asb")
    assert "Anti-social behaviour moves from 2nd to 3rd." in words(app)
    log = override_log(LICHFIELD, PERIOD)
    assert log[["theme", "criterion", "score", "reason", "who"]].iloc[0].tolist() == [
        *CELL,
        1,
        "Repeat victims in two wards",
        "chair",
    ]
    click(app, "Back to what was filled in (2)")
    assert (shown(app, *CELL)["score"], order(app)) == (2, before)
    assert len(override_log(LICHFIELD, PERIOD)) == 2


def test_what_a_score_would_do_is_said_before_it_is_saved():
    app = visit(cell=".".join(CELL))
    ran(app.radio(key=widget_key("score", PLACE)).set_value(1).run())
    assert "With 1: Anti-social behaviour moves from 2nd to 3rd." in words(app)
    assert shown(app, *CELL)["score"] == 2
    assert override_log(LICHFIELD, PERIOD).empty


def test_what_is_missing_stands_beside_a_button_that_cannot_be_pressed():
    app = visit()
    assert next(one for one in app.button if one.label == "Save the score").disabled
    assert "First choose another score. Needs a reason and a name." in words(app)
    open_one = next(one for one in app.radio if one.label == "Score")
    ran(open_one.set_value(1 if open_one.value != 1 else 2).run())
    assert not next(one for one in app.button if one.label == "Save the score").disabled
    assert "First choose" not in words(app) and "Needs a reason and a name." in words(app)
    weights = visit("Weights")
    assert next(one for one in weights.button if one.label == "Save these weights").disabled
    assert "First change a weight. Needs a reason and a name." in words(weights)


@pytest.mark.parametrize(
    ("why", "who", "says"),
    [("", "chair", "Say why: the reason is kept"), ("A reason", " ", "Say who scores")],
)
def test_a_score_without_reason_or_name_is_refused(why, who, says):
    app = visit(cell=".".join(CELL))
    score(app, 4, why, who)
    assert says in words(app) and "Nothing was saved." in words(app)
    assert override_log(LICHFIELD, PERIOD).empty


def test_a_score_that_is_taken_out_is_missing():
    app = visit(cell=".".join(CELL))
    score(app, None, "The word is of 2019", "chair")
    assert shown(app, *CELL)["score"] is None
    assert "Filled in was 2." in shown(app, *CELL)["changed"]


def test_the_last_change_is_undone():
    save_score(*PLACE, 4, reason="One", who="chair")
    save_score(*PLACE, 3, reason="Two", who="chair")
    app = visit("Changes")
    assert list(app.dataframe[0].value["Why"]) == ["Two", "One"]
    click(app, "Undo the last change")
    assert list(app.dataframe[0].value["Why"]) == ["One"]
    assert shown(visit(), *CELL)["score"] == 4


def test_another_partnership_keeps_its_own_scores():
    save_score(*PLACE, 4, reason="One", who="chair")
    assert shown(visit(csp=TAMWORTH), *CELL)["changed"] == ""


# --- Weights, firmness, plan ------------------------------------------------------------------


def test_weights_are_tried_before_they_are_saved():
    app = visit("Weights")
    key = weight_key(LICHFIELD, PERIOD, "section", "likelihood")
    ran(app.number_input(key=key).set_value(0.5).run())
    tried = ranking(LICHFIELD, PERIOD, {"likelihood": 0.5}).themes
    table = app.dataframe[0].value
    assert list(table["Theme"]) == tried.loc[tried["rank"].notna(), "name"].tolist()
    assert weights_of(LICHFIELD, PERIOD)[0]["likelihood"] == 1
    app.text_input(key="weights-why").set_value("Harm first")
    app.text_input(key="weights-who").set_value("chair")
    click(app, "Save these weights")
    assert weights_of(LICHFIELD, PERIOD)[0]["likelihood"] == 0.5
    assert order(visit()) == tried.index.tolist()
    click(app, "Weights it came with")
    assert app.number_input(key=key).value == 1


def test_weights_that_leave_nothing_are_told():
    app = visit("Weights")
    for name in ("harm", "likelihood", "position"):
        key = weight_key(LICHFIELD, PERIOD, "section", name)
        ran(app.number_input(key=key).set_value(0.0).run())
    assert "Every part would weigh 0" in words(app)


def test_firmness_goes_by_the_weights_in_force():
    app = visit("How firm it is")
    assert "in the top 3 under at least 90% of all weights" in words(app)
    save_weights(LICHFIELD, PERIOD, section_weights={"likelihood": 0}, reason="Harm only")
    assert "Likelihood, as a part" in words(app)
    assert "Likelihood, as a part" not in words(visit("How firm it is"))


def test_plan_and_ranking_agree_and_disagree_in_a_sentence():
    told = words(visit("Beside the plan"))
    assert "Plans and ranking agree on Domestic abuse" in told
    assert "They disagree on Contextual safeguarding and Alcohol" in told


# --- Results and downloads --------------------------------------------------------------------


def test_a_result_is_kept_listed_and_opened():
    app = visit("Results")
    app.text_input(key="result-name").set_value("March meeting")
    app.text_input(key="result-who").set_value("chair")
    click(app, "Keep this result")
    assert [one.name for one in kept_results(LICHFIELD)] == ["March meeting"]
    assert "still the same" in words(app)
    save_score(*PLACE, 1, reason="Later", who="chair")
    keep_result(LICHFIELD, PERIOD, "April meeting", who="chair")
    app = visit("Results", result="0001")
    assert app.selectbox(key="result-open").value == "0001"
    table = app.dataframe[0].value.set_index("Theme")
    assert table.loc["Anti-social behaviour", ["Rank then", "Rank now"]].tolist() == [2, 3]
    assert table.loc["Anti-social behaviour", "Since"] == "▼ 1"
    assert "There is no result 0009" in words(visit("Results", result="0009"))


def test_a_result_without_a_name_is_refused():
    app = click(visit("Results"), "Keep this result")
    assert "Give the result a name" in words(app)
    assert kept_results(LICHFIELD) == []


def test_the_workbook_carries_the_disclaimer_the_weights_and_the_reasons():
    save_score(*PLACE, 4, reason="=1+1", who="chair")
    made = workbook(priority_table(LICHFIELD, PERIOD), notes(LICHFIELD, PERIOD), "Prioritisation")
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book["Prioritisation"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 1 + 27 * 12
    reasons = [row[heads.index("Reason")].value for row in sheet.iter_rows(min_row=2)]
    assert "'=1+1" in reasons
    told = dict(book["Notes"].iter_rows(values_only=True))
    assert told["What this is not"] == DISCLAIMER
    assert {f"Weight of {one.name}" for one in load_scheme().sections.values()} <= set(told)
    assert any(
        "Anti-social behaviour: Psychological: scored 4" in str(one) for one in told.values()
    )


# --- Harm -------------------------------------------------------------------------------------


def weights_file(*rows: str) -> tuple[str, bytes, str]:
    return "weights.csv", "\n".join(["crime_type,weight", *rows]).encode(), "text/csv"


def upload(app: AppTest, file: tuple[str, bytes, str], source: str = "Own estimate") -> AppTest:
    app.file_uploader[0].upload(*file)
    app.text_input(key="harm-source").set_value(source)
    app.text_input(key="harm-licence").set_value("Own work")
    return click(app, "Use these weights")


def test_without_weights_it_says_that_none_come_with_the_app_and_why():
    told = words(visit("Harm"))
    assert "No weights come with this app" in told and "Cambridge Crime Harm Index" in told


def test_weights_are_brought_shown_with_their_source_and_taken_out():
    app = upload(visit("Harm"), weights_file("Robbery,100", "Shoplifting,2"))
    held = harm_weights()
    assert held is not None and held.by_type.to_dict() == {"Robbery": 100, "Shoplifting": 2}
    told = words(app)
    assert "Own estimate" in told and "Terms: Own work." in told
    assert "Left out, for they have no weight: bicycle theft" in told
    assert "of 9 districts by harm" in told
    click(app, "Take these weights out")
    assert harm_weights() is None


@pytest.mark.parametrize(
    ("file", "source", "says"),
    [
        (weights_file("Robbery,0", "Shoplifting,2"), "Own", "Row 2, weight: '0' is no number over"),
        (weights_file("Arson,5", "Shoplifting,2"), "Own", "Row 2, crime_type: 'Arson' is none of"),
        (weights_file("Robbery,9", "Shoplifting,2"), " ", "Name the source of the weights"),
        (("a.csv", b"type;weight", "text/csv"), "Own", "there is no column crime_type or weight"),
    ],
)
def test_bad_weights_are_refused_in_a_sentence(file, source, says):
    app = upload(visit("Harm"), file, source)
    assert says in words(app) and "Nothing was saved." in words(app)
    assert harm_weights() is None


def test_printed_periods_have_no_counts_to_weigh():
    upload(visit("Harm"), weights_file("Robbery,100", "Shoplifting,2"))
    assert "has printed figures only" in words(visit("Harm", period="2018-19"))
