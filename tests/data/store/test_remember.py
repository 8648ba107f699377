"""What is remembered: figures outlive what a meeting enters, and nothing of it is kept back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.plan import notes as plan_notes
from data.plan.documents import load_plan_rows
from data.plan.tracker import plan_rows, plan_table
from data.priority import harm
from data.priority import results as prioritisation_results
from data.priority import scores as prioritisation_scores
from data.store.remembered import ENTERED, remembered
from data.tables.police import load_counts


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSP_STORE", str(tmp_path))


def put(kind: str) -> int:
    with store.transaction("A change") as change:
        change.put(kind, "one", pd.DataFrame({"a": [1]}))
    assert change.committed is not None
    return change.committed.number


def test_the_kinds_are_those_that_meetings_write() -> None:
    assert {
        plan_notes.KIND,
        prioritisation_scores.SCORES,
        prioritisation_scores.WEIGHTS,
        prioritisation_results.RESULTS,
        harm.KIND,
    } == ENTERED


def counted() -> Callable[[], int]:
    """A figure that says how often it was computed."""
    asked = []

    @remembered(maxsize=4)
    def figure() -> int:
        asked.append(1)
        return len(asked)

    return figure


@pytest.mark.parametrize("kind", sorted(ENTERED))
def test_what_a_meeting_enters_forgets_nothing(kind: str) -> None:
    figure = counted()
    assert figure() == 1
    number = put(kind)
    store.undo(number)
    assert store.current().generation == 2
    assert figure() == 1


@pytest.mark.parametrize("kind", ["police_month", "partner", "boundaries", "step_change", "area"])
def test_every_other_kind_does_and_so_does_its_undoing(kind: str) -> None:
    figure = counted()
    assert figure() == 1
    number = put(kind)
    put("plan_note")
    assert figure() == 2
    store.undo(number)
    # Nothing is imported any more: what was known before the import holds again.
    assert figure() == 1
    put(kind)
    assert figure() == 3


def test_a_question_is_the_same_however_its_arguments_are_given() -> None:
    asked = []

    @remembered(maxsize=4)
    def figure(area: str, whole: bool = False) -> int:
        asked.append((area, whole))
        return len(asked)

    assert figure("a") == figure("a", False) == figure(area="a", whole=False) == 1
    assert figure("a", whole=True) == 2
    assert asked == [("a", False), ("a", True)]


def test_a_change_of_both_kinds_counts() -> None:
    @remembered(maxsize=4)
    def entries() -> int:
        return len(store.current().entries)

    assert entries() == 0
    with store.transaction("Both") as change:
        change.put("plan_note", "one")
        change.put("partner", "one")
    assert entries() == 2


def test_a_note_is_read_at_once_and_the_counts_are_not_read_again() -> None:
    row = load_plan_rows()[0]
    rows = plan_rows(row.csp)
    counts = load_counts()["count"].sum()
    for text in ("First", "Second"):
        plan_notes.save_note(row.document, row.row, text=text, who="A. Chair")
        table = plan_table(row.csp)
        assert table.loc[table["Row"] == row.row, "Note"].tolist() == [text]
    assert plan_rows(row.csp) is rows
    assert load_counts()["count"].sum() == counts


def test_other_harm_weights_weigh_otherwise() -> None:
    first = dict.fromkeys(harm.crime_types(), 1.0)

    def weigh(weights: dict[str, float]) -> pd.Series:
        harm.save_weights(tuple(weights.items()), source="Made up for a test", unit="points")
        view = harm.harm_view("2025", "district")
        assert view is not None
        return view["harm_rate"]

    once, thrice = weigh(first), weigh(dict.fromkeys(first, 3.0))
    pd.testing.assert_series_equal(thrice, once * 3)


def test_a_score_is_read_at_once() -> None:
    csp, period = "E07000194", "2025"
    for score in (4, 1):
        prioritisation_scores.save_score(csp, period, "asb", "capacity", score, reason="Tried")
        matrix = prioritisation_scores.score_matrix(csp, period)
        mine = matrix[(matrix["theme"] == "asb") & (matrix["criterion"] == "capacity")]
        assert mine["score"].tolist() == [score]


def test_what_is_being_computed_goes_by_one_state_though_an_import_comes_between() -> None:
    put("police_month")
    seen = []

    @remembered(maxsize=4)
    def figure() -> int:
        seen.append(store.current().generation)
        imports = threading.Thread(target=put, args=("police_month",))
        imports.start()
        imports.join()
        store.refresh()
        seen.append(nested())
        return len(store.current().history)

    @remembered(maxsize=4)
    def nested() -> int:
        return store.current().generation

    assert figure() == 1
    assert seen == [1, 1]
    # The process has moved on: the same question is computed anew for the new state.
    assert store.current().generation == 2
    assert figure() == 2


def test_an_argument_that_goes_by_name_alone_is_refused_at_once():
    with pytest.raises(TypeError, match="cannot be given by place"):

        @remembered(maxsize=1)
        def _(*, by_name: int) -> int:
            return by_name
