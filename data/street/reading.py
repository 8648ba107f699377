"""Reading CSV files as Arrow tables of text, several at a time, and saying which are damaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from data.street.at_once import at_once

# A block and what becomes of it fit into a core's cache: smaller or larger ones take longer.
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Read:
    """What was read of some files.

    Parameters
    ----------
    table : pyarrow.Table
        ``file`` (the position of the file in what was given) and the wanted columns, as text; an
        empty cell is empty text. A row without the header's number of fields is not in it.
    damaged : frozenset of int
        The positions of files that have such rows, or that cannot be read as CSV at all. Of the
        latter nothing is in the table.
    """

    table: pa.Table
    damaged: frozenset[int]


def read_text(paths: Sequence[Path], columns: Sequence[str]) -> Read:
    """Read columns of CSV files as one table of text, cell for cell as written."""
    read = list(at_once(lambda path: _read(path, columns), paths))
    tables = [_numbered(at, table) for at, (table, _) in enumerate(read)]
    damaged = frozenset(at for at, (_, whole) in enumerate(read) if not whole)
    whole = pa.concat_tables([_numbered(0, _empty(columns)), *tables])
    return Read(whole.unify_dictionaries(), damaged)


def _read(path: Path, columns: Sequence[str]) -> tuple[pa.Table, bool]:
    """The file's rows, and whether they are all."""
    uneven: list[int] = []

    def leave_out(row: csv.InvalidRow) -> str:
        uneven.append(row.actual_columns)
        return "skip"

    try:
        table = csv.read_csv(
            path,
            csv.ReadOptions(use_threads=False, block_size=_BLOCK),
            csv.ParseOptions(newlines_in_values=True, invalid_row_handler=leave_out),
            csv.ConvertOptions(
                column_types={name: _type(name) for name in columns}, include_columns=list(columns)
            ),
            memory_pool=_pool(),
        )
    except pa.ArrowInvalid:
        return _empty(columns), False
    return table, not uneven


def _pool() -> pa.MemoryPool:
    """Where there is a choice, the allocator that gives one file's memory to the next soonest."""
    if "jemalloc" in pa.supported_memory_backends():
        return pa.jemalloc_memory_pool()
    return pa.default_memory_pool()


def _empty(columns: Sequence[str]) -> pa.Table:
    return pa.schema([(name, _type(name)) for name in columns]).empty_table()


def _type(column: str) -> pa.DataType:
    # All but this one say the same over and over: a value is held once, and a row has its number.
    return pa.string() if column == "Crime ID" else pa.dictionary(pa.int32(), pa.string())


def _numbered(at: int, table: pa.Table) -> pa.Table:
    return table.add_column(0, "file", pa.array(np.full(len(table), at, dtype="int32")))
