"""The whole app for another police force area: every page, with records and without."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.commands.area import add_parser, run
from data.figures.area_figures import area_figures
from data.installed.catalogue import load_catalogue
from data.tables.packaged import PACKAGED_FOLDER, read_packaged
from tests.app import visiting
from tests.app.visiting import healthy, visit
from tests.data.area.synthetic_area import (
    DISTRICTS,
    HOTSPOT,
    SLUG,
    lsoas,
    write_children,
    write_deprivation,
    write_needed,
    write_older,
    write_police,
)

PAGES = ("overview", "theme", "explore", "compare", "ward", "trends")
HOT = next(one for one in lsoas() if (one.column, one.row) == HOTSPOT)


def make(folder: Path, *parts: str) -> None:
    write_needed(folder / "files")
    writers = {
        "children": write_children,
        "deprivation": write_deprivation,
        "older": write_older,
        "police": lambda files: write_police(files / "archive.zip"),
        "old police": lambda files: write_police(
            files / "old.zip", [f"2019-{month:02d}" for month in range(1, 7)], old=True
        ),
    }
    for part in parts:
        writers[part](folder / "files")
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="command"))
    run(parser.parse_args(["new-area", SLUG, "--source-folder", str(folder / "files")]))


def serve(folder: Path, *parts: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSP_STORE", str(folder / "store"))
        make(folder, *parts)
        yield


@pytest.fixture(scope="class")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    yield from serve(tmp_path_factory.mktemp("plain"), "police")


@pytest.fixture(scope="class")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    parts = ("police", "older", "old police", "children", "deprivation")
    yield from serve(tmp_path_factory.mktemp("full"), *parts)


@pytest.fixture(scope="class")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    yield from serve(tmp_path_factory.mktemp("bare"))


def words(app: AppTest) -> str:
    chosen = [str(one.value or one.proto) for one in app.selectbox]
    return "\n".join([visiting.words(app, ("markdown", "info", "caption")), *chosen])


def packaged_names() -> set[str]:
    areas = read_packaged("areas", PACKAGED_FOLDER)
    return set(areas.loc[areas["area_type"].isin(["force", "district"]), "area_name"])


@pytest.mark.usefixtures("plain")
class TestWithAYearOfRecords:
    @pytest.mark.parametrize("page", (*PAGES, "plan"))
    @pytest.mark.parametrize("csp", DISTRICTS)
    def test_a_page_shows_the_area_and_no_other(self, page: str, csp: str) -> None:
        text = words(healthy(visit(page, csp=csp)))
        assert DISTRICTS[csp] in text
        assert [name for name in packaged_names() if name in text] == []

    @pytest.mark.parametrize("theme", load_catalogue().themes)
    def test_every_theme(self, theme: str) -> None:
        text = words(healthy(visit("theme", theme=theme)))
        assert [name for name in packaged_names() if name in text] == []

    def test_every_period_of_every_page(self) -> None:
        for period in load_catalogue().app_periods:
            for page in ("overview", "compare", "ward"):
                healthy(visit(page, period=period.id))

    def test_the_hotspot_is_the_ward_with_most(self) -> None:
        period = load_catalogue().default_period.id
        rates = area_figures("violence-sexual", period, "ward")["rate"]
        assert rates.idxmax() == HOT.ward25
        text = words(healthy(visit("ward", csp=HOT.district, ward=HOT.ward25)))
        assert f"Ward {HOT.ward25[-2:]}" in text


@pytest.mark.usefixtures("full")
class TestWithEverything:
    @pytest.mark.parametrize("page", PAGES)
    def test_a_page_of_each_period(self, page: str) -> None:
        catalogue = load_catalogue()
        assert {one.ward_vintage for one in catalogue.app_periods} == {"ward19", "ward25"}
        for period in catalogue.app_periods:
            query = {} if page in ("explore", "theme") else {"period": period.id}
            healthy(visit(page, **query))

    @pytest.mark.parametrize("theme", load_catalogue().themes)
    def test_every_theme(self, theme: str) -> None:
        healthy(visit("theme", theme=theme))


@pytest.mark.usefixtures("bare")
class TestWithoutRecords:
    @pytest.mark.parametrize("page", PAGES)
    def test_a_page_says_that_no_records_are_loaded(self, page: str) -> None:
        text = words(healthy(visit(page)))
        assert "No records are loaded" in text
        assert "mport months" in text
