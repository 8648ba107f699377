"""The explorer's choices written to the address."""

from __future__ import annotations

from components.choosing.address import write
from data.selection.exploration import OWN_KEYS, ExplorationReading, query
from data.selection.selection import KEYS


def go(reading: ExplorationReading) -> None:
    """Make an exploration the current one by writing it to the address, in one history entry."""
    write(query(reading.exploration, reading.shared), (*KEYS, *OWN_KEYS))
