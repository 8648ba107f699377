"""The frame of every page: its style, the address read once, and faults told once."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.page.telling import tell_error, tell_info
from components.served.cached import FRONTEND, asset_address
from data import store
from data.installed.catalogue import load_catalogue
from data.selection.selection import Reading, Selection, read
from data.settings import SettingsError, settings
from data.tables.police import load_months

# Pages that have something to say before any month is loaded.
WITHOUT_RECORDS = ("sources", "methods", "plan")
APP_NAME = "Community safety dashboard"


def dress() -> None:
    """Set the page up and give it the house style."""
    st.set_page_config(
        page_title=APP_NAME,
        # A file of our own: an icon named by its symbol would be fetched from the internet.
        page_icon=str(FRONTEND / "icon.png"),
        layout="wide",
        initial_sidebar_state="expanded",
    )
    st.html(f'<style>@import url("{asset_address("page.css")}");</style>')


def open_store() -> None:
    """Go by what the store holds now; say so, and stop, where it cannot be read."""
    try:
        settings()
        store.refresh()
    except (store.StoreError, SettingsError) as error:
        tell_error(str(error))
        st.stop()


def tell_restricted() -> None:
    """Say on every page that restricted figures are shown, where the installation shows them."""
    if settings().show_restricted:
        # One line: a map page has the height of a laptop to show everything in.
        st.html(
            '<p class="restricted" role="note"><b>Restricted figures are shown on this '
            "installation,</b> small counts withheld. Do not share the screen or its files with "
            "people who may not see them.</p>"
        )


def read_address(page: str) -> Reading:
    """Read the selection from the address bar."""
    return read(st.query_params.to_dict(), page)


def tell_no_records(page: str) -> bool:
    """Say that no records are loaded, where a page would show nothing else; return whether so."""
    if page in WITHOUT_RECORDS or not load_months().empty:
        return False
    tell_info(
        f"No records are loaded for {load_catalogue().force.name}, so there is nothing to count. "
        "Import months of data.police.uk on the page Sources, or by 'python -m data import "
        "police'.",
    )
    return True


def stop_on_faults(reading: Reading) -> None:
    """Tell what is wrong with the address and stop: no figures for what was not asked for."""
    if not reading.faults:
        return
    for fault in reading.faults:
        tell_error(fault)
    st.markdown("No figures are shown, so that none is taken for another area's.")
    if st.button("Show the default view"):
        st.query_params.clear()
        st.rerun()
    st.stop()


def tell_notes(reading: Reading) -> None:
    """Tell what was asked for and could not be had, beside the figures."""
    for note in reading.notes:
        tell_info(note)


def heading(line: str, sentence: str) -> None:
    """Write the one line that says what the screen shows, and the sentence that concludes."""
    st.html(f'<h1 class="says">{escape(line)}</h1><p class="concludes">{escape(sentence)}</p>')


def current(page: str) -> Selection:
    """Return the selection of the address; the front door has already told its faults."""
    return read_address(page).selection
