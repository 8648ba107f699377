"""``python -m data import police``: street-level files into the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from data.commands.options import add_history, described
from data.street.files import StreetFileError
from data.street.importing import import_street_files
from data.street.report import sentences

_DESCRIPTION = """\
Count street-level files of data.police.uk and put each month into the store.

Give archives, folders or single files named YYYY-MM-<force>-street.csv, of any months and forces.
A faulty file is refused whole, with its line and the reason; the others go in. A month that was
there is replaced. Nothing has changed if the import is broken off.
"""


def add_parser(subparsers: Any) -> None:
    """Add ``police`` to the commands of ``import``."""
    parser = described(subparsers, "police", _DESCRIPTION, "street-level records of data.police.uk")
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--force", help="only this force, as file names write it (default: all)")
    parser.add_argument(
        "--no-points",
        dest="points",
        action="store_false",
        help="leave out the snap points, which the street list and legal wards need",
    )
    add_history(parser, "who imports, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import police``."""
    report = import_street_files(
        arguments.paths,
        force=arguments.force,
        keep_points=arguments.points,
        who=arguments.who,
        note=arguments.note,
        progress=_on_terminal,
    )
    told = sentences(report)
    if report.of_fate("refused") and not report.of_fate("imported", "replaced", "unchanged"):
        raise StreetFileError("\n".join(told[1:]))
    return told


def _on_terminal(done: int, total: int, sentence: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{100 * done // max(total, 1):3d}% {sentence:<70.70}", end="", file=sys.stderr)
        if done + 1 >= total:
            print(file=sys.stderr)
