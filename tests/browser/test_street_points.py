"""Street points in a real browser: chosen, drawn over the areas, clicked through, listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from shapely import Point

from data import store
from data.outlines.boundaries import load_boundaries
from data.street.importing import import_street_files
from geo.boundaries import DEGREES
from tests.data.street.street_samples import street_months, write_street

pytestmark = pytest.mark.browser


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose store has the points of two months."""
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    # Where the points of the sample lie: a click on one chooses that ward, as a real one would.
    lsoas = load_boundaries("lsoa21").to_crs(DEGREES)
    first, second = (
        str(lsoas.index[lsoas.contains(Point(*at))][0]) for at in ((-1.83, 52.68), (-1.69, 52.63))
    )
    files = tmp_path / "files"
    files.mkdir()
    for month, rows in street_months(first, second).items():
        write_street(files, month, "staffordshire", rows)
    import_street_files([files], accept_odd=("2025-01", "2025-02"))
    store.refresh()
    return tmp_path


def test_points_and_density_are_drawn_in_place_and_no_request_asks_for_them(
    filled, serve, open_screen
):
    screen = open_screen(serve(filled))
    screen.visit("/explore?from=2025-01&to=2025-02&types=burglary")
    screen.map.evaluate("window.stillHere = true; map.setZoom(11, {animate: false})")
    place, asked = screen.view(), len(screen.requests)

    def choose(name: str) -> None:
        choices = screen.page.locator('[data-testid="stPopoverBody"] label')
        screen.repainted(choices.filter(has_text=name).first.click)

    screen.page.locator(".st-key-filter-Hot-spots button").first.click()
    choose("Street points")
    spots = screen.map.locator("path.spot")
    expect(spots).to_have_count(2)
    expect(screen.map.locator("img.surface")).to_have_count(0)
    choose("Density of records")
    expect(spots).to_have_count(0)
    expect(screen.map.locator("img.surface")).to_have_attribute("src", re.compile("^data:image/"))
    choose("Street points")
    expect(spots).to_have_count(2)
    assert screen.map.evaluate("window.stillHere")
    assert screen.view() == pytest.approx(place)
    # Files of ours are served under that path: the points come with the page and by no file.
    assert not [url for url in screen.requests[asked:] if "/component/" in url]

    screen.page.keyboard.press("Escape")
    spots.first.hover()
    words = screen.map.locator(".leaflet-tooltip.area-words")
    expect(words).to_contain_text("On or near High Street")
    expect(words).to_contain_text("7 recorded")
    # A click on a circle is one on the ward it lies in.
    screen.repainted(spots.first.click)
    expect(screen.page).to_have_url(re.compile("ward=E05"))
    screen.page.get_by_role("tab", name="Streets").click()
    expect(screen.page).to_have_url(re.compile("section=streets"))
    expect(screen.page.locator("h2").last).to_contain_text("On or near High Street")
    expect(screen.page.locator("h2").last).to_contain_text("7 of 8 records in Leomansley")
    expect(screen.page.get_by_label("Find a street or place")).to_be_visible()
