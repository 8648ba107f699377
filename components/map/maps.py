"""The map with its list beside it: a click on either chooses the ward everywhere."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.choosing.address import go
from components.map.ward_list import WardList, ward_list
from components.map.ward_map import ward_map
from components.page.frame import heading
from components.page.partner_tables import has_tables
from data.catalogue.records import Theme
from data.figures.force_figures import force_figures
from data.installed.catalogue import load_catalogue
from data.painting.paint import Paint
from data.painting.palette import Palette
from data.painting.wards import empty_paint
from data.selection.selection import Selection, change, district_name

MAP_KEY = "map"
LIST_KEY = "list"
# The map has at least half of the window, whatever the pickers take of it.
COLUMNS = (20, 12)


def choose(selection: Selection, page: str) -> Callable[[str], None]:
    """Return what to do with the code of a clicked ward; a second click lets it go."""

    def chosen(code: str) -> None:
        ward = None if code == selection.ward else code
        go(change(selection, page, ward=ward), page)

    return chosen


def map_and_list(
    paint: Paint,
    listed: Callable[[], WardList],
    legend: Callable[[], None],
    chosen: Callable[[str], None],
    colours: Palette,
    leads: Callable[[], None] = lambda: None,
    figures: Callable[[], None] = lambda: None,
) -> None:
    """Draw the map with its key and, beside it, figures, the list of wards and its links.

    What is not on the map is made when the map has been sent.
    """
    with st.container(key="map-and-panel"):
        left, right = st.columns(COLUMNS, gap="small")
    with left:
        clicked = ward_map(paint, colours, MAP_KEY)
        legend()
    with right:
        figures()
        ward_list(listed(), chosen, LIST_KEY)
        leads()
    if clicked in paint.areas:
        chosen(str(clicked))
        st.rerun()


def no_figures(theme: Theme, selection: Selection, colours: Palette, page: str) -> None:
    """Draw the district hatched for a theme that no loaded source has an area figure on."""
    place = district_name(selection.csp)
    said = (
        f"No loaded document or count has a ward, district or force figure on this theme, so "
        f"{place} is hatched and nothing is guessed. What the documents say is below."
    )
    absent = "figures published"
    if force_figures(theme.id):
        absent = "figures by district"
        said = (
            f"The figures on this theme are of the whole force area, below; {place} has none of "
            "its own, so it is hatched and nothing is guessed."
        )
    if has_tables(theme.id):
        absent = "rates"
        said = (
            "Partners supplied counts on this theme and no rates, and a map shades rates only: "
            "the counts are below, under Partners' tables."
        )
    heading(f"{theme.name} · {place} · no {absent}", said)
    period = load_catalogue().default_period.id
    paint = empty_paint(selection, period)
    count = len(paint.areas)
    map_and_list(
        paint,
        lambda: WardList(
            caption="No ward figures", heads=[], rows=[], note="Not published for any ward."
        ),
        lambda: st.html(
            '<ul class="legend" aria-label="Key to the map"><li><span class="swatch hatch"></span>'
            f"not published ({count})</li></ul>"
        ),
        choose(selection, page),
        colours,
    )
