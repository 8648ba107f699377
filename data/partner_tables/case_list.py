"""Lists of cases, a row each: counted by area, of the period that was said."""

from __future__ import annotations

import pandas as pd

from data.partner.levels import areas_of
from data.partner.period import PartnerPeriod
from data.partner.words import listed, quoted
from data.partner_tables.faults import Fault
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.written_periods import written_period
from data.phrases.plain import number_of

COUNTED = "rows counted"


def seems_case_list(table: pd.DataFrame, mapping: ColumnMapping) -> bool:
    """Return whether a table has a row for each case: no figures, and areas that come again.

    Parameters
    ----------
    table : DataFrame
        Text cells.
    mapping : ColumnMapping
        As guessed.

    Returns
    -------
    bool

    Examples
    --------
    >>> table = pd.DataFrame({"Ward": ["Stowe", "Stowe", "Fazeley"]})
    >>> seems_case_list(table, ColumnMapping(area_name="Ward"))
    True
    """
    heading = mapping.area_code or mapping.area_name
    if heading is None or mapping.numerator or mapping.value:
        return False
    return bool(table[heading][table[heading] != ""].duplicated().any())


def of_time(
    table: pd.DataFrame, mapping: ColumnMapping, said: PartnerPeriod
) -> tuple[pd.DataFrame, list[Fault], list[str]]:
    """Return the cases of a period, dates that cannot be read, and how many are of other times."""
    heading = mapping.period
    if heading is None:
        return table, [], []
    read = {text: written_period(text) for text in table[heading].unique()}
    unread = [text for text, found in read.items() if found is None and text]
    if unread:
        reason = f"cannot be read as dates: {listed([quoted(one) for one in unread])}"
        return table, [Fault(None, heading, "", f"has texts that {reason}")], []
    inside = {
        text
        for text, found in read.items()
        if found is not None and said.start <= found.start and found.end <= said.end
    }
    kept = table[table[heading].isin(inside)]
    left = len(table) - len(kept)
    told = [f"Left out, as of another time or none: {number_of(left, 'row')}."] if left else []
    return kept, [], told


def counted(
    codes: dict[int, str], level: str, others_zero: bool
) -> tuple[dict[int, str], pd.DataFrame]:
    """Return one row for each area with its number of cases, under the number of its first row.

    Areas without a case are missing, unless the list is said to hold every case: then they have 0.
    """
    first: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for number, code in codes.items():
        first.setdefault(code, number)
        numbers[code] = numbers.get(code, 0) + 1
    if others_zero:
        for place, code in enumerate(areas_of(level).index, start=1):
            if code not in numbers:
                first[str(code)], numbers[str(code)] = -place, 0
    rows = {number: str(numbers[code]) for code, number in first.items()}
    table = pd.DataFrame({COUNTED: pd.Series(rows, dtype="str")})
    return {number: code for code, number in first.items()}, table
