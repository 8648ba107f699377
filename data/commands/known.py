"""``python -m data import known``: an official table, known by sight, into the store."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import Any

from data.commands.options import add_history, described
from data.known import described as told_of
from data.known import load_kinds, looked_at, take
from data.partner_tables.known_series import checked_series, series_told, take_series

_DESCRIPTION = (
    "Say which official table a file is, and take it.\n\n"
    "Known by sight, as CSV, .xlsx, .xls, .xlsb or .ods:\n"
    + "\n".join(f"  {one.publisher}: {one.title}\n    {one.page}" for one in load_kinds())
    + "\n\nThe addresses were not tried. Series become indicators beside partners' tables. What is "
    "kept already is replaced; the change can be undone."
)


def add_parser(subparsers: Any) -> None:
    """Add ``known`` to the commands of ``import``."""
    parser = described(subparsers, "known", _DESCRIPTION, "an official table, known by sight")
    parser.add_argument("path", type=Path, metavar="FILE")
    parser.add_argument("--look", action="store_true", help="say what it is, and take nothing")
    add_history(parser, "who imports, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import known``."""
    table = looked_at(arguments.path)
    series = checked_series(table)
    told = [*told_of(table), *series_told(series)]
    if arguments.look:
        return [*told, "Nothing was taken."]
    if series:
        change = take_series(
            table, series, who=arguments.who or getpass.getuser(), note=arguments.note
        )
    else:
        change = take(table, who=arguments.who, note=arguments.note)
    return [*told, f"{change.what}. 'python -m data undo {change.number}' takes it back."]
