"""Mangled uploads: valid files spoilt in every way that we could think of, the same on each run.

``python -m tests.data.fuzz_uploads 500`` puts that many through the real imports, each into a
store of its own, and tells what became of them.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import geopandas as gpd

from data import store
from data.boundary.files import checked_boundaries
from data.boundary.store import save_boundaries
from data.partner.levels import areas_of
from data.partner.words import PartnerError
from data.partner_tables.store import save_partner_table
from data.street.files import StreetFileError
from data.street.importing import import_street_files
from data.tables.areas import load_areas, load_lookup
from data.tables.packaged import read_packaged_layer
from geo.boundaries import BoundaryError
from tests.data.fuzz_as_people_have_them import (
    arcgis,
    features_as_found,
    in_format,
    month,
    month_as_found,
)
from tests.data.partner_tables.partner_tables import checked, definition, workbook_of

OWN_ERRORS = (PartnerError, BoundaryError, StreetFileError, store.StoreError)
LONGEST_SENTENCE = 700
_SEED = 20251


@dataclass(frozen=True)
class Upload:
    """A file as it comes in: what it was made from, its name, its content, what was done to it."""

    kind: str
    name: str
    content: bytes
    story: str


@dataclass(frozen=True)
class Outcome:
    """What became of an upload: saved, or refused with a sentence."""

    upload: Upload
    saved: bool
    sentence: str = ""


class FuzzError(AssertionError):
    """An upload did what none may do."""


# --- Valid files, from which all others are made ------------------------------------------------


@lru_cache(maxsize=1)
def seeds() -> tuple[Upload, ...]:
    """Return one small valid file of each kind, every one of which an import takes."""
    codes = areas_of("ward24").index[:25]
    rows = [[code, number * 3, 1000 + number] for number, code in enumerate(codes)]
    header = ["area_code", "numerator", "denominator"]
    text = "\n".join(",".join(map(str, row)) for row in [header, *rows]) + "\n"
    layer = read_packaged_layer("boundaries/ward24")
    district = layer["district_code"].iloc[0]
    wards = layer[layer["district_code"] == district][["area_code", "area_name", "geometry"]]
    wards = wards.rename(columns={"area_code": "WD24CD", "area_name": "WD24NM"})
    return (
        Upload("partner", "table.csv", text.encode(), "as it should be"),
        Upload("partner", "table.xlsx", workbook_of(header, *rows), "as it should be"),
        Upload("boundaries", "wards.zip", _shapefile(wards), "as it should be"),
        Upload("boundaries", "wards.geojson", wards.to_crs(4326).to_json().encode(), "as it is"),
        Upload("police", "months.zip", _police(), "as it should be"),
        Upload("boundaries", "wards.kml", in_format(wards, "a.kml", "LIBKML", 4326), "as it is"),
        Upload("boundaries", "wards.gml", in_format(wards, "a.gml", "GML", 27700), "as it is"),
        Upload(
            "boundaries", "wards.fgb", in_format(wards, "a.fgb", "FlatGeobuf", 27700), "as it is"
        ),
        Upload("boundaries", "query.json", arcgis(wards), "as it is"),
        Upload("police", "2025-03-some-street.csv", _month().encode(), "as it should be"),
    )


def _shapefile(wards: gpd.GeoDataFrame) -> bytes:
    made = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        wards.to_file(Path(folder) / "wards.shp")
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
    return made.getvalue()


def _month() -> str:
    codes = list(load_lookup("lsoa21_ward24")["lsoa_code"].head(6))
    return month(codes, "Some Police", random.Random(_SEED))


def _police() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2025-03/2025-03-some-street.csv", _month())
    return made.getvalue()


# --- What is done to them -----------------------------------------------------------------------

Mangler = Callable[[Upload, random.Random], Upload]


def _changed(upload: Upload, content: bytes, story: str) -> Upload:
    return replace(upload, content=content, story=story)


def _truncated(upload: Upload, chance: random.Random) -> Upload:
    end = chance.randrange(len(upload.content))
    return _changed(upload, upload.content[:end], f"cut off after {end} bytes")


def _flipped(upload: Upload, chance: random.Random) -> Upload:
    content = bytearray(upload.content)
    for _ in range(chance.choice((1, 3, 30, 300))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return _changed(upload, bytes(content), "bits flipped")


def _bytes_inserted(upload: Upload, chance: random.Random) -> Upload:
    at = chance.randrange(len(upload.content) + 1)
    junk = chance.choice(
        (b"\0" * 40, chance.randbytes(200), b"\xff\xfe", b'"', b"\r\n\r\n", b"\x1a")
    )
    content = upload.content[:at] + junk + upload.content[at:]
    return _changed(upload, content, f"{junk[:4]!r}… put in at {at}")


def _block_repeated(upload: Upload, chance: random.Random) -> Upload:
    start = chance.randrange(len(upload.content))
    block = upload.content[start : start + chance.choice((1, 50, 2_000))]
    content = upload.content[:start] + block * chance.choice((2, 50)) + upload.content[start:]
    return _changed(upload, content, f"a block at {start} repeated")


def _block_lost(upload: Upload, chance: random.Random) -> Upload:
    start = chance.randrange(len(upload.content))
    content = upload.content[:start] + upload.content[start + chance.choice((1, 40, 900)) :]
    return _changed(upload, content, f"a block at {start} lost")


_NAMES = (
    "a.csv",
    "a.kml",
    "a.gml",
    "a.tab",
    "a.fgb",
    "a.kmz",
    "a.csv.gz",
    "a.xlsx",
    "a.xls",
    "a.zip",
    "a.geojson",
    "a.gpkg",
    "a.shp",
    "a.parquet",
    "a.txt",
)
_NAMES += (
    "a.tsv",
    "a",
    "a.json",
    "..%2f..%2fa.csv",
    "a.csv.exe",
    "Übersicht – 2024.csv",
    "a.topojson",
)


def _misnamed(upload: Upload, chance: random.Random) -> Upload:
    name = chance.choice(_NAMES)
    return replace(upload, name=name, story=f"named {name}")


def _replaced_whole(upload: Upload, chance: random.Random) -> Upload:
    content = chance.choice(
        (
            b"",
            b"\n" * 9,
            b"\0" * 5_000,
            chance.randbytes(5_000),
            b"PK\x05\x06" + b"\0" * 18,
            b"PK\x03\x04" + chance.randbytes(400),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(600),
            b"<html><body>Sign in</body></html>",
            b'{"type": "FeatureCollection", "features": []}',
            b'{"type": "FeatureCollection", "features": [null, 3]}',
            b"[" * 5_000,
            b"%PDF-1.4",
        )
    )
    return _changed(upload, content, f"replaced by {content[:12]!r}")


def _in_a_zip(upload: Upload, chance: random.Random) -> Upload:
    content, depth = upload.content, chance.choice((1, 2, 5))
    for level in range(depth):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(upload.name if level == 0 else f"inner{level}.zip", content)
        content = made.getvalue()
    return replace(upload, content=content, name="nested.zip", story=f"zipped {depth} times")


# --- Text: cells, columns, rows -----------------------------------------------------------------

_CELLS = (
    *("NaN", "inf", "-inf", "-1", "1e400", "0.5", "1,2", "<5", "*", "n/a", "", " ", "0", "١٢"),
    *("=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "#REF!", "2024-05-01", "\u202e12", "💥"),
    *("9" * 400, "x" * 40_000, "a\nb", 'a"b', "\x00", "<script>", "../../x", "None", "TRUE", "%s"),
)


def _cell_changed(upload: Upload, chance: random.Random) -> Upload:
    rows = _rows(upload)
    cell = chance.choice(_CELLS)
    for _ in range(chance.choice((1, 5))):
        row = rows[chance.randrange(len(rows))]
        row[chance.randrange(len(row))] = cell
    return _from_rows(upload, rows, f"cells say {cell[:20]!r}")


def _columns_changed(upload: Upload, chance: random.Random) -> Upload:
    rows = _rows(upload)
    what = chance.choice(("swapped", "repeated heading", "lost", "many", "no heading", "ragged"))
    width = len(rows[0])
    one, other = chance.randrange(width), chance.randrange(width)
    if what == "swapped":
        for row in rows:
            row[one], row[other] = row[other], row[one]
    elif what == "repeated heading":
        rows[0][one] = rows[0][other]
    elif what == "lost":
        rows = [row[:one] + row[one + 1 :] for row in rows]
    elif what == "many":
        rows = [row + ["1"] * 300 for row in rows]
    elif what == "no heading":
        rows = rows[1:]
    else:
        rows = [row[: chance.randrange(width + 1)] or [""] for row in rows]
    return _from_rows(upload, rows, f"columns {what}")


def _rows_changed(upload: Upload, chance: random.Random) -> Upload:
    rows = _rows(upload)
    what = chance.choice(("repeated", "shuffled", "titles", "total", "all lost", "footnotes"))
    if what == "repeated":
        rows.insert(2, rows[1])
    elif what == "shuffled":
        chance.shuffle(rows)
    elif what == "titles":
        rows = [["A title"], [""], *rows]
    elif what == "total":
        rows.append(["Total", "99", "99999"])
    elif what == "all lost":
        rows = rows[:1]
    else:
        rows += [[""], ["Source: somebody"], ["", "", "", "a note far out"]]
    return _from_rows(upload, rows, f"rows {what}")


def _encoded(upload: Upload, chance: random.Random) -> Upload:
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-32", "cp037", "utf-7"))
    text = "\n".join(",".join(row) for row in _rows(upload)) + "\né"
    return replace(upload, name="a.csv", content=text.encode(encoding), story=encoding)


def _rows(upload: Upload) -> list[list[str]]:
    first = next(one for one in seeds() if one.name == "table.csv")
    return [line.split(",") for line in first.content.decode().splitlines()]


def _from_rows(upload: Upload, rows: list[list[str]], story: str) -> Upload:
    if upload.name.endswith(".xlsx"):
        clean = [["".join(c for c in one if c >= " ")[:32_000] for one in row] for row in rows]
        return _changed(upload, workbook_of(*clean), story)
    text = "\n".join(",".join(row) for row in rows) + "\n"
    return _changed(upload, text.encode("utf-8", "surrogatepass"), story)


# --- Archives: members --------------------------------------------------------------------------

_PATHS = (
    "../../x.csv",
    "/tmp/x.csv",
    "C:\\x.csv",
    "..\\x.csv",
    "a/../../b.shp",
    "x" * 300,
    "\u202egpj.csv",
)


def _member_spoilt(upload: Upload, chance: random.Random) -> Upload:
    members = _members(upload)
    name = chance.choice(sorted(members))
    spoil = chance.choice((_truncated, _flipped, _bytes_inserted, _block_lost, _replaced_whole))
    part = replace(upload, content=members[name] or b"x")
    spoilt = spoil(part, chance)
    members[name] = spoilt.content
    return _changed(upload, _zipped(members), f"{name}: {spoilt.story}")


def _member_lost(upload: Upload, chance: random.Random) -> Upload:
    members = _members(upload)
    name = chance.choice(sorted(members))
    del members[name]
    return _changed(upload, _zipped(members), f"{name} lost")


def _member_renamed(upload: Upload, chance: random.Random) -> Upload:
    members = _members(upload)
    name, path = chance.choice(sorted(members)), chance.choice(_PATHS)
    members[path] = members.pop(name)
    return _changed(upload, _zipped(members), f"{name} is called {path[:20]!r}")


def _member_added(upload: Upload, chance: random.Random) -> Upload:
    members = _members(upload)
    bomb = b"\0" * (4 * 2**20)
    name = chance.choice(
        (*_PATHS, "xl/vbaProject.bin", "wards2.shp", "__MACOSX/._a", "2025-03-x.csv")
    )
    members[name] = chance.choice((b"", b"x", bomb, chance.randbytes(100)))
    return _changed(upload, _zipped(members), f"{name[:20]!r} added")


def _members(upload: Upload) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(upload.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


# --- GeoJSON: geometry --------------------------------------------------------------------------


def _features_changed(upload: Upload, chance: random.Random) -> Upload:
    layer = json.loads(upload.content)
    feature = chance.choice(layer["features"])
    what = chance.choice(
        ("no geometry", "a point", "no ring", "far out", "no code", "twice", "odd")
    )
    if what == "no geometry":
        feature["geometry"] = None
    elif what == "a point":
        feature["geometry"] = {"type": "Point", "coordinates": [-1.8, 52.7]}
    elif what == "no ring":
        feature["geometry"] = {"type": "Polygon", "coordinates": []}
    elif what == "far out":
        ring = [[1e308, -1e308], [1e308, 1e308], [0, 0], [1e308, -1e308]]
        feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    elif what == "no code":
        feature["properties"] = chance.choice(({}, None, {"WD24CD": None}, {"WD24CD": "=1+1"}))
    elif what == "twice":
        layer["features"].append(feature)
    else:
        feature["geometry"] = {"type": chance.choice(("Curve", "", 3)), "coordinates": "x"}
    return _changed(upload, json.dumps(layer).encode(), f"a feature with {what}")


def _features_found(upload: Upload, chance: random.Random) -> Upload:
    return _changed(upload, *features_as_found(upload.content, chance))


def _month_found(upload: Upload, chance: random.Random) -> Upload:
    name, content, story = month_as_found(upload.content, upload.name, chance)
    return replace(upload, name=name, content=content, story=story)


_ANY = (_truncated, _flipped, _bytes_inserted, _block_repeated, _block_lost, _misnamed,
        _replaced_whole, _in_a_zip)  # fmt: skip
_TABLES = (_cell_changed, _columns_changed, _rows_changed, _cell_changed)
_ARCHIVES = (_member_spoilt, _member_lost, _member_renamed, _member_added, _member_spoilt)
MANGLERS: dict[str, tuple[Mangler, ...]] = {
    "table.csv": (*_ANY, *_TABLES, _encoded),
    "table.xlsx": (*_ANY, *_TABLES, *_ARCHIVES),
    "wards.zip": (*_ANY, *_ARCHIVES),
    "wards.geojson": (_features_found, *_ANY, *([_features_changed, _features_found] * 3)),
    "months.zip": (*_ANY, *_ARCHIVES),
    "wards.kml": _ANY,
    "wards.gml": _ANY,
    "wards.fgb": _ANY,
    "query.json": _ANY,
    "2025-03-some-street.csv": (_month_found, *_ANY, *([_month_found] * 6)),
}


def uploads(number: int) -> Iterator[Upload]:
    """Return mangled uploads, evenly of every kind and every way, the same on each run."""
    held = seeds()
    for place in range(number):
        seed = held[place % len(held)]
        ways = MANGLERS[seed.name]
        chance = random.Random(_SEED + place)
        yield ways[(place // len(held)) % len(ways)](seed, chance)


# --- The real imports ---------------------------------------------------------------------------


def _import(upload: Upload, path: Path) -> Outcome:
    """Import an upload as the app does."""
    if upload.kind == "partner":
        save_partner_table(checked(path.read_bytes(), definition(), name=path.name), "A fuzzer")
        return Outcome(upload, True)
    if upload.kind == "boundaries":
        outline = read_packaged_layer("boundaries/district")
        save_boundaries(checked_boundaries(path, known=load_areas(), outline=outline))
        return Outcome(upload, True)
    # A run of many files does not end at a bad one: the report says what became of each.
    report = import_street_files([path])
    if report.change is not None:
        return Outcome(upload, True)
    said = [one.reason or one.fate for one in report.files[:1]]
    return Outcome(upload, False, " ".join(said))


def run_upload(upload: Upload, folder: Path) -> Outcome:
    """Put one upload through its import, and insist on what no upload may break.

    Raises
    ------
    FuzzError
        If it ended in an error that is not ours or is not one sentence, left a part in the store,
        or left a file behind.
    """
    coming, temporary = folder / "upload", folder / "temporary"
    for place in (coming, temporary):
        place.mkdir(parents=True, exist_ok=True)
    path = coming / upload.name
    path.write_bytes(upload.content)
    before, held, usual = store.refresh().generation, _files(), tempfile.tempdir
    tempfile.tempdir = str(temporary)
    try:
        outcome = _outcome(upload, path)
    finally:
        tempfile.tempdir = usual
        path.unlink()
    after = store.refresh().generation
    if after != before + outcome.saved:
        raise FuzzError(f"{upload.kind} {upload.story}: {after - before} changes were made.")
    if not outcome.saved and _files() != held:
        raise FuzzError(f"{upload.kind} {upload.story}: refused, and a file of the store changed.")
    staged = store.store_folder() / "staging"
    left = [*temporary.rglob("*"), *coming.rglob("*"), *staged.rglob("*")]
    if left:
        raise FuzzError(f"{upload.kind} {upload.story}: left {left[0]} behind.")
    store.check_store()
    return outcome


def _files() -> dict[str, tuple[int, int]]:
    """What lies in the store, by name: size and time of the last change."""
    told = {str(path): path.stat() for path in store.store_folder().rglob("*") if path.is_file()}
    return {name: (one.st_size, one.st_mtime_ns) for name, one in told.items()}


def _outcome(upload: Upload, path: Path) -> Outcome:
    try:
        outcome = _import(upload, path)
        if outcome.saved:
            return outcome
        sentence = outcome.sentence
    except OWN_ERRORS as error:
        sentence = str(error)
    except Exception as error:
        raise FuzzError(f"{upload.kind} {upload.story}: {type(error).__name__}: {error}") from error
    if not sentence or "\n" in sentence or len(sentence) > LONGEST_SENTENCE:
        raise FuzzError(f"{upload.kind} {upload.story}: not one sentence: {sentence[:900]!r}")
    return Outcome(upload, False, sentence)


def main(number: int) -> int:
    """Run many, tell what became of them, and return how many broke a rule."""
    told: Counter[tuple[str, str]] = Counter()
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CSP_STORE"] = str(Path(folder) / "store")
        for upload in uploads(number):
            try:
                outcome = run_upload(upload, Path(folder))
                told[upload.kind, "saved" if outcome.saved else "refused"] += 1
            except FuzzError as error:
                wrong.append(str(error))
    for (kind, what), many in sorted(told.items()):
        print(f"{kind}: {what}: {many}")
    print(f"{len(wrong)} of {number} broke a rule")
    print("\n".join(wrong[:40]))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)))
