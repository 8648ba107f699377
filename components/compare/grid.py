"""A table of rows by districts, walked with the arrow keys, sorted by any head and chosen from."""

from __future__ import annotations

from typing import TypedDict


class GridCell(TypedDict, total=False):
    """One cell: its words, how it is filled, what it sorts by, and where it leads.

    ``value`` sorts the districts along a row, ``ratio`` the rows down a district; without them a
    cell comes last. ``flag`` is told in words and shown as a mark in the corner.
    """

    text: str
    small: str
    change: str
    kind: str
    mark: str
    interval: str
    rank: bool
    narrow: bool
    of: int
    value: float | None
    ratio: float | None
    href: str
    flag: str


class GridRow(TypedDict, total=False):
    """One row: an indicator or a theme, and its cells in the order of the columns."""

    code: str
    name: str
    unit: str
    chosen: bool
    whole: bool
    part: bool
    fixed: bool
    cells: list[GridCell]


class GridColumn(TypedDict, total=False):
    """One column: a district, or the force, which is ``fixed`` and cannot be chosen."""

    code: str
    name: str
    chosen: bool
    fixed: bool


class Key(TypedDict, total=False):
    """One entry of the key: a fill with its mark, and what it says."""

    kind: str
    mark: str
    text: str


class Grid(TypedDict):
    """What the table shows; ``words`` say in full what each kind of cell means.

    ``sorted`` is the row that orders the districts at first ('' for the order given), kept until
    ``sortedFor`` changes.
    """

    caption: str
    corner: str
    manner: str
    dark: bool
    columns: list[GridColumn]
    rows: list[GridRow]
    words: dict[str, str]
    against: str
    changeWords: str
    key: list[Key]
    note: str
    sortable: bool
    sorted: str
    sortedFor: str
