"""The engine that counts: Ibis expressions, run on DuckDB in this process or on Spark.

The counting itself is written once, in ``data.street.counting``, as Ibis expressions. What differs
between the engines is here: how a connection is made, and how CSV files become a table.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from data.settings import settings

# More faulty rows than these need not be told apart: the files are then read again one by one.
MOST_REJECTS = 10_000
_SCAN = "scanned"
_DAMAGED = "damaged_row"


class EngineError(RuntimeError):
    """The engine cannot be started; the message says which setting to change."""


def connect(engine: str | None = None, *, threads: int | None = None) -> Any:
    """Return a connection to the engine that the settings name.

    Parameters
    ----------
    engine : str, optional
        ``duckdb``, ``local[2]`` or ``spark://host:port``; by default what the setting
        ``CSP_ENGINE`` says.
    threads : int, optional
        How many threads DuckDB may use; by default all of the machine's.

    Returns
    -------
    ibis.backends.duckdb.Backend or ibis.backends.pyspark.Backend
        DuckDB lives in memory, within the setting ``CSP_MEMORY_LIMIT``, and leaves no file behind.

    Raises
    ------
    EngineError
        If Spark is asked for and not installed, or cannot be started.

    Examples
    --------
    >>> int(connect("duckdb", threads=1).execute(ibis.literal(1) + 1))
    2
    """
    engine = engine or settings().engine
    return _duckdb(threads) if engine == "duckdb" else _spark(engine)


@contextmanager
def connected(given: Any = None) -> Iterator[Any]:
    """Use a connection: the given one, or one of the settings that is closed at the end.

    Parameters
    ----------
    given : ibis backend, optional
        Left open.

    Yields
    ------
    ibis backend

    Raises
    ------
    EngineError
        As `connect`.

    Examples
    --------
    >>> with connected(connect("duckdb", threads=1)) as connection:
    ...     connection.name
    'duckdb'
    """
    own = connect() if given is None else given
    try:
        yield own
    finally:
        # Spark's session is shared by the process and outlives a count; DuckDB's memory need not.
        if given is None and own.name == "duckdb":
            own.disconnect()


def _duckdb(threads: int | None) -> Any:
    options: dict[str, Any] = {
        "memory_limit": settings().memory_limit.replace(" ", ""),
        # By default DuckDB would spill into the folder that the process was started in.
        "temp_directory": _own_folder("csp-counting"),
        # The order of records means nothing, and keeping it costs memory.
        "preserve_insertion_order": False,
    }
    if threads is not None:
        options["threads"] = threads
    return ibis.duckdb.connect(":memory:", **options)


def _own_folder(name: str) -> str:
    return str(Path(tempfile.gettempdir()) / f"{name}-{os.getpid()}")


def _spark(master: str) -> Any:
    # Imported here: Spark is an optional extra, and starting it takes seconds.
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError(
            f"The setting CSP_ENGINE is '{master}', and Spark is not installed. Install it with "
            "`pip install -r requirements-spark.txt`, or set CSP_ENGINE to 'duckdb'."
        ) from error
    try:
        session = (
            SparkSession.builder.master(master)
            .appName("csp-counting")
            # Only rows that are parsed whole show that a field is missing.
            .config("spark.sql.csv.parser.columnPruning.enabled", "false")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            # By default Spark would make a folder where the process was started.
            .config("spark.sql.warehouse.dir", _own_folder("csp-spark"))
            .getOrCreate()
        )
        return ibis.pyspark.connect(session)
    except (PySparkException, RuntimeError) as error:
        raise EngineError(
            f"Spark at '{master}' cannot be started ({str(error).splitlines()[0]}). Java 17 is "
            "needed, and the address must be that of a running cluster; or set CSP_ENGINE to "
            "'duckdb'."
        ) from error


def scan_csv(connection: Any, paths: Sequence[Path], columns: Sequence[str]) -> Any:
    r"""Return CSV files of one layout as one Ibis table of text, cell for cell as written.

    Parameters
    ----------
    connection : ibis backend
        From `connect`.
    paths : sequence of Path
        Files in UTF-8, each with a header. On a cluster every worker must see them under these
        paths.
    columns : sequence of str
        The header that all of them have, in its order.

    Returns
    -------
    ibis.expr.types.Table
        ``file`` (the position of the file in what was given) and the columns of the header; an
        empty cell is missing. A row without the header's number of fields is not in it, and its
        file is one of `rejected`; DuckDB lets one more field pass if it is empty. The table is
        always of the same name: it stands for the last files that were scanned.

    Raises
    ------
    duckdb.Error
        If a file is not there.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "two.csv"
    >>> _ = path.write_text("code,count\nE01000001,007\n")
    >>> connection = connect("duckdb", threads=1)
    >>> ask(connection, scan_csv(connection, [path], ["code", "count"])).to_pylist()
    [{'file': 0, 'code': 'E01000001', 'count': '007'}]
    """
    scan = _scan_duckdb if connection.name == "duckdb" else _scan_spark
    scan(connection, paths, columns)
    schema = {"file": "int64", **dict.fromkeys(columns, "string")}
    return ibis.table(ibis.schema(schema), name=_SCAN)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _scan_duckdb(connection: Any, paths: Sequence[Path], columns: Sequence[str]) -> None:
    con = connection.con
    con.execute("DROP TABLE IF EXISTS reject_errors")
    con.execute("DROP TABLE IF EXISTS reject_scans")
    files = ", ".join(_quoted(str(path)) for path in paths)
    layout = ", ".join(f"{_quoted(column)}: 'VARCHAR'" for column in columns)
    # The dialect is stated: guessing it costs a third of the time, and may differ by file. The
    # position of a file is a column that only SQL can ask for; a file's name is dearer to group by.
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {_SCAN} AS SELECT CAST(file_index AS BIGINT) AS file, * "
        f"FROM read_csv([{files}], columns={{{layout}}}, auto_detect=false, header=true, "
        "delim=',', quote='\"', escape='\"', store_rejects=true, "
        f"rejects_limit={MOST_REJECTS})"
    )


def _scan_spark(connection: Any, paths: Sequence[Path], columns: Sequence[str]) -> None:
    from pyspark.sql import functions
    from pyspark.sql.types import StringType, StructField, StructType

    session = connection._session
    rows = session.read.csv(
        [path.resolve().as_uri() for path in paths],
        schema=StructType([StructField(name, StringType()) for name in [*columns, _DAMAGED]]),
        header=True,
        escape='"',
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=_DAMAGED,
    ).withColumn("name", functions.col("_metadata.file_name"))
    names = [(at, path.name) for at, path in enumerate(paths)]
    held = functions.broadcast(session.createDataFrame(names, "file bigint, name string"))
    read = rows.join(held, "name").drop("name")
    read.createOrReplaceTempView(f"{_SCAN}_{_DAMAGED}")
    whole = read.filter(functions.col(_DAMAGED).isNull()).drop(_DAMAGED)
    whole.createOrReplaceTempView(_SCAN)


def rejected(connection: Any, paths: Sequence[Path]) -> frozenset[int]:
    r"""Return the positions of files with rows that the last scan left out.

    Parameters
    ----------
    connection : ibis backend
        From `connect`.
    paths : sequence of Path
        The files that were scanned. DuckDB knows its faults once the table was read: ask after
        the first result.

    Returns
    -------
    frozenset of int
        All of them where there are too many faults to tell whose they are.

    Raises
    ------
    duckdb.Error
        If the connection was closed.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "two.csv"
    >>> _ = path.write_text("code,count\nE01000001\n")
    >>> connection = connect("duckdb", threads=1)
    >>> ask(connection, scan_csv(connection, [path], ["code", "count"])).num_rows
    0
    >>> rejected(connection, [path])
    frozenset({0})
    """
    if connection.name != "duckdb":
        view = f"{_SCAN}_{_DAMAGED}"
        # Spark refuses a question that needs no other column of the file than the damage.
        other = next(name for name in connection._session.table(view).columns if name != "file")
        query = (
            f"SELECT file FROM {view} GROUP BY file "
            f"HAVING count({_DAMAGED}) > 0 AND count(`{other}`) >= 0"
        )
        return frozenset(row.file for row in connection._session.sql(query).collect())
    con = connection.con
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "reject_errors" not in tables:
        return frozenset()
    if con.execute("SELECT count(*) FROM reject_errors").fetchall()[0][0] >= MOST_REJECTS:
        # The list of faults is full, so that a file that is not on it may be faulty as well.
        return frozenset(range(len(paths)))
    told = "SELECT DISTINCT file_path FROM reject_errors JOIN reject_scans USING (scan_id, file_id)"
    faulty = {path for (path,) in con.execute(told).fetchall()}
    return frozenset(at for at, path in enumerate(paths) if str(path) in faulty)


def keep(connection: Any, name: str, expression: Any) -> Any:
    """Compute a table once, to be asked several questions; the last one of the name is replaced.

    Parameters
    ----------
    connection : ibis backend
        From `connect`.
    name : str
        What it is kept under.
    expression : ibis.expr.types.Table
        From tables of the connection.

    Returns
    -------
    ibis.expr.types.Table
        The kept table.

    Raises
    ------
    duckdb.Error
        If it does not fit into the memory that DuckDB may take.

    Examples
    --------
    >>> connection = connect("duckdb", threads=1)
    >>> table = keep(connection, "one", ibis.range(2).unnest().name("number").as_table())
    >>> ask(connection, table.count().as_table()).num_rows
    1
    """
    query = _sql(connection.name, expression.op())
    if connection.name == "duckdb":
        connection.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    else:
        session = connection._session
        if session.catalog.tableExists(name):
            session.catalog.uncacheTable(name)
        session.sql(query).createOrReplaceTempView(name)
        session.catalog.cacheTable(name)
    return ibis.table(expression.schema(), name=name)


def ask(connection: Any, expression: Any) -> pa.Table:
    """Return what an expression comes to.

    Parameters
    ----------
    connection : ibis backend
        From `connect`.
    expression : ibis.expr.types.Table
        From tables of the connection.

    Returns
    -------
    pyarrow.Table
        Of the expression's own types, whatever the engine.

    Raises
    ------
    duckdb.Error
        If it does not fit into the memory that DuckDB may take.

    Examples
    --------
    >>> ask(connect("duckdb", threads=1), ibis.literal(3).name("n").as_table()).to_pylist()
    [{'n': 3}]
    """
    query = _sql(connection.name, expression.op())
    if connection.name == "duckdb":
        table = connection.con.execute(query).to_arrow_table()
    else:
        table = connection._session.sql(query).toArrow()
    return table.cast(expression.schema().to_pyarrow())


# The same questions are asked of every batch, and writing one as SQL takes as long as answering it.
@lru_cache(maxsize=64)
def _sql(dialect: str, question: Any) -> str:
    return str(ibis.to_sql(question.to_expr(), dialect=dialect))
