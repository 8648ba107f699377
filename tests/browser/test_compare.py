"""The Compare page in a browser: chosen from anywhere, walked from the keyboard, read by anyone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from data.figures.comparison import comparison_matrix, force_wards
from data.figures.headlines import headline
from data.installed.catalogue import load_catalogue
from data.painting.palette import LIGHT
from data.phrases.plain import rate
from geo.classes import classify

pytestmark = pytest.mark.browser

CATALOGUE = load_catalogue()
LICHFIELD, TAMWORTH, STOKE = "E07000194", "E07000199", "E06000021"


def visit(screen: Any, path: str = "/compare") -> None:
    screen.visit(path)
    expect(cell(screen, "all-crime", LICHFIELD)).to_be_visible()


def cell(screen: Any, row: str, column: str) -> Locator:
    """A cell of the matrix; an empty row or column is a head."""
    return screen.page.locator(f'.figures .at[data-row="{row}"][data-column="{column}"]')


def columns(screen: Any) -> list[str]:
    heads = screen.page.locator(".figures thead .at")
    return [one.get_attribute("data-column") for one in heads.all()]


def chosen_map(screen: Any) -> Locator:
    return screen.page.locator('.districts button[aria-pressed="true"] .name')


def test_a_small_map_chooses_the_district_everywhere_and_back_undoes_it(screen):
    visit(screen, "/compare?indicator=vehicle-offences")
    expect(chosen_map(screen)).to_have_text("Lichfield")
    screen.page.locator(".districts button", has_text="Tamworth").click()
    expect(chosen_map(screen)).to_have_text("Tamworth")
    expect(cell(screen, "", TAMWORTH)).to_have_attribute("aria-pressed", "true")
    expect(screen.page).to_have_url(re.compile(f"csp={TAMWORTH}"))
    expect(screen.page.locator("h1")).to_contain_text("Tamworth highlighted")
    screen.settle()
    assert screen.shown("csp") == "Tamworth"
    screen.page.go_back()
    expect(chosen_map(screen)).to_have_text("Lichfield")


def test_every_ward_of_the_small_maps_has_the_colour_of_its_class(screen):
    visit(screen, "/compare?indicator=burglary")
    expect(screen.page.locator(".districts[data-painted]")).to_be_visible()
    view = force_wards("burglary", "2025")
    ramp = LIGHT.ramp(view.indicator.polarity, len(view.breaks))
    expected = {
        str(code): ramp[int(kind)]
        for code, kind in classify(view.wards["rate"], view.breaks).items()
    }
    drawn = screen.page.locator(".districts path.ward").evaluate_all(
        """paths => Object.fromEntries(paths.map((path) => [path.dataset.code,
            "#" + getComputedStyle(path).fill.match(/\\d+/g).slice(0, 3)
                .map((one) => Number(one).toString(16).padStart(2, "0")).join("")]))"""
    )
    assert drawn == expected


def test_the_matrix_is_walked_sorted_and_chosen_from_the_keyboard(screen):
    visit(screen)
    cell(screen, "all-crime", "").focus()
    order = [one.id for one in CATALOGUE.counted_indicators]
    for _ in range(order.index("burglary") - order.index("all-crime")):
        screen.page.keyboard.press("ArrowDown")
    expect(cell(screen, "burglary", "")).to_be_focused()
    screen.page.keyboard.press("s")
    rows = comparison_matrix("2025")
    by_rate = rows[rows["indicator"] == "burglary"].sort_values("rate", ascending=False)
    assert columns(screen) == by_rate["area_code"].tolist()
    screen.page.keyboard.press("s")
    assert columns(screen) == by_rate["area_code"].tolist()[::-1]
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Enter")
    lowest = by_rate["area_code"].iloc[-1]
    expect(screen.page).to_have_url(re.compile(f"csp={lowest}&indicator=burglary"))
    expect(cell(screen, "", lowest)).to_have_attribute("aria-pressed", "true")
    # The repaint keeps the order and the place.
    assert columns(screen) == by_rate["area_code"].tolist()[::-1]
    expect(cell(screen, "burglary", lowest)).to_be_focused()
    # One stop for Tab: the table is walked by the arrows.
    assert screen.page.locator('.figures .at[tabindex="0"]').count() == 1


def test_one_click_sets_every_page_against_similar_areas(screen):
    visit(screen)
    told = headline("all-crime", "2025", LICHFIELD, "global")
    screen.page.get_by_text("Similar areas", exact=True).click()
    expect(screen.page.locator(".findings li").first).to_contain_text("above its similar areas")
    own = cell(screen, "all-crime", LICHFIELD)
    expect(own).to_contain_text(rate(told.rate))
    head = screen.page.locator(".figures thead th").nth(1)
    expect(head).to_have_text(f"{told.of - 1} like Lichfield")
    expect(screen.page).to_have_url(re.compile("comparator=global"))
    # The links of the sidebar carry the choice once the page's run has come to them.
    screen.settle()
    screen.page.get_by_role("link", name="Overview", exact=True).click()
    tile = screen.page.locator(".tiles > div").first
    expect(tile).to_contain_text(f"similar areas {rate(told.against_rate)}")
    screen.page.go_back()
    expect(screen.page.locator(".findings li").first).to_contain_text("above its similar areas")
    screen.page.get_by_text("Rest of the force", exact=True).click()
    expect(own).to_contain_text(rate(headline("all-crime", "2025", LICHFIELD).rate))
    expect(head).to_have_text("Force area")


def test_a_cell_of_the_priorities_opens_the_themes_page(screen):
    visit(screen)
    screen.page.get_by_role("tab", name="Plans beside figures").click()
    screen.page.locator(f'.plans .at[data-row="vehicle-crime"][data-column="{TAMWORTH}"]').click()
    expect(screen.page.locator("h1")).to_contain_text("vehicle offences · Tamworth")
    assert f"csp={TAMWORTH}" in screen.page.url
    assert "theme=vehicle-crime" in screen.page.url


@pytest.mark.parametrize("width", [1440, 1024])
def test_nothing_scrolls_sideways(screen, width):
    screen.page.set_viewport_size({"width": width, "height": 800})
    visit(screen)
    wide = screen.page.locator("[data-testid=stMain]").evaluate(
        "e => [e.scrollWidth, e.clientWidth]"
    )
    assert wide[0] <= wide[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("section", ["Chosen indicator", "Plans beside figures"])
def test_axe_finds_nothing_serious(screen, scheme, section):
    screen.page.emulate_media(color_scheme=scheme)
    visit(screen)
    screen.page.get_by_role("tab", name=section).click()
    # The page opens on the other one. It is at rest, too, before it has heard of the click.
    if section == "Plans beside figures":
        expect(screen.page).to_have_url(re.compile("section=plans-beside-figures"))
    assert screen.serious() == []
