"""Months of one force as they arrive: kept with a checksum each, so that a rerun goes on."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from data.fetching.finished import write_whole

STATE = "state.json"


class MonthFiles:
    """The months that have arrived.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    force : str
        Whose they are, as file names write it.
    """

    def __init__(self, folder: Path, force: str) -> None:
        self.folder = folder
        self._force = force
        self._state: dict[str, dict[str, Any]] = self._read()
        self.months: set[str] = set()

    def has(self, month: str, archive: str) -> bool:
        """Say whether a month is here whole and came from this archive; it is used then."""
        told = self._state.get(month, {})
        if told.get("archive") != archive or not told.get("sha256"):
            return False
        try:
            sha256 = hashlib.sha256(self._path(month).read_bytes()).hexdigest()
        except OSError:
            return False
        if sha256 != told["sha256"]:
            return False
        self.months.add(month)
        return True

    def told_absent(self, archive: str, months: Collection[str]) -> list[str]:
        """Return the months that are known not to be in an archive."""
        known = {"archive": archive, "sha256": None}
        return [month for month in months if self._state.get(month) == known]

    def add(self, month: str, archive: str, content: bytes) -> None:
        """Keep a month; it counts once the state names it."""
        write_whole(self._path(month), content)
        self._note(month, archive, hashlib.sha256(content).hexdigest())
        self.months.add(month)

    def note_absent(self, month: str, archive: str) -> None:
        """Remember that an archive does not have a month."""
        self._note(month, archive, None)

    def as_zip(self) -> bytes:
        """Return the months as a zip in the archive's layout; the same months, the same bytes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for month in sorted(self.months):
                # The default date of a ZipInfo is a fixed one.
                member = zipfile.ZipInfo(f"{month}/{self._name(month)}")
                member.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(member, self._path(month).read_bytes())
        return out.getvalue()

    def discard(self) -> None:
        """Forget every month."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _name(self, month: str) -> str:
        return f"{month}-{self._force}-street.csv"

    def _path(self, month: str) -> Path:
        return self.folder / self._name(month)

    def _note(self, month: str, archive: str, sha256: str | None) -> None:
        self._state[month] = {"archive": archive, "sha256": sha256}
        write_whole(self.folder / STATE, json.dumps(self._state, indent=1).encode())

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            held = json.loads((self.folder / STATE).read_bytes())
        except (OSError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}
