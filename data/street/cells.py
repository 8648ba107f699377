"""The expressions that count: records into cells, and the files that may repeat a Crime ID.

Everything here is an Ibis expression over tables of one shape, so that DuckDB and Spark give the
same tables; the rules and the running are in `data.street.counting`. All records are grouped once;
what a file's cells amount to is asked of the cells. Repeated Crime IDs are searched for by a hash,
which takes an eighth of the memory; of a file in which a hash comes twice the Crime IDs themselves
are compared, in `data.street.repeats`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from data.street.crime_types import KNOWN_NAMES

COLUMNS = ("Crime ID", "Month", "LSOA code", "Crime type")
CELL = ["file", "kind", "lsoa_code"]


# The engine's own: Ibis makes a signed number of it, which takes as long again.
@ibis.udf.scalar.builtin(name="hash")
def _hash(text: str) -> int:
    raise NotImplementedError  # the engine's is called


def street_records(table: Any) -> Any:
    """Return the columns that counting needs, under our names."""
    return table.select(
        file=table["file"],
        month=table["Month"],
        lsoa_code=table["LSOA code"],
        crime_type=table["Crime type"],
        crime_id=table["Crime ID"].nullif(""),
    )


def hashed(records: Any) -> Any:
    """Return records with a hash in place of the Crime ID."""
    held = ibis.cases((records.crime_id.notnull(), _hash(records.crime_id)))
    return records.mutate(id_hash=held).drop("crime_id")


def expected(months: Sequence[str]) -> pa.Table:
    """Return what the records of some files may be: of the file's month, of a type with a name."""
    number, each = len(KNOWN_NAMES), np.arange(len(months), dtype="int32")
    return pa.table(
        {
            "file": pa.array(each.repeat(number)),
            "month": pa.array([month for month in months for _ in KNOWN_NAMES], pa.string()),
            "crime_type": pa.array([*KNOWN_NAMES] * len(months), pa.string()),
            "kind": pa.array(np.tile(np.arange(number, dtype="int8"), len(months))),
        }
    )


def told_kind(records: Any, known: Any) -> Any:
    """Return records with ``kind`` in place of month and type."""
    keys = ["file", "month", "crime_type"]
    told = records.left_join(known, keys, rname="known_{name}")
    return told.drop("month", "crime_type", *(f"known_{key}" for key in keys))


def cells_of(records: Any) -> Any:
    """Return how many records each file has by LSOA and crime type."""
    return records.group_by(CELL).agg(records=records.count())


def files_with_repeats(records: Any) -> Any:
    """Return the files in which the hash of a Crime ID comes more than once."""
    known, different = records.id_hash.count(), records.id_hash.nunique()
    return records.group_by("file").having(known > different).agg().select("file")
