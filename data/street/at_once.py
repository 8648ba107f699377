"""Doing the same with several files at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def at_once(do: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Do something with each item, in as many threads as the machine has processors.

    Parameters
    ----------
    do : callable
        Is called with one item. It should spend its time where Python lets other threads run:
        reading, unpacking, hashing, and whatever Arrow does.
    items : iterable
        All are taken at once.

    Yields
    ------
    object
        What `do` returns, in the order of the items. Whoever stops asking ends the work.

    Raises
    ------
    Exception
        What `do` raises, when its result is asked for.

    Examples
    --------
    >>> list(at_once(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(do, items)
