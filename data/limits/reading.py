"""Calling a reader in the process that reads what users bring, and saying why it was stopped."""

from __future__ import annotations

import atexit
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from data.limits.folders import own_folder
from data.limits.messages import Asked
from data.limits.worker import StoppedError, Worker
from data.settings import PREFIX, bytes_of, settings

Found = TypeVar("Found")

# Two, so that one user's large file does not keep all others waiting; all that are read at the same
# time take so many times the memory.
MOST_AT_ONCE = 2
# A process that has imported its readers answers at once; an idle one is let go after this.
IDLE_SECONDS = 60.0
# One that a file has made large is not kept.
_KEPT_BYTES = 400 * 2**20
# What comes back is held twice for a moment, packed and unpacked, and in the app itself.
_ANSWER_SHARE = 4

_places = threading.BoundedSemaphore(MOST_AT_ONCE)
_lock = threading.Lock()
_idle: dict[Worker, threading.Timer] = {}
_state = {"inside": False}


class LimitError(ValueError):
    """What a user brought could not be read within limits; the message says which one."""


def go_inside() -> None:
    """Note that this is the process that reads: it calls readers itself."""
    _state["inside"] = True


def within_limits(read: Callable[[], Found], advice: str, *, more_memory: int = 0) -> Found:
    """Call a reader in a child process with limits on its memory and time.

    Parameters
    ----------
    read : callable
        A function of a module, or a `functools.partial` of one: it and what it returns travel
        between processes (pickled), so that what it returns should be small.
    advice : str
        The end of the sentence that refuses: what the user can do where a limit is met.
    more_memory : int
        Bytes beyond the setting that the reader is known to need, which is limited elsewhere.

    Returns
    -------
    object
        What the reader returns.

    Raises
    ------
    LimitError
        If it takes more than CSP_UPLOAD_MEMORY or CSP_UPLOAD_SECONDS, breaks the process down, or
        returns more than a quarter of the memory; nothing is left of it.
    Exception
        What the reader raises, as it raised it.

    Notes
    -----
    Linux holds the memory itself (RLIMIT_DATA) and so refuses the very byte beyond it. On macOS and
    Windows the app looks at the child's memory five times a second, and ends it; a file can take
    more for that long. The time is held everywhere, and where the app was killed by RLIMIT_CPU.

    Examples
    --------
    >>> from functools import partial
    >>> within_limits(partial(sorted, [3, 1, 2]), "Give fewer.")
    [1, 2, 3]
    """
    if _state["inside"]:
        return read()
    (found,) = _answers(read, advice, several=False, more_memory=more_memory)
    return found


def each_within_limits(
    read: Callable[[], Iterator[Found]], advice: str, *, more_memory: int = 0
) -> Iterator[Found]:
    """Call a reader in a child process, and pass on what it yields, one after another.

    Parameters
    ----------
    read : callable
        As for `within_limits`; what it returns is iterated in the child.
    advice, more_memory
        As for `within_limits`.

    Yields
    ------
    object
        Each thing that the reader yields. The time of CSP_UPLOAD_SECONDS is for each; the child
        waits where they are not taken, and is ended where they are given up.

    Raises
    ------
    LimitError, Exception
        As for `within_limits`.

    Examples
    --------
    >>> from functools import partial
    >>> list(each_within_limits(partial(range, 3), "Give fewer."))
    [0, 1, 2]
    """
    if _state["inside"]:
        yield from read()
        return
    yield from _answers(read, advice, several=True, more_memory=more_memory)


def _answers(
    read: Callable[[], Any], advice: str, *, several: bool, more_memory: int
) -> Iterator[Any]:
    chosen = settings()
    memory = bytes_of(chosen.upload_memory) + more_memory
    # What it reserved beyond the usual limit would leave the next file no room for a thread.
    kept = not more_memory
    with own_folder() as folder, _worker(chosen.upload_seconds, kept=kept) as worker:
        worker.ask(
            Asked(
                call=pickle.dumps(read),
                several=several,
                memory=memory,
                seconds=chosen.upload_seconds,
                largest=memory // _ANSWER_SHARE,
                place=str(Path.cwd()),
                folder=str(folder),
                settings={k: v for k, v in os.environ.items() if k.startswith(PREFIX)},
            )
        )
        while True:
            try:
                kind, value = worker.answer(chosen.upload_seconds, memory)
            except StoppedError as stopped:
                raise LimitError(f"{_WHY[stopped.why]()} {advice}") from None
            if kind == "memory":
                raise LimitError(f"{_WHY['memory']()} {advice}")
            if kind == "error":
                raise value
            if kind == "one" or not several:
                yield value
            if kind == "done":
                return


def _too_much() -> str:
    return (
        f"reading it takes more memory than an upload may take ({settings().upload_memory}, the "
        "setting CSP_UPLOAD_MEMORY)."
    )


def _too_long() -> str:
    return (
        f"reading it takes longer than an upload may take ({settings().upload_seconds:g} seconds, "
        "the setting CSP_UPLOAD_SECONDS)."
    )


def _broken() -> str:
    return "the program that read it broke down, as on a file that is damaged or made to do so."


_WHY = {"memory": _too_much, "time": _too_long, "end": _broken}


@contextmanager
def _worker(seconds: float, *, kept: bool) -> Iterator[Worker]:
    """A process that waits to be asked; it may be kept for the next file where all went well."""
    if not _places.acquire(timeout=seconds):
        raise LimitError(
            f"it waited {seconds:g} seconds while other files were read. Try again in a minute."
        )
    worker, well = None, False
    try:
        worker = _taken() or Worker()
        yield worker
        well = kept
    except Exception as error:
        # A refusal is an answer. Anything else, and a reading that was given up, ends the process.
        well = kept and not isinstance(error, LimitError | MemoryError)
        raise
    finally:
        if worker is not None:
            _put_back(worker, well)
        _places.release()


def _taken() -> Worker | None:
    with _lock:
        while _idle:
            worker, timer = _idle.popitem()
            timer.cancel()
            if worker.lives:
                return worker
            worker.end()
    return None


def _put_back(worker: Worker, well: bool) -> None:
    if not well or not worker.lives or worker.held > _KEPT_BYTES:
        worker.end()
        return
    timer = threading.Timer(IDLE_SECONDS, _let_go, (worker,))
    timer.daemon = True
    with _lock:
        _idle[worker] = timer
    timer.start()


def _let_go(worker: Worker) -> None:
    with _lock:
        if _idle.pop(worker, None) is None:
            return
    worker.end()


@atexit.register
def _let_all_go() -> None:
    for worker in list(_idle):
        _let_go(worker)
