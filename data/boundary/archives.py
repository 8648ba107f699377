"""Archives of boundary files, unpacked within limits and under names of our own."""

from __future__ import annotations

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path, PurePosixPath
from typing import IO, TypeVar

from data.boundary.gdal import COMPANIONS_OF
from data.boundary.layers import MOST_BYTES
from data.boundary.shapefile import COMPANIONS
from geo.boundaries import BoundaryError

MOST_MEMBERS = 2_000
# A real .dbf, mostly spaces, packs to a fiftieth; a bomb to a thousandth.
MOST_RATIO = 250
# A small file of spaces packs better than that and does no harm.
_RATIO_FROM_BYTES = 20 * 2**20
_BLOCK = 1 << 16
_SINGLE = {".gpkg", ".geojson", ".json", ".topojson", ".parquet", ".geoparquet"}
_SINGLE |= {".kml", ".gml", ".fgb"}
# Which file of a group is opened, by the endings of the group.
_HEADS = {**dict.fromkeys(COMPANIONS, ".shp")} | {
    ending: head for head, group in COMPANIONS_OF.items() for ending in group
}
Entry = TypeVar("Entry")
_ARCHIVES = {".zip", ".7z", ".rar", ".gz", ".tar", ".tgz"}


@dataclass(frozen=True)
class Unpacked:
    """One boundary file from an archive.

    Parameters
    ----------
    name : str
        The folder and stem in the archive, by which a user knows it.
    ending : str
        Its ending in lower case: ``.shp``, ``.gpkg``, …
    parts : mapping of str to Path
        The unpacked files by ending; for all but shapefiles one.
    """

    name: str
    ending: str
    parts: Mapping[str, Path]


def unpack(path: Path, folder: Path) -> tuple[Unpacked, ...]:
    """Unpack the boundary files of a zip archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive)
            wanted = wanted_of(members)
            _refuse_bombs(wanted)
            room = Room(path)
            return tuple(_unpacked(archive, name, group, folder, room) for name, group in wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        if isinstance(error, BoundaryError):
            raise
        raise BoundaryError(
            "it is no zip archive, or is cut short. Copy or download it again."
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise BoundaryError("it is packed in a way that is not read. Unpack it first.") from error


def _members(archive: zipfile.ZipFile) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """The files in the archive; refused where there are too many, or a name leads out of it."""
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > MOST_MEMBERS:
        raise BoundaryError(f"it holds {len(entries):,} files; at most {MOST_MEMBERS:,} are read.")
    members = []
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        refuse_outside(name)
        if entry.flag_bits & 1:
            raise BoundaryError("it is locked by a password. Unpack it first.")
        # Finder puts shadow files of every file into a folder of this name.
        if name.parts[0] != "__MACOSX" and not name.name.startswith("."):
            members.append((name, entry))
    return members


def refuse_outside(name: PurePosixPath) -> None:
    """Refuse an archive with a file whose name leads out of it."""
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        raise BoundaryError(
            f"it holds a file named '{str(name)[:80]}', which leads out of the archive. "
            "Pack the shapefile again without folders."
        )


def wanted_of(
    members: list[tuple[PurePosixPath, Entry]],
) -> list[tuple[PurePosixPath, dict[str, Entry]]]:
    """The members of each boundary file by ending, in the order of the files' names."""
    groups: dict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    named: dict[tuple[str, str], PurePosixPath] = {}
    found: list[tuple[PurePosixPath, dict[str, Entry]]] = []
    for name, entry in members:
        ending = name.suffix.lower()
        if ending in _HEADS:
            key = (str(name.with_suffix("")).casefold(), _HEADS[ending])
            groups[key][ending] = entry
            named.setdefault(key, name)
        elif ending in _SINGLE:
            found.append((name, {ending: entry}))
    found += [(named[key], parts) for key, parts in groups.items() if key[1] in parts]
    if found:
        return sorted(found, key=lambda each: str(each[0]))
    shapefiles = [parts for (_, head), parts in groups.items() if head == ".shp"]
    if shapefiles:
        there = ", ".join(sorted(shapefiles[0]))
        raise BoundaryError(f"it holds {there} but no .shp. Pack all parts of the shapefile.")
    if any(name.suffix.lower() in _ARCHIVES for name, _ in members):
        raise BoundaryError("it holds another archive. Unpack that first, and give what is in it.")
    raise BoundaryError(
        "it holds no boundary file (.shp or .tab with its companions, .gpkg, .geojson, .kml, .gml, "
        ".fgb, .topojson or .parquet)."
    )


def _refuse_bombs(wanted: list[tuple[PurePosixPath, dict[str, zipfile.ZipInfo]]]) -> None:
    entries = [entry for _, parts in wanted for entry in parts.values()]
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if size > MOST_BYTES:
        raise BoundaryError(
            f"it would unpack to {size / 2**20:,.0f} MB; at most {MOST_BYTES // 2**20} MB are "
            "unpacked. Unpack it and give the .gpkg that was in it to 'python -m data import "
            "boundaries FILE', or cut the layer to the force area first."
        )
    if size > _RATIO_FROM_BYTES and size > MOST_RATIO * max(packed, 1):
        raise BoundaryError(
            f"it would unpack to {size // max(packed, 1):,} times its size, which no boundaries "
            "do. It was not unpacked."
        )


class Room:
    """What may still be unpacked, counted by what comes out: headings may say anything."""

    def __init__(self, path: Path) -> None:
        self._left = min(MOST_BYTES, max(_RATIO_FROM_BYTES, MOST_RATIO * path.stat().st_size))

    def copy(self, packed: IO[bytes] | GzipFile, out: IO[bytes]) -> None:
        """Unpack one member, or refuse the archive where there is no more room."""
        while block := packed.read(_BLOCK):
            self._left -= len(block)
            if self._left < 0:
                raise BoundaryError(
                    "it unpacks to more than its list of files says, or than boundaries do. Pack "
                    "the layer again."
                )
            out.write(block)


def _unpacked(
    archive: zipfile.ZipFile,
    name: PurePosixPath,
    group: Mapping[str, zipfile.ZipInfo],
    folder: Path,
    room: Room,
) -> Unpacked:
    stem = f"{len(list(folder.iterdir()))}"
    parts = {}
    for ending, entry in group.items():
        parts[ending] = folder / f"{stem}{ending}"
        with archive.open(entry) as packed, parts[ending].open("wb") as out:
            room.copy(packed, out)
    return of_parts(name, parts)


def of_parts(name: PurePosixPath, parts: Mapping[str, Path]) -> Unpacked:
    """A boundary file of its unpacked parts, opened by the one that leads the others."""
    ending = next((head for head in (".shp", *COMPANIONS_OF) if head in parts), next(iter(parts)))
    return Unpacked(str(name.with_suffix("")), ending, parts)
