"""The headline row: this district, the force, the comparison, the rank and the change."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.figures.headlines import Headline
from data.words.headline import headline_cells


def headline_row(told: Headline, place: str) -> None:
    """Draw one indicator's headline figures in a row."""
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        f'<dd class="note">{escape(note)}</dd></div>'
        for name, value, note in headline_cells(told, place)
    )
    st.html(f'<dl class="headline">{body}</dl>')
