"""From a theme to the rows of the plan that are about it."""

from __future__ import annotations

import streamlit as st

from components.choosing.leads import ABOUT, ICONS
from components.page.telling import say
from components.theme.card import standing_and_asks
from data.catalogue.records import Theme
from data.plan.tracker import plan_rows
from data.selection.selection import Selection, change, district_name, query
from data.words.plan import plan_conclusion


def theme_plans(theme: Theme, selection: Selection) -> None:
    """Draw what the plans say of a theme, and lead to the rows that track it."""
    standing_and_asks(theme, selection.csp)
    rows = [one for one in plan_rows(selection.csp) if theme.id in one.row.themes]
    if not rows:
        return
    place = district_name(selection.csp)
    say(plan_conclusion(rows), bold=f"Tracked rows of the plan of {place} on this theme.")
    address = query(change(selection, "plan"), "plan") | {ABOUT: theme.id}
    st.page_link(
        "plan.py", label="Open them in the plan tracker", icon=ICONS["plan"],
        query_params=address,
    )  # fmt: skip
