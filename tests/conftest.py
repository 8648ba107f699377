"""What tests of every part share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty store of its own; return the folder, which is not made yet."""
    folder = tmp_path / "store"
    monkeypatch.setenv("CSP_STORE", str(folder))
    return folder
