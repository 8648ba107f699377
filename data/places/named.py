"""Places as people call them: a town or a neighbourhood as a set of census areas and their wards.

A town is the neighbourhoods (MSOAs) whose name holds its own, as far as there are any; else the
ward that its point lies in. Neither has an official outline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import pandas as pd

from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.store.remembered import remembered
from data.tables.areas import BETWEEN, load_areas, load_lookup
from data.tables.landmarks import load_landmarks
from geo.areas import normalise_name
from geo.boundaries import DEGREES, GRID

# Words that begin many neighbourhoods' names and name no place by themselves.
_ANYWHERE = frozenset(
    {
        *("north", "south", "east", "west", "central", "town"),
        *("upper", "lower", "great", "little", "inner", "outer", "high"),
    }
)
_FEWEST_LETTERS = 4
# 'Burton upon Trent' is 'Burton' in the names of its neighbourhoods.
_BY_A_RIVER = re.compile(r" (?:upon|on|under) .+$")


@dataclass(frozen=True, slots=True)
class AreaSet:
    """A set of census areas under one name, with the wards that they are in.

    Attributes
    ----------
    key : str
        How addresses name it: words with hyphens, or codes of wards with commas between.
    name : str
        As it is shown.
    kind : str
        ``town``, ``neighbourhood`` or ``wards``.
    districts : tuple of str
        Codes of the districts that it lies in.
    neighbourhoods : tuple of str
        Names of the neighbourhoods that make it; empty where it is made of wards.
    lsoas : tuple of str
        Codes of its census areas.
    wards : tuple of str
        Codes of the wards that have any of them.
    whole : bool
        Whether those wards have no other census area.
    """

    key: str
    name: str
    kind: Literal["town", "neighbourhood", "wards"]
    districts: tuple[str, ...]
    neighbourhoods: tuple[str, ...]
    lsoas: tuple[str, ...]
    wards: tuple[str, ...]
    whole: bool


def place_key(name: str) -> str:
    """Return a name as an address writes it.

    Parameters
    ----------
    name : str
        A place's name.

    Returns
    -------
    str

    Examples
    --------
    >>> place_key("St. John's & Mill End")
    'st-johns-and-mill-end'
    """
    return normalise_name(name).replace(" ", "-")


@remembered(maxsize=4)
def named_places(vintage: str) -> tuple[AreaSet, ...]:
    """Return the towns and the neighbourhoods of the force area.

    Parameters
    ----------
    vintage : str
        Such as ``ward24``: the wards, and with them the census areas, that they are made of.

    Returns
    -------
    tuple of AreaSet
        Towns and what several neighbourhoods are called after, then neighbourhoods; by name. A
        town without a neighbourhood of its name that is called as its district is left out.

    Examples
    --------
    >>> one = next(one for one in named_places("ward24") if one.key == "burntwood")
    >>> len(one.neighbourhoods), len(one.lsoas), len(one.wards), one.whole
    (4, 20, 7, True)
    """
    homes = _homes(vintage)
    towns = [_town(*named, homes, vintage) for named in _town_names(homes)]
    hoods = [
        _made(str(name), "neighbourhood", own, homes, (str(name),))
        for (_, name), own in homes[homes["hood"] != ""].groupby(["district_code", "hood"])
    ]
    town_keys = {(one.districts, one.key) for one in towns if one}
    alone = [one for one in hoods if (one.districts, one.key) not in town_keys]
    found = [one for one in (*towns, *alone) if one is not None]
    return tuple(_told_apart(sorted(found, key=lambda one: (one.kind != "town", one.name))))


def set_of_wards(codes: Iterable[str], vintage: str) -> AreaSet | None:
    """Return wards as one set.

    Parameters
    ----------
    codes : iterable of str
        Codes of wards.
    vintage : str
        Of which they must be.

    Returns
    -------
    AreaSet or None
        None where a code is no ward of that vintage, or there is none.

    Examples
    --------
    >>> set_of_wards(["E05010670", "E05010658"], "ward24").name
    'Chasetown and Stowe'
    """
    wanted = sorted(set(codes))
    homes = _homes(vintage)
    if not wanted or not set(wanted) <= set(homes["ward_code"]):
        return None
    own = homes[homes["ward_code"].isin(wanted)]
    names = sorted(set(own["ward_name"]))
    name = " and ".join(names) if len(names) < 3 else f"{len(names)} wards: {', '.join(names)}"
    made = _made(name, "wards", own, homes, ())
    return AreaSet(
        ",".join(wanted), name, "wards", made.districts, (), made.lsoas, tuple(wanted), True
    )


def find_set(key: str, vintage: str) -> AreaSet | None:
    """Return the set that an address names.

    Parameters
    ----------
    key : str
        As in `AreaSet`.
    vintage : str
        Such as ``ward24``.

    Returns
    -------
    AreaSet or None
        None where there is no such place, or a code is no ward of that vintage.

    Examples
    --------
    >>> find_set("burntwood", "ward19").kind, find_set("nowhere", "ward24")
    ('town', None)
    """
    named = next((one for one in named_places(vintage) if one.key == key), None)
    return named or set_of_wards(key.split(","), vintage)


@remembered(maxsize=4)
def _homes(vintage: str) -> pd.DataFrame:
    """Each census area with its neighbourhood, ward and district."""
    areas = load_areas()
    lsoas = load_catalogue().fitted[vintage]
    own = areas[areas["area_type"] == lsoas].set_index("area_code")
    names = areas[areas["area_type"] == vintage].set_index("area_code")["area_name"]
    lookup = load_lookup(f"{lsoas}_{vintage}").set_index("lsoa_code")
    wards = lookup["ward_code"].reindex(own.index)
    hoods = own["area_name"].astype(str).str.partition(BETWEEN)[2]
    return pd.DataFrame(
        {
            "hood": hoods,
            "key": hoods.map(normalise_name),
            "ward_code": wards,
            "ward_name": wards.map(names),
            "district_code": own["district_code"],
        }
    )


def _made(
    name: str,
    kind: Literal["town", "neighbourhood", "wards"],
    own: pd.DataFrame,
    homes: pd.DataFrame,
    hoods: tuple[str, ...],
) -> AreaSet:
    wards = tuple(sorted(set(own["ward_code"])))
    around = homes["ward_code"].isin(wards).sum()
    return AreaSet(
        place_key(name),
        name,
        kind,
        tuple(sorted(set(own["district_code"]))),
        hoods,
        tuple(own.index),
        wards,
        int(around) == len(own),
    )


def _town_names(homes: pd.DataFrame) -> list[tuple[str, str]]:
    """Each town's name with its district, and what several neighbourhoods are called after."""
    held = load_landmarks()
    towns = held[(held["kind"] == "town") & held["district_code"].notna()]
    named = list(zip(towns["name"], towns["district_code"], strict=True))
    known = {(_short(name), district) for name, district in named}
    shared = []
    for district, own in homes.groupby("district_code"):
        hoods = [str(one) for one in own["hood"].unique() if one]
        counted: dict[str, set[str]] = {}
        for hood in hoods:
            for stem in _stems(hood):
                counted.setdefault(stem, set()).add(hood)
        shared += [
            (stem, str(district))
            for stem, in_hoods in counted.items()
            if len(in_hoods) > 1 and (_short(stem), str(district)) not in known
        ]
    return [*named, *shared]


def _stems(hood: str) -> set[str]:
    """The first words of a neighbourhood's parts: 'Mill End North & Quay' has Mill and Quay."""
    first = {part.split()[0] for part in re.split(r"[,&]", hood) if part.split()}
    return {
        word
        for word in first
        if len(word) >= _FEWEST_LETTERS and normalise_name(word) not in _ANYWHERE
    }


def _short(name: str) -> str:
    return _BY_A_RIVER.sub("", normalise_name(name))


def _town(name: str, district: str, homes: pd.DataFrame, vintage: str) -> AreaSet | None:
    """A town by the neighbourhoods whose name holds it; else by the ward around its point."""
    here = homes[homes["district_code"] == district]
    own = here[here["key"].map(lambda key: _holds(key, normalise_name(name)))]
    if own.empty:
        own = here[here["key"].map(lambda key: _holds(key, _short(name)))]
    hoods = tuple(dict.fromkeys(own["hood"]))
    if not own.empty:
        return _made(name, "town", own, homes, hoods)
    is_district = normalise_name(load_catalogue().force.district(district).name)
    ward = _wards_around(vintage).get((name, district))
    if ward is None or normalise_name(name) == is_district:
        return None
    return _made(name, "town", here[here["ward_code"] == ward], homes, ())


def _holds(key: str, name: str) -> bool:
    """Whether a name's words stand in a key, whole and in their order."""
    return f" {name} " in f" {key} "


@remembered(maxsize=4)
def _wards_around(vintage: str) -> dict[tuple[str, str], str]:
    """The best-fit ward that each town's point lies in."""
    held = load_landmarks()
    towns = held[(held["kind"] == "town") & held["district_code"].notna()]
    points = gpd.GeoDataFrame(
        towns, geometry=gpd.points_from_xy(towns["longitude"], towns["latitude"]), crs=DEGREES
    ).to_crs(GRID)
    wards = load_boundaries(vintage)[["geometry"]].rename_axis("ward_code").reset_index()
    found = points.sjoin(wards, predicate="within").drop_duplicates(["name", "district_code"])
    keys = zip(found["name"], found["district_code"], strict=True)
    return dict(zip(keys, found["ward_code"].astype(str), strict=True))


def _told_apart(found: list[AreaSet]) -> list[AreaSet]:
    """Give places of one name the key of their district too, so that an address means one."""
    keys = [one.key for one in found]
    return [
        replace(
            one,
            key=f"{one.key}-{place_key(load_catalogue().force.district(one.districts[0]).name)}",
        )
        if keys.count(one.key) > 1
        else one
        for one in found
    ]
