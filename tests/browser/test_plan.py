"""A note on a plan's row, entered from the keyboard, is there for whoever comes next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TAMWORTH = "E07000199"
OPEN = re.compile("row=tamworth_plan_2021")
ROW = "Find and support vulnerable and repeat victims alike in every agency"


def test_a_note_entered_from_the_keyboard_is_there_after_a_reload(screen):
    page = screen.page
    screen.visit(f"/plan?csp={TAMWORTH}&about=asb")
    name = page.get_by_role("button", name=ROW, exact=True)
    name.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Owner").wait_for()
    expect(page).to_have_url(OPEN)
    dialog.get_by_label("Owner").focus()
    page.keyboard.type("ASB lead")
    dialog.get_by_label("Note").focus()
    page.keyboard.type("Agreed with housing")
    dialog.get_by_label("Saved by").focus()
    page.keyboard.type("Chair")
    dialog.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    screen.settle()
    row = page.locator("tr", has=name)
    expect(row).to_contain_text("ASB lead")
    expect(row).to_contain_text("Agreed with housing")
    expect(page).not_to_have_url(OPEN)
    page.reload()
    screen.settle()
    expect(page.locator("tr", has=name)).to_contain_text("Agreed with housing")
    # Esc closes the row, and its address with it.
    page.get_by_role("button", name=ROW, exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("History of this row")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).not_to_have_url(OPEN)
