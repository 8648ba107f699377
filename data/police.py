"""Street-level records of data.police.uk: checking the files, counting them, loading the counts.

Rules, and what they rest on (150,485 records of 17 months were looked at):

- A Crime ID that comes twice *within* a month is counted once. None did; the rule guards against
  a file that was put together twice. Of the repeated records one with a location is kept.
- A Crime ID that comes again in *another* month is counted in both (71 did, in 142 records, mostly
  one month apart): a month's count must not depend on which other months are loaded, and the
  publisher does not say which of the two is right.
- Anti-social behaviour has no Crime ID, and locations are snapped to shared points, so that equal
  rows (28% of its records repeat another's row) can be separate incidents: all are counted.
- A record without an LSOA code has no location and belongs to no area. It is reported, not shared
  out.
- A record whose LSOA is not in the force area, in the vintage of codes that its month uses, is
  outside.

So for each month: rows read = duplicates + outside + without location + counted.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import ibis
import pandas as pd

from data.engine import connect, text_csv
from data.packaged import read_packaged

STREET_COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
ASB = "Anti-social behaviour"
# The publisher's closed list since September 2014.
CRIME_TYPES = (
    ASB,
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
_FILE_NAME = re.compile(r"(?:^|/)(\d{4}-(?:0[1-9]|1[0-2]))-([a-z0-9-]+)-street\.csv$")
_LSOA_CODE = re.compile(r"(?:[EW]01\d{6}|S01\d{6}|N\w{8}|95\w{6})")


class StreetFileError(ValueError):
    """A police file cannot be used and nothing of it was taken; the message says where and why."""


@dataclass(frozen=True)
class StreetFile:
    """One checked month of one force, unpacked.

    Parameters
    ----------
    month : str
        ``YYYY-MM``.
    force : str
        The force as data.police.uk writes it in file names.
    path : Path
        The unpacked CSV file.
    origin : str
        Where it came from, as messages name it: archive and member.
    rows : int
        Number of records.
    """

    month: str
    force: str
    path: Path
    origin: str
    rows: int


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
    """

    counts: pd.DataFrame
    months: pd.DataFrame


def load_counts(folder: Path | None = None) -> pd.DataFrame:
    """Return recorded crime and anti-social behaviour by month, LSOA and crime type.

    Parameters
    ----------
    folder : Path, optional
        Where the packaged tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``month`` (text, ``YYYY-MM``), ``area_type`` (the LSOA vintage that the month's records
        use: ``lsoa11`` or ``lsoa21``), ``area_code``, ``crime_type`` (as the publisher labels it),
        ``count`` (records, at least 1). In a month that is loaded, a cell that is not there is a
        true zero; a month that is not loaded is absent, and is no zero.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: data.police.uk, Open Government Licence v3.0. Locations are snapped to shared points,
    which can move a record over a border. 'Anti-social behaviour' is not a crime.

    Examples
    --------
    >>> int(load_counts()["count"].min())
    1
    """
    return read_packaged("police_counts", folder)


def load_months(folder: Path | None = None) -> pd.DataFrame:
    """Return the loaded months and how complete each is.

    Parameters
    ----------
    folder : Path, optional
        Where the packaged tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``month`` (text, unique), ``area_type`` (``lsoa11`` or ``lsoa21``), ``rows_read``,
        ``duplicates``, ``outside_force``, ``no_location``, ``counted``: records, where
        ``rows_read`` is the sum of the other four; ``no_location_asb``, ``counted_asb``: the same
        for anti-social behaviour alone. Completeness is known for the force and month only: a
        record without a location has no district.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Examples
    --------
    >>> months = load_months()
    >>> accounted = months[["duplicates", "outside_force", "no_location", "counted"]].sum(axis=1)
    >>> bool((months["rows_read"] == accounted).all())
    True
    """
    return read_packaged("police_months", folder)


@contextmanager
def open_street_files(
    sources: Sequence[Path], force: str | None = None
) -> Iterator[list[StreetFile]]:
    """Unpack and check street-level files, for as long as the context lasts.

    Parameters
    ----------
    sources : sequence of Path
        Archive downloads (.zip), single .csv files, or folders of either, whose street-level
        files are named ``YYYY-MM-<force>-street.csv``. Other files are passed over.
    force : str, optional
        The force wanted, as file names write it; may be left out where there is only one.

    Yields
    ------
    list of StreetFile
        In order of month. The same month in two archives is taken once where its content is the
        same.

    Raises
    ------
    StreetFileError
        If any file is damaged, cut off, of another layout, or the same month comes in two
        versions. Nothing is taken then, of no file.

    Examples
    --------
    >>> with open_street_files([Path("nowhere.zip")]) as files:
    ...     pass
    Traceback (most recent call last):
        ...
    data.police.StreetFileError: nowhere.zip: there is no such file or folder.
    """
    with tempfile.TemporaryDirectory(prefix="street-") as unpacked:
        found = [
            (month, slug, path, origin)
            for source in sources
            for month, slug, path, origin in _unpack(source, Path(unpacked))
        ]
        wanted = _one_force(found, force)
        files: dict[str, StreetFile] = {}
        for month, slug, path, origin in found:
            if slug != wanted:
                continue
            if month in files:
                _refuse_other_version(files[month], path, origin)
                continue
            rows = check_street_csv(path, month, origin)
            files[month] = StreetFile(month, slug, path, origin, rows)
        yield [files[month] for month in sorted(files)]


def _unpack(source: Path, folder: Path) -> Iterator[tuple[str, str, Path, str]]:
    """The street-level files of one source as (month, force, path, origin)."""
    if source.is_dir():
        for inner in sorted([*source.rglob("*.zip"), *source.rglob("*-street.csv")]):
            yield from _unpack(inner, folder)
    elif not source.exists():
        raise StreetFileError(f"{source}: there is no such file or folder.")
    elif source.suffix.lower() == ".csv":
        name = _FILE_NAME.search(source.name)
        if name is None:
            raise StreetFileError(
                f"{source.name}: the name must be YYYY-MM-<force>-street.csv, as in the archive."
            )
        yield name[1], name[2], source, source.name
    else:
        yield from _unpack_archive(source, folder)


def _unpack_archive(source: Path, folder: Path) -> Iterator[tuple[str, str, Path, str]]:
    try:
        with zipfile.ZipFile(source) as archive:
            members = [(each, _FILE_NAME.search(each.filename)) for each in archive.infolist()]
            for member, name in members:
                if name is None:
                    continue
                # A name of our own: a member's path is not to be trusted as a place to write to.
                path = folder / f"{len(list(folder.iterdir())):05d}.csv"
                with archive.open(member) as packed, path.open("wb") as out:
                    _copy(packed, out)
                yield name[1], name[2], path, f"{source.name}: {member.filename}"
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise StreetFileError(
            f"{source.name}: the archive is damaged or no plain zip ({error}). Download it again."
        ) from error


def _copy(packed: IO[bytes], out: IO[bytes]) -> None:
    while block := packed.read(1 << 20):
        out.write(block)


def _one_force(found: Sequence[tuple[str, str, Path, str]], force: str | None) -> str:
    slugs = sorted({slug for _, slug, _, _ in found})
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
    return force or slugs[0]


def _refuse_other_version(held: StreetFile, path: Path, origin: str) -> None:
    if _digest(held.path) != _digest(path):
        raise StreetFileError(
            f"{origin}: {held.month} is also in {held.origin}, with other content. The publisher "
            "revises months; give the newer one only."
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_street_csv(path: Path, month: str, origin: str | None = None) -> int:
    r"""Check one street-level file from header to last row; return its number of records.

    Parameters
    ----------
    path : Path
        The CSV file.
    month : str
        ``YYYY-MM``, the month that its name tells.
    origin : str, optional
        How messages name the file; by default its name.

    Returns
    -------
    int
        The number of records, at least 1.

    Raises
    ------
    StreetFileError
        If a column is missing, a row has too few or too many fields (a cut-off file), the text is
        not UTF-8, a month or LSOA code or crime type is not one, or there is no record at all. The
        message names the file, the line and the reason.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "2025-01-some-street.csv"
    >>> _ = path.write_text("Crime ID,Month\n")
    >>> check_street_csv(path, "2025-01")
    Traceback (most recent call last):
        ...
    data.police.StreetFileError: 2025-01-some-street.csv, line 1: the columns Reported by, ... are
    missing. ...
    """
    name = origin or path.name
    rows = 0
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            header = next(reader, [])
            at = _positions(header, name)
            for row in reader:
                line = reader.line_num
                fault = _fault(row, at, len(header), month)
                if fault:
                    raise StreetFileError(f"{name}, line {line}: {fault}")
                rows += 1
    except (csv.Error, UnicodeDecodeError) as error:
        raise StreetFileError(
            f"{name}, after line {line}: this is no longer readable as UTF-8 CSV ({error}); the "
            "file is cut off or damaged. Download it again."
        ) from error
    if rows == 0:
        raise StreetFileError(
            f"{name}: there is no record in it. A month that a force did not deliver is left out; "
            "an empty file would turn it into a month without crime."
        )
    return rows


def _positions(header: list[str], name: str) -> dict[str, int]:
    missing = [column for column in STREET_COLUMNS if column not in header]
    if missing:
        raise StreetFileError(
            f"{name}, line 1: the columns {', '.join(missing)} are missing. This is not a "
            "street-level file of data.police.uk, or it was edited; download it again."
        )
    return {column: header.index(column) for column in STREET_COLUMNS}


def _fault(row: list[str], at: dict[str, int], width: int, month: str) -> str | None:
    """What is wrong with a row, or None."""
    if len(row) != width:
        return (
            f"the row has {len(row)} fields, the header {width}; the file is cut off or damaged. "
            "Download it again."
        )
    if row[at["Month"]] != month:
        return f"Month is '{row[at['Month']]}' in a file of {month}."
    code = row[at["LSOA code"]]
    if code and not _LSOA_CODE.fullmatch(code):
        return f"LSOA code is '{code}', which is no LSOA code."
    if row[at["Crime type"]] not in CRIME_TYPES:
        return (
            f"Crime type is '{row[at['Crime type']]}', which is none of the {len(CRIME_TYPES)} "
            "that the publisher uses; it would be in no indicator."
        )
    return None


def count_street_files(
    sources: Sequence[Path], lsoas: pd.DataFrame, *, force: str | None = None
) -> PoliceCounts:
    """Count street-level records by month, LSOA and crime type.

    Parameters
    ----------
    sources : sequence of Path
        As for `open_street_files`.
    lsoas : DataFrame
        The force area's LSOAs: ``area_type`` (the vintage) and ``area_code``.
    force : str, optional
        As for `open_street_files`.

    Returns
    -------
    PoliceCounts

    Raises
    ------
    StreetFileError
        If a file is refused, a month has codes of two vintages, or the records do not add up.

    Notes
    -----
    The rules are told at the head of this module. Source: data.police.uk.

    Examples
    --------
    >>> count_street_files([], pd.DataFrame({"area_type": ["lsoa21"], "area_code": ["E01000001"]}))
    Traceback (most recent call last):
        ...
    data.police.StreetFileError: No street-level file was found. ...
    """
    with open_street_files(sources, force) as files:
        connection = connect()
        records = street_records(text_csv(connection, [each.path for each in files]))
        vintages = connection.execute(lsoa_vintages(records, ibis.memtable(lsoas)))
        vintage = _one_vintage_a_month(vintages)
        told = with_fate(records, ibis.memtable(vintage), ibis.memtable(lsoas))
        counts = connection.execute(count_by_area(told))
        months = connection.execute(account_by_month(told))
        _check_account(months, files)
    return PoliceCounts(
        counts.sort_values(["month", "area_code", "crime_type"], ignore_index=True),
        months.sort_values("month", ignore_index=True),
    )


def street_records(table: Any) -> Any:
    """Return the columns that counting needs, under our names.

    Parameters
    ----------
    table : ibis.expr.types.Table
        Street-level records with the publisher's columns.

    Returns
    -------
    ibis.expr.types.Table
        ``crime_id``, ``month``, ``lsoa_code``, ``crime_type``; text, empty where there is none.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> schema = dict.fromkeys(STREET_COLUMNS, "string")
    >>> street_records(ibis.table(schema, name="street")).columns
    ('crime_id', 'month', 'lsoa_code', 'crime_type')
    """
    return table.select(
        crime_id=table["Crime ID"].fill_null(""),
        month=table["Month"],
        lsoa_code=table["LSOA code"].fill_null(""),
        crime_type=table["Crime type"],
    )


def lsoa_vintages(records: Any, lsoas: Any) -> Any:
    """Return how many of each month's records carry codes that are in each vintage, or only in it.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`.
    lsoas : ibis.expr.types.Table
        ``area_type``, ``area_code``: the force area's LSOAs of both vintages.

    Returns
    -------
    ibis.expr.types.Table
        ``month``, ``area_type``, ``matched``, ``matched_only_here``: records.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"month": ["2025-01"], "lsoa_code": ["E01000002"]})
    >>> lsoas = ibis.memtable({"area_type": ["lsoa21"], "area_code": ["E01000002"]})
    >>> lsoa_vintages(records, lsoas).execute()["matched_only_here"].tolist()
    [1]
    """
    held = lsoas.mutate(vintages=lsoas.count().over(group_by=lsoas.area_code))
    joined = records.inner_join(held, records.lsoa_code == held.area_code)
    return joined.group_by(["month", "area_type"]).agg(
        matched=joined.count(), matched_only_here=(joined.vintages == 1).sum()
    )


def _one_vintage_a_month(vintages: pd.DataFrame) -> pd.DataFrame:
    """The vintage that each month uses: the one with more matches, the newer one in a tie.

    A tie means that only unchanged LSOAs occur, so that both vintages give the same counts.
    """
    exclusive = vintages[vintages["matched_only_here"] > 0]
    mixed = exclusive["month"].duplicated()
    if mixed.any():
        raise StreetFileError(
            f"{exclusive.loc[mixed, 'month'].iloc[0]} carries LSOA codes of two vintages; records "
            "would be lost whichever is used. Download the month again."
        )
    ranked = vintages.sort_values(["month", "matched", "area_type"])
    return ranked.drop_duplicates("month", keep="last")[["month", "area_type"]]


def with_fate(records: Any, vintage: Any, lsoas: Any) -> Any:
    """Return records with what becomes of each: counted, or why not.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`.
    vintage : ibis.expr.types.Table
        ``month``, ``area_type``: the LSOA vintage of each month.
    lsoas : ibis.expr.types.Table
        ``area_type``, ``area_code``: the force area's LSOAs.

    Returns
    -------
    ibis.expr.types.Table
        The records with ``area_type`` and ``fate``: ``duplicate``, ``no_location``,
        ``outside_force`` or ``counted``; each record has one.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"crime_id": ["a", "a", ""], "month": ["2025-01"] * 3,
    ...     "lsoa_code": ["E01000001", "", "E01000009"], "crime_type": ["Drugs", "Drugs", ASB]})
    >>> vintage = ibis.memtable({"month": ["2025-01"], "area_type": ["lsoa21"]})
    >>> lsoas = ibis.memtable({"area_type": ["lsoa21"], "area_code": ["E01000001"]})
    >>> sorted(with_fate(records, vintage, lsoas).execute()["fate"])
    ['counted', 'duplicate', 'outside_force']
    """
    # A record with a location comes first, so that it is the one kept; the rest of the order only
    # makes the choice the same on every run.
    order = [records.lsoa_code == "", records.lsoa_code, records.crime_type]
    numbered = records.mutate(
        nth=ibis.row_number().over(group_by=[records.month, records.crime_id], order_by=order)
    )
    dated = numbered.left_join(vintage, "month").drop("month_right")
    placed = dated.left_join(
        lsoas.mutate(inside=True),
        [dated.area_type == lsoas.area_type, dated.lsoa_code == lsoas.area_code],
    )
    fate = ibis.cases(
        ((placed.crime_id != "") & (placed.nth > 0), "duplicate"),
        (placed.lsoa_code == "", "no_location"),
        (placed.inside, "counted"),
        else_="outside_force",
    )
    return placed.select("month", "area_type", "lsoa_code", "crime_type", fate=fate)


def count_by_area(told: Any) -> Any:
    """Return the counted records by month, LSOA and crime type.

    Parameters
    ----------
    told : ibis.expr.types.Table
        From `with_fate`.

    Returns
    -------
    ibis.expr.types.Table
        ``month``, ``area_type``, ``area_code``, ``crime_type``, ``count``; cells of at least 1.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> told = ibis.memtable({"month": ["2025-01"] * 2, "area_type": ["lsoa21"] * 2,
    ...     "lsoa_code": ["E01000001"] * 2, "crime_type": ["Drugs"] * 2, "fate": ["counted"] * 2})
    >>> count_by_area(told).execute()["count"].tolist()
    [2]
    """
    counted = told.filter(told.fate == "counted").rename(area_code="lsoa_code")
    cells = ["month", "area_type", "area_code", "crime_type"]
    return counted.group_by(cells).agg(count=counted.count())


def account_by_month(told: Any) -> Any:
    """Return what became of the records of each month.

    Parameters
    ----------
    told : ibis.expr.types.Table
        From `with_fate`.

    Returns
    -------
    ibis.expr.types.Table
        One row a month, columns as in `load_months`.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> told = ibis.memtable({"month": ["2025-01"], "area_type": ["lsoa21"],
    ...     "lsoa_code": [""], "crime_type": [ASB], "fate": ["no_location"]})
    >>> account_by_month(told).execute()["no_location_asb"].tolist()
    [1]
    """
    is_asb = told.crime_type == ASB
    return told.group_by(["month", "area_type"]).agg(
        rows_read=told.count(),
        duplicates=(told.fate == "duplicate").sum(),
        outside_force=(told.fate == "outside_force").sum(),
        no_location=(told.fate == "no_location").sum(),
        counted=(told.fate == "counted").sum(),
        no_location_asb=((told.fate == "no_location") & is_asb).sum(),
        counted_asb=((told.fate == "counted") & is_asb).sum(),
    )


def _check_account(months: pd.DataFrame, files: Sequence[StreetFile]) -> None:
    """Refuse counts that lost or doubled a record anywhere between the file and the table."""
    parts = ["duplicates", "outside_force", "no_location", "counted"]
    read = {each.month: each.rows for each in files}
    accounted = months.set_index("month")[parts].sum(axis=1)
    for month, rows in read.items():
        if month in accounted.index and rows != accounted[month]:
            raise StreetFileError(
                f"{month}: {rows} records were read and {accounted[month]} accounted for."
            )
    unmatched = months.loc[months["counted"] == 0, "month"]
    if len(unmatched) or set(read) != set(months["month"]):
        raise StreetFileError(
            f"No record of {', '.join(unmatched) or 'a month'} lies in the force area. Check that "
            "the files are of this force."
        )
