"""The command line of the data: ``python -m data`` and a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from data.commands.faults import expected

# Each command with its module in `data.commands` and what it does. A module is imported only when
# its command is given: together they take seconds.
_COMMANDS = {
    "show": ("show", "print an indicator's figures as the pages show them"),
    "list": ("show", "list what `show` can be asked for"),
    "import": ("importing", "put police records, boundaries or a partner's table into the store"),
    "fetch": ("fetch", "download boundaries or police records"),
    "update": ("update", "fetch the newest months and put them into the store"),
    "check": ("check", "check that the packaged tables agree and that the store is whole"),
    "history": ("history", "list what was put into the store, by whom"),
    "undo": ("history", "put back what a change of the store replaced"),
    "new-area": ("area", "have the app serve another police force area"),
    "build": ("build", "compile the packaged tables from publishers' files"),
}
# They change nothing, or keep what had arrived, so that "nothing was changed" would mislead.
_NO_CHANGE_TO_TELL = ("check", "fetch", "history", "show", "list", "update")
# What was asked for is not known: as argparse ends where words are not understood. And a month that
# somebody has to look at, which a scheduler must tell from a site that failed.
_CODES = {"QuestionError": 2, "NeedsSomebodyError": 3}
_BROKEN_OFF = 130


def _module(command: str) -> ModuleType | None:
    name, _ = _COMMANDS.get(command, ("", ""))
    return import_module(f"data.commands.{name}") if name else None


def _parser(module: ModuleType | None) -> argparse.ArgumentParser:
    """The parser, whole for the module's commands; of the others it knows the names."""
    parser = argparse.ArgumentParser(
        prog="python -m data",
        description="Show, import, download, check and compile the data. `COMMAND --help` tells "
        "more.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (place, does) in _COMMANDS.items():
        if module is None or module.__name__ != f"data.commands.{place}":
            commands.add_parser(name, help=does)
    if module is not None:
        module.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line."""
    words = list(sys.argv[1:] if argv is None else argv)
    command = words[0] if words else ""
    changes = command not in _NO_CHANGE_TO_TELL
    try:
        # The options tell what the store holds, so that a broken store is met here already.
        module = _module(command)
        arguments = _parser(module).parse_args(words)
        assert module is not None  # or argparse has ended the run
        told = module.run(arguments)
    except KeyboardInterrupt:
        return _say("Broken off.", changes, _BROKEN_OFF)
    except Exception as error:
        if not isinstance(error, expected()):
            raise
        return _say(str(error), changes, _CODES.get(type(error).__name__, 1))
    print("\n".join(told))
    return 0


def _say(why: str, changes: bool, code: int) -> int:
    print("\n".join([why, "Nothing was changed."] if changes else [why]), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
