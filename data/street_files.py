"""Street-level files of data.police.uk: opened and checked whole before any is counted."""

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
from typing import IO

from data.police import CRIME_TYPES

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
    data.street_files.StreetFileError: nowhere.zip: there is no such file or folder.
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
    data.street_files.StreetFileError: 2025-01-some-street.csv, line 1: the columns Reported by,
    ... are missing. ...
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
