"""The explorer's map: the one map of the app, where a click chooses an area."""

from __future__ import annotations

import streamlit as st

from components.explore.exploration import ExplorationReading, alter, go
from components.maps import MAP_KEY
from components.palette import Palette
from components.ward_map import Paint, ward_map


def explore_map(paint: Paint, reading: ExplorationReading, colours: Palette) -> None:
    """Draw the map; a second click on the chosen area lets it go."""
    clicked = ward_map(paint, colours, MAP_KEY)
    if clicked is None or clicked not in paint.areas:
        return
    go(alter(reading, at=None if clicked == reading.exploration.at else clicked))
    st.rerun()
