"""A click on a ward or a district leads to the other pages, with the choice kept."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LICHFIELD, TAMWORTH = "E07000194", "E07000199"
STOWE, CHASETOWN = "E05010670", "E05010658"


def query(screen) -> dict[str, str]:
    return dict(parse_qsl(urlparse(screen.page.url).query))


def page_of(screen) -> str:
    return urlparse(screen.page.url).path.strip("/")


def follow(screen, name: str, page: str, heading: str) -> None:
    """Follow a link beside the list and wait for the page it leads to."""
    screen.page.get_by_role("link", name=name, exact=True).first.click()
    screen.page.wait_for_url(re.compile(rf"/{page}(\?|$)"))
    expect(screen.page.get_by_role("heading", level=1)).to_contain_text(heading)
    screen.settle()


def row(screen, name: str):
    return screen.page.locator("tr").get_by_role("button", name=name, exact=True)


def test_a_row_of_the_overview_leads_to_theme_profile_explorer_and_comparison(screen):
    screen.visit("/")
    screen.repainted(lambda: row(screen, "Chasetown").click())
    follow(screen, "Chasetown: ward profile", "ward", "Chasetown, Lichfield ·")
    assert query(screen)["ward"] == CHASETOWN
    follow(screen, "Chasetown: explore its records", "explore", "Lichfield")
    assert [one for one, area in screen.areas().items() if area["chosen"]] == [CHASETOWN]
    expect(screen.page.locator("p.layer-note").first).to_contain_text("Chasetown:")
    follow(screen, "Lichfield among the districts", "compare", "Lichfield highlighted")
    assert query(screen)["ward"] == CHASETOWN
    follow(screen, "Lichfield: overview", "", "Places at greatest risk · Lichfield")
    assert query(screen) == {"ward": CHASETOWN}
    screen.expect_chosen_rows("Chasetown")


def test_a_row_of_the_hotspots_leads_to_the_profile_on_the_same_indicator(screen):
    screen.visit("/theme?theme=vehicle-crime")
    name = screen.page.locator("tbody tr button").first.inner_text()
    screen.repainted(lambda: row(screen, name).click())
    ward = query(screen)["ward"]
    follow(screen, f"{name}: ward profile", "ward", "· Vehicle offences ·")
    assert query(screen)["ward"] == ward
    follow(screen, "Theme: Vehicle crime", "theme", "vehicle offences · Lichfield")
    assert query(screen) == {"theme": "vehicle-crime", "ward": ward}
    screen.expect_chosen_rows(name)
    follow(screen, f"{name}: explore its records", "explore", "Vehicle offences · Lichfield")
    assert query(screen)["types"] == "vehicle-offences"


def test_a_small_area_of_another_district_leads_to_its_ward_and_district(screen):
    screen.visit("/explore?districts=force&area=lsoa&types=burglary")
    areas = screen.map.evaluate(
        """district => { const found = []; map.eachLayer((layer) => {
            const told = layer.feature && layer.feature.properties;
            if (told && told.district === district && told.label) found.push(told.code); });
            return found; }""",
        TAMWORTH,
    )
    screen.visit(f"/explore?districts=force&area=lsoa&types=burglary&at={sorted(areas)[0]}")
    link = screen.page.get_by_role("link", name=re.compile(": ward profile$"))
    name = link.inner_text().split(":")[0].split("\n")[-1]
    follow(screen, link.inner_text().split("\n")[-1], "ward", f"{name}, Tamworth · Burglary ·")
    assert query(screen)["csp"] == TAMWORTH
    follow(screen, "Tamworth: overview", "", "Tamworth")
    screen.expect_chosen_rows(name)


def test_a_cell_of_the_matrix_leads_to_its_theme_and_district(screen):
    screen.visit("/compare")
    screen.page.locator(f'.at[data-row="burglary"][data-column="{TAMWORTH}"]').click()
    expect(screen.page).to_have_url(re.compile(f"csp={TAMWORTH}"))
    expect(screen.page.locator("h1")).to_contain_text("Tamworth highlighted")
    screen.settle()
    follow(screen, "Burglary in Tamworth: its wards on the map", "theme", "burglary · Tamworth")
    screen.page.go_back()
    expect(screen.page.locator("h1")).to_contain_text("Tamworth highlighted")
    screen.settle()
    follow(screen, "Tamworth: explore its records", "explore", "Burglary · Tamworth")
    screen.page.go_back()
    expect(screen.page.locator("h1")).to_contain_text("Tamworth highlighted")
    screen.settle()
    follow(screen, "Tamworth: overview", "", "Tamworth")


def test_a_link_opens_the_section_that_was_read_and_back_returns_to_the_one_before(screen):
    screen.visit("/compare?section=plans-beside-figures")
    tabs = screen.page.get_by_role("tab")
    chosen = screen.page.locator('[role="tab"][aria-selected="true"]')
    expect(chosen).to_have_text("Plans beside figures")
    expect(screen.page.locator(".plans .at").first).to_be_visible()
    tabs.filter(has_text="What changed").click()
    expect(screen.page).to_have_url(re.compile("section=what-changed"))
    # A choice keeps the section; the back button undoes first the choice, then the section.
    screen.page.locator(f'.figures .at[data-row=""][data-column="{TAMWORTH}"]').click()
    expect(screen.page).to_have_url(re.compile(f"csp={TAMWORTH}"))
    expect(chosen).to_have_text("What changed")
    screen.settle()
    screen.page.go_back()
    expect(screen.page.locator("h1")).to_contain_text("Lichfield highlighted")
    expect(chosen).to_have_text("What changed")
    screen.settle()
    screen.page.go_back()
    expect(chosen).to_have_text("Plans beside figures")
    screen.settle()
    tabs.filter(has_text="Chosen indicator").click()
    expect(screen.page).not_to_have_url(re.compile("section="))
    # Another page has sections of its own.
    screen.page.get_by_role("link", name="Overview", exact=True).click()
    expect(screen.page.locator("h1")).to_contain_text("Places at greatest risk")
    expect(chosen).to_have_text("Places the documents name")


def test_a_table_is_sent_when_it_is_opened_and_without_running_the_page(screen):
    screen.visit("/compare")
    screen.page.locator(".districts[data-painted]").wait_for()
    assert screen.page.get_by_test_id("stDataFrame").count() == 0
    button = screen.page.get_by_role("button", name="Table and CSV", exact=True).first
    button.focus()
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_test_id("stDataFrame")).to_be_visible()
    with screen.page.expect_download() as held:
        screen.page.get_by_role("button", name="Download CSV").click()
    assert held.value.suggested_filename == "compare-bars.csv"
    screen.page.keyboard.press("Escape")
    expect(screen.page.get_by_test_id("stDataFrame")).to_have_count(0)
    expect(button).to_be_focused()
