"""The expressions that count: records into cells, and those that repeat a Crime ID.

Everything here is an Ibis expression over tables of one shape, so that DuckDB and Spark give the
same tables; the rules and the running are in `data.street.counting`. All records are grouped once;
what a file's cells amount to is asked of the cells. Repeated Crime IDs are searched for by a hash,
which takes an eighth of the memory; a file in which a hash comes twice is read a second time, and
its Crime IDs are compared.
"""

from __future__ import annotations

from typing import Any

import ibis

CELL = ["file", "month", "lsoa_code", "crime_type"]


def street_records(table: Any) -> Any:
    """Return the columns that counting needs, under our names.

    Parameters
    ----------
    table : ibis.expr.types.Table
        Street-level records with the publisher's columns, and ``file``.

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
    >>> columns = ["Crime ID", "Month", "LSOA code", "Crime type"]
    >>> schema = {"file": "int64", **dict.fromkeys(columns, "string")}
    >>> street_records(ibis.table(schema, name="street")).columns
    ('file', 'month', 'lsoa_code', 'crime_type', 'crime_id')
    """
    return table.select(
        file=table["file"],
        month=table["Month"].fill_null(""),
        lsoa_code=table["LSOA code"].fill_null(""),
        crime_type=table["Crime type"].fill_null(""),
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
    held = ibis.cases((records.crime_id.notnull(), records.crime_id.hash()))
    return records.mutate(id_hash=held).drop("crime_id")


def cells_of(records: Any) -> Any:
    """Return how many records each file has by month, LSOA and crime type.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `hashed`.

    Returns
    -------
    ibis.expr.types.Table
        ``file``, ``month``, ``lsoa_code``, ``crime_type``, ``records`` (at least 1).

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0], "month": ["2025-01"] * 2,
    ...     "lsoa_code": ["E01000001"] * 2, "crime_type": ["Drugs"] * 2, "id_hash": [1, 2]})
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
    known = records.filter(records.id_hash.notnull())
    repeated = known.group_by(["file", "id_hash"]).having(known.count() > 1).agg()
    return repeated.select("file").distinct()


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


def repeats_of(records: Any) -> Any:
    """Return how many records of each cell repeat a Crime ID of the same file.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`: those of the files from `files_with_repeats`.

    Returns
    -------
    ibis.expr.types.Table
        ``file``, ``month``, ``lsoa_code``, ``crime_type``, ``repeats`` (at least 1).

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"file": [0, 0], "month": ["2025-01"] * 2,
    ...     "lsoa_code": ["", "E01000001"], "crime_type": ["Drugs"] * 2, "crime_id": ["a", "a"]})
    >>> repeats_of(records).execute()[["lsoa_code", "repeats"]].values.tolist()
    [['', 1]]
    """
    again = numbered(records)
    again = again.filter(again.nth > 0)
    return again.group_by(CELL).agg(repeats=again.count())
