"""The key to a map: one line of swatches under it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from data.painting.paint import Entry


def legend(entries: Iterable[Entry]) -> None:
    """Draw the key as one line under the map."""
    items = "".join(
        f"<li>{_swatch(kind, colour)}{escape(text)}</li>" for kind, colour, text in entries
    )
    st.html(f'<ul class="legend" aria-label="Key to the map">{items}</ul>')


def _swatch(kind: str, colour: str) -> str:
    if not kind:
        return ""  # said of the whole key
    filled = f' style="background-color:{colour}"' if colour else ""
    return f'<span class="swatch {kind}"{filled}></span>'
