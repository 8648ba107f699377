"""Where a choice leads: the same ward or district on the other pages."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.explore.crime_types import default_types, offered_types
from data.figures.profile import ward_indicators
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import areas_with_legal_wards
from data.phrases.escaped import as_markdown
from data.selection.selection import (
    Selection,
    change,
    district_name,
    offered_indicators,
    query,
    theme_indicators,
)

# The theme that the plan tracker is asked for, in its address.
ABOUT = "about"
ICONS = {
    "overview": ":material/dashboard:",
    "theme": ":material/map:",
    "explore": ":material/search:",
    "compare": ":material/bar_chart:",
    "ward": ":material/location_on:",
    "trends": ":material/show_chart:",
    "plan": ":material/checklist:",
}


def lead(page: str, label: str, selection: Selection, **chosen: str | None) -> None:
    """Link to a page on a selection; ``chosen`` changes it on the way, as a picker there would."""
    address = query(change(selection, page, **chosen), page)
    st.page_link(f"{page}.py", label=as_markdown(label), icon=ICONS[page], query_params=address)


def on_records(selection: Selection, page: str, indicator: str | None) -> dict[str, str]:
    """Return the address of the explorer or the trends, on an indicator that is counted there."""
    address = query(change(selection, page), page)
    if indicator in offered_types() and (indicator,) != default_types():
        address["types"] = str(indicator)
    return address


def explore_lead(label: str, selection: Selection, indicator: str | None) -> None:
    """Link to the explorer, on the indicator where it is one of the types counted there."""
    address = on_records(selection, "explore", indicator)
    st.page_link(
        "explore.py", label=as_markdown(label), icon=ICONS["explore"], query_params=address
    )


def trends_lead(selection: Selection, indicator: str | None, label: str = "") -> None:
    """Link to the trends of the chosen ward, or of the district, on a counted type or group."""
    address = on_records(selection, "trends", indicator)
    place = ward_name(selection.ward) if selection.ward else district_name(selection.csp)
    st.page_link(
        "trends.py",
        label=as_markdown(label or f"{place}: limits, change and forecast over all months"),
        icon=ICONS["trends"],
        query_params=address,
    )


def ward_leads(
    selection: Selection, page: str, indicator: str | None, foremost: str | None = None
) -> None:
    """Link the chosen ward to the pages that tell more of it; nothing where none is chosen.

    ``indicator`` is what the page shows of it: what a link leads to opens on it. ``foremost`` is
    what the ward stands out on most, for a page that shows many at once: its theme is linked.
    """
    if selection.ward is None:
        return
    name = ward_name(selection.ward)
    csp = area_district(selection.ward)
    # The ward is one of its period's boundaries: a link to it takes its period along.
    usual = load_catalogue().default_period.id
    here = replace(selection, csp=csp, kept=selection.kept or selection.period != usual)
    place = district_name(csp)
    with st.container(key="ward-leads", horizontal=True):
        if page != "ward":
            lead("ward", f"{name}: ward profile", here, **_kept(indicator, ward_indicators()))
        if page != "trends":
            trends_lead(here, indicator, f"{name}: trends")
        if page != "explore":
            explore_lead(f"{name}: explore its records", here, indicator)
        if page != "theme":
            _theme_lead(here, indicator or foremost)
        if page != "overview":
            lead("overview", f"{place}: overview", here)
        if page != "compare":
            compared = offered_indicators(load_catalogue(), "compare", here.theme)
            lead("compare", f"{place} among the districts", here, **_kept(indicator, compared))


def _theme_lead(selection: Selection, indicator: str | None) -> None:
    """Link to the theme of an indicator; where it has none, to the theme chosen before."""
    theme = theme_of(indicator) if indicator else None
    chosen = {"theme": theme, "indicator": indicator} if theme else {}
    label = f"Theme: {load_catalogue().theme(theme or selection.theme).name}"
    lead("theme", label, selection, **chosen)


def _kept(indicator: str | None, offered: tuple[str, ...]) -> dict[str, str | None]:
    """The indicator, where the page that is led to has it."""
    return {"indicator": indicator} if indicator in offered else {}


def ward_name(code: str) -> str:
    """Return the name of a ward of either set of boundaries."""
    return str(_area(code)["area_name"])


def area_district(code: str) -> str:
    """Return the code of the district that an area lies in."""
    return str(_area(code)["district_code"])


def _area(code: str) -> pd.Series:
    areas = areas_with_legal_wards()
    return areas[areas["area_code"] == code].iloc[0]


def theme_of(indicator: str) -> str | None:
    """Return the theme that an indicator leads, else the first that draws it.

    >>> theme_of("vehicle-offences")
    'vehicle-crime'
    """
    catalogue = load_catalogue()
    themes = sorted(catalogue.themes.values(), key=lambda one: (one.proxy, one.order))
    led = [one.id for one in themes if one.lead_counted == indicator]
    drawn = [one.id for one in themes if indicator in theme_indicators(catalogue, one)]
    return next(iter([*led, *drawn]), None)
