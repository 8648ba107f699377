"""What tells a reader where he is on the map: towns, stations, a background where one is loaded.

The browser fetches both once, from this machine; a repaint sends their addresses and no more.
"""

from __future__ import annotations

import json

import numpy as np
import shapely

from components.served.cached import drawn_file
from data.background.store import kept_background, load_background
from data.painting.palette import Palette
from data.store.remembered import remembered
from data.tables.landmarks import load_landmarks
from geo.boundaries import DEGREES

TOWNS_CREDIT = "Places: GeoNames (CC BY 4.0). Stations: NaPTAN, DfT"


def context(colours: Palette) -> str:
    """Return the argument of ``CspContext.show``, as script."""
    told = {
        "landmarks": landmarks_address(),
        "background": background_address(),
        "credits": _credits(),
        "dark": colours.dark,
    }
    # "</" would end the script element that this is written into.
    return json.dumps(told, separators=(",", ":")).replace("</", "<\\/")


def _credits() -> str:
    held = kept_background()
    parts = [TOWNS_CREDIT if landmarks_address() else "", held["credit"] if held else ""]
    return ". ".join(one for one in parts if one)


@remembered(maxsize=2)
def background_address() -> str | None:
    """Write the background for the browser once; return its address, None where none is kept."""
    held = load_background()
    if held is None:
        return None
    # Five decimals of a degree are about a metre: finer than it was simplified to.
    shapes = shapely.transform(held.geometry.to_crs(DEGREES).to_numpy(), lambda at: np.round(at, 5))
    features = ",".join(
        f'{{"type":"Feature","properties":{{"kind":{json.dumps(kind)}}},"geometry":{text}}}'
        for kind, text in zip(held["kind"], shapely.to_geojson(shapes), strict=True)
    )
    content = f'{{"type":"FeatureCollection","features":[{features}]}}'
    return drawn_file("background", content.encode())


@remembered(maxsize=2)
def landmarks_address() -> str | None:
    """Write towns and stations for the browser once; return their address, None without any."""
    held = load_landmarks()
    if held.empty:
        return None
    rows = {
        kind: [
            [name, round(latitude, 5), round(longitude, 5)]
            for name, latitude, longitude in zip(
                own["name"], own["latitude"], own["longitude"], strict=True
            )
        ]
        for kind, own in held.groupby("kind")
    }
    told = {"towns": rows.get("town", []), "stations": rows.get("station", [])}
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return drawn_file("landmarks", content)
