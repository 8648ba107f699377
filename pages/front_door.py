"""The front door: page set-up, navigation, the shared pickers, and faults told once."""

from __future__ import annotations

import streamlit as st

from components.choosing.pickers import sidebar
from components.page.frame import (
    dress,
    open_store,
    read_address,
    stop_on_faults,
    tell_no_records,
    tell_notes,
    tell_restricted,
)
from components.page.rights import tell_read_only
from components.page.uploads import bound_uploads
from components.served.cached import sweep_uploads, warm_up

dress()
bound_uploads()
open_store()
PAGES = {
    "overview": st.Page("overview.py", title="Overview", icon=":material/dashboard:", default=True),
    "theme": st.Page("theme.py", title="Priority themes", icon=":material/map:"),
    "explore": st.Page("explore.py", title="Explore", icon=":material/search:"),
    "compare": st.Page("compare.py", title="Compare", icon=":material/bar_chart:"),
    "ward": st.Page("ward.py", title="Ward profile", icon=":material/location_on:"),
    "trends": st.Page("trends.py", title="Trends", icon=":material/show_chart:"),
    "plan": st.Page("plan.py", title="Plan tracker", icon=":material/checklist:"),
    "prioritise": st.Page(
        "prioritise.py", title="Prioritisation", icon=":material/format_list_numbered:"
    ),
    "sources": st.Page("sources.py", title="Sources", icon=":material/database:"),
}
chosen = st.navigation(list(PAGES.values()), position="hidden")
page = next(name for name, target in PAGES.items() if target == chosen)
reading = read_address(page)
if reading.faults:
    sidebar(reading.selection, page, PAGES)
    stop_on_faults(reading)
tell_notes(reading)
tell_restricted()
tell_read_only(page)
# The page is drawn before the sidebar, so that the browser asks for the map's parts first.
if not tell_no_records(page):
    chosen.run()
sidebar(reading.selection, page, PAGES)
warm_up()
sweep_uploads()
