"""The officer's question, in a real browser: a crime, a place, three months, street by street."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data import store
from data.places.named import find_set
from data.street.importing import import_street_files
from tests.data.street.street_samples import archive, as_csv, at_point

pytestmark = pytest.mark.browser

MONTHS = ("2025-10", "2025-11", "2025-12")
MOST_ACTIONS = 5


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose store has three months of an archive as the police publish it, with points."""
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    town = find_set("burntwood", "ward24")
    assert town is not None
    inside, other = town.lsoas[0], town.lsoas[-1]
    members = {}
    for number, month in enumerate(MONTHS, start=1):
        rows = [
            *at_point(
                month, "On or near Mill Lane", "Burglary", number, (inside, "-1.93", "52.68")
            ),
            *at_point(month, "On or near Quay Road", "Burglary", 1, (other, "-1.91", "52.67")),
            *at_point(month, "On or near Mill Lane", "Drugs", 4, (inside, "-1.93", "52.68")),
        ]
        members[f"{month}/{month}-staffordshire-street.csv"] = as_csv(rows)
    path = archive(tmp_path / "archive.zip", members)
    import_street_files([path], accept_odd=MONTHS)
    store.refresh()
    return tmp_path


class Actions:
    """What a reader does, counted: one for each thing typed and entered, or clicked."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, act) -> None:
        act()
        self.done += 1


def typed(screen, text: str) -> None:
    box = screen.page.get_by_label("Find", exact=True)
    box.fill(text)
    box.press("Enter")


def rows_of(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    start = text.index("Rank")
    return list(csv.DictReader(io.StringIO(text[start:])))


def test_the_officer_s_question_asked_in_one_line(filled, serve, open_screen, tmp_path):
    screen = open_screen(serve(filled))
    screen.visit("/")
    act = Actions()
    act(lambda: typed(screen, "burglary in Burntwood, last 3 months"))
    place = screen.page.get_by_role("link", name="Burntwood, Lichfield: 4 neighbourhoods")
    act(place.click)
    expect(screen.page.locator("h1.says")).to_contain_text(
        "Burglary · Burntwood · October to December 2025"
    )
    screen.settle()
    expect(screen.page.locator("h2").last).to_contain_text("6 of 9 records in Burntwood")
    with screen.page.expect_download() as download:
        act(screen.page.locator(".st-key-street-tools").get_by_role("button", name="CSV").click)
    assert act.done <= MOST_ACTIONS
    name = download.value.suggested_filename
    for part in ("streets", "burglary", "burntwood", "2025-10-to-2025-12"):
        assert part in name
    download.value.save_as(tmp_path / "streets.csv")
    rows = rows_of(tmp_path / "streets.csv")
    assert [(row["Place"], row["Records"]) for row in rows] == [
        ("On or near Mill Lane", "6"),
        ("On or near Quay Road", "3"),
    ]


def test_the_officer_s_question_by_box_filters_and_preset(filled, serve, open_screen):
    screen = open_screen(serve(filled))
    screen.visit("/")
    act = Actions()
    act(lambda: typed(screen, "burntwod"))
    act(screen.page.get_by_role("link", name="Burntwood, Lichfield: 4 neighbourhoods").click)
    expect(screen.page).to_have_url(re.compile("set=burntwood"))
    screen.settle()
    act(screen.page.get_by_text("Last 3 months").click)
    expect(screen.page).to_have_url(re.compile("from=2025-10"))
    screen.settle()
    act(screen.page.locator(".st-key-filter-Crime-types button").first.click)

    def choose_burglary() -> None:
        box = screen.page.locator('[data-testid="stPopoverBody"] input').first
        box.fill("burglary")
        box.press("Enter")

    act(choose_burglary)
    expect(screen.page).to_have_url(re.compile("types=.*burglary"))
    screen.settle()
    expect(screen.page.locator("h2").last).to_contain_text("6 of 9 records in Burntwood")
    assert act.done <= MOST_ACTIONS


def test_a_search_sends_its_list_and_not_the_map_again(screen):
    screen.visit("/theme")
    before = screen.painted
    screen.map.evaluate("window.stillHere = true")
    typed(screen, "stowe")
    link = screen.page.get_by_role("button", name="Stowe, Lichfield")
    expect(link).to_be_visible()
    assert screen.painted == before
    screen.repainted(link.click)
    expect(screen.page).to_have_url(re.compile("ward=E05010670"))
    assert screen.map.evaluate("window.stillHere")
    expect(screen.page.get_by_label("Find", exact=True)).to_have_value("")
    assert not screen.serious()
