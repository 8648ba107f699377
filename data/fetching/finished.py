"""Finished downloads: a file, and beside it what it is, where it came from and its checksum."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.fetching.faults import FetchError

FORMAT = 1


@dataclass(frozen=True)
class Progress:
    """How far a download is: `done` of `total` (None where nobody knows) of `unit`."""

    what: str
    done: int
    total: int | None
    unit: str


Told = Callable[[Progress], None]


def tell_nobody(_: Progress) -> None:
    """Take progress and do nothing with it.

    Parameters
    ----------
    _ : Progress
        Passed over.

    Examples
    --------
    >>> tell_nobody(Progress("areas", 1, None, "areas")) is None
    True
    """


@dataclass(frozen=True)
class Fetched:
    """A finished download.

    Attributes
    ----------
    path : Path
        The file.
    sha256 : str
        Its checksum.
    address : str
        Where it came from.
    fetched : str
        When, in UTC.
    request : dict
        What was asked for; another request is another download.
    detail : dict
        What it holds: number of areas, months, months that are absent and why.
    reused : bool
        True where it was on disk already and nothing was downloaded.
    """

    path: Path
    sha256: str
    address: str
    fetched: str
    request: dict[str, Any]
    detail: dict[str, Any]
    reused: bool = False


def digest_of(content: Any) -> str:
    """Return a short name for a request."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is either there whole or not there."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise FetchError(
            f"{path} cannot be written ({error.strerror}). Make room on the disk, or name another "
            "folder with --out."
        ) from error


def finish(
    path: Path, address: str, request: dict[str, Any], detail: dict[str, Any], now: datetime
) -> Fetched:
    """Put the record beside a finished file; only then is it taken for finished."""
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    stamp = now.astimezone(UTC).isoformat(timespec="seconds")
    record = {
        "format": FORMAT,
        "sha256": sha256,
        "address": address,
        "fetched": stamp,
        "request": request,
        "detail": detail,
    }
    write_whole(_record_of(path), json.dumps(record, indent=1).encode())
    return Fetched(path, sha256, address, stamp, request, detail)


def finished(path: Path, request: dict[str, Any]) -> Fetched | None:
    """Return a download that is on disk whole and was of this request; else None."""
    try:
        record = json.loads(_record_of(path).read_bytes())
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
    held = isinstance(record, dict) and record.get("format") == FORMAT
    if not held or record["sha256"] != sha256 or record["request"] != request:
        return None
    told = {name: record[name] for name in ("sha256", "address", "fetched", "request", "detail")}
    return Fetched(path, reused=True, **told)


def _record_of(path: Path) -> Path:
    return path.with_name(path.name + ".json")


@contextmanager
def only_one(folder: Path, name: str) -> Iterator[Path]:
    """Be the only one to download this, in the folder for its pieces."""
    try:
        pieces = folder / name
        pieces.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{name}.lock", timeout=0):
            yield pieces
    except Timeout as error:
        raise FetchError(
            f"Another program is downloading {name} into {folder} already. Wait until it is done."
        ) from error
    except PermissionError as error:
        raise FetchError(f"{folder} cannot be written to ({error.strerror}).") from error
