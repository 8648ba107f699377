"""Boundary files packed by gzip, alone or several in a tar archive, unpacked within limits."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from pathlib import Path, PurePosixPath

from data.boundary.archives import MOST_MEMBERS, Room, Unpacked, of_parts, refuse_outside, wanted_of
from geo.boundaries import BoundaryError

# Where a tar archive says that it is one.
_TAR_AT, _TAR = 257, b"ustar"
_DAMAGE = (OSError, EOFError, zlib.error, tarfile.TarError)


def ungzip(path: Path, folder: Path) -> tuple[Unpacked, ...]:
    """Unpack a .gz file, or the boundary files of a .tar.gz."""
    try:
        with gzip.open(path) as content:
            is_tar = content.read(_TAR_AT + len(_TAR))[_TAR_AT:] == _TAR
        return _untar(path, folder) if is_tar else (_alone(path, folder),)
    except _DAMAGE as error:
        raise BoundaryError(
            "it is no gzip file, or is cut short. Copy or download it again."
        ) from error


def _alone(path: Path, folder: Path) -> Unpacked:
    """The one file in it, called as the archive is without its last ending."""
    name = PurePosixPath(path.name)
    if name.suffix.lower() == ".gz":
        name = name.with_suffix("")
    ending = name.suffix.lower()
    out = folder / f"0{ending}"
    with gzip.open(path) as packed, out.open("wb") as unpacked:
        Room(path).copy(packed, unpacked)
    return Unpacked(str(name.with_suffix("")), ending, {ending: out})


def _untar(path: Path, folder: Path) -> tuple[Unpacked, ...]:
    """The boundary files of a tar archive, each regular file of it under a name of our own."""
    room, held = Room(path), []
    with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
        for number, member in enumerate(archive):
            if number >= MOST_MEMBERS:
                raise BoundaryError(f"it holds more than {MOST_MEMBERS:,} files; no more are read.")
            name = PurePosixPath(member.name.replace("\\", "/"))
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or name.name.startswith("."):
                continue
            refuse_outside(name)
            out = folder / f"{number}{name.suffix.lower()}"
            with content, out.open("wb") as unpacked:
                room.copy(content, unpacked)
            held.append((name, out))
    return tuple(of_parts(name, _together(folder, name, parts)) for name, parts in wanted_of(held))


def _together(folder: Path, name: PurePosixPath, parts: dict[str, Path]) -> dict[str, Path]:
    """Give the parts of one file one stem: readers find a companion beside the file they open."""
    stem = min(path.stem for path in parts.values())
    return {ending: path.rename(folder / f"part-{stem}{ending}") for ending, path in parts.items()}
