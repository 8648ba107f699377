"""What lies today on the ground of a ward or census area that is gone."""

from __future__ import annotations

from data.installed.catalogue import load_catalogue
from data.places.index import places, shared_ground
from data.store.remembered import remembered
from data.tables.areas import load_areas, load_lookup
from geo.areas import normalise_name


def successors(code: str, area_type: str) -> tuple[str, ...]:
    """Return the areas of a type that an area of its other vintages became, by code.

    Parameters
    ----------
    code : str
        Of a ward or LSOA of another vintage.
    area_type : str
        The vintage wanted, such as ``ward24`` or ``lsoa21``.

    Returns
    -------
    tuple of str
        Codes, the one with most of its census areas first; empty where none is known.

    Examples
    --------
    >>> successors("E05008714", "ward24") == successors("E05008714", "ward24")
    True
    >>> successors("E05099999", "ward24")
    ()
    """
    return _became(area_type).get(code, ())


def successors_of_name(name: str, district: str | None, area_type: str) -> tuple[str, ...]:
    """Return the wards of a vintage that a ward of another, known by its name, became.

    Parameters
    ----------
    name : str
        As a table has it.
    district : str or None
        Code of the district it is in, where that is known.
    area_type : str
        The vintage of wards wanted.

    Returns
    -------
    tuple of str
        Codes, the largest part first; empty where no such ward, or more than one, was there.

    Examples
    --------
    >>> successors_of_name("No such ward", None, "ward24")
    ()
    """
    if area_type not in load_catalogue().fitted:
        return ()
    key = normalise_name(name)
    found = [
        one
        for one in places(area_type)
        if one.kind == "former ward"
        and normalise_name(one.name) == key
        and district in (None, one.district_code)
    ]
    return successors(found[0].code, area_type) if len(found) == 1 else ()


@remembered(maxsize=8)
def _became(area_type: str) -> dict[str, tuple[str, ...]]:
    fitted = load_catalogue().fitted
    if area_type in fitted:
        own = set(load_areas().query("area_type == @area_type")["area_code"])
        made: dict[str, tuple[str, ...]] = {}
        for other in fitted:
            if other != area_type:
                pairs = shared_ground(area_type, other)
                for code, part in pairs.groupby("ward_code"):
                    if code not in own:
                        made[str(code)] = tuple(map(str, part["here"].value_counts().index))
        return made
    if area_type not in ("lsoa11", "lsoa21"):
        return {}
    other = "lsoa11" if area_type == "lsoa21" else "lsoa21"
    changed = load_lookup("lsoa11_lsoa21").groupby(f"{other}_code")[f"{area_type}_code"]
    return {str(old): tuple(map(str, new)) for old, new in changed if set(new) != {old}}
