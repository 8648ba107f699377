"""Boundaries from a feature service: whole or not at all, whatever the service does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from data.fetching.boundaries import Cut, fetch_boundaries
from data.fetching.downloads import load_downloads
from data.fetching.faults import FetchError, UnreachableError
from data.fetching.finished import Fetched, Progress
from data.fetching.session import Manners, PoliteSession
from tests.data.fetching.portal_server import Portal, serving, square, wards_of

DISTRICTS = ("E07000001", "E07000002")
OTHER = "E07000009"
ROOT = Path(__file__).parents[3]


class Stopped(BaseException):
    """Ends a download from within, as a closed browser or Ctrl-C does."""


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving(Portal(wards=wards_of((*DISTRICTS, OTHER), 12))) as running:
        yield running


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def manners(self, **changed: Any) -> Manners:
        return replace(Manners(sleep=self.sleep, clock=lambda: self.now, read_timeout=5), **changed)


def fetch(portal: Portal, folder: Path, clock: Clock | None = None, **choices: object) -> Fetched:
    offer = load_downloads()
    manners = choices.pop("manners", None) or (clock or Clock()).manners()
    layer = replace(
        offer.area_layer("ward", "2019"),
        services=choices.pop("services", portal.services),
        lookup=portal.lookups[0] if portal.lookups else "",
    )
    with PoliteSession(manners) as session:
        return fetch_boundaries(
            session,
            replace(offer.portal, services=f"{portal.address}/services"),
            layer,
            choices.pop("cut", Cut(DISTRICTS)),
            folder,
            page_size=choices.pop("page_size", 5),
            **choices,
        )


def truth(portal: Portal) -> dict[str, tuple[str, object]]:
    wanted = [ward for ward in portal.wards if ward[2] in DISTRICTS]
    return {code: (name, square(portal.wards.index((code, name, d)))) for code, name, d in wanted}


def content(fetched: Fetched) -> dict[str, tuple[str, object]]:
    features = json.loads(fetched.path.read_text(encoding="utf-8"))["features"]
    return {
        each["properties"]["wd19cd"]: (each["properties"]["wd19nm"], each["geometry"])
        for each in features
    }


def pages_asked(portal: Portal) -> list[int]:
    return [each[1] for each in portal.asked if isinstance(each, tuple) and each[0] == "page"]


def nothing_finished(folder: Path) -> bool:
    return not list(folder.glob("*.geojson")) and not list(folder.glob("*.geojson.json"))


def test_whole_layer_of_two_districts(portal: Portal, tmp_path: Path) -> None:
    fetched = fetch(portal, tmp_path)
    assert content(fetched) == truth(portal)
    assert len(content(fetched)) == 24 == fetched.detail["areas"]
    assert not fetched.reused
    # One description, two counts, five pages: nothing is asked twice.
    assert portal.asked == ["layer", "count", *[("page", at) for at in (0, 5, 10, 15, 20)], "count"]
    assert len(portal.agents) == 1 and "community-safety-profile" in portal.agents.pop()
    page = portal.forms[2]
    assert page["outSR"] == "4326" and page["geometryPrecision"] == "6"
    assert page["outFields"] == "wd19cd,wd19nm,lad19cd"


def test_a_finished_download_is_not_downloaded_again(portal: Portal, tmp_path: Path) -> None:
    first = fetch(portal, tmp_path)
    portal.asked.clear()
    second = fetch(portal, tmp_path)
    assert second.reused and second.sha256 == first.sha256 and portal.asked == []
    assert not fetch(portal, tmp_path, again=True).reused and portal.asked


def test_an_altered_file_is_not_taken_for_finished(portal: Portal, tmp_path: Path) -> None:
    path = fetch(portal, tmp_path).path
    path.write_bytes(path.read_bytes()[:-10])
    again = fetch(portal, tmp_path)
    assert not again.reused and content(again) == truth(portal)


def test_other_districts_are_another_download(portal: Portal, tmp_path: Path) -> None:
    first = fetch(portal, tmp_path)
    other = fetch(portal, tmp_path, cut=Cut((OTHER,)))
    assert not other.reused and other.path != first.path and other.detail["areas"] == 12
    assert content(first) == truth(portal)


@pytest.mark.parametrize(
    "fault",
    [
        "error 200",
        "html",
        "unavailable",
        "too many",
        "cut off",
        "cut json",
        "dropped",
        "half",
        "half with flag",
        "gaps",
        "twice",
        "no shape",
        "no code",
    ],
)
def test_a_passing_fault_is_asked_again(portal: Portal, tmp_path: Path, fault: str) -> None:
    portal.faults = {("page", 5): [fault]}
    if fault != "gaps":
        portal.faults |= {("page", 20): [fault, fault]}
    if not fault.startswith(("half", "gaps", "twice", "no ")):
        portal.faults |= {"layer": [fault], "count": [fault]}
    fetched = fetch(portal, tmp_path)
    assert content(fetched) == truth(portal)
    # Half of page 20 comes the same twice: taken as the service's limit, the rest asked for after.
    assert len(portal.asked) <= 8 + 6


def test_a_silent_server_is_given_up_and_asked_again(portal: Portal, tmp_path: Path) -> None:
    portal.faults = {("page", 5): ["silent"]}
    fetched = fetch(portal, tmp_path, manners=Clock().manners(read_timeout=0.2))
    assert content(fetched) == truth(portal)
    assert pages_asked(portal).count(5) == 2


def test_a_server_that_drips_is_given_up(portal: Portal, tmp_path: Path) -> None:
    passing = count(0, 200)
    with pytest.raises(FetchError, match="answered too slowly"):
        fetch(portal, tmp_path, manners=Clock().manners(clock=lambda: float(next(passing))))
    assert portal.asked == ["layer"] * 5


def test_an_answer_beyond_measure_is_not_read(portal: Portal, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="larger than any expected"):
        fetch(portal, tmp_path, manners=Clock().manners(largest_answer=500))
    assert nothing_finished(tmp_path) and pages_asked(portal) == [0]


@pytest.mark.parametrize("fault", ["error 200", "html", "unavailable", "cut json", "dropped"])
def test_a_lasting_fault_ends_in_a_sentence(portal: Portal, tmp_path: Path, fault: str) -> None:
    portal.faults = {("page", 10): [fault] * 99}
    with pytest.raises(FetchError, match=r"5 times in a row\. What had arrived is kept"):
        fetch(portal, tmp_path)
    assert nothing_finished(tmp_path)
    assert pages_asked(portal) == [0, 5, *[10] * 5]
    # Mended, the rerun asks for what is missing and nothing else.
    portal.faults.clear()
    portal.asked.clear()
    assert content(fetch(portal, tmp_path)) == truth(portal)
    assert pages_asked(portal) == [10, 15, 20]


def test_pauses_grow_and_follow_what_the_server_asks(portal: Portal, tmp_path: Path) -> None:
    clock = Clock()
    portal.faults = {"count": ["unavailable"] * 3, ("page", 0): ["too many"]}
    fetch(portal, tmp_path, manners=clock.manners(requests_per_second=1e9))
    backoff = [pause for pause in clock.slept if pause >= 1]
    assert 1 <= backoff[0] <= 2 and 2 <= backoff[1] <= 3 and 4 <= backoff[2] <= 5
    assert backoff[3] == 7


def test_requests_keep_to_the_rate(portal: Portal, tmp_path: Path) -> None:
    clock = Clock()
    fetch(portal, tmp_path, manners=clock.manners(requests_per_second=2))
    assert clock.now == pytest.approx((len(portal.asked) - 1) / 2)


def test_a_server_that_wants_a_day_is_left_alone(portal: Portal, tmp_path: Path) -> None:
    clock = Clock()
    portal.faults = {("page", 5): ["tomorrow"]}
    with pytest.raises(FetchError, match="asks to be left alone for 1440 minutes"):
        fetch(portal, tmp_path, clock)
    assert pages_asked(portal) == [0, 5] and max(clock.slept) <= 1


def test_refusals_are_not_asked_again(portal: Portal, tmp_path: Path) -> None:
    for fault, said in {"wrong": "Invalid query parameters", "forbidden": "status 403"}.items():
        portal.asked.clear()
        portal.faults = {"count": [fault]}
        with pytest.raises(FetchError, match=said):
            fetch(portal, tmp_path)
        assert portal.asked == ["layer", "count"]


def test_a_service_that_ignores_the_offset_is_found_out(portal: Portal, tmp_path: Path) -> None:
    portal.ignores_offset = True
    with pytest.raises(FetchError, match="sent areas again that it had sent before"):
        fetch(portal, tmp_path)
    assert nothing_finished(tmp_path) and pages_asked(portal) == [0, *[5] * 5]


def test_a_service_that_ignores_the_condition_is_found_out(portal: Portal, tmp_path: Path) -> None:
    portal.ignores_condition = True
    with pytest.raises(FetchError, match="sent areas that were not asked for"):
        fetch(portal, tmp_path)
    assert nothing_finished(tmp_path)


def test_the_layers_own_limit_goes_first(portal: Portal, tmp_path: Path) -> None:
    portal.largest_page = 4
    assert content(fetch(portal, tmp_path)) == truth(portal)
    assert pages_asked(portal) == [0, 4, 8, 12, 16, 20]


def test_a_limit_that_is_not_told_is_found(portal: Portal, tmp_path: Path) -> None:
    portal.own_limit = 3
    assert content(fetch(portal, tmp_path)) == truth(portal)
    # Each page twice, to tell a limit from a fault.
    assert len(pages_asked(portal)) <= 2 * 8


def test_an_area_that_comes_or_goes_meanwhile(portal: Portal, tmp_path: Path) -> None:
    added = ("E05999999", "New ward", DISTRICTS[0])

    def grow(offset: int) -> None:
        if offset == 10 and added not in portal.wards:
            portal.wards.append(added)

    portal.on_page = grow
    assert added[0] in content(fetch(portal, tmp_path))
    assert pages_asked(portal).count(0) == 2

    def shrink(offset: int) -> None:
        if offset == 10 and added in portal.wards:
            portal.wards.remove(added)

    portal.on_page = shrink
    assert content(fetch(portal, tmp_path, again=True)) == truth(portal)


def test_a_layer_that_keeps_changing_is_given_up(portal: Portal, tmp_path: Path) -> None:
    portal.on_page = lambda offset: portal.wards.append(
        (f"E05{len(portal.wards) + 500:06d}", "Another", DISTRICTS[0])
    )
    with pytest.raises(FetchError, match="changed while it was being downloaded"):
        fetch(portal, tmp_path)
    assert nothing_finished(tmp_path) and len(portal.asked) < 40


def test_a_broken_off_download_goes_on(portal: Portal, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 15:
            raise Stopped

    with pytest.raises(Stopped):
        fetch(portal, tmp_path, told=stop)
    assert nothing_finished(tmp_path)
    portal.asked.clear()
    assert content(fetch(portal, tmp_path)) == truth(portal)
    assert pages_asked(portal) == [15, 20]


def test_a_killed_process_leaves_nothing_half(portal: Portal, tmp_path: Path) -> None:
    """A process that is gone between two pages: no clean-up runs, and its lock goes with it."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from data.installed.downloads import fetch_force_boundaries\n"
        "from data.fetching import boundaries, paging\n"
        "def told(progress):\n"
        "    if progress.done >= 10: os._exit(9)\n"
        "paging.collect.__kwdefaults__['page_size'] = 5\n"
        "boundaries.fetch_boundaries.__kwdefaults__['page_size'] = 5\n"
        f"fetch_force_boundaries('ward', '2019', Path({str(tmp_path)!r}), told=told,\n"
        f"    districts={DISTRICTS!r}, services='{portal.address}/services')\n"
    )
    portal.services = ("WD_DEC_2019_UK_BGC",)
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == 9 and nothing_finished(tmp_path)
    assert pages_asked(portal) == [0, 5]
    portal.asked.clear()
    assert content(fetch(portal, tmp_path)) == truth(portal)
    assert pages_asked(portal) == [10, 15, 20]


def test_a_damaged_page_is_asked_again(portal: Portal, tmp_path: Path) -> None:
    portal.faults = {("page", 20): ["forbidden"]}
    with pytest.raises(FetchError):
        fetch(portal, tmp_path)
    page = next(tmp_path.glob("*/page-00002.json"))
    page.write_bytes(page.read_bytes().replace(b"Ward", b"Word"))
    portal.asked.clear()
    assert content(fetch(portal, tmp_path)) == truth(portal)
    assert pages_asked(portal) == [10, 15, 20]


def test_pages_of_an_older_edition_are_not_mixed_in(portal: Portal, tmp_path: Path) -> None:
    portal.faults = {("page", 15): ["forbidden"]}
    with pytest.raises(FetchError):
        fetch(portal, tmp_path)
    portal.edited = 2
    portal.wards = [(code, f"{name} (new)", district) for code, name, district in portal.wards]
    assert content(fetch(portal, tmp_path)) == truth(portal)


def test_two_downloads_at_once_do_not_meet(portal: Portal, tmp_path: Path) -> None:
    said = []

    def second(progress: Progress) -> None:
        if progress.done == 10:
            with pytest.raises(FetchError, match="Another program is downloading") as refused:
                fetch(portal, tmp_path)
            said.append(refused)

    assert content(fetch(portal, tmp_path, told=second)) == truth(portal) and said


def test_names_are_tried_in_turn(portal: Portal, tmp_path: Path) -> None:
    fetched = fetch(portal, tmp_path, services=("RENAMED", "WARDS"))
    assert content(fetched) == truth(portal) and portal.asked[0] == "missing"
    with pytest.raises(FetchError, match=r"None of the names .*: RENAMED, GONE\. Find 'Wards"):
        fetch(portal, tmp_path, services=("RENAMED", "GONE"), again=True)


def test_an_address_given_by_the_user(portal: Portal, tmp_path: Path) -> None:
    address = f"{portal.address}/services/WARDS/FeatureServer/0/"
    fetched = fetch(portal, tmp_path, services=("GONE",), address=address)
    assert content(fetched) == truth(portal) and "missing" not in portal.asked


def test_a_layer_without_districts_is_cut_by_codes(portal: Portal, tmp_path: Path) -> None:
    portal.fields = ("OBJECTID", "WD19CD", "WD19NM", "LONG")
    codes = tuple(truth(portal))
    # 24 codes fit into an address, 400 do not: the same query then goes as a form.
    for extra, method in ((0, "GET"), (376, "POST")):
        asked = (*codes, *(f"E05{800_000 + number}" for number in range(extra)))
        fetched = fetch(portal, tmp_path, cut=Cut(DISTRICTS, asked), again=True)
        assert fetched.detail["areas"] == 24 and len(fetched.detail["not_there"]) == extra
        assert portal.methods[-1] == method


def test_a_layer_without_districts_asks_the_lookup(portal: Portal, tmp_path: Path) -> None:
    portal.fields = ("OBJECTID", "WD19CD", "WD19NM", "LONG")
    portal.lookups = ("WARD_TO_DISTRICT",)
    portal.faults = {("lookup page", 0): ["half", "html"]}
    fetched = fetch(portal, tmp_path)
    features = json.loads(fetched.path.read_text(encoding="utf-8"))["features"]
    assert {each["properties"]["WD19CD"] for each in features} == set(truth(portal))
    assert not list(tmp_path.glob("*-codes"))


def test_a_layer_of_another_year_is_refused(portal: Portal, tmp_path: Path) -> None:
    portal.fields = ("OBJECTID", "WD22CD", "WD22NM", "LAD22CD")
    with pytest.raises(FetchError, match="has no field WD19CD; it has: OBJECTID, WD22CD"):
        fetch(portal, tmp_path)


def test_districts_that_are_not_in_the_layer(portal: Portal, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"has no areas of E06000066\. Districts are re-coded"):
        fetch(portal, tmp_path, cut=Cut(("E06000066",)))


def test_a_condition_cannot_be_smuggled_in(portal: Portal, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="is no ONS code"):
        fetch(portal, tmp_path, cut=Cut(("E07') OR 1=1 --",)))
    assert portal.asked == []


def test_offline_says_what_to_do_by_hand(portal: Portal, tmp_path: Path) -> None:
    # A port that was free a moment ago and that nobody listens on.
    with serving(Portal()) as gone:
        pass
    with pytest.raises(UnreachableError) as refused:
        fetch(replace(portal, address=gone.address), tmp_path)
    said = str(refused.value)
    assert "cannot be reached from this machine" in said
    assert "geoportal.statistics.gov.uk" in said and "'Wards (December 2019)" in said
    assert said.endswith("run: python -m data import boundaries FILE")
    assert nothing_finished(tmp_path)


def test_redirects_to_strangers_are_not_followed(portal: Portal, tmp_path: Path) -> None:
    with serving(Portal(wards=portal.wards)) as stranger:
        portal.faults = {"count": [f"elsewhere {stranger.address}/services/WARDS"]}
        with pytest.raises(FetchError, match="which is not known as a host of this publisher"):
            fetch(portal, tmp_path)
        assert stranger.asked == []
    portal.faults = {"count": ["elsewhere http://example.org/"]}
    with pytest.raises(FetchError, match="only https"):
        fetch(portal, tmp_path)
