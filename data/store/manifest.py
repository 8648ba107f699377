"""The store's manifest: its entries and its history, as one small JSON file."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data.store.files import TABLES, StoreError

MANIFEST = "manifest.json"
# The manifest before the last change, for a person who has to mend a store by hand.
PREVIOUS = "manifest.previous.json"
# How many changes the tables know of: an older manifest beside them is not theirs.
KNOWN = f"{TABLES}/changes.txt"
FORMAT = 1
Key = tuple[str, str]
# From each older format to the next: a function from the older document to the newer.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the store holds.

    Attributes
    ----------
    kind, key : str
        What it is; together unique.
    file : str
        Its Parquet file, from the store's folder; empty where it is only its detail.
    sha256 : str
        Of the file.
    rows : int
        Of the table.
    detail : dict
        What is known of it beside the table.
    change : int
        Number of the change that put it.
    """

    kind: str
    key: str
    file: str
    sha256: str
    rows: int
    detail: dict[str, Any] = field(default_factory=dict)
    change: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One change: who did what, when, from which files, and what was there before."""

    number: int
    when: str
    who: str
    what: str
    note: str
    files: tuple[dict[str, Any], ...]
    put: tuple[Key, ...] = ()
    removed: tuple[Key, ...] = ()
    undoes: int | None = None
    before: Mapping[Key, Entry | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A state of the store: generation, entries, history."""

    generation: int = 0
    entries: Mapping[Key, Entry] = field(default_factory=dict)
    history: tuple[Change, ...] = ()

    @property
    def files(self) -> frozenset[str]:
        """Every file that is current, or that an undo would bring back."""
        held = {entry.file for entry in self.entries.values()}
        for change in self.history:
            held |= {entry.file for entry in change.before.values() if entry is not None}
        return frozenset(held - {""})


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a store; an empty one where there is none yet."""
    path = folder / MANIFEST
    # Looked at first: a change made in between makes the manifest newer than this, never older.
    known = _changes_known(folder)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        _refuse_orphans(folder)
        return Manifest()
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    try:
        manifest = _parsed(_migrated(document, path))
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error
    _refuse_older(folder, manifest, known)
    return manifest


def _refuse_orphans(folder: Path) -> None:
    """Refuse tables without a manifest: going on would take them for rubbish."""
    if any((folder / TABLES).rglob("*.parquet")):
        raise StoreError(
            f"The store in {folder} has tables and no {MANIFEST}, so nobody knows what they are. "
            f"Restore {MANIFEST} from the backup ({PREVIOUS} is the state before the last change), "
            "or name an empty folder with CSP_STORE. Nothing was changed."
        )


def _changes_known(folder: Path) -> int:
    """How many changes the tables know of; 0 where a store has no such note (yet)."""
    try:
        return int((folder / KNOWN).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _refuse_older(folder: Path, manifest: Manifest, known: int) -> None:
    """Refuse a manifest that is older than the tables beside it, as half a restored backup is."""
    if manifest.generation < known:
        raise StoreError(
            f"{folder / MANIFEST} tells of {manifest.generation} changes and the tables beside it "
            f"of {known}: they are not of one state. Restore the whole folder from one backup. To "
            f"go on with the older state, and lose what came after it, remove {folder / KNOWN}. "
            "Nothing was changed."
        )


def _damaged(path: Path, why: str) -> StoreError:
    return StoreError(
        f"{path} is damaged ({why}). Restore the store's folder from its backup; until then the "
        "app shows what it ships with if CSP_STORE names another folder."
    )


def _migrated(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """The document in today's format; the next change writes it so."""
    if document["format"] > FORMAT:
        raise StoreError(
            f"{path} is of format {document['format']}, and this version of the app reads formats "
            f"up to {FORMAT}. Start the newer version that wrote it."
        )
    while document["format"] < FORMAT:
        document = MIGRATIONS[document["format"]](document)
    return document


def _parsed(document: dict[str, Any]) -> Manifest:
    entries = [Entry(**entry) for entry in document["entries"]]
    return Manifest(
        document["generation"],
        {(entry.kind, entry.key): entry for entry in entries},
        tuple(_change(one) for one in document["history"]),
    )


def _change(told: dict[str, Any]) -> Change:
    before = {
        (one["kind"], one["key"]): Entry(**one["entry"]) if one["entry"] else None
        for one in told["before"]
    }
    return Change(
        **{
            **told,
            "files": tuple(told["files"]),
            "put": tuple((kind, key) for kind, key in told["put"]),
            "removed": tuple((kind, key) for kind, key in told["removed"]),
            "before": before,
        }
    )


def _document(manifest: Manifest) -> dict[str, Any]:
    history = []
    for change in manifest.history:
        before = [
            {"kind": kind, "key": key, "entry": None if entry is None else asdict(entry)}
            for (kind, key), entry in change.before.items()
        ]
        fields = {name: getattr(change, name) for name in Change.__dataclass_fields__}
        history.append({**fields, "before": before})
    return {
        "format": FORMAT,
        "generation": manifest.generation,
        "entries": [asdict(entry) for entry in manifest.entries.values()],
        "history": history,
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step, and make sure that it has reached the disk."""
    path = folder / MANIFEST
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        _write(part, json.dumps(_document(manifest), ensure_ascii=False, indent=1))
        _keep_previous(path)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            f"{path} cannot be written ({error.strerror}). Check the folder's rights and the space "
            "on its disk; nothing was changed."
        ) from error
    _tell_tables(folder, manifest.generation)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _keep_previous(path: Path) -> None:
    if path.exists():
        part = path.with_suffix(f".{os.getpid()}.previous.part")
        shutil.copyfile(path, part)
        part.replace(path.with_name(PREVIOUS))


def _tell_tables(folder: Path, generation: int) -> None:
    """Note beside the tables how many changes they know of; a killed writer leaves it behind."""
    path = folder / KNOWN
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(part, f"{generation}\n")
        part.replace(path)
    except OSError:
        # The change is made; a number that lags behind refuses nothing that is whole.
        part.unlink(missing_ok=True)
