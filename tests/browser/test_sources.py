"""An analyst brings a month and a partner's table to the app, sees both, and takes them back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data.installed.catalogue import load_catalogue
from data.partner.levels import areas_of
from tests.data.partner_tables.partner_tables import whole_table
from tests.data.street.street_samples import as_csv, record

pytestmark = pytest.mark.browser

FORCE = load_catalogue().force.slug
CSP = load_catalogue().force.default_district
# So far from those that are loaded that nothing says how large it should be.
MONTH = "2020-06"
MOST = 96


def wards() -> list[str]:
    areas = areas_of("ward24")
    return areas.index[areas["district_code"] == CSP].tolist()


def street_file() -> dict[str, object]:
    """A month with a burglary in each LSOA of the force area, two of them in its first."""
    codes = [*areas_of("lsoa21").index, areas_of("lsoa21").index[0]]
    rows = [record(MONTH, str(number), code) for number, code in enumerate(codes)]
    name = f"{MONTH}-{FORCE}-street.csv"
    return {"name": name, "mimeType": "text/csv", "buffer": as_csv(rows).encode()}


def give(screen, name, content):
    screen.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    screen.settle()


def press(screen, label):
    screen.page.get_by_role("button", name=label, exact=True).click()
    screen.settle()


def manifest(folder: Path):
    return json.loads((folder / "store" / "manifest.json").read_text(encoding="utf-8"))


def section(screen, name):
    screen.visit(f"/sources?section={name}")
    screen.page.get_by_role("tab", selected=True).wait_for()


def test_a_month_and_a_partners_table_come_in_are_seen_and_are_undone(
    open_screen, fresh_server, tmp_path: Path
):
    screen = open_screen(fresh_server)
    section(screen, "police-records")
    assert screen.serious() == []
    given = street_file()
    give(screen, given["name"], given["buffer"])
    expect(screen.page.get_by_text("Found 1 street-level file")).to_be_visible()
    screen.page.get_by_label("Your name or role, for the history").fill("An analyst")
    press(screen, "Import")
    number = len(areas_of("lsoa21")) + 1
    told = screen.page.get_by_test_id("stAlert").first
    expect(told).to_contain_text(f"Imported 1 month ({FORCE}, {MONTH}): {number:,} records read")
    assert screen.serious() == []

    # The month is a period on every page, and a click away.
    screen.page.get_by_role("link", name="June 2020").click()
    screen.settle()
    expect(screen.page.locator("h1")).to_contain_text("June 2020")

    section(screen, "a-partners-table")
    highest = wards()[0]
    give(screen, "fires.csv", whole_table("ward24", {highest: MOST}))
    for label, said in {
        "Name": "Deliberate fires",
        "Partner who supplied it": "Fire and rescue service",
        "Period": "2025",
        "Definition: what is counted over what": "Fires set on purpose, over all residents.",
    }.items():
        screen.page.get_by_label(label, exact=True).fill(said)
    screen.page.get_by_text("Open: anyone").click()
    press(screen, "Check the table")
    expect(screen.page.get_by_text("185 areas can be saved.")).to_be_visible()
    # The preview is the map that pages draw: the highest ward stands alone in its class.
    areas = screen.areas()
    assert len(areas) == len(areas_of("ward24"))
    assert sum(one["fill"] == areas[highest]["fill"] for one in areas.values()) == 1
    assert manifest(tmp_path)["generation"] == 1
    assert screen.serious() == []
    screen.page.get_by_label("Your name or role, for the history").fill("An analyst")
    press(screen, "Save this table")
    expect(screen.page.get_by_test_id("stAlert").first).to_contain_text("Saved as change 2")

    screen.page.get_by_role("link", name="Deliberate fires: its map").click()
    screen.settle()
    expect(screen.page.locator("h1")).to_contain_text("deliberate fires")
    assert screen.areas()[highest]["fill"] == areas[highest]["fill"]

    section(screen, "history")
    assert screen.serious() == []
    undo = screen.page.get_by_role("button", name="Undo").and_(screen.page.locator(":enabled"))
    name = screen.page.get_by_label("Your name or role, for the history")
    if not name.input_value():
        name.fill("An analyst")
        name.press("Enter")
    # Each is enabled by itself, once the name has arrived.
    expect(undo).to_have_count(2)
    for what in ("Imported police records", "Imported Deliberate fires"):
        # The oldest that can still be undone stands last.
        undo.last.click()
        expect(screen.page.get_by_test_id("stAlert")).to_contain_text(f"Undid: {what}")
        screen.settle()
    expect(screen.page.locator("p.concludes")).to_contain_text("all came with the app")
    assert manifest(tmp_path)["entries"] == []
    assert screen.page.get_by_test_id("stException").count() == 0
