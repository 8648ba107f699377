"""The store: what users import and enter, in one folder that any tool can read.

``manifest.json`` says which Parquet files are current, what each change put there, who made it
and when. Files are named by their content and never altered; a writer puts its files aside,
takes a lock, reads the manifest again, and replaces it in one step. A writer who builds on what is
there takes the lock before it reads. So a reader always sees a whole state, two writers never undo
each other, and a process that is killed at any moment leaves the store as it was. A backup is a
copy of the folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from data.settings import settings
from data.store.files import Packed, Staging, StoreError, is_whole, locked, sha256, sweep
from data.store.manifest import (
    MANIFEST,
    Change,
    Entry,
    Key,
    Manifest,
    read_manifest,
    write_manifest,
)

# What a meeting enters beside the figures. No figure rests on it, so that a note saved in a meeting
# does not make the app compute everything anew, and does not use up what can be undone of figures.
ENTERED = frozenset(
    {"plan_note", "priority_scores", "priority_weights", "priority_results", "harm_weights"}
)
# Files that a change replaced stay, so that it can be undone: for so many days, and of so many last
# changes whatever their age; of what a meeting entered so many last changes.
UNDO_DAYS = 90
KEPT_CHANGES = 50
_KIND = re.compile(r"[a-z][a-z_]*")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class Snapshot:
    """One state of the store, as a process goes by it.

    Attributes
    ----------
    folder : Path
        The store.
    generation : int
        Number of the last change; 0 for a store that nothing was put into.
    entries : mapping of (kind, key) to Entry
        What is current.
    history : tuple of Change
        Every change, oldest first.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Hold a manifest, read-only."""
        self.folder = folder
        self.generation = manifest.generation
        self.entries: Mapping[Key, Entry] = MappingProxyType(dict(manifest.entries))
        self.history = manifest.history

    def of_kind(self, kind: str) -> dict[str, Entry]:
        """Return the current entries of a kind by key, in the order of their keys."""
        return {key: self.entries[kind, key] for one, key in sorted(self.entries) if one == kind}


def store_folder() -> Path:
    """Return the folder of the store, absolute; it need not exist yet.

    Returns
    -------
    Path
        As the setting ``CSP_STORE`` says.

    Raises
    ------
    SettingsError
        If a setting cannot be used.

    Examples
    --------
    >>> store_folder().is_absolute()
    True
    """
    return settings().store


_held: dict[Path, tuple[tuple[int, int, int] | None, Snapshot]] = {}
_going_by: ContextVar[Snapshot | None] = ContextVar("going_by", default=None)


def current() -> Snapshot:
    """Return the state that this process goes by, which `refresh` moves on.

    Returns
    -------
    Snapshot
        The state when the process last looked; read now, where it never did. Within `going_by`,
        the state that was given there.

    Raises
    ------
    StoreError
        If the manifest cannot be read.

    Examples
    --------
    >>> current().generation >= 0
    True
    """
    given = _going_by.get()
    if given is not None:
        return given
    held = _held.get(store_folder())
    return held[1] if held else refresh()


@contextmanager
def going_by(state: Snapshot) -> Iterator[None]:
    """Go by one state until the end, whatever others put into the store meanwhile."""
    token = _going_by.set(state)
    try:
        yield
    finally:
        _going_by.reset(token)


def refresh() -> Snapshot:
    """Look at the manifest again, and go by what it now says.

    Returns
    -------
    Snapshot

    Raises
    ------
    StoreError
        If the manifest cannot be read; the process then goes on by the state it held.

    Examples
    --------
    >>> refresh() is refresh()
    True
    """
    folder = store_folder()
    mark = _mark(folder / MANIFEST)
    held = _held.get(folder)
    if held and held[0] == mark:
        return held[1]
    if mark is None and held and held[1].generation:
        raise StoreError(
            f"The store in {folder} was there and is gone. Put its folder back, or restore it from "
            "its backup; nothing was changed."
        )
    snapshot = Snapshot(folder, read_manifest(folder))
    _held[folder] = (mark, snapshot)
    return snapshot


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever the file is replaced."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns


def read_table(kind: str, key: str) -> pd.DataFrame:
    """Return the table of an entry.

    Parameters
    ----------
    kind, key : str
        The entry.

    Returns
    -------
    DataFrame
        A copy-on-write view of a table that is read once.

    Raises
    ------
    StoreError
        If there is no such entry, or its file is gone or cannot be read.

    Examples
    --------
    >>> read_table("partner", "no-such-indicator/2025")
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: The store holds no partner 'no-such-indicator/2025'.
    """
    return _table(_path_of(kind, key)).copy(deep=False)


def read_layer(kind: str, key: str) -> gpd.GeoDataFrame:
    """Return the layer of an entry: as `read_table`, with its geometry.

    Parameters
    ----------
    kind, key : str
        The entry.

    Returns
    -------
    GeoDataFrame
        A copy-on-write view of a layer that is read once.

    Raises
    ------
    StoreError
        If there is no such entry, or its file is gone or cannot be read.

    Examples
    --------
    >>> read_layer("boundaries", "ward98")
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: The store holds no boundaries 'ward98'.
    """
    return _layer(_path_of(kind, key)).copy(deep=False)


def _path_of(kind: str, key: str) -> Path:
    snapshot = current()
    entry = snapshot.entries.get((kind, key))
    if entry is None or not entry.file:
        raise StoreError(f"The store holds no {kind} '{key}'.")
    return snapshot.folder / entry.file


def is_intact(kind: str, key: str) -> bool:
    """Tell whether an entry is there and its file as it was written.

    Parameters
    ----------
    kind, key : str
        The entry.

    Returns
    -------
    bool
        False where there is no such entry, or its file is gone, damaged or cannot be read: what was
        brought once must then be brought again.

    Examples
    --------
    >>> is_intact("police_month", "no-such-force/2025-01")
    False
    """
    snapshot = current()
    entry = snapshot.entries.get((kind, key))
    if entry is None:
        return False
    return not entry.file or is_whole(snapshot.folder / entry.file, entry.sha256)


# A file's name tells its content, so what was read once stays true.
@lru_cache(maxsize=256)
def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


@lru_cache(maxsize=16)
def _layer(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{path} cannot be read ({error}). Restore the store's folder from its backup, or import "
        "the file again."
    )


def described(path: Path, name: str | None = None) -> dict[str, Any]:
    """Return what the history keeps of a source file: its name, SHA-256 and size.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        What the user called it, where the path is a copy of ours.

    Returns
    -------
    dict of str to Any
        ``name``, ``sha256`` (hexadecimal), ``bytes``.

    Raises
    ------
    OSError
        If the file is not there or cannot be read.

    Examples
    --------
    >>> described(Path(__file__))["name"]
    'store.py'
    """
    return {"name": name or path.name, "sha256": sha256(path), "bytes": path.stat().st_size}


class Transaction:
    """What one change will put and remove; its files lie aside until the change is made."""

    def __init__(self, staging: Staging) -> None:
        """Start with nothing to put."""
        self._staging = staging
        self._put: dict[Key, Entry] = {}
        self._removed: set[Key] = set()
        self.committed: Change | None = None

    def put(
        self,
        kind: str,
        key: str,
        frame: pd.DataFrame | Packed | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write a table aside, to become the entry of a kind and key.

        Parameters
        ----------
        kind, key : str
            The entry; one of the same kind and key is replaced.
        frame : DataFrame, GeoDataFrame or Packed, optional
            Written without its index. None for an entry that is only its detail.
        detail : mapping, optional
            Anything that JSON can hold.
        """
        _refuse_name(kind, key)
        file, digest = "", ""
        if frame is not None:
            file, digest = self._staging.write(frame, f"{kind}/{key}")
        rows = 0 if frame is None else len(frame)
        self._removed.discard((kind, key))
        self._put[kind, key] = Entry(kind, key, file, digest, rows, dict(detail or {}))

    def remove(self, kind: str, key: str) -> None:
        """Take an entry out; one that is not there is passed over."""
        self._put.pop((kind, key), None)
        self._removed.add((kind, key))

    def withdraw(self, key: str) -> None:
        """Leave what is held under a key as it is, of whatever kind: take back put and remove."""
        self._put = {one: entry for one, entry in self._put.items() if one[1] != key}
        self._removed = {one for one in self._removed if one[1] != key}

    @property
    def changes(self) -> tuple[dict[Key, Entry], set[Key]]:
        """What is put, and what is removed."""
        return self._put, self._removed


def _refuse_name(kind: str, key: str) -> None:
    # A key becomes part of a file's name.
    if not _KIND.fullmatch(kind) or not _KEY.fullmatch(key) or ".." in key or len(key) > 150:
        raise StoreError(
            f"'{kind}' '{key}' cannot name an entry: letters, digits, '.', '_' and '-' only, parts "
            "divided by '/'."
        )


@contextmanager
def transaction(
    what: str,
    *,
    who: str = "",
    note: str = "",
    files: Sequence[Mapping[str, Any]] = (),
    alone: bool = False,
) -> Iterator[Transaction]:
    """Make one change to the store: all of it, or nothing.

    Parameters
    ----------
    what : str
        What the change is, as the history tells it: ``Imported 12 months of records``.
    who, note : str
        Who made it, and a remark.
    files : sequence of mapping
        The source files, from `described`.
    alone : bool
        Take the lock before the block and go by the newest state within it. For a change that
        builds on what is there: what is read in the block cannot be overtaken.

    Yields
    ------
    Transaction
        Takes what is to be put and removed. After the block its ``committed`` is the `Change`,
        or None where nothing was put or removed. If the block raises, nothing has changed.

    Raises
    ------
    StoreError
        If the folder cannot be written to, or the lock is not to be had.

    Examples
    --------
    >>> with transaction("Looked, and put nothing") as change:
    ...     pass
    >>> change.committed is None
    True
    """
    _ask()
    folder = store_folder()
    with ExitStack() as until, Staging(folder) as staging:
        if alone:
            until.enter_context(locked(folder))
            until.enter_context(going_by(refresh()))
        change = Transaction(staging)
        yield change
        put, removed = change.changes
        if not put and not removed:
            return
        told = Change(0, _now(), who, what, note, tuple(dict(one) for one in files))
        if not alone:
            until.enter_context(locked(folder))
        change.committed = _commit(folder, staging, told, put, removed)
    refresh()


_asked_before_changes: list[Callable[[], None]] = []


def ask_before_changes(refuse: Callable[[], None]) -> None:
    """Have a function asked before each change of this process.

    Parameters
    ----------
    refuse : callable
        Raises StoreError, with the reason, where whoever asks for the change may not make it.

    Examples
    --------
    >>> def nobody():
    ...     raise StoreError("Nobody may change anything.")
    >>> ask_before_changes(nobody)
    >>> undo(1)
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: Nobody may change anything.
    >>> _asked_before_changes.remove(nobody)
    """
    if refuse not in _asked_before_changes:
        _asked_before_changes.append(refuse)


def _ask() -> None:
    for refuse in _asked_before_changes:
        refuse()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _commit(
    folder: Path,
    staging: Staging | None,
    told: Change,
    put: Mapping[Key, Entry],
    removed: set[Key],
) -> Change:
    """Make the change; the caller holds the lock."""
    held = read_manifest(folder)
    number = held.generation + 1
    entries = dict(held.entries)
    # What was there before is what an undo puts back; None says that there was nothing.
    before = {key: entries.get(key) for key in (*put, *removed)}
    for key in removed:
        entries.pop(key, None)
    entries |= {key: replace(entry, change=number) for key, entry in put.items()}
    made = replace(
        told,
        number=number,
        put=tuple(sorted(put)),
        removed=tuple(sorted(removed)),
        before=before,
    )
    after = Manifest(number, entries, _forget_old((*held.history, made)))
    if staging is not None:
        if not held.generation:
            # A first change that is killed half-way must not leave tables that nobody knows.
            write_manifest(folder, held)
        staging.move_into_place()
    write_manifest(folder, after)
    sweep(folder, after.files)
    return made


def _forget_old(history: tuple[Change, ...]) -> tuple[Change, ...]:
    """Drop what old changes replaced, so that its files can go; the history itself stays."""
    entered = [one.number for one in history if is_entered(one)]
    others = [one.number for one in history if not is_entered(one)]
    kept = {*entered[-KEPT_CHANGES:], *others[-KEPT_CHANGES:]}
    since = (datetime.now(UTC) - timedelta(days=UNDO_DAYS)).isoformat(timespec="seconds")
    kept |= {one.number for one in history if not is_entered(one) and one.when >= since}
    return tuple(one if one.number in kept else replace(one, before={}) for one in history)


def is_entered(change: Change) -> bool:
    """Tell whether a change is only of what a meeting enters, on which no figure rests."""
    return all(kind in ENTERED for kind, _ in (*change.put, *change.removed))


def undo(number: int, who: str = "") -> Change:
    """Put back what a change replaced, as a new change.

    Parameters
    ----------
    number : int
        Number of the change.
    who : str
        Who undoes it.

    Returns
    -------
    Change

    Raises
    ------
    StoreError
        If there is no such change, it is too old, or a later change touched the same entries.

    Examples
    --------
    >>> undo(0)
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: There is no change 0 to undo.
    """
    _ask()
    folder = store_folder()
    if all(one.number != number for one in refresh().history):
        raise StoreError(f"There is no change {number} to undo.")
    with locked(folder):
        snapshot = refresh()
        undone = next(one for one in snapshot.history if one.number == number)
        _refuse_undoing(undone, snapshot)
        put = {key: entry for key, entry in undone.before.items() if entry is not None}
        removed = {key for key, entry in undone.before.items() if entry is None}
        told = Change(0, _now(), who, f"Undid: {undone.what}", "", (), undoes=number)
        made = _commit(folder, None, told, put, removed)
    refresh()
    return made


def _refuse_undoing(undone: Change, snapshot: Snapshot) -> None:
    """Refuse what is too old, whose files are gone, or what a later change has touched."""
    if not undone.before:
        raise StoreError(
            f"Change {undone.number} is too old to be undone: what a change replaced is kept for "
            f"{UNDO_DAYS} days, and of the last {KEPT_CHANGES} changes. Import the files again."
        )
    gone = [
        entry.file
        for entry in undone.before.values()
        if entry is not None and entry.file and not (snapshot.folder / entry.file).exists()
    ]
    if gone:
        raise StoreError(
            f"Change {undone.number} cannot be undone: {', '.join(gone)} is gone from the store. "
            "Restore the store's folder from its backup, or import the files again."
        )
    _refuse_overtaken(undone, snapshot)


def _refuse_overtaken(undone: Change, snapshot: Snapshot) -> None:
    touched = set(undone.before)
    later = [
        one
        for one in snapshot.history
        if one.number > undone.number and touched & {*one.put, *one.removed}
    ]
    if later:
        raise StoreError(
            f"Change {undone.number} cannot be undone: change {later[-1].number} "
            f"('{later[-1].what}') came after it and touched the same data. Undo that one first."
        )


def check_store(folder: Path | None = None) -> list[str]:
    """Check that the store is whole: every file is there, unaltered and readable.

    Parameters
    ----------
    folder : Path, optional
        The store; by default that of the settings.

    Returns
    -------
    list of str
        What was found, one line for each kind.

    Raises
    ------
    StoreError
        If a file is missing, altered or not what the manifest says; the message names each.

    Examples
    --------
    >>> len(check_store()) > 0
    True
    """
    folder = folder or store_folder()
    manifest = read_manifest(folder)
    faults = [fault for entry in manifest.entries.values() for fault in _faults(folder, entry)]
    if faults:
        raise StoreError(
            f"The store in {folder} is not whole: {' '.join(faults)} Restore it from its backup, "
            "or import those files again."
        )
    kinds: dict[str, list[Entry]] = {}
    for entry in manifest.entries.values():
        kinds.setdefault(entry.kind, []).append(entry)
    told = [
        f"store: {kind}: {len(held)} entries, {sum(one.rows for one in held):,} rows"
        for kind, held in sorted(kinds.items())
    ]
    return [f"store: {folder}, {manifest.generation} changes", *told]


def _faults(folder: Path, entry: Entry) -> list[str]:
    if not entry.file:
        return []
    path = folder / entry.file
    name = f"{entry.kind} '{entry.key}' ({entry.file})"
    if not path.exists():
        return [f"{name} is missing."]
    if sha256(path) != entry.sha256:
        return [f"{name} was altered."]
    rows = len(_table(path))
    return [] if rows == entry.rows else [f"{name} has {rows} rows and should have {entry.rows}."]


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, written as the history writes that of a file.

    Parameters
    ----------
    content : bytes
        Whatever is to be told apart.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> digest_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()
