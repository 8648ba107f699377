"""What districts are compared with, in words: the force, areas like them, all that have data."""

from __future__ import annotations

from typing import Literal

from data.figures.country import COUNTRIES, Comparator
from data.figures.headlines import THE_REST
from data.phrases.plain import lower_first

COMPARATOR_NAMES: dict[Comparator, str] = {
    "force": "Rest of the force",
    "global": "Similar areas",
    "demographic": "Demographically similar areas",
    "economic": "Economically similar areas",
    "all": "All districts with data",
}
# The files differ: neighbouring forces record here too.
EVERY_FILE = "Districts' rates are counted from every force's files, as those they are set against."


def kind_alike(comparator: Comparator) -> Literal["global", "demographic", "economic"]:
    """Return the kind of similar areas in use, or the usual one.

    >>> kind_alike("force"), kind_alike("economic")
    ('global', 'economic')
    """
    match comparator:
        case "demographic" | "economic":
            return comparator
        case _:
            return "global"


def offered(comparator: Comparator) -> dict[Comparator, str]:
    """Return the comparators to choose from: one of the similar areas, of the kind in use.

    >>> list(offered("economic")), list(offered("force"))
    (['force', 'economic', 'all'], ['force', 'global', 'all'])
    """
    among: tuple[Comparator, ...] = ("force", kind_alike(comparator), "all")
    return {one: COMPARATOR_NAMES[one] for one in among}


def set_against(comparator: Comparator, csp: str, owner: str = "its") -> str:
    """Name what a district is compared with, inside a sentence.

    >>> set_against("force", "E07000194"), set_against("all", "E07000194")
    ('the rest of the force', 'the other English districts with data')
    >>> set_against("global", "E07000194")
    'its similar areas'
    """
    if comparator == "force":
        return THE_REST
    if comparator == "all":
        return f"the other {COUNTRIES[csp[:1]]} districts with data"
    return f"{owner} {lower_first(COMPARATOR_NAMES[comparator])}"


def column_name(comparator: Comparator, place: str, number: int) -> str:
    """Head the column of rates that the chosen district is set against.

    >>> column_name("force", "Lichfield", 8), column_name("global", "Lichfield", 19)
    ('Force area', '19 like Lichfield')
    >>> column_name("all", "Lichfield", 223)
    '223 others'
    """
    if comparator == "force":
        return "Force area"
    return f"{number} others" if comparator == "all" else f"{number} like {place}"


def tile_name(comparator: Comparator) -> str:
    """Name what a tile's rate is beside, where there is room for a word or two.

    >>> tile_name("force"), tile_name("economic"), tile_name("all")
    ('force', 'similar areas', 'other districts')
    """
    if comparator == "force":
        return "force"
    return "other districts" if comparator == "all" else "similar areas"
