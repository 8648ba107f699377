"""Components of our own whose program and style the browser fetches once, by address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.served.cached import asset_address

# Written out, a component's program travels with every rerun; fetched, it travels once. Streamlit
# takes a text of one line for a file's name, hence the line breaks.
_PROGRAM = """
export default async (component) =>
  (await import(new URL("{address}", document.baseURI))).default(component);
"""
_STYLE = """
@import url("{address}");
:host {{ display: block; }}
"""


def served_component(name: str, html: str, own_tree: bool = True) -> Any:
    """Return the component of our files ``{name}.js`` and ``{name}.css``, ready to mount.

    In a tree of its own no style of the page reaches it. ``own_tree=False`` is for a library that
    keeps its style in the page's head; such a component is dressed by ``page.css``.
    """
    return st.components.v2.component(
        name,
        html=html,
        isolate_styles=own_tree,
        css=_STYLE.format(address=asset_address(f"{name}.css")) if own_tree else None,
        js=_PROGRAM.format(address=asset_address(f"{name}.js")),
    )
