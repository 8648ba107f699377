"""Areas on a map: geometry sent once to the browser, repainted in place.

streamlit-folium re-mounts its frame whenever the base map's JavaScript changes. So the base map
here never varies: every map of the app is the same empty map, and what differs (which areas, which
colours, which district to fit) travels in a feature group whose script calls ``CspMap.paint``.
"""

from __future__ import annotations

import time
from copy import deepcopy
from pathlib import Path

import folium
import streamlit as st
import xstatic.pkg.leaflet
from folium.template import Template
from streamlit_folium import st_folium

from components.map.context_map import context
from components.served.cached import FRONTEND, drawing_address, joined_address
from data.painting.paint import Paint
from data.painting.palette import Palette

# Seconds the rest of the page waits once the map is on its way, in a repaint and at a session's
# first map: a browser that has both at once shows the map last, and all of it later.
HEAD_START, FIRST_START = 0.06, 0.8
KNOWN = "map-known"

# Behind Leaflet, in the order in which they need one another.
PROGRAMS = ("context_map", "map_words", "map_keys", "map_months", "ward_map")
STYLES = ("ward_map", "context_map")


class _Attach(folium.MacroElement):
    """Make the map ready to be painted, before streamlit-folium looks for its layers."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "CspMap.attach({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


class _Paint(folium.MacroElement):
    """Repaint; the group is emptied first, or each repaint would keep the last one alive."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.feature_group=[];"
        "CspContext.show(map_div,{{ this.context }});"
        "CspMap.paint(map_div,{{ this.script }});{% endmacro %}"
    )

    def __init__(self, script: str, context: str) -> None:
        super().__init__()
        self._name = "paint"
        self.script = script
        self.context = context


def _from_frame(address: str) -> str:
    """Turn an address as the page sees it into one as the map's frame, itself a component, does."""
    return f"../{address.removeprefix('component/')}"


def _joined(kind: str, names: tuple[str, ...]) -> str:
    """Address of Leaflet's own file of a kind and ours behind it, as one file.

    It comes from this machine and not from a content delivery network that a council blocks.
    """
    leaflet = Path(xstatic.pkg.leaflet.BASE_DIR) / f"leaflet.{kind}"
    own = (FRONTEND / f"{name}.{kind}" for name in names)
    return _from_frame(joined_address(f"map.{kind}", (leaflet, *own)))


@st.cache_resource
def _first_map() -> folium.Map:
    """Make the one empty map, as it is before it is rendered."""
    base = folium.Map(
        location=(52.8, -2.0),
        zoom_start=9,
        tiles=None,
        scrollWheelZoom=False,
        zoomSnap=0.25,
        zoomDelta=0.5,
        attributionControl=False,
        prefer_canvas=False,
    )
    base.default_js = [("map", _joined("js", PROGRAMS))]
    base.default_css = [("map", _joined("css", STYLES))]
    base.add_child(_Attach())
    return base


def _give_a_head_start() -> None:
    time.sleep(HEAD_START if KNOWN in st.session_state else FIRST_START)
    st.session_state[KNOWN] = True


def ward_map(paint: Paint, colours: Palette, key: str, height: int = 560) -> str | None:
    """Draw the map and return the code of the area clicked last, once for each click."""
    group = folium.FeatureGroup()
    group.add_child(_Paint(paint.script(colours, drawing_address(paint.layer)), context(colours)))
    # A name for the place, which is there before the frame is: charts wait for what is in it.
    with st.container(key=f"{key}-frame"):
        told = st_folium(
            # A copy each run, because rendering changes its hash; making one anew takes twice as
            # long.
            deepcopy(_first_map()),
            key=key,
            height=height,
            width=None,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=group,
            render=False,  # it renders the map itself; this would be a second time
        )
    _give_a_head_start()
    click = (told or {}).get("last_active_drawing")
    if not click or st.session_state.get(f"{key}-click") == click:
        return None
    st.session_state[f"{key}-click"] = click
    return str(click["code"])
