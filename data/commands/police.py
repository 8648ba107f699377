"""``python -m data import police``: street-level files into the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from data.commands.options import add_accept_odd, add_history, described
from data.street.files import StreetFileError
from data.street.importing import import_street_files
from data.street.report import ImportReport, sentences

_DESCRIPTION = """\
Count street-level files of data.police.uk and put each month into the store.

Give archives, folders or single files named YYYY-MM-<force>-street.csv, of any months and forces.
A faulty file is refused whole, with its line and the reason; the others go in. A month that was
there is replaced, unless the new one is far smaller or spread otherwise: that is held back and
told, and --accept-odd takes it. Nothing has changed if the import is broken off.
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
    add_accept_odd(parser)
    add_history(parser, "who imports, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import police``."""
    report = import_street_files(
        arguments.paths,
        force=arguments.force,
        keep_points=arguments.points,
        accept_odd=arguments.accept_odd,
        who=arguments.who,
        note=arguments.note,
        progress=on_terminal,
    )
    told = [*sentences(report), *how_to_accept(report)]
    faulty = report.of_fate("refused", "held back")
    if faulty and not report.of_fate("imported", "replaced", "unchanged"):
        raise StreetFileError("\n".join(told[1:]))
    return told


def how_to_accept(report: ImportReport) -> list[str]:
    """Say how months that were held back are taken all the same; nothing where none was."""
    months = sorted({one.month for one in report.of_fate("held back")})
    if not months:
        return []
    return [
        "A month that was held back is not in the store. To take it all the same, give "
        f"--accept-odd {' '.join(months)}."
    ]


def on_terminal(done: int, total: int, sentence: str) -> None:
    """Progress as one line that is written over."""
    if sys.stderr.isatty():
        print(f"\r{100 * done // max(total, 1):3d}% {sentence:<70.70}", end="", file=sys.stderr)
        if done + 1 >= total:
            print(file=sys.stderr)
