"""The ward profile in a browser: found and read from the keyboard alone; a click moves on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from data.figures.profile import spine, ward_profile
from data.figures.surroundings import neighbour_figures
from data.installed.catalogue import load_catalogue

pytestmark = pytest.mark.browser

LICHFIELD, STOKE = "E07000194", "E06000021"
STOWE, CHASETOWN, NORTON_CANES = "E05010670", "E05010658", "Norton Canes"
CATALOGUE = load_catalogue()


def test_a_ward_is_found_and_read_from_the_keyboard_alone(screen):
    screen.visit("/ward")
    page = screen.page
    page.get_by_role("searchbox", name="Find", exact=True).focus()
    page.keyboard.type("boney hay and centrel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Nothing is spelt")
    page.get_by_role("button", name="Boney Hay & Central, Lichfield").wait_for()
    page.keyboard.press("Tab")
    # Its symbol is text too.
    expect(page.locator(":focus")).to_have_text(
        re.compile("^[a-z_]*Boney Hay & Central, Lichfield$")
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Boney Hay & Central, Lichfield ·")
    expect(page).to_have_url(re.compile(r"[?&]ward=E05010654"))
    screen.settle()
    # The rows of the chart are buttons: burglary is shown on the map and month by month.
    row = page.get_by_role("button", name="Burglary", exact=True)
    row.focus()
    screen.repainted(lambda: page.keyboard.press("Enter"))
    expect(page).to_have_url(re.compile(r"[?&]indicator=burglary"))
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", level=1)).to_contain_text("· Burglary ·")


def test_a_click_on_a_neighbour_of_another_district_moves_there(screen):
    screen.visit(f"/ward?ward={CHASETOWN}")
    near = neighbour_figures("all-crime", "2025", CHASETOWN)
    code = str(near.index[near["area_name"] == NORTON_CANES][0])
    screen.repainted(lambda: screen.click_ward(code))
    profile = ward_profile("all-crime", "2025", code)
    expect(screen.page.get_by_role("heading", level=1)).to_contain_text(
        f"{NORTON_CANES}, {profile.district} ·"
    )
    expect(screen.page).to_have_url(re.compile(f"csp={profile.csp}.*ward={code}"))
    assert [one for one, area in screen.areas().items() if area["chosen"]] == [code]
    # Back again leads to the ward before: the address is the only truth.
    screen.repainted(lambda: screen.page.go_back())
    expect(screen.page.get_by_role("heading", level=1)).to_contain_text("Chasetown, Lichfield ·")


def test_the_marks_of_the_chart_stand_where_the_figures_put_them(screen):
    screen.visit(f"/ward?ward={STOWE}")
    rows = screen.page.locator(".spine tbody tr")
    frame = spine("2025", STOWE)
    expect(rows).to_have_count(len(frame))
    for place, (_, held) in enumerate(frame.iterrows()):
        drawing = rows.nth(place).locator("td.chart > svg")
        box = drawing.bounding_box()
        mark = drawing.locator("path.mark").bounding_box()
        middle = mark["x"] + mark["width"] / 2
        expected = box["x"] + box["width"] * (0.5 + 0.47 * float(held["at_rate"]))
        assert middle == pytest.approx(expected, abs=1.5), held["name"]
        assert held["comparison"] in drawing.locator("path.mark").get_attribute("class")


@pytest.mark.parametrize("width", [1440, 1024])
def test_nothing_scrolls_sideways(screen, width):
    screen.page.set_viewport_size({"width": width, "height": 800})
    screen.visit("/ward")
    screen.page.locator(".spine tbody tr").first.wait_for()
    for place in ("[data-testid=stMain]", ".spine"):
        wide = screen.page.locator(place).evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide[0] <= wide[1], place


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(screen, scheme):
    screen.page.emulate_media(color_scheme=scheme)
    screen.visit(f"/ward?ward={STOWE}")
    assert screen.painted
    screen.page.locator(".spine tbody tr").first.wait_for()
    assert screen.serious() == []
