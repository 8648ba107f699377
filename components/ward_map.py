"""Areas on a map: geometry sent once to the browser, repainted in place.

streamlit-folium re-mounts its frame whenever the base map's JavaScript changes. So the base map
here never varies: every map of the app is the same empty map, and what differs (which areas, which
colours, which district to fit) travels in a feature group whose script calls ``CspMap.paint``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

import folium
import streamlit as st
import xstatic.pkg.leaflet
from folium.template import Template
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from components.cached import asset_address
from components.palette import Palette

NO_DATA = -1  # the first of several: components.absence parts the reasons, all under 0

# Declaring a component makes Streamlit serve a folder: this is how Leaflet and the boundaries
# come from this machine and not from a content delivery network that a council blocks.
LEAFLET = declare_component("leaflet", path=xstatic.pkg.leaflet.BASE_DIR)


@dataclass(frozen=True, slots=True)
class Spots:
    """Circles over the areas, largest first: latitude, longitude, how many, name, of what.

    The last is pairs in a row: a place in ``kinds`` and how many. ``radius`` (pixels) is that of a
    circle of ``most``; the others' areas are in proportion.
    """

    places: tuple[tuple[float, float, int, str, tuple[int, ...]], ...]
    kinds: tuple[str, ...]
    most: int
    radius: float
    fill: str
    line: str


@dataclass(frozen=True, slots=True)
class Surface:
    """A picture under the areas' borders: its address, and its south, west, north, east edge."""

    picture: str
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Paint:
    """What one repaint says: a class, an outline weight and words for each area.

    ``fit`` is a district code, several, or None for the whole layer; with ``near`` (area codes)
    the map is fitted to those areas instead. With ``labels`` (a name and its latitude and
    longitude) it is lettered with those instead of the areas' own names; else the areas of
    ``named`` (codes) come first, in their order, and stand aside where there is no room.
    """

    geometry: str
    fit: str | tuple[str, ...] | None
    ward: str | None
    areas: dict[str, tuple[int, int, str]]
    ramp: tuple[str, ...]
    says: str
    elsewhere: str
    unit: str = ""
    labels: tuple[tuple[str, float, float], ...] | None = None
    near: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    spots: Spots | None = None
    surface: Surface | None = None

    def script(self, colours: Palette) -> str:
        """Return the paint as the one argument of ``CspMap.paint``."""
        told: dict[str, Any] = {
            "address": self.geometry,
            "fit": self.fit,
            "ward": self.ward,
            "areas": self.areas,
            "ramp": self.ramp,
            "says": self.says,
            "elsewhere": self.elsewhere,
            "unit": self.unit,
            "labels": self.labels,
            "near": self.near,
            "named": self.named,
            "dark": colours.dark,
            "colours": {
                name: getattr(colours, name)
                for name in (
                    "border",
                    "faint",
                    "neighbour",
                    "outline",
                    "elsewhere",
                    "flagged",
                    "chosen",
                )
            },
        }
        told |= {
            name: asdict(layer)
            for name, layer in (("spots", self.spots), ("surface", self.surface))
            if layer
        }
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        token = hashlib.sha256(text.encode()).hexdigest()[:12]
        # "</" would end the script element that streamlit-folium writes this into.
        return f'{text[:-1]},"token":"{token}"}}'.replace("</", "<\\/")


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
        "CspMap.paint(map_div,{{ this.script }});{% endmacro %}"
    )

    def __init__(self, script: str) -> None:
        super().__init__()
        self._name = "paint"
        self.script = script


def _from_frame(address: str) -> str:
    """Turn an address as the page sees it into one as the map's frame, itself a component, does."""
    return f"../{address.removeprefix('component/')}"


def _base_map() -> folium.Map:
    """Return the one empty map; a fresh one each run, because rendering changes its hash."""
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
    base.default_js = [
        ("leaflet", f"../{LEAFLET.name}/leaflet.js"),
        ("ward_map", _from_frame(asset_address("ward_map.js"))),
    ]
    base.default_css = [
        ("leaflet", f"../{LEAFLET.name}/leaflet.css"),
        ("ward_map", _from_frame(asset_address("ward_map.css"))),
    ]
    base.add_child(_Attach())
    return base


def ward_map(paint: Paint, colours: Palette, key: str, height: int = 560) -> str | None:
    """Draw the map and return the code of the area clicked last, once for each click."""
    group = folium.FeatureGroup()
    group.add_child(_Paint(paint.script(colours)))
    # A name for the place, which is there before the frame is: charts wait for what is in it.
    with st.container(key=f"{key}-frame"):
        told = st_folium(
            _base_map(),
            key=key,
            height=height,
            width=None,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=group,
        )
    click = (told or {}).get("last_active_drawing")
    if not click or st.session_state.get(f"{key}-click") == click:
        return None
    st.session_state[f"{key}-click"] = click
    return str(click["code"])
