"""What lies below the map, one section at a time."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

SECTION = "section"


def sections(drawn: dict[str, Callable[[], None]], key: str) -> None:
    """Draw the open section only, under tabs; the address names it.

    The charts' and tables' programs are several megabytes: a page that drew all its sections
    would make the browser read them before it shows the map, and send every table again with each
    repaint.
    """
    first = next(iter(drawn))
    names = {in_address(name): name for name in drawn}
    # The address is the truth: a link in the minutes opens the section that the meeting read. One
    # that this view does not have opens the first: a section names no figures.
    st.session_state[key] = names.get(st.query_params.get(SECTION, ""), first)

    def opened() -> None:
        chosen = st.session_state[key]
        if chosen == first:
            st.query_params.pop(SECTION, None)
        else:
            st.query_params[SECTION] = in_address(chosen)

    tabs = st.tabs(list(drawn), key=key, on_change=opened)
    for tab, draw in zip(tabs, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def in_address(name: str) -> str:
    """Return a section's name as an address writes it.

    >>> in_address("Children's services"), in_address("What changed most")
    ('childrens-services', 'what-changed-most')
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")
