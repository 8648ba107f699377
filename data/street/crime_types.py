"""The crime types of data.police.uk through the years, and where a comparison would break.

The publisher has had three lists, and relabelled nothing backwards:

- to August 2011 six types. 'Other crime' also held what became criminal damage and arson, drugs,
  other theft, shoplifting, and public disorder and weapons.
- September 2011 to April 2013 eleven. 'Other theft' also held what became bicycle theft and theft
  from the person; 'Public disorder and weapons' held what became public order and possession of
  weapons.
- since May 2013 fourteen. 'Violent crime' became 'Violence and sexual offences'.

The rule: a type that was only renamed is stored under today's name. A type that was split cannot
be shared out: 'Public disorder and weapons' stays a type of its own, and the types that a month's
list did not tell apart are *absent* from that month, never zero. A type that held more than it
does today keeps its name, and is named as wider.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from data.tables.police import ASB, CRIME_TYPES

VIOLENCE = "Violence and sexual offences"
DISORDER_AND_WEAPONS = "Public disorder and weapons"
# Old name to today's, where nothing else changed.
RENAMED: Mapping[str, str] = MappingProxyType({"Violent crime": VIOLENCE})
OLD_NAMES = (*RENAMED, DISORDER_AND_WEAPONS)
KNOWN_NAMES = (*CRIME_TYPES, *OLD_NAMES)


@dataclass(frozen=True)
class TypeList:
    """One of the publisher's lists of crime types.

    Parameters
    ----------
    last : str
        The last month that it was used in, ``YYYY-MM``.
    types : tuple of str
        Its types, under the names that the store keeps them by.
    wider : mapping of str to tuple of str
        Types that held more than they do today, and what.
    """

    last: str
    types: tuple[str, ...]
    wider: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def absent(self) -> tuple[str, ...]:
        """Today's types that the list did not tell apart: absent from its months, never zero."""
        return tuple(name for name in CRIME_TYPES if name not in self.types)


_SIX = (ASB, "Burglary", "Other crime", "Robbery", "Vehicle crime", VIOLENCE)
_FIVE_MORE = (
    "Criminal damage and arson",
    "Drugs",
    "Other theft",
    DISORDER_AND_WEAPONS,
    "Shoplifting",
)
_LISTS = (
    TypeList("2011-08", _SIX, MappingProxyType({"Other crime": _FIVE_MORE})),
    TypeList(
        "2013-04",
        (*_SIX, *_FIVE_MORE),
        MappingProxyType({"Other theft": ("Bicycle theft", "Theft from the person")}),
    ),
    TypeList("9999-12", CRIME_TYPES),
)
LAST_OLD_MONTH = _LISTS[1].last


def type_list(month: str) -> TypeList:
    """Return the publisher's list of crime types in a month."""
    return next(one for one in _LISTS if month <= one.last)


def current_names(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts under today's names of crime types."""
    if not counts["crime_type"].isin(RENAMED).any():
        return counts
    named = counts.assign(crime_type=counts["crime_type"].replace(dict(RENAMED)))
    cells = ["month", "area_type", "area_code", "crime_type"]
    return named.groupby(cells, sort=True)["count"].sum().reset_index()


def breaks_between(first: str, second: str) -> list[str]:
    """Return why two months cannot be compared type by type, one sentence for each reason."""
    told = []
    early, late = sorted([first, second])
    before, after = type_list(early), type_list(late)
    for name, held in before.wider.items():
        if name not in after.wider:
            told.append(f"In {early} '{name}' also held {', '.join(held).lower()}.")
    apart = [name for name in before.absent if name in after.types]
    if apart:
        told.append(f"In {early} {', '.join(apart)} were not told apart: no figure, not zero.")
    return told
