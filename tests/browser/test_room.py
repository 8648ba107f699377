"""The map in a room: large at every size, walked by keys, filling the screen, stepped, doubled."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from data.phrases.plain import MOST_WORDS

pytestmark = pytest.mark.browser

WIDE = [(1366, 768), (1440, 900), (1920, 1080)]
NARROW = [(1024, 768), (820, 1180)]
FRAME = 'iframe[title="streamlit_folium.st_folium"]'
PLACES = """() => {
  const box = (one) => { const at = document.querySelector(one).getBoundingClientRect();
                         return [at.left, at.top, at.right, at.bottom]; };
  return { map: box('iframe[title="streamlit_folium.st_folium"]'), key: box('ul.legend'),
           panel: box('.st-key-map-and-panel [data-testid="stColumn"]:nth-child(2)'),
           over: document.querySelector('[data-testid="stMain"]').scrollWidth - innerWidth };
}"""


def resized(screen, size):
    """Where map, key and panel are once the window has another size."""
    screen.page.set_viewport_size({"width": size[0], "height": size[1]})
    screen.map.wait_for_function("wide => innerWidth === wide", arg=_wide(screen))
    return screen.page.evaluate(PLACES)


def _wide(screen) -> int:
    return int(screen.page.locator(FRAME).evaluate("frame => frame.clientWidth"))


@pytest.mark.parametrize("path", ["/theme", "/", "/ward"])
def test_the_map_has_half_of_the_window_and_reaches_the_fold(screen, path):
    screen.visit(path)
    said = screen.page.locator("p.concludes").first.inner_text()
    assert len(said.split()) <= MOST_WORDS, said
    for size in WIDE:
        at = resized(screen, size)
        left, top, right, bottom = at["map"]
        assert right - left >= size[0] / 2, (size, at)
        assert bottom - top >= size[1] * 0.6 and at["key"][1] <= size[1], (size, at)
        assert at["key"][1] - bottom <= 16, (size, at)  # no gap to its key
        assert at["panel"][0] >= right and at["over"] <= 0, (size, at)
    for size in NARROW:
        at = resized(screen, size)
        assert at["map"][3] <= size[1], (size, at)  # whole
        assert at["panel"][1] >= at["key"][3] - 1, (size, at)  # above the panel


def test_the_keyboard_walks_the_map_and_chooses_the_ward_of_the_list(screen):
    screen.visit("/theme")
    mapped = screen.map
    mapped.locator(".leaflet-container").focus()
    screen.page.keyboard.press("Home")
    heard = mapped.locator(".heard")
    first = heard.inner_text()
    assert "per 1,000 residents" in first
    screen.page.keyboard.press("ArrowRight")
    expect(heard).not_to_have_text(first)
    name = mapped.locator(".area-words.beside strong").inner_text()
    expect(mapped.locator(".area-words.beside")).to_be_visible()
    screen.page.keyboard.press("Enter")
    row = screen.page.get_by_role("button", name=name, exact=True)
    expect(row).to_have_attribute("aria-pressed", "true")
    assert "ward=" in screen.page.url
    # One area is marked, whichever way it was chosen.
    chosen = mapped.locator("path.chosen")
    expect(chosen).to_have_count(1)


def test_f_fills_the_screen_and_escape_takes_it_back(screen):
    screen.visit("/theme")
    assert screen.painted  # the map's own script listens for the key
    screen.settle()
    before = screen.page.locator(FRAME).bounding_box()
    sidebar = screen.page.get_by_test_id("stSidebar")
    expect(sidebar).to_be_visible()
    screen.page.locator("h1").click()
    screen.page.keyboard.press("f")
    expect(sidebar).to_be_hidden()
    expect(screen.page.locator("p.concludes").first).to_be_visible()
    assert screen.page.locator(FRAME).bounding_box()["width"] > before["width"]
    screen.page.keyboard.press("Escape")
    expect(sidebar).to_be_visible()


def test_months_are_stepped_in_the_browser_alone(screen):
    screen.visit("/theme")
    screen.settle()
    mapped, token = screen.map, screen.painted
    mapped.locator(".map-tool.months").click()
    shown = mapped.locator(".month-shown")
    expect(shown).to_have_text("December 2025")  # the newest first
    newest = {code: area["fill"] for code, area in screen.areas().items()}
    screen.page.keyboard.press("ArrowLeft")
    expect(shown).to_have_text("November 2025")
    screen.page.keyboard.press("ArrowLeft")
    expect(shown).to_have_text("October 2025")
    assert {code: area["fill"] for code, area in screen.areas().items()} != newest
    mapped.get_by_role("button", name="May 2024, not loaded").click()
    expect(shown).to_have_text("May 2024: not loaded")
    fills = {area["fill"] for code, area in screen.areas().items() if newest[code] != "#ffffff"}
    assert fills == {"url(#csp-hatch)"}
    assert screen.painted == token  # the server was not asked
    mapped.get_by_role("button", name="Whole period").click()
    expect(shown).to_be_hidden()


def test_two_maps_show_the_same_ground_and_point_at_the_same_ward(screen):
    screen.visit("/theme?beside=2024-01_2024-04")
    frames = screen.page.locator(FRAME)
    expect(frames).to_have_count(2)
    first, second = (one.content_frame() for one in frames.element_handles())
    for frame in (first, second):
        frame.wait_for_function("document.documentElement.dataset.painted")
    screen.settle()
    first.locator(".leaflet-control-zoom-in").click()
    first.wait_for_function("!document.querySelector('.leaflet-zoom-anim')")
    second.wait_for_function("zoom => map.getZoom() === zoom", arg=first.evaluate("map.getZoom()"))
    first.locator(".leaflet-container").focus()
    screen.page.keyboard.press("Home")
    words = second.locator(".area-words.beside strong")
    expect(words).to_have_text(first.locator(".area-words.beside strong").inner_text())
