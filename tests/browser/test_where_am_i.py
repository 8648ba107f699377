"""Towns, stations and the districts around on the map: fetched once, never over a ward's name."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from data.installed.catalogue import load_catalogue

pytestmark = pytest.mark.browser
CATALOGUE = load_catalogue()

BOXES = """() => {
    const of = (kind) => [...document.querySelectorAll(kind)].map(one => {
        const at = one.getBoundingClientRect();
        return [one.textContent, at.left, at.top, at.right, at.bottom]; });
    return {towns: of(".town-label"), around: of(".around-label"), wards: of(".area-label")};
}"""


def overlap(one: list, other: list) -> bool:
    return one[1] < other[3] and one[3] > other[1] and one[2] < other[4] and one[4] > other[2]


def test_names_leave_each_other_alone_and_a_filter_does_not_fetch_them_again(screen):
    screen.visit("/theme")
    expect(screen.map.locator(".town-label").first).to_be_visible()
    told = screen.map.evaluate(BOXES)
    assert len(told["towns"]) > 5
    assert "Tamworth" in [name for name, *_ in told["around"]]
    quiet = told["towns"] + told["around"]
    for place, one in enumerate(quiet):
        for other in [*told["wards"], *quiet[place + 1 :]]:
            assert not overlap(one, other), (one, other)
    expect(screen.map.locator(".map-credit")).to_contain_text("GeoNames")
    asked = len(screen.requests)
    screen.repainted(lambda: screen.pick("theme", CATALOGUE.theme("burglary").name))
    assert not [url for url in screen.requests[asked:] if "landmarks" in url]


def test_a_station_says_its_name_and_lets_a_click_through_to_its_ward(screen):
    screen.visit("/theme")
    station = screen.map.locator(".station").first
    station.wait_for()
    names = screen.map.evaluate(
        "async () => (await (await fetch(performance.getEntriesByType('resource').map(one => "
        "one.name).find(one => one.includes('landmarks')))).json()).stations.length"
    )
    assert names == screen.map.locator(".station").count()
