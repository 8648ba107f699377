"""Details behind a button: nothing of them is sent before they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.page.downloads import csv_download
from data.phrases.escaped import as_markdown


# A fragment of its own, so that opening the details runs them and not the page again.
@st.fragment
def details(label: str, key: str, draw: Callable[[], None]) -> None:
    """Draw a button that opens what `draw` writes.

    A table that nobody sees would travel with each choice, and slow the repaint of the map.
    """
    held = st.popover(as_markdown(label), type="tertiary", key=key, on_change="rerun")
    if held.open:
        with held:
            draw()


def table_and_csv(
    table: Callable[[], pd.DataFrame],
    name: str,
    key: str,
    label: str = "Table and CSV",
    width: int | None = None,
    about: Mapping[str, Any] | None = None,
    above: Callable[[], None] = lambda: None,
) -> None:
    """Offer a table, made when it is asked for, and its CSV; ``name`` is the file's.

    ``about`` are columns of the file alone: what the screen says beside the table. ``above`` writes
    what stands over it.
    """

    def draw() -> None:
        above()
        rows = table()
        # What is not there is a dash here as elsewhere, not 'None'.
        st.dataframe(rows, hide_index=True, width=width or "stretch", placeholder="–")
        csv_download(rows, name, about=about)

    details(label, key, draw)
