"""Boundary files packed by gzip: read as what they hold, within the limits on what is unpacked."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from data.boundary import archives
from data.boundary.files import checked_boundaries, inspect_boundaries
from geo.boundaries import BoundaryError
from tests.data.boundary.boundary_samples import code, wards

CODES = [code(1), code(2), code(3)]


def made(folder: Path, ending: str) -> dict[str, bytes]:
    """A layer's files by their endings."""
    folder.mkdir()
    path = folder / f"wards.{ending}"
    if ending == "parquet":
        wards().to_parquet(path)
    else:
        wards().to_crs(4326 if ending == "geojson" else 27700).to_file(path)
    return {one.suffix: one.read_bytes() for one in folder.iterdir()}


def tarred(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
    return path


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet"])
@pytest.mark.parametrize("suffix", [".{}.gz", ".{}.GZ", ".gz"])
def test_a_packed_file_is_read_as_what_it_holds(ending, suffix, tmp_path):
    path = tmp_path / f"Wards 2024{suffix.format(ending)}"
    path.write_bytes(gzip.compress(made(tmp_path / "made", ending)[f".{ending}"]))
    assert checked_boundaries(path, area_type="ward19").areas["area_code"].tolist() == CODES
    assert inspect_boundaries(path).name == path.name


@pytest.mark.parametrize("name", ["wards.tar.gz", "wards.tgz"])
def test_a_shapefile_in_a_tar_archive_has_its_companions(name, tmp_path):
    parts = made(tmp_path / "made", "shp")
    members = {f"wards_2019/WARDS{ending.upper()}": content for ending, content in parts.items()}
    path = tarred(tmp_path / name, {**members, "wards_2019/readme.txt": b"read me"})
    assert checked_boundaries(path, area_type="ward19").areas["area_code"].tolist() == CODES


def test_what_unpacks_beyond_the_limit_is_refused_as_it_comes_out(tmp_path):
    path = tmp_path / "wards.geojson.gz"
    with gzip.open(path, "wb") as out:
        for _ in range(40):
            out.write(b"{" + b" " * 2**20)
    with pytest.raises(BoundaryError, match="unpacks to more than"):
        checked_boundaries(path, area_type="ward19")
    tar = tarred(tmp_path / "wards.tar.gz", {"wards.geojson": b"{" + b" " * 40 * 2**20})
    with pytest.raises(BoundaryError, match="unpacks to more than"):
        checked_boundaries(tar, area_type="ward19")
    assert archives.MOST_RATIO * path.stat().st_size < 40 * 2**20


def test_a_damaged_one_and_another_archive_in_it_are_told(tmp_path):
    whole = gzip.compress(made(tmp_path / "made", "geojson")[".geojson"])
    path = tmp_path / "wards.geojson.gz"
    path.write_bytes(whole[:-20])
    with pytest.raises(BoundaryError, match="no gzip file, or is cut short"):
        checked_boundaries(path, area_type="ward19")
    path.write_bytes(gzip.compress(whole))
    with pytest.raises(BoundaryError, match=r"by its name it is a \.geojson"):
        checked_boundaries(path, area_type="ward19")
    plain = tmp_path / "wards.gz"
    plain.write_bytes(gzip.compress(whole))
    with pytest.raises(BoundaryError, match="it holds another archive"):
        checked_boundaries(plain, area_type="ward19")


def test_a_member_that_leads_out_and_a_link_are_not_followed(tmp_path):
    content = made(tmp_path / "made", "geojson")[".geojson"]
    path = tarred(tmp_path / "out.tar.gz", {"../wards.geojson": content})
    with pytest.raises(BoundaryError, match="leads out of the archive"):
        checked_boundaries(path, area_type="ward19")
    link = tmp_path / "link.tar.gz"
    with tarfile.open(link, "w:gz") as archive:
        told = tarfile.TarInfo("wards.geojson")
        told.type, told.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(told)
    with pytest.raises(BoundaryError, match="it holds no boundary file"):
        checked_boundaries(link, area_type="ward19")
