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
from data.street.reading import read_text

_SCAN, _DAMAGED = "scanned", "damaged"
# Where Spark puts a row that does not fit the header.
_ROW = "damaged_row"


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


def scan_csv(
    connection: Any, paths: Sequence[Path], header: Sequence[str], wanted: Sequence[str]
) -> Any:
    r"""Return columns of CSV files of one layout as one Ibis table of text, as they are written.

    Parameters
    ----------
    connection : ibis backend
        From `connect`.
    paths : sequence of Path
        Files in UTF-8, each with a header. On a cluster every worker must see them under these
        paths.
    header : sequence of str
        The header that all of them have, in its order.
    wanted : sequence of str
        The columns that are asked for.

    Returns
    -------
    ibis.expr.types.Table
        ``file`` (the position of the file in what was given) and the wanted columns; an empty cell
        is empty text. A row without the header's number of fields is not in it, and its file is
        one of `rejected`. The table is always of the same name: it stands for the last files that
        were scanned.

    Raises
    ------
    OSError
        If a file is not there.

    Notes
    -----
    For DuckDB the files are read by Arrow, which takes three quarters of the time that DuckDB's own
    reader does, tells damage file by file, and leaves a table in memory that can be asked twice.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "two.csv"
    >>> _ = path.write_text("code,count\nE01000001,007\n")
    >>> connection = connect("duckdb", threads=1)
    >>> ask(connection, scan_csv(connection, [path], ["code", "count"], ["count"])).to_pylist()
    [{'file': 0, 'count': '007'}]
    """
    if connection.name == "duckdb":
        read = read_text(paths, wanted)
        damaged = pa.array(sorted(read.damaged), pa.int32())
        connection.con.register(_SCAN, read.table)
        connection.con.register(_DAMAGED, pa.table({"file": damaged}))
    else:
        _scan_spark(connection, paths, header)
    schema = {"file": "int32", **dict.fromkeys(wanted, "string")}
    return ibis.table(ibis.schema(schema), name=_SCAN)


def _scan_spark(connection: Any, paths: Sequence[Path], header: Sequence[str]) -> None:
    from pyspark.sql import functions
    from pyspark.sql.types import StringType, StructField, StructType

    session = connection._session
    rows = session.read.csv(
        [path.resolve().as_uri() for path in paths],
        schema=StructType([StructField(name, StringType()) for name in [*header, _ROW]]),
        header=True,
        escape='"',
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=_ROW,
    ).withColumn("name", functions.col("_metadata.file_name"))
    names = [(at, path.name) for at, path in enumerate(paths)]
    held = functions.broadcast(session.createDataFrame(names, "file int, name string"))
    read = rows.join(held, "name").drop("name")
    # Spark refuses a question that needs no other column of the file than the damage.
    odd = read.groupBy("file").agg(
        functions.count(_ROW).alias("odd"), functions.count(header[0]).alias("all")
    )
    odd.filter("odd > 0 AND all >= 0").select("file").createOrReplaceTempView(_DAMAGED)
    whole = read.filter(functions.col(_ROW).isNull()).drop(_ROW)
    whole.na.fill("").createOrReplaceTempView(_SCAN)


def rejected(connection: Any) -> frozenset[int]:
    r"""Return the positions of files with rows that the last scan left out.

    Parameters
    ----------
    connection : ibis backend
        From `connect`, after `scan_csv`.

    Returns
    -------
    frozenset of int

    Raises
    ------
    duckdb.Error
        If nothing was scanned, or the connection was closed.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "two.csv"
    >>> _ = path.write_text("code,count\nE01000001\n")
    >>> connection = connect("duckdb", threads=1)
    >>> ask(connection, scan_csv(connection, [path], ["code", "count"], ["code"])).num_rows
    0
    >>> rejected(connection)
    frozenset({0})
    """
    damaged = ibis.table({"file": "int32"}, name=_DAMAGED)
    return frozenset(ask(connection, damaged)["file"].to_pylist())


def put(connection: Any, name: str, table: pa.Table) -> Any:
    """Give a small table to the engine; the last one of the name is replaced.

    Parameters
    ----------
    connection : ibis backend
        From `connect`.
    name : str
        What it is called there.
    table : pyarrow.Table
        Sent whole to every worker of a cluster.

    Returns
    -------
    ibis.expr.types.Table

    Raises
    ------
    duckdb.Error
        If the connection was closed.

    Examples
    --------
    >>> connection = connect("duckdb", threads=1)
    >>> ask(connection, put(connection, "few", pa.table({"number": [3]}))).to_pylist()
    [{'number': 3}]
    """
    if connection.name == "duckdb":
        connection.con.register(name, table)
    else:
        connection._session.createDataFrame(table).createOrReplaceTempView(name)
    return ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name)


def keep(connection: Any, name: str, expression: Any) -> Any:
    """Return a table that can be asked several questions without reading the files anew.

    Parameters
    ----------
    connection : ibis backend
        From `connect`.
    name : str
        What Spark keeps it under; the last one of the name is replaced.
    expression : ibis.expr.types.Table
        Of what was scanned.

    Returns
    -------
    ibis.expr.types.Table
        The kept table; on DuckDB the expression itself, as what was scanned is in memory.

    Raises
    ------
    AttributeError
        If the connection is no backend.

    Examples
    --------
    >>> table = ibis.table({"number": "int64"}, name="few")
    >>> keep(connect("duckdb", threads=1), "kept", table) is table
    True
    """
    if connection.name == "duckdb":
        return expression
    session = connection._session
    if session.catalog.tableExists(name):
        session.catalog.uncacheTable(name)
    session.sql(_sql(connection.name, expression.op())).createOrReplaceTempView(name)
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
