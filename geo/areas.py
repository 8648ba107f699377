"""Areas: their types, codes and vintages, the spelling of their names, and sums over best fits.

Every area is known by its ONS (GSS) code *and* its type, for a code alone is not enough: an LSOA
that did not change keeps its code from 2011 to 2021, and a unitary authority is a district and an
upper-tier authority at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class AreaType:
    """A kind of area: how its codes look, and which set of boundaries (vintage) it belongs to.

    Parameters
    ----------
    id : str
        The type as tables write it, with its vintage: ``ward19``.
    level : str
        The level without the vintage: ``ward``.
    pattern : str
        Regular expression that a whole code must match.
    vintage : int or None
        The year of the boundaries; None where the product keeps one set only.
    """

    id: str
    level: str
    pattern: str
    vintage: int | None = None


# The letters and first two digits are the entity code of the ONS Register of Geographic Codes.
AREA_TYPES: dict[str, AreaType] = {
    area_type.id: area_type
    for area_type in (
        AreaType("force", "force", r"(?:E23|W15)\d{6}"),
        AreaType("district", "district", r"(?:E0[6-9]|W06)\d{6}"),
        AreaType("ward19", "ward", r"[EW]05\d{6}", 2019),
        AreaType("ward24", "ward", r"[EW]05\d{6}", 2024),
        AreaType("lsoa11", "lsoa", r"[EW]01\d{6}", 2011),
        AreaType("lsoa21", "lsoa", r"[EW]01\d{6}", 2021),
        AreaType("upper_tier", "upper_tier", r"(?:E(?:06|08|09|10)|W06)\d{6}"),
        AreaType("region", "region", r"E12\d{6}"),
        AreaType("country", "country", r"(?:[ENSW]92|K0[2-4])\d{6}"),
    )
}


_PLURALS = {
    "force": "police force areas",
    "district": "districts",
    "ward": "wards",
    "lsoa": "LSOAs",
    "oa": "census output areas",
    "msoa": "MSOAs",
    "parish": "parishes",
    "ced": "county electoral divisions",
    "constituency": "constituencies",
    "neighbourhood": "police neighbourhoods",
    "upper_tier": "upper-tier authorities",
    "region": "regions",
    "country": "countries",
}


class AreaError(ValueError):
    """Area codes or names cannot be used; the message says which and what to do."""


def area_type(id: str) -> AreaType:
    """Return an area type by its id.

    Parameters
    ----------
    id : str
        One of the keys of ``AREA_TYPES``, or the wards of any other year (``ward25``).

    Returns
    -------
    AreaType

    Raises
    ------
    AreaError
        If there is no such type.

    Examples
    --------
    >>> area_type("ward19").vintage, area_type("ward25").vintage
    (2019, 2025)
    """
    # Wards are redrawn each year somewhere: another force area's lookup may be of any of them.
    if id not in AREA_TYPES and (year := re.fullmatch(r"ward(\d\d)", id)):
        return AreaType(id, "ward", AREA_TYPES["ward24"].pattern, 2000 + int(year[1]))
    try:
        return AREA_TYPES[id]
    except KeyError:
        known = ", ".join(AREA_TYPES)
        raise AreaError(f"There is no area type '{id}'. The area types are: {known}.") from None


def type_in_words(id: str) -> str:
    """Name the areas of a type, as a sentence writes it.

    Parameters
    ----------
    id : str
        The type's id; also of a vintage, or a level, that the app has no table of.

    Returns
    -------
    str
        A level that is not known keeps its id.

    Raises
    ------
    TypeError
        If the id is no text.

    Examples
    --------
    >>> type_in_words("ward19"), type_in_words("lsoa21"), type_in_words("district")
    ('wards of 2019', 'LSOAs of 2021', 'districts')
    """
    level, year = re.fullmatch(r"(.*?)(\d\d)?", id).groups()  # type: ignore[union-attr]
    areas = _PLURALS.get(level, level)
    return f"{areas} of 20{year}" if year else areas


def malformed_codes(codes: pd.Series, type_id: str) -> pd.Series:
    """Return the codes that do not look like codes of an area type, with their index kept.

    Parameters
    ----------
    codes : Series of str
        Codes; a missing code counts as malformed.
    type_id : str
        An area type, such as ``lsoa21``.

    Returns
    -------
    Series of str
        The offending codes, in their order; empty where all are well formed.

    Raises
    ------
    AreaError
        If there is no such area type.

    Examples
    --------
    >>> malformed_codes(pd.Series(["E05006906", "E01029447"]), "ward19").to_dict()
    {1: 'E01029447'}
    """
    pattern = area_type(type_id).pattern
    well_formed = codes.astype("string").str.fullmatch(pattern).fillna(False)
    return codes[~well_formed.astype(bool)]


def normalise_name(name: str) -> str:
    """Return an area's name as a key under which publishers' spellings of it meet.

    Case, spacing, apostrophes, hyphens and full stops are dropped, ``&`` is read as ``and``, and
    ``Saint`` and ``St.`` as ``St``. The key is for matching and never for showing.

    Parameters
    ----------
    name : str
        A name as a publisher prints it.

    Returns
    -------
    str
        The key, in lower case.

    Examples
    --------
    >>> normalise_name("St. John’s & Highfields") == normalise_name("ST JOHNS AND  HIGHFIELDS")
    True
    >>> normalise_name("Newton-le-Willows")
    'newton le willows'
    """
    key = name.casefold().replace("&", " and ")
    # Apostrophes join (John's = Johns); any other mark separates (Newton-le-Willows).
    key = re.sub(r"['’‘`´]", "", key)
    key = re.sub(r"[^\w]+", " ", key)
    key = re.sub(r"\bsaint\b", "st", key)
    return key.strip()


def match_names(names: Iterable[str], areas: pd.DataFrame) -> pd.Series:
    """Return the code of the area that each name stands for, missing where none does.

    Parameters
    ----------
    names : iterable of str
        Names in any publisher's spelling.
    areas : DataFrame
        ``area_code`` and ``area_name`` of the areas that may be meant. Give the wards of one
        district and one vintage: a ward's name is unique only there.

    Returns
    -------
    Series of str
        Indexed by the names as given; missing where no area has that name. Nothing is guessed:
        a near miss stays missing.

    Raises
    ------
    AreaError
        If two of the areas share a name, so that a name would not say which is meant.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_code": ["E05000001"], "area_name": ["Armitage & Handsacre"]})
    >>> match_names(["Armitage with Handsacre", "ARMITAGE AND HANDSACRE"], areas).tolist()
    [nan, 'E05000001']
    """
    keys = areas["area_name"].map(normalise_name)
    if keys.duplicated().any():
        shared = sorted(areas.loc[keys.duplicated(keep=False), "area_name"].unique())
        raise AreaError(
            f"More than one area is called {', '.join(shared)}. Match names within one district "
            "and one vintage of wards."
        )
    codes = pd.Series(areas["area_code"].to_numpy(), index=keys.to_numpy())
    given = list(names)
    return pd.Series([codes.get(normalise_name(name)) for name in given], index=given, dtype="str")


def sum_to_areas(values: pd.Series, members: pd.Series) -> pd.Series:
    """Return the sums of values over the areas that small areas belong to.

    Used with a best-fit lookup this makes ward and district figures from LSOA figures, so that
    the numerator, the denominator and the drawn area are of the same ground.

    Parameters
    ----------
    values : Series
        Counts of events or people, indexed by small-area code. Codes need not be unique.
    members : Series
        The larger area's code, indexed by small-area code, each small area once.

    Returns
    -------
    Series
        Indexed by every larger area in `members`, in code order. A missing value makes its area's
        sum missing; an area none of whose small areas has a row is missing too, never 0.

    Raises
    ------
    AreaError
        If a small area belongs to two larger ones, or a value's code belongs to none: either way
        the sums would not add up to the total of the values.

    Examples
    --------
    >>> members = pd.Series({"E01000001": "E05000001", "E01000002": "E05000001"})
    >>> sum_to_areas(pd.Series({"E01000001": 3, "E01000002": 4}), members).to_dict()
    {'E05000001': 7}
    """
    if members.index.has_duplicates:
        twice = members.index[members.index.duplicated()][0]
        raise AreaError(f"'{twice}' is in the lookup twice; its values would be counted twice.")
    strangers = values.index.difference(members.index)
    if len(strangers):
        raise AreaError(
            f"{len(strangers)} codes are not in the lookup, '{strangers[0]}' among them. Check "
            "that the values and the lookup are of the same vintage."
        )
    areas = members.loc[values.index].to_numpy()
    # min_count keeps the sum of nothing missing; skipna=False keeps a gap from passing as 0.
    sums = values.groupby(areas).agg(lambda part: part.sum(skipna=False, min_count=1))
    return sums.reindex(pd.Index(sorted(members.unique()), name="area_code"))


def split_weights(changes: pd.DataFrame) -> pd.DataFrame:
    """Return how often each old and each new code is named in a lookup of changed areas.

    Where an area was split or merged the lookup repeats it, and a plain join would count its
    values again. This tells which rows may be joined as they are.

    Parameters
    ----------
    changes : DataFrame
        ``lsoa11_code``, ``lsoa21_code``: one row for each pair that overlaps.

    Returns
    -------
    DataFrame
        The same rows with ``parts_of_old`` and ``parts_of_new``: 1 and 1 for an unchanged area,
        2 or more and 1 for the parts of a split, 1 and 2 or more for a merge.

    Raises
    ------
    KeyError
        If a column is not there.

    Examples
    --------
    >>> changes = pd.DataFrame({"lsoa11_code": ["a", "a"], "lsoa21_code": ["b", "c"]})
    >>> split_weights(changes)[["parts_of_old", "parts_of_new"]].values.tolist()
    [[2, 1], [2, 1]]
    """
    return changes.assign(
        parts_of_old=changes.groupby("lsoa11_code")["lsoa21_code"].transform("count"),
        parts_of_new=changes.groupby("lsoa21_code")["lsoa11_code"].transform("count"),
    )
