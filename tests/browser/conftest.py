"""The running app in a real Chromium: one server, a new page and session of it for each test."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

from tests.bench.driver import APP, CHROMIUM_ARGS, serving
from tests.bench.driver import chromium as installed_chromium

HERE = {None, "", "localhost", "127.0.0.1"}
# How long to wait for something that must come; none of the tests measures time, and a busy
# machine makes a first visit slow, not wrong (milliseconds).
PATIENCE = 180_000
LAPTOP = {"width": 1440, "height": 900}
expect.set_options(timeout=PATIENCE)
CONTENT = '[data-testid="stMain"] [data-testid="stElementContainer"]'
# What fades in or out is read with the colours of that moment. A sign of waiting turns for ever.
STILL = """() => document.getAnimations().every(one =>
    one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""
IDLE = '[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'


def _serving(folder: Path) -> contextlib.AbstractContextManager[str]:
    """Run the app on the store in a folder; yield its address."""
    return serving(APP, folder / "server.log", store=folder / "store")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running app."""
    with _serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[str]:
    """The address of an app that nobody has visited yet."""
    with _serving(tmp_path) as address:
        yield address


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Start the app on the store that a test has filled in a folder's ``store``."""
    with contextlib.ExitStack() as started:
        yield lambda folder: started.enter_context(_serving(folder))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    try:
        path = installed_chromium()
    except RuntimeError:
        pytest.skip("Chromium is not installed, so the app cannot be driven in a browser.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@dataclass
class Screen:
    """A reader's browser: the page, the map's frame in it, and every request it has made."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)

    def visit(self, path: str) -> None:
        self.page.goto(self.address + path)
        # Before its first run a page looks as idle as after the last.
        self.page.locator(CONTENT).first.wait_for(state="attached")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run to its end."""
        self.page.locator(IDLE).wait_for()

    def serious(self, part: Page | Frame | None = None) -> list[str]:
        """What axe finds that is serious, on the page or in a frame of it, when it is at rest."""
        self.settle()
        self.page.wait_for_function(STILL)
        return [
            f"{fault['impact']}: {fault['id']} at {node['target']}: {node['html'][:120]}"
            for fault in Axe().run(part or self.page).response["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    @property
    def outside(self) -> set[str]:
        """Requests that left this machine."""
        return {url for url in self.requests if urlparse(url).hostname not in HERE}

    @property
    def map(self) -> Frame:
        """The map's frame, once it has been painted."""
        element = self.page.locator('iframe[title="streamlit_folium.st_folium"]')
        element.wait_for()
        frame = element.element_handle().content_frame()
        frame.wait_for_function("document.documentElement.dataset.painted")
        return frame

    @property
    def painted(self) -> str:
        """The token of the paint that the map shows."""
        return str(self.map.evaluate("document.documentElement.dataset.painted"))

    def repainted(self, act: Callable[[], Any]) -> None:
        """Do something that changes the map, and wait until the map shows it."""
        before = self.painted
        act()
        self.map.wait_for_function(
            "before => document.documentElement.dataset.painted !== before", arg=before
        )
        self.settle()

    def areas(self) -> dict[str, dict[str, Any]]:
        """Each drawn area by its code: fill, whether it is chosen, its outline's width."""
        return dict(
            self.map.evaluate(
                """() => Object.fromEntries([...document.querySelectorAll("path[data-code]")].map(
                    path => [path.dataset.code, {
                        fill: path.getAttribute("fill"),
                        chosen: path.classList.contains("chosen"),
                        width: Number(path.getAttribute("stroke-width"))}]))"""
            )
        )

    def view(self) -> dict[str, float]:
        """Where the map stands."""
        return dict(
            self.map.evaluate(
                """() => ({zoom: map.getZoom(), lat: map.getCenter().lat,
                           lng: map.getCenter().lng})"""
            )
        )

    def click_ward(self, code: str) -> None:
        """Click where the ward's name would be written, which is inside it."""
        at = self.map.evaluate(
            """code => { let at; map.eachLayer(layer => {
                if (layer.feature && layer.feature.properties.code === code &&
                    layer.feature.properties.label)
                    at = map.latLngToContainerPoint(layer.feature.properties.label); });
                return {x: at.x, y: at.y}; }""",
            code,
        )
        self.map.locator(".leaflet-container").click(position=at)

    def pick(self, key: str, label: str) -> None:
        """Choose an option of a select box of the sidebar."""
        self.page.locator(f".st-key-pick-{key} button").click()
        self.page.get_by_role("option", name=label, exact=True).click()

    def shown(self, key: str) -> str:
        """What a select box of the sidebar shows."""
        return self.page.locator(f".st-key-pick-{key} input").input_value()

    def expect_chosen_rows(self, *names: str) -> None:
        """Wait until the list beside the map marks these rows as chosen, and no others.

        The list has a script of its own, which may come after the run has ended.
        """
        self.page.locator(".list table").first.wait_for()
        rows = self.page.locator('tr.chosen button[aria-pressed="true"]')
        expect(rows).to_have_text([re.compile(rf"^\s*{re.escape(name)}\s*$") for name in names])


def _open(context: BrowserContext, address: str) -> Screen:
    context.set_default_timeout(PATIENCE)
    screen = Screen(context.new_page(), address)
    screen.page.on("request", lambda request: screen.requests.append(request.url))
    screen.page.on("websocket", lambda socket: screen.requests.append(socket.url))
    return screen


def _assert_nothing_left_the_machine(screens: Iterable[Screen]) -> None:
    left = set().union(*(screen.outside for screen in screens))
    assert not left, f"Requests left this machine: {sorted(left)}"


@pytest.fixture
def open_screen(chromium: Browser) -> Iterator[Callable[..., Screen]]:
    """Open an address as somebody who was never here; asks nothing of another machine."""
    opened: list[Screen] = []

    def open_one(address: str, **settings: Any) -> Screen:
        context = chromium.new_context(**{"viewport": LAPTOP, **settings})
        opened.append(_open(context, address))
        return opened[-1]

    yield open_one
    for screen in opened:
        screen.page.context.close()
    _assert_nothing_left_the_machine(opened)


@pytest.fixture(scope="session")
def reader(chromium: Browser) -> BrowserContext:
    """One reader for most tests: a browser that has the app's scripts in its cache."""
    return chromium.new_context(viewport=LAPTOP)


@pytest.fixture
def screen(reader: BrowserContext, server: str) -> Iterator[Screen]:
    """A new page of that reader, which is a new session of the app."""
    held = _open(reader, server)
    yield held
    held.page.close()
    _assert_nothing_left_the_machine([held])
