"""The explorer in a real browser: filters repaint in place, a click explores, files open."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import expect

from data.explore.view import explore
from data.outlines.boundaries import load_boundaries

pytestmark = pytest.mark.browser

LICHFIELD = "E07000194"
YEAR = ("2025-01", "2025-12")


def open_filter(screen, name: str) -> None:
    screen.page.locator(f".st-key-filter-{name.replace(' ', '-')} button").first.click()
    screen.page.locator('[data-testid="stPopoverBody"]').wait_for()


def test_a_filter_repaints_the_same_map_and_stays_open(screen):
    screen.visit("/explore?area=lsoa&districts=force")
    assert len(screen.areas()) > 600
    screen.map.evaluate("window.stillHere = true; map.setZoom(11, {animate: false})")
    place = screen.view()
    open_filter(screen, "Hot spots")
    for layer in ("Getis-Ord Gi* hot spots", "Smoothed rate"):
        screen.repainted(
            lambda name=layer: (
                screen.page.locator('[data-testid="stPopoverBody"] label')
                .filter(has_text=name)
                .first.click()
            )
        )
    assert screen.map.evaluate("window.stillHere")
    assert screen.view() == pytest.approx(place)
    assert "layer=smoothed" in screen.page.url
    expect(screen.page.locator('[data-testid="stPopoverBody"]')).to_be_visible()
    view = explore(("all-crime",), *YEAR, level="lsoa", layer="smoothed")
    fills = {area["fill"] for area in screen.areas().values()}
    assert len(fills) == len(view.breaks)


def test_a_click_on_a_small_area_chooses_it_everywhere_and_a_second_lets_it_go(screen):
    boundaries = load_boundaries("lsoa21")
    code = str(boundaries[boundaries["district_code"] == LICHFIELD].area.idxmax())
    screen.visit("/explore?area=lsoa")
    screen.repainted(lambda: screen.click_ward(code))
    expect(screen.page).to_have_url(re.compile(f"at={code}"))
    assert [one for one, area in screen.areas().items() if area["chosen"]] == [code]
    expect(screen.page.locator("p.layer-note").first).to_contain_text("deprivation decile")
    screen.repainted(lambda: screen.click_ward(code))
    expect(screen.page).not_to_have_url(re.compile("at="))
    assert not any(area["chosen"] for area in screen.areas().values())


def test_the_file_that_is_downloaded_holds_what_is_shown(screen, tmp_path: Path):
    screen.visit("/explore?types=burglary&area=lsoa")
    with screen.page.expect_download() as held:
        screen.page.get_by_role("button", name="GeoPackage").click()
    path = tmp_path / held.value.suggested_filename
    held.value.save_as(path)
    layer = gpd.read_file(path).set_index("code")
    view = explore(("burglary",), *YEAR, (LICHFIELD,), "lsoa")
    assert layer.crs.to_epsg() == 27700
    assert layer["recorded"].to_dict() == view.areas["numerator"].astype(int).to_dict()


def test_a_slider_moves_one_end_of_the_months_and_the_back_button_takes_it_back(screen):
    screen.visit("/explore")
    open_filter(screen, "Months")
    ends = screen.page.get_by_role("slider")
    expect(ends).to_have_count(2)
    ends.first.focus()
    screen.repainted(lambda: ends.first.press("ArrowRight"))
    expect(screen.page).to_have_url(re.compile("from=2025-02&to=2025-12"))
    expect(screen.page.locator("h1")).to_contain_text("February to December 2025")
    screen.page.go_back()
    expect(screen.page.locator("h1")).to_contain_text("January to December 2025")
    expect(ends.first).to_have_attribute("aria-valuetext", "Jan 2025")


def test_the_charts_follow_the_map_and_no_page_at_rest_sends_anything(open_screen, server):
    screen = open_screen(server)
    sent: list[str | bytes] = []

    def listen(socket):
        socket.on("framesent", lambda message: sent.append(message))

    screen.page.on("websocket", listen)
    screen.page.goto(f"{server}/explore")
    charts = screen.page.locator("figure.plotted")
    expect(charts.locator(".main-svg").first).to_be_visible()
    expect(charts).to_have_count(2)
    # Plotly is asked for once, after the map's own program and geometry.
    (asked,) = [place for place, url in enumerate(screen.requests) if "plotly" in url.lower()]
    before = screen.requests[:asked]
    assert any("/map.js" in url for url in before)
    assert any(".json" in url for url in before)
    # A message that a page sends by itself may cross a choice of the reader's, or the back
    # button, and undo it. The one that is sent asks for the page.
    screen.settle()
    assert len(sent) == 1
    # A picture for the minutes; full screen for the back of the room.
    charts.nth(1).hover()
    with screen.page.expect_download() as saved:
        charts.nth(1).get_by_role("button", name="Save as a picture").click()
    assert saved.value.suggested_filename == "explore-months.png"
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    charts.nth(1).get_by_role("button", name="Full screen").click()
    screen.page.wait_for_function("document.fullscreenElement?.matches('figure.plotted')")
    expect(charts.nth(1).locator("figcaption")).to_contain_text("All recorded crime in Lichfield")
    screen.page.wait_for_function(
        "document.fullscreenElement.querySelector('.main-svg').getBoundingClientRect().height > 700"
    )
