"""The trends in a browser: chosen, read and traced from the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from data.verdict.clauses import verdict
from data.words.verdict import figure_words

pytestmark = pytest.mark.browser

STOWE = "E05010670"


def test_a_ward_s_trend_is_found_and_its_verdict_traced_from_the_keyboard(screen):
    screen.visit("/trends?types=asb")
    page = screen.page
    place = page.get_by_role("button", name=re.compile("^Place"))
    place.focus()
    page.keyboard.press("Enter")
    page.get_by_role("searchbox", name="Find a place").focus()
    page.keyboard.type("stowe lichfield")
    page.keyboard.press("Enter")
    found = page.get_by_role("button", name="Stowe, Lichfield", exact=True)
    found.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"[?&]ward={STOWE}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stowe, Lichfield")
    screen.settle()
    page.keyboard.press("Escape")

    # A clause shows its figures as soon as the keyboard stands on it, and hides them after.
    told = verdict("asb", "2025", "ward", STOWE)
    first = page.locator(".verdict .clause").first
    first.focus()
    figures = first.get_by_role("tooltip")
    expect(figures).to_be_visible()
    expect(figures).to_contain_text(figure_words(told.clauses[0].figures[-1]))
    page.keyboard.press("Tab")
    expect(figures).to_be_hidden()
    expect(page.locator(".verdict .clause").nth(1)).to_be_focused()

    # The tabs are reached and moved between by the arrow keys; the address names the section.
    tab = page.get_by_role("tab", name="Months")
    tab.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("section=change"))
    expect(page.get_by_role("heading", name=re.compile("^ASB in Stowe"))).to_be_visible()
    screen.settle()

    assert screen.serious() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
