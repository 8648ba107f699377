"""``python -m data import``: what a user brings, into the store."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from data.commands import background as background_command
from data.commands import boundary as boundary_command
from data.commands import known as known_command
from data.commands import partner as partner_command
from data.commands import police as police_command
from data.commands import postcodes as postcodes_command

_KINDS = {
    "police": police_command,
    "boundaries": boundary_command,
    "background": background_command,
    "table": partner_command,
    "known": known_command,
    "postcodes": postcodes_command,
}


def add_parser(subparsers: Any) -> None:
    """Add ``import`` to the command line, with a command for each kind of file."""
    importing = subparsers.add_parser(
        "import",
        description="Check a file and put it into the store, as the page Sources does.",
    )
    kinds = importing.add_subparsers(dest="kind", required=True)
    for command in _KINDS.values():
        command.add_parser(kinds)


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import``."""
    told: list[str] = _KINDS[arguments.kind].run(arguments)
    return told


def run_on(kind: str, path: Path) -> list[str]:
    """Import one file with the options left as they are, as ``import KIND PATH`` does."""
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="command"))
    return run(parser.parse_args(["import", kind, str(path)]))
