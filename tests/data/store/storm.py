"""The store in a storm: writers killed at any moment, a full disk, three writers and a reader.

``python -m tests.data.store.storm 100`` kills as many writers; the tests kill a few.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from data import store
from data.store import StoreError

FORK = multiprocessing.get_context("fork")
SEED = 20261128


def put(key: str, *numbers: int) -> None:
    with store.transaction(f"Put {key}", who="storm") as change:
        change.put("sample", key, pd.DataFrame({"number": numbers}))


def held() -> dict[str, list[int]]:
    """Every entry, read anew."""
    keys = store.refresh().of_kind("sample")
    return {key: store.read_table("sample", key)["number"].tolist() for key in keys}


def _write_until_killed(name: str, told: str) -> None:
    """Put one table after another, and note each once the store has said that it is kept."""
    with Path(told).open("a") as acknowledged:
        for number in range(10_000):
            put(f"{name}/{number}", number)
            acknowledged.write(f"{name}/{number} {number}\n")
            acknowledged.flush()


def kill_writers(times: int) -> int:
    """Kill writers at random moments; return how many kept tables were lost, which must be 0."""
    dice = random.Random(SEED)
    told = Path(tempfile.mkdtemp(prefix="storm-")) / "acknowledged"
    told.touch()
    for turn in range(times):
        writer = FORK.Process(target=_write_until_killed, args=(f"turn-{turn}", str(told)))
        writer.start()
        time.sleep(dice.uniform(0.0, 0.15))
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        store.refresh()
        store.check_store()
    there = held()
    kept = dict(line.rsplit(" ", 1) for line in told.read_text().splitlines())
    return sum(there.get(key) != [int(number)] for key, number in kept.items())


def _write_on_a_full_disk(bytes_left: int, outcome: str) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left))
    try:
        put("full/1", *range(20_000))
        said = "kept"
    except StoreError as error:
        said = f"refused: {error}"
    except OSError as error:
        said = f"not in words: {error}"
    os.write(int(outcome), said.encode())


def fill_disk(bytes_left: int) -> str:
    """Let a writer run out of room for any file over some bytes; return what it said."""
    reading, writing = os.pipe()
    writer = FORK.Process(target=_write_on_a_full_disk, args=(bytes_left, str(writing)))
    writer.start()
    writer.join()
    os.close(writing)
    said = os.read(reading, 10_000).decode()
    os.close(reading)
    return said


def _write_some(name: str, times: int) -> None:
    for number in range(times):
        put(f"{name}/{number}", number)


def _read_on(until: float, faults: str) -> None:
    while time.time() < until:
        try:
            held()
        except Exception as error:
            Path(faults).write_text(repr(error))
            raise


def write_together(writers: int, times: int) -> tuple[int, str]:
    """Write and read at once; return how many tables are lost, and a reader's fault."""
    faults = Path(tempfile.mkdtemp(prefix="storm-")) / "faults"
    before = set(held())
    reader = FORK.Process(target=_read_on, args=(time.time() + 600, str(faults)))
    reader.start()
    at_work = [
        FORK.Process(target=_write_some, args=(f"writer-{n}", times)) for n in range(writers)
    ]
    for one in at_work:
        one.start()
    for one in at_work:
        one.join()
    reader.kill()
    reader.join()
    wanted = {f"writer-{n}/{number}" for n in range(writers) for number in range(times)}
    lost = len(wanted - (set(held()) - before))
    return lost, faults.read_text() if faults.exists() else ""


def main(kills: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CSP_STORE"] = folder
        put("first/1", 1)
        print(
            f"{kills} writers killed: {kill_writers(kills)} kept tables lost of {len(held()) - 1}"
        )
        for left in (0, 500, 3_000, 20_000):
            print(f"no room for files over {left:,} bytes: {fill_disk(left)[:90]}")
            store.refresh()
            store.check_store()
        lost, fault = write_together(3, 25)
        print(f"3 writers of 25 tables and a reader: {lost} lost; reader: {fault or 'no fault'}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
