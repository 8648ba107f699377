"""A store that is taken away, read-only or not whole: every page says so, and none breaks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.store.manifest import MANIFEST
from tests.app.visiting import ROOT, ran, visit

PAGES = (
    "overview",
    "theme",
    "explore",
    "compare",
    "ward",
    "trends",
    "plan",
    "prioritise",
    "sources",
)


@pytest.fixture
def held(own_store: Path) -> Path:
    with store.transaction("Put", who="An analyst") as change:
        change.put("sample", "x", pd.DataFrame({"count": [3]}))
    return own_store


@pytest.mark.parametrize("page", PAGES)
def test_a_store_without_its_manifest_is_told_on_every_page(held: Path, page: str) -> None:
    (held / MANIFEST).unlink()
    app = ran(visit(page))
    (told,) = [one.value for one in app.error]
    assert "was there and is gone" in told or "no manifest" in told


@pytest.mark.parametrize("page", ["overview", "sources"])
def test_a_store_that_was_taken_away_is_told(held: Path, page: str) -> None:
    held.rename(held.with_name("elsewhere"))
    (told,) = [one.value for one in ran(visit(page)).error]
    assert "Put its folder back" in told


def test_drawings_lie_elsewhere_where_the_store_may_not_be_written_to(tmp_path: Path) -> None:
    # A file where the folder should be: what root may not do either.
    (tmp_path / "store").write_text("")
    code = "from components.served.cached import DRAWINGS; print(DRAWINGS)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "CSP_STORE": str(tmp_path / "store"), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(run.stdout.strip()).name.startswith("csp-drawings-")
    assert not list(tmp_path.glob("csp-*")), "they go with the process"
