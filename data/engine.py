"""The engine that counts: Ibis expressions, run on DuckDB inside this process.

The counting itself is written once, in ``data.counting``, as an Ibis expression. DuckDB is what
runs it here; another backend of Ibis can run the same expression for a national load.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis


def connect(threads: int | None = None) -> Any:
    """Return a connection to DuckDB that lives in memory and leaves no file behind.

    Parameters
    ----------
    threads : int, optional
        How many threads DuckDB may use; by default all of the machine's.

    Returns
    -------
    ibis.backends.duckdb.Backend

    Raises
    ------
    ibis.common.exceptions.IbisError
        If DuckDB cannot be started.

    Examples
    --------
    >>> int(connect(threads=1).execute(ibis.literal(1) + 1))
    2
    """
    settings = {} if threads is None else {"threads": threads}
    return ibis.duckdb.connect(":memory:", **settings)


def text_csv(connection: Any, paths: Sequence[Path]) -> Any:
    r"""Return CSV files of one layout as one Ibis table of text, cell for cell as written.

    Parameters
    ----------
    connection : ibis.backends.duckdb.Backend
        From `connect`.
    paths : sequence of Path
        Files in UTF-8, each with a header. Columns are matched by name.

    Returns
    -------
    ibis.expr.types.Table
        Every column of text; an empty cell is missing.

    Raises
    ------
    duckdb.Error
        If a row does not have the header's number of fields.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "two.csv"
    >>> _ = path.write_text("code,count\nE01000001,007\n")
    >>> text_csv(connect(threads=1), [path]).execute()["count"].tolist()
    ['007']
    """
    # The dialect is stated, for a guessed one may differ from file to file.
    return connection.read_csv(
        [str(path) for path in paths],
        header=True,
        all_varchar=True,
        delim=",",
        quote='"',
        escape='"',
        union_by_name=True,
    )
