"""The command ``python -m data new-area``: have the app serve another police force area."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from data.area.files import AREA_FILES, find_area_files
from data.area.making import AreaOptions, go_back, new_area
from data.building.sources import SourceError
from data.commands.options import add_history, add_tolerance, described

_ABOUT = """\
Make the tables of another police force area from publishers' files, and have the app serve it.

Name the force area by its name, by its code (E23…) or as data.police.uk writes it; or list some of
its districts. Put the files into one folder, under any name: they are known by their columns. The
tables go into the store (CSP_STORE) in one change; a refused file leaves it as it was.
docs/new-area.md tells step by step which file is where.
"""


def add_parser(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = described(subparsers, "new-area", _ABOUT)
    parser.add_argument("area", nargs="*", help="the force area, or districts of one")
    parser.add_argument("--back", action="store_true", help="go back to the packaged force area")
    _add_files(parser)
    _add_choices(parser)


def _add_files(parser: argparse.ArgumentParser) -> None:
    needed = parser.add_argument_group("files that are needed")
    optional = parser.add_argument_group("files that may be left out")
    needed.add_argument(
        "--source-folder",
        type=Path,
        metavar="FOLDER",
        help="look here, and in its subfolders, for the files that are not given",
    )
    for one in AREA_FILES:
        (needed if one.needed else optional).add_argument(
            f"--{one.id}",
            type=Path,
            nargs="+" if one.several else 1,
            default=[],
            metavar="FILE",
            help=one.publisher,
        )


def _add_choices(parser: argparse.ArgumentParser) -> None:
    choices = parser.add_argument_group("choices")
    choices.add_argument("--name", help="the area's name on screen")
    choices.add_argument("--police-name", metavar="NAME", help="the police force's name on screen")
    choices.add_argument(
        "--police-force", metavar="SLUG", help="force as data.police.uk writes it in file names"
    )
    choices.add_argument(
        "--default-district", metavar="CODE", help="the district that a first visit shows"
    )
    add_tolerance(choices)
    add_history(choices)


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry the command out."""
    if arguments.back:
        return go_back(arguments.who)
    if not arguments.area:
        raise SourceError(
            "Name the force area, or list districts of one; --back goes back to the packaged one."
        )
    given = {one.id: getattr(arguments, one.id.replace("-", "_")) for one in AREA_FILES}
    options = AreaOptions(
        name=arguments.name,
        police=arguments.police_name,
        slug=arguments.police_force,
        default_district=arguments.default_district,
        tolerance=arguments.tolerance,
        who=arguments.who,
        note=arguments.note,
    )
    return new_area(arguments.area, find_area_files(arguments.source_folder, given), options)
