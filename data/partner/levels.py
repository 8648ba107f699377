"""The areas that a partner's table may be by, and which larger area each belongs to."""

from __future__ import annotations

import re

import pandas as pd

from data.catalogue.base import base_catalogue
from data.store.remembered import remembered
from data.tables.areas import load_areas, load_lookup
from data.tables.packaged import PackagedDataError
from geo.areas import AREA_TYPES

# From the smallest to the largest; a table by one can be added up to those after it.
LEVELS = ("lsoa", "ward", "district", "force")


def level_of(area_type: str) -> str:
    """Return the level of an area type: its id without the vintage.

    Parameters
    ----------
    area_type : str
        Such as ``ward24`` or ``district``.

    Returns
    -------
    str
        Such as ``ward``; a type without a vintage as it is.

    Examples
    --------
    >>> level_of("ward24"), level_of("district")
    ('ward', 'district')
    """
    return re.sub(r"\d+$", "", area_type)


@remembered(maxsize=4)
def held_levels() -> tuple[str, ...]:
    """Return the area types that a table may be by: LSOAs, wards and districts, newest first.

    Returns
    -------
    tuple of str
        Wards first, then LSOAs, then districts: those of the force area that is served.

    Examples
    --------
    >>> held_levels()
    ('ward24', 'ward19', 'lsoa21', 'lsoa11', 'district')
    """
    held = sorted(load_areas()["area_type"].unique(), reverse=True)
    return tuple(
        id for level in ("ward", "lsoa", "district") for id in held if level_of(id) == level
    )


@remembered(maxsize=16)
def areas_of(area_type: str) -> pd.DataFrame:
    """Return the areas of a type: ``area_name`` and ``district_code`` by ``area_code``.

    Parameters
    ----------
    area_type : str
        Such as ``ward24``.

    Returns
    -------
    DataFrame
        Districts have their own code as ``district_code``; areas above them have none. Empty for a
        type that is not held.

    Examples
    --------
    >>> areas_of("district").columns.tolist()
    ['area_name', 'district_code']
    """
    areas = load_areas()
    held = areas[areas["area_type"] == area_type].set_index("area_code")
    return held[["area_name", "district_code"]]


def is_code_of(level: str, code: str) -> bool:
    """Return whether a code looks like one of a level's areas, wherever the area is.

    Parameters
    ----------
    level : {"lsoa", "ward", "district", "force"}
        Kind of area, without a vintage.
    code : str
        In capitals and without spaces, as ONS writes codes.

    Returns
    -------
    bool
        By its form alone: the code need not be in use.

    Examples
    --------
    >>> is_code_of("ward", "E05000001"), is_code_of("ward", "E07000001"), is_code_of("ward", "")
    (True, False, False)
    """
    pattern = next(kind.pattern for kind in AREA_TYPES.values() if kind.level == level)
    return re.fullmatch(pattern, code) is not None


@remembered(maxsize=8)
def ward_type_of(lsoa_type: str) -> str | None:
    """Return the ward vintage that LSOAs of a vintage are fitted to; None where there is none.

    Parameters
    ----------
    lsoa_type : str
        Such as ``lsoa21``.

    Returns
    -------
    str or None
        The newest vintage, where there is a lookup to several.

    Examples
    --------
    >>> ward_type_of("lsoa21")
    'ward24'
    """
    for ward_type in held_levels():
        if level_of(ward_type) == "ward" and _has_lookup(f"{lsoa_type}_{ward_type}"):
            return ward_type
    return None


def _has_lookup(name: str) -> bool:
    try:
        load_lookup(name)
    except PackagedDataError:
        return False
    return True


@remembered(maxsize=8)
def lsoa_type_of(ward_type: str) -> str | None:
    """Return the LSOA vintage that wards of a vintage are fitted from; None where there is none.

    Parameters
    ----------
    ward_type : str
        Such as ``ward19``.

    Returns
    -------
    str or None
        The newest vintage, where there is a lookup from several.

    Examples
    --------
    >>> lsoa_type_of("ward19")
    'lsoa11'
    """
    kinds = [id for id in held_levels() if level_of(id) == "lsoa"]
    return next((id for id in kinds if _has_lookup(f"{id}_{ward_type}")), None)


@remembered(maxsize=32)
def members(area_type: str, level: str) -> pd.Series | None:
    """Return the larger area of a level that each area of a type belongs to.

    Parameters
    ----------
    area_type : str
        Areas of a table: ``lsoa21``, ``ward24``, ``district``.
    level : {"lsoa", "ward", "district", "force"}
        Level wanted.

    Returns
    -------
    Series or None
        Code of the larger area by code of the smaller; each itself at the table's own level. None
        where the level is smaller than the table's areas, which cannot be taken apart.

    Examples
    --------
    >>> members("ward24", "lsoa") is None
    True
    >>> members("lsoa21", "ward").nunique()
    185
    """
    own = level_of(area_type)
    codes = areas_of(area_type)
    if LEVELS.index(level) < LEVELS.index(own):
        return None
    if level == own:
        return pd.Series(codes.index, index=codes.index)
    if level == "force":
        return pd.Series(base_catalogue().force.code, index=codes.index)
    if level == "district":
        return codes["district_code"]
    ward_type = ward_type_of(area_type)
    if ward_type is None:
        return None
    return load_lookup(f"{area_type}_{ward_type}").set_index("lsoa_code")["ward_code"]


def type_at(area_type: str, level: str) -> str:
    """Return the area type that a table's areas add up to at a level."""
    if level == level_of(area_type):
        return area_type
    if level == "ward":
        return ward_type_of(area_type) or "ward"
    return level
