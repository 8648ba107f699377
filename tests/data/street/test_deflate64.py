"""Archives packed by Deflate64, as Windows packs large files: read within the usual limits."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from data.street import deflate64
from data.street.archive import LARGEST_FILE, look_through, opened
from data.street.files import StreetFileError
from data.street.importing import import_street_files
from tests.data.street.street_samples import LSOAS, as_csv, record

NAME = "2018-10/2018-10-staffordshire-street.csv"
ROWS = [record("2018-10", f"id{number}", "E01000001") for number in range(2_000)]
TEXT = as_csv(ROWS).encode()
inflate64 = pytest.importorskip(
    "inflate64", reason="inflate64 is not installed here: fill the environment from the lock"
)


def packed(content: bytes) -> bytes:
    deflater = inflate64.Deflater()
    return deflater.deflate(content) + deflater.flush()


def archive(path: Path, content: bytes, *, size: int | None = None, data: bytes | None = None):
    """A zip archive whose one member is packed by method 9; its list may say another size."""
    held = packed(content) if data is None else data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        out.writestr(NAME, held)
    made = bytearray(path.read_bytes())
    told = struct.pack("<H", deflate64.DEFLATE64)
    numbers = struct.pack(
        "<3L", zlib.crc32(content), len(held), len(content) if size is None else size
    )
    for signature, method, sums in ((b"PK\x03\x04", 8, 14), (b"PK\x01\x02", 10, 16)):
        start = made.index(signature)
        made[start + method : start + method + 2] = told
        made[start + sums : start + sums + 12] = numbers
    path.write_bytes(made)
    return path


def content_of(path: Path) -> bytes:
    (found,) = look_through([path]).files
    with opened(found) as content:
        return content.read()


def test_a_member_is_read_as_it_was_packed(tmp_path):
    path = archive(tmp_path / "2018-10.zip", TEXT)
    found = look_through([path])
    assert not found.passed_over
    assert (found.files[0].month, found.files[0].force) == ("2018-10", "staffordshire")
    assert content_of(path) == TEXT


@pytest.mark.usefixtures("own_store")
def test_an_import_counts_it_in_its_process_with_limits(tmp_path):
    path = archive(tmp_path / "2018-10.zip", TEXT)
    report = import_street_files([path], own="staffordshire", lsoas=LSOAS)
    assert not report.of_fate("refused")
    assert [one.account["counted"] for one in report.files] == [2_000]


def test_one_with_semicolons_is_read_into_the_publisher_s_form(tmp_path):
    path = archive(tmp_path / "2018-10.zip", TEXT.replace(b",", b";").replace(b"; North", b", N"))
    assert content_of(path).splitlines()[0] == TEXT.splitlines()[0]


def test_a_member_that_is_larger_than_its_list_says_is_refused(tmp_path):
    path = archive(tmp_path / "2018-10.zip", TEXT, size=len(TEXT) - 100)
    with pytest.raises(StreetFileError, match="larger than its list says"):
        content_of(path)


def test_a_bomb_is_refused_by_its_list_and_while_it_unpacks(tmp_path):
    bomb = archive(tmp_path / "bomb.zip", b"a" * 5_000_000)
    assert "more than 100 times its size" in look_through([bomb]).passed_over[0].reason
    huge = archive(tmp_path / "huge.zip", TEXT, size=LARGEST_FILE + 1)
    assert "MB unpacked" in look_through([huge]).passed_over[0].reason
    # A list that lies about a bomb lets through what it says and no more.
    few = archive(tmp_path / "few.zip", b"a" * 50_000_000, size=1_000)
    with pytest.raises(StreetFileError, match="larger than its list says"):
        content_of(few)


@pytest.mark.parametrize("harm", ["cut", "changed", "not packed"])
def test_damage_is_told_with_the_archive(harm, tmp_path):
    data = packed(TEXT)
    made = {"cut": data[: len(data) // 2], "changed": data, "not packed": TEXT}[harm]
    path = archive(tmp_path / "2018-10.zip", TEXT, data=made)
    if harm == "changed":
        whole = bytearray(path.read_bytes())
        whole[len(whole) // 2] ^= 0xFF
        path.write_bytes(whole)
    with pytest.raises(StreetFileError, match=r"2018-10\.zip: the archive is damaged"):
        content_of(path)


def test_without_the_package_it_is_named_as_before(tmp_path, monkeypatch):
    monkeypatch.setattr(deflate64, "_inflater", lambda: None)
    path = archive(tmp_path / "2018-10.zip", TEXT)
    (told,) = look_through([path]).passed_over
    assert "by Deflate64, as Windows packs large files" in told.reason and told.faulty
