"""Canaries: foreign texts that act where a page takes them for more than text, and how to tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from data.partner.period import read_period
from data.partner.values import partner_indicators
from data.partner_tables.store import save_partner_table
from data.plan.notes import save_note
from data.plan.tracker import plan_rows
from data.priority import harm
from data.priority.results import keep_result
from data.priority.scores import save_score, save_weights
from data.trend.step_changes import mark_step_change
from tests.data.partner_tables.partner_tables import checked, definition, whole_table

HOST = "evil.example"
PICTURE = f"![x](https://{HOST}/p)"
TAG = f"<img src=//{HOST}>"
# Short enough for every name; the rest for what may be long.
CANARY = f"{PICTURE}{TAG}"
LONG = (
    f"{PICTURE} [x](https://{HOST}) www.{HOST} me@{HOST} :material/evil: :red[evil] `evil` {TAG}"
    f"<a href=//{HOST}>x</a><script>evil()</script>\n\n# evil\n\n- {PICTURE}"
)
# Of a canary in Markdown and in HTML, whatever would be more than text.
IN_MARKDOWN = re.compile(
    r"(?<!\\)\[x|(?<!\\)<(?:img|script|a )|https?:/|www\.evil|@evil|:(?=material/evil|red\[evil)"
    r"|(?<!\\)`evil|^# evil|^- !",
    re.MULTILINE,
)
IN_HTML = re.compile(r"<(?:img|script|a )")
# What the browser shows as it is, whatever is in it: choices, what was typed, code.
PLAIN = {
    *("Selectbox.options", "MultiSelect.options", "MultiSelect.raw_values", "Selectbox.raw_value"),
    *("TextInput.default", "TextInput.value", "TextArea.default", "TextArea.value"),
    *("TextInput.placeholder", "Selectbox.placeholder", "MultiSelect.placeholder"),
    *("Code.code_text", "PageLink.query_string", "Block.id", "Arrow.alt", "DownloadButton.url"),
}


LICHFIELD, EAST, PERIOD, STOWE = "E07000194", "E07000193", "2025", "E05010670"


class Stored(NamedTuple):
    """The key of a plan's row with a note, and a partner's indicator of a theme."""

    row: str
    indicator: str


def put_canaries() -> Stored:
    """Put a canary into every text that the store takes."""
    for theme in (None, "burglary"):
        said = definition(
            name=f"{theme} {CANARY}",
            partner=CANARY,
            definition=LONG,
            caveat=LONG,
            theme=theme,
            period=read_period(PERIOD),
        )
        table = checked(whole_table("ward24", {STOWE: 3}), said, name=f"{CANARY}.csv")
        save_partner_table(table, CANARY, LONG)
    save_score(LICHFIELD, PERIOD, "asb", "psychological", 4, reason=LONG, who=CANARY)
    weights = {"likelihood": 2.0}
    save_weights(LICHFIELD, PERIOD, section_weights=weights, reason=LONG, who=CANARY)
    keep_result(LICHFIELD, PERIOD, CANARY, note=LONG, who=CANARY)
    mark_step_change("2025-07", CANARY, who=CANARY)
    texts = {"source": CANARY, "unit": CANARY, "licence": CANARY, "who": CANARY, "note": CANARY}
    harm.save_weights((("burglary", 10.0), ("robbery", 20.0)), **texts)
    row = plan_rows(EAST)[0].row
    save_note(row.document, row.row, owner=CANARY, text=LONG, who=CANARY)
    indicator = next(one.id for one in partner_indicators() if "burglary" in one.name)
    return Stored(row.key, indicator)


def acted_on(app: AppTest) -> list[str]:
    """Return every text of a page in which a canary would be more than text."""
    found = []
    for node in _nodes(app._tree):
        proto = getattr(node, "proto", None)
        if not isinstance(proto, Message):
            continue
        told = [*_texts(proto), *_cells(node)]
        for place, text in told:
            if HOST not in text and "evil" not in text:
                continue
            found += [f"{place}: {one}" for one in _acted(place, text)]
    return found


def seen(app: AppTest) -> bool:
    """Whether a canary stands anywhere on the page."""
    return any(
        "evil" in text
        for node in _nodes(app._tree)
        if isinstance(getattr(node, "proto", None), Message)
        for _, text in _texts(node.proto)
    )


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for one in getattr(node, "children", {}).values():
        yield from _nodes(one)


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    """Give each text of a message with the name of its field."""
    name = message.DESCRIPTOR.name
    for field, value in message.ListFields():
        place = f"{name}.{field.name}"
        for one in value if field.is_repeated else [value]:
            if field.type == FieldDescriptor.TYPE_MESSAGE and isinstance(one, Message):
                yield from _texts(one)
            elif field.type == FieldDescriptor.TYPE_STRING:
                yield place, str(one)


def _cells(node: Any) -> Iterator[tuple[str, str]]:
    """Give the cells of a table that reads Markdown; the larger ones, which scroll, read none."""
    if getattr(node, "type", "") == "table":
        for one in node.value.reset_index().astype(str).to_numpy().ravel():
            yield "Table", str(one)


def _acted(place: str, text: str) -> list[str]:
    if place in PLAIN or place.endswith((".id", ".key", ".form_id", "_hash", "_key")):
        return []
    if place == "Html.body":
        return _around(IN_HTML, text)
    if place == "BidiComponent.json":
        # Our own components write text as text, but for the letters of a chart.
        figure = json.loads(text).get("figure", "")
        return _around(IN_HTML, str(figure))
    if place == "ComponentInstance.json_args":
        told = re.search(r"CspMap\.paint\(map_div,(\{.*\})\)", json.loads(text)["feature_group"])
        # The third of each area is its HTML; names and notes are escaped in the browser.
        areas = json.loads(told[1])["areas"].values() if told else []
        return [one for area in areas for one in _around(IN_HTML, area[2])]
    return _around(IN_MARKDOWN, text)


def _around(pattern: re.Pattern[str], text: str) -> list[str]:
    return [text[max(0, one.start() - 60) : one.end() + 60] for one in pattern.finditer(text)]
