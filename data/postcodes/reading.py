"""Reading a postcode directory: cut to the force area, in the process with limits."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import geopandas as gpd
import pandas as pd

from data.limits import LimitError, within_limits
from geo.boundaries import GRID

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})")
COLUMNS = ("postcode", "easting", "northing", "lsoa_code")
# ONS's names over the years, the first that is there.
_NAMES = {
    "postcode": ("pcds", "pcd7", "pcd8", "pcd"),
    "easting": ("oseast1m", "east1m", "eastings"),
    "northing": ("osnrth1m", "north1m", "northings"),
}
# Code-Point Open comes without headings: postcode, quality, easting, northing, then codes.
_CODE_POINT = {"postcode": 0, "easting": 2, "northing": 3}
_CODE_POINT_COLUMNS = 10
_MEMBER = re.compile(r"(?:^|/)(?:data/)?(?:onspd[^/]*|pcd[^/]*|(?:csv/)?[a-z]{1,2})\.csv$", re.I)
_ROWS = 200_000
_Box = tuple[float, float, float, float]
_ADVICE = (
    "Take the .csv out of the archive, or cut it to the force's postcode areas, and try again."
)


class PostcodeError(ValueError):
    """A postcode directory cannot be used; the message says why and what to do next."""


def read_postcodes(path: Path, lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the postcodes of the force area.

    Parameters
    ----------
    path : Path
        ONS's Postcode Directory (ONSPD) or Code-Point Open, as a CSV or the archive it comes in.
    lsoas : GeoDataFrame
        The force's LSOAs by ``area_code``, in EPSG:27700.

    Returns
    -------
    DataFrame
        ``postcode`` (without its gap), ``easting``, ``northing`` (metres), ``lsoa_code`` (in whose
        drawn outline the point lies), once each. Those without a grid reference are left out.

    Raises
    ------
    PostcodeError
        If it is no such directory, or has no postcode of the force area.

    Examples
    --------
    >>> read_postcodes(Path("list.txt"), gpd.GeoDataFrame(geometry=[], crs=27700))
    Traceback (most recent call last):
        ...
    data.postcodes.reading.PostcodeError: list.txt is no postcode directory. Give ONS's Postcode
    Directory or Code-Point Open, as .csv or .zip.
    """
    if path.suffix.casefold() not in (".csv", ".zip"):
        raise PostcodeError(
            f"{path.name} is no postcode directory. Give ONS's Postcode Directory or Code-Point "
            "Open, as .csv or .zip."
        )
    west, south, east, north = (float(one) for one in lsoas.total_bounds)
    try:
        near = within_limits(partial(_read, path.resolve(), (west, south, east, north)), _ADVICE)
    except (LimitError, _UnreadableError) as error:
        raise PostcodeError(f"{path.name}: {error}") from error
    points = gpd.GeoDataFrame(
        near, geometry=gpd.points_from_xy(near["easting"], near["northing"]), crs=GRID
    )
    outlines = lsoas[["geometry"]].rename_axis("lsoa_code").reset_index()
    found = points.sjoin(outlines, predicate="within").drop_duplicates("postcode")
    if found.empty:
        raise PostcodeError(
            f"{path.name}: none of its postcodes lies in the force area. Give the directory of the "
            "whole country, or that of the force's postcode areas."
        )
    return pd.DataFrame(found)[list(COLUMNS)].sort_values("postcode", ignore_index=True)


class _UnreadableError(ValueError):
    """Why a directory cannot be used, without its name."""


def _read(path: Path, box: _Box) -> pd.DataFrame:
    """The postcodes whose point lies in a box; called in the process with limits."""
    try:
        held = [table for file in _files(path) for table in _near(file, box)]
    except (zipfile.BadZipFile, UnicodeDecodeError, pd.errors.ParserError, EOFError) as error:
        raise _UnreadableError("it is damaged and cannot be read. Fetch it again.") from error
    empty = pd.DataFrame({"postcode": [], "easting": [], "northing": []})
    return pd.concat(held or [empty], ignore_index=True)


def _files(path: Path) -> Iterator[IO[bytes]]:
    """The tables of an archive, or the one file."""
    if path.suffix.casefold() == ".csv":
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as packed:
        names = [one for one in packed.namelist() if _MEMBER.search(one)]
        if not names:
            raise _UnreadableError(
                "the archive has no table of postcodes (Data/ONSPD_….csv, or Data/CSV/st.csv)."
            )
        whole = [one for one in names if "multi_csv" not in one.casefold()]
        for name in whole or names:
            with packed.open(name) as file:
                yield file


def _near(file: IO[bytes], box: _Box) -> Iterator[pd.DataFrame]:
    with _text(file) as text:
        first = text.readline()
        heads = next(csv.reader([first.lstrip("\ufeff")]), [])
        rows: IO[str] = text
        if len(heads) == _CODE_POINT_COLUMNS and POSTCODE.fullmatch(heads[0].strip().upper()):
            columns = list(_CODE_POINT.values())
            rows = io.StringIO(first + text.read())
        else:
            columns = _columns(heads)
        for part in pd.read_csv(
            rows, header=None, usecols=columns, dtype=str, chunksize=_ROWS, keep_default_na=False
        ):
            yield _inside(part[columns].set_axis(list(_NAMES), axis=1), box)


def _columns(heads: list[str]) -> list[int]:
    """The places of our columns among ONS's headings."""
    plain = [name.strip().casefold() for name in heads]
    held = {
        ours: next((plain.index(one) for one in theirs if one in plain), None)
        for ours, theirs in _NAMES.items()
    }
    lacks = [ours for ours, place in held.items() if place is None]
    if lacks:
        raise _UnreadableError(
            f"it has no column of {' and '.join(lacks)}. Its columns are: {', '.join(heads[:8])}. "
            "Give ONSPD (pcds, oseast1m, osnrth1m) or Code-Point Open."
        )
    return [place for place in held.values() if place is not None]


@contextmanager
def _text(file: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    yield io.TextIOWrapper(file, encoding="utf-8", newline="")


def _inside(part: pd.DataFrame, box: _Box) -> pd.DataFrame:
    west, south, east, north = box
    grid = part[["easting", "northing"]].apply(pd.to_numeric, errors="coerce")
    near = grid["easting"].between(west, east) & grid["northing"].between(south, north)
    codes = part["postcode"].str.upper().str.replace(r"\s+", "", regex=True)
    kept = grid[near].astype("int64").assign(postcode=codes[near])
    return kept[["postcode", "easting", "northing"]]
