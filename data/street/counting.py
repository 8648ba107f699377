"""Counting street-level records of data.police.uk by month, LSOA and crime type.

Rules, and what they rest on (150,485 records of 17 months were looked at):

- A Crime ID that comes twice *within* a month is counted once. None did; the rule guards against
  a file that was put together twice. Of the repeated records one with a location is kept.
- A Crime ID that comes again in a *later* month is one crime, and stays in the month where it came
  first, whatever its type or LSOA is told to be later. This holds within the force whose LSOAs are
  known, among the files that are counted together and the months that the store holds. Of months
  that came with the app no IDs are held, and other forces' are not looked at.
- Anti-social behaviour has no Crime ID, and locations are snapped to shared points, so that equal
  rows (28% of its records repeat another's row) can be separate incidents: all are counted. Before
  September 2011 no record has a Crime ID.
- A record without an LSOA code has no location and belongs to no area. It is reported, not shared
  out.
- A record whose LSOA is not in the force area, in the vintage of codes that its month uses, is
  outside, where the force's LSOAs are known. Where they are not, its LSOA is counted as it stands.
- Where a force's LSOAs are known of 2021 only, a month in codes of 2011 is refused. Most codes are
  the same in both, so that it would be counted without the LSOAs that changed, and look whole. It
  is known by the LSOAs that were new in 2021: no record of the file lies in any.

So for each month: rows read = duplicates + recurring + outside + without location + counted.

Files are counted in batches of bounded size, and each gets a verdict: its counts and its account,
or the fault for which nothing of it is taken. The expressions are in `data.street.cells`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.street.archive import FoundFile, look_through, unpack
from data.street.at_once import at_once
from data.street.by_file import counts_by_file
from data.street.cells import (
    COLUMNS,
    cells_of,
    expected,
    files_with_repeats,
    hashed,
    street_records,
    told_kind,
)
from data.street.engine import ask, connected, keep, put, rejected, rows_of, scan_csv
from data.street.facts import facts_of
from data.street.files import StreetFileError
from data.street.inspection import StreetFile, inspect_all
from data.street.points_kept import PUBLISHED, points_by_file
from data.street.recurring import Seen, recurring
from data.street.repeats import as_cells, repeated
from data.street.verdicts import Verdict, account_of, settle

# Bytes of CSV that one query reads. It bounds the memory, and hash tables of this size are quick.
BATCH_BYTES = 128_000_000
# A cluster is asked for more at a time: each question to it has a price of its own.
CLUSTER_BATCH_BYTES = 4_000_000_000
_MONTHS = [
    "month",
    "area_type",
    "rows_read",
    "duplicates",
    "recurring",
    "outside_force",
    "no_location",
    "counted",
    "no_location_asb",
    "counted_asb",
]


@dataclass(frozen=True)
class PoliceCounts:
    """Counted records, and the account of those that could not be counted to an area.

    Parameters
    ----------
    counts : DataFrame
        ``month``, ``area_type``, ``area_code``, ``crime_type``, ``count`` (positive cells only).
    months : DataFrame
        ``month``, ``area_type``, ``rows_read``, ``duplicates``, ``recurring``,
        ``outside_force``, ``no_location``, ``counted``, ``no_location_asb``, ``counted_asb``.
    unplaced : DataFrame
        ``month``, ``crime_type``, ``count``: the records of ``no_location`` by type.
    """

    counts: pd.DataFrame
    months: pd.DataFrame
    unplaced: pd.DataFrame


def count_street_files(
    sources: Sequence[Path], lsoas: pd.DataFrame, *, force: str | None = None
) -> PoliceCounts:
    """Count the street-level records of one force by month, LSOA and crime type.

    Parameters
    ----------
    sources : sequence of Path
        As for `data.street.apart.find_street_files`.
    lsoas : DataFrame
        The force area's LSOAs: ``area_type`` (the vintage) and ``area_code``.
    force : str, optional
        The force wanted, as file names write it; may be left out where there is only one.

    Returns
    -------
    PoliceCounts
        The same month in two archives is taken once where its content is the same.

    Raises
    ------
    StreetFileError
        If any file is damaged, cut off, of another layout, has codes of two vintages or none of
        the force area, or a month comes in two versions. Nothing is taken then, of no file.

    Notes
    -----
    The rules are told at the head of this module. Source: data.police.uk.

    Examples
    --------
    >>> count_street_files([], pd.DataFrame({"area_type": ["lsoa21"], "area_code": ["E01000001"]}))
    Traceback (most recent call last):
        ...
    data.street.files.StreetFileError: No street-level file was found. ...
    """
    files = _one_force(sources, force)
    verdicts = list(count_files(files, lsoas, own=files[0].found.force))
    for verdict in verdicts:
        if verdict.fault:
            raise StreetFileError(verdict.fault)
    counts = pa.concat_tables([verdict.counts for verdict in verdicts]).to_pandas()
    months = pd.DataFrame([dict(verdict.account) for verdict in verdicts], columns=_MONTHS)
    unplaced = pd.DataFrame(
        [
            (verdict.file.found.month, crime_type, number)
            for verdict in verdicts
            for crime_type, number in verdict.unplaced.items()
        ],
        columns=["month", "crime_type", "count"],
    )
    return PoliceCounts(
        counts.sort_values(["month", "area_code", "crime_type"], ignore_index=True),
        months.sort_values("month", ignore_index=True),
        unplaced.sort_values(["month", "crime_type"], ignore_index=True),
    )


def _one_force(sources: Sequence[Path], force: str | None) -> list[StreetFile]:
    found = look_through(sources)
    for passed in found.passed_over:
        if passed.faulty:
            raise StreetFileError(f"{passed.origin}: {passed.reason}")
    slugs = sorted({one.force for one in found.files})
    if not slugs:
        raise StreetFileError(
            "No street-level file was found. The archive of data.police.uk holds them as "
            "YYYY-MM/YYYY-MM-<force>-street.csv; choose 'Include crime data' when downloading."
        )
    if force is None and len(slugs) > 1:
        raise StreetFileError(
            f"The files are of {len(slugs)} forces ({', '.join(slugs)}). Say which to count; "
            "another force's records would change what a count means."
        )
    if force is not None and force not in slugs:
        raise StreetFileError(f"There is no file of '{force}'; there are: {', '.join(slugs)}.")
    files: dict[str, StreetFile] = {}
    for file in inspect_all(one for one in found.files if one.force == (force or slugs[0])):
        if isinstance(file, StreetFileError):
            raise file
        held = files.setdefault(file.found.month, file)
        if held.sha256 != file.sha256:
            raise StreetFileError(two_versions(file.found, held.found))
    return list(files.values())


def two_versions(one: FoundFile, other: FoundFile) -> str:
    """Return why neither of two files of the same month can be taken."""
    return (
        f"{one.origin}: {one.month} is also in {other.origin}, with other content. The publisher "
        "revises months; give the newer one only."
    )


def count_files(
    files: Iterable[StreetFile],
    lsoas: pd.DataFrame,
    *,
    own: str,
    connection: Any = None,
    keep_points: bool = False,
    earlier: Seen | None = None,
) -> Iterator[Verdict]:
    """Count files batch by batch, and give each its verdict.

    Those of the own force come first, oldest first, for an ID that came in an earlier month is not
    counted again; `earlier` are the IDs of its months that are held.
    """
    seen = dict(earlier or {})
    with connected(connection) as used:
        # Points come here from a cluster too.
        here = keep_points or used.name == "duckdb"
        for batch in batches(files, own, BATCH_BYTES if here else CLUSTER_BATCH_BYTES):
            yield from _verdicts(used, batch, lsoas, own, keep_points, seen)


def batches(files: Iterable[StreetFile], own: str, limit: int) -> Iterator[list[StreetFile]]:
    """Yield files in groups of one layout and at most `limit` bytes, or one larger file.

    The own force's by month before all others, which are by layout and month.
    """
    held: list[StreetFile] = []
    size = 0

    def order(one: StreetFile) -> tuple[bool, tuple[str, ...], str, str]:
        other = one.found.force != own
        return other, one.header if other else (), one.found.month, one.found.force

    for file in sorted(files, key=order):
        if held and (file.header != held[0].header or size + file.found.size > limit):
            yield held
            held, size = [], 0
        held.append(file)
        size += file.found.size
    if held:
        yield held


def _verdicts(
    connection: Any,
    batch: list[StreetFile],
    lsoas: pd.DataFrame,
    own: str,
    keep_points: bool,
    seen: dict[str, np.ndarray],
) -> Iterator[Verdict]:
    """Count one batch, and refuse the files in it that are not sound."""
    mine = [at for at, file in enumerate(batch) if file.found.force == own]
    with tempfile.TemporaryDirectory(prefix="street-") as folder:
        unpacked = at_once(lambda one: unpack(one[1].found, Path(folder), one[0]), enumerate(batch))
        try:
            read = _read(connection, batch, list(unpacked), mine, keep_points)
        except duckdb.OutOfMemoryException as error:
            raise StreetFileError(
                "Counting took more memory than the setting CSP_MEMORY_LIMIT allows, at "
                f"{batch[0].found.origin}. Raise it; 1GB is enough for any number of months."
            ) from error
    files = len(batch)
    facts = facts_of(read.cells, files, lsoas)
    settled = [
        settle(file, at in read.damaged, facts[at], lsoas if at in mine else None)
        for at, file in enumerate(batch)
    ]
    came, ids = recurring(read.rows, read.repeats, settled, seen)
    left_out = [as_cells(read.rows.filter(pa.array(rows))) for rows in (read.repeats, came)]
    counts = counts_by_file(read.cells, pa.concat_tables(left_out), settled, lsoas)
    points: Iterable[pa.Table | None] = repeat(None, files)
    if keep_points:
        points = points_by_file(read.rows, read.repeats | came, settled, lsoas)
    twice, before = (facts_of(cells, files, lsoas) for cells in left_out)
    for at, (verdict, (table, unplaced), spots) in enumerate(
        zip(settled, counts, points, strict=True)
    ):
        if verdict.fault:
            yield verdict
        else:
            yield replace(
                verdict,
                account=account_of(verdict, facts[at], twice[at], before[at]),
                counts=table,
                unplaced=unplaced,
                points=spots,
                ids=ids.get(at),
            )


@dataclass(frozen=True)
class _Read:
    """What the engine made of a batch, in order of files, and the damaged files.

    Its cells, the records that are looked at one by one, and which of them repeat a Crime ID.
    """

    cells: pa.Table
    rows: pa.Table
    repeats: np.ndarray
    damaged: frozenset[int]


def _read(
    connection: Any,
    batch: list[StreetFile],
    paths: list[Path],
    mine: list[int],
    keep_points: bool,
) -> _Read:
    """Put the batch's questions to the engine; records of `mine` are looked at one by one."""
    header, months = batch[0].header, [one.found.month for one in batch]
    scan = scan_csv(connection, paths, header, (*COLUMNS, *PUBLISHED) if keep_points else COLUMNS)
    records = keep(connection, "hashed", hashed(street_records(scan.table)))
    known = put(connection, "known", expected(months))
    cells = ask(connection, cells_of(told_kind(records, known)))
    damaged = rejected(connection)
    # Hardly ever is there such a file: the publisher's have none.
    again = sorted(set(ask(connection, files_with_repeats(records))["file"].to_pylist()) - damaged)
    looked_at = None if keep_points else sorted({*again, *mine})
    rows = _in_order(rows_of(connection, scan, looked_at))
    repeats = np.zeros(len(rows), dtype=bool)
    doubtful = pc.is_in(rows["file"], pa.array(again, pa.int32())).to_numpy()
    repeats[doubtful] = repeated(rows.filter(pa.array(doubtful)))
    return _Read(_in_order(cells), rows, repeats, damaged)


def _in_order(table: pa.Table) -> pa.Table:
    """The rows in order of files, so that a file's share of them is a slice."""
    file = table["file"].to_numpy()
    if np.all(file[1:] >= file[:-1]):
        return table
    return table.take(pa.array(np.argsort(file, kind="stable")))
