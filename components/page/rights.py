"""Who may change what is kept: asked of each request, and told where a page would let him."""

from __future__ import annotations

import streamlit as st

from data import store
from data.selection.rights import READ_ONLY, on_own_machine
from data.settings import settings

# Pages on which something can be entered, imported or undone.
WITH_CHANGES = ("plan", "prioritise", "sources", "trends")


def may_change() -> bool:
    """Whether the reader of this run may change anything."""
    chosen = settings()
    if chosen.allow_changes:
        return True
    return on_own_machine(st.context.headers.to_dict(), st.context.ip_address, chosen.behind_proxy)


def refuse_others() -> None:
    """Raise StoreError where the reader may change nothing; the store asks before each change."""
    if not may_change():
        raise store.StoreError(READ_ONLY)


def tell_read_only(page: str) -> None:
    """Say on the pages with something to enter that it would not be saved."""
    if page in WITH_CHANGES and not may_change():
        st.html(f'<p class="read-only" role="note">{READ_ONLY}</p>')


# By the store and not by each form: no button that somebody adds can forget to ask.
store.ask_before_changes(refuse_others)
