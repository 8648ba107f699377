"""Loading the areas of the force area, and the lookups between them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.tables.packaged import read_packaged


def load_areas(folder: Path | None = None) -> pd.DataFrame:
    """Return every area that the product knows, of every type and vintage.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        ``area_code``, ``area_type`` (``force``, ``district``, wards with their vintage such as
        ``ward19``, ``lsoa11``, ``lsoa21``, ``upper_tier``, ``region``, ``country``),
        ``area_name``, ``district_code`` (missing for the force and above), ``force_code``
        (missing beyond the force).
        ``area_code`` and ``area_type`` together are unique; a code alone is not.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: ONS lookups (Open Government Licence v3.0); areas beyond the force as in the
    Department for Education's tables.

    Examples
    --------
    >>> areas = load_areas()
    >>> bool(areas.duplicated(["area_type", "area_code"]).any())
    False
    """
    return read_packaged("areas", folder)


# Between an LSOA's name as ONS gives it and its neighbourhood's.
BETWEEN = " · "


def own_name(name: str) -> str:
    """Return an area's name without its neighbourhood, as publishers' and partners' tables have it.

    Parameters
    ----------
    name : str
        As in `load_areas`.

    Returns
    -------
    str

    Examples
    --------
    >>> own_name("Lichfield 007E · Lichfield West & South"), own_name("Stowe")
    ('Lichfield 007E', 'Stowe')
    """
    return name.partition(BETWEEN)[0]


def load_lookup(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Return a lookup between area types.

    Parameters
    ----------
    name : str
        ``lsoa11_lsoa21``, or a best fit by its vintages: ``lsoa11_ward19``, ``lsoa21_ward24``;
        another force area has its own vintages of wards.
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        Of a best fit ``lsoa_code``, ``ward_code``, ``district_code``: ONS's, by
        population-weighted centroid, each LSOA once. Of the changes ``lsoa11_code``,
        ``change_code`` (U unchanged, S split, M merged, X irregular), ``lsoa21_code``: rows
        repeat where areas were split or merged, so a plain join would count twice; without rows
        where the force area has no LSOAs of 2011.

    Raises
    ------
    PackagedDataError
        If there is no such lookup.

    Notes
    -----
    Source: Office for National Statistics, Open Government Licence v3.0.

    Examples
    --------
    >>> load_lookup("lsoa11_ward19").columns.tolist()
    ['lsoa_code', 'ward_code', 'district_code']
    """
    return read_packaged(f"lookups/{name}", folder)
