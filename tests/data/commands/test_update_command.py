"""The command ``update`` against a server that speaks the publisher's protocol, faults included."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import data.__main__
from data import store
from data.catalogue.base import base_catalogue
from data.commands import update as update_command
from data.fetching.session import Manners
from data.installed.update import newest_held, update_police
from data.store import StoreError, ask_before_changes
from data.store.store import _asked_before_changes
from data.tables.police import load_counts
from tests.data.fetching.portal_server import Archive, serving
from tests.data.street.street_samples import as_csv, record

FORCE = base_catalogue().force.slug
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run the command line with a clock of its own; return code, output and errors."""
    now = [0.0]
    manners = Manners(sleep=lambda pause: now.append(now[-1] + pause), clock=lambda: now[-1])
    usual = update_command.run
    monkeypatch.setattr(update_command, "run", lambda arguments: usual(arguments, manners))

    def said(*words: str) -> tuple[int, str, str]:
        code = data.__main__.main(["update", *words])
        return code, *capsys.readouterr()

    return said


def like_november(month: str) -> bytes:
    """A month as the publisher would pack it: so many records as November 2025 has placed."""
    held = load_counts().query("month == '2025-11'")
    rows = [
        record(month, f"{row.area_code}{row.crime_type}{nth}", str(row.area_code), row.crime_type)
        for row in held.itertuples()
        for nth in range(row.count)
    ]
    return as_csv(rows).encode()


def packed(*months: str, content: Callable[[str], bytes] = like_november) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for month in months:
            archive.writestr(f"{month}/{month}-{FORCE}-street.csv", content(month))
            archive.writestr(f"{month}/{month}-other-shire-street.csv", b"Crime ID\n")
    return out.getvalue()


def few(month: str) -> bytes:
    return as_csv([record(month, "a", "E01029480")]).encode()


@pytest.fixture
def site() -> Iterator[Archive]:
    months = ["2025-12", "2026-01", "2026-02"]
    with serving(Archive(months=months, archives={"2026-02": packed(*months)})) as running:
        yield running


def test_the_newest_months_come_in_and_then_there_is_nothing_new(say: Say, site: Archive) -> None:
    code, out, err = say("--site", site.address, "--dry-run")
    assert (code, out) == (
        0,
        "data.police.uk offers January 2026 to February 2026; December 2025 is the newest held. "
        "Nothing was downloaded.\n",
    )
    assert site.requests == 0 and store.current().generation == 0
    code, out, err = say("--site", site.address, "--who", "Scheduler")
    assert code == 0
    assert out.startswith("Fetched January 2026 to February 2026 from data.police.uk.\nImported 2 ")
    assert newest_held() == "2026-02" and store.current().history[-1].who == "Scheduler"
    # Only the force's own months were taken out of the archive.
    assert {key for _, key in store.current().entries} == {f"{FORCE}/2026-01", f"{FORCE}/2026-02"}
    requests = site.requests
    code, out, err = say("--site", site.address)
    assert (code, err) == (0, "") and site.requests == requests
    assert out == "Nothing new: February 2026 is held, and data.police.uk has no later month.\n"


def test_a_month_that_the_force_did_not_deliver_is_told(say: Say, site: Archive) -> None:
    site.archives = {"2026-02": packed("2025-12", "2026-02")}
    code, out, _ = say("--site", site.address)
    assert code == 0
    assert "Fetched February 2026 from data.police.uk." in out
    assert (
        "Absent, not zero: January 2026 (not in the archive: the force did not deliver it)." in out
    )
    assert newest_held() == "2026-02"


def test_months_that_are_there_of_other_forces_only_are_no_fault(say: Say, site: Archive) -> None:
    site.archives = {"2026-02": packed("2025-12")}
    code, out, _ = say("--site", site.address)
    assert code == 0 and store.current().generation == 0
    assert f"No month of {FORCE} from 2026-01 to 2026-02 is there" in out


def test_a_month_that_is_odd_needs_somebody_and_is_told_by_its_code(
    say: Say, site: Archive
) -> None:
    site.archives = {"2026-02": packed("2026-01", "2026-02", content=few)}
    code, out, err = say("--site", site.address)
    assert (code, out) == (3, "")
    assert "Held back: staffordshire, January 2026 would have 1 record in 1 district" in err
    assert "give --accept-odd 2026-01 2026-02." in err and "What was fetched is kept: " in err
    assert store.current().generation == 0
    # What was fetched is not asked for again.
    requests = site.requests
    assert say("--site", site.address, "--accept-odd", "2026-01", "2026-02")[0] == 0
    assert newest_held() == "2026-02" and site.requests == requests


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ({"months": ["unavailable"] * 9}, "5 times in a row"),
        ({"months": ["html"] * 9}, "did not tell its months, 5 times in a row"),
        ({"archive": ["unavailable"] * 9}, "5 times in a row"),
        ({"archive": [None, None, *["half"] * 40]}, "5 times in a row"),
        ({"archive": ["elsewhere https://sign-in.example.org/"]}, "not known as a host"),
        ({"months": ["elsewhere https://sign-in.example.org/"]}, "not known as a host"),
        ({"archive": ["forbidden"] * 9}, "403"),
    ],
)
def test_where_the_site_fails_it_says_what_to_do_by_hand(
    say: Say, site: Archive, faults: dict[str, list[str]], said: str
) -> None:
    site.faults = faults
    code, out, err = say("--site", site.address)
    assert (code, out) == (1, "") and said in err
    assert "open https://data.police.uk/data/, choose 2026-01 to 20" in err
    assert f"the force '{FORCE}' and 'Include crime data'" in err
    assert "under 'Police records', or run: python -m data import police FILE" in err
    assert store.current().generation == 0 and newest_held() == "2025-12"
    # Once the site is well the same command goes on.
    site.faults = {}
    assert say("--site", site.address)[0] == 0 and newest_held() == "2026-02"


def test_a_passing_fault_and_a_download_cut_off_are_asked_again(say: Say, site: Archive) -> None:
    site.faults = {"months": ["unavailable"], "archive": ["dropped", "half", "short"]}
    assert say("--site", site.address)[0] == 0 and newest_held() == "2026-02"


@pytest.mark.parametrize("content", [b"PK\x03\x04 no archive", packed("2026-02")[:-400]])
def test_a_damaged_archive_leaves_everything_as_it_was(
    say: Say, site: Archive, content: bytes
) -> None:
    site.archives = {"2026-02": content}
    code, _, err = say("--site", site.address)
    assert code == 1 and "is damaged or no zip" in err and "Without it: " in err
    assert store.current().generation == 0


def test_a_faulty_month_is_refused_with_its_line_and_needs_somebody(
    say: Say, site: Archive
) -> None:
    site.archives = {
        "2026-02": packed("2026-01", "2026-02", content=lambda month: like_november("2026-01"))
    }
    code, _, err = say("--site", site.address)
    assert code == 3 and newest_held() == "2026-01"
    assert "line 2: Month is '2026-01' in a file of 2026-02" in err


def test_offline_the_months_that_are_due_are_named(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.installed.update.today", lambda: "2026-06-20")
    with serving(Archive()) as gone:
        pass
    code, _, err = say("--site", gone.address)
    assert code == 1 and "cannot be reached from this machine" in err
    assert "choose 2026-01 to 2026-04, the force" in err


def test_who_may_not_change_anything_changes_nothing(site: Archive) -> None:
    def nobody() -> None:
        raise StoreError("Nobody may change anything.")

    ask_before_changes(nobody)
    try:
        with pytest.raises(StoreError, match=r"Nobody may change anything\. What was fetched is"):
            update_police(site=site.address)
    finally:
        _asked_before_changes.remove(nobody)
    assert store.current().generation == 0
