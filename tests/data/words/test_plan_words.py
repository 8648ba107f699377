"""The plan tracker's words and cells: what is missing is said, and no course is in colour alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from components.plan.table import plan_table_of
from data.plan.documents import plans_of
from data.plan.notes import PlanNote
from data.plan.readings import Reading, Value
from data.plan.tracker import STATES, plan_rows
from data.selection.selection import read
from data.words.plan import (
    change_words,
    due_words,
    missing_words,
    no_plan_words,
    plan_conclusion,
    plan_title,
    target_years,
    targets_words,
    value_words,
)

EAST, LICHFIELD, STAFFORD, TAMWORTH = "E07000193", "E07000194", "E07000197", "E07000199"


def row(csp: str, name: str):
    return next(one for one in plan_rows(csp) if one.row.row == name)


def table(csp: str, notes: dict | None = None):
    selection = read({"csp": csp}, "plan").selection
    return plan_table_of(plan_rows(csp), notes or {}, selection, "X", False)


def cells(csp: str, name: str, notes: dict | None = None) -> list[dict]:
    data = table(csp, notes)
    return next(
        list(one["cells"])
        for group in data["groups"]
        for one in group["rows"]
        if one["key"].endswith(f"/{name}")
    )


def test_the_conclusion_counts_every_row_once_and_names_how_few_measures_tell() -> None:
    assert plan_conclusion(plan_rows(EAST)) == (
        "Of 35 rows, no course can be told: 14 have a figure that tells no course and 21 have no "
        "data."
    )
    # Its newest months lie after the plan's end, and tell no course of it.
    assert plan_conclusion(plan_rows(LICHFIELD)).startswith("Of 42 rows, no course can be told: ")
    assert plan_conclusion(plan_rows(TAMWORTH)).startswith(
        "Of 40 rows, one is on course, none off course and one without real change; "
    )
    twice = [row(TAMWORTH, "priority-6")] * 2
    assert plan_conclusion(twice) == (
        "Of 2 rows, two are on course, none off course and none without real change (told by one "
        "measure)."
    )
    assert plan_conclusion([row(LICHFIELD, "priority-1")]) == (
        "Of one row, no course can be told: one has a figure that tells no course."
    )


def test_a_title_names_the_plan_and_its_term() -> None:
    assert plan_title("Tamworth", plans_of(TAMWORTH)) == (
        "Plan tracker · Tamworth · Tamworth 2021 (April 2020 to March 2023)"
    )
    assert plan_title("Cannock Chase", ()).endswith("no plan loaded")
    assert no_plan_words("A", ["B", "C"]) == (
        "No plan of A is loaded, so there is nothing to track. Plans are loaded of B and C."
    )
    assert "No other partnership" in no_plan_words("A", [])


def test_more_reports_of_domestic_abuse_are_what_the_plan_wants() -> None:
    assert cells(EAST, "target-1")[0]["text"] == "↑ More"
    assert cells(EAST, "target-2")[0]["text"] == "↓ Fewer"


def test_every_figure_of_a_row_stands_in_its_cell_with_unit_period_and_source() -> None:
    wanted, baseline, target, latest, moved, course, entered = cells(EAST, "target-3")
    assert (baseline["text"], baseline["small"]) == (
        "3,502",
        "anti-social behaviour incidents; undated, in a document of 2018; East Staffs 2018-21",
    )
    assert target["small"] == "none given"
    assert (latest["text"], latest["small"]) == (
        "1,223",
        "street-level records; 2025 (12 months); data.police.uk",
    )
    assert (wanted["text"], entered["text"]) == ("↓ Fewer", "")
    assert (moved["text"], moved["small"]) == ("–", "")
    assert course["text"] == "? Cannot be told" and course["kind"] == "course state3"
    assert course["small"] == (
        "The baseline is the document's own count and the latest is street-level records: not the "
        "same measure. The baseline has no date."
    )


def test_two_values_of_one_measure_show_their_change_and_how_alike_they_are() -> None:
    _, _, _, moved, course, _ = cells(TAMWORTH, "priority-6")
    assert (moved["text"], moved["small"]) == ("−48%", "95% interval −54% to −40%")
    assert (course["text"], course["kind"]) == ("✓ On course", "course state0")
    assert course["small"] == "with caution: a remark on the baseline"


def test_every_measure_of_a_row_is_named_with_its_two_values() -> None:
    rows = [one for group in table(LICHFIELD)["groups"] for one in group["rows"]]
    drawn = next(one for one in rows if one["key"].endswith("/supplementary-6"))
    assert drawn["small"].endswith(
        "Measured here by: Vehicle offences; Burglary; Burglaries in which a vehicle was taken."
    )
    _, baseline, latest, moved, course, _ = drawn["cells"]
    assert (baseline["text"], latest["text"], moved["text"]) == ("202", "222", "–")
    assert latest["small"].startswith("vehicle offences, street-level records; ")
    assert course["text"] == "? Cannot be told"
    assert course["small"] == (
        "None of its 3 measures tells a course. Vehicle offences: 202 to 222, after the "
        "plan's end; Burglary: 240 to 116 (−52%), after the plan's end; Burglaries in which a "
        "vehicle was taken: one value only."
    )


def test_a_value_of_another_document_names_it() -> None:
    assert cells(LICHFIELD, "priority-2")[1]["small"].endswith("; Lichfield 2019")
    assert cells(EAST, "target-1")[1]["small"].endswith("undated, in a document of 2018")


def test_a_share_names_what_it_is_a_share_of() -> None:
    assert cells(LICHFIELD, "priority-2")[1]["small"].startswith("victims who are repeat victims")


def test_what_is_missing_is_said_and_what_would_supply_it() -> None:
    _, baseline, _, missing, course, _ = cells(EAST, "target-1")
    assert baseline["text"] == "966"
    assert (missing["text"], missing["span"]) == ("Nothing later", 2)
    assert missing["small"].startswith("Would supply it: domestic abuse reports")
    assert course["text"] == "? Cannot be told"
    _, missing, course, _ = cells(LICHFIELD, "action-asb-2")
    assert (missing["text"], missing["span"]) == ("No data", 3)
    assert "from the ASB hub" in missing["small"]
    assert course["text"] == "○ No data"


def test_what_would_supply_a_figure_keeps_the_capitals_of_names() -> None:
    said = {missing_words(one) for csp in (LICHFIELD, STAFFORD, TAMWORTH) for one in plan_rows(csp)}
    told = " ".join(said)
    assert "Would supply it: StreetSafe reports" in told
    assert "Would supply it: Prevent referrals" in told
    assert "Would supply it: hate crimes" in told


def test_a_row_whose_plan_names_no_measure_says_that_shortly() -> None:
    unmeasured = [one for one in plan_rows(TAMWORTH) if one.row.supply == one.plan.unmeasured]
    told = {missing_words(one) for one in unmeasured}
    assert told == {"The plan names no measure."}


@pytest.mark.parametrize("csp", [EAST, LICHFIELD, STAFFORD, TAMWORTH])
def test_every_row_fills_every_column_and_names_its_course(csp: str) -> None:
    data = table(csp)
    rows = [one for group in data["groups"] for one in group["rows"]]
    assert [one["key"] for one in rows] == [one.row.key for one in plan_rows(csp)]
    for drawn, known in zip(rows, plan_rows(csp), strict=True):
        assert sum(one.get("span", 1) for one in drawn["cells"]) == len(data["kinds"])
        course = drawn["cells"][-2]
        assert known.state in course["text"].lower()
        assert course["kind"] == f"course state{STATES.index(known.state)}"


def test_rows_are_grouped_as_the_document_groups_them() -> None:
    groups = table(TAMWORTH)["groups"]
    assert [(one["name"], len(one["rows"])) for one in groups] == [
        ("Priorities", 7),
        ("Areas of consideration", 4),
        *[("Commitments", many) for many in (6, 4, 2, 4, 3, 5, 5)],
    ]
    assert groups[2]["small"] == "4.1 Anti Social Behaviour"


def test_a_theme_link_keeps_the_district() -> None:
    drawn = table(TAMWORTH)["groups"][0]["rows"][1]
    assert drawn["themes"][0]["href"] == "theme?csp=E07000199&theme=domestic-abuse"


def test_a_note_shows_owner_date_and_text() -> None:
    note = PlanNote("2026-01-01T10:00:00+00:00", "Chair", "ASB lead", "2020-03-31", "Begun")
    entered = cells(TAMWORTH, "4.1-1", {"tamworth_plan_2021/4.1-1": note})[-1]
    assert entered["text"] == "ASB lead"
    assert entered["small"] == "Due 31 March 2020, passed. Begun"


def test_a_due_date_passes_the_day_after() -> None:
    assert due_words("2026-03-31", date(2026, 3, 31)) == "due 31 March 2026"
    assert due_words("2026-03-31", date(2026, 4, 1)).endswith("passed")


def test_targets_that_are_given_stand_beside_those_that_are_not() -> None:
    one = row(EAST, "target-1")
    given = replace(one.row, targets=(("2018-19", 1000.0), ("2019-20", None), ("2020-21", None)))
    assert targets_words(given) == "2018-19: 1,000; 2019-20 and 2020-21: none given"
    assert targets_words(one.row) == "none given"
    assert target_years([one]) == "Target 2018-19 to 2020-21"
    assert target_years(plan_rows(LICHFIELD)) == ""


def test_values_and_changes_in_their_units() -> None:
    def value(number: float, unit: str) -> Value:
        return Value(number, unit, "2018", "2018", "2018-12", "x", "published")

    assert value_words(value(1223, "count")) == "1,223"
    assert value_words(value(33, "% change")) == "+33%"
    assert value_words(None) == "–"
    before, after = value(81, "%"), value(78.5, "%")
    told = Reading("x", "", before, after, None, None, None, -2.5, "cannot be told", "")
    assert change_words(told) == "−2.5 points"
    assert change_words(replace(told, points=None)) == "–"
