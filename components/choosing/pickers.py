"""The sidebar: which page, and the pickers that every page shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.choosing.address import go
from components.choosing.find import find_box
from components.choosing.leads import on_records
from data.catalogue.records import LEGAL
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.selection.selection import (
    KEEPING,
    WITH_COMPARATOR,
    WITH_WARDS,
    Selection,
    change,
    offered_beside,
    offered_indicators,
    offered_periods,
    query,
)
from data.words.beside import name_beside
from data.words.comparators import offered
from data.words.figures import indicator_choice, theme_choice

# Pages of any crime types, whose key of the address that is, and pages of one indicator.
RECORDS, TYPES = ("explore", "trends"), "types"
ON_INDICATOR = ("theme", "compare", "ward")
WARD_SETS = {"district": "This district's wards", "force": "All the force's wards"}
BOUNDARIES = {"bestfit": "Best fit of LSOAs", "legal": "Legal"}
CLASSES = {"force": "The force's wards", "district": "This district's wards"}
SHADES = {"rate": "Rate", "band": "Statutory band", "lenses": "Both lenses"}


def sidebar(selection: Selection, page: str, pages: dict[str, Any]) -> None:
    """Draw the links between pages, which carry the selection along, and the pickers."""
    with st.sidebar:
        find_box(selection, page)
        for name, target in pages.items():
            st.page_link(target, query_params=_address(selection, page, name), width="stretch")
        if page in RECORDS:
            # Their filters are in one row on the page: more places and months than are shared.
            return
        if page == "plan":
            st.space("small")
            _pick_csp(selection, page)
        if page in KEEPING:
            return
        st.space("small")
        _pick_csp(selection, page)
        if page == "theme":
            _pick_theme(selection, page)
        if page in ("theme", "compare"):
            _pick_indicator(selection, page)
        _pick_period(selection, page)
        if _has_legal(selection) and page in WITH_WARDS:
            _pick("boundary", "Ward boundaries", list(BOUNDARIES), BOUNDARIES.get, selection, page)
        if page in ("compare", "prioritise"):
            # Every ward of the force is in its charts, whatever set the maps are judged by.
            _pick_comparator(selection, page)
            return
        # What is chosen once and then left. A popover that is closed costs a repaint nothing.
        with st.popover("More choices", width="stretch", key="pick-more"):
            _pick_comparator(selection, page)
            _pick("wards", "Wards compared", list(WARD_SETS), WARD_SETS.get, selection, page)
            if page == "theme":
                _pick("shade", "Shade the map by", list(SHADES), SHADES.get, selection, page)
                if selection.shade == "rate":
                    _pick("classes", "Classes of", list(CLASSES), CLASSES.get, selection, page)
                _pick_beside(selection, page)


def _pick_comparator(selection: Selection, page: str) -> None:
    if page in WITH_COMPARATOR:
        named = offered(selection.comparator)
        _pick("comparator", "Compared with", list(named), named.get, selection, page)


def _address(selection: Selection, here: str, there: str) -> dict[str, str]:
    """A page's address with what was chosen here, the crime types among it."""
    if there not in RECORDS:
        return query(change(selection, there), there)
    address = on_records(selection, there, selection.indicator if here in ON_INDICATOR else None)
    if here in RECORDS and TYPES in st.query_params:
        address[TYPES] = st.query_params[TYPES]
    return address


def _has_legal(selection: Selection) -> bool:
    """Whether there is a choice, or one to take back in a period without legal wards."""
    loaded = f"{selection.period}{LEGAL}" in load_catalogue().periods
    return loaded or selection.boundary == "legal"


def _pick(
    field: str,
    label: str,
    options: Sequence[str],
    name: Callable[[Any], str | None],
    selection: Selection,
    page: str,
    radio: bool = True,
) -> None:
    key = f"pick-{field}"
    # The address is the truth: the widget shows it, whatever it showed before.
    st.session_state[key] = getattr(selection, field)

    def picked() -> None:
        go(change(selection, page, **{field: st.session_state[key]}), page)

    # The options of a radio are Markdown, those of a select box are not.
    widget = st.radio if radio else st.selectbox
    written = as_markdown if radio else str
    widget(label, options, format_func=lambda one: written(name(one)), key=key, on_change=picked)


def _pick_csp(selection: Selection, page: str) -> None:
    districts = {one.code: one.name for one in load_catalogue().force.districts}
    _pick(
        "csp",
        "Community Safety Partnership",
        list(districts),
        districts.get,
        selection,
        page,
        False,
    )


def _pick_theme(selection: Selection, page: str) -> None:
    catalogue = load_catalogue()
    # The partnership's own themes first, its priorities at the top.
    ordered = [theme.id for theme in catalogue.themes_of(selection.csp)]
    ordered += [theme_id for theme_id in catalogue.themes if theme_id not in ordered]
    names = {theme_id: theme_choice(catalogue.theme(theme_id)) for theme_id in ordered}
    _pick("theme", "Theme", ordered, names.get, selection, page, False)


def _pick_indicator(selection: Selection, page: str) -> None:
    catalogue = load_catalogue()
    offered = list(offered_indicators(catalogue, page, selection.theme))
    if offered:
        names = {one: catalogue.indicator(one).name for one in offered}
        if page == "theme":
            theme = catalogue.theme(selection.theme)
            names = {one: indicator_choice(theme, catalogue.indicator(one)) for one in offered}
        _pick("indicator", "Indicator", offered, names.get, selection, page, False)


def _pick_beside(selection: Selection, page: str) -> None:
    offered = offered_beside(selection)
    if offered:
        names = {"": "Nothing", **{one: name_beside(one) for one in offered}}
        _pick("beside", "Map beside it", list(names), names.get, selection, page, False)


def _pick_period(selection: Selection, page: str) -> None:
    catalogue = load_catalogue()
    offered = list(offered_periods(catalogue, page, selection.indicator))
    names = {one: catalogue.period(one).label for one in offered}
    _pick("period", "Period", offered, names.get, selection, page, False)
