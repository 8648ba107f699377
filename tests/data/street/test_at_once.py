"""Doing the same with several files at once, without running far ahead."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from data.street.at_once import at_once


def test_results_come_in_order_and_few_are_taken_ahead() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(1_000):
            taken.append(number)
            yield number

    told = at_once(lambda number: number * 2, items())
    assert [next(told) for _ in range(10)] == [*range(0, 20, 2)]
    assert len(taken) <= 10 + 2 * (os.cpu_count() or 1)
    assert len(list(told)) == 990


def test_what_goes_wrong_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(at_once(lambda number: 1 // number, [1, 0]))
