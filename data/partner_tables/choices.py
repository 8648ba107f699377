"""What the user says of how a table's rows and figures are to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PassOver = frozenset[int] | Literal["usual"] | None


@dataclass(frozen=True, slots=True)
class RowChoices:
    """How the rows of a table are to be read; nothing is chosen unasked.

    Attributes
    ----------
    district : str or None
        Code of the district that every row is in, where names are to be matched within it.
    accepted : tuple of (str, str)
        Area codes that the user chose, by what the table has.
    use_residents : bool
        Divide by residents of the app's own population tables.
    set_aside_outside : bool
        Pass over areas outside the force area.
    only_period : str or None
        The rows to take where the table has a column of periods.
    only : tuple of (str, str)
        Other columns by which rows are chosen, with the text that a row must have.
    pass_over : frozenset of int, "usual" or None
        Odd rows that are left out, by number; "usual" for those that nobody would map; None for
        totals alone.
    period_from : {"", "table", "said"}
        Which holds where the table's period is another than the one that was said.
    value_per : float or None
        Of how many the values are, where their heading and the unit differ.
    brackets : {"", "remark", "negative"}
        What a number in brackets is.
    commas : {"", "decimal", "thousands"}
        What a comma in figures parts off, where that is asked; '12,5' is read without it.
    open_because : str
        Why a table that is restricted by nature may be open.
    published : bool
        An official publisher gives the figures out, after disclosure control of its own: small
        counts are then no reason against their being open.
    capitals : bool
        Read codes in small letters in capitals.
    count_rows : bool
        Each row is a case: they are counted by area.
    others_zero : bool
        Areas without a case have none.
    """

    district: str | None = None
    accepted: tuple[tuple[str, str], ...] = ()
    use_residents: bool = False
    set_aside_outside: bool = False
    only_period: str | None = None
    only: tuple[tuple[str, str], ...] = ()
    pass_over: PassOver = None
    period_from: Literal["", "table", "said"] = ""
    value_per: float | None = None
    brackets: Literal["", "remark", "negative"] = ""
    commas: Literal["", "decimal", "thousands"] = ""
    open_because: str = ""
    published: bool = False
    capitals: bool = True
    count_rows: bool = False
    others_zero: bool = False
