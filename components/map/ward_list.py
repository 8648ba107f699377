"""A list of wards beside the map; choosing a row chooses the ward everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypedDict

from components.served.grid import grid


class Cell(TypedDict, total=False):
    """One cell after the name: a number, a chip (level 0 to 2), a line of months, or words.

    A ``strong`` number is a change that is more than chance.
    """

    kind: Literal["number", "chip", "months", "words"]
    text: str
    small: str
    strong: bool
    level: int
    values: list[int | None]


class Row(TypedDict):
    """One ward: its code and name, whether it is the chosen one, and its cells."""

    code: str
    name: str
    chosen: bool
    cells: list[Cell]


class WardList(TypedDict):
    """What the list shows. ``heads`` are the column heads after 'Ward'; numbers align right."""

    caption: str
    heads: list[str]
    rows: list[Row]
    note: str


def ward_list(data: WardList, choose: Callable[[str], None], key: str) -> None:
    """Draw the list; `choose` is called with the code of the row that was clicked."""
    grid("ward_list", data, key, lambda told: choose(told["row"]))
