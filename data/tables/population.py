"""Loading residents: the denominators of rates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.tables.official import official
from data.tables.packaged import read_packaged


def load_population(base: str, folder: Path | None = None) -> pd.DataFrame:
    """Return the residents of each LSOA in one population base.

    Parameters
    ----------
    base : str
        The estimate: ``census-2021``, or a mid-year one that the force area has, ``mid-2019``.
        Bases to mid-2020 are of LSOAs of 2011, the census and later ones of LSOAs of 2021; the two
        are not to be mixed, for the former were rolled on from the census of 2011.
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        Indexed by ``area_code``: ``base``, ``area_type`` (``lsoa11`` or ``lsoa21``), ``residents``
        (people, int64), ``aged_0_17`` (Int64; missing for the census, whose youngest published
        band is 0 to 15, and for the bases after it), ``aged_0_15`` (Int64; of the census only).

    Raises
    ------
    KeyError
        If there is no such base.
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: ONS small-area mid-year estimates and Census 2021, Open Government Licence v3.0.

    Examples
    --------
    >>> load_population("mid-2019")["area_type"].unique().tolist()
    ['lsoa11']
    """
    population = _population(folder)
    if base not in set(population["base"]):
        known = ", ".join(sorted(population["base"].unique()))
        raise KeyError(f"There is no population base '{base}'. The bases are: {known}.")
    return population[population["base"] == base].set_index("area_code")


def load_population_bases(folder: Path | None = None) -> pd.DataFrame:
    """Return each population base with its LSOA vintage and its total.

    Parameters
    ----------
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        ``base``, ``area_type``, ``areas`` (number of LSOAs), ``residents`` (people).

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Examples
    --------
    >>> load_population_bases()["base"].is_unique
    True
    """
    grouped = _population(folder).groupby(["base", "area_type"], as_index=False)
    return grouped.agg(areas=("area_code", "size"), residents=("residents", "sum"))


def _population(folder: Path | None) -> pd.DataFrame:
    """The force area's table, with the mid-years of official tables that were brought."""
    packaged = read_packaged("population", folder)
    brought = list(official("residents").values()) if folder is None else []
    if not brought:
        return packaged
    own = set(packaged.loc[packaged["area_type"] == "lsoa21", "area_code"])
    # Tables of another force area stay in the store when that area is served no more.
    fitting = [one for one in brought if set(one["area_code"]) == own]
    bases = {base for one in fitting for base in one["base"].unique()}
    return pd.concat([packaged[~packaged["base"].isin(bases)], *fitting], ignore_index=True)
