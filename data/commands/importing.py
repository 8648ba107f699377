"""``python -m data import``: what a user brings, into the store."""

from __future__ import annotations

import argparse

from data.commands import boundary as boundary_command
from data.commands import partner as partner_command
from data.commands import police as police_command

_KINDS = {"police": police_command, "boundaries": boundary_command, "table": partner_command}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``import`` to the command line, with a command for each kind of file.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_parser(parser.add_subparsers(dest="command"))
    >>> parser.parse_args(["import", "police", "archive.zip"]).kind
    'police'
    """
    importing = subparsers.add_parser(
        "import",
        help="put police records, boundaries or a partner's table into the store",
        description="Check a file and put it into the store, as the page Sources does.",
    )
    kinds = importing.add_subparsers(dest="kind", required=True)
    for command in _KINDS.values():
        command.add_parser(kinds)


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import``.

    Parameters
    ----------
    arguments : Namespace
        As `add_parser` defines them.

    Returns
    -------
    list of str
        What was imported, and what the checks found.

    Raises
    ------
    StreetFileError, BoundaryError, PartnerError, StoreError
        If nothing could be imported. The store is then as it was.

    Examples
    --------
    >>> parser = argparse.ArgumentParser()
    >>> add_parser(parser.add_subparsers(dest="command"))
    >>> run(parser.parse_args(["import", "police", "nowhere.zip"]))
    Traceback (most recent call last):
        ...
    data.street.files.StreetFileError: nowhere.zip: there is no such file or folder.
    """
    told: list[str] = _KINDS[arguments.kind].run(arguments)
    return told
