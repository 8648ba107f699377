"""``python -m data import police``: street-level files into the store."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.street.files import StreetFileError
from data.street.importing import import_street_files
from data.street.report import sentences

_DESCRIPTION = """\
Count street-level files of data.police.uk and put each month into the store.

Give archives, folders or single files named YYYY-MM-<force>-street.csv, of any months and forces.
A faulty file is refused whole, with its line and the reason; the others go in. A month that was
there is replaced. Nothing has changed if the import is broken off.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``police`` to the commands of ``import``.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_parser(parser.add_subparsers(dest="kind"))
    >>> parser.parse_args(["police", "archive.zip", "--no-points"]).points
    False
    """
    parser = subparsers.add_parser(
        "police",
        help="street-level records of data.police.uk",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    parser.add_argument("--force", help="only this force, as file names write it (default: all)")
    parser.add_argument(
        "--no-points",
        dest="points",
        action="store_false",
        help="leave out the snap points, which the street list and legal wards need",
    )
    parser.add_argument("--who", default="", help="who imports, for the history")
    parser.add_argument("--note", default="", help="a remark, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import police``.

    Parameters
    ----------
    arguments : Namespace
        As `add_parser` defines them.

    Returns
    -------
    list of str
        What was imported, refused, ignored, and what is absent.

    Raises
    ------
    StreetFileError
        If nothing could be imported because files were refused, or there was none.
    StoreError
        If the store cannot be written.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_parser(parser.add_subparsers(dest="kind"))
    >>> run(parser.parse_args(["police", "nowhere.zip"]))
    Traceback (most recent call last):
        ...
    data.street.files.StreetFileError: nowhere.zip: there is no such file or folder.
    """
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
