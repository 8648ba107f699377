"""Components in which a reader chooses: what was chosen comes back as the data it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components.served.component import served_component

Told = dict[str, Any]


def grid(
    name: str, data: Mapping[str, Any], key: str, chosen: Callable[[Told], None] | None = None
) -> Told | None:
    """Draw the component ``{name}.js``; ``chosen`` is called with what the reader chose.

    Returns what was chosen just now, for a page that leads elsewhere.
    """

    def clicked() -> None:
        told = st.session_state[key].get("chosen")
        if told and chosen:
            chosen(told)

    component = served_component(name, '<div class="grid"></div>')
    told: Told | None = component(data=dict(data), key=key, on_chosen_change=clicked).get("chosen")
    return told
