"""Charts come after the map: on a session's first visit their program would hold it back.

Plotly is 4.7 MB of script, which a browser reads in one go, the map's own program waiting behind.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.served import served_component

# Set once the session's browser has painted a map; its charts' program comes from its cache then.
PAINTED = "a-map-was-painted"


def after_map(draw: Callable[[], None], key: str) -> None:
    """Draw what holds charts; on the session's first visit, as soon as the map is on the screen."""
    if st.session_state.get(PAINTED):
        draw()
    else:
        _as_soon_as_painted(draw, key)


@st.fragment
def _as_soon_as_painted(draw: Callable[[], None], key: str) -> None:
    if st.session_state.get(PAINTED):
        draw()
        return

    def painted() -> None:
        st.session_state[PAINTED] = True

    component = served_component("after_map", '<p class="follows">The charts follow the map.</p>')
    component(key=key, on_painted_change=painted)
