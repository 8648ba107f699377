"""What the product says, written down: figures of the command line and texts of every page.

``python -m tests.snapshot FOLDER`` writes it for the packaged data. Two checkouts that write the
same say the same, whatever was moved in between::

    python -m tests.snapshot /tmp/before    # in the one
    python -m tests.snapshot /tmp/after     # in the other
    diff -r /tmp/before /tmp/after
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

STORE = "CSP_STORE"
# The address of a file that the app serves names the module that declares it and has a hash of the
# file, the store is another each time, and a colour that is not there is none: nothing of it is
# anything that a reader is told.
SERVED = re.compile(
    r"(\.\.|component)/components\.[\w.]+/|\?[0-9a-f]{8}\b|\b[0-9a-f]{12,}\b"
    r'|/tmp/\w+/| style="background-color:"(?=>)'
)
SHOWN = (
    "all-crime 2025 ward",
    "all-crime 2025 ward --wards force",
    "all-crime 2025 lsoa",
    "all-crime 2018-19 ward",
    "all-crime 2018-10_2019-02 ward",
    "all-crime 2018-10_2019-02 district",
    "asb 2025 ward",
    "asb 2025 ward --csp E06000021",
    "asb 2025 district",
    "asb 2025 force",
    "asb 2018-19 district",
    "burglary 2025 lsoa --wards force --csp E07000194",
    "burglary 2018-10_2019-02 ward",
    "cpp 2018-19 ward",
    "lac 2018-19 ward --wards force",
    "domestic-abuse 2019-20 district",
    "vehicle-offences 2025 ward",
    "violence-sexual 2025 district",
    "drug-offences 2025 ward --wards force",
    "car-key-share 2018-19 ward",
)
LISTS = ("indicators", "periods", "themes", "areas")
STOKE, EAST, TAMWORTH, STAFFORD = "E06000021", "E07000193", "E07000199", "E07000197"
SECTIONS = {
    "overview": (
        "Places the documents name",
        "What changed most",
        "Every ward",
        "How complete the records are",
    ),
    "theme": (
        "Against others",
        "What the plans say",
        "Who is affected",
        "Published figures",
        "Months",
        "Every ward",
    ),
    "explore": ("Mix and months", "Streets"),
    "compare": (
        "Chosen indicator",
        "What changed",
        "Priorities and figures",
        "For the board paper",
        "Similar areas and England",
    ),
    "trends": ("Months", "Change", "Emerging areas", "Direction of travel", "Forecast"),
    "prioritise": (
        "Scores and ranking",
        "How firm it is",
        "Weights",
        "Beside the plan",
        "Changes",
        "Results",
        "Harm",
    ),
    "sources": ("What is loaded", "Police records", "Ward boundaries", "A partner's table"),
}
# Beside each page as it opens and with each of its sections: page and query.
ADDRESSES = (
    ("overview", f"csp={STOKE}"),
    ("overview", "period=2018-19"),
    ("overview", "period=2018-10_2019-02"),
    ("overview", "period=1999"),
    ("theme", f"csp={STOKE}&theme=burglary&period=2018-10_2019-02&shade=lenses"),
    ("theme", f"csp={TAMWORTH}&theme=vehicle-crime&wards=force&shade=band"),
    ("theme", "ward=E05010658"),
    ("theme", "csp=E99&theme=nope&wards=x"),
    ("theme", "period=2018-19&section=every-ward"),
    ("theme", "theme=contextual-safeguarding&section=children-s-services"),
    ("explore", f"csp={STOKE}&level=lsoa"),
    ("explore", "types=burglary,shoplifting&from=2025-03&to=2025-05&measure=share"),
    ("explore", "level=lsoa&layer=gi"),
    ("explore", "level=lsoa&layer=moran"),
    ("explore", "layer=band"),
    ("explore", "level=lsoa&layer=smoothed"),
    ("explore", "measure=change"),
    ("compare", "indicator=burglary"),
    ("compare", "period=2018-19"),
    ("compare", f"csp={EAST}&section=similar-areas-and-england"),
    ("ward", ""),
    ("ward", "ward=E05010658"),
    ("ward", f"csp={STOKE}&wards=force"),
    ("ward", "period=2018-19"),
    ("trends", f"csp={STAFFORD}&types=burglary"),
    ("trends", f"csp={STOKE}&types=asb&section=change"),
    ("plan", ""),
    ("plan", f"csp={EAST}&row=east_staffordshire_plan_2018/target-1"),
    ("prioritise", f"csp={STOKE}"),
)


def addresses() -> Iterator[tuple[str, str]]:
    """Every page and query of the snapshot."""
    from components.page.sections import in_address
    from data.installed.catalogue import load_catalogue

    catalogue = load_catalogue()
    for page, sections in SECTIONS.items():
        yield page, ""
        for section in sections:
            yield page, f"section={in_address(section)}"
    for theme in catalogue.themes:
        yield "theme", f"theme={theme}"
    for district in catalogue.force.districts:
        yield "theme", f"csp={district.code}"
        yield "plan", f"csp={district.code}"
    yield from ADDRESSES


def page_text(page: str, query: str) -> str:
    """Everything that a page sends to be read: words, tables, and what maps and charts are told."""
    from tests.app.visiting import visit

    # A space in an address's own way of writing it would be another address.
    wanted = {("from_" if key == "from" else key): value for key, value in parse_qsl(query)}
    app = visit(page, **wanted)
    told = [_element(one) for block in (app.main, app.sidebar) for one in _leaves(block)]
    return "\n".join(SERVED.sub("", one) for one in told)


def _leaves(block: Any) -> Iterator[Any]:
    children = getattr(block, "children", None)
    if children is None:
        yield block
        return
    label = getattr(block.proto, "label", "") if block.proto is not None else ""
    if label:
        yield f"[{block.type}] {label}"
    for child in children.values():
        yield from _leaves(child)


def _element(one: Any) -> str:
    if isinstance(one, str):
        return one
    proto = one.proto
    if one.type in ("arrow_data_frame", "dataframe"):
        return f"[table]\n{one.value.to_csv()}"
    for field in ("body", "json_args", "json"):
        held = getattr(proto, field, "")
        if isinstance(held, str) and held:
            return f"[{one.type}] {_spread(held)}"
    parts = [str(getattr(proto, name, "")) for name in ("label", "value", "help", "placeholder")]
    options = getattr(proto, "options", ())
    parts += [", ".join(map(str, options))] if options else []
    return f"[{one.type}] {' | '.join(part for part in parts if part)}"


def _spread(told: str) -> str:
    """JSON a key a line, so that a difference can be read."""
    try:
        return json.dumps(json.loads(told), indent=0, ensure_ascii=False, sort_keys=True)
    except ValueError:
        return told


def _command(words: str) -> str:
    from data.__main__ import main

    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = main(words.split())
    return f"{told.getvalue()}[exit {code}]\n"


def _asked(selection: str) -> str:
    indicator, period, level, *others = selection.split()
    return " ".join(["show", indicator, "--period", period, "--level", level, *others])


def write(folder: Path) -> int:
    """Write the snapshot, a file for each table and page; return how many."""
    asked = {one: _asked(one) for one in SHOWN} | {one: f"list {one}" for one in LISTS}
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in asked.items():
        (folder / f"show {name}.csv").write_text(_command(words))
    pages = list(dict.fromkeys(addresses()))
    for page, query in pages:
        name = f"{page} {query}".replace("/", "_").strip()
        (folder / f"page {name}.txt").write_text(page_text(page, query))
        print(name, flush=True)
    return len(asked) + len(pages)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as _store:
        os.environ[STORE] = _store
        print(write(Path(sys.argv[1])), "files")
