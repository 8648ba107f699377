"""What tells a reader where he is on the map: towns, stations, a background where one is loaded.

The browser fetches both once, from this machine; a repaint sends their addresses and no more.
"""

from __future__ import annotations

import json

from components.served.cached import drawn_file
from data.painting.palette import Palette
from data.store.remembered import remembered
from data.tables.landmarks import load_landmarks

TOWNS_CREDIT = "Places: GeoNames (CC BY 4.0). Stations: NaPTAN, DfT"


def context(colours: Palette) -> str:
    """Return the argument of ``CspContext.show``, as script."""
    told = {
        "landmarks": landmarks_address(),
        "background": None,
        "credits": TOWNS_CREDIT if landmarks_address() else "",
        "dark": colours.dark,
    }
    # "</" would end the script element that this is written into.
    return json.dumps(told, separators=(",", ":")).replace("</", "<\\/")


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
