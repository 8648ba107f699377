"""Finding street-level files in folders and archives, and unpacking them without trusting them."""

from __future__ import annotations

import errno
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from data.street.files import StreetFileError

# What browsers, Windows and macOS put into the name of a second copy: the content is the same.
_COPY = r"(?:[ _-]*copy)?(?: ?\d+)?(?: ?\(\d+\))?"
_STREET_NAME = re.compile(
    r"(?:^|[/\\])(?:copy of )?(\d{4}-(?:0[1-9]|1[0-2]))-([a-z0-9-]+?)-street" + _COPY + r"\.csv$",
    re.IGNORECASE,
)
_OTHER_NAME = re.compile(
    r"(?:^|[/\\])(?:copy of )?\d{4}-\d{2}-[a-z0-9-]+?-(outcomes|stop-and-search)"
    + _COPY
    + r"\.csv$",
    re.IGNORECASE,
)
# The largest force's month is 30 MB; text of this kind packs to a fifth, never to a hundredth.
LARGEST_FILE = 500_000_000
LARGEST_RATIO = 100
MOST_MEMBERS = 50_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    UnicodeDecodeError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)


@dataclass(frozen=True)
class FoundFile:
    """A street-level file where it was found, not yet looked into.

    Parameters
    ----------
    month : str
        ``YYYY-MM``, from its name.
    force : str
        The force as data.police.uk writes it in file names.
    origin : str
        How messages name it: archive and member.
    source : Path
        The CSV file, or the archive.
    member : str or None
        Its name in the archive.
    size : int
        Bytes, unpacked.
    leads_out : bool
        Whether its name in the archive points to a folder outside. It is never written there.
    """

    month: str
    force: str
    origin: str
    source: Path
    member: str | None
    size: int
    leads_out: bool = False


@dataclass(frozen=True)
class PassedOver:
    """A file that is not read, and why; `faulty` tells a damaged file from one of another kind."""

    origin: str
    reason: str
    faulty: bool = False


@dataclass(frozen=True)
class Found:
    """What the sources hold."""

    files: tuple[FoundFile, ...]
    passed_over: tuple[PassedOver, ...]


def look_through(sources: Sequence[Path]) -> Found:
    """Look through archives, folders and files; `data.street.apart` does so within limits."""
    found: list[FoundFile | PassedOver] = []
    for source in sources:
        if not source.exists():
            raise StreetFileError(f"{source}: there is no such file or folder.")
        found += _in_folder(source) if source.is_dir() else _in_file(source, source.name, True)
    return Found(
        tuple(one for one in found if isinstance(one, FoundFile)),
        tuple(one for one in found if isinstance(one, PassedOver)),
    )


def _in_folder(folder: Path) -> Iterator[FoundFile | PassedOver]:
    for root, folders, names in os.walk(folder):
        folders.sort()
        here = Path(root)
        for name in folders:
            if (here / name).is_symlink():
                yield PassedOver(name, "a link to another folder, which is not followed.")
        for name in sorted(names):
            path = here / name
            if path.is_symlink():
                yield PassedOver(name, "a link, which is not followed.")
            elif path.suffix.lower() in (".csv", ".zip"):
                yield from _in_file(path, path.relative_to(folder).as_posix(), False)


def _in_file(path: Path, origin: str, given: bool) -> Iterator[FoundFile | PassedOver]:
    """What one file holds; one that was given by itself should have been a street-level file."""
    if path.suffix.lower() != ".csv":
        yield from _in_archive(path, origin)
        return
    name = _STREET_NAME.search(path.name)
    if name is None:
        yield PassedOver(origin, _why_not(path.name), faulty=given)
    elif path.stat().st_size > LARGEST_FILE:
        yield PassedOver(origin, _too_large(path.stat().st_size), faulty=True)
    else:
        yield FoundFile(name[1], name[2].lower(), origin, path, None, path.stat().st_size)


def _why_not(name: str) -> str:
    other = _OTHER_NAME.search(name)
    if other:
        return f"{other[1].lower().replace('-', ' ')}, no street-level records."
    return "the name must be YYYY-MM-<force>-street.csv, as in the archive."


def _too_large(size: int) -> str:
    return (
        f"it is {size / 1e6:,.0f} MB unpacked; a month of a force is at most 30 MB, so this is "
        "something else."
    )


def _in_archive(path: Path, origin: str) -> Iterator[FoundFile | PassedOver]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (*_DAMAGE, OSError, ValueError) as error:
        yield PassedOver(origin, _damaged(error), faulty=True)
        return
    if len(members) > MOST_MEMBERS:
        reason = f"it holds {len(members):,} files; at most {MOST_MEMBERS:,} are looked through."
        yield PassedOver(origin, reason, faulty=True)
        return
    if sum(member.compress_size for member in members) > path.stat().st_size:
        reason = "its files lie over one another, as in no archive of the publisher."
        yield PassedOver(origin, reason, faulty=True)
        return
    for member in members:
        if not member.is_dir():
            yield _member(path, origin, member)


def _member(path: Path, archive: str, member: zipfile.ZipInfo) -> FoundFile | PassedOver:
    origin = f"{archive}: {member.filename}"
    name = _STREET_NAME.search(member.filename)
    if name is None:
        inner = member.filename.lower().endswith(".zip")
        reason = "an archive in an archive, which is not opened; unpack it first."
        return PassedOver(origin, reason if inner else _why_not(member.filename))
    if member.flag_bits & 0x1:
        return PassedOver(origin, "it is encrypted; unpack it with its password first.", True)
    if member.compress_type not in _METHODS:
        # The others unpack a whole block at once, however large it becomes.
        return PassedOver(origin, "it is packed in a way that is not read; unpack it first.", True)
    # No more is unpacked than is said here, whatever is packed: zipfile ends there.
    if member.file_size > LARGEST_FILE:
        return PassedOver(origin, _too_large(member.file_size), True)
    if member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
        return PassedOver(
            origin,
            f"it unpacks to more than {LARGEST_RATIO} times its size, as no CSV of records does.",
            True,
        )
    outside = ".." in re.split(r"[/\\]", member.filename) or member.filename.startswith(("/", "\\"))
    force, size = name[2].lower(), member.file_size
    return FoundFile(name[1], force, origin, path, member.filename, size, leads_out=outside)


def _damaged(error: BaseException) -> str:
    return f"the archive is damaged or no plain zip ({error}). Download it again."


@contextmanager
def opened(found: FoundFile) -> Iterator[IO[bytes]]:
    """Open the bytes of a file, wherever it lies."""
    if found.member is None:
        with found.source.open("rb", buffering=0) as content:
            yield content
        return
    try:
        with zipfile.ZipFile(found.source) as archive, archive.open(found.member) as packed:
            yield packed
    except (*_DAMAGE, OSError) as error:
        # A damaged archive leads before its own start, or to data that are not packed at all. Any
        # other error of the system (a full disk, say) is none of the archive's.
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        # Named by the archive: the member may be whole, and the archive's list of it not.
        raise StreetFileError(f"{found.origin.split(': ')[0]}: {_damaged(error)}") from error


def unpack(found: FoundFile, folder: Path, number: int) -> Path:
    """Return the path of a file's content: itself, or a copy of the member in a folder of ours."""
    if found.member is None:
        return found.source
    path = folder / f"{number:05d}.csv"
    with opened(found) as packed, path.open("wb") as out:
        while block := packed.read(1 << 20):
            out.write(block)
    return path
