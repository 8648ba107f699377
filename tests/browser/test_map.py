"""The map: its wards and their fills, and that it is repainted in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import expect

from data.figures.risk import risk_view
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.painting.palette import DARK, LIGHT, Palette
from data.painting.wards import lens_fills
from data.tables.areas import load_areas
from data.words.figures import flagged
from geo.classes import classify

pytestmark = pytest.mark.browser

LICHFIELD, TAMWORTH = "E07000194", "E07000199"
CATALOGUE = load_catalogue()
HATCH = "url(#csp-hatch)"


def wards_of(csp: str, vintage: str) -> set[str]:
    areas = load_areas()
    own = (areas["area_type"] == vintage) & (areas["district_code"] == csp)
    return set(areas.loc[own, "area_code"])


def expected_fills(indicator: str, period: str, colours: Palette) -> dict[str, str]:
    view = ward_view(indicator, period, LICHFIELD)
    ramp = colours.ramp(view.indicator.polarity, len(view.breaks))
    classes = classify(view.own["rate"], view.breaks)
    return {
        str(code): HATCH if pd.isna(kind) else ramp[int(kind)] for code, kind in classes.items()
    }


def pattern(fill: str) -> str:
    """What a path is filled with: a colour, or the pattern of one with a texture."""
    return f"url(#csp-{fill[1:].replace(' ', '-')})" if " " in fill else fill


def fills(screen: Any) -> dict[str, str]:
    return {code: area["fill"] for code, area in screen.areas().items()}


def test_wards_have_the_colours_of_their_classes_and_neighbours_have_none(screen):
    screen.visit("/theme")
    drawn = fills(screen)
    own = wards_of(LICHFIELD, "ward24")
    assert len(own) == 22
    assert {code: drawn[code] for code in own} == expected_fills("asb", "2025", LIGHT)
    others = set(drawn) - own
    assert others == {code for csp in districts() for code in wards_of(csp, "ward24")} - own
    assert {drawn[code] for code in others} == {LIGHT.elsewhere}
    assert LIGHT.elsewhere not in expected_fills("asb", "2025", LIGHT).values()
    shapes = screen.map.evaluate(
        """codes => codes.map(code =>
            document.querySelector(`path[data-code="${code}"]`).getAttribute("d").length)""",
        sorted(own),
    )
    assert min(shapes) > 20  # each is drawn, and none is clipped away


def test_listed_wards_are_named_and_the_keyboard_goes_by_the_list(screen):
    for path, listed in (
        ("/theme", flagged(ward_view("asb", "2025", LICHFIELD))),
        ("/", risk_view("2025", LICHFIELD).own.query("flags > 0")),
    ):
        screen.visit(path)
        # The names come a frame after the colours.
        first = screen.map.locator(".area-label", has_text=listed["area_name"].iloc[0])
        expect(first).to_be_visible()
        named = screen.map.locator(".area-label").evaluate_all(
            "labels => labels.map(one => one.innerText.replace(/\\s+/g, ' ').trim())"
        )
        assert set(listed["area_name"]) <= set(named)
    # Hundreds of shapes would stand between the keyboard and the list.
    stops = screen.map.locator("path[data-code]:not([tabindex='-1'])")
    expect(stops).to_have_count(0)


def districts() -> list[str]:
    return [one.code for one in CATALOGUE.force.districts]


def test_another_indicator_and_shade_repaint_in_place_where_the_reader_left_the_map(
    open_screen: Callable[..., Any], server: str
):
    screen = open_screen(server)
    screen.visit("/theme?theme=serious-violence")
    mapped = screen.map
    mapped.evaluate("window.stillTheSame = true")
    fitted = screen.view()
    mapped.locator(".leaflet-control-zoom-in").click()
    mapped.wait_for_function("zoom => map.getZoom() > zoom", arg=fitted["zoom"])
    mapped.wait_for_function("!document.querySelector('.leaflet-zoom-anim')")
    left = screen.view()

    screen.repainted(lambda: screen.pick("indicator", CATALOGUE.indicator("robbery").name))
    assert screen.view() == left
    screen.repainted(lambda: screen.pick("theme", CATALOGUE.theme("burglary").name))
    assert screen.view() == left
    assert screen.map.evaluate("window.stillTheSame") is True
    drawn = fills(screen)
    expected = expected_fills("burglary", "2025", LIGHT)
    assert {code: drawn[code] for code in expected} == expected

    screen.page.get_by_role("button", name="More choices").click()
    screen.repainted(lambda: screen.page.get_by_text("Both lenses", exact=True).click())
    view = ward_view("burglary", "2025", LICHFIELD)
    names = ["neither", "SD only", "funnel only", "both"]
    drawn_as = [pattern(fill) for fill in lens_fills(LIGHT)]
    lenses = {code: drawn_as[names.index(lens)] for code, lens in view.own["lenses"].items()}
    drawn = fills(screen)
    assert {code: drawn[code] for code in lenses} == lenses
    assert screen.map.evaluate("window.stillTheSame") is True
    assert screen.view() == left

    geometry = [url for url in screen.requests if "/component/" in url and "ward24-" in url]
    assert len(geometry) == 1, geometry


def test_a_period_of_other_boundaries_swaps_the_wards_in_the_same_frame(screen):
    screen.visit("/theme")
    screen.map.evaluate("window.stillTheSame = true")
    screen.repainted(lambda: screen.pick("period", CATALOGUE.period("2018-19").label))
    drawn = fills(screen)
    assert set(drawn) == {code for csp in districts() for code in wards_of(csp, "ward19")}
    expected = expected_fills("asb", "2018-19", LIGHT)
    assert sorted(expected.values()).count(HATCH) == 20
    assert {code: drawn[code] for code in expected} == expected
    assert screen.map.evaluate("window.stillTheSame") is True


def test_wards_that_nothing_is_published_for_are_hatched(screen):
    screen.visit(f"/theme?csp={TAMWORTH}&theme=domestic-abuse&indicator=domestic-abuse")
    drawn = fills(screen)
    vintage = "ward24" if wards_of(TAMWORTH, "ward24") <= set(drawn) else "ward19"
    assert {drawn[code] for code in wards_of(TAMWORTH, vintage)} == {HATCH}
    assert screen.map.locator("#csp-hatch").count() == 1
    others = {code for code in drawn if code not in wards_of(TAMWORTH, vintage)}
    assert {drawn[code] for code in others} == {LIGHT.elsewhere}


def test_another_district_is_fitted(screen):
    screen.visit("/theme")
    before = screen.view()
    screen.repainted(lambda: screen.pick("csp", "Stafford"))
    after = screen.view()
    assert (after["lat"], after["lng"]) != (before["lat"], before["lng"])
    inside = screen.map.evaluate(
        """codes => codes.every(code => {
            const box = document.querySelector(`path[data-code="${code}"]`).getBoundingClientRect();
            return box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1
                && box.bottom <= innerHeight + 1; })""",
        sorted(wards_of("E07000197", "ward24")),
    )
    assert inside


def test_the_dark_theme_has_its_own_ground_and_ramp(screen):
    screen.page.emulate_media(color_scheme="dark")
    screen.visit("/theme")
    drawn = fills(screen)
    expected = expected_fills("asb", "2025", DARK)
    assert {code: drawn[code] for code in expected} == expected
    assert set(expected.values()).isdisjoint(expected_fills("asb", "2025", LIGHT).values())
    ground = screen.map.evaluate(
        "getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"
    )
    red, green, blue = (int(DARK.ground[at : at + 2], 16) for at in (1, 3, 5))
    assert ground == f"rgb({red}, {green}, {blue})"
