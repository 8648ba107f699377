"""Official tables that users bring and the app knows by sight: recognised, read, kept.

Gives out `looked_at` (what a file is, and its figures), `described`, `take` (into the store),
`kept`, `remove`, `load_kinds` (what is known) and `offence_rows` (which of the publishers' offences
make each row of the table of rates). Imports tables, catalogue, store, limits, phrases. Later
residents and years reach the app by `data.tables`, which reads what is kept here.
"""

from data.known.kinds import Kind, load_kinds, offence_rows
from data.known.sheets import WORKBOOKS, KnownFileError
from data.known.taking import KnownTable, described, kept, looked_at, remove, take

__all__ = [
    "WORKBOOKS",
    "Kind",
    "KnownFileError",
    "KnownTable",
    "described",
    "kept",
    "load_kinds",
    "looked_at",
    "offence_rows",
    "remove",
    "take",
]
