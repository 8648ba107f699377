"""What lies below the map, one section at a time."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def sections(drawn: dict[str, Callable[[], None]], key: str) -> None:
    """Draw the open section only, under tabs.

    The charts' and tables' programs are several megabytes: a page that drew all its sections
    would make the browser read them before it shows the map, and send every table again with each
    repaint.
    """
    tabs = st.tabs(list(drawn), key=key, on_change="rerun")
    for tab, draw in zip(tabs, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()
