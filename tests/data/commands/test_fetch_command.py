"""The command ``fetch``: what it says, and what it downloads by default."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from data.commands import importing
from data.commands.fetch import add_parser, run
from data.fetching.downloads import load_downloads
from data.fetching.faults import FetchError
from data.fetching.session import Manners
from data.installed.downloads import downloads_folder
from data.store import StoreError
from data.tables.areas import load_areas
from tests.data.fetching.portal_server import Archive, Portal, archive_of, serving

FORCE = "north-shire"


def told(*words: str) -> list[str]:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="command"))
    now = [0.0]
    manners = Manners(sleep=lambda pause: now.append(now[-1] + pause), clock=lambda: now[-1])
    return run(parser.parse_args(["fetch", *words]), manners)


@pytest.fixture
def own_wards() -> list[tuple[str, str, str]]:
    areas = load_areas()
    wards = areas[areas["area_type"] == "ward19"]
    rows = wards[["area_code", "area_name", "district_code"]].itertuples(index=False, name=None)
    return [*rows, ("E05000001", "Elsewhere", "E09000001")]


def test_boundaries_of_the_own_districts(
    own_wards: list[tuple[str, str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Portal(services=("WD_DEC_2019_UK_BGC",), wards=own_wards)) as portal:
        words = ("boundaries", "--vintage", "2019", "--out", str(tmp_path))
        lines = told(*words, "--services", f"{portal.address}/services")
        path = next(tmp_path.glob("*.geojson"))
        assert lines[0].startswith(f"Downloaded {path}")
        assert lines[1].startswith(f"{len(own_wards) - 1} areas, from {portal.address}")
        assert lines[-1] == f"Next: python -m data import boundaries {path}"
        assert "100%" in capsys.readouterr().err
        asked = len(portal.asked)
        lines = told(*words, "--services", f"{portal.address}/services")
        assert lines[0].startswith("Already on disk since ") and len(portal.asked) == asked


def test_police_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    months = ["2024-01", "2024-02"]
    archives = {"2024-02": archive_of(months, (FORCE,), without=[f"2024-01/{FORCE}"])}
    monkeypatch.setenv("CSP_STORE", str(tmp_path))
    with serving(Archive(months=months, archives=archives)) as site:
        words = ("police", "--force", FORCE, "--from", "2024-01", "--site", site.address)
        lines = told(*words, "--to", "2024-03")
    path = next(downloads_folder().glob("*.zip"))
    assert downloads_folder() == tmp_path / "downloads"
    assert lines[1] == "1 months, 2024-02 to 2024-02."
    assert lines[2].startswith(
        "Absent (not in the archive: the force did not deliver it): 2024-01."
    )
    assert lines[3].startswith("Absent (not published yet): 2024-03.")
    assert lines[-1] == f"Next: python -m data import police {path}"


@pytest.mark.parametrize("failed", [False, True])
def test_import_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failed: bool) -> None:
    given = []

    def run(arguments: argparse.Namespace) -> list[str]:
        given.append((arguments.command, arguments.kind, *arguments.paths))
        if failed:
            raise StoreError("The disk is full.")
        return ["Imported."]

    monkeypatch.setattr(importing, "run", run)
    archives = {"2024-01": archive_of(["2024-01"], (FORCE,))}
    with serving(Archive(months=["2024-01"], archives=archives)) as site:
        words = ("police", "--force", FORCE, "--from", "2024-01", "--site", site.address)
        if failed:
            with pytest.raises(FetchError, match="is downloaded and whole, but was not imported"):
                told(*words, "--out", str(tmp_path), "--import")
        else:
            assert told(*words, "--out", str(tmp_path), "--import")[-1] == "Imported."
    assert given == [("import", "police", next(tmp_path.glob("*.zip")))]


def test_a_year_that_is_not_known() -> None:
    with pytest.raises(FetchError, match=r"known: 2019, 2022, 2023, 2024, 2025\)"):
        told("boundaries", "--vintage", "2001")


def test_every_layer_is_complete_and_its_fields_are_of_its_year() -> None:
    offer = load_downloads()
    keys = [(layer.areas, layer.vintage) for layer in offer.layer]
    assert len(set(keys)) == len(keys)
    for layer in offer.layer:
        assert layer.services and layer.code.endswith(f"{layer.vintage[-2:]}CD")
        assert layer.name == f"{layer.code[:-2]}NM" and layer.district.startswith("LAD")
        assert layer.vintage in layer.title
    assert "{month}" in offer.police.archive and offer.police.months_in_archive > 12


def test_a_broken_catalogue_is_said(tmp_path: Path) -> None:
    path = tmp_path / "downloads.toml"
    path.write_text("[portal]\npublisher = 1\n")
    with pytest.raises(FetchError, match=r"downloads\.toml, portal\.publisher"):
        load_downloads(path)
