"""Downloads: exactly what is shown, safe to open in a spreadsheet."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.tables.safe_cells import safe_cells


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
