"""Loading deprivation: the English Indices of Deprivation by LSOA."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.tables.packaged import read_packaged

# The edition that is made for each LSOA vintage.
EDITIONS = {"lsoa11": "imd-2019", "lsoa21": "imd-2025"}


def load_deprivation(vintage: str, folder: Path | None = None) -> pd.DataFrame:
    """Return the deprivation of each LSOA of one vintage.

    Parameters
    ----------
    vintage : {"lsoa11", "lsoa21"}
        LSOAs of 2011 carry the Indices of Deprivation 2019, those of 2021 the Indices of 2025.
    folder : Path, optional
        Where the tables are; by default those of the force area that is served.

    Returns
    -------
    DataFrame
        Indexed by ``area_code``: ``edition`` (``imd-2019`` or ``imd-2025``), ``imd_rank`` (of all
        LSOAs of England: 32,844 in 2019, 33,755 in 2025; 1 is the most deprived),
        ``imd_decile`` and, for the seven domains, ``income_decile``, ``employment_decile``,
        ``education_decile``, ``health_decile``, ``crime_decile``, ``housing_decile``,
        ``environment_decile`` (1 is the most deprived tenth of England), ``rural_urban_code`` and
        ``rural_urban`` (ONS's class of 2021; missing for LSOAs of 2011). Nothing else is missing.
        Without rows where the force area has no edition for that vintage.

    Raises
    ------
    KeyError
        If there is no such vintage.
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Ranks and deciles are relative and ordinal: a decile says nothing of how much more deprived one
    area is than the next, they are not to be averaged, and an area's change of decile between the
    editions may be the others' doing. The crime domain, and through it the index overall, is made
    from recorded crime: to say that deprived areas have more crime by it is partly circular. An
    LSOA's deprivation is not that of everyone who lives there.

    Source: Ministry of Housing, Communities and Local Government, English Indices of Deprivation
    2019 and 2025; Office for National Statistics, Rural Urban Classification 2021. Open
    Government Licence v3.0.

    Examples
    --------
    >>> load_deprivation("lsoa21")["imd_decile"].between(1, 10).all().item()
    True
    """
    if vintage not in EDITIONS:
        raise KeyError(
            f"There is no deprivation for '{vintage}'. The vintages are: {', '.join(EDITIONS)}."
        )
    table = read_packaged("deprivation", folder)
    own = table[table["area_type"] == vintage].drop(columns="area_type")
    return own.set_index("area_code")
