"""The store's files: written aside, moved into place under a lock, swept when nobody needs them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

TABLES = "tables"
STAGING = "staging"
LOCK = "store.lock"
# Files that no entry names any more, with the time since when.
UNWANTED = f"{TABLES}/unwanted.json"
SWEEP_AFTER_DAYS = 7
# A change is made in well under a second; a minute means that something holds the lock.
LOCK_SECONDS = 60
_AT_ONCE = 8


class StoreError(ValueError):
    """The store cannot be read or written; the message says what to do."""


@dataclass(frozen=True)
class Packed:
    """A table as the store keeps it, packed where there was time for it.

    Parameters
    ----------
    content : bytes
        Parquet.
    rows : int
        Of the table.
    """

    content: bytes
    rows: int

    def __len__(self) -> int:
        """How many rows the table has."""
        return self.rows


def packed(table: pa.Table) -> Packed:
    """Pack a table as the store keeps it, which may be done in another process.

    Parameters
    ----------
    table : pyarrow.Table
        Of any columns.

    Returns
    -------
    Packed

    Examples
    --------
    >>> len(packed(pa.table({"count": [1, 2]})))
    2
    """
    content = pa.BufferOutputStream()
    # Numbers rarely repeat: a dictionary of them takes half as long again, and more room.
    text = [field.name for field in table.schema if pa.types.is_string(field.type)]
    pq.write_table(table, content, compression="zstd", use_dictionary=text)
    return Packed(content.getvalue().to_pybytes(), len(table))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one to change the store; the lock goes with the process that holds it."""
    lock = FileLock(folder / LOCK, timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except OSError as error:
        # A time-out is one of them; what else there is, is a folder that cannot be written to.
        raise _not_locked(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _not_locked(folder: Path, error: OSError) -> StoreError:
    if not isinstance(error, Timeout):
        return _unwritable(folder, error)
    return StoreError(
        f"Another program has been changing the store in {folder} for {LOCK_SECONDS} seconds. "
        "Wait until it is done, and try again; nothing was changed."
    )


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The store in {folder} cannot be written to ({error.strerror}). Name a folder that this "
        "user may write to with the setting CSP_STORE."
    )


class Staging:
    """A folder of its own in which one change lays its files aside until they are all there."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made on entering."""
        self._store = folder
        self._own = folder / STAGING / uuid.uuid4().hex
        self._lock = FileLock(self._own.with_suffix(".lock"))
        self._moves: dict[str, tuple[Path, str]] = {}

    def __enter__(self) -> Staging:
        """Make the folder, and hold its lock as a sign of life."""
        try:
            self._own.mkdir(parents=True)
            self._lock.acquire()
        except OSError as error:
            raise _unwritable(self._store, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._own, ignore_errors=True)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def write(self, frame: pd.DataFrame | Packed, name: str) -> tuple[str, str]:
        """Write a table aside; return the file it will be, and its SHA-256."""
        part = self._own / f"{len(self._moves):06d}.parquet"
        try:
            if isinstance(frame, Packed):
                part.write_bytes(frame.content)
            else:
                frame.to_parquet(part, index=False, compression="zstd")
        except OSError as error:
            raise StoreError(
                f"'{name}' cannot be written to {self._own} ({error.strerror}). Check the space on "
                "the disk; nothing was changed."
            ) from error
        digest = sha256(part)
        file = f"{TABLES}/{name}-{digest[:12]}.parquet"
        self._moves[file] = part, digest
        return file, digest

    def move_into_place(self) -> None:
        """Move every file to where the manifest will name it; one that is there whole stays."""
        try:
            # The disk takes many at a time sooner than one after another.
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                list(threads.map(self._move, self._moves))
        except OSError as error:
            raise _unwritable(self._store, error) from error

    def _move(self, file: str) -> None:
        path, (part, digest) = self._store / file, self._moves[file]
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        # One that was damaged since is replaced: bringing a file again repairs it.
        if not is_whole(path, digest):
            part.replace(path)


def is_whole(path: Path, digest: str) -> bool:
    """Tell whether a file of the store is there and as it was written."""
    try:
        return sha256(path) == digest
    except OSError:
        return False


def sweep(folder: Path, wanted: frozenset[str]) -> None:
    """Remove what nobody has wanted for days and what killed writers left; call it under the lock.

    Days, because a manifest that was put back from a backup may name a file that today's does not.
    """
    since = _unwanted(folder, wanted)
    for file, when in list(since.items()):
        if time.time() - when > SWEEP_AFTER_DAYS * 86_400:
            (folder / file).unlink(missing_ok=True)
            del since[file]
    note = folder / UNWANTED
    with suppress(OSError):  # the note is only about when to remove: the next change writes it
        if since:
            note.write_text(json.dumps(since, indent=1), encoding="utf-8")
        else:
            note.unlink(missing_ok=True)
    for left in (folder / STAGING).glob("*.lock"):
        try:
            # Whoever lives holds the lock; what can be had belongs to nobody.
            with FileLock(left, timeout=0):
                shutil.rmtree(left.with_suffix(""), ignore_errors=True)
            left.unlink(missing_ok=True)
        except Timeout:
            continue
    for part in folder.glob("manifest.*.part"):
        # A manifest is written under the lock: a part that is there now was left by the dead.
        part.unlink(missing_ok=True)


def _unwanted(folder: Path, wanted: frozenset[str]) -> dict[str, float]:
    """Files that no entry names, each with the time since when that is known."""
    try:
        known = json.loads((folder / UNWANTED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    there = (path.relative_to(folder).as_posix() for path in (folder / TABLES).rglob("*.parquet"))
    now = time.time()
    return {file: float(known.get(file, now)) for file in there if file not in wanted}
