"""Pages of a download under way: kept with a checksum each, so that a rerun goes on from there."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.fetching.feature_service import Feature
from data.fetching.finished import write_whole

STATE = "state.json"


@dataclass
class PageFolder:
    """The pages of one query that have arrived.

    Attributes
    ----------
    folder : Path
        Where they are kept.
    state : dict
        What the query was, how many features it promised, and file and checksum of each page.
    features : list of dict
        Those of all pages so far.
    """

    folder: Path
    state: dict[str, Any] = field(default_factory=dict)
    features: list[Feature] = field(default_factory=list)

    def open(self, query: dict[str, Any], count: int, edited: int | None) -> None:
        """Take up the pages on disk where they are of this query and this state of the layer."""
        wanted = {"query": query, "count": count, "edited": edited}
        held = self._read_state()
        if any(held.get(name) != value for name, value in wanted.items()):
            self.discard()
            held = {}
        self.state = {**wanted, "pages": []}
        self.features = []
        for page in held.get("pages", []):
            body = self._sound_body(page)
            if body is None:
                break
            self.state["pages"].append(page)
            self.features += json.loads(body)
        self._write_state()

    def add(self, features: list[Feature]) -> None:
        """Keep a page; it counts once the state names it."""
        name = f"page-{len(self.state['pages']):05d}.json"
        body = json.dumps(features, separators=(",", ":")).encode()
        write_whole(self.folder / name, body)
        sha256 = hashlib.sha256(body).hexdigest()
        self.state["pages"].append({"file": name, "features": len(features), "sha256": sha256})
        self.features += features
        self._write_state()

    def discard(self) -> None:
        """Forget every page."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.features = []
        self.state = {}

    def _sound_body(self, page: dict[str, Any]) -> bytes | None:
        try:
            body = (self.folder / page["file"]).read_bytes()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == page["sha256"] else None

    def _read_state(self) -> dict[str, Any]:
        try:
            held = json.loads((self.folder / STATE).read_bytes())
        except (OSError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}

    def _write_state(self) -> None:
        write_whole(self.folder / STATE, json.dumps(self.state, indent=1).encode())
