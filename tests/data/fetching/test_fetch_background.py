"""An extract of OpenStreetMap: whole or not at all, resumed, and by hand where it cannot be had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.fetching.background import fetch_background
from data.fetching.downloads import load_downloads
from data.fetching.faults import FetchError
from data.fetching.finished import Fetched
from data.fetching.session import Manners, PoliteSession
from tests.data.fetching.portal_server import Archive, serving

CONTENT = bytes(range(256)) * 400


@pytest.fixture
def site() -> Iterator[Archive]:
    with serving(Archive(archives={"2024-06": CONTENT})) as running:
        yield running


def fetch(site: Archive, folder: Path, month: str = "2024-06", **choices) -> Fetched:
    offered = replace(
        load_downloads().background, site=site.address, extract=f"/data/archive/{month}.zip"
    )
    manners = Manners(sleep=lambda seconds: None, clock=lambda: 0.0)
    with PoliteSession(manners) as session:
        return fetch_background(session, offered, "england/north-shire", folder, **choices)


def test_the_file_is_whole_and_is_not_fetched_twice(site: Archive, tmp_path: Path) -> None:
    first = fetch(site, tmp_path)
    assert first.path.name == "background-england-north-shire.osm.pbf"
    assert first.path.read_bytes() == CONTENT
    asked = site.requests
    assert fetch(site, tmp_path).reused and site.requests == asked
    assert not fetch(site, tmp_path, again=True).reused


def test_what_cannot_be_had_is_told_with_the_way_by_hand(site: Archive, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"By hand: download the area's \.osm\.pbf from https"):
        fetch(site, tmp_path, "1999-01")
    assert not list(tmp_path.glob("*.osm.pbf*"))


def test_a_disk_without_room_is_told_before_it_begins(site: Archive, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="Make room"):
        fetch(site, tmp_path, free=lambda folder: 1000)
    assert not list(tmp_path.glob("*.osm.pbf"))
