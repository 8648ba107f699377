"""`python -m docs.screenshots`: start the app, photograph its pages, end it.

The pictures in the README are made by this and by nothing else, so that they show the app as it is.
They are written to ``docs/screenshots/`` with at most 256 colours, which keeps each small.
"""

from __future__ import annotations

import io
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.bench.driver import CHROMIUM_ARGS, Site, chromium, server

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).with_name("screenshots")
APP = Site("app", "app.py", "/", "path.area", 1)
WIDTH, HEIGHT = 1440, 900
LARGEST = 150_000  # bytes
COLOURS = (256, 128, 64)
LIMIT = 60_000  # milliseconds
SETTLE = 1_500  # milliseconds for labels and charts, which come after the map's own paint


@dataclass(frozen=True)
class Picture:
    """One photograph: its file name, the address it is of, and what it shows."""

    name: str
    address: str
    shows: str


PICTURES = (
    Picture("overview", "/?csp=E07000194", "overview of a district"),
    Picture("theme", "/theme?csp=E07000194&theme=asb", "a theme, shaded by rate"),
    Picture(
        "theme-both-lenses",
        "/theme?csp=E07000194&theme=asb&shade=lenses",
        "the same theme, shaded by both lenses",
    ),
    Picture(
        "theme-hatched",
        "/theme?csp=E07000194&theme=domestic-abuse",
        "a theme that the documents print for three wards only",
    ),
    Picture("explore", "/explore?csp=E07000194", "the officers' explorer"),
    Picture("compare", "/compare?csp=E07000194", "the nine districts side by side"),
    Picture("ward", "/ward?csp=E07000194&ward=E05010670", "one ward's profile"),
    Picture("trends", "/trends?csp=E07000194", "months with control limits"),
    Picture("plan", "/plan?csp=E07000193", "a plan's rows against what is known"),
    Picture("prioritise", "/prioritise?csp=E07000194", "themes by criteria, ranked"),
    Picture("sources", "/sources", "what is loaded, month by month"),
)


def photograph(browser: Browser, address: str) -> bytes:
    """Open an address at the size of a laptop's screen and return what is seen, as PNG."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_default_timeout(LIMIT)
    try:
        page.goto(address)
        page.locator('[data-testid="stApp"][data-test-connection-state="CONNECTED"]').wait_for()
        page.locator("h1.says").wait_for()
        # The heading comes before the map, and the map before what is beside it.
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        map_frame = page.locator('iframe[data-testid="stCustomComponentV1"]')
        if map_frame.count():
            painted = map_frame.first.content_frame.locator("html[data-painted]")
            painted.wait_for(state="attached")
        if page.locator(".st-key-list").count():
            page.locator(".list table").first.wait_for()
        page.wait_for_timeout(SETTLE)
        return page.screenshot()
    finally:
        page.close()


def small(png: bytes) -> bytes:
    """Return a picture as PNG of few colours: the most that stay under the limit."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    size = 0
    for colours in COLOURS:
        out = io.BytesIO()
        few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        size = out.tell()
        if size < LARGEST:
            return out.getvalue()
    raise RuntimeError(
        f"A picture takes {size:,} bytes even with {COLOURS[-1]} colours; {LARGEST:,} may be. "
        "Photograph a smaller window, or raise the limit."
    )


def main() -> None:
    """Photograph every page and write the files."""
    # An ended run ends its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="screenshots-")))
        address = held.enter_context(server(APP, folder))
        play = held.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        held.callback(browser.close)
        for picture in PICTURES:
            png = small(photograph(browser, address + picture.address))
            path = FOLDER / f"{picture.name}.png"
            path.write_bytes(png)
            print(f"{path.relative_to(ROOT)}: {picture.shows}, {len(png) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
