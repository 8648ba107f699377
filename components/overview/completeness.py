"""How complete the figures are: months loaded and what became of the records."""

from __future__ import annotations

import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say, say_heading
from data.figures.completeness import months_table
from data.figures.official_rates import months_against_official
from data.figures.placed import placed_by_indicator
from data.installed.catalogue import load_catalogue
from data.phrases.plain import month
from data.words.official import against_official


def completeness_table(period: str) -> None:
    """Draw each month of a recorded period with its records counted, unlocated and left out."""
    st.markdown("## How complete the records are")
    if load_catalogue().period(period).kind != "recorded":
        st.markdown(
            "These figures are as the documents print them; what they rest on is not published."
        )
        return
    table = months_table(period)
    table["Month"] = table["Month"].map(lambda text: month(text, full=True))
    st.dataframe(table, hide_index=True, height=38 * (len(table) + 1))
    st.caption(
        "For the whole force area: the publisher does not say which district a record without a "
        "location is in. An absent month is left empty; it is not zero."
    )
    csv_download(table, f"completeness-{period}")
    say_heading("By what was recorded")
    types = placed_by_indicator(
        load_catalogue().counted_indicators, load_catalogue().period(period)
    )
    st.dataframe(types, hide_index=True, height=38 * (len(types) + 1))
    csv_download(types, f"completeness-by-indicator-{period}")
    _beside_official()


def _beside_official() -> None:
    """Set the loaded quarters beside the official counts, where a table of them was brought."""
    held = months_against_official()
    if held.empty:
        return
    say_heading("Against the official counts")
    say(against_official(held))
    shown = held.rename(columns={"official": "Home Office", "police_uk": "police.uk"})
    shown = shown.rename(columns={"quarter": "Months", "share": "Share %"})
    st.dataframe(shown.round({"Share %": 1}), hide_index=True)
    csv_download(shown, "months-against-official-counts")
