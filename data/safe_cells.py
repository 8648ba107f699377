"""Text that a spreadsheet would run as a formula, made harmless before it is handed on."""

from __future__ import annotations

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Parameters
    ----------
    table : DataFrame
        Any table; columns of numbers are left as they are, so that -1 stays a number.

    Returns
    -------
    DataFrame
        A copy.

    Examples
    --------
    >>> safe_cells(pd.DataFrame({"a": ["=1+1", "Stowe"], "b": [-1, 2]})).to_dict("list")
    {'a': ["'=1+1", 'Stowe'], 'b': [-1, 2]}
    """
    safe = table.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(
                lambda cell: f"'{cell}" if str(cell).startswith(FORMULA_STARTS) else cell
            )
    return safe
