"""Importing police files: what goes in, what is refused, and that nothing is left half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from data import store
from data.installed.held import other_forces_held
from data.street.apart import find_street_files
from data.street.files import StreetFileError
from data.street.importing import import_street_files
from data.street.inspection import inspect
from data.street.report import ImportReport, sentences
from data.tables.packaged import read_packaged
from data.tables.police import load_counts, load_months
from geo.series import months_from
from tests.bench.street_year import FORCES, write_year
from tests.data.street.street_samples import LSOAS, REPEATED, archive, as_csv, record, write_street

ROOT = Path(__file__).parents[3]
JANUARY = [record("2025-01", "a", "E01000008"), record("2025-01", "b", "")]


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own, and a temporary folder in which nothing may be left."""
    left = tmp_path / "temporary"
    left.mkdir()
    monkeypatch.setenv("CSP_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    return left


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def take(*sources: Path, **choices: object) -> ImportReport:
    return import_street_files(sources, own="anyshire", lsoas=LSOAS, **choices)  # type: ignore[arg-type]


def fates(report: ImportReport) -> dict[str, str]:
    return {one.name: one.fate for one in report.files}


def test_a_month_goes_in_with_its_account_and_its_points(folder: Path) -> None:
    write_street(folder, "2018-10", "anyshire", REPEATED)
    report = take(folder, who="A. Analyst", note="monthly")
    held = store.current()
    entry = held.entries["police_month", "anyshire/2018-10"]
    assert (entry.detail["counted"], entry.detail["duplicates"]) == (3, 3)
    counts = store.read_table("police_month", "anyshire/2018-10")
    assert counts.columns.tolist() == ["month", "area_type", "area_code", "crime_type", "count"]
    assert counts["count"].sum() == 3
    points = store.read_table("police_points", "anyshire/2018-10")
    assert sorted(points["lsoa_code"]) == ["E01000001", "E01000002", "E01000002"]
    # The grid reference of 52.6816 N, 1.8261 W, to the metre or two that the projection is good to.
    assert points["easting"].sub(411854).abs().max() < 5
    assert points["northing"].sub(309337).abs().max() < 5
    assert report.change is not None
    assert (report.change.who, report.change.note) == ("A. Analyst", "monthly")
    assert [one["name"] for one in report.change.files] == ["2018-10-anyshire-street.csv"]


def test_other_forces_go_in_as_they_stand(folder: Path) -> None:
    write_street(folder, "2025-01", "anyshire", JANUARY)
    write_street(folder, "2025-01", "elsewhere", [record("2025-01", "a", "E01033770")])
    take(folder, keep_points=False)
    entries = store.current().entries
    assert entries["police_month", "elsewhere/2025-01"].detail["within_area"] is False
    assert entries["police_month", "elsewhere/2025-01"].detail["counted"] == 1
    assert not store.current().of_kind("police_points")
    only = take(folder, force="elsewhere")
    assert {one.force for one in only.files} == {"elsewhere"}
    with pytest.raises(StreetFileError, match="no file of 'nowhere'"):
        take(folder, force="nowhere")


def test_importing_again_changes_nothing_and_a_revision_replaces(folder: Path) -> None:
    path = write_street(folder, "2025-01", "anyshire", JANUARY)
    assert fates(take(path)) == {path.name: "imported"}
    generation = store.current().generation
    assert fates(take(path)) == {path.name: "unchanged"}
    assert store.current().generation == generation
    write_street(folder, "2025-01", "anyshire", [*JANUARY, record("2025-01", "c", "E01000009")])
    report = take(path)
    assert fates(report) == {path.name: "replaced"}
    assert "of which 1 replaced what was there" in sentences(report)[0]
    assert store.read_table("police_month", "anyshire/2025-01")["count"].sum() == 2
    store.undo(store.current().generation)
    assert store.read_table("police_month", "anyshire/2025-01")["count"].sum() == 1


def test_points_can_be_added_and_are_dropped_with_the_month_they_belong_to(folder: Path) -> None:
    path = write_street(folder, "2025-01", "anyshire", JANUARY)
    take(path, keep_points=False)
    assert fates(take(path, keep_points=True)) == {path.name: "replaced"}
    assert len(store.read_table("police_points", "anyshire/2025-01")) == 1
    write_street(folder, "2025-01", "anyshire", JANUARY[:1])
    take(path, keep_points=False)
    assert not store.current().of_kind("police_points")


def test_a_change_of_the_known_areas_counts_the_own_force_anew(folder: Path) -> None:
    write_street(folder, "2025-01", "anyshire", JANUARY)
    write_street(folder, "2025-01", "elsewhere", [record("2025-01", "a", "E01033770")])
    take(folder)
    fewer = LSOAS[LSOAS["area_code"] != "E01000009"]
    report = import_street_files([folder], own="anyshire", lsoas=fewer)
    assert sorted(fates(report).values()) == ["replaced", "unchanged"]


def test_good_files_go_in_and_bad_ones_are_refused_with_file_line_and_reason(folder: Path) -> None:
    write_street(folder, "2025-01", "anyshire", JANUARY)
    cut = as_csv([record("2025-02", "a", "E01000008")] * 2)[:-15]
    write_street(folder, "2025-02", "anyshire", cut)
    both = [record("2025-03", "a", "E01000002"), record("2025-03", "b", "E01000008")]
    write_street(folder, "2025-03", "anyshire", both)
    write_street(folder, "2025-05", "anyshire", [record("2025-05", "a", "E01000008")])
    (folder / "2025-01-anyshire-outcomes.csv").write_text("another layout\n")
    (folder / "2025-01-anyshire-stop-and-search.csv").write_text("another layout\n")
    report = take(folder)
    told = "\n".join(sentences(report))
    assert [one.fate for one in report.files].count("imported") == 2
    assert "Refused: 2025-02-anyshire-street.csv, line 3: the row has" in told
    assert "2025-03 carries LSOA codes of two vintages" in told
    assert "Ignored 1 file: outcomes, no street-level records." in told
    assert "Ignored 1 file: stop and search, no street-level records." in told
    assert sorted(store.current().of_kind("police_month")) == [
        "anyshire/2025-01",
        "anyshire/2025-05",
    ]
    assert {"2025-02", "2025-03", "2025-04"} <= set(report.absent["anyshire"])


def test_a_line_end_in_any_place_loses_no_record_and_spoils_no_other_file(folder: Path) -> None:
    # The engine gives up on some of these, and with them on all that it reads at the same time.
    sample = as_csv([record("2025-01", "a", "E01000008")] * 3)
    first_row = sample.index("\na,") + 1
    months = pd.period_range("2013-05", periods=80, freq="M")
    for at, month in enumerate(months, first_row):
        spoilt = sample[:at] + "\r\n\r\n" + sample[at:]
        write_street(folder, str(month), "anyshire", spoilt.replace("2025-01", str(month)))
    write_street(folder, "2025-01", "anyshire", sample)
    report = take(folder)
    assert "2025-01" in {one.month for one in report.of_fate("imported")}
    # Within quotation marks, and between two records, a line end is none of our business.
    assert {one.account["rows_read"] for one in report.of_fate("imported")} == {3}
    assert len(report.of_fate("refused")) > 40
    assert all("line " in one.reason for one in report.of_fate("refused"))


def test_a_file_cut_off_at_any_byte_is_refused_with_its_line(folder: Path) -> None:
    sample = as_csv([record("2025-01", "a", "E01000008")] * 2)
    last_row = sample.rindex("\na,") + 2
    cuts = range(last_row, len(sample))
    for cut, month in zip(
        cuts, pd.period_range("2013-05", periods=len(cuts), freq="M"), strict=True
    ):
        write_street(folder, str(month), "anyshire", sample.replace("2025-01", str(month))[:cut])
    report = take(folder)
    assert len(report.of_fate("refused")) == len(cuts) > 80
    for one in report.files:
        assert f"{one.name}, line 3: " in one.reason or f"{one.name}, after line 2: " in one.reason
    assert report.change is None


def test_a_cut_after_the_last_field_is_seen_by_the_missing_line_end(folder: Path) -> None:
    path = write_street(folder, "2025-01", "anyshire", as_csv(JANUARY)[:-1])
    report = take(path)
    assert "line 3: the last line does not end" in report.files[0].reason
    assert report.change is None


def test_a_month_in_codes_of_2011_is_refused_where_only_those_of_2021_are_known(
    folder: Path,
) -> None:
    new = [f"E010339{number:02d}" for number in range(3)]
    known = pd.DataFrame({"area_type": "lsoa21", "area_code": ["E01000001", *new]})
    old = [record("2019-01", "a", "E01000001"), record("2019-01", "b", "E01000002")]
    write_street(folder, "2019-01", "anyshire", old)
    write_street(folder, "2025-01", "anyshire", [record("2025-01", "a", new[0])])
    report = import_street_files([folder], own="anyshire", lsoas=known)
    refused, taken = sorted(report.files, key=lambda one: one.month)
    assert "2019-01 has no record in any of the 3 LSOAs that are new in 2021" in refused.reason
    assert "--lsoa11-ward" in refused.reason
    assert (taken.fate, taken.account["counted"]) == ("imported", 1)
    # Two LSOAs may have had no record by chance; with those of 2011 known nothing is in doubt.
    few = known.iloc[:3]
    both = pd.concat([known, LSOAS[LSOAS["area_type"] == "lsoa11"]])
    assert not import_street_files([folder], own="anyshire", lsoas=few).of_fate("refused")
    assert not import_street_files([folder], own="anyshire", lsoas=both).of_fate("refused")
    account = store.current().entries["police_month", "anyshire/2019-01"].detail
    assert (account["area_type"], account["counted"]) == ("lsoa11", 2)


def test_months_before_2013_go_in_under_todays_names_and_say_what_is_absent(folder: Path) -> None:
    old = ["Violent crime", "Public disorder and weapons"]
    rows = [record("2012-01", name, "E01000001", name) for name in old]
    write_street(folder, "2012-01", "anyshire", rows)
    report = take(folder)
    counts = store.read_table("police_month", "anyshire/2012-01").set_index("crime_type")["count"]
    assert counts.to_dict() == {"Violence and sexual offences": 1, "Public disorder and weapons": 1}
    points = store.read_table("police_points", "anyshire/2012-01")
    assert sorted(points["crime_type"]) == sorted(counts.index)
    detail = store.current().entries["police_month", "anyshire/2012-01"].detail
    assert detail["old_type_names"] == 2
    assert "Bicycle theft" in detail["absent_types"]
    assert any("did not tell Bicycle theft, " in told for told in sentences(report))


def test_the_same_month_twice_is_taken_once_or_not_at_all(folder: Path) -> None:
    one = archive(folder / "a.zip", {"2025-01/2025-01-anyshire-street.csv": as_csv(JANUARY)})
    same = archive(folder / "b.zip", {"x/2025-01-anyshire-street.csv": as_csv(JANUARY)})
    assert sorted(fates(take(one, same)).values()) == ["ignored", "imported"]
    other = archive(folder / "c.zip", {"2025-01-anyshire-street.csv": as_csv(JANUARY[:1])})
    report = take(one, other)
    assert set(fates(report).values()) == {"refused"}
    assert "with other content" in report.files[0].reason


def test_progress_is_told_and_may_break_an_import_off(folder: Path) -> None:
    for month in ("2025-01", "2025-02"):
        write_street(folder, month, "anyshire", [record(month, "a", "E01000008")])
    told: list[tuple[int, int]] = []
    take(folder, progress=lambda done, total, _: told.append((done, total)))
    assert [done for done, _ in told] == [0, 1, 2, 3]
    assert {total for _, total in told} == {4}
    write_street(folder, "2025-01", "anyshire", JANUARY)

    def stop(done: int, total: int, sentence: str) -> None:
        if sentence.startswith("Counted"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(folder, progress=stop)
    assert store.refresh().generation == 1
    assert store.check_store()


@pytest.mark.parametrize(
    "name",
    [
        "2025-01-anyshire-street (1).csv",
        "2025-01-anyshire-street(2).csv",
        "2025-01-anyshire-street - Copy.csv",
        "2025-01-anyshire-street copy 2.csv",
        "Copy of 2025-01-anyshire-street.csv",
        "2025-01-Anyshire-Street.CSV",
    ],
)
def test_a_copy_that_was_renamed_by_a_browser_or_system_is_read(folder: Path, name: str) -> None:
    (folder / name).write_text(as_csv(JANUARY), encoding="utf-8")
    (folder / "2025-01-anyshire-outcomes (1).csv").write_text("another layout\n")
    report = take(folder)
    assert fates(report) == {name: "imported", "2025-01-anyshire-outcomes (1).csv": "ignored"}
    assert ("police_month", "anyshire/2025-01") in store.current().entries


def zeros(size: int) -> bytes:
    return b"0" * size


NAME = "2025-01/2025-01-anyshire-street.csv"
HOSTILE = {
    "a bomb": ({NAME: zeros(30_000_000)}, "unpacks to more than 100 times its size"),
    "a name that leads out": ({f"../../{NAME}": as_csv(JANUARY)}, "leads to a folder outside"),
    "an absolute name": ({f"/tmp/{NAME}": as_csv(JANUARY)}, "leads to a folder outside"),
    "an archive in an archive": ({"inner.zip": b"PK"}, "an archive in an archive"),
    "no text": ({NAME: os.urandom(10_000)}, "NUL|UTF-8|longer than"),
    "a NUL byte": ({NAME: as_csv(JANUARY).replace("near", "ne\0r")}, "line 2: there is a NUL byte"),
    "another encoding": ({NAME: as_csv(JANUARY).encode("utf-32")}, "NUL|UTF-8"),
    "one wrong letter": (
        {NAME: as_csv(JANUARY).encode().replace(b"Green", b"Gr\xe9en")},
        "no longer readable as UTF-8",
    ),
    "nothing": ({NAME: b""}, "the file is empty"),
    "a million columns": (
        {NAME: ",".join(f"column{number}" for number in range(1_000_000)) + "\n"},
        "line 1: the line is longer than",
    ),
    "a line without end": (
        {NAME: as_csv(JANUARY) + "".join(f"{number:09d}" for number in range(50_000))},
        "line 4: the line is longer than",
    ),
    "too few columns": ({NAME: "Crime ID,Month\na,2025-01\n"}, "line 1: the columns Reported by"),
    "only a header": ({NAME: as_csv([])}, "there is no record in it"),
    "a column twice": (
        {NAME: as_csv(JANUARY).replace("Crime ID,", "Crime ID,Crime ID,", 1)},
        "a column comes twice|the row has",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(
    kind: str, folder: Path, own_store: Path
) -> None:
    members, message = HOSTILE[kind]
    path = archive(folder / "hostile.zip", members)
    if kind == "an archive in an archive":
        with pytest.raises(StreetFileError, match="No street-level file was found"):
            take(path)
    else:
        report = take(path)
        assert [one.fate for one in report.files] == ["refused"]
        assert pd.Series([report.files[0].reason]).str.contains(message, regex=True).all()
    assert not list(own_store.iterdir())
    assert store.refresh().generation == 0
    assert sorted(one.name for one in folder.iterdir()) == ["hostile.zip"]


@pytest.mark.parametrize("spoil", ["a bit turned", "a byte lost", "a byte more"])
def test_an_archive_spoilt_at_any_byte_is_read_or_refused(spoil: str, folder: Path) -> None:
    path = archive(folder / "spoilt.zip", {NAME: as_csv(JANUARY)})
    content = path.read_bytes()
    refused = 0
    for at in range(len(content)):
        middle = {
            "a bit turned": bytes([content[at] ^ 1 << at % 8]),
            "a byte lost": b"",
            "a byte more": content[at : at + 1] * 2,
        }[spoil]
        path.write_bytes(content[:at] + middle + content[at + 1 :])
        found = find_street_files([path])
        refused += any(one.faulty for one in found.passed_over)
        for one in found.files:
            try:
                assert inspect(one).sha256
            except StreetFileError as error:
                assert "spoilt.zip" in str(error)
                refused += 1
    assert refused > len(content) / 2


def test_an_archive_that_is_packed_in_another_way_is_not_unpacked(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr(NAME, as_csv(JANUARY))
    assert "packed in a way that is not read" in take(folder / "a.zip").files[0].reason


def test_files_that_lie_over_one_another_are_not_unpacked_many_times(folder: Path) -> None:
    path = archive(folder / "a.zip", {NAME: as_csv(JANUARY * 50)})
    content = path.read_bytes()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    tail = bytearray(content[end:])
    tail[12:16] = ((end - start) * 90).to_bytes(4, "little")
    path.write_bytes(content[:start] + content[start:end] * 90 + tail)
    assert "lie over one another" in take(path).files[0].reason


def test_an_archive_that_takes_too_much_is_refused_and_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of a million files, each with a name and nothing in it."""
    monkeypatch.setenv("CSP_UPLOAD_MEMORY", "400MB")
    path = archive(folder / "many.zip", {"a": b""})
    content = path.read_bytes()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    listed = content[start:end] * 1_000_000
    tail = bytearray(content[end:])
    tail[12:16] = len(listed).to_bytes(4, "little")
    path.write_bytes(content[:start] + listed + tail)
    with pytest.raises(StreetFileError, match=r"^many.zip: reading it takes more memory .*400MB"):
        take(path)
    assert store.refresh().generation == 0


def test_an_encrypted_archive_gets_a_sentence(folder: Path) -> None:
    path = archive(folder / "locked.zip", {NAME: as_csv(JANUARY)})
    content = bytearray(path.read_bytes())
    # The flag of encryption, in the member's own header and in the archive's list of members.
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    path.write_bytes(bytes(content))
    assert "it is encrypted" in take(path).files[0].reason


def test_junk_behind_a_csv_name_is_refused_without_reading_it_as_csv(folder: Path) -> None:
    path = folder / "2025-01-anyshire-street.csv"
    with path.open("wb") as junk:
        junk.truncate(200_000_000)
    assert take(path).files[0].fate == "refused"
    with path.open("wb") as junk:
        junk.truncate(600_000_000)
    assert "600 MB unpacked" in take(path).files[0].reason


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    write_street(outside, "2025-01", "anyshire", JANUARY)
    (folder / "linked").symlink_to(outside, target_is_directory=True)
    (folder / "2025-02-anyshire-street.csv").symlink_to(outside / "2025-01-anyshire-street.csv")
    write_street(folder, "2025-03", "anyshire", [record("2025-03", "a", "E01000008")])
    report = take(folder)
    assert sorted(one.fate for one in report.files) == ["ignored", "ignored", "imported"]


def test_a_file_of_another_name_says_what_its_records_lack(tmp_path: Path) -> None:
    path = tmp_path / "january.csv"
    path.write_text(as_csv(JANUARY))
    assert "does not say which police force" in take(path).files[0].reason


_KILLED = """
import os, signal, sys
from pathlib import Path
import pandas as pd
from data.street.importing import import_street_files

sources, moment = Path(sys.argv[1]), int(sys.argv[2])
lsoas = pd.DataFrame({"area_type": ["lsoa21"], "area_code": ["E01000008"]})
steps = 0

def die(*_):
    global steps
    steps += 1
    if steps == moment:
        os.kill(os.getpid(), signal.SIGKILL)

if moment > 100:
    # After everything was put: while files are moved, and just before the manifest is written.
    from data.store import files as store_files, store as inside
    name = ["move_into_place", "write_manifest"][moment - 101]
    if name == "write_manifest":
        inside.write_manifest = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    else:
        whole = store_files.os.fsync
        def third(number):
            die2()
            whole(number)
        count = [0]
        def die2():
            count[0] += 1
            if count[0] == 3:
                os.kill(os.getpid(), signal.SIGKILL)
        store_files.os.fsync = third
import_street_files([sources], own="anyshire", lsoas=lsoas, progress=die)
"""


@pytest.mark.parametrize("moment", [2, 5, 6, 8, 101, 102])
def test_an_import_killed_at_any_moment_leaves_the_store_as_it_was(
    moment: int, folder: Path, tmp_path: Path
) -> None:
    before = write_street(folder, "2025-01", "anyshire", JANUARY)
    take(before)
    kept = store.read_table("police_month", "anyshire/2025-01")
    for month in ("2025-01", "2025-02", "2025-03", "2025-04"):
        rows = [record(month, "a", "E01000008"), record(month, "b", "E01000008")]
        write_street(folder, month, "anyshire", rows)
    script = tmp_path / "killed.py"
    script.write_text(_KILLED)
    run = subprocess.run(
        [sys.executable, str(script), str(folder), str(moment)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temporary")},
        capture_output=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    assert store.refresh().generation == 1
    assert store.check_store()
    assert list(store.current().of_kind("police_month")) == ["anyshire/2025-01"]
    pd.testing.assert_frame_equal(store.read_table("police_month", "anyshire/2025-01"), kept)
    # The same import then goes through, and sweeps what the dead one left.
    assert len(take(folder).of_fate("imported", "replaced")) == 4
    assert store.check_store()
    assert not list((tmp_path / "store" / "staging").glob("*"))


def test_a_month_whose_file_was_damaged_is_counted_again(folder: Path, own_store: Path) -> None:
    write_street(folder, "2025-01", "anyshire", JANUARY)
    assert take(folder).of_fate("imported")
    assert take(folder).of_fate("unchanged")
    kept = store.current().entries["police_month", "anyshire/2025-01"]
    path = store.store_folder() / kept.file
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    with pytest.raises(store.StoreError, match="was altered"):
        store.check_store()
    assert take(folder).of_fate("replaced")
    assert store.check_store() and path.read_bytes() == whole


def test_one_import_takes_a_year_of_all_forces(tmp_path: Path) -> None:
    write_year(tmp_path / "2025", 2025, 6_000)
    # One of the forces is the one served, whose real months are many times as large.
    odd = months_from("2025-01", "2025-12")
    report = import_street_files([tmp_path / "2025"], keep_points=False, accept_odd=odd)
    assert len(report.of_fate("imported")) == len(report.files) == FORCES * 12
    held = store.current().of_kind("police_month")
    assert {one.detail["area_type"] for one in held.values() if one.detail["within_area"]} == {
        "lsoa21"
    }
    assert sum(one.detail["within_area"] for one in held.values()) == 12
    assert sum(one.detail["rows_read"] for one in held.values()) == pytest.approx(6_000, rel=0.05)
    assert report.change is not None and len(report.change.files) == FORCES * 12
    assert set(other_forces_held()["months"]) == {12}


def test_the_publishers_own_archives_give_the_packaged_figures() -> None:
    folder = os.environ.get("CSP_SOURCE_DATA")
    archives = sorted(Path(folder, "police").glob("*.zip")) if folder else []
    if not archives:
        pytest.skip("CSP_SOURCE_DATA does not name a folder with police/*.zip")
    report = import_street_files(archives)
    taken = report.of_fate("imported")
    assert len(taken) == len(report.files) == 32
    months = load_months()
    assert months["rows_read"].sum() == sum(int(one.account["rows_read"]) for one in taken)
    pd.testing.assert_frame_equal(months, read_packaged("police_months"), check_dtype=False)
    cells = ["month", "area_type", "area_code", "crime_type"]
    packaged = read_packaged("police_counts").astype(dict.fromkeys(cells, str))
    pd.testing.assert_frame_equal(
        load_counts().astype(dict.fromkeys(cells, str)).sort_values(cells, ignore_index=True),
        packaged.sort_values(cells, ignore_index=True),
    )
    # One point for each record that was counted, in the same LSOA and of the same type.
    for key, entry in store.current().of_kind("police_month").items():
        points = store.read_table("police_points", key)
        assert len(points) == entry.detail["counted"]
        piled = points.groupby(["lsoa_code", "crime_type"]).size().to_dict()
        counts = store.read_table("police_month", key)
        assert piled == counts.set_index(["area_code", "crime_type"])["count"].to_dict()
