"""The expressions that count: records into cells, and those that repeat a Crime ID.

Everything here is an Ibis expression over tables of one shape, so that DuckDB and Spark give the
same tables; the rules and the running are in `data.street.counting`. All records are grouped once;
what a file's cells amount to is asked of the cells. Repeated Crime IDs are searched for by a hash,
which takes an eighth of the memory; a file in which a hash comes twice is read a second time, and
its Crime IDs are compared.
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
    """Return the columns that counting needs, under our names.

    Parameters
    ----------
    table : ibis.expr.types.Table
        Street-level records with the publisher's `COLUMNS`, and ``file``.

    Returns
    -------
    ibis.expr.types.Table
        ``file``, ``month``, ``lsoa_code``, ``crime_type`` (text, empty where there is none), and
        ``crime_id`` (text; missing where there is none).

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> schema = {"file": "int32", **dict.fromkeys(COLUMNS, "string")}
    >>> street_records(ibis.table(schema, name="street")).columns
    ('file', 'month', 'lsoa_code', 'crime_type', 'crime_id')
    """
    return table.select(
        file=table["file"],
        month=table["Month"],
        lsoa_code=table["LSOA code"],
        crime_type=table["Crime type"],
        crime_id=table["Crime ID"].nullif(""),
    )


def hashed(records: Any) -> Any:
    """Return records with a hash in place of the Crime ID.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`.

    Returns
    -------
    ibis.expr.types.Table
        ``file``, ``month``, ``lsoa_code``, ``crime_type``, ``id_hash`` (missing as the ID is).

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0], "month": ["2025-01"] * 2, "lsoa_code": ["", ""],
    ...     "crime_type": ["Drugs"] * 2, "crime_id": ["a", None]})
    >>> hashed(records).execute()["id_hash"].isna().tolist()
    [False, True]
    """
    held = ibis.cases((records.crime_id.notnull(), _hash(records.crime_id)))
    return records.mutate(id_hash=held).drop("crime_id")


def expected(months: Sequence[str]) -> pa.Table:
    """Return what the records of some files may be: of the file's month, of a type with a name.

    Parameters
    ----------
    months : sequence of str
        The month of each file, by its position.

    Returns
    -------
    pyarrow.Table
        ``file``, ``month``, ``crime_type``, and ``kind``: the type's position in `KNOWN_NAMES`.

    Raises
    ------
    pyarrow.ArrowInvalid
        If a month is no text.

    Examples
    --------
    >>> expected(["2025-01", "2025-02"]).num_rows == 2 * len(KNOWN_NAMES)
    True
    """
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
    """Return records with ``kind`` in place of month and type.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records` or `hashed`; further columns are kept.
    known : ibis.expr.types.Table
        From `expected`.

    Returns
    -------
    ibis.expr.types.Table
        ``kind`` is missing where the record is of another month than its file, or of a type that
        has no name of the publisher's.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0], "month": ["2025-01"] * 2, "lsoa_code": ["", ""],
    ...     "crime_type": [KNOWN_NAMES[3], "Weather"]})
    >>> told_kind(records, ibis.memtable(expected(["2025-01"]))).execute()["kind"].tolist()
    [3.0, nan]
    """
    keys = ["file", "month", "crime_type"]
    told = records.left_join(known, keys, rname="known_{name}")
    return told.drop("month", "crime_type", *(f"known_{key}" for key in keys))


def cells_of(records: Any) -> Any:
    """Return how many records each file has by LSOA and crime type.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `told_kind`.

    Returns
    -------
    ibis.expr.types.Table
        ``file``, ``kind``, ``lsoa_code``, ``records`` (at least 1).

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0], "kind": [3, 3], "lsoa_code": ["E01000001"] * 2})
    >>> cells_of(records).execute()["records"].tolist()
    [2]
    """
    return records.group_by(CELL).agg(records=records.count())


def files_with_repeats(records: Any) -> Any:
    """Return the files in which the hash of a Crime ID comes more than once.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `hashed`.

    Returns
    -------
    ibis.expr.types.Table
        ``file``, each once.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0, 1], "id_hash": [7, 7, 7]})
    >>> files_with_repeats(records).execute()["file"].tolist()
    [0]
    """
    known, different = records.id_hash.count(), records.id_hash.nunique()
    return records.group_by("file").having(known > different).agg().select("file")


def numbered(records: Any) -> Any:
    """Return records that have a Crime ID with their number among those of the same file and ID.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`; further columns are kept.

    Returns
    -------
    ibis.expr.types.Table
        The records with ``nth``: 0 for the one that is kept, one with a location if there is any.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0], "lsoa_code": ["", "E01000001"],
    ...     "crime_type": ["Drugs"] * 2, "crime_id": ["a", "a"]})
    >>> first = numbered(records)
    >>> first.filter(first.nth == 0).execute()["lsoa_code"].tolist()
    ['E01000001']
    """
    known = records.filter(records.crime_id.notnull())
    # The order beyond the location only makes the choice the same on every run.
    order = [known.lsoa_code == "", known.lsoa_code, known.crime_type]
    nth = ibis.row_number().over(group_by=[known.file, known.crime_id], order_by=order)
    return known.mutate(nth=nth)


def repeats_of(records: Any, known: Any) -> Any:
    """Return how many records of each cell repeat a Crime ID of the same file.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`: those of the files from `files_with_repeats`.
    known : ibis.expr.types.Table
        From `expected`, for those files.

    Returns
    -------
    ibis.expr.types.Table
        ``file``, ``kind``, ``lsoa_code``, ``repeats`` (at least 1).

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0], "month": ["2025-01"] * 2,
    ...     "lsoa_code": ["", "E01000001"], "crime_type": ["Drugs"] * 2, "crime_id": ["a", "a"]})
    >>> known = ibis.memtable(expected(["2025-01"]))
    >>> repeats_of(records, known).execute()[["lsoa_code", "repeats"]].values.tolist()
    [['', 1]]
    """
    again = numbered(records)
    again = told_kind(again.filter(again.nth > 0), known)
    return again.group_by(CELL).agg(repeats=again.count())
