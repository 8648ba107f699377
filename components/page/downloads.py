"""Downloads: exactly what is shown, safe to open in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.phrases.escaped import as_markdown
from data.tables.safe_cells import safe_cells

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_download(
    table: pd.DataFrame,
    name: str,
    label: str = "Download CSV",
    about: Mapping[str, Any] | None = None,
) -> None:
    """Offer a table as CSV; ``about`` are columns that the screen says beside the table."""

    def made() -> bytes:
        # The byte order mark lets a spreadsheet read the file as UTF-8.
        return safe_cells(with_columns_about(table, about)).to_csv(index=False).encode("utf-8-sig")

    file_download(label, f"{name}.csv", "text/csv", made, f"{name}-csv")


def with_columns_about(table: pd.DataFrame, about: Mapping[str, Any] | None) -> pd.DataFrame:
    """Return a table that tells by itself what it is of: its title, its period, the districts.

    >>> table = pd.DataFrame({"Ward": ["Stowe"]})
    >>> with_columns_about(table, {"Period": "2025"}).to_dict("records")
    [{'Ward': 'Stowe', 'Period': '2025'}]
    """
    free = {column: told for column, told in (about or {}).items() if column not in table}
    return table.assign(**free)


def file_download(
    label: str, name: str, mime: str, make: Callable[[], bytes] | bytes, key: str
) -> None:
    """Offer a file; one that is given as a function is made only when it is asked for."""
    st.download_button(
        as_markdown(label),
        data=make,
        # Names of areas and indicators are in it, and not every system takes all their characters.
        file_name=re.sub(r"[^\w.-]+", "-", name),
        mime=mime,
        icon=":material/download:",
        key=key,
        type="tertiary",
        on_click="ignore",
    )
