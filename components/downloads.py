"""Downloads: exactly what is shown, safe to open in a spreadsheet."""

from __future__ import annotations

import pandas as pd
import streamlit as st

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

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


def csv_download(table: pd.DataFrame, name: str, label: str = "Download CSV") -> None:
    """Offer a table as CSV; it is made only when asked for."""
    st.download_button(
        label,
        # The byte order mark lets a spreadsheet read the file as UTF-8.
        data=lambda: safe_cells(table).to_csv(index=False).encode("utf-8-sig"),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{name}-csv",
        type="tertiary",
        on_click="ignore",
    )
