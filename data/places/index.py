"""The names under which a ward can be looked for: its own, its district's, its census areas'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import wards_without_lsoas
from data.places.named import named_places
from data.store.remembered import remembered
from data.tables.areas import load_areas, load_lookup, own_name
from geo.areas import normalise_name

Kind = Literal["ward", "legal ward", "former ward", "district", "town", "neighbourhood", "LSOA"]


@dataclass(frozen=True, slots=True)
class Place:
    """A name that leads to a ward of a period's boundaries, or to a whole district.

    Attributes
    ----------
    kind : str
        ``ward``; ``legal ward`` (one of the law alone, that no LSOA is given to); ``former ward``
        (of the other vintage, its boundaries changed); ``district``; ``town`` or
        ``neighbourhood``, which are sets of wards; ``LSOA``.
    name, code : str
        The area's own name and code; of a town or neighbourhood its key in addresses.
    district_code, district : str
        The district it is in.
    ward : str or None
        Code of the ward that choosing it leads to; None for a district and for a set of wards.
    also : tuple of str
        Names of the wards of the period's boundaries that it is in, the largest part first; empty
        for a ward of these boundaries and for a district. Of a town its neighbourhoods' names.
    """

    kind: Kind
    name: str
    code: str
    district_code: str
    district: str
    ward: str | None
    also: tuple[str, ...] = ()


@remembered(maxsize=4)
def places(vintage: str) -> tuple[Place, ...]:
    """Return every name that can be looked for on one set of ward boundaries.

    Parameters
    ----------
    vintage : str
        Such as ``ward24``: the boundaries of the period shown.

    Returns
    -------
    tuple of Place
        Districts, wards, legal wards that no LSOA is given to where their boundaries are in the
        store, wards of the other vintage whose code is not of this one, LSOAs.

    Examples
    --------
    >>> [one.name for one in places("ward24") if one.kind == "district"][:2]
    ['Cannock Chase', 'East Staffordshire']
    >>> next(one for one in places("ward24") if one.name == "Hanley Park and Shelton").also
    ("Hanley Park, Joiner's Square & Shelton",)
    """
    districts = load_catalogue().force.districts
    names = {one.code: one.name for one in districts}
    whole = [Place("district", one.name, one.code, one.code, one.name, None) for one in districts]
    others = [one for one in load_catalogue().fitted if one != vintage]
    former = [place for other in others for place in _former(vintage, other, names)]
    by_law = _legal_wards(vintage, names)
    return (*whole, *_wards(vintage, names), *by_law, *former, *_lsoas(vintage, names))


@remembered(maxsize=4)
def findable(vintage: str) -> tuple[Place, ...]:
    """Return every name of `places`, with the towns and the neighbourhoods.

    Parameters
    ----------
    vintage : str
        Such as ``ward24``.

    Returns
    -------
    tuple of Place
        A town that is a ward's namesake and one neighbourhood or none is left to the ward.

    Examples
    --------
    >>> [one.kind for one in findable("ward24") if one.name == "Burntwood"]
    ['town']
    """
    districts = {one.code: one.name for one in load_catalogue().force.districts}
    plain = places(vintage)
    wards = {(one.district_code, normalise_name(one.name)) for one in plain if one.kind == "ward"}
    sets = []
    for one in named_places(vintage):
        home = one.districts[0]
        is_ward = (home, normalise_name(one.name)) in wards
        if is_ward and one.kind == "town" and len(one.neighbourhoods) < 2:
            continue
        kind: Kind = "town" if one.kind == "town" else "neighbourhood"
        also = one.neighbourhoods if kind == "town" else ()
        sets.append(Place(kind, one.name, one.key, home, districts[home], None, also))
    return (*plain, *sets)


def _of_type(area_type: str) -> pd.DataFrame:
    areas = load_areas()
    return areas[areas["area_type"] == area_type]


def _wards(vintage: str, districts: dict[str, str]) -> list[Place]:
    held = _of_type(vintage)
    return [
        Place("ward", name, code, district, districts[district], code)
        for code, name, district in zip(
            held["area_code"], held["area_name"], held["district_code"], strict=True
        )
    ]


def _legal_wards(vintage: str, districts: dict[str, str]) -> list[Place]:
    """Wards that the law has and the best fit has not: they are on the map of legal wards alone."""
    held = wards_without_lsoas(vintage)
    return [
        Place("legal ward", str(name), str(code), district, districts[district], str(code))
        for code, name, district in zip(
            held.index, held["area_name"], held["district_code"], strict=True
        )
    ]


def _former(vintage: str, other: str, districts: dict[str, str]) -> list[Place]:
    """Wards of another vintage that are gone (or not yet made), with the wards on their ground.

    The LSOAs carry one to the other: both sets of wards are best fits of LSOAs.
    """
    now = _of_type(vintage).set_index("area_code")["area_name"]
    pairs = shared_ground(vintage, other)
    held = _of_type(other)
    # A ward that kept its name is found under it; only names that are gone are added.
    kept = set(zip(_of_type(vintage)["district_code"], now.map(normalise_name), strict=True))
    keys = zip(held["district_code"], held["area_name"].map(normalise_name), strict=True)
    gone = held[[key not in kept for key in keys]].set_index("area_code")
    made = []
    for code, part in pairs[pairs["ward_code"].isin(gone.index)].groupby("ward_code"):
        here = part["here"].value_counts()
        district = str(gone.loc[str(code), "district_code"])
        made.append(
            Place(
                "former ward",
                str(gone.loc[str(code), "area_name"]),
                str(code),
                district,
                districts[district],
                str(here.index[0]),
                tuple(str(now[one]) for one in here.index),
            )
        )
    return made


def shared_ground(vintage: str, other: str) -> pd.DataFrame:
    """Return each LSOA of the other vintage's wards (``ward_code``), and our ward that it is in."""
    fitted = load_catalogue().fitted
    mine, their = fitted[vintage], fitted[other]
    ours = load_lookup(f"{mine}_{vintage}").set_index("lsoa_code")["ward_code"]
    theirs = load_lookup(f"{their}_{other}")
    if mine == their:
        return theirs.assign(here=theirs["lsoa_code"].map(ours))
    column = f"{their}_code"
    pairs = theirs.rename(columns={"lsoa_code": column}).merge(
        load_lookup("lsoa11_lsoa21"), on=column, how="inner"
    )
    return pairs.assign(here=pairs[f"{mine}_code"].map(ours))


def _lsoas(vintage: str, districts: dict[str, str]) -> list[Place]:
    lsoas = load_catalogue().fitted[vintage]
    held = _of_type(lsoas)
    wards = load_lookup(f"{lsoas}_{vintage}").set_index("lsoa_code")["ward_code"]
    names = _of_type(vintage).set_index("area_code")["area_name"]
    return [
        Place(
            "LSOA", own_name(name), code, district, districts[district], ward, (str(names[ward]),)
        )
        for code, name, district, ward in zip(
            held["area_code"],
            held["area_name"],
            held["district_code"],
            held["area_code"].map(wards),
            strict=True,
        )
    ]
