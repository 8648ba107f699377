"""Where the explorer looks: districts, or a place or several wards as one."""

from __future__ import annotations

import streamlit as st

from components.explore.choices import bound
from data.explore.areas import layer_of
from data.installed.catalogue import load_catalogue
from data.places.named import AreaSet, named_places
from data.selection.exploration import Exploration, ExplorationReading, tidy_districts, tidy_wards
from data.selection.selection import district_name
from data.tables.areas import load_areas
from data.words.explore import place_kind, place_name

WHOLE_FORCE = "Whole force area"


def where_name(now: Exploration) -> str:
    """Name what is explored, as the filter's button says it."""
    held = now.area_set
    if held is not None:
        return held.name
    return place_name(now.districts) if now.districts else WHOLE_FORCE


def where_filter(reading: ExplorationReading) -> None:
    """Choose districts, a place in them, or several of their wards as one."""
    now = reading.exploration
    st.multiselect(
        "Districts",
        [one.code for one in load_catalogue().force.districts],
        format_func=district_name,
        placeholder=WHOLE_FORCE,
        **bound(
            "explore-districts",
            list(now.districts),
            reading,
            lambda chosen: {"districts": tidy_districts(chosen)},
        ),
    )
    st.caption("None chosen: the whole force area. One chosen is kept as you change page.")
    _places(reading)
    _wards(reading)


def _places(reading: ExplorationReading) -> None:
    """Choose a town or a neighbourhood of the districts."""
    now = reading.exploration
    offered: dict[str, AreaSet] = {
        one.key: one
        for one in named_places(layer_of("ward", now.first))
        if not now.districts or set(one.districts) <= set(now.districts)
    }
    st.selectbox(
        "Place",
        ["", *offered],
        format_func=lambda key: _place_label(offered[key]) if key else "All of it",
        **bound(
            "explore-place",
            now.place if now.place in offered else "",
            reading,
            lambda chosen: {"place": chosen or None},
        ),
    )


def _place_label(one: AreaSet) -> str:
    return f"{one.name} ({place_kind(one)})"


def _wards(reading: ExplorationReading) -> None:
    """Choose wards of the districts, to be counted together."""
    now = reading.exploration
    areas = load_areas()
    own = areas[areas["area_type"] == layer_of("ward", now.first)].set_index("area_code")
    if now.districts:
        own = own[own["district_code"].isin(now.districts)]
    held = now.area_set
    st.multiselect(
        "Wards, counted together",
        list(own.sort_values("area_name").index),
        format_func=lambda code: str(own.loc[code, "area_name"]),
        placeholder="All wards",
        **bound(
            "explore-wards",
            [code for code in held.wards if code in own.index] if held else [],
            reading,
            lambda chosen: {"place": tidy_wards(chosen, now.first)},
        ),
    )
    st.caption("A place or a set of wards is kept in the address, so a link opens it again.")
