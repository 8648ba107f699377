"""Foreign text is text on every page: canaries in addresses, names, notes, files and uploads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from components.choosing.leads import ABOUT
from components.page.sections import SECTION
from components.plan.filters import ROW, STATUS
from components.priority.kept import RESULT
from components.priority.scoring import CELL
from data.outlines.boundaries import load_boundaries
from data.partner.levels import areas_of
from data.priority.results import keep_result
from data.selection import exploration, trending
from data.selection.selection import KEYS
from tests.app import test_compare, test_prioritise, test_sources, test_trends
from tests.app.foreign import (
    CANARY,
    EAST,
    LICHFIELD,
    LONG,
    PERIOD,
    STOWE,
    Stored,
    acted_on,
    put_canaries,
    seen,
)
from tests.app.test_new_area import make
from tests.app.test_pages import SECTIONS
from tests.app.visiting import ran, visit
from tests.data.area import synthetic_area
from tests.data.partner_tables.partner_tables import csv_of

PAGES = ("overview", "theme", "explore", "compare", "ward", "trends", "plan", "prioritise")
PAGES = (*PAGES, "sources")
OF_PAGES = (*exploration.OWN_KEYS, *trending.OWN_KEYS, SECTION, STATUS, ABOUT, ROW, CELL, RESULT)


@pytest.fixture(autouse=True)
def _details_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open what stands behind a button: a test cannot press one that opens."""
    monkeypatch.setattr(PopoverContainer, "open", property(lambda _: True, lambda *_: None))


def shows(page: str, section: str = "", **query: str) -> bool:
    """Visit a page, which must take no canary for more than text; return whether it shows one."""
    app = ran(visit(page, section, **query))
    assert not acted_on(app)
    return seen(app)


# --- Addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_key_that_pages_share(page: str) -> None:
    assert shows(page, **dict.fromkeys(KEYS, f"{CANARY} {LONG}"))


@pytest.mark.parametrize("page", PAGES)
def test_every_key_that_a_page_has_of_its_own(page: str) -> None:
    told = shows(page, **dict.fromkeys(OF_PAGES, f"{CANARY} {LONG}"))
    assert told == (page in ("explore", "trends", "plan"))


@pytest.mark.usefixtures("own_store")
def test_keys_that_are_read_when_the_others_are_in_order() -> None:
    assert shows("plan", csp=EAST, **{ROW: LONG})
    keep_result(LICHFIELD, PERIOD, "Meeting")
    assert shows("prioritise", "Results", **{RESULT: LONG, CELL: LONG})


# --- What was entered and imported ------------------------------------------------------------


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(tmp_path_factory.mktemp("foreign")))
        yield put_canaries()


# The partner's indicator of a theme is what these are asked for.
OF_INDICATOR = [
    *(("theme", one) for one in SECTIONS["theme"]),
    *(("compare", one) for one in test_compare.SECTIONS),
    ("overview", ""),
    ("ward", ""),
]
KEPT = test_prioritise.SECTIONS
OTHERS = [
    ("overview", "partners-tables", True),
    *(("trends", one, one == "months") for one in test_trends.SECTIONS),
    *(("prioritise", one, one in ("Scores and ranking", "Results", "Harm")) for one in KEPT),
    ("sources", "", False),
    ("sources", test_sources.PARTNER, True),
    ("sources", test_sources.HISTORY, True),
]


@pytest.mark.parametrize(("page", "section"), OF_INDICATOR)
def test_a_partners_indicator(stored: Stored, page: str, section: str) -> None:
    query = {"theme": "burglary", "indicator": stored.indicator, "period": PERIOD, "ward": STOWE}
    assert shows(page, section, **query)


@pytest.mark.parametrize(("page", "section", "told"), OTHERS)
def test_what_a_page_tells_of_the_store(
    stored: Stored, page: str, section: str, told: bool
) -> None:
    assert shows(page, section) or not told


def test_the_notes_of_a_plan(stored: Stored) -> None:
    assert shows("plan", csp=EAST)
    assert shows("plan", csp=EAST, row=stored.row)


# --- Names of areas ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def area(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Another force area, whose districts' and wards' names are canaries."""
    folder = tmp_path_factory.mktemp("area")
    write = synthetic_area.write

    def renamed(path: Path, heading: str, rows: list[tuple[object, ...]]) -> None:
        told = [
            [f"{one} {CANARY}" if str(one).startswith("Ward ") else one for one in row]
            for row in rows
        ]
        write(path, heading, told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(folder / "store"))
        names = {code: f"{CANARY} {name}" for code, name in synthetic_area.DISTRICTS.items()}
        patch.setattr(synthetic_area, "DISTRICTS", names)
        patch.setattr(synthetic_area, "write", renamed)
        make(folder, "police")
        yield


OF_AREAS = [
    *((page, one) for page, names in SECTIONS.items() for one in names),
    *(("compare", one) for one in ("Chosen indicator", "What changed", "Plans beside figures")),
    *(("trends", one) for one in test_trends.SECTIONS if one != "months"),
    *(("prioritise", one) for one in test_prioritise.SECTIONS),
    *((page, "") for page in ("explore", "ward", "plan", "sources")),
]


@pytest.mark.usefixtures("area")
@pytest.mark.parametrize(("page", "section"), OF_AREAS)
def test_names_of_another_force_area(page: str, section: str) -> None:
    assert shows(page, section) or page == "sources"


# --- Uploads ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_store")
def test_a_partners_upload_with_errors() -> None:
    good = [f"{code},4,1000,x" for code in areas_of("ward24").index[:20]]
    rows = [*good, f"{CANARY},4,1000,x", f"{STOWE},{CANARY},1000,x"]
    head = f"area_code,numerator,denominator,{CANARY}"
    app = test_sources.bring(
        csv_of(head, *rows), f"{CANARY}.csv", Name=CANARY, **{"Partner who supplied it": CANARY}
    )
    assert seen(app) and not acted_on(app)


@pytest.mark.usefixtures("own_store")
@pytest.mark.parametrize("section", [test_sources.POLICE, "Ward boundaries"])
def test_files_that_are_refused(section: str) -> None:
    app = visit("sources", section)
    name = "![x](https_evil.example)<img src=x>www.evil.example.zip"
    app.file_uploader[0].set_value([(name, b"PK no archive", "application/zip")])
    ran(app.run())
    assert seen(app) and not acted_on(app)


@pytest.mark.usefixtures("own_store")
def test_a_boundary_file_with_foreign_columns() -> None:
    wards = load_boundaries("ward24").reset_index()
    layer = wards.rename(columns={"area_code": "WD24CD", "area_name": CANARY})
    layer = layer[["WD24CD", CANARY, "geometry"]].to_crs(4326)
    app = visit("sources", "Ward boundaries")
    name = f"{CANARY.replace('/', '')}.geojson"
    app.file_uploader[0].set_value([(name, layer.to_json().encode(), "text/plain")])
    ran(app.run())
    assert seen(app) and not acted_on(app)
