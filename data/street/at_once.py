"""Doing the same with several files at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def at_once(do: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Do something with each item, in as many threads as the machine has processors.

    Only a few items are taken, and results held, ahead of what was asked for.
    """
    many = os.cpu_count() or 1
    ahead: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(many) as threads:
        for item in items:
            ahead.append(threads.submit(do, item))
            if len(ahead) > 2 * many:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
