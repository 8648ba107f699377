"""Rankings that meetings kept: each stays as it was, is listed, and is told from today's."""

from __future__ import annotations

import pandas as pd
import pytest

from data import store
from data.priority.ranking import priority_table, ranking
from data.priority.results import NOTE_LIMIT, compared_with_now, keep_result, kept_results
from data.priority.scores import PriorityError, save_score

pytestmark = pytest.mark.usefixtures("own_store")

LICHFIELD, STAFFORD, PERIOD = "E07000194", "E07000197", "2025"


def test_a_result_stays_when_scores_move_on() -> None:
    kept = keep_result(LICHFIELD, PERIOD, "March meeting", note="Agreed", who="chair")
    before, table = ranking(LICHFIELD, PERIOD).themes, priority_table(LICHFIELD, PERIOD)
    save_score(LICHFIELD, PERIOD, "asb", "community", 1, reason="Later")
    assert kept.themes["score"].equals(before["score"].rename_axis("theme"))
    pd.testing.assert_frame_equal(kept.scores, table, check_dtype=False)
    assert (kept.name, kept.note, kept.who) == ("March meeting", "Agreed", "chair")
    assert kept.section_weights["harm"] == 1
    moved = compared_with_now(kept).loc["asb"]
    now = ranking(LICHFIELD, PERIOD).themes.loc["asb"]
    assert moved["rank"] == before.loc["asb", "rank"]
    assert moved["rank_now"] == now["rank"] > moved["rank"]
    assert moved["moved"] == moved["rank"] - moved["rank_now"]


def test_every_result_is_listed_the_newest_first() -> None:
    first = keep_result(LICHFIELD, PERIOD, "One")
    second = keep_result(LICHFIELD, PERIOD, "Two")
    keep_result(STAFFORD, PERIOD, "Elsewhere")
    assert [one.name for one in kept_results(LICHFIELD)] == ["Two", "One"]
    assert first.key != second.key
    store.undo(store.current().entries[("priority_results", second.key)].change)
    assert [one.name for one in kept_results(LICHFIELD)] == ["One"]


@pytest.mark.parametrize(
    ("name", "note", "says"),
    [
        (" ", "", "Give the result a name"),
        ("x" * 81, "", "The name has 81 characters"),
        ("x", "x" * (NOTE_LIMIT + 1), "The note has 1001 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused(name: str, note: str, says: str) -> None:
    with pytest.raises(PriorityError, match=says):
        keep_result(LICHFIELD, PERIOD, name, note=note)
    assert kept_results(LICHFIELD) == []
