"""A force's months out of the police archive: whole or not at all, and only what is needed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.fetching import police, remote_file
from data.fetching.archive_plan import months_between, plan_archives
from data.fetching.downloads import load_downloads
from data.fetching.faults import FetchError, UnreachableError
from data.fetching.finished import Fetched, Progress
from data.fetching.large_file import SPARE
from data.fetching.police import NOT_DELIVERED, NOT_PUBLISHED, fetch_police
from data.fetching.session import Manners, PoliteSession
from tests.data.fetching.portal_server import Archive, archive_of, serving, street_csv

FORCE = "north-shire"
FORCES = ("east-shire", FORCE, "west-shire")
MONTHS = months_between("2024-01", "2024-06")


class Stopped(BaseException):
    """Ends a download from within, as a closed browser or Ctrl-C does."""


@pytest.fixture
def site() -> Iterator[Archive]:
    archives = {"2024-06": archive_of(MONTHS, FORCES)}
    with serving(Archive(months=list(MONTHS), archives=archives)) as running:
        yield running


@pytest.fixture(autouse=True)
def small_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory of a test's archive is small: not the whole archive must be its tail."""
    monkeypatch.setattr(
        police, "PartialReader", lambda *a: remote_file.PartialReader(*a, tail=4096)
    )


def fetch(
    site: Archive, folder: Path, start: str = "2024-01", end: str | None = "2024-06", **choices
) -> Fetched:
    offered = load_downloads().police
    reach = choices.pop("reach", 36)
    now = [0.0]
    manners = Manners(
        sleep=lambda seconds: now.__setitem__(0, now[0] + seconds),
        clock=lambda: now[0],
        read_timeout=choices.pop("read_timeout", 5),
    )
    hosts = choices.pop("hosts", ())
    with PoliteSession(manners, hosts) as session:
        return fetch_police(
            session,
            replace(offered, site=site.address, months_in_archive=reach),
            choices.pop("force", FORCE),
            start,
            end,
            folder,
            free=choices.pop("free", lambda folder: 1 << 40),
            **choices,
        )


def content(fetched: Fetched) -> dict[str, bytes]:
    with zipfile.ZipFile(fetched.path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def truth(months: tuple[str, ...] = MONTHS) -> dict[str, bytes]:
    return {f"{m}/{m}-{FORCE}-street.csv": street_csv(FORCE, m) for m in months}


def nothing_finished(folder: Path) -> bool:
    return not list(folder.glob("*.zip")) and not list(folder.glob("*.zip.json"))


def test_months_of_one_force(site: Archive, tmp_path: Path) -> None:
    fetched = fetch(site, tmp_path)
    assert content(fetched) == truth()
    assert fetched.detail["months"] == list(MONTHS) and fetched.detail["absent"] == {}
    # Months, two looks, the directory, and one request for each month; not the whole archive.
    assert site.asked[0] == "months" and site.requests == 3 + 6
    assert site.sent < 0.4 * len(site.archives["2024-06"])
    assert not fetched.reused and list(tmp_path.glob(f"*{FORCE}*/*")) == []
    site.asked.clear()
    assert fetch(site, tmp_path).reused and site.asked == []
    assert not fetch(site, tmp_path, again=True).reused


def test_the_whole_archive_where_no_parts_are_sent(site: Archive, tmp_path: Path) -> None:
    site.in_parts = False
    assert content(fetch(site, tmp_path)) == truth()
    # A look at it, told by the first answer that no part comes, then the file.
    assert site.requests == 3
    assert [path.suffix for path in tmp_path.rglob("*") if path.stat().st_size > 4000] == [".zip"]


def test_the_same_months_make_the_same_file(site: Archive, tmp_path: Path) -> None:
    first = fetch(site, tmp_path / "a")
    assert fetch(site, tmp_path / "b", whole=True).sha256 == first.sha256


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("fault", ["unavailable", "too many", "half", "short", "dropped"])
def test_a_passing_fault_is_asked_again(
    site: Archive, tmp_path: Path, fault: str, whole: bool
) -> None:
    site.faults = {"archive": [fault, fault], "months": ["html", "cut json"]}
    site.after = {4: lambda: site.faults["archive"].append(fault)}
    assert content(fetch(site, tmp_path, whole=whole)) == truth()
    assert site.requests <= 3 + 6 + 3


def test_a_part_that_arrives_altered_is_asked_again(site: Archive, tmp_path: Path) -> None:
    site.after = {4: lambda: site.faults.update(archive=["flipped"])}
    assert content(fetch(site, tmp_path)) == truth()
    assert site.requests == 3 + 6 + 1


def test_a_whole_archive_that_arrives_altered_is_not_kept(site: Archive, tmp_path: Path) -> None:
    sound = site.archives["2024-06"]
    with zipfile.ZipFile(io.BytesIO(sound)) as packed:
        at = packed.getinfo(f"2024-03/2024-03-{FORCE}-street.csv").header_offset + 200
    site.archives["2024-06"] = sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :]
    with pytest.raises(FetchError, match="did not arrive as it was packed"):
        fetch(site, tmp_path, whole=True)
    assert nothing_finished(tmp_path) and not list(tmp_path.rglob("2024-06.zip"))
    site.archives["2024-06"] = sound
    assert content(fetch(site, tmp_path, whole=True)) == truth()


def test_a_broken_off_download_goes_on(site: Archive, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 4:
            raise Stopped

    with pytest.raises(Stopped):
        fetch(site, tmp_path, told=stop)
    assert nothing_finished(tmp_path)
    site.requests = 0
    assert content(fetch(site, tmp_path)) == truth()
    assert site.requests == 3 + 2


def test_a_whole_archive_goes_on_where_it_broke_off(site: Archive, tmp_path: Path) -> None:
    # The first two requests only look at it; each later one breaks off half way.
    site.after = {2: lambda: site.faults.update(archive=["half"] * 5)}
    with pytest.raises(FetchError, match="What had arrived is kept"):
        fetch(site, tmp_path, whole=True)
    part = next(tmp_path.rglob("*.part"))
    size = len(site.archives["2024-06"])
    assert nothing_finished(tmp_path) and 0.8 * size < part.stat().st_size < size
    site.asked.clear()
    site.sent = 0
    assert content(fetch(site, tmp_path, whole=True)) == truth()
    assert site.sent < 0.2 * size


def test_an_answer_that_ends_early_without_saying_so(site: Archive, tmp_path: Path) -> None:
    site.after = {2: lambda: site.faults.update(archive=["short"])}
    assert content(fetch(site, tmp_path, whole=True)) == truth()
    assert site.requests == 4


def test_parts_of_two_versions_are_not_joined(site: Archive, tmp_path: Path) -> None:
    site.after = {2: lambda: site.faults.update(archive=["half"] * 5)}
    with pytest.raises(FetchError):
        fetch(site, tmp_path, whole=True)
    site.archives["2024-06"] = archive_of(MONTHS, ("a-shire", *FORCES))
    assert content(fetch(site, tmp_path, whole=True)) == truth()


def test_an_archive_replaced_while_it_is_read(site: Archive, tmp_path: Path) -> None:
    newer = archive_of(MONTHS, ("a-shire", *FORCES))
    site.after = {5: lambda: site.archives.update({"2024-06": newer})}
    with pytest.raises(FetchError, match="was replaced while it was being read"):
        fetch(site, tmp_path)
    assert nothing_finished(tmp_path)
    assert content(fetch(site, tmp_path)) == truth()


def test_an_archive_that_is_no_zip(site: Archive, tmp_path: Path) -> None:
    site.archives["2024-06"] = b"<html>" * 4000
    for whole in (False, True):
        with pytest.raises(FetchError, match="is damaged or no zip"):
            fetch(site, tmp_path, whole=whole)
        assert nothing_finished(tmp_path) and not list(tmp_path.rglob("2024-06.zip"))


def test_months_that_are_not_there_are_told(site: Archive, tmp_path: Path) -> None:
    site.archives["2024-06"] = archive_of(MONTHS, FORCES, without=[f"2024-03/{FORCE}"])
    fetched = fetch(site, tmp_path, end="2024-08")
    assert fetched.detail["absent"] == {
        "2024-03": NOT_DELIVERED,
        "2024-07": NOT_PUBLISHED,
        "2024-08": NOT_PUBLISHED,
    }
    assert content(fetched) == truth(("2024-01", "2024-02", "2024-04", "2024-05", "2024-06"))
    # Nothing newer: only the months are asked. Something newer: downloaded anew.
    site.asked.clear()
    assert fetch(site, tmp_path, end="2024-08").reused and site.asked == ["months"]
    site.months.append("2024-07")
    site.archives["2024-07"] = archive_of([*MONTHS, "2024-07"], FORCES)
    fetched = fetch(site, tmp_path, end="2024-08")
    assert list(fetched.detail["absent"]) == ["2024-08"] and len(content(fetched)) == 7


def test_the_newest_months_archive_may_not_be_there_yet(site: Archive, tmp_path: Path) -> None:
    site.months.append("2024-07")
    fetched = fetch(site, tmp_path, end=None)
    assert content(fetched) == truth() and fetched.detail["absent"] == {"2024-07": NOT_PUBLISHED}


def test_months_older_than_one_archive_come_from_a_second(site: Archive, tmp_path: Path) -> None:
    site.archives = {
        "2024-06": archive_of(MONTHS[3:], FORCES),
        "2024-03": archive_of(MONTHS[:3], FORCES),
    }
    fetched = fetch(site, tmp_path, reach=3)
    assert content(fetched) == truth() and fetched.detail["archives"] == ["2024-06", "2024-03"]


def test_plans_hold_each_month_once_and_within_reach() -> None:
    for start in months_between("2018-01", "2026-06"):
        wanted = months_between(start, "2026-06")
        plan = plan_archives(wanted, "2026-06", 36)
        taken = sorted(month for _, months in plan for month in months)
        assert taken == list(wanted)
        assert len(plan) == -(-len(wanted) // 36)
        for archive, months in plan:
            assert months[-1] <= archive <= "2026-06"
            assert len(months_between(months[0], archive)) <= 36


def test_a_force_that_is_not_there(site: Archive, tmp_path: Path) -> None:
    with pytest.raises(
        FetchError, match=r"no street-level file of 'south-shire'\. It has: east-sh"
    ):
        fetch(site, tmp_path, force="south-shire")
    with pytest.raises(FetchError, match="has months to 2024-06; 2025-01 is not published yet"):
        fetch(site, tmp_path, start="2025-01", end=None)
    with pytest.raises(FetchError, match="backwards"):
        fetch(site, tmp_path, start="2024-05", end="2024-01")
    assert nothing_finished(tmp_path)


def test_a_full_disk_is_seen_before_the_download(site: Archive, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="Make room, or name a folder on another disk"):
        fetch(site, tmp_path, whole=True, free=lambda folder: SPARE)
    # Only looked at, and nothing of it sent but that.
    assert site.requests == 2 and site.sent <= 2


def test_the_archive_is_followed_to_where_the_site_keeps_it(site: Archive, tmp_path: Path) -> None:
    with serving(Archive(archives=site.archives)) as store:
        site.moved_to = store.address.replace("127.0.0.1", "localhost")
        with pytest.raises(FetchError, match="not known as a host of this publisher"):
            fetch(site, tmp_path)
        assert store.requests == 0
        assert content(fetch(site, tmp_path, hosts=("localhost",))) == truth()
        # The site is asked where the archive is; what follows goes to the store at once.
        assert site.requests == 0 and store.requests == 3 + 6


def test_offline_says_what_to_do_by_hand(tmp_path: Path) -> None:
    with serving(Archive()) as gone:
        pass
    with pytest.raises(UnreachableError) as refused:
        fetch(gone, tmp_path)
    assert "cannot be reached from this machine" in str(refused.value)
    assert "https://data.police.uk/data/" in str(refused.value)
    assert str(refused.value).endswith("run: python -m data import police FILE")
