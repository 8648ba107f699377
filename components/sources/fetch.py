"""Downloads from the publishers by a button; where there is no internet, what to do by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.page.telling import say_small, tell_error, tell_success, tell_warning
from data.catalogue.base import base_catalogue
from data.fetching.downloads import load_downloads
from data.fetching.faults import FetchError
from data.fetching.finished import Fetched, Progress, Told
from data.installed.downloads import fetch_force_boundaries, fetch_force_police
from data.phrases.escaped import as_markdown
from data.phrases.plain import count


def fetch_boundaries_form() -> None:
    """Offer to download the wards of this force area from the ONS Open Geography Portal."""
    years = [one.vintage for one in load_downloads().layer if one.areas == "ward"]
    with (
        st.expander("Download them from the ONS Open Geography Portal", icon=":material/download:"),
        st.form("fetch-boundaries", border=False),
    ):
        year = st.selectbox("Wards of", years, index=len(years) - 1, width=200)
        st.caption(
            "Only this force area's wards. The names of the portal's layers are not promised by "
            "ONS and could not all be tried: where one has changed, the answer says so."
        )
        if st.form_submit_button("Download", icon=":material/download:"):
            _fetched(lambda told: fetch_force_boundaries("ward", str(year), told=told))


def fetch_police_form() -> None:
    """Offer to download this force's months from the archive of data.police.uk."""
    force = base_catalogue().force
    with (
        st.expander("Download them from data.police.uk", icon=":material/download:"),
        st.form("fetch-police", border=False),
    ):
        one, two = st.columns(2)
        first = one.text_input("From month", placeholder="2024-01", max_chars=7)
        last = two.text_input("To month", placeholder="the newest", max_chars=7)
        say_small(
            f"{force.police}, as '{force.slug}' in the archive's file names. The archive is large; "
            "only this force's part of it is fetched where the server allows. It keeps about three "
            "years."
        )
        if st.form_submit_button("Download", icon=":material/download:"):
            _fetched(
                lambda told: fetch_force_police(
                    force.slug, first.strip(), last.strip() or None, told=told
                )
            )


def shown_progress(bar: Any) -> Told:
    """Show on a bar how far a download is."""

    def told(progress: Progress) -> None:
        share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
        size = (
            f"{progress.done / 1e6:,.0f} MB" if progress.unit == "bytes" else count(progress.done)
        )
        bar.progress(share, text=as_markdown(f"{progress.what}: {size}"))

    return told


def _fetched(fetch: Callable[[Told], Fetched]) -> None:
    bar = st.progress(0.0, text="Asking the server…")
    try:
        fetched = fetch(shown_progress(bar))
    except FetchError as error:
        bar.empty()
        tell_error(str(error), icon=":material/cloud_off:")
        return
    bar.empty()
    tell_success(
        f"Downloaded {fetched.path.name} (SHA-256 {fetched.sha256[:12]}…). Choose it below, under "
        "'files on the machine that runs the app', to check and import it.",
    )
    absent = fetched.detail.get("absent") or {}
    if absent:
        tell_warning(
            f"Absent: {', '.join(absent)}. An absent month is not a month without crime.",
        )
