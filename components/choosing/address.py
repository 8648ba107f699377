"""Choices written to the address, from where the next run reads them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from data.selection.selection import KEYS, Selection, query


def go(selection: Selection, page: str) -> None:
    """Make a selection the current one by writing it to the address, in one history entry."""
    write(query(selection, page), KEYS)


def write(wanted: dict[str, str], own: Iterable[str]) -> None:
    """Write keys to the address in one history entry; only those in `own` are taken out."""
    # A page's own keys (the months of the explorer, say) stay as they are.
    kept = {key: value for key, value in st.query_params.items() if key not in set(own)}
    if dict(st.query_params) != wanted | kept:
        st.query_params.from_dict(wanted | kept)
