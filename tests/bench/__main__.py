"""`python -m tests.bench`: measure the app beside the naive way and an empty page.

Everything runs on this machine, in one Chromium, turn by turn, so that a slow minute slows all
alike. Each server's first visitor is not counted: it pays for what is made once.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from data.installed.catalogue import load_catalogue
from data.tables.police import CRIME_TYPES
from tests.bench.desks import desk_sites, tell_desks
from tests.bench.driver import APP, CHROMIUM_ARGS, Part, Site, Visit, chromium, server, visit

WARDS, DISTRICT_WARDS = 185, 22
MEASURES = (
    ("first map", "first map, empty browser cache", "s"),
    ("warm map", "first map, warm browser cache", "s"),
    ("repaint", "repaint, indicator new to the server", "s"),
    ("again", "repaint, indicator seen before", "s"),
    ("first matrix", "first matrix, empty browser cache", "s"),
    ("repaint matrix", "matrix repainted, indicator new", "s"),
    ("first bytes", "websocket, first map", "kB"),
    ("repaint bytes", "websocket, repaint", "kB"),
    ("again bytes", "websocket, repaint, seen before", "kB"),
    ("geometry bytes", "geometry over HTTP, once", "kB"),
    ("http bytes", "all over HTTP, empty cache", "kB"),
)


def sites() -> list[Site]:
    """Return what is measured; each choice of the app's is an indicator of its own."""
    catalogue = load_catalogue()
    start = catalogue.themes["asb"]
    # A theme that has the indicator on the screen keeps it: choosing one changes no map.
    themes = {
        theme.lead_counted: theme.name
        for theme in reversed(catalogue.themes.values())
        if theme.lead_counted
        and theme.lead_counted not in start.indicators
        and start.lead_counted not in theme.indicators
    }
    return [
        Site(
            "baseline",
            "tests/bench/baseline_app.py",
            "/",
            Part("map", "path.leaflet-interactive", WARDS),
            picker="Crime type",
            choices=(CRIME_TYPES[0], *CRIME_TYPES[1:]),
        ),
        Site(
            "empty",
            "tests/bench/empty_app.py",
            "/",
            Part("map", '[data-testid="stMarkdownContainer"] p', 1),
        ),
        Site(
            "app",
            APP,
            "/theme",
            Part("map", "path.area", DISTRICT_WARDS, token=True),
            picker="Theme",
            choices=(start.name, *themes.values()),
        ),
    ]


def choices_of(site: Site, turn: int) -> tuple[str, ...]:
    """Return the indicator that this turn chooses (turn 0 is the warm-up), then the first again."""
    return (site.choices[1 + turn], site.choices[0]) if site.choices else ()


def measure(runs: int, chosen: list[Site]) -> dict[str, list[Visit]]:
    """Return the counted visits of each site."""
    visits: dict[str, list[Visit]] = {site.name: [] for site in chosen}
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        addresses = {site.name: held.enter_context(server(site, folder)) for site in chosen}
        play = held.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        held.callback(browser.close)
        tell_load(f"before {', '.join(addresses)}")
        for turn in range(runs + 1):
            # Every other turn in the other order, so that no site always follows the same one.
            for site in chosen if turn % 2 else reversed(chosen):
                told = visit(browser, site, addresses[site.name], choices_of(site, turn))
                if turn:
                    visits[site.name].append(told)
                    continue
                print(
                    f"warm-up of {site.name}, not counted: first map "
                    f"{told.took['first map']:.2f} s",
                    flush=True,
                )
    return visits


def tell_machine() -> None:
    """Say what was measured on."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        version_of_browser = browser.version
        browser.close()
    packages = ("streamlit", "streamlit-folium", "folium", "geopandas", "pandas", "playwright")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs ({_processor()})")
    print(f"Python {platform.python_version()}, Chromium {version_of_browser}, headless")
    print(", ".join(f"{name} {version(name)}" for name in packages))


def tell_load(moment: str) -> None:
    """Say how busy the machine is, with whatever else runs on it."""
    print(f"load {moment}: {os.getloadavg()[0]:.1f} (of {os.cpu_count()} CPUs)", flush=True)


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def tell(visits: dict[str, list[Visit]], runs: int) -> None:
    """Print the table: median, and least to most, of each measure on each site."""
    print(f"\nMedian (least–most) of {runs} runs")
    print(f"{'':38}" + "".join(f"{name:>24}" for name in visits))
    for key, words, unit in MEASURES:
        if not any(key in one.took for told in visits.values() for one in told):
            continue
        cells = []
        for told in visits.values():
            values = [
                one.took[key] / (1000 if unit == "kB" else 1) for one in told if key in one.took
            ]
            places = 1 if unit == "kB" else 2
            cells.append(
                f"{median(values):.{places}f} ({min(values):.{places}f}–{max(values):.{places}f})"
                if values
                else "–"
            )
        print(f"{words + ', ' + unit:38}" + "".join(f"{cell:>24}" for cell in cells))


def tell_messages(visits: dict[str, list[Visit]]) -> None:
    """Print what the websocket carried in the last run, by kind of message, largest first."""
    for name, told in visits.items():
        for moment, kinds in told[-1].messages.items():
            listed = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in kinds.most_common(12))
            print(f"{name}, {moment}, kB: {listed}")


def verdict(visits: dict[str, list[Visit]]) -> None:
    """Print whether the targets hold, and the line that sums up."""

    def middle(site: str, key: str) -> float:
        return median(one.took[key] for one in visits[site])

    faster = middle("baseline", "repaint") / middle("app", "repaint")
    lighter = middle("baseline", "repaint bytes") / middle("app", "repaint bytes")
    first, empty = middle("app", "first map"), middle("empty", "first map")
    bound = 1.5 * empty + 0.5
    print(
        f"\ntargets: repaint at least 3x faster: {_held(faster >= 3)}; at least 20x lighter: "
        f"{_held(lighter >= 20)}; first map {first:.2f} s, at most 1.5 x empty + 0.5 s = "
        f"{bound:.2f} s: {_held(first <= bound)}"
    )
    print(
        f"repaint {faster:.1f}x faster, {lighter:.1f}x lighter than the baseline; "
        f"first map {first / empty:.1f}x an empty page"
    )


def _held(holds: bool) -> str:
    return "yes" if holds else "NO"


def main() -> None:
    known = sites()
    desks = desk_sites()
    most = min(len(site.choices) for site in (*known, *desks) if site.choices) - 2
    ask = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    ask.add_argument("--runs", type=int, default=5, help=f"counted runs, 1 to {most}; default 5")
    ask.add_argument(
        "--only",
        nargs="+",
        choices=[site.name for site in (*known, *desks)],
        help="leave the others out",
    )
    ask.add_argument("--messages", action="store_true", help="say what the websocket carried")
    say = ask.parse_args()
    if not 1 <= say.runs <= most:
        ask.error(f"--runs is 1 to {most}: each run chooses an indicator that none chose before.")
    # An ended bench ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tell_machine()
    visits: dict[str, list[Visit]] = {}
    # The desks come after: servers that wait for their turn would take memory from the others.
    for group in (known, desks):
        chosen = [site for site in group if not say.only or site.name in say.only]
        if not chosen:
            continue
        told = measure(say.runs, chosen)
        tell_load("after, this bench included")
        tell(told, say.runs)
        if say.messages:
            tell_messages(told)
        visits |= told
    tell_desks(visits)
    if {site.name for site in known} <= set(visits):
        verdict(visits)


if __name__ == "__main__":
    main()
