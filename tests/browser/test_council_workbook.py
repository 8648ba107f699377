"""A council's workbook, taken as it is: two restricted indicators in under twelve clicks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.data.partner_tables.council_workbook import CARE, PLANS, council_workbook

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CLICKS = 12
_COUNT = """() => { window.clicks = 0;
    addEventListener("click", (event) => { window.clicks += event.isTrusted ? 1 : 0; }, true); }"""


def bring(screen, content: bytes) -> None:
    screen.visit("/sources?section=a-partners-table")
    screen.page.get_by_role("tab", selected=True).wait_for()
    screen.page.evaluate(_COUNT)
    screen.page.locator("input[type=file]").set_input_files(
        {"name": "cpp_lac_wards.xlsx", "mimeType": XLSX, "buffer": content}
    )
    screen.settle()


def write(screen, label: str, text: str) -> None:
    """Click into a field and type, as a reader does."""
    field = screen.page.get_by_label(label, exact=True)
    field.click()
    field.fill(text)


def press(screen, label: str) -> None:
    screen.page.get_by_role("button", name=label, exact=True).click()
    screen.settle()


def test_two_restricted_indicators_in_under_twelve_clicks(
    open_screen, serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CSP_SHOW_RESTRICTED", "1")
    screen = open_screen(serve(tmp_path))
    bring(screen, council_workbook())
    write(screen, "Partner who supplied it", "County council")
    write(screen, "Definition: what is counted over what", "Children, over those aged 0 to 17.")
    screen.page.get_by_text("Restricted: small areas").click()
    press(screen, "Check the table")
    press(screen, "Take the likely area for 1 name")
    expect(screen.page.get_by_text("22 areas can be saved.")).to_have_count(2)
    # Withheld stays withheld: a mark of the council's is no figure, and no zero.
    expect(
        screen.page.get_by_text("Withheld by the supplier, which is not zero: 4 areas")
    ).to_have_count(2)
    assert screen.serious() == []
    areas = screen.areas()
    assert len({one["fill"] for one in areas.values()}) > 2, "the map shows classes"
    write(screen, "Your name or role, for the history", "An analyst")
    press(screen, "Save these 2 tables")
    told = screen.page.get_by_test_id("stAlert").first
    expect(told).to_contain_text(f"Saved as change 1: {PLANS}, On 31 March 2025 and {CARE}")
    # And one for the file itself.
    assert screen.page.evaluate("window.clicks") + 1 < MOST_CLICKS
    held = json.loads((tmp_path / "store" / "manifest.json").read_text(encoding="utf-8"))
    said = [one["detail"]["definition"] for one in held["entries"] if one["kind"] == "partner"]
    assert {one["name"] for one in said} == {PLANS, CARE}
    assert {one["sensitivity"] for one in said} == {"restricted"}
    assert {one["unit"] for one in said} == {"per 10,000 aged under 18"}
    assert screen.page.get_by_test_id("stException").count() == 0


def test_marked_open_it_is_stopped(open_screen, fresh_server, tmp_path: Path):
    screen = open_screen(fresh_server)
    bring(screen, council_workbook(single_heading=True))
    write(screen, "Partner who supplied it", "County council")
    write(screen, "Definition: what is counted over what", "Children, over those aged 0 to 17.")
    screen.page.get_by_text("Open: anyone").click()
    press(screen, "Check the table")
    press(screen, "Take the likely area for 1 name")
    stopped = screen.page.get_by_test_id("stAlert").filter(has_text="nothing can be saved")
    expect(stopped.first).to_be_visible()
    expect(screen.page.get_by_role("button", name="Save these 2 tables")).to_have_count(0)
    assert not (tmp_path / "store" / "manifest.json").exists()
