"""Every target and row of the plans is there, counted against the documents."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from data.documents.published import PUBLISHED_FOLDER
from data.installed.catalogue import load_catalogue
from data.plan.documents import (
    KINDS,
    PlanError,
    load_plan_rows,
    load_plans,
    plans_of,
)

EAST, TAMWORTH = "east_staffordshire_plan_2018", "tamworth_plan_2021"
STAFFORD, LICHFIELD = "stafford_strategy_2020", "lichfield_delivery_plan_2022"
ROWS = load_plan_rows()

# Counted in the documents, heading by heading.
COUNTED = {
    (EAST, "target"): 7,  # section 13
    (EAST, "priority"): 6,  # section 5: four themes; section 6: two that cut across
    (EAST, "aim"): 5 + 4 + 4 + 2 + 4 + 3,  # 5.1 to 5.4, 6.1, 6.2
    (TAMWORTH, "priority"): 7,
    (TAMWORTH, "consideration"): 4,
    (TAMWORTH, "commitment"): 6 + 4 + 2 + 4 + 3 + 5 + 5,  # 4.1 to 4.7
    (STAFFORD, "priority"): 7 + 2,  # two groups of the sentence on other governance
    (STAFFORD, "consideration"): 3,
    (STAFFORD, "aim"): 16,
    (STAFFORD, "commitment"): 9 + 8 + 9 + 6 + 8 + 1,  # three workstreams; teachers' workshops
    (LICHFIELD, "priority"): 3 + 2,  # three themes; vulnerable people, women and girls
    (LICHFIELD, "consideration"): 9,
    (LICHFIELD, "action"): 8 + 6 + 4 + 7 + 3,
}
BY_HEADING = {
    (EAST, "5.1"): 5,
    (EAST, "5.2"): 4,
    (EAST, "5.3"): 4,
    (EAST, "5.4"): 2,
    (EAST, "6.1"): 4,
    (EAST, "6.2"): 3,
    (TAMWORTH, "4.1"): 6,
    (TAMWORTH, "4.2"): 4,
    (TAMWORTH, "4.3"): 2,
    (TAMWORTH, "4.4"): 4,
    (TAMWORTH, "4.5"): 3,
    (TAMWORTH, "4.6"): 5,
    (TAMWORTH, "4.7"): 5,
}


def test_every_row_of_every_table_is_there() -> None:
    assert Counter((row.document, row.kind) for row in ROWS) == COUNTED
    assert len(ROWS) == 186


@pytest.mark.parametrize(("document", "heading"), BY_HEADING)
def test_every_bullet_under_its_heading(document: str, heading: str) -> None:
    under = [row for row in ROWS if row.document == document and row.section.startswith(heading)]
    assert len(under) == BY_HEADING[document, heading]


def test_the_targets_table_as_printed() -> None:
    targets = [row for row in ROWS if row.kind == "target"]
    assert [row.direction for row in targets] == [
        *("increase", "decrease", "decrease", "increase", "increase", "decrease", "decrease")
    ]
    # The document prints three year columns and fills none of them in.
    years = (("2018-19", None), ("2019-20", None), ("2020-21", None))
    assert all(row.targets == years for row in targets)


def test_more_reports_of_domestic_abuse_are_the_aim_and_fewer_repeats() -> None:
    wanted = {row.row: row.direction for row in ROWS if row.document == EAST}
    assert wanted["target-1"] == wanted["domestic-abuse-2"] == "increase"
    assert wanted["target-2"] == wanted["domestic-abuse-5"] == "decrease"


def test_every_priority_of_the_catalogue_is_a_row_of_its_plan() -> None:
    told = {(row.document, theme) for row in ROWS for theme in row.themes}
    plans = {plan.document for plan in load_plans()}
    missing = [
        (standing.document, theme.id)
        for theme in load_catalogue().themes.values()
        for standing in theme.priorities
        if standing.document in plans
        and standing.tier == "priority"
        and (standing.document, theme.id) not in told
    ]
    assert missing == []


def test_a_row_without_an_indicator_says_what_would_supply_one() -> None:
    assert all(row.supply for row in ROWS)
    assert all(row.wording and row.what for row in ROWS)
    assert len({row.key for row in ROWS}) == len(ROWS)


def test_newest_plan_and_targets_first() -> None:
    starts = {plan.document: plan.starts for plan in load_plans()}
    order = [(starts[row.document], -KINDS.index(row.kind)) for row in ROWS]
    assert order == sorted(order, reverse=True)
    assert plans_of("E07000192") == ()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("plans", "targets", "delivery_plans", "commitments"):
        shutil.copy(PUBLISHED_FOLDER / f"{name}.csv", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("commitments.csv", "priority,asb,", "priority,asbo,", "themes: 'asbo'"),
        ("commitments.csv", ",asb,decrease", ",asb,less", "direction: 'less'"),
        ("commitments.csv", ",asb,decrease", ",asbs,decrease", "indicators: 'asbs'"),
        ("commitments.csv", ",4.1-2,", ",4.1-1,", "4.1-1: comes 2 times"),
        ("plans.csv", "2020-04,2023-03", "2023-03,2020-04", "ends before it starts"),
        ("plans.csv", "2020-04,2023-03", "2020,2023-03", "write months as 2022-04"),
        ("targets.csv", "csp,document", "csp,source", "row 1: the columns are csp, source"),
        ("delivery_plans.csv", "E07000194,lich", "E07000192,lich", "no such document of E07000192"),
    ],
)
def test_a_slip_is_told_with_its_row(
    copied: Path, file: str, old: str, new: str, said: str
) -> None:
    path = copied / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError, match=said):
        load_plan_rows(copied)


def test_a_missing_table_is_told(copied: Path) -> None:
    (copied / "targets.csv").unlink()
    with pytest.raises(PlanError, match=r"targets\.csv is missing"):
        load_plan_rows(copied)
