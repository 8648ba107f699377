"""The store: whole states only, whatever happens to the process that writes."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

import data.store.files
import data.store.store
from data import store
from data.store import manifest as store_manifest
from data.store.remembered import remembered


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def frame(*counts: int) -> pd.DataFrame:
    return pd.DataFrame({"area_code": [f"E0{n}" for n in range(len(counts))], "count": counts})


def put(key: str, *counts: int, **described: str) -> store.Change:
    with store.transaction(f"Put {key}", who="an analyst", **described) as change:
        change.put("partner", key, frame(*counts), {"unit": "count"})
    assert change.committed is not None
    return change.committed


def test_a_table_comes_back_as_it_was_put() -> None:
    told = put("fires/2025", 3, 0, 7, note="from the fire service")
    assert store.read_table("partner", "fires/2025")["count"].tolist() == [3, 0, 7]
    entry = store.current().entries["partner", "fires/2025"]
    assert (entry.rows, entry.change, entry.detail) == (3, 1, {"unit": "count"})
    assert (told.number, told.who, told.note) == (1, "an analyst", "from the fire service")


def test_a_layer_keeps_its_geometry_and_crs() -> None:
    layer = gpd.GeoDataFrame(
        {"area_code": ["E05000001"]}, geometry=[box(0, 0, 10, 10)], crs="EPSG:27700"
    )
    with store.transaction("Put a layer") as change:
        change.put("boundaries", "ward19", layer)
    read = store.read_layer("boundaries", "ward19")
    assert read.crs == "EPSG:27700"
    assert read.geometry.iloc[0].area == 100


def test_a_block_that_raises_changes_nothing(folder: Path) -> None:
    put("fires/2025", 3)
    with pytest.raises(RuntimeError), store.transaction("Half done") as change:
        change.put("partner", "fires/2025", frame(9))
        raise RuntimeError
    assert store.refresh().generation == 1
    assert store.read_table("partner", "fires/2025")["count"].tolist() == [3]
    assert len(list(folder.rglob("*.parquet"))) == 1
    assert not list((folder / "staging").iterdir())


def test_replacing_then_undoing_puts_the_former_table_back() -> None:
    put("fires/2025", 3)
    put("fires/2025", 9)
    undone = store.undo(2, who="the chair")
    assert undone.undoes == 2
    assert store.read_table("partner", "fires/2025")["count"].tolist() == [3]
    assert [one.what for one in store.current().history][-1] == "Undid: Put fires/2025"


def test_undoing_a_first_import_takes_it_out_and_can_be_undone_itself() -> None:
    put("fires/2025", 3)
    store.undo(1)
    assert not store.current().entries
    store.undo(2)
    assert store.read_table("partner", "fires/2025")["count"].tolist() == [3]


def test_a_change_that_a_later_one_overtook_is_not_undone() -> None:
    put("fires/2025", 3)
    put("fires/2025", 9)
    with pytest.raises(store.StoreError, match=r"change 2 .* came after it"):
        store.undo(1)
    assert store.read_table("partner", "fires/2025")["count"].tolist() == [9]


def test_old_files_stay_for_an_undo_and_go_when_too_old(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data.store.store, "KEPT_CHANGES", 2)
    monkeypatch.setattr(data.store.store, "UNDO_DAYS", -1)
    monkeypatch.setattr(data.store.files, "SWEEP_AFTER_DAYS", -1)
    for count in (1, 2, 3, 4):
        put("fires/2025", count)
    # The current table, and the two that the last two changes replaced.
    assert len(list(folder.rglob("*.parquet"))) == 3
    assert [one.number for one in store.current().history] == [1, 2, 3, 4]
    with pytest.raises(store.StoreError, match="too old"):
        store.undo(1)


def test_removing_takes_an_entry_out() -> None:
    put("fires/2025", 3)
    with store.transaction("Remove") as change:
        change.remove("partner", "fires/2025")
    with pytest.raises(store.StoreError, match="holds no partner"):
        store.read_table("partner", "fires/2025")


@pytest.mark.parametrize(("kind", "key"), [("partner", "../x"), ("Partner", "x"), ("a", "b//c")])
def test_a_name_that_could_leave_the_folder_is_refused(kind: str, key: str) -> None:
    with pytest.raises(store.StoreError, match="cannot name an entry"), store.transaction("x") as c:
        c.put(kind, key, frame(1))


def test_check_finds_an_altered_and_a_missing_file(folder: Path) -> None:
    put("fires/2025", 3)
    put("fires/2024", 4)
    assert store.check_store()[-1] == "store: partner: 2 entries, 2 rows"
    for path in sorted(folder.rglob("*.parquet")):
        if "2024" in path.name:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes() + b"!")
    with pytest.raises(store.StoreError, match=r"(?s)is not whole") as told:
        store.check_store()
    assert "2025-" in str(told.value)
    assert "was altered" in str(told.value)
    assert "is missing" in str(told.value)


def test_a_damaged_manifest_is_told_and_the_last_state_kept(folder: Path) -> None:
    put("fires/2025", 3)
    (folder / "manifest.json").write_text('{"format": 1', encoding="utf-8")
    with pytest.raises(store.StoreError, match="damaged"):
        store.refresh()
    assert store.current().generation == 1


def test_a_newer_format_is_refused_and_an_older_one_migrated(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("fires/2025", 3)
    path = folder / "manifest.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "format": 99}), encoding="utf-8")
    with pytest.raises(store.StoreError, match="format 99"):
        store.refresh()
    # As if entries had been called tables in the format before.
    older = {**document, "format": 0, "tables": document["entries"]}
    del older["entries"]
    path.write_text(json.dumps(older), encoding="utf-8")
    monkeypatch.setitem(
        store_manifest.MIGRATIONS,
        0,
        lambda old: {
            **{k: v for k, v in old.items() if k != "tables"},
            "format": 1,
            "entries": old["tables"],
        },
    )
    assert store.refresh().entries["partner", "fires/2025"].rows == 1
    put("fires/2024", 4)
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == store_manifest.FORMAT


def test_what_is_remembered_is_forgotten_when_the_store_changes() -> None:
    asked: list[str] = []

    @remembered(maxsize=8)
    def total(key: str) -> int:
        asked.append(key)
        return int(store.read_table("partner", key)["count"].sum())

    put("fires/2025", 3)
    assert (total("fires/2025"), total("fires/2025")) == (3, 3)
    put("fires/2025", 9)
    assert total("fires/2025") == 9
    assert asked == ["fires/2025", "fires/2025"]


def test_another_process_change_is_seen_on_refresh(folder: Path) -> None:
    put("fires/2025", 3)
    code = (
        "import pandas as pd; from data import store\n"
        "with store.transaction('From elsewhere') as change:\n"
        "    change.put('partner', 'fires/2024', pd.DataFrame({'count': [5]}))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=dict(os.environ))
    assert ("partner", "fires/2024") not in store.current().entries
    assert store.refresh().generation == 2
    assert store.read_table("partner", "fires/2024")["count"].tolist() == [5]


def _write_many(name: str, times: int) -> None:
    for number in range(times):
        put(f"{name}/{number}", number)


def test_two_writers_at_once_lose_nothing() -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write_many, args=(name, 5)) for name in ("fires", "floods")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    snapshot = store.refresh()
    assert len(snapshot.entries) == 10
    assert [change.number for change in snapshot.history] == list(range(1, 11))
    assert store.check_store()[0].endswith("10 changes")


# Each place where a writer may be killed: its name, and the function that never returns from it.
_KILLED_AT = {
    "while files are laid aside": "files.Staging.write",
    "before files are moved": "files.Staging.move_into_place",
    "before the manifest is replaced": "inside.write_manifest",
    "before the sweep": "inside.sweep",
}


@pytest.mark.parametrize("place", _KILLED_AT.values(), ids=_KILLED_AT.keys())
def test_a_writer_that_is_killed_leaves_a_whole_store(
    folder: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("fires/2025", 3)
    code = (
        "import os, signal, pandas as pd\n"
        "from data import store\n"
        "from data.store import files, store as inside\n"
        "nine = pd.DataFrame({'area_code': ['x'], 'count': [9]})\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"{place} = die\n"
        "with store.transaction('Killed') as change:\n"
        "    change.put('partner', 'fires/2025', nine)\n"
        "    change.put('partner', 'fires/2024', nine)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False)
    assert killed.returncode == -signal.SIGKILL
    # The manifest was replaced in the last case only: then the change is made, and whole.
    made = place == "inside.sweep"
    assert store.refresh().generation == (2 if made else 1)
    assert store.read_table("partner", "fires/2025")["count"].tolist() == ([9] if made else [3])
    store.check_store()
    # The next writer finds no lock held, and clears what the dead one left, tables after days.
    monkeypatch.setattr(data.store.files, "SWEEP_AFTER_DAYS", -1)
    put("floods/2025", 1)
    named = {entry.file for entry in store.current().entries.values()}
    kept = {one.file for c in store.current().history for one in c.before.values() if one}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")}
    assert files == named | kept
    assert not list((folder / "staging").iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(store.StoreError, match="CSP_STORE"):
        put("fires/2025", 3)
