"""The engine that counts: Ibis expressions, run on DuckDB in this process or on Spark.

The counting itself is written once, in ``data.street.counting``, as Ibis expressions. What differs
between the engines is here: how a connection is made, and how CSV files become a table.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from data.settings import settings
from data.street.reading import read_text

_SCAN, _DAMAGED = "scanned", "damaged"
# Where Spark puts a row that does not fit the header.
_ROW = "damaged_row"


class EngineError(RuntimeError):
    """The engine cannot be started; the message says which setting to change."""


@dataclass(frozen=True)
class Scan:
    """CSV files of one layout: an Ibis table, and its rows where they are in this process."""

    table: Any
    rows: pa.Table | None = None


def connect(engine: str | None = None, *, threads: int | None = None) -> Any:
    """Return a connection to the engine that the settings name."""
    engine = engine or settings().engine
    return _duckdb(threads) if engine == "duckdb" else _spark(engine)


@contextmanager
def connected(given: Any = None) -> Iterator[Any]:
    """Use a connection: the given one, or one of the settings that is closed at the end."""
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
) -> Scan:
    """Read columns of CSV files of one layout as text, as they are written."""
    schema = {"file": "int32", **dict.fromkeys(wanted, "string")}
    table = ibis.table(ibis.schema(schema), name=_SCAN)
    if connection.name != "duckdb":
        _scan_spark(connection, paths, header, wanted)
        return Scan(table)
    read = read_text(paths, wanted)
    damaged = pa.array(sorted(read.damaged), pa.int32())
    connection.con.register(_SCAN, read.table)
    connection.con.register(_DAMAGED, pa.table({"file": damaged}))
    return Scan(table, read.table)


def rows_of(connection: Any, scan: Scan, files: Sequence[int] | None = None) -> pa.Table:
    """Return the rows of the files that were scanned, or of some of them, one by one."""
    if scan.rows is None:
        wanted = scan.table if files is None else scan.table.filter(scan.table.file.isin([*files]))
        return ask(connection, wanted)
    if files is None:
        return scan.rows
    return scan.rows.filter(pc.is_in(scan.rows["file"], pa.array(files, pa.int32())))


def _scan_spark(
    connection: Any, paths: Sequence[Path], header: Sequence[str], wanted: Sequence[str]
) -> None:
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
    whole = read.filter(functions.col(_ROW).isNull()).select("file", *wanted)
    whole.na.fill("").createOrReplaceTempView(_SCAN)


def rejected(connection: Any) -> frozenset[int]:
    """Return the positions of files with rows that the last scan left out."""
    damaged = ibis.table({"file": "int32"}, name=_DAMAGED)
    return frozenset(ask(connection, damaged)["file"].to_pylist())


def put(connection: Any, name: str, table: pa.Table) -> Any:
    """Give a small table to the engine; the last one of the name is replaced."""
    if connection.name == "duckdb":
        connection.con.register(name, table)
    else:
        connection._session.createDataFrame(table).createOrReplaceTempView(name)
    return ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name)


def keep(connection: Any, name: str, expression: Any) -> Any:
    """Return a table that can be asked several questions without reading the files anew."""
    if connection.name == "duckdb":
        return expression
    session = connection._session
    if session.catalog.tableExists(name):
        session.catalog.uncacheTable(name)
    session.sql(_sql(connection.name, expression.op())).createOrReplaceTempView(name)
    session.catalog.cacheTable(name)
    return ibis.table(expression.schema(), name=name)


def ask(connection: Any, expression: Any) -> pa.Table:
    """Return what an expression comes to."""
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
