"""The store survives people: two at once, half a backup, a lost manifest, damage, fifty notes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import data.store.files
import data.store.store
from data import store
from data.plan.notes import PlanNoteChangedError, history_of, load_plan_rows, save_note
from data.priority.results import keep_result, kept_results
from data.priority.scores import override_log, save_score
from data.store.manifest import KNOWN, MANIFEST, PREVIOUS
from tests.data.store import storm

LANDED = Path(__file__).with_name("landed_format_1")
CSP, PERIOD = "E07000194", "2025"


@pytest.fixture(autouse=True)
def folder(own_store: Path) -> Path:
    return own_store


def put(key: str, *counts: int) -> store.Change:
    frame = pd.DataFrame({"area_code": [f"E0{n}" for n in range(len(counts))], "count": counts})
    with store.transaction(f"Put {key}", who="an analyst") as change:
        change.put("partner", key, frame)
    assert change.committed is not None
    return change.committed


def counts(key: str) -> list[int]:
    return list(store.read_table("partner", key)["count"])


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Let each act begin in the same moment in a thread of its own; return what they raised."""
    barrier, raised = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


# --- Two at once ------------------------------------------------------------------------------


def score(criterion: str, value: int, who: str) -> None:
    save_score(CSP, PERIOD, "asb", criterion, value, reason=f"{who} says so", who=who)


def test_two_threads_that_score_lose_nothing() -> None:
    for turn in range(5):
        raised = at_once(
            lambda: score("physical", 2 + turn % 2, "one"),  # noqa: B023
            lambda: score("community", 2 + turn % 2, "another"),  # noqa: B023
        )
        assert not raised
    assert override_log(CSP, PERIOD)["who"].value_counts().to_dict() == {"one": 5, "another": 5}


_SCORING = """
import sys
from data.priority.results import keep_result
from data.priority.scores import override_log, save_score
override_log("E07000194", "2025")
print("ready", flush=True)
sys.stdin.readline()
who, criterion = sys.argv[1:]
for _ in range(3):
    save_score("E07000194", "2025", "asb", criterion, 3, reason=who, who=who)
keep_result("E07000194", "2025", who, who=who)
"""


def test_two_processes_that_score_and_keep_lose_nothing() -> None:
    command = [sys.executable, "-c", _SCORING]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    told = (("one", "physical"), ("another", "community"))
    both = [subprocess.Popen([*command, *words], env=dict(os.environ), **pipes) for words in told]
    for one in both:
        assert one.stdout.readline() == "ready\n"
    for one in both:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in both:
        one.communicate()
        assert one.returncode == 0
    store.refresh()
    assert override_log(CSP, PERIOD)["who"].value_counts().to_dict() == {"one": 3, "another": 3}
    kept = kept_results(CSP)
    assert sorted(one.name for one in kept) == ["another", "one"]
    assert len({one.key for one in kept}) == 2


def test_of_two_notes_of_one_moment_one_is_told_of_the_other() -> None:
    row = load_plan_rows()[0]

    def note(owner: str) -> None:
        save_note(row.document, row.row, owner=owner, who=owner, seen=0)

    raised = at_once(lambda: note("Housing"), lambda: note("Police"))
    assert [type(one) for one in raised] == [PlanNoteChangedError]
    (kept,) = history_of(row.document, row.row)
    assert kept.owner in str(raised[0])
    # Both are kept once the second writer has seen the first.
    save_note(row.document, row.row, owner="Both", who="Chair", seen=1)
    assert len(history_of(row.document, row.row)) == 2


def test_results_of_one_moment_get_numbers_of_their_own() -> None:
    assert not at_once(*(lambda: keep_result(CSP, PERIOD, "Meeting") for _ in range(3)))
    assert len(kept_results(CSP)) == 3


def test_a_change_that_was_overtaken_while_it_waited_is_not_undone() -> None:
    put("fires/2025", 3)
    raised = at_once(lambda: store.undo(1, "one"), lambda: store.undo(1, "another"))
    assert len(raised) == 1 and isinstance(raised[0], store.StoreError)


# --- What can be undone -----------------------------------------------------------------------


def test_fifty_notes_leave_a_removal_undoable() -> None:
    put("fires/2025", 3, 0, 7)
    with store.transaction("Removed fires", who="visitor") as change:
        change.remove("partner", "fires/2025")
    row = load_plan_rows()[0]
    for turn in range(55):
        save_note(row.document, row.row, owner=str(turn), who="visitor")
    assert change.committed is not None
    store.undo(change.committed.number, "officer")
    assert counts("fires/2025") == [3, 0, 7]


def test_a_change_is_undoable_for_days_and_then_among_the_last_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data.store.store, "KEPT_CHANGES", 1)
    for number in range(4):
        put(f"fires/202{number}", number)
    store.undo(1, "officer")
    monkeypatch.setattr(data.store.store, "UNDO_DAYS", -1)
    put("floods/2025", 1)
    with pytest.raises(store.StoreError, match="too old to be undone"):
        store.undo(2, "officer")
    store.undo(6, "officer")


def test_an_undo_whose_file_is_gone_is_refused_in_words(folder: Path) -> None:
    first = put("fires/2025", 3)
    put("fires/2025", 4)
    (folder / next(one.file for one in store.current().history[1].before.values() if one)).unlink()
    with pytest.raises(store.StoreError, match="is gone from the store"):
        store.undo(2)
    assert first.number == 1 and counts("fires/2025") == [4]


# --- A store that is not whole ----------------------------------------------------------------


def tables(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.parquet")}


def test_tables_without_a_manifest_are_refused_and_kept(folder: Path) -> None:
    put("fires/2025", 3)
    held = tables(folder)
    (folder / MANIFEST).unlink()
    for act in (store.refresh, lambda: put("fires/2024", 4), store.check_store):
        with pytest.raises(store.StoreError, match=r"was there and is gone|no manifest"):
            act()
    assert held <= tables(folder)
    # A process that comes new to it finds the same.
    data.store.store._held.clear()
    with pytest.raises(store.StoreError, match=r"has tables and no manifest\.json"):
        store.refresh()
    shutil.copyfile(folder / PREVIOUS, folder / MANIFEST)
    (folder / KNOWN).unlink()
    assert store.refresh().generation == 0


def test_half_a_restored_backup_is_refused_and_nothing_is_swept(folder: Path) -> None:
    put("fires/2025", 3)
    older = (folder / MANIFEST).read_text()
    put("fires/2024", 4)
    (folder / MANIFEST).write_text(older)
    held = tables(folder)
    for act in (store.refresh, lambda: put("floods/2025", 1), store.check_store):
        with pytest.raises(
            store.StoreError, match="tells of 1 changes and the tables beside it of 2"
        ):
            act()
    assert tables(folder) == held
    (folder / KNOWN).unlink()
    assert store.refresh().generation == 1


def test_the_manifest_before_the_last_change_is_kept(folder: Path) -> None:
    put("fires/2025", 3)
    put("fires/2024", 4)
    assert json.loads((folder / PREVIOUS).read_text())["generation"] == 1


def test_what_nobody_wants_goes_after_days_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data.store.store, "KEPT_CHANGES", 1)
    monkeypatch.setattr(data.store.store, "UNDO_DAYS", -1)
    for count in (1, 2, 3):
        put("fires/2025", count)
    paths = sorted(folder.rglob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
    first = paths[0].name
    assert len(tables(folder)) == 3
    later = data.store.files.time.time() + 8 * 86_400
    monkeypatch.setattr(data.store.files.time, "time", lambda: later)
    put("fires/2025", 4)
    # The first has not been wanted for days, the second only since now.
    assert first not in tables(folder) and len(tables(folder)) == 3
    assert counts("fires/2025") == [4]


def test_bringing_a_file_again_repairs_it(folder: Path) -> None:
    put("fires/2025", 3)
    (path,) = folder.rglob("*.parquet")
    path.write_bytes(b"damaged")
    assert not store.is_intact("partner", "fires/2025")
    put("fires/2025", 3)
    assert store.is_intact("partner", "fires/2025")
    assert pd.read_parquet(path)["count"].tolist() == [3]


def test_a_first_change_that_is_killed_leaves_a_store_that_goes_on(folder: Path) -> None:
    code = (
        "import os, signal, pandas as pd\n"
        "from data import store\n"
        "from data.store import files\n"
        "move = files.Staging.move_into_place\n"
        "def die(self):\n"
        "    move(self)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.Staging.move_into_place = die\n"
        "with store.transaction('Killed') as change:\n"
        "    change.put('partner', 'fires/2025', pd.DataFrame({'count': [9]}))\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False)
    assert killed.returncode == -signal.SIGKILL and tables(folder)
    assert store.refresh().generation == 0
    put("fires/2025", 3)
    assert counts("fires/2025") == [3]


def test_a_store_that_is_taken_away_is_told_and_its_return_noticed(folder: Path) -> None:
    put("fires/2025", 3)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(store.StoreError, match="was there and is gone"):
        store.refresh()
    folder.with_name("elsewhere").rename(folder)
    assert store.refresh().generation == 1 and counts("fires/2025") == [3]


def test_a_store_that_cannot_be_written_to_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("fires/2025", 3)
    # A file where a folder must be: what root may not do either.
    monkeypatch.setenv("CSP_STORE", str(folder / MANIFEST / "below"))
    with pytest.raises(store.StoreError, match=r"cannot be (written to|read)|damaged"):
        put("fires/2024", 4)


# --- Backup, and the format that landed -------------------------------------------------------


def test_a_backup_is_a_copy_and_goes_on_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("fires/2025", 3)
    put("fires/2025", 4)
    copy = folder.with_name("restored")
    shutil.copytree(folder, copy)
    put("fires/2025", 5)
    monkeypatch.setenv("CSP_STORE", str(copy))
    assert store.refresh().generation == 2 and counts("fires/2025") == [4]
    store.check_store()
    store.undo(2)
    assert counts("fires/2025") == [3]


def test_a_store_of_the_version_that_landed_goes_on(folder: Path) -> None:
    shutil.copytree(LANDED, folder)
    held = store.refresh()
    assert held.generation == 5 and not (folder / KNOWN).exists()
    assert list(store.read_table("sample", "fires/2025")["count"]) == [9, 0, 7]
    assert override_log(CSP, PERIOD)["reason"].tolist() == ["As the meeting saw it"]
    store.check_store()
    store.undo(5, "officer")
    store.undo(3, "officer")
    assert list(store.read_table("sample", "fires/2024")["count"]) == [4]
    assert list(store.read_table("sample", "fires/2025")["count"]) == [3, 0, 7]
    assert (folder / KNOWN).read_text().strip() == "7"


# --- A storm ----------------------------------------------------------------------------------


def test_writers_that_are_killed_at_any_moment_lose_nothing_that_was_kept() -> None:
    put("first/1", 1)
    assert storm.kill_writers(8) == 0


@pytest.mark.parametrize("left", [0, 500, 3_000])
def test_a_full_disk_is_told_and_leaves_the_store_as_it_was(left: int) -> None:
    storm.put("first/1", 1)
    said = storm.fill_disk(left)
    assert said.startswith("refused: ") and ("written" in said or "space" in said), said
    store.refresh()
    store.check_store()
    assert storm.held() == {"first/1": [1]}


def test_three_writers_and_a_reader_are_not_in_each_others_way() -> None:
    assert storm.write_together(3, 4) == (0, "")
