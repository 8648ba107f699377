"""Two maps of a theme side by side, linked: two periods in the same classes, or two indicators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import streamlit as st

from components.map.legend import legend
from components.map.maps import LIST_KEY, MAP_KEY
from components.map.ward_list import WardList, ward_list
from components.map.ward_map import ward_map
from components.page.telling import say_small
from data.figures.ward_view import WardView, ward_view
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.painting.wards import paint_wards, ward_key
from data.selection.selection import Selection
from data.words.beside import beside_note, name_beside

SECOND = f"{MAP_KEY}-beside"


def maps_beside(
    view: WardView,
    selection: Selection,
    colours: Palette,
    listed: Callable[[], WardList],
    chosen: Callable[[str], None],
) -> None:
    """Draw the map of a view and the one that the reader set beside it, and the wards below."""
    other, others = _other(view, selection)
    with st.container(key="map-and-panel"):
        columns = st.columns(2, gap="small")
    same = others.indicator == selection.indicator
    own = name_beside(view.period.id if same else view.indicator.id)
    drawn = (
        (MAP_KEY, own, view, selection),
        (SECOND, name_beside(selection.beside), other, others),
    )
    for column, (key, name, shown, by) in zip(columns, drawn, strict=True):
        with column:
            st.html(f'<h2 class="map-name">{escape(name)}</h2>')
            paint = replace(paint_wards(shown, by, colours), linked=True)
            clicked = ward_map(paint, colours, key)
            legend(ward_key(shown, by, colours))
        if clicked in paint.areas:
            chosen(str(clicked))
            st.rerun()
    if note := beside_note(view, other):
        say_small(note)
    ward_list(listed(), chosen, LIST_KEY)


def _other(view: WardView, selection: Selection) -> tuple[WardView, Selection]:
    """The other map's view and choice; of another period it has the first one's classes."""
    if selection.beside not in load_catalogue().periods:
        others = replace(selection, indicator=selection.beside)
        return ward_view(selection.beside, selection.basis, view.csp, view.whole_force), others
    others = replace(selection, period=selection.beside)
    other = ward_view(view.indicator.id, others.basis, view.csp, view.whole_force)
    return replace(other, breaks=view.breaks, own_breaks=view.own_breaks), others
