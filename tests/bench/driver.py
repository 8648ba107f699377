"""Servers, and a browser that notes by its own clock when a map changed."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
APP = "app.py"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Chromium itself must ask for nothing: no updates, no sync, no field trials.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUIET = 0.7  # seconds without a message, with the script at rest, that end a repaint
START = 180  # seconds to wait for a server before giving up
LIMIT = 60_000  # milliseconds to wait for a map before giving up

# Runs in the page before its own scripts. Each animation frame it looks into the page and into the
# frames in it (Streamlit serves a component's frame from the page's own origin) and notes what
# changed. It looks from outside because a script of ours inside a frame does not survive the
# frame's start. A frame that has no height yet shows nothing, so what is in it does not count.
WATCHER = """
(() => {
  if (top !== window) return;
  window.benchShown = Object.fromEntries(WATCHED.map((one) => [one.name, []]));
  addEventListener("pointerdown", () => { window.benchClick = performance.now(); }, true);
  const seen = (each) => each.getAttribute("fill") || each.style.fill ||
    each.getAttribute("aria-pressed") || each.textContent;
  // A component of our own draws in a tree of its own, inside the element that its key names.
  const trees = (inside, host) => !host ? [inside] :
    Array.from(inside.querySelectorAll(host + " *"), (each) => each.shadowRoot).filter(Boolean);
  function look() {
    requestAnimationFrame(look);
    for (const watched of WATCHED) {
      const found = [], tokens = [];
      for (const one of [window, ...Array.from(frames)]) {
        const inside = one.document;
        if (!inside.documentElement || one.innerHeight < 50) continue;
        const held = trees(inside, watched.host).flatMap(
          (tree) => Array.from(tree.querySelectorAll(watched.selector)));
        if (held.length) tokens.push(inside.documentElement.dataset.painted || "");
        found.push(...held);
      }
      if (!found.length) continue;
      const shown = window.benchShown[watched.name], last = shown.at(-1) || {};
      const token = tokens.join(""), fills = found.map(seen).join();
      if (last.token === token && last.fills === fills) continue;
      shown.push({ at: performance.now(), count: found.length, token: token, fills: fills });
    }
  }
  requestAnimationFrame(look);
})();
"""
FIRST = """([name, least, token]) => {
  const one = ((window.benchShown || {})[name] || []).find(
    (one) => one.count >= least && (one.token || !token));
  return one ? one.at : null;
}"""
CHANGED = """([name, least, token, before, last]) => {
  const changed = benchShown[name].filter((one) => one.at > benchClick && one.count >= least &&
    one.fills !== before.fills && (!token || one.token !== before.token));
  const one = changed.at(last ? -1 : 0);
  return one ? one.at - benchClick : null;
}"""


@dataclass(frozen=True)
class Part:
    """A drawing on a page: how it is found and when it is whole.

    ``host`` names the element of a component that draws in a tree of its own. ``many``: it is of
    several drawings, painted one by one, so that the last change counts.
    """

    name: str
    selector: str
    least: int
    token: bool = False
    host: str = ""
    many: bool = False


@dataclass(frozen=True)
class Site:
    """What is measured: a script, the page in it, its map (and more parts), how it is changed.

    ``opener`` is the button that shows the picker, where it is behind one.
    """

    name: str
    script: str
    path: str
    map: Part
    picker: str = ""
    choices: tuple[str, ...] = ()
    opener: str = ""
    also: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return (self.map, *self.also)


@dataclass
class Visit:
    """What one visit took: seconds and bytes by the name of the measure."""

    took: dict[str, float] = field(default_factory=dict)
    messages: dict[str, Counter[str]] = field(default_factory=dict)


def server(site: Site, folder: Path) -> AbstractContextManager[str]:
    """Run a site's script as `serving` does, with a store of its own in the folder."""
    # The app runs with its settings; what it is held against, with Streamlit's own, as a script by
    # itself would: Streamlit looks for settings in the folder it is started from.
    started_in = ROOT if site.script == APP else folder
    log = folder / f"{site.name}.log"
    return serving(site.script, log, store=folder / site.name, started_in=started_in)


@contextmanager
def serving(script: str, log: Path, store: Path, started_in: Path = ROOT) -> Iterator[str]:
    """Run a script on a free port of this machine; yield its address; end it after."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "localhost",
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / script)]
    command += [f"--{name}={value}" for name, value in options.items()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CSP_STORE": str(store)}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=started_in, env=environment, stdout=out, stderr=out)
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
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start. It said:\n{log.read_text()[-2000:]}")


def chromium() -> str:
    """Return the path of the system's Chromium."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    raise RuntimeError(f"No Chromium was found (looked for {', '.join(CHROMIUM_NAMES)}).")


class Traffic:
    """What the browser received: websocket messages, and files over HTTP."""

    def __init__(self, cdp: CDPSession) -> None:
        self.frames: list[bytes] = []
        self.last = time.monotonic()
        self.addresses: dict[str, str] = {}
        self.http: Counter[str] = Counter()
        cdp.on("Network.webSocketFrameReceived", self._frame)
        cdp.on("Network.responseReceived", self._response)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.send("Network.enable")

    def _frame(self, event: dict) -> None:
        told = event["response"]
        binary = told["opcode"] == 2
        payload = told["payloadData"]
        self.frames.append(base64.b64decode(payload) if binary else payload.encode())
        self.last = time.monotonic()

    def _response(self, event: dict) -> None:
        self.addresses[event["requestId"]] = event["response"]["url"]

    def _finished(self, event: dict) -> None:
        self.http[self.addresses.get(event["requestId"], "")] += int(event["encodedDataLength"])

    def settle(self, page: Page) -> tuple[int, Counter[str]]:
        """Wait until the script rests and nothing more comes; return the bytes since last time."""
        self.last = time.monotonic()
        while True:
            page.wait_for_timeout(50)
            page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
            if time.monotonic() - self.last > QUIET:
                break
        frames, self.frames = self.frames, []
        kinds: Counter[str] = Counter()
        for frame in frames:
            kinds[_kind(frame)] += len(frame)
        return sum(map(len, frames)), kinds


def _kind(frame: bytes) -> str:
    """What a message from the server carries, as Streamlit's protocol names it."""
    message = ForwardMsg.FromString(frame)
    kind = message.WhichOneof("type") or "?"
    if kind != "delta":
        return kind
    delta = message.delta.WhichOneof("type") or "?"
    if delta != "new_element":
        return delta
    element = message.delta.new_element
    name = element.WhichOneof("type") or "?"
    if name == "component_instance":
        return element.component_instance.component_name
    return name


def visit(browser: Browser, site: Site, address: str, choices: tuple[str, ...]) -> Visit:
    """Open a site in a browser that has never seen it, choose each of `choices`, open it again."""
    told = Visit()
    # Wide and high enough that every site has its whole map in the window.
    context = browser.new_context(viewport={"width": 1440, "height": 1200})
    try:
        watched = [
            {"name": one.name, "selector": one.selector, "host": one.host} for one in site.parts
        ]
        context.add_init_script(WATCHER.replace("WATCHED", json.dumps(watched)))
        page, traffic = _open(context)
        told.took |= {f"first {name}": took for name, took in _first(page, site, address).items()}
        told.took["first bytes"], told.messages["first"] = traffic.settle(page)
        told.took["http bytes"] = sum(traffic.http.values())
        told.took["geometry bytes"] = sum(
            size
            for url, size in traffic.http.items()
            if url.split("?")[0].endswith(".json") and "/component/" in url
        )
        if site.opener:
            page.locator(site.opener).first.click()
        for measure, choice in zip(("repaint", "again"), choices, strict=False):
            changed = _choose(page, site, choice)
            bytes_, told.messages[measure] = traffic.settle(page)
            told.took[f"{measure} bytes"] = bytes_
            for part in site.parts:
                name = measure if part == site.map else f"{measure} {part.name}"
                told.took[name] = changed(part)
        page.close()
        page, traffic = _open(context)
        told.took |= {f"warm {name}": took for name, took in _first(page, site, address).items()}
        traffic.settle(page)
    finally:
        context.close()
    return told


def _open(context: BrowserContext) -> tuple[Page, Traffic]:
    page = context.new_page()
    page.set_default_timeout(LIMIT)
    return page, Traffic(context.new_cdp_session(page))


def _first(page: Page, site: Site, address: str) -> dict[str, float]:
    """Return the seconds from the start of navigation to the first sight of each part."""
    page.goto(address + site.path, wait_until="commit")
    took = {}
    for part in site.parts:
        asked = [part.name, part.least, part.token]
        found = page.wait_for_function(FIRST, arg=asked, polling=50)
        took[part.name] = float(found.json_value()) / 1000
    return took


def _choose(page: Page, site: Site, choice: str) -> Callable[[Part], float]:
    """Choose an option; return what tells the seconds from the press to a part showing it."""
    before = {part.name: page.evaluate(f"benchShown['{part.name}'].at(-1)") for part in site.parts}

    def asked(part: Part) -> list[object]:
        return [part.name, part.least, part.token, before[part.name], part.many]

    def changed(part: Part) -> float:
        found = page.wait_for_function(CHANGED, arg=asked(part), polling=50)
        return float(found.json_value()) / 1000

    box = page.get_by_role("combobox", name=re.compile(site.picker))
    if box.get_attribute("aria-expanded") != "true":  # a list of several stays open
        box.click()
    box.fill(choice)
    # A name may be followed by a remark in brackets, and may begin another name.
    option = page.get_by_role("option", name=re.compile(rf"^{re.escape(choice)}( \(.*\))?$")).first
    option.click()
    for part in site.parts:  # a repaint ends when every part shows it
        changed(part)
    return changed
