"""Loading the districts of England and Wales, their records, and which are like which.

They are of the whole country: another force area is compared with the same ones.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.tables.official import official
from data.tables.packaged import PACKAGED_FOLDER, read_packaged

SEVERITY = "severity"


def load_districts(folder: Path | None = None) -> pd.DataFrame:
    """Return every district of England and Wales.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        Indexed by ``area_code`` (of 2023): ``area_name``, ``region_code``, ``region_name``,
        ``force`` (as data.police.uk writes it), ``note`` (what is known to be wrong with its
        records), ``residents_2022``, ``residents_2023``, ``residents_2024`` (people at mid-year).

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: ONS mid-year estimates and lookups, Open Government Licence v3.0.

    Examples
    --------
    >>> load_districts().loc["E07000194", ["area_name", "region_name"]].tolist()
    ['Lichfield', 'West Midlands']
    """
    return read_packaged("country/districts", folder or PACKAGED_FOLDER).set_index("area_code")


def load_district_counts(folder: Path | None = None) -> pd.DataFrame:
    """Return the records of every district by month and type, counted from every force's file.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``area_code``, ``month``, ``crime_type``, ``count`` (records, 0 where none). A month of a
        district that is not there is not known: its own force's file is not at hand.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    A force's neighbours record in its districts too, so that these counts are above those from its
    own file: the two are never set against each other. Source: data.police.uk.

    Examples
    --------
    >>> counts = load_district_counts()
    >>> own = counts[(counts["area_code"] == "E07000193") & counts["month"].str.startswith("2025")]
    >>> int(own["count"].sum())
    9709
    """
    return read_packaged("country/counts", folder or PACKAGED_FOLDER)


def load_similar_areas(folder: Path | None = None) -> pd.DataFrame:
    """Return ONS's twenty areas most like each district.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``area_code``, ``kind`` (``global``, ``demographic``, ``economic``), ``rank`` (1 is the most
        like), ``similar_code``, ``similar_name``; those in Scotland and Northern Ireland too.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: ONS, Explore local statistics, Open Government Licence v3.0.

    Examples
    --------
    >>> near = load_similar_areas()
    >>> near.groupby(["area_code", "kind"]).size().unique().tolist()
    [20]
    """
    return read_packaged("country/similar", folder or PACKAGED_FOLDER)


def load_clusters(folder: Path | None = None) -> pd.DataFrame:
    """Return ONS's cluster of each district.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``area_code``, ``kind``, ``cluster`` (a letter; `data/catalogue/country.toml` tells what
        its areas have in common).

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: ONS, Explore local statistics, Open Government Licence v3.0.

    Examples
    --------
    >>> load_clusters().columns.tolist()
    ['area_code', 'kind', 'cluster']
    """
    return read_packaged("country/clusters", folder or PACKAGED_FOLDER)


def load_district_measures(folder: Path | None = None) -> pd.DataFrame:
    """Return what every English district has a figure of beside recorded crime.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``area_code``, ``measure`` (an id of `data.catalogue.measures`), ``value`` in the
        publisher's unit. A district without a figure has no row.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: MHCLG and ONS, Open Government Licence v3.0; each measure names its own.

    Examples
    --------
    >>> held = load_district_measures()
    >>> int((held["measure"] == "imd").sum())
    296
    """
    packaged = read_packaged("country/measures", folder or PACKAGED_FOLDER)
    brought = official(SEVERITY) if folder is None else {}
    if not brought:
        return packaged
    newest = list(brought.values())[-1].assign(measure=SEVERITY)
    kept = packaged[packaged["measure"] != SEVERITY]
    return pd.concat([kept, newest[list(packaged)]], ignore_index=True)


def load_force_years(folder: Path | None = None) -> pd.DataFrame:
    """Return police recorded crime by force, region and country, years to September.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``year``, ``area`` (a force as data.police.uk writes it, a region, a country), ``kind``
        (``force``, ``region``, ``country``), ``group`` (as the publisher names it), ``count`` and
        ``residents``; both missing where not published or not at hand, never 0.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    The year ends in September. Fraud is left out. Source: Home Office and ONS, Open Government
    Licence v3.0.

    Examples
    --------
    >>> held = load_force_years().set_index(["area", "year", "group"])["count"]
    >>> int(held["staffordshire", 2024, "Burglary"])
    4539
    """
    packaged = read_packaged("country/force_years", folder or PACKAGED_FOLDER)
    brought = list(official("force-years").values()) if folder is None else []
    if not brought:
        return packaged
    years = {int(year) for table in brought for year in table["year"].unique()}
    kept = packaged[~packaged["year"].isin(years)]
    return pd.concat([kept, *brought], ignore_index=True).sort_values("year", ignore_index=True)
