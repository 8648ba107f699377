"""Reading the tables of the force area: those that the app ships with, or those in the store.

The small Parquet files in ``data/packaged/`` are of one force area. Where the store holds the
tables of another (``python -m data new-area``), those are read instead, and nothing of the
packaged ones.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from data import store
from data.store.remembered import remembered

PACKAGED_FOLDER = Path(__file__).parents[1] / "packaged"
# The store's entries of another force area: its tables under their packaged names, and what its
# areas.toml would say.
AREA = "area"
CATALOGUE = "catalogue"
# Tables that an area may be without: the app then says that there is nothing, and goes on.
MAY_BE_EMPTY = frozenset(
    {
        *("children", "deprivation", "landmarks", "lookups/lsoa11_lsoa21"),
        *("police_counts", "police_months", "police_unplaced"),
    }
)


class PackagedDataError(FileNotFoundError):
    """A table of the force area is not there; the message says how to make it."""


@remembered(maxsize=4)
def tables_in_store() -> frozenset[str]:
    """Return the names of another force area's tables; none where the packaged one is served."""
    return frozenset(store.current().of_kind(AREA)) - {CATALOGUE}


def is_packaged_area() -> bool:
    """Return whether the force area that the app ships with is the one that is served.

    Returns
    -------
    bool
        False where the store holds the tables of another force area.

    Examples
    --------
    >>> is_packaged_area()
    True
    """
    return not tables_in_store()


def _existing(name: str, folder: Path | None) -> Path:
    path = (folder or PACKAGED_FOLDER) / f"{name}.parquet"
    if not path.exists():
        raise PackagedDataError(
            f"The packaged table {path} is not there. Restore it from version control, or build "
            "it with `python -m data build`."
        )
    return path


@lru_cache(maxsize=64)
def _table(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


@lru_cache(maxsize=16)
def _layer(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path)


def empty_table(name: str) -> pd.DataFrame:
    """Return a table without rows, with the columns and types that the packaged one has.

    Parameters
    ----------
    name : str
        As for `read_packaged`.

    Returns
    -------
    DataFrame

    Raises
    ------
    PackagedDataError
        If there is no such packaged table.

    Examples
    --------
    >>> empty_table("police_counts").columns.tolist()
    ['month', 'area_type', 'area_code', 'crime_type', 'count']
    """
    return _table(_existing(name, None)).iloc[:0].copy()


def _missing_in_area(name: str) -> PackagedDataError:
    return PackagedDataError(
        f"The force area in the store has no table '{name}'. It has: "
        f"{', '.join(sorted(tables_in_store()))}. Give the file that it is made from to `python -m "
        "data new-area` (docs/new-area.md says which)."
    )


def read_packaged(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Return a table of the force area.

    Parameters
    ----------
    name : str
        Path below the folder without its ending, such as ``population``.
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        A copy-on-write view of a table that is read once; without rows where the force area in the
        store may do without it.

    Raises
    ------
    PackagedDataError
        If there is no such table.

    Examples
    --------
    >>> read_packaged("neighbours").columns.tolist()
    ['area_type', 'area_code', 'neighbour_code']
    """
    if folder is not None or is_packaged_area():
        return _table(_existing(name, folder)).copy(deep=False)
    if name in tables_in_store():
        return store.read_table(AREA, name)
    if name in MAY_BE_EMPTY:
        return empty_table(name)
    raise _missing_in_area(name)


def read_packaged_layer(name: str, folder: Path | None = None) -> gpd.GeoDataFrame:
    """Return a layer of the force area.

    Parameters
    ----------
    name : str
        Path below the folder without its ending, such as ``boundaries/ward19``.
    folder : Path, optional
        As for `read_packaged`.

    Returns
    -------
    GeoDataFrame
        A copy-on-write view of a layer that is read once.

    Raises
    ------
    PackagedDataError
        If there is no such layer.

    Examples
    --------
    >>> read_packaged_layer("boundaries/district").crs.to_epsg()
    27700
    """
    if folder is not None or is_packaged_area():
        return _layer(_existing(name, folder)).copy(deep=False)
    if name in tables_in_store():
        return store.read_layer(AREA, name)
    raise _missing_in_area(name)
