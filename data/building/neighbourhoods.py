"""Naming LSOAs by their neighbourhood: the House of Commons Library's names of MSOAs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyogrio

from data.building.sources import SourceError, chosen_columns, read_table
from data.tables.areas import BETWEEN

_NAME = ("MSOA21NM", "msoa11nm")
_NEIGHBOURHOOD = ("msoa21hclnm", "msoa11hclnm", "HOC_NAME")


def named_by_neighbourhood(areas: pd.DataFrame, msoa_names: Path | None) -> pd.DataFrame:
    """Return areas with each LSOA's neighbourhood behind its name.

    Parameters
    ----------
    areas : DataFrame
        ``area_type``, ``area_name`` and whatever else. ONS names an LSOA by its MSOA and a letter:
        'Lichfield 007E' lies in 'Lichfield 007'.
    msoa_names : Path, optional
        The House of Commons Library's MSOA names, as its CSV or as properties of a GeoJSON file;
        without it areas are returned as they are.

    Returns
    -------
    DataFrame
        An LSOA whose MSOA has no name in the file (of 2011, say, where MSOAs changed) keeps the
        name that ONS gives it.

    Raises
    ------
    SourceError
        If the file has not the two columns, or cannot be read.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_type": ["lsoa21"], "area_name": ["Lichfield 007E"]})
    >>> named_by_neighbourhood(areas, None)["area_name"].tolist()
    ['Lichfield 007E']
    """
    if msoa_names is None:
        return areas
    table = _read(msoa_names).dropna().drop_duplicates("msoa")
    neighbourhoods = table.set_index("msoa")["neighbourhood"]
    of_lsoa = areas["area_type"].str.startswith("lsoa")
    lies_in = areas["area_name"].where(of_lsoa).str.replace(r"[A-Z]+$", "", regex=True)
    found = lies_in.map(neighbourhoods)
    named = areas["area_name"].mask(found.notna(), areas["area_name"] + BETWEEN + found)
    return areas.assign(area_name=named.astype("str"))


def _read(path: Path) -> pd.DataFrame:
    columns = {"msoa": _NAME, "neighbourhood": _NEIGHBOURHOOD}
    if path.suffix.casefold() == ".csv":
        return read_table(path, columns)
    try:
        told = pyogrio.read_dataframe(path, read_geometry=False)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise SourceError(f"{path.name} cannot be read: {error}") from error
    chosen = chosen_columns(told.columns, columns, path)
    return pd.DataFrame({ours: told[theirs] for ours, theirs in chosen.items()})
