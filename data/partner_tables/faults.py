"""The errors of a partner's table: row, column, value and reason, as one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from data.partner.words import quoted

ERROR_COLUMNS = ["row", "column", "value", "reason"]
SUGGESTION_COLUMNS = ["row", "given", "area_code", "area_name", "district_code", "likeness"]


class Fault(NamedTuple):
    """One thing that is wrong; `row` is None where it is the table as a whole."""

    row: int | None
    column: str
    value: str
    reason: str


class Suggestion(NamedTuple):
    """An area that a name may have meant, with its likeness of 100; never applied unasked."""

    row: int
    given: str
    area_code: str
    area_name: str
    district_code: str
    likeness: int


def fault_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """Return faults in the order of the file, those of the whole table first."""
    ordered = sorted(dict.fromkeys(faults), key=lambda one: (one.row is not None, one.row or 0))
    table = pd.DataFrame(ordered, columns=ERROR_COLUMNS)
    # Text of a hostile file is shown in it: on one line, and not longer than a cell is.
    table["value"] = [quoted(value)[1:-1] for value in table["value"]]
    return table.astype({"row": "Int64", "column": "str", "value": "str", "reason": "str"})


def suggestion_table(suggestions: Iterable[Suggestion]) -> pd.DataFrame:
    """Return suggestions by row, the most like first."""
    return pd.DataFrame(list(suggestions), columns=SUGGESTION_COLUMNS)
