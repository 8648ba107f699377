"""How far the figures can be trusted: one quiet line, with the details on a click."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.details import details
from components.selection import Selection, vintage
from components.wording import count, month
from data.catalogue import Period, load_catalogue
from data.completeness import Completeness, completeness
from data.figures import POLICE_SOURCE
from data.overview import printed_sources
from data.ward_view import WardView


def trust_strip(view: WardView, selection: Selection) -> None:
    """Draw the strip for a view of wards."""
    counted = view.period.kind == "recorded" and view.indicator.is_counted
    sources = sorted({one for one in [*view.own["source"], view.local["source"]] if one})
    known = int(view.own["rate"].notna().sum())
    first = [] if counted else [f"{known} of {len(view.own)} wards published"]

    def subject() -> None:
        st.markdown(f"**{view.indicator.name}.** {view.indicator.definition}")
        st.markdown(view.indicator.caveat)

    _strip(view.period if counted else None, first, sources, selection, subject)


def period_strip(selection: Selection) -> None:
    """Draw the strip for a page of several indicators."""
    period = load_catalogue().period(selection.period)
    if period.kind == "recorded":
        _strip(period, [], [POLICE_SOURCE], selection, lambda: None)
    else:
        _strip(
            None,
            [period.label],
            printed_sources(selection.period, selection.csp),
            selection,
            lambda: None,
        )


def base_name(base: str) -> str:
    """Name a population base.

    >>> base_name("census-2021"), base_name("mid-2019")
    ('Census 2021', 'mid-2019 estimate')
    """
    kind, year = base.rsplit("-", 1)
    return f"Census {year}" if kind == "census" else f"{base} estimate"


def wards_name(selection: Selection) -> str:
    """Name the wards that a page shows, and how they were drawn.

    >>> wards_name(Selection("", "", None, "2025"))
    'best-fit wards of 2024/25'
    """
    of = load_catalogue().vintage_name(vintage(selection.period))
    return f"{'legal' if selection.basis != selection.period else 'best-fit'} wards of {of}"


def quiet_line(parts: list[str], told: Callable[[], None]) -> None:
    """Draw what can be said in one line, and a button that opens what `told` writes."""
    with st.container(key="trust", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="trust">{" · ".join(parts)}</p>', width="content")
        details("Details", "details", told)


def _strip(
    counted: Period | None,
    first: list[str],
    sources: list[str],
    selection: Selection,
    subject: Callable[[], None],
) -> None:
    catalogue = load_catalogue()
    told = completeness(counted.id) if counted else None
    parts = list(first)
    if told and counted:
        parts += [
            f"{told.loaded} of {told.expected} months",
            f"{told.mapped:.1%} of the force's records mapped",
            base_name(str(counted.population_base)),
        ]
    parts.append(wards_name(selection))
    parts.append(", ".join(catalogue.source(one).short for one in sources) or "no source loaded")

    def behind() -> None:
        subject()
        if told:
            _records(told)
        _boundaries(selection)
        for one in sources:
            source = catalogue.source(one)
            st.markdown(f"**Source.** {source.title}, {source.publisher}. {source.attribution}")
        st.caption(" ".join(catalogue.force.attribution))

    quiet_line(parts, behind)


def _records(told: Completeness) -> None:
    st.markdown(
        f"**Records.** {count(told.rows_read)} read for {month(told.first, True)} to "
        f"{month(told.last, True)}: {count(told.counted)} counted, {count(told.no_location)} "
        f"without a location ({told.no_location / told.in_force:.1%}), "
        f"{count(told.outside_force)} outside the force area, {count(told.duplicates)} came twice. "
        "The publisher does not say which district a record without a location is in."
    )
    if told.absent:
        names = ", ".join(month(one, True) for one in told.absent)
        st.markdown(f"**Absent months:** {names}. They are absent, not zero.")


def _boundaries(selection: Selection) -> None:
    if selection.basis == selection.period:
        st.markdown(
            "**Boundaries.** A best-fit ward is the union of the census areas (LSOAs) that the "
            "Office for National Statistics assigns to it. It is not the legal boundary, but "
            "numerator, denominator and drawn area agree. Locations are snapped to anonymous "
            "points, which can move a record over a ward border."
        )
    note = load_catalogue().period(selection.basis).note
    if note:
        st.markdown(note)
