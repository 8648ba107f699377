"""Columns as numbers that sort as their values do."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.street.ranks import combined, ranked


def test_ranks_are_places_among_the_values_in_order() -> None:
    told = ranked(pa.chunked_array([["b", "é", ""], ["b", "a"]]))
    assert told.values.to_pylist() == ["", "a", "b", "é"]
    assert told.rank.tolist() == [2, 3, 0, 2, 1]
    assert told.of(np.array([1, 4])).to_pylist() == ["é", "a"]
    turned = told.turned(lambda values: pa.array([len(one) for one in values.to_pylist()]))
    assert turned.values.to_pylist() == [0, 1]
    assert turned.rank.tolist() == [1, 1, 0, 1, 1]


def test_one_number_sorts_as_several_columns_do() -> None:
    first, second = np.array([1, 0, 1, 0]), np.array([2, 2, 0, 1])
    assert combined((first, 2), (second, 3)).tolist() == [5, 2, 3, 1]


def test_columns_of_too_many_values_for_one_number_still_sort() -> None:
    draw = np.random.default_rng(1)
    columns = [draw.integers(0, 2**40, 500) for _ in range(4)]
    columns[0] %= 3
    columns[1] %= 5
    many = combined(*((one, 2**40) for one in columns))
    expected = np.lexsort(columns[::-1])
    assert np.argsort(many, kind="stable").tolist() == expected.tolist()


def test_no_rows_are_no_numbers() -> None:
    empty = ranked(pa.chunked_array([pa.array([], pa.string())]))
    assert len(empty.values) == len(combined(empty.key, empty.key)) == 0
