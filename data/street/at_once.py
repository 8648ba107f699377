"""Doing the same with several files at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def at_once(do: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Do something with each item, in as many threads as the machine has processors."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(do, items)
