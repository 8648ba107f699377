"""Reading the packaged tables: the small Parquet files that the app ships with."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

PACKAGED_FOLDER = Path(__file__).with_name("packaged")


class PackagedDataError(FileNotFoundError):
    """A packaged table is not there; the message says how to build it."""


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


def read_packaged(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Return a packaged table.

    Parameters
    ----------
    name : str
        Path below the folder without its ending, such as ``lookups/lsoa11_ward19``.
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        A copy-on-write view of a table that is read once: changing it changes nobody else's.

    Raises
    ------
    PackagedDataError
        If there is no such table.

    Examples
    --------
    >>> "area_code" in read_packaged("areas").columns
    True
    """
    return _table(_existing(name, folder)).copy(deep=False)


def read_packaged_layer(name: str, folder: Path | None = None) -> gpd.GeoDataFrame:
    """Return a packaged GeoParquet layer.

    Parameters
    ----------
    name : str
        Path below the folder without its ending, such as ``boundaries/ward19``.
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

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
    return _layer(_existing(name, folder)).copy(deep=False)
