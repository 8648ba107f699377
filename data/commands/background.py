"""``python -m data import background``: roads, rails and water behind the maps."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from data.background.reading import read_background
from data.background.store import kept_background, save_background
from data.commands.options import add_history, described
from data.outlines.boundaries import load_boundaries

_DESCRIPTION = """\
Put a background behind the maps: main roads, rail, rivers and water, built-up areas and green.

A GeoPackage or PMTiles file of OS Open Zoomstack, or an extract of OpenStreetMap (.osm.pbf or
PMTiles). It is cut to the force area and 5 km around it and simplified until a browser can fetch it
at once. The background before is replaced; 'python -m data history' brings it back.
"""


def add_parser(subparsers: Any) -> None:
    """Add ``background`` to the commands of ``import``."""
    parser = described(
        subparsers, "background", _DESCRIPTION, "roads, rails and water behind the maps"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    add_history(parser, "who imports, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import background``."""
    background = read_background(arguments.file, load_boundaries("district"))
    change = save_background(background, arguments.file, who=arguments.who, note=arguments.note)
    kept = kept_background() or {}
    return [
        f"{change.what}, change {change.number}.",
        f"Simplified by {background.tolerance:g} m. On the map: {kept.get('credit', '')}.",
    ]
