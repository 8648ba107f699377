"""What users bring is read apart: what takes too much is stopped, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from filelock import FileLock

from data.limits import LimitError, each_within_limits, own_folder, sweep_folders, within_limits
from data.limits import reading as limits
from tests.data.limits import readers

ROOT = Path(__file__).parents[3]
MB = 2**20
ADVICE = "Give less."
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the system holds it on Linux only")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder in which nothing may be left, and the least memory."""
    left = tmp_path / "temporary"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    monkeypatch.setenv("CSP_UPLOAD_MEMORY", "400MB")
    yield left
    assert list(left.iterdir()) == []


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(LimitError) as refused:
        within_limits(read, ADVICE)
    return str(refused.value)


def test_too_much_memory_is_refused_by_its_setting() -> None:
    told = refusal(partial(readers.take, 3_000 * MB))
    assert told == (
        "reading it takes more memory than an upload may take (400MB, the setting "
        "CSP_UPLOAD_MEMORY). Give less."
    )
    assert within_limits(partial(readers.take, 50 * MB), ADVICE) == 50 * MB


def test_an_answer_may_not_fill_the_memory_of_the_app() -> None:
    assert "takes more memory" in refusal(partial(readers.give, 150 * MB))
    assert len(within_limits(partial(readers.give, 50 * MB), ADVICE)) == 50 * MB


def test_memory_that_is_known_to_be_needed_can_be_added() -> None:
    read = partial(readers.take, 700 * MB)
    assert within_limits(read, ADVICE, more_memory=1_000 * MB) == 700 * MB
    # The limit is that of each reading, not of the process that stays.
    assert "takes more memory" in refusal(read)


@pytest.mark.parametrize("read", [readers.wait_for_ever, readers.spin_for_ever])
def test_too_long_is_refused_and_the_process_ended(
    read: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = within_limits(readers.own_process, ADVICE)
    monkeypatch.setenv("CSP_UPLOAD_SECONDS", "1")
    assert "takes longer than an upload may take (1 seconds" in refusal(read)
    monkeypatch.delenv("CSP_UPLOAD_SECONDS")
    assert within_limits(readers.own_process, ADVICE) != before
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_a_process_that_breaks_down_takes_nothing_with_it() -> None:
    assert refusal(readers.break_down) == (
        "the program that read it broke down, as on a file that is damaged or made to do so. "
        "Give less."
    )
    assert "broke down" in refusal(readers.leave_a_file_and_end)


def test_the_reader_s_own_error_comes_back_and_the_process_stays() -> None:
    before = within_limits(readers.own_process, ADVICE)
    with pytest.raises(ValueError, match="no such column"):
        within_limits(readers.refuse, ADVICE)
    assert within_limits(readers.own_process, ADVICE) == before


def test_temporary_files_and_settings_are_those_of_the_reading(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Path(within_limits(readers.where_files_go, ADVICE)).parent == temporary
    for value in ("3", "4"):
        monkeypatch.setenv("CSP_SUPPRESS_UP_TO", value)
        assert within_limits(partial(readers.setting, "CSP_SUPPRESS_UP_TO"), ADVICE) == value
    monkeypatch.delenv("CSP_SUPPRESS_UP_TO")
    assert within_limits(partial(readers.setting, "CSP_SUPPRESS_UP_TO"), ADVICE) is None


def test_answers_come_one_by_one_and_may_be_given_up() -> None:
    assert list(each_within_limits(partial(readers.count, 50), ADVICE)) == list(range(50))
    before = within_limits(readers.own_process, ADVICE)
    many = each_within_limits(partial(readers.count, 10**9), ADVICE)
    assert list(islice(many, 3)) == [0, 1, 2]
    many.close()  # type: ignore[attr-defined]
    assert within_limits(readers.own_process, ADVICE) != before


def test_what_came_before_a_break_down_is_there() -> None:
    answers = each_within_limits(readers.count_and_break_down, ADVICE)
    assert next(answers) == 1
    with pytest.raises(LimitError, match="broke down"):
        next(answers)


def test_no_more_are_read_at_once_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [
        each_within_limits(partial(readers.count, 10**9), ADVICE)
        for _ in range(limits.MOST_AT_ONCE)
    ]
    assert [next(one) for one in held] == [0] * limits.MOST_AT_ONCE
    monkeypatch.setenv("CSP_UPLOAD_SECONDS", "1")
    assert refusal(readers.own_process).startswith("it waited 1 seconds while other files")
    monkeypatch.delenv("CSP_UPLOAD_SECONDS")
    for one in held:
        one.close()  # type: ignore[attr-defined]
    assert within_limits(readers.own_process, ADVICE)


def test_the_network_is_out_of_reach_and_gdal_knows_few_formats() -> None:
    with pytest.raises(PermissionError, match="needs no network"):
        within_limits(readers.call_out, ADVICE)
    allowed = ["ESRI Shapefile", "FlatGeobuf", "GML", "GPKG", "LIBKML", "MVT", "MapInfo File"]
    allowed += ["OSM", "PMTiles"]
    assert within_limits(readers.drivers, ADVICE) == allowed


@on_linux
def test_the_process_goes_with_the_app(tmp_path: Path) -> None:
    """Whatever it does: the app may be killed while a file is read that never ends."""
    script = (
        "import os, signal, threading, time\n"
        "from data.limits import within_limits\n"
        "from tests.data.limits import readers\n"
        "print(within_limits(readers.own_process, ''), flush=True)\n"
        "threading.Timer(1, os.kill, (os.getpid(), signal.SIGKILL)).start()\n"
        "within_limits(readers.spin_for_ever, '')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": tempfile.gettempdir()},
        capture_output=True,
        check=False,
    )
    child = Path(f"/proc/{int(run.stdout)}")
    end = time.monotonic() + 60
    while child.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not child.exists()
    # What the dead left is there, and swept by whoever starts next.
    assert len(list(Path(tempfile.gettempdir()).iterdir())) == 2
    assert sweep_folders() == 1


def test_what_lives_is_not_swept(temporary: Path) -> None:
    with own_folder() as folder:
        (folder / "upload").write_bytes(b"a")
        assert sweep_folders() == 0
        assert (folder / "upload").read_bytes() == b"a"
    dead = temporary / "csp-upload-dead"
    dead.mkdir()
    (dead / "upload").write_bytes(b"a")
    FileLock(dead.with_suffix(".lock")).acquire().lock.release()
    dead.with_suffix(".lock").touch()
    assert sweep_folders() == 1
    assert not dead.exists()
