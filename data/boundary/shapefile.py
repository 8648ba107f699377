"""Shapefiles: four or five files that belong together, some of which people forget.

The companions are copied under plain names into a folder of our own before GDAL sees them, so that
it meets a shapefile and nothing else, and nothing is written beside the user's files.
"""

from __future__ import annotations

import codecs
import shutil
import struct
import warnings
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyproj
import shapely

from data.boundary.gdal import COMPANIONS_OF
from data.boundary.layers import MOST_BYTES, RawLayer, declared_crs, decoded, refuse_size
from geo.boundaries import BoundaryError

COMPANIONS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MAGIC = struct.pack(">i", 9994)
_HEADER_BYTES = 100
_POLYGONS = {5, 15, 25}
_OTHER_SHAPES = {1: "points", 8: "points", 3: "lines", 31: "surfaces"}
# What the language byte of a .dbf says of its letters; 0 says nothing.
_LANGUAGES = {0x03: "cp1252", 0x57: "cp1252", 0x01: "cp437", 0x02: "cp850"}


def companions_of(path: Path) -> dict[str, Path]:
    """Return the files that lie beside a file and belong to it, in any case of letters."""
    main = path.suffix.lower()
    companions = COMPANIONS_OF.get(main, COMPANIONS)
    found = {main: path}
    folder = path.parent if path.parent.is_dir() else None
    for beside in sorted(folder.iterdir()) if folder else ():
        ending = beside.suffix.lower()
        if (
            beside.stem.casefold() == path.stem.casefold()
            and ending in companions
            and ending != main
        ):
            found.setdefault(ending, beside)
    return found


def read_shapefile(parts: Mapping[str, Path]) -> RawLayer:
    """Read a shapefile from its parts."""
    if ".dbf" not in parts:
        raise BoundaryError(
            "the .dbf file is missing: it carries the codes and names. Give the .shp, .shx, .dbf "
            "and .prj together, best as one .zip."
        )
    too_large = [path.name for path in parts.values() if path.stat().st_size > MOST_BYTES]
    if too_large:
        raise BoundaryError(f"{too_large[0]} is larger than {MOST_BYTES // 2**20} MB.")
    _refuse_shapes(parts[".shp"])
    text, rows = _dbf_text(parts[".dbf"])
    _, encoding, notes = decoded(text, _declared_encoding(parts))
    crs, more = _crs(parts)
    if ".shx" not in parts:
        more = (*more, "The .shx file is missing; it was made again from the .shp.")
    with TemporaryDirectory(prefix="boundaries-") as folder:
        table, geometry = _read(parts, Path(folder), encoding)
    if len(table) != rows:
        raise BoundaryError(
            f"the .dbf has {rows:,} rows and the .shp {len(table):,} shapes. Export both again."
        )
    return RawLayer(table, geometry, crs, encoding, (*notes, *more))


def _refuse_shapes(path: Path) -> None:
    """Refuse what is no shapefile, is cut short, or holds something other than polygons."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or header[:4] != _MAGIC:
        raise BoundaryError("the .shp is not a shapefile, whatever its name says.")
    (words,) = struct.unpack(">i", header[24:28])
    (shape,) = struct.unpack("<i", header[32:36])
    if words * 2 > path.stat().st_size:
        raise BoundaryError(
            f"the .shp is cut short: {path.stat().st_size:,} of {words * 2:,} bytes are there. "
            "Copy or download it again."
        )
    if shape not in _POLYGONS:
        kind = _OTHER_SHAPES.get(shape % 10 if shape < 30 else shape, "no shapes of any use")
        raise BoundaryError(f"it holds {kind}; areas are polygons.")


def _dbf_text(path: Path) -> tuple[bytes, int]:
    """The records of a .dbf as bytes, from which the encoding is judged, and their number."""
    content = path.read_bytes()
    if len(content) < 32:
        raise BoundaryError("the .dbf is no table: it is shorter than its own heading.")
    rows, heading, width = struct.unpack("<IHH", content[4:12])
    refuse_size(rows, heading // 32)
    if heading + rows * width > len(content):
        raise BoundaryError(
            f"the .dbf is cut short: it announces {rows:,} rows and holds "
            f"{max(0, len(content) - heading) // max(width, 1):,}. Copy or download it again."
        )
    return content[heading : heading + rows * width], rows


def _declared_encoding(parts: Mapping[str, Path]) -> str | None:
    """What the .cpg or the .dbf's language byte names, if Python knows it."""
    if ".cpg" in parts:
        told = parts[".cpg"].read_bytes()[:64].decode("ascii", "ignore").strip()
        told = told.upper().removeprefix("ANSI ").removeprefix("WINDOWS-")
        for name in (told, f"cp{told}"):
            try:
                return codecs.lookup(name).name
            except (LookupError, ValueError):
                # A damaged .cpg may hold what is no name at all.
                continue
    with parts[".dbf"].open("rb") as file:
        return _LANGUAGES.get(file.read(32)[29])


def _crs(parts: Mapping[str, Path]) -> tuple[pyproj.CRS | None, tuple[str, ...]]:
    if ".prj" not in parts:
        return None, ("The .prj file, which names the coordinate system, is missing.",)
    return declared_crs(decoded(parts[".prj"].read_bytes()[:65_536])[0], "the .prj file")


def _read(parts: Mapping[str, Path], folder: Path, encoding: str) -> tuple[pd.DataFrame, object]:
    """The attributes and the geometry, read by GDAL from copies under plain names."""
    for ending in (".shp", ".shx", ".dbf"):
        if ending in parts:
            shutil.copyfile(parts[ending], folder / f"layer{ending}")
    if ".shx" not in parts:
        _write_shx(folder / "layer.shp")
    # Imported here: GDAL is loaded only in the process that reads what users bring, which tells it
    # what it may do.
    import pyogrio

    try:
        with warnings.catch_warnings():
            # What GDAL only warns of (a ring in the wrong order) is mended and told later.
            warnings.simplefilter("ignore")
            meta, _, wkb, columns = pyogrio.raw.read(folder / "layer.shp", encoding=encoding)
        geometry = shapely.from_wkb(wkb)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        shapely.errors.ShapelyError,
        ValueError,
        RuntimeError,
    ) as error:
        raise BoundaryError(
            "the shapefile is damaged and cannot be read. Export or download it again."
        ) from error
    table = pd.DataFrame(dict(zip(map(str, meta["fields"]), columns, strict=True)))
    return table, geometry


def _write_shx(path: Path) -> None:
    """Write the index that lies beside a .shp: where each shape begins, and its length."""
    content = path.read_bytes()
    entries, at = [], _HEADER_BYTES
    while at + 8 <= len(content):
        (words,) = struct.unpack(">i", content[at + 4 : at + 8])
        if words < 2:
            raise BoundaryError("the .shp is damaged, and there is no .shx to read it by.")
        entries.append(struct.pack(">ii", at // 2, words))
        at += 8 + 2 * words
    length = struct.pack(">i", (_HEADER_BYTES + 8 * len(entries)) // 2)
    header = content[:24] + length + content[28:_HEADER_BYTES]
    path.with_suffix(".shx").write_bytes(header + b"".join(entries))
