"""`python -m docs.screenshots`: start the app, photograph its pages, end it.

The pictures in the README are made by this and by nothing else, so that they show the app as it is.
They are written to ``docs/screenshots/`` with at most 256 colours, which keeps each small.
"""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.bench.driver import CHROMIUM_ARGS, chromium

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).with_name("screenshots")
WIDTH, HEIGHT = 1440, 900
LARGEST = 150_000  # bytes
COLOURS = (256, 128, 64)
LIMIT = 30_000  # milliseconds


@dataclass(frozen=True)
class Picture:
    """One photograph: its file name, the address it is of, and what it shows."""

    name: str
    address: str
    shows: str


PICTURES = (
    Picture("overview", "/?csp=E07000194", "Overview of a district"),
    Picture("theme", "/theme?theme=asb", "A priority theme, shaded by rate"),
    Picture("theme-both-lenses", "/theme?theme=asb&shade=lenses", "The same, shaded by both lenses"),
    Picture("theme-hatched", "/theme?theme=domestic-abuse", "A theme with few published figures"),
)


@contextmanager
def app(store: Path) -> Iterator[str]:
    """Run the app on a free port of this machine; yield its address; end what was started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = store / "app.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "CSP_STORE": str(store)}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        address = f"http://localhost:{port}"
        _wait_until_up(process, address, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The app did not start. It said:\n{log.read_text()[-2000:]}")


def photograph(browser: Browser, address: str) -> bytes:
    """Open an address at the size of a laptop's screen and return what is seen, as PNG."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_default_timeout(LIMIT)
    try:
        page.goto(address)
        page.locator('[data-testid="stApp"][data-test-connection-state="CONNECTED"]').wait_for()
        # The map tells when it has been painted; labels and charts need a moment more.
        frames = page.locator('iframe[data-testid="stCustomComponentV1"]')
        frames.first.content_frame.locator("html[data-painted]").wait_for(state="attached")
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        page.wait_for_timeout(1500)
        return page.screenshot()
    finally:
        page.close()


def small(png: bytes) -> bytes:
    """Return a picture as PNG of few colours, the most that stay under the limit."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        out = io.BytesIO()
        few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        if out.tell() < LARGEST:
            return out.getvalue()
    raise RuntimeError(
        f"The picture takes {out.tell():,} bytes with {COLOURS[-1]} colours; {LARGEST:,} may be."
    )


def main() -> None:
    """Photograph every page and write the files."""
    # An ended run ends its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    FOLDER.mkdir(exist_ok=True)
    with ExitStack() as held:
        store = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="screenshots-")))
        address = held.enter_context(app(store))
        play = held.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        held.callback(browser.close)
        for picture in PICTURES:
            png = small(photograph(browser, address + picture.address))
            path = FOLDER / f"{picture.name}.png"
            path.write_bytes(png)
            print(f"{path.relative_to(ROOT)}: {picture.shows}, {len(png) / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
