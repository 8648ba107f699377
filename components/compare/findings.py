"""What a board should take from the page, before the matrix."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.served.cached import asset_address
from data.installed.catalogue import load_catalogue
from data.selection.selection import Selection
from data.words.findings import findings


def told_findings(selection: Selection, place: str) -> None:
    """List the findings on the chosen district; nothing where no figure is judged."""
    period = load_catalogue().period(selection.period)
    lines = findings(period, selection.csp, place, selection.against)
    if lines:
        items = "".join(f"<li>{escape(one)}</li>" for one in lines)
        st.html(
            f'<style>@import url("{asset_address("country.css")}");</style>'
            f'<ol class="findings">{items}</ol>'
        )
