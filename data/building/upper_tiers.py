"""The upper-tier authority of each district: the council that has its children's services."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.building.sources import SourceError, any_year, read_table

# Unitary authorities, metropolitan districts and London boroughs have no county above them.
_ALL_PURPOSE = r"(?:E0[689]|W06)\d{6}"


def upper_tiers(districts: pd.DataFrame, path: Path | None = None) -> pd.DataFrame:
    """Return the upper-tier authority of each district.

    Parameters
    ----------
    districts : DataFrame
        ``district_code``, ``area_name``.
    path : Path, optional
        ONS's lookup from lower-tier to upper-tier authorities, or from districts to counties (in
        which unitary authorities do not come). Without it only all-purpose authorities are known.

    Returns
    -------
    DataFrame
        Indexed by ``district_code``: ``code``, ``name``; missing where it is not known.

    Raises
    ------
    SourceError
        If the lookup lacks a column or a district of two tiers.

    Examples
    --------
    >>> districts = pd.DataFrame(
    ...     {"district_code": ["E06000001", "E07000001"], "area_name": ["Anytown", "Northdale"]})
    >>> upper_tiers(districts)["name"].fillna("").tolist()
    ['Anytown', '']
    """
    told = districts.set_index("district_code")[["area_name"]].rename(columns={"area_name": "name"})
    told["code"] = told.index
    two_tier = ~told.index.str.fullmatch(_ALL_PURPOSE)
    if path is None:
        told.loc[two_tier, ["code", "name"]] = None
        return told[["code", "name"]]
    table = read_table(
        path,
        {
            "district_code": (*any_year("LTLA{}CD"), *any_year("LAD{}CD")),
            "code": (*any_year("UTLA{}CD"), *any_year("CTYUA{}CD"), *any_year("CTY{}CD")),
            "name": (*any_year("UTLA{}NM"), *any_year("CTYUA{}NM"), *any_year("CTY{}NM")),
        },
    ).drop_duplicates("district_code")
    above = table.set_index("district_code")
    absent = told.index[two_tier].difference(above.index)
    if len(absent):
        raise SourceError(
            f"{path.name} lacks the district {absent[0]} ({told.loc[absent[0], 'name']}). Give the "
            "lookup of the same year as the districts'."
        )
    rows = told.index[two_tier]
    told.loc[rows, ["code", "name"]] = above.loc[rows, ["code", "name"]].to_numpy()
    return told[["code", "name"]]
