"""The explorer's map: the one map of the app, where a click chooses an area."""

from __future__ import annotations

import streamlit as st

from components.explore.address import go
from components.map.maps import MAP_KEY
from components.map.ward_map import ward_map
from data.painting.paint import Paint
from data.painting.palette import Palette
from data.selection.exploration import ExplorationReading, alter


def explore_map(paint: Paint, reading: ExplorationReading, colours: Palette) -> None:
    """Draw the map; a second click on the chosen area lets it go."""
    clicked = ward_map(paint, colours, MAP_KEY)
    if clicked is None or clicked not in paint.areas:
        return
    go(alter(reading, at=None if clicked == reading.exploration.at else clicked))
    st.rerun()
