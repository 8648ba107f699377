"""The files that another force area is made from, known by what is in them.

Publishers' downloads have long names that change with each release, so that a file in the source
folder is recognised by its columns, and never by its name alone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyogrio

from data.building.sources import FoundFiles, SourceError, read_headings

_LAYERS = (".geojson", ".json", ".gpkg", ".shp")
_STREET = re.compile(r"\d{4}-\d{2}-[a-z0-9-]+-street\.csv$")
_LSOA21 = r"lsoa21cd|lsoa21_code"
_LSOA11 = r"lsoa11cd|lsoa11_code"
_WARD = r"wd\d\dcd|ward\d\d_code"
_YEAR = "time_period"


@dataclass(frozen=True)
class AreaFile:
    """One input of a new force area.

    Parameters
    ----------
    id : str
        Option on the command line without its dashes, and key of the found files.
    publisher : str
        Who publishes it and under what title.
    columns : tuple of str
        Patterns, in lower case, each of which one of the file's columns must match. Empty for
        police files, which are known by the names of their members.
    never : str
        A pattern that none of its columns matches.
    needed : bool
        Whether there is no area without it.
    several : bool
        Whether more than one file may be given.
    layer : bool
        Whether it is a layer of boundaries, and no table.
    """

    id: str
    publisher: str
    columns: tuple[str, ...] = ()
    never: str = ""
    needed: bool = False
    several: bool = False
    layer: bool = False


AREA_FILES: tuple[AreaFile, ...] = (
    AreaFile(
        "districts",
        "ONS: Local Authority District to Community Safety Partnerships to Police Force Areas "
        "Lookup in EW",
        (r"lad\d\dcd|ltla\d\d_code", r"pfa\d\dcd|pfa\d\d_code"),
        needed=True,
    ),
    AreaFile(
        "lsoa21-ward",
        "ONS: LSOA (2021) to Electoral Ward to LAD Best Fit Lookup in EW, of any year",
        (_LSOA21, _WARD),
        never=r"oa21cd|pcds?|lsoa11.*",
        needed=True,
    ),
    AreaFile(
        "lsoa21-boundaries",
        "ONS: Lower layer Super Output Areas (December 2021) Boundaries EW (BGC)",
        (_LSOA21,),
        needed=True,
        layer=True,
    ),
    AreaFile(
        "census",
        "ONS: Census 2021 usual residents by LSOA, with or without age bands",
        (
            rf"{_LSOA21}|geography code|lower layer super output areas code",
            r"usual_residents_total|total|observation|age: total|residence type: total.*",
        ),
        needed=True,
    ),
    AreaFile(
        "upper-tiers",
        "ONS: Lower Tier Local Authority to Upper Tier Local Authority Lookup in EW",
        (r"l(?:ad|tla)\d\dcd", r"utla\d\dcd|cty(?:ua)?\d\dcd"),
        never=r"pfa\d\dcd|lsoa\d\dcd|wd\d\dcd",
    ),
    AreaFile(
        "lsoa11-ward",
        "ONS: LSOA (2011) to Ward Best Fit Lookup in EW, of any year",
        (_LSOA11, _WARD),
        never=r"oa11cd|pcds?|lsoa21.*",
    ),
    AreaFile(
        "lsoa11-lsoa21",
        "ONS: LSOA (2011) to LSOA (2021) to LAD Lookup for EW, with its change codes",
        (_LSOA11, _LSOA21, r"chn?gind|change_code"),
    ),
    AreaFile(
        "lsoa11-boundaries",
        "ONS: LSOA (December 2011) Boundaries EW; only where LSOAs were merged",
        (_LSOA11,),
        layer=True,
    ),
    AreaFile(
        "mid-year",
        "ONS: mid-year population estimates by LSOA (2011) with ages 0 to 17, saved as CSV "
        "(mid_2019_….csv)",
        (rf"{_LSOA11}|lsoa code", r"total_population|all ages", "age_0_17"),
        several=True,
    ),
    AreaFile(
        "lsoa21-mid-year",
        "ONS: small-area population estimates by LSOA (2021), a column for each mid-year, saved as "
        "CSV",
        (rf"{_LSOA21}|lsoa 2021 code", r".*mid[-_ ]?20\d\d.*"),
    ),
    AreaFile(
        "msoa-names",
        "House of Commons Library: MSOA names, CSV",
        (r"msoa21nm", r"msoa21hclnm|hoc_name"),
    ),
    AreaFile(
        "imd-2019",
        "MHCLG: English Indices of Deprivation 2019, File 7, CSV",
        (
            rf"{_LSOA11}|lsoa code \(2011\)",
            r"imd_rank|index of multiple deprivation \(imd\) rank.*",
        ),
    ),
    AreaFile(
        "imd-2025",
        "MHCLG: English Indices of Deprivation 2025, File 7, CSV",
        (
            rf"{_LSOA21}|lsoa code \(2021\)",
            r"imd_rank|index of multiple deprivation \(imd\) rank.*",
        ),
    ),
    AreaFile(
        "rural-urban",
        "ONS: Rural Urban Classification (2021) of LSOAs",
        (_LSOA21, r"ruc21cd|ruc21_code"),
    ),
    AreaFile(
        "child-protection",
        "DfE: Characteristics of children in need, children on a child protection plan",
        (_YEAR, "cpp_at31"),
    ),
    AreaFile(
        "looked-after",
        "DfE: Children looked after in England, counts and rates",
        (_YEAR, "population_type", "children_count|number"),
    ),
    AreaFile(
        "child-population",
        "DfE: mid-year population aged 0 to 17, by authority",
        (_YEAR, "population_estimate"),
        never="population_type|cpp_at31",
    ),
    AreaFile(
        "children-printed",
        "DfE: Local Authority Interactive Tool, the rates as printed",
        ("short desc", "la and regions", "values"),
    ),
    AreaFile(
        "police",
        "data.police.uk: archives or files of street-level records "
        "(YYYY-MM-<force>-street.csv), any months",
        several=True,
    ),
)


def find_area_files(folder: Path | None, given: Mapping[str, Iterable[Path]]) -> FoundFiles:
    """Return the file or files for every input of a new area, given by hand or found in a folder.

    Parameters
    ----------
    folder : Path or None
        Searched with all its subfolders; a file is recognised by its columns.
    given : mapping of str to paths
        Files given by hand, by input id; they are taken before those in the folder.

    Returns
    -------
    mapping of str to tuple of Path
        By input id; empty for an input that is not there and may be left out.

    Raises
    ------
    SourceError
        If a needed input is not there (all are named at once), a file given by hand is not there,
        or two files of the folder would do for one input.

    Examples
    --------
    >>> find_area_files(None, {})
    Traceback (most recent call last):
        ...
    data.building.sources.SourceError: These files are missing:
    ...
    """
    if folder is not None and not folder.is_dir():
        raise SourceError(f"There is no folder {folder} to look for files in.")
    in_folder = _recognised(folder) if folder else {}
    found: dict[str, tuple[Path, ...]] = {}
    for wanted in AREA_FILES:
        by_hand = tuple(given.get(wanted.id, ()))
        absent = [path for path in by_hand if not path.exists()]
        if absent:
            raise SourceError(f"--{wanted.id}: there is no file {absent[0]}.")
        files = by_hand or tuple(in_folder.get(wanted.id, ()))
        if len(files) > 1 and not wanted.several:
            names = ", ".join(str(path) for path in files)
            raise SourceError(f"More than one file would do for --{wanted.id}: {names}. Name one.")
        found[wanted.id] = files
    _refuse_missing(found)
    return found


def _refuse_missing(found: FoundFiles) -> None:
    missing = [one for one in AREA_FILES if one.needed and not found[one.id]]
    if missing:
        listed = "\n  ".join(f"--{one.id} ({one.publisher})" for one in missing)
        raise SourceError(
            f"These files are missing:\n  {listed}\nGive each by its option, or put them all into "
            "one folder and give that as --source-folder. docs/new-area.md says where each is."
        )


def _recognised(folder: Path) -> dict[str, list[Path]]:
    """The files of a folder by the input that each would do for, in the order of their names."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        for id in _inputs_of(path):
            found.setdefault(id, []).append(path)
    return found


def _inputs_of(path: Path) -> Iterator[str]:
    """The inputs that a file would do for."""
    if not path.is_file():
        return
    suffix = path.suffix.lower()
    members = _members(path) if suffix == ".zip" else ()
    if _STREET.search(path.name) or any(_STREET.search(name) for name in members):
        yield "police"
    elif suffix == ".csv":
        yield from _matching(read_headings(path), layer=False)
    elif suffix in _LAYERS or any(name.lower().endswith(".shp") for name in members):
        yield from _matching(_fields(path), layer=True)


def _matching(headings: Iterable[str], *, layer: bool) -> Iterator[str]:
    names = [heading.casefold() for heading in headings]

    def there(pattern: str) -> bool:
        return any(re.fullmatch(pattern, name) for name in names)

    for one in AREA_FILES:
        if not one.columns or one.layer != layer or (one.never and there(one.never)):
            continue
        if all(there(column) for column in one.columns):
            yield one.id


def _members(path: Path) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return ()


def _fields(path: Path) -> tuple[str, ...]:
    try:
        return tuple(pyogrio.read_info(path)["fields"])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError):
        # A .json file may be anything; what is no layer is simply not recognised.
        return ()
