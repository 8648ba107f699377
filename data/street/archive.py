"""Finding street-level files in folders and archives, and unpacking them without trusting them."""

from __future__ import annotations

import errno
import lzma
import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from data.street.deflate64 import DEFLATE64, can_inflate, member_opened
from data.street.files import STREET_COLUMNS, StreetFileError
from data.street.forms import (
    HEAD_BYTES,
    Form,
    FormError,
    form_of,
    names_another_kind,
    opened_in,
    parts_of,
    unpacked_size,
    write_as_published,
)

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


_PUBLISHERS = Form()
_AS_PUBLISHED = ",".join(STREET_COLUMNS).encode()


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
    form : Form
        How it is written; it is read into the publisher's form.
    """

    month: str
    force: str
    origin: str
    source: Path
    member: str | None
    size: int
    leads_out: bool = False
    form: Form = _PUBLISHERS


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
            elif path.suffix.lower() in (".csv", ".zip", ".gz"):
                yield from _in_file(path, path.relative_to(folder).as_posix(), False)


def _in_file(path: Path, origin: str, given: bool) -> Iterator[FoundFile | PassedOver]:
    """What one file holds; one that was given by itself should have been a street-level file."""
    with path.open("rb") as content:
        start = content.read(4)
    packed = start[:2] == b"\x1f\x8b"
    is_text = path.suffix.lower() in (".csv", ".txt", ".tsv", ".json")
    if not packed and not is_text and (path.suffix.lower() == ".zip" or start[:2] == b"PK"):
        yield from _in_archive(path, origin)
        return
    name = re.sub(r"\.gz$", "", path.name, flags=re.IGNORECASE) if packed else path.name
    other = _OTHER_NAME.search(name)
    if other:
        yield PassedOver(origin, _other_kind(other[1]), faulty=given)
        return
    try:
        with path.open("rb") as content:
            size = unpacked_size(content, LARGEST_FILE) if packed else path.stat().st_size
    except FormError as error:
        yield PassedOver(origin, str(error), faulty=True)
        return
    if size > LARGEST_FILE:
        yield PassedOver(origin, _too_large(size), faulty=True)
        return
    whole = FoundFile("", "", origin, path, None, size, form=Form(gzipped=packed))
    with path.open("rb") as content:
        head = opened_in(whole.form, content).read(HEAD_BYTES)
    yield from _by_content(whole, name, given, head)


def _by_content(
    whole: FoundFile, name: str, given: bool, head: bytes
) -> Iterator[FoundFile | PassedOver]:
    """The months of a file: the one that its name tells, or those of its records."""
    form = form_of(head, gzipped=whole.form.gzipped)
    told = _STREET_NAME.search(name)
    if told and (isinstance(form, Form) or not names_another_kind(form)):
        # An edited heading is told with its line, as every fault of a street-level file is.
        kept = form if isinstance(form, Form) else whole.form
        yield replace(whole, month=told[1], force=told[2].lower(), form=kept)
        return
    if isinstance(form, str):
        other = "no street-level records" in form
        yield PassedOver(whole.origin, form, faulty=(given and not other) or bool(told))
        return
    try:
        with _raw(whole) as content:
            parts = parts_of(form, content)
    except StreetFileError as error:
        parts = str(error).removeprefix(f"{whole.origin}: ")
    if isinstance(parts, str):
        yield PassedOver(whole.origin, parts, faulty=True)
        return
    for month, force in sorted(parts):
        part = replace(form, month=month, force=force)
        origin = whole.origin if len(parts) == 1 else f"{whole.origin} ({force} {month})"
        yield replace(whole, month=month, force=force, origin=origin, form=part)


def _other_kind(kind: str) -> str:
    return f"{kind.lower().replace('-', ' ')}, no street-level records."


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
    # Opened once for all: its list of thousands of files is read each time.
    with zipfile.ZipFile(path) as archive:
        for member in members:
            if member.is_dir():
                continue
            found = _member(path, origin, member)
            if isinstance(found, PassedOver) or found.leads_out:
                yield found
                continue
            yield from _by_content(found, member.filename, False, _head(archive, member))


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The first bytes of a member; of a damaged one, which is told where it is read, a heading."""
    try:
        with member_opened(archive, member) as content:
            return content.read(HEAD_BYTES)
    except (*_DAMAGE, OSError, ValueError):
        return _AS_PUBLISHED


def _member(path: Path, archive: str, member: zipfile.ZipInfo) -> FoundFile | PassedOver:
    origin = f"{archive}: {member.filename}"
    other = _OTHER_NAME.search(member.filename)
    if other:
        return PassedOver(origin, _other_kind(other[1]))
    if not member.filename.lower().endswith(".csv"):
        inner = member.filename.lower().endswith(".zip")
        reason = "an archive in an archive, which is not opened; unpack it first."
        return PassedOver(origin, reason if inner else "no CSV file.")
    name = _STREET_NAME.search(member.filename)
    if member.flag_bits & 0x1:
        return PassedOver(origin, "it is encrypted; unpack it with its password first.", True)
    if member.compress_type not in _METHODS and not _is_deflate64(member):
        # The others unpack a whole block at once, however large it becomes.
        how = (
            "by Deflate64, as Windows packs large files,"
            if member.compress_type == DEFLATE64
            else "in a way"
        )
        reason = f"it is packed {how} that is not read here. Unpack it, and give the CSV files."
        return PassedOver(origin, reason, True)
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
    if outside and name is None:
        return PassedOver(origin, "no street-level file by its name.")
    month, force = (name[1], name[2].lower()) if name else ("", "")
    size = member.file_size
    return FoundFile(month, force, origin, path, member.filename, size, leads_out=outside)


def _is_deflate64(member: zipfile.ZipInfo) -> bool:
    return member.compress_type == DEFLATE64 and can_inflate()


def _damaged(error: BaseException) -> str:
    return f"the archive is damaged or no plain zip ({error}). Download it again."


@contextmanager
def opened(found: FoundFile) -> Iterator[IO[bytes]]:
    """Open a file's content in the publisher's form, wherever it lies and however it is written."""
    if found.form.is_publishers:
        with _raw(found) as content:
            yield content
        return
    with tempfile.TemporaryFile() as made:
        _write(found, made)
        made.seek(0)
        yield made


def _write(found: FoundFile, out: IO[bytes]) -> None:
    try:
        with _raw(found) as content:
            write_as_published(found.form, content, out)
    except FormError as error:
        raise StreetFileError(f"{found.origin}: {error}") from error


@contextmanager
def _raw(found: FoundFile) -> Iterator[IO[bytes]]:
    """Open the bytes of a file as they are."""
    if found.member is None:
        with found.source.open("rb", buffering=0) as content:
            yield content
        return
    try:
        with (
            zipfile.ZipFile(found.source) as archive,
            member_opened(archive, archive.getinfo(found.member)) as packed,
        ):
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
    if found.member is None and found.form.is_publishers:
        return found.source
    path = folder / f"{number:05d}.csv"
    with opened(found) as packed, path.open("wb") as out:
        while block := packed.read(1 << 20):
            out.write(block)
    return path
