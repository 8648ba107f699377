"""``python -m data import postcodes``: so that a postcode can be found."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from data.commands.options import add_history, described
from data.outlines.boundaries import load_boundaries
from data.postcodes.reading import read_postcodes
from data.postcodes.store import postcode_vintage, save_postcodes

_DESCRIPTION = """\
Keep the postcodes of the force area, so that Find leads from one to its census area and ward.

ONS's Postcode Directory (ONSPD) or Ordnance Survey's Code-Point Open, as .csv or the .zip that it
comes in. Postcodes outside the force area are left out; those before are replaced.
"""


def add_parser(subparsers: Any) -> None:
    """Add ``postcodes`` to the commands of ``import``."""
    parser = described(subparsers, "postcodes", _DESCRIPTION, "a postcode directory, for Find")
    parser.add_argument("file", type=Path, metavar="FILE")
    add_history(parser, "who imports, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import postcodes``."""
    table = read_postcodes(arguments.file, load_boundaries(postcode_vintage()))
    change = save_postcodes(table, arguments.file, who=arguments.who, note=arguments.note)
    return [f"{change.what}, change {change.number}."]
