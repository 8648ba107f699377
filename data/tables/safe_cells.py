"""Text that a spreadsheet would run as a formula, made harmless before it is handed on."""

from __future__ import annotations

from numbers import Number
from typing import Any

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    A cell that holds a number stays that number, also beside text in a column of mixed cells.

    Parameters
    ----------
    table : DataFrame
        Any table; numbers are left as they are, so that -1 stays a number.

    Returns
    -------
    DataFrame
        A copy.

    Examples
    --------
    >>> safe_cells(pd.DataFrame({"a": ["=1+1", "Stowe"], "b": [-1, 2]})).to_dict("list")
    {'a': ["'=1+1", 'Stowe'], 'b': [-1, 2]}
    >>> safe_cells(pd.DataFrame({"a": [-1.5, "-1+1"]}))["a"].tolist()
    [-1.5, "'-1+1"]
    """
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(lambda cell: f"'{cell}" if _runs(cell) else cell)
    return safe


def _runs(cell: Any) -> bool:
    """Say whether a spreadsheet would run a cell; a number it only reads."""
    return not isinstance(cell, Number) and str(cell).startswith(FORMULA_STARTS)
