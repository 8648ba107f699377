"""The prioritisation page in a browser: a score is read, typed, given a reason, and ranks anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser


def score(screen: Any, theme: str, criterion: str) -> Locator:
    return screen.page.locator(f'button.at[data-row="{theme}"][data-column="{criterion}"]')


def ranks(screen: Any) -> list[str]:
    """Themes with a rank, in the order of the table."""
    rows = screen.page.locator("tr:has(td.score)")
    return [row.locator("button.at").first.get_attribute("data-row") for row in rows.all()]


def test_a_score_is_typed_from_the_keyboard_and_the_ranking_moves(screen):
    screen.visit("/prioritise")
    first = score(screen, "domestic-abuse", "physical")
    expect(first).to_be_visible()
    screen.settle()
    assert ranks(screen).index("asb") == 1
    assert screen.serious() == []
    first.focus()
    keys = screen.page.keyboard
    for key in ["ArrowDown", "ArrowRight"]:
        keys.press(key)
    expect(score(screen, "asb", "psychological")).to_be_focused()
    expect(screen.page.locator(".tip")).to_contain_text("Moderate individual harm")
    keys.press("1")
    expect(screen.page).to_have_url(re.compile("cell=asb.psychological"))
    expect(screen.page.locator(".st-key-priority-panel")).to_contain_text("moves from 2nd to 3rd")
    assert ranks(screen).index("asb") == 1
    # From the table Tab goes on to the score that was typed, and then to its reason.
    keys.press("Tab")
    keys.press("Tab")
    expect(screen.page.get_by_label("Why?")).to_be_focused()
    keys.type("Repeat victims in two wards")
    keys.press("Tab")
    keys.type("chair")
    keys.press("Enter")
    expect(score(screen, "asb", "psychological")).to_have_class(re.compile("changed"))
    expect(screen.page.locator(".st-key-priority-panel")).to_contain_text("Saved.")
    assert ranks(screen).index("asb") == 2


# The label over the page's ground, with the button's opacity: WCAG's contrast ratio.
CONTRAST = """button => {
  const part = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = rgb => 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
  const read = colour => colour.match(/[\\d.]+/g).map(Number);
  const app = document.querySelector('[data-testid="stApp"]');
  const ground = read(getComputedStyle(app).backgroundColor);
  const ink = read(getComputedStyle(button.querySelector('p')).color);
  const over = (ink[3] ?? 1) * Number(getComputedStyle(button).opacity);
  const seen = ground.slice(0, 3).map((one, at) => one * (1 - over) + ink[at] * over);
  const [low, high] = [light(seen), light(ground)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_save_button_can_be_read_while_it_is_disabled(screen, scheme):
    screen.page.emulate_media(color_scheme=scheme)
    for section, label in (("", "Save the score"), ("?section=weights", "Save these weights")):
        screen.visit(f"/prioritise{section}")
        button = screen.page.get_by_role("button", name=label)
        expect(button).to_be_disabled()
        assert button.evaluate(CONTRAST) >= 4.5
