"""The command line of the data: ``python -m data`` and a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from data.building.packaging import PackageError
from data.building.sources import SourceError
from data.catalogue.records import CatalogueError
from data.commands import area as area_command
from data.commands import build as build_command
from data.commands import check as check_command
from data.commands import fetch as fetch_command
from data.commands import history as history_command
from data.commands import importing as import_command
from data.commands import show as show_command
from data.fetching.faults import FetchError
from data.partner.words import PartnerError
from data.settings import SettingsError
from data.store.files import StoreError
from data.street.engine import EngineError
from data.street.files import StreetFileError
from geo.areas import AreaError
from geo.boundaries import BoundaryError

_COMMANDS = {
    "import": import_command,
    "fetch": fetch_command,
    "check": check_command,
    "history": history_command,
    "undo": history_command,
    "new-area": area_command,
    "build": build_command,
    "show": show_command,
    "list": show_command,
}
# They change nothing, or keep what had arrived, so that "nothing was changed" would mislead.
_NO_CHANGE_TO_TELL = (["check"], ["fetch"], ["history"], ["show"], ["list"])
# What a user can put right. Anything else is a fault of ours, and its traceback is wanted.
_EXPECTED = (
    AreaError,
    BoundaryError,
    CatalogueError,
    EngineError,
    FetchError,
    PackageError,
    PartnerError,
    SettingsError,
    SourceError,
    StoreError,
    StreetFileError,
    OSError,
)
_BROKEN_OFF = 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="Import, download, check and compile the data. `COMMAND --help` tells more.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in dict.fromkeys(_COMMANDS.values()):
        module.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; by default those of the process.

    Returns
    -------
    int
        0 where all went well, 1 where a file was refused or a check failed, 2 where what was asked
        for is not known, 130 where it was broken off; why is printed.

    Raises
    ------
    SystemExit
        If the arguments cannot be understood (argparse).

    Examples
    --------
    >>> main(["check", "--folder", "/nowhere"])
    1
    """
    words = list(sys.argv[1:] if argv is None else argv)
    changes = words[:1] not in _NO_CHANGE_TO_TELL
    try:
        # The options tell what the store holds, so that a broken store is met here already.
        arguments = _parser().parse_args(words)
        told = _COMMANDS[arguments.command].run(arguments)
    except show_command.QuestionError as error:
        return _say(str(error), changes, 2)
    except _EXPECTED as error:
        return _say(str(error), changes, 1)
    except KeyboardInterrupt:
        return _say("Broken off.", changes, _BROKEN_OFF)
    print("\n".join(told))
    return 0


def _say(why: str, changes: bool, code: int) -> int:
    print("\n".join([why, "Nothing was changed."] if changes else [why]), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
