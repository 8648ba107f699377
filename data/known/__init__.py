"""Official tables that users bring and the app knows by sight: recognised, read, kept.

Gives out `looked_at` (what a file is, and its figures), `described`, `take` (into the store),
`kept`, `remove`, `load_kinds` (what is known), `load_series` (the indicators that some of them
fill), `publishers` and `offence_rows` (which of the publishers' offences make each row of the table
of rates). Imports tables, catalogue, store, limits, phrases. Later residents and years reach the
app by `data.tables`, which reads what is kept here; series are saved by `data.partner_tables`.
"""

from data.known.kinds import Kind, load_kinds, offence_rows, publishers
from data.known.series import Series, SeriesPart, load_series
from data.known.sheets import WORKBOOKS, KnownFileError
from data.known.taking import KnownTable, described, kept, looked_at, remove, take

__all__ = [
    "WORKBOOKS",
    "Kind",
    "KnownFileError",
    "KnownTable",
    "Series",
    "SeriesPart",
    "described",
    "kept",
    "load_kinds",
    "load_series",
    "looked_at",
    "offence_rows",
    "publishers",
    "remove",
    "take",
]
