"""The area that is chosen in the explorer: its figures in a sentence, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from components.choosing.leads import ward_leads
from data.explore.view import ExploreView
from data.selection.exploration import ExplorationReading
from data.selection.selection import Selection
from data.words.explore import chosen_sentence


def chosen_area(view: ExploreView, reading: ExplorationReading) -> None:
    """Tell the chosen area and link to its ward on the other pages; nothing where none is."""
    at = reading.exploration.at
    if at is None:
        return
    st.html(f'<p class="layer-note" role="status">{escape(chosen_sentence(view, at))}</p>')
    types = reading.exploration.types
    ward_leads(home(view, reading.shared, at), "explore", types[0] if len(types) == 1 else None)


def home(view: ExploreView, shared: Selection, at: str) -> Selection:
    """Return the shared selection with an area's ward and district in it."""
    row = view.areas.loc[at]
    ward = at if view.level == "ward" else str(row["ward_code"])
    return replace(shared, csp=str(row["district_code"]), ward=ward)
