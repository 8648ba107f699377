"""``python -m data history`` and ``undo``: what was put into the store, and taking it back."""

from __future__ import annotations

import argparse
from typing import Any

from data import store
from data.installed.held import can_be_undone, history
from data.store import Change


def add_parser(subparsers: Any) -> None:
    """Add ``history`` and ``undo`` to the command line."""
    telling = subparsers.add_parser("history")
    telling.add_argument(
        "--last", type=int, default=20, metavar="N", help="how many changes (default: %(default)s)"
    )
    undoing = subparsers.add_parser("undo")
    undoing.add_argument("number", type=int, help="the change's number, from `history`")
    undoing.add_argument("--who", default="", help="who undoes it, for the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``history`` or ``undo``."""
    if arguments.command == "undo":
        made = store.undo(arguments.number, arguments.who)
        return [f"{made.what}, as change {made.number}."]
    store.refresh()
    told = [_told(change) for change in history()[: max(arguments.last, 0)]]
    return told or ["Nothing was put into the store yet."]


def _told(change: Change) -> str:
    when = change.when[:16].replace("T", " ")
    who = f" by {change.who}" if change.who else ""
    files = ", ".join(str(one["name"]) for one in change.files[:3])
    more = f" and {len(change.files) - 3} more" if len(change.files) > 3 else ""
    said = [f"{change.number}: {when} UTC{who}: {change.what}"]
    said += [f"from {files}{more}"] if files else []
    said += [f"taken although odd: {one['accepted']}" for one in change.files if "accepted" in one]
    said += [told for one in change.files for told in one.get("read_as", ())]
    said += [f"note: {change.note}"] if change.note else []
    said += [] if can_be_undone(change) else ["can no longer be undone"]
    return "; ".join(said)
