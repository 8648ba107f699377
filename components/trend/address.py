"""The trends' choices written to the address."""

from __future__ import annotations

from components.choosing.address import write
from data.selection.selection import KEYS
from data.selection.trending import OWN_KEYS, TrendReading, query


def go(reading: TrendReading) -> None:
    """Make a trend the current one by writing it to the address, in one history entry."""
    write(query(reading.trending, reading.shared), (*KEYS, *OWN_KEYS))
