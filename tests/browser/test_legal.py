"""Legal wards in a real browser: drawn, put beside best fit, and taken back in one click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from data.boundary.files import checked_boundaries
from data.boundary.store import save_boundaries
from data.outlines.boundaries import load_boundaries
from data.tables.areas import load_areas
from tests.data.outlines.legal_samples import Sample, layer_of, put_months, sample

pytestmark = pytest.mark.browser


@pytest.fixture
def served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve: Callable[[Path], str]
) -> tuple[str, Sample]:
    """An app whose store has one district's legal wards and a year of points."""
    with monkeypatch.context() as patch:
        patch.setenv("CSP_STORE", str(tmp_path / "store"))
        told = sample()
        layer_of(told).to_file(tmp_path / "legal.gpkg")
        outline = load_boundaries("district").reset_index()
        save_boundaries(
            checked_boundaries(tmp_path / "legal.gpkg", known=load_areas(), outline=outline)
        )
        put_months(told)
    return serve(tmp_path), told


def test_legal_wards_beside_best_fit_and_back(
    served: tuple[str, Sample], open_screen: Callable[..., Any]
) -> None:
    address, told = served
    screen = open_screen(address)
    screen.visit(f"/theme?theme=burglary&csp={told.district}&boundary=legal")
    strip = screen.page.locator("p.trust")
    expect(strip).to_contain_text("legal wards of 2024/25, counted by point in polygon")
    legal = screen.areas()
    screen.page.get_by_role("button", name="Against best fit").click()
    expect(screen.page.get_by_text("84 by legal wards, 84 by best fit; 2 of")).to_be_visible()
    expect(screen.page.get_by_test_id("stDataFrame")).to_be_visible()
    with screen.page.expect_download() as download:
        screen.page.get_by_role("button", name="Download CSV").click()
    rows = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert rows[0].startswith("Ward,Best fit,Legal,Difference,Ground differing %")
    (gained,) = [row for row in rows if row.endswith(told.gainer)]
    assert ",0,24,24," in gained
    screen.page.keyboard.press("Escape")
    screen.repainted(
        lambda: screen.page.locator(".st-key-pick-boundary").get_by_text("Best fit").click()
    )
    expect(strip).to_contain_text("best-fit wards of 2024/25")
    assert "boundary" not in screen.page.url
    best = screen.areas()
    assert best.keys() == legal.keys()
    assert best[told.gainer]["fill"] != legal[told.gainer]["fill"]
