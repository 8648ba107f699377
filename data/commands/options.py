"""Options and manners that commands share."""

from __future__ import annotations

import argparse
from typing import Any

from data.building.boundaries import TOLERANCE_METRES


def described(subparsers: Any, name: str, description: str, does: str = "") -> Any:
    """Add a command whose description keeps its line breaks; ``does`` is its line in a list."""
    return subparsers.add_parser(
        name,
        # Left out where there is no line, or argparse would list the name by itself.
        **({"help": does} if does else {}),
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_history(parser: Any, who: str = "who makes the change, for the history") -> None:
    """Add what the history keeps of a change: by whom, and a remark."""
    parser.add_argument("--who", default="", help=who)
    parser.add_argument("--note", default="", help="a remark, for the history")


def add_tolerance(parser: Any) -> None:
    """Add how far borders are simplified."""
    parser.add_argument(
        "--tolerance",
        type=float,
        default=TOLERANCE_METRES,
        metavar="METRES",
        help="how far a simplified border may lie from the published one (default: %(default)s)",
    )


def add_accept_odd(parser: Any) -> None:
    """Add which months are taken although they do not look like those around them."""
    parser.add_argument(
        "--accept-odd",
        nargs="+",
        default=(),
        metavar="YYYY-MM",
        help="take these months although they are far smaller than what they replace, or not like "
        "the months around them; the history keeps it",
    )
