"""Readers that take too much, for the tests of what stops them."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def take(size: int) -> int:
    return len(bytearray(size))


def give(size: int) -> bytes:
    return bytes(size)


def wait_for_ever() -> None:
    time.sleep(10_000)


def spin_for_ever() -> None:
    while True:
        pass


def break_down() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def own_process() -> int:
    return os.getpid()


def leave_a_file_and_end() -> None:
    Path(tempfile.gettempdir(), "left").write_bytes(b"half")
    os._exit(3)


def where_files_go() -> str:
    return tempfile.gettempdir()


def setting(name: str) -> str | None:
    return os.environ.get(name)


def refuse() -> None:
    raise ValueError("no such column")


def call_out() -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def count(most: int) -> Iterator[int]:
    yield from range(most)


def count_and_break_down() -> Iterator[int]:
    yield 1
    break_down()


def drivers() -> list[str]:
    import pyogrio

    return sorted(pyogrio.list_drivers())
