"""Choosing a ward by map, list and keyboard; the address that opens the same view again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue

pytestmark = pytest.mark.browser

LICHFIELD, TAMWORTH = "E07000194", "E07000199"
CHASETOWN, STOWE = "E05010658", "E05010670"
CATALOGUE = load_catalogue()


def chosen_areas(screen: Any) -> list[str]:
    return [code for code, area in screen.areas().items() if area["chosen"]]


def assert_chosen(screen: Any, code: str, name: str) -> None:
    expect(screen.page).to_have_url(re.compile(f"[?&]ward={code}"))
    assert chosen_areas(screen) == [code]
    screen.expect_chosen_rows(name)


def test_a_click_on_the_map_chooses_the_ward_everywhere_and_a_second_lets_it_go(screen):
    screen.visit("/theme")
    quiet = ward_view("asb", "2025", LICHFIELD).wards.iloc[-1]
    # A ward that no lens marks: the list takes it in because it is chosen.
    screen.repainted(lambda: screen.click_ward(quiet.name))
    assert_chosen(screen, quiet.name, quiet["area_name"])
    screen.repainted(lambda: screen.click_ward(STOWE))
    assert_chosen(screen, STOWE, "Stowe")
    screen.repainted(lambda: screen.click_ward(STOWE))
    assert "ward=" not in screen.page.url
    assert chosen_areas(screen) == []
    screen.expect_chosen_rows()


def test_a_click_on_a_row_chooses_the_ward_everywhere(screen):
    screen.visit("/theme")
    screen.repainted(lambda: screen.page.get_by_role("row", name="Stowe").click())
    assert_chosen(screen, STOWE, "Stowe")
    # The months chart takes the ward in.
    screen.page.get_by_role("tab", name="Months").click()
    expect(screen.page.locator("figure.plotted").first).to_contain_text("Stowe")


def test_the_overview_chooses_wards_too(screen):
    screen.visit("/")
    screen.repainted(lambda: screen.click_ward(CHASETOWN))
    assert_chosen(screen, CHASETOWN, "Chasetown")


def test_a_row_is_chosen_from_the_keyboard(screen):
    screen.visit("/theme")
    button = screen.page.get_by_role("button", name="Stowe")
    expect(button).to_have_attribute("aria-pressed", "false")
    # Tab forward from the row before it, as a reader would come to it.
    screen.page.get_by_role("button", name="Chasetown").focus()
    screen.page.keyboard.press("Tab")
    expect(button).to_be_focused()
    screen.repainted(lambda: screen.page.keyboard.press("Enter"))
    assert_chosen(screen, STOWE, "Stowe")
    button = screen.page.get_by_role("button", name="Stowe")
    expect(button).to_have_attribute("aria-pressed", "true")
    # The list was drawn again; the reader goes on from the row they were on.
    expect(button).to_be_focused()


def test_a_link_opens_the_same_view_for_somebody_else(open_screen: Callable[..., Any], server):
    first = open_screen(server)
    first.visit("/theme?theme=burglary&period=2018-10_2019-02&shade=lenses")
    first.repainted(lambda: first.click_ward(CHASETOWN))
    other = open_screen(server)
    other.visit(first.page.url.removeprefix(server))
    assert other.areas() == first.areas()
    expect(other.page.locator("h1")).to_have_text(first.page.locator("h1").inner_text())
    for one in (first, other):
        one.expect_chosen_rows("Chasetown")
    assert other.shown("theme") == CATALOGUE.theme("burglary").name
    assert other.page.url == first.page.url


def test_back_and_forward_restore_widgets_map_and_list(screen):
    screen.visit("/theme")
    start = screen.areas()
    screen.repainted(lambda: screen.click_ward(STOWE))
    with_ward = screen.areas()
    screen.repainted(lambda: screen.pick("csp", "Tamworth"))
    tamworth = screen.areas()
    screen.expect_chosen_rows()

    screen.repainted(screen.page.go_back)
    assert screen.areas() == with_ward
    assert_chosen(screen, STOWE, "Stowe")
    assert screen.shown("csp") == "Lichfield"
    screen.repainted(screen.page.go_back)
    assert screen.areas() == start
    assert "ward=" not in screen.page.url
    screen.repainted(screen.page.go_forward)
    assert screen.areas() == with_ward
    screen.repainted(screen.page.go_forward)
    assert screen.areas() == tamworth
    assert screen.shown("csp") == "Tamworth"
    assert f"csp={TAMWORTH}" in screen.page.url


def test_the_link_to_the_other_page_keeps_the_district_and_the_ward(screen):
    screen.visit(f"/theme?csp={TAMWORTH}")
    ward = ward_view("asb", "2025", TAMWORTH).wards.iloc[0]
    screen.repainted(lambda: screen.click_ward(ward.name))
    screen.page.get_by_test_id("stSidebar").get_by_role("link", name="Overview").click()
    expect(screen.page.locator("h1")).to_contain_text("greatest risk")
    screen.settle()
    assert f"csp={TAMWORTH}" in screen.page.url
    assert f"ward={ward.name}" in screen.page.url
    assert chosen_areas(screen) == [ward.name]
    assert screen.shown("csp") == "Tamworth"
