"""Which things of a background file are drawn as what: OS Open Zoomstack and OpenStreetMap."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import pandas as pd

# What is drawn, in the order of drawing.
KINDS = ("urban", "green", "water", "river", "rail", "minor", "main", "motorway")
AREAS = frozenset({"urban", "green", "water"})
OS, OSM = "os", "osm"
# Layers of OS Open Zoomstack by their plain names; roads tell their class in a column.
_ZOOMSTACK = {
    "roadsnational": "roads",
    "roadsregional": "roads",
    "rail": "rail",
    "surfacewater": "water",
    "waterlines": "river",
    "urbanareas": "urban",
    "greenspace": "green",
    "greenspaces": "green",
    "woodland": "green",
}
# Layers of OpenStreetMap in vector tiles.
_TILES = frozenset(
    {"roads", "transit", "water", "waterway", "landuse", "landcover", "transportation"}
)
_PBF = frozenset({"lines", "multipolygons"})
_ROADS = {
    **dict.fromkeys(["motorway", "motorways", "highway", "trunk", "primary motorway"], "motorway"),
    **dict.fromkeys(["a road", "primary", "primary road", "major_road", "a roads"], "main"),
    **dict.fromkeys(["b road", "secondary", "medium_road", "tertiary"], "minor"),
}
_GREEN = frozenset({"forest", "wood", "park", "nature_reserve", "grass", "meadow"})
_URBAN = frozenset({"residential", "industrial", "commercial", "retail", "urban_area"})
_RIVERS = frozenset({"river", "canal", "waterway"})


def plain(name: str) -> str:
    """Return a layer's name without case and marks, so that spellings of it meet.

    Parameters
    ----------
    name : str
        As a file has it.

    Returns
    -------
    str

    Examples
    --------
    >>> plain("Roads_National") == plain("roads (national)")
    True
    """
    return re.sub(r"[^a-z]", "", name.casefold())


def publisher_of(layers: list[str]) -> str | None:
    """Return whose data a file of these layers is; None where none of them is known.

    Parameters
    ----------
    layers : list of str
        Names of its layers.

    Returns
    -------
    str or None
        ``os`` (OS Open Zoomstack) or ``osm`` (OpenStreetMap).

    Examples
    --------
    >>> publisher_of(["lines", "multipolygons"]), publisher_of(["rail", "surfacewater"])
    ('osm', 'os')
    """
    names = {plain(name) for name in layers}
    if len(names & _ZOOMSTACK.keys()) > 1 or names & {"roadsnational", "surfacewater"}:
        return OS
    if names & _PBF or names & _TILES:
        return OSM
    return OS if names & _ZOOMSTACK.keys() else None


def wanted(layer: str, publisher: str) -> bool:
    """Return whether a layer has anything that is drawn.

    Parameters
    ----------
    layer : str
        Its name.
    publisher : str
        As of `publisher_of`.

    Returns
    -------
    bool

    Examples
    --------
    >>> wanted("lines", "osm"), wanted("points", "osm")
    (True, False)
    """
    if publisher == OS:
        return plain(layer) in _ZOOMSTACK
    return plain(layer) in _PBF | _TILES


def kinds_of(table: pd.DataFrame, layer: str, publisher: str) -> pd.Series:
    """Return what each row of a layer is drawn as; missing where it is not drawn.

    Parameters
    ----------
    table : DataFrame
        The layer's columns.
    layer, publisher : str
        As of `wanted`.

    Returns
    -------
    Series of str

    Examples
    --------
    >>> roads = pd.DataFrame({"type": ["A Road", "Local Road"]})
    >>> kinds_of(roads, "roads_national", "os").fillna("not drawn").tolist()
    ['main', 'not drawn']
    """
    if publisher == OS:
        kind = _ZOOMSTACK[plain(layer)]
        if kind != "roads":
            return pd.Series(kind, index=table.index, dtype=object)
        return _told(table, ("type", "road_class", "class")).map(_zoomstack_road).astype(object)
    told: list[str | None] = [
        _osm_kind({str(key): value for key, value in row.items()}) for row in _rows(table)
    ]
    return pd.Series(told, index=table.index, dtype=object)


def _rows(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table.to_dict("records")


def _told(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """The first of some columns that the layer has, in small letters; blank without any."""
    held = {str(name).casefold(): name for name in table.columns}
    name = next((held[one] for one in columns if one in held), None)
    if name is None:
        return pd.Series("", index=table.index)
    return table[name].fillna("").astype(str).str.casefold()


def _zoomstack_road(told: str) -> str | None:
    if told == "":
        return "main"  # a layer without classes: the national roads are main ones
    return next((kind for word, kind in _ROADS.items() if word in told), None)


def _osm_kind(row: dict[str, object]) -> str | None:
    """What one thing of OpenStreetMap is drawn as, by its tags."""
    tags = {key: str(value) for key, value in row.items() if isinstance(value, str) and value}
    others = tags.pop("other_tags", "")
    tags |= dict(re.findall(r'"([^"]+)"=>"([^"]*)"', others))
    told = {tags.get("kind", ""), tags.get("class", "")}
    if road := _ROADS.get(tags.get("highway", "")):
        return road
    if tags.get("railway") == "rail" or "rail" in told:
        return "rail"
    if tags.get("waterway") in _RIVERS or told & _RIVERS:
        return "river"
    if tags.get("natural") == "water" or told & {"water", "lake"}:
        return "water"
    uses = {tags.get("landuse", ""), tags.get("leisure", ""), tags.get("natural", "")} | told
    if uses & _GREEN:
        return "green"
    if uses & _URBAN:
        return "urban"
    return next((_ROADS[one] for one in sorted(told) if one in _ROADS), None)
