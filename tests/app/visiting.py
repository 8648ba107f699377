"""Visits to the app's pages without a browser: going there, and reading what a page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from components.map import ward_map
from components.page.sections import SECTION, in_address

ROOT = Path(__file__).parents[2]
# No browser draws a map here, so that none needs a start before the rest of the page.
ward_map.HEAD_START = ward_map.FIRST_START = 0

# --- Going there ------------------------------------------------------------------------------


def visit(page: str, section: str = "", **query: str) -> AppTest:
    """Open a page at an address, with one of its sections open, and run it once.

    A key that Python keeps for itself is written with an underscore behind it: ``from_``.
    """
    # Long: a busy machine makes a page slow, not wrong.
    app = AppTest.from_file(str(ROOT / "pages" / "front_door.py"), default_timeout=120)
    # The overview is the page that the app opens on.
    if page != "overview":
        app.switch_page(f"{page}.py")
    for key, value in query.items():
        app.query_params[key.removesuffix("_")] = value
    if section:
        app.query_params[SECTION] = in_address(section)
    return app.run()


def ran(app: AppTest) -> AppTest:
    """Return the visit, which has run to its end; the page may tell of a fault."""
    assert not app.exception, [one.value for one in app.exception]
    return app


def healthy(app: AppTest) -> AppTest:
    """Return the visit, which was told of no fault."""
    ran(app)
    assert not app.error, [one.value for one in app.error]
    return app


# --- What is written there --------------------------------------------------------------------


def html(app: AppTest) -> list[str]:
    """Return the HTML that the page writes itself, piece by piece."""
    return [one.proto.body for one in app.get("html")]


def heading(app: AppTest) -> str:
    """Return the one piece of HTML with the line that says what the screen shows."""
    (body,) = [body for body in html(app) if "<h1" in body]
    return body


def words(app: AppTest, kinds: Iterable[str] = ("markdown", "caption")) -> str:
    """Return what the page says, in HTML and in elements of the given kinds."""
    elements: list[Any] = [one for kind in kinds for one in app.get(kind)]
    return "\n".join([*html(app), *(one.value for one in elements)])


def plain(text: str) -> str:
    """Return a text of HTML without its marks."""
    return unescape(re.sub(r"<[^>]+>", " ", text))


class _Pairs(HTMLParser):
    """Reads ``<dt>name</dt><dd>value</dd>``: the first value under each name."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: dict[str, str] = {}
        self.tag = self.name = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tag = tag

    def handle_endtag(self, tag: str) -> None:
        self.tag = ""

    def handle_data(self, data: str) -> None:
        if self.tag == "dt":
            self.name = data
        elif self.tag == "dd":
            self.pairs.setdefault(self.name, data)


def listed(app: AppTest) -> dict[str, Any]:
    """What the page told the list beside the map."""
    (part,) = parts(app)
    return part


def with_figures_behind(app: AppTest) -> AppTest:
    """Open what stands one step behind the page's sentence."""
    app.session_state["verdict-figures"] = True
    return app.run()


def figures(app: AppTest, kind: str) -> dict[str, str]:
    """Return names and values of a ``<dl class=kind>``; empty where the page has none."""
    reader = _Pairs()
    reader.feed("".join(body for body in html(app) if body.startswith(f'<dl class="{kind}"')))
    return reader.pairs


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    """Return the one table that has the column."""
    (table,) = [one.value for one in app.dataframe if column in one.value.columns]
    return table


# --- What is sent to the browser --------------------------------------------------------------


def painted(app: AppTest) -> dict[str, Any]:
    """Return what the page told its one map."""
    (map_part,) = app.get("component_instance")
    script = json.loads(map_part.proto.json_args)["feature_group"]
    told = re.search(r"CspMap\.paint\(map_div,(\{.*\})\)", script)
    assert told, "the map was told nothing"
    return dict(json.loads(told[1]))


def parts(app: AppTest) -> list[dict[str, Any]]:
    """Return what the page told each of its own components."""
    return [json.loads(one.proto.json) for one in app.get("bidi_component")]


def told(app: AppTest, key: str) -> dict[str, Any]:
    """Return what the page told the one component whose data has the key."""
    (held,) = [one for one in parts(app) if key in one]
    return held


def charts(app: AppTest) -> list[dict[str, Any]]:
    """Return the Plotly figures that the page draws."""
    return [json.loads(one["figure"]) for one in parts(app) if "figure" in one]
