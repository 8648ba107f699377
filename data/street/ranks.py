"""Columns as numbers that sort as their values do: a batch is sorted by one number a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Ranked:
    """A column's values, each once and in order, and the place of each row's among them."""

    values: pa.Array
    rank: np.ndarray

    @property
    def key(self) -> tuple[np.ndarray, int]:
        """What `combined` takes."""
        return self.rank, len(self.values)

    def of(self, rows: np.ndarray) -> pa.Array:
        """Return the values of some rows, in an array of their own."""
        return self.values.take(pa.array(self.rank[rows]))

    def turned(self, into: Callable[[pa.Array], pa.Array]) -> Ranked:
        """Return the rows by what their values turn into, which may sort otherwise."""
        other = ranked(pa.chunked_array([into(self.values)]))
        return Ranked(other.values, other.rank[self.rank])

    def are(self, told: pa.Array) -> np.ndarray:
        """Return for each row what was told of its value."""
        spread: np.ndarray = told.to_numpy(zero_copy_only=False).astype(bool)[self.rank]
        return spread


def ranked(column: pa.ChunkedArray) -> Ranked:
    """Rank a column without missing values."""
    encoded = column.dictionary_encode().combine_chunks()
    order = pc.array_sort_indices(encoded.dictionary)
    place = np.empty(len(order), dtype=np.int64)
    place[order.to_numpy()] = np.arange(len(order))
    return Ranked(encoded.dictionary.take(order), place[encoded.indices.to_numpy()])


def combined(*columns: tuple[np.ndarray, int]) -> np.ndarray:
    """Return one number a row that sorts as the columns do, each given with its number of values.

    A number sorts in a tenth of the time that several columns take.
    """
    key = np.zeros(len(columns[0][0]), dtype=np.int64)
    room = 1
    for at, values in columns:
        room *= max(values, 1)
        if room > np.iinfo(np.int64).max:
            # No batch of the publisher's: what is combined so far is given smaller numbers.
            kept, key = np.unique(key, return_inverse=True)
            room = len(kept) * values
        key = key * values + at
    return key
