"""The areas that official tables are looked through for: districts, and counties above them."""

from __future__ import annotations

import re

from data.catalogue.base import base_catalogue


def district_codes() -> dict[str, str]:
    """Each district's code by its name in plain writing."""
    return {plain_name(one.name): one.code for one in base_catalogue().force.districts}


def county_names() -> dict[str, str]:
    """The name of each upper-tier authority that is no district itself, by its code."""
    force = base_catalogue().force
    own = {one.code for one in force.districts}
    return {code: name for code, name in force.upper_tiers.items() if code not in own}


def county_codes() -> dict[str, str]:
    """The same authorities' codes by their names in plain writing, without 'County Council'."""
    return {
        plain_name(name.removesuffix(" County Council")): code
        for code, name in county_names().items()
    }


def districts_under(county: str) -> set[str]:
    """The codes of an upper-tier authority's districts."""
    return {one.code for one in base_catalogue().force.districts if one.upper_tier == county}


def plain_name(name: str) -> str:
    """Write a district's name as any publisher would, for finding it.

    >>> plain_name("Newcastle-under-Lyme"), plain_name(" Newcastle Under Lyme ")
    ('newcastle under lyme', 'newcastle under lyme')
    """
    words = re.sub(r"[^a-z]+", " ", name.replace("&", " and ").casefold())
    return " ".join(words.split())
