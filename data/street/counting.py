"""Counting street-level records of data.police.uk by month, LSOA and crime type.

Rules, and what they rest on (150,485 records of 17 months were looked at):

- A Crime ID that comes twice *within* a month is counted once. None did; the rule guards against
  a file that was put together twice. Of the repeated records one with a location is kept.
- A Crime ID that comes again in *another* month is counted in both (71 did, in 142 records, mostly
  one month apart): a month's count must not depend on which other months are loaded, and the
  publisher does not say which of the two is right.
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

So for each month: rows read = duplicates + outside + without location + counted.

Files are counted in batches of bounded size, and each gets a verdict: its counts and its account,
or the fault for which nothing of it is taken. The expressions are in `data.street.cells`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.street.archive import FoundFile, look_through, unpack
from data.street.at_once import at_once
from data.street.cells import (
    CELL,
    COLUMNS,
    cells_of,
    expected,
    files_with_repeats,
    hashed,
    repeats_of,
    street_records,
    told_kind,
)
from data.street.crime_types import KNOWN_NAMES, LAST_OLD_MONTH, current_names
from data.street.engine import ask, connected, keep, put, rejected, scan_csv
from data.street.facts import VINTAGES, Facts, codes_of, facts_of, new_in_2021
from data.street.files import StreetFileError
from data.street.inspection import StreetFile, explained, inspect_all, rows_by_line

# Bytes of CSV that one query reads. It bounds the memory, and hash tables of this size are quick.
BATCH_BYTES = 128_000_000
# A cluster is asked for more at a time: each question to it has a price of its own.
CLUSTER_BATCH_BYTES = 4_000_000_000
# Where no code tells the vintage, all codes are the same in both, and the month is gone by.
LAST_MONTH_OF_2011_CODES = "2021-12"
# One LSOA in twenty was new in 2021: so many records without one of them are of 2011.
ENOUGH_TO_TELL = 1_000
# Fewer LSOAs of a force than these may have had no record in a month by chance.
ENOUGH_NEW_LSOAS = 3
_COUNTS = ["month", "area_type", "area_code", "crime_type", "count"]
_MONTHS = [
    "month",
    "area_type",
    "rows_read",
    "duplicates",
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
        ``month``, ``area_type``, ``rows_read``, ``duplicates``, ``outside_force``,
        ``no_location``, ``counted``, ``no_location_asb``, ``counted_asb``.
    unplaced : DataFrame
        ``month``, ``crime_type``, ``count``: the records of ``no_location`` by type.
    """

    counts: pd.DataFrame
    months: pd.DataFrame
    unplaced: pd.DataFrame


@dataclass(frozen=True)
class Verdict:
    """What became of one file: what was counted in it, or why it is refused.

    Parameters
    ----------
    file : StreetFile
        The file.
    fault : str
        Why nothing of it is taken; empty where it was counted.
    within : bool
        Whether it is of the force whose LSOAs are known, so that records in others are outside.
    vintage_from : str
        What told the vintage of its codes: ``area list``, ``codes`` or ``month``.
    old_types : int
        Records under names of crime types that were given up in 2013.
    cells, repeats, area : pyarrow
        The file's cells as the engine gave them, its records that repeat a Crime ID, and the LSOAs
        beyond which a record is outside; `counts_of` makes the table of them.
    account : dict
        The columns of `PoliceCounts.months`.
    """

    file: StreetFile
    fault: str = ""
    within: bool = False
    area_type: str = ""
    vintage_from: str = ""
    old_types: int = 0
    cells: pa.Table | None = None
    repeats: pa.Table | None = None
    area: pa.Array | None = None
    account: Mapping[str, Any] = field(default_factory=dict)


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
    counts = pd.concat([counts_of(verdict) for verdict in verdicts], ignore_index=True)
    months = pd.DataFrame([dict(verdict.account) for verdict in verdicts], columns=_MONTHS)
    unplaced = pd.concat([unplaced_of(verdict) for verdict in verdicts], ignore_index=True)
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
) -> Iterator[Verdict]:
    """Count files batch by batch, and give each its verdict."""
    with connected(connection) as used:
        limit = BATCH_BYTES if used.name == "duckdb" else CLUSTER_BATCH_BYTES
        for batch in batches(files, limit):
            yield from _verdicts(used, batch, lsoas, own)


def batches(files: Iterable[StreetFile], limit: int) -> Iterator[list[StreetFile]]:
    """Yield files in groups of one layout and at most `limit` bytes, or one larger file."""
    held: list[StreetFile] = []
    size = 0
    for file in sorted(files, key=lambda one: (one.header, one.found.month, one.found.force)):
        if held and (file.header != held[0].header or size + file.found.size > limit):
            yield held
            held, size = [], 0
        held.append(file)
        size += file.found.size
    if held:
        yield held


def counts_of(verdict: Verdict) -> pd.DataFrame:
    """Return the counts of one file, in order, under today's names of crime types."""
    counts = _cells(verdict, placed=True).rename(columns={"lsoa_code": "area_code"})
    counts = counts.assign(area_type=verdict.area_type)[_COUNTS]
    counts = counts.sort_values(["area_code", "crime_type"], ignore_index=True)
    return current_names(counts)


def unplaced_of(verdict: Verdict) -> pd.DataFrame:
    """Return the records of one file that have no location, by today's names of crime types."""
    # Renamed types are added up by area: all of these are in none.
    cells = _cells(verdict, placed=False).rename(columns={"lsoa_code": "area_code"})
    told = current_names(cells.assign(area_type=verdict.area_type)[_COUNTS])
    return told[["month", "crime_type", "count"]].sort_values("crime_type", ignore_index=True)


def _cells(verdict: Verdict, placed: bool) -> pd.DataFrame:
    """A file's cells with a location in the area, or without any, each Crime ID once."""
    if verdict.cells is None:
        raise StreetFileError(verdict.fault)
    blank = pc.equal(verdict.cells["lsoa_code"], "")
    cells = verdict.cells.filter(pc.invert(blank) if placed else blank)
    if placed and verdict.area is not None:
        cells = cells.filter(pc.is_in(cells["lsoa_code"], value_set=verdict.area))
    counts = cells.to_pandas()
    if verdict.repeats is not None:
        repeats = counts.merge(verdict.repeats.to_pandas(), "left", CELL)["repeats"].fillna(0)
        counts["records"] -= repeats.to_numpy(dtype="int64")
        counts = counts[counts["records"] > 0]
    return counts.rename(columns={"records": "count"}).assign(
        month=verdict.file.found.month,
        crime_type=np.array(KNOWN_NAMES, dtype=object)[counts["kind"]],
    )


def _verdicts(
    connection: Any, batch: list[StreetFile], lsoas: pd.DataFrame, own: str
) -> Iterator[Verdict]:
    """Count one batch, and refuse the files in it that are not sound."""
    with tempfile.TemporaryDirectory(prefix="street-") as folder:
        unpacked = at_once(lambda one: unpack(one[1].found, Path(folder), one[0]), enumerate(batch))
        try:
            counted = _count(connection, batch, list(unpacked))
        except duckdb.OutOfMemoryException as error:
            raise StreetFileError(
                "Counting took more memory than the setting CSP_MEMORY_LIMIT allows, at "
                f"{batch[0].found.origin}. Raise it; 1GB is enough for any number of months."
            ) from error
    facts = facts_of(counted.cells, len(batch), lsoas)
    repeated = facts_of(counted.repeats.rename_columns([*CELL, "records"]), len(batch), lsoas)
    for at, file in enumerate(batch):
        known = lsoas if file.found.force == own else None
        verdict = _settle(file, at in counted.damaged, facts[at], known)
        yield verdict if verdict.fault else _filled(verdict, at, counted, facts, repeated, lsoas)


@dataclass(frozen=True)
class _Counted:
    """What the engine made of a batch: cells and repeats, in order of files, and damaged files."""

    cells: pa.Table
    repeats: pa.Table
    damaged: frozenset[int]


def _count(connection: Any, batch: list[StreetFile], paths: list[Path]) -> _Counted:
    """Put the batch's questions to the engine."""
    header, months = batch[0].header, [one.found.month for one in batch]
    scanned = scan_csv(connection, paths, header, COLUMNS)
    records = keep(connection, "hashed", hashed(street_records(scanned)))
    known = put(connection, "known", expected(months))
    cells = ask(connection, cells_of(told_kind(records, known)))
    damaged = rejected(connection)
    again = sorted(set(ask(connection, files_with_repeats(records))["file"].to_pylist()) - damaged)
    if not again:
        none = cells.slice(0, 0).rename_columns([*CELL, "repeats"])
        return _Counted(_in_order(cells), none, damaged)
    # Hardly ever is there such a file: the publisher's have none.
    scanned = scan_csv(connection, [paths[at] for at in again], header, COLUMNS)
    known = put(connection, "known", expected([months[at] for at in again]))
    found = ask(connection, repeats_of(street_records(scanned), known))
    # From the position among the files that were read again, back to that in the batch.
    back = pa.array([again[at] for at in found["file"].to_pylist()], pa.int32())
    return _Counted(_in_order(cells), _in_order(found.set_column(0, "file", back)), damaged)


def _in_order(table: pa.Table) -> pa.Table:
    """The rows in order of files, so that a file's share of them is a slice."""
    return table.take(pa.array(np.argsort(table["file"].to_numpy(), kind="stable")))


def _share(table: pa.Table, at: int) -> pa.Table:
    """The rows of one file, of a table in order of files."""
    first, end = np.searchsorted(table["file"].to_numpy(), [at, at + 1])
    return table.slice(first, end - first)


def _settle(file: StreetFile, damaged: bool, facts: Facts, lsoas: pd.DataFrame | None) -> Verdict:
    """A file's fault, or the vintage of its codes; `lsoas` where they are those of its force."""
    month = file.found.month
    outdated = facts["old_types"] > 0 and month > LAST_OLD_MONTH
    odd = facts["unexpected"] + facts["malformed"]
    if outdated or odd or not facts["rows"]:
        return Verdict(file, str(explained(file.found, "it cannot be read as it should be.")))
    if damaged:
        fault = _fault_of_damaged(file, facts["rows"])
        if fault:
            return Verdict(file, fault)
    if lsoas is None:
        area_type, told_by = _vintage_by_codes(facts, month)
        return Verdict(file, "", False, area_type, told_by, facts["old_types"])
    fault = _fault_of_codes(file.found, facts, lsoas)
    if fault:
        return Verdict(file, fault)
    # The one with more matches, the newer one in a tie: then only LSOAs occur that are in both.
    best = max(VINTAGES, key=lambda vintage: (facts[f"matched_{vintage}"], vintage))
    return Verdict(file, "", True, best, "area list", facts["old_types"])


def _fault_of_codes(found: FoundFile, facts: Facts, lsoas: pd.DataFrame) -> str:
    """Why the LSOA codes of a file cannot be those of its force, whose LSOAs are known."""
    month = found.month
    if not any(facts[f"matched_{vintage}"] for vintage in VINTAGES):
        return (
            f"{found.origin}: No record of {month} lies in the force area. Check that the files "
            "are of this force."
        )
    if all(facts[f"only_{vintage}"] for vintage in VINTAGES):
        return (
            f"{found.origin}: {month} carries LSOA codes of two vintages; records would be lost "
            "whichever is used. Download the month again."
        )
    new = pc.sum(new_in_2021(pa.array(lsoas["area_code"], pa.string()))).as_py() or 0
    of_2021_only = set(lsoas["area_type"]) == {"lsoa21"}
    if of_2021_only and new >= ENOUGH_NEW_LSOAS and not facts["new_codes"]:
        return (
            f"{found.origin}: {month} has no record in any of the {new} LSOAs that are new in "
            "2021: its records carry LSOA codes of 2011, and only those of 2021 are known here. "
            "Give --lsoa11-ward, --lsoa11-lsoa21 and --mid-year to `python -m data new-area`, or "
            "leave the month out."
        )
    return ""


def _fault_of_damaged(file: StreetFile, rows: int) -> str:
    """The fault of a file that the engine left rows out of; none where it was suspected only."""
    try:
        read = rows_by_line(file.found)
    except StreetFileError as error:
        return str(error)
    if read == rows:
        return ""
    return f"{file.found.origin}: {read} records were read by line, and {rows} by the engine."


def _vintage_by_codes(facts: Facts, month: str) -> tuple[str, str]:
    """The vintage of codes of a force whose LSOAs are not known, and what told it."""
    if facts["new_codes"]:
        return "lsoa21", "codes"
    if facts["located"] >= ENOUGH_TO_TELL:
        return "lsoa11", "codes"
    return ("lsoa11" if month <= LAST_MONTH_OF_2011_CODES else "lsoa21"), "month"


def _filled(
    verdict: Verdict,
    at: int,
    counted: _Counted,
    facts: list[Facts],
    repeated: list[Facts],
    lsoas: pd.DataFrame,
) -> Verdict:
    """The verdict with the file's share of the batch, and the account of its records."""
    repeats = None
    if repeated[at]["rows"]:
        repeats = _share(counted.repeats, at)
    area = None
    if verdict.within:
        area = codes_of(lsoas, verdict.area_type)
    return replace(
        verdict,
        cells=_share(counted.cells, at),
        repeats=repeats,
        area=area,
        account=_account(verdict, facts[at], repeated[at]),
    )


def _account(verdict: Verdict, facts: Facts, repeated: Facts) -> dict[str, Any]:
    once = {name: number - repeated[name] for name, number in facts.items()}
    known = f"_{verdict.area_type}" if verdict.within else ""
    counted = once[f"matched{known}"] if known else once["located"]
    counted_asb = once[f"matched_asb{known}"] if known else once["located_asb"]
    return {
        "month": verdict.file.found.month,
        "area_type": verdict.area_type,
        "rows_read": facts["rows"],
        "duplicates": repeated["rows"],
        "outside_force": once["located"] - counted,
        "no_location": once["rows"] - once["located"],
        "counted": counted,
        "no_location_asb": once["asb"] - once["located_asb"],
        "counted_asb": counted_asb,
    }
