"""Components of our own whose program and style the browser fetches once, by address."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from components.served.cached import asset_address

# Written out, a component's program travels with every rerun; fetched, it travels once. Streamlit
# takes a text of one line for a file's name, hence the line breaks.
_PROGRAM = """
export default async (component) => {{
  const files = {files}.map((one) => import(new URL(one, document.baseURI)));
  const [own, shared] = await Promise.all(files);
  return own.default(component, shared);
}};
"""
_STYLE = """
@import url("{shared}");
@import url("{own}");
"""


def served_component(name: str, html: str, own_tree: bool = True) -> Any:
    """Return the component of our files ``{name}.js`` and ``{name}.css``, ready to mount.

    In a tree of its own no style of the page reaches it, and it is handed what such components
    share, ``grid.js`` and ``grid.css``. ``own_tree=False`` is for a library that keeps its style in
    the page's head; such a component is dressed by ``page.css``.
    """
    files = [f"{name}.js", *(["grid.js"] if own_tree else [])]
    style = None
    if own_tree:
        style = _STYLE.format(shared=asset_address("grid.css"), own=asset_address(f"{name}.css"))
    return st.components.v2.component(
        name,
        html=html,
        isolate_styles=own_tree,
        css=style,
        js=_PROGRAM.format(files=json.dumps([asset_address(one) for one in files])),
    )
