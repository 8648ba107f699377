"""Both engines give identical tables for the same files, faults included."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from data.street.apart import find_street_files
from data.street.counting import count_files
from data.street.engine import EngineError, connect
from data.street.inspection import inspect
from data.street.verdicts import Verdict
from tests.data.street.street_samples import LSOAS, REPEATED, as_csv, record, write_street

HAVE_SPARK = importlib.util.find_spec("pyspark") is not None


def write_files(folder: Path) -> None:
    """Two forces, four months: repeats, IDs that recur, old names, other codes, a damaged row."""
    write_street(folder, "2018-10", "anyshire", REPEATED)
    write_street(
        folder, "2012-01", "anyshire", [record("2012-01", "", "E01000001", "Violent crime")]
    )
    write_street(
        folder,
        "2018-10",
        "elsewhere",
        [record("2018-10", f"{code}", f"E0103377{code}", "Drugs") for code in range(10)],
    )
    # One of these came in October, and one comes twice on two points of one LSOA.
    again = record("2018-11", "h", "E01000001")
    moved = again | {"Longitude": "-1.8262"}
    write_street(folder, "2018-11", "anyshire", [record("2018-11", "f", "E01000002"), again, moved])
    damaged = as_csv([record("2025-01", "x", "E01000008")] * 3)
    path = folder / "2025-01-anyshire-street.csv"
    path.write_text(damaged + "y,2025-01,too,short\n", encoding="utf-8")


def verdicts(engine: str, folder: Path) -> list[Verdict]:
    files = [inspect(found) for found in find_street_files([folder]).files]
    used = connect(engine)
    return list(count_files(files, LSOAS, own="anyshire", connection=used, keep_points=True))


@pytest.mark.skipif(not HAVE_SPARK, reason="Spark is not installed (requirements-spark.txt)")
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17")
def test_spark_and_duckdb_give_identical_tables(tmp_path: Path) -> None:
    write_files(tmp_path)
    here, there = verdicts("duckdb", tmp_path), verdicts("local[2]", tmp_path)
    assert [one.fault for one in here] == [one.fault for one in there]
    assert [dict(one.account) for one in here] == [dict(one.account) for one in there]
    assert [bool(one.fault) for one in here].count(True) == 1
    for mine, theirs in zip(here, there, strict=True):
        if mine.counts is not None and mine.points is not None:
            assert mine.counts.equals(theirs.counts)
            assert mine.unplaced == theirs.unplaced
            assert mine.points.equals(theirs.points)
            assert mine.ids == theirs.ids
            assert len(mine.points) == mine.account["counted"]


@pytest.mark.skipif(HAVE_SPARK, reason="Spark is installed")
def test_without_spark_the_message_says_what_to_install() -> None:
    with pytest.raises(EngineError, match=r"requirements-spark\.txt"):
        connect("local[2]")
