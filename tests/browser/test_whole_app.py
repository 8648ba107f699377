"""What holds for the app as a whole: first visits, faults, no internet, accessibility."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from data.installed.catalogue import load_catalogue

pytestmark = pytest.mark.browser

TAMWORTH = "E07000199"
CATALOGUE = load_catalogue()
MAP = 'iframe[title="streamlit_folium.st_folium"]'


@pytest.mark.parametrize("address", ["/theme?csp=E99", "/?period=1999"])
def test_a_bad_code_gets_a_sentence_and_no_map_until_the_default_view_is_asked_for(screen, address):
    screen.visit(address)
    bad = address.split("=")[1]
    expect(screen.page.get_by_role("alert")).to_contain_text(f"'{bad}'")
    assert screen.page.locator(MAP).count() == 0
    assert screen.page.locator("dl, h1.says").count() == 0
    screen.page.get_by_role("button", name="Show the default view").click()
    screen.page.locator(MAP).wait_for()
    screen.settle()
    assert "?" not in screen.page.url
    assert len(screen.areas()) == 185


def test_the_first_visit_to_a_fresh_server_may_be_a_link_to_a_page(open_screen, fresh_server):
    screen = open_screen(fresh_server)
    screen.visit(f"/theme?csp={TAMWORTH}")
    assert screen.shown("csp") == "Tamworth"
    expect(screen.page.locator("h1")).to_contain_text("Tamworth")
    assert screen.page.get_by_test_id("stException").count() == 0
    # The next run, too, comes in by the front door.
    screen.repainted(lambda: screen.pick("csp", "Lichfield"))
    assert screen.shown("csp") == "Lichfield"
    expect(screen.page.locator("h1")).to_contain_text("Lichfield")


def test_both_pages_ask_nothing_of_another_machine(screen):
    for address in ("/", "/theme"):
        screen.visit(address)
        assert screen.map.locator("path.area").count() == 185
    assert any("/map.js" in url for url in screen.requests)
    assert any(url.startswith("ws://") for url in screen.requests)
    assert not screen.outside


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/theme?ward=E05010658"])
def test_axe_finds_nothing_serious(screen, address, scheme):
    screen.page.emulate_media(color_scheme=scheme)
    screen.visit(address)
    mapped = screen.map
    screen.settle()
    found = screen.serious() + screen.serious(mapped)
    assert not found, "\n".join(found)


def test_the_map_is_named_and_its_table_is_on_the_page(screen):
    screen.visit("/theme")
    said = screen.map.locator(".leaflet-container").get_attribute("aria-label")
    assert "22 of 22 wards" in said
    assert "table" in said
    screen.page.get_by_role("tab", name="Every ward").click()
    expect(screen.page.get_by_test_id("stDataFrame").first).to_be_visible()
