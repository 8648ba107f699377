"""Partners' tables that are saved: every version of each, and taking one out."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components.choosing.leads import lead, theme_of
from components.page.form import WHO, moment
from components.page.frame import current
from components.page.telling import say_small, tell_outcome
from components.sources.loaded import draw_tables
from data.installed.held import partner_tables_held
from data.partner.values import saved_tables
from data.partner.words import PartnerError
from data.partner_tables.store import remove_indicator, remove_table, versions
from data.store import Change, StoreError

TOLD = "partner-removed"


def saved_section() -> None:
    """Draw the tables that are saved, and of the chosen one its versions and the way out."""
    told = st.session_state.pop(TOLD, None)
    if told:
        tell_outcome(*told)
    held = saved_tables()
    if not held:
        return
    st.markdown("### Tables that are saved")
    draw_tables(partner_tables_held())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            "Versions of",
            list(held),
            format_func=lambda one: f"{held[one].definition.name}, {held[one].period.label}",
            key="partner-versions-of",
            width=480,
        )
        said, period = held[key].definition, held[key].period
        who = st.session_state.get(WHO, "")
        st.button(
            "Take out this period",
            icon=":material/delete:",
            on_click=_remove,
            args=(lambda: remove_table(said.id, period.id, who),),
        )
        st.button(
            "Take out the indicator",
            icon=":material/delete_sweep:",
            on_click=_remove,
            args=(lambda: remove_indicator(said.id, who),),
        )
    theme = theme_of(said.id)
    if theme is None:
        say_small(f"A value in '{said.unit}' has no map: a map shades rates and shares only.")
    else:
        lead(
            "theme",
            f"{said.name}: its map on Priority themes",
            current("sources"),
            theme=theme,
            indicator=said.id,
            period=period.id,
        )
    st.dataframe(_versions(said.id, period.id), hide_index=True)
    st.caption("A table that is taken out comes back by undoing that change in the history.")


def _versions(indicator_id: str, period_id: str) -> pd.DataFrame:
    rows = [
        (
            change.number,
            moment(change.when),
            change.what,
            change.who,
            ", ".join(str(one["name"]) for one in change.files),
            ", ".join(str(one["sha256"])[:12] for one in change.files),
            change.note,
        )
        for change in versions(indicator_id, period_id)
    ]
    columns = ["Change", "When", "What", "Who", "File", "SHA-256", "Note"]
    return pd.DataFrame(rows, columns=columns)


def _remove(act: Callable[[], Change]) -> None:
    try:
        st.session_state[TOLD] = (True, f"{act().what}. The history can undo it.")
    except (PartnerError, StoreError) as error:
        st.session_state[TOLD] = (False, str(error))
