"""Where a found place leads: the same page on it where that page has wards, else one that has."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from components.choosing.leads import on_records
from components.choosing.ward_search import SETS
from data.explore.asked import Asked
from data.explore.points import months_with_points
from data.explore.spans import months_between
from data.explore.street_names import Street
from data.places.index import Place
from data.places.named import find_set
from data.selection.exploration import OWN_KEYS as EXPLORED
from data.selection.exploration import default_months
from data.selection.selection import WITH_WARDS, Selection, change, query, vintage
from data.selection.trending import OWN_KEYS as TRENDED

# Pages that a ward is chosen on; from any other a ward leads to its profile.
ON_WARDS = ("overview", "theme", "ward", "explore", "trends")
ON_DISTRICTS = (*ON_WARDS, "compare", "plan", "prioritise")
EXPLORE, TRENDS = "explore", "trends"
# What an explorer's address says of place and time, and what the next place does not keep.
PLACED = ("districts", "set", "at", "street", "place")


@dataclass(frozen=True, slots=True)
class Lead:
    """A page and the address of what was found on it."""

    page: str
    address: dict[str, str]


def lead_to(place: Place, selection: Selection, page: str, asked: Asked) -> Lead:
    """Return where a place leads; with crime types or months asked for, to the explorer."""
    if place.kind in SETS:
        return _explored(selection, page, asked, place.district_code, area_set=place.code)
    if place.kind == "legal ward":
        # It is on no map of best-fit wards, and in no month of the explorer.
        to, by_law = (
            page if page in WITH_WARDS[:2] else "ward",
            replace(selection, boundary="legal"),
        )
        return Lead(to, _shared(by_law, to, place.district_code, place.ward))
    if asked.says_more:
        return _explored(selection, page, asked, place.district_code, place.ward)
    if place.kind == "district":
        to = page if page in ON_DISTRICTS else "overview"
        return Lead(to, _shared(selection, to, place.district_code, None) | _kept(page, to))
    to = page if page in ON_WARDS else "ward"
    address = _shared(selection, to, place.district_code, place.ward) | _kept(page, to)
    if place.kind == "LSOA" and to == EXPLORE:
        address |= {"area": "lsoa", "at": place.code}
    if place.kind == "LSOA" and to == TRENDS:
        address["place"] = place.code
    return Lead(to, address)


def lead_to_street(street: Street, selection: Selection, page: str, asked: Asked) -> Lead:
    """Return where a street leads: to the explorer's list of streets in its ward."""
    lead = _explored(selection, page, asked, street.district_code, street.ward_code)
    return Lead(EXPLORE, lead.address | {"section": "streets", "street": street.name})


def lead_to_types(selection: Selection, page: str, asked: Asked) -> Lead:
    """Return where crime types or months lead to without a place: to the district in view."""
    return _explored(selection, page, asked, selection.csp)


def _shared(selection: Selection, page: str, csp: str, ward: str | None) -> dict[str, str]:
    """The address that the pages share, on a district and perhaps a ward of it."""
    after = change(selection, page)
    if csp != after.csp:
        after = change(after, page, csp=csp)
    return query(replace(after, ward=ward), page)


def _kept(here: str, there: str) -> dict[str, str]:
    """What the page's own filters say and the place that was found does not."""
    if here != there or here not in (EXPLORE, TRENDS):
        return {}
    own = {*EXPLORED, *TRENDED, "section"} - {*PLACED}
    return {key: value for key, value in st.query_params.items() if key in own}


def _explored(
    selection: Selection,
    page: str,
    asked: Asked,
    csp: str,
    ward: str | None = None,
    area_set: str | None = None,
) -> Lead:
    """The explorer on a place, with the types and months asked for, its streets where it can."""
    address = _shared(selection, EXPLORE, csp, ward) | _kept(page, EXPLORE)
    if page in (TRENDS, EXPLORE) and "types" in st.query_params:
        address["types"] = st.query_params["types"]
    elif page in ("theme", "compare", "ward"):
        address |= {
            key: value
            for key, value in on_records(selection, EXPLORE, selection.indicator).items()
            if key == "types"
        }
    if asked.types:
        address["types"] = ",".join(asked.types)
    if asked.months:
        # The months say which period they are of.
        address.pop("period", None)
        address |= {"from": asked.months[0], "to": asked.months[1]}
    if area_set:
        held = find_set(area_set, vintage(selection.period))
        address["set"] = area_set
        if held is not None and not held.whole:
            # Its wards would reach beyond it.
            address["area"] = "lsoa"
    if _has_points(selection, address):
        address["section"] = "streets"
    return Lead(EXPLORE, address)


def _has_points(selection: Selection, address: dict[str, str]) -> bool:
    """Whether the store has the points of any of the months."""
    usual = default_months(selection)
    first, last = address.get("from", usual[0]), address.get("to", usual[-1])
    try:
        return bool(months_with_points(months_between(first, last)))
    except ValueError:
        return False
