"""Official figures of the whole force area under a theme: no district has its own."""

from __future__ import annotations

import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say_heading, say_small
from data.figures.force_figures import force_figures
from data.installed.catalogue import load_catalogue
from data.words.force_figures import force_download, force_message, force_note, force_table

SECTION = "The whole force"


def has_force_figures(theme: str) -> bool:
    """Say whether an official table of the force area is kept for a theme."""
    return bool(force_figures(theme))


def force_section(theme: str) -> None:
    """Draw each table: its newest total in words, its groups by period."""
    area = load_catalogue().force.name
    for told in force_figures(theme):
        say_heading(force_message(told, area))
        table = force_table(told)
        st.dataframe(table, hide_index=True, height=38 * min(len(table) + 1, 16))
        say_small(force_note(told))
        about = {"Area": area, "Source": told.publisher}
        csv_download(force_download(told), f"force-{told.kind}", about=about)
