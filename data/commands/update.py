"""``python -m data update``: the newest months fetched, checked and put into the store."""

from __future__ import annotations

import argparse
from typing import Any

from data.commands.fetch import told_on_terminal
from data.commands.options import add_accept_odd, add_history, described
from data.commands.police import how_to_accept, on_terminal
from data.fetching.session import Manners
from data.installed.update import sentences, update_police

_DESCRIPTION = """\
Fetch the months of the served force after the newest that is held, check them as an import does,
and put them into the store. For a scheduler: it says in a few sentences what it did.

Ends with 0 where months were brought in, or there is nothing new; with 1 where it could not be
done, saying which months to download by hand; with 2 where the words were not understood; with 3
where a month was fetched and is not in, because somebody has to look at it.
"""


class NeedsSomebodyError(ValueError):
    """A month was fetched and is not in the store; the message says all that was done."""


def add_parser(subparsers: Any) -> None:
    """Add ``update`` to the command line."""
    parser = described(subparsers, "update", _DESCRIPTION)
    parser.add_argument("--site", metavar="URL", help="in place of https://data.police.uk")
    parser.add_argument(
        "--dry-run", action="store_true", help="only say which months there are; download nothing"
    )
    add_accept_odd(parser)
    add_history(parser, "who updates, for the history")


def run(arguments: argparse.Namespace, manners: Manners | None = None) -> list[str]:
    """Carry out ``update``."""
    done = update_police(
        site=arguments.site,
        dry_run=arguments.dry_run,
        accept_odd=arguments.accept_odd,
        who=arguments.who,
        note=arguments.note,
        told=told_on_terminal(),
        progress=on_terminal,
        manners=manners,
    )
    told = sentences(done)
    if done.needs_somebody and done.report is not None and done.fetched is not None:
        kept = f"What was fetched is kept: {done.fetched.path}"
        raise NeedsSomebodyError("\n".join([*told, *how_to_accept(done.report), kept]))
    return told
