"""How far the figures can be trusted: one quiet line, with the details on a click."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from components.page.boundary_details import boundary_details, legal_difference
from components.page.details import details
from components.page.sections import in_address
from components.page.telling import say, say_small
from data.catalogue.records import Indicator, Period
from data.figures.area_figures import POLICE_SOURCE
from data.figures.completeness import Completeness, completeness
from data.figures.incomplete import incomplete_sentence
from data.figures.partner_rates import partners_rates
from data.figures.placed import placed_of
from data.figures.risk import risk_indicators
from data.figures.ward_view import WardView
from data.installed.catalogue import load_catalogue
from data.painting.absence import key_entries
from data.phrases.plain import count, month
from data.selection.selection import Selection
from data.verdict.overview import printed_sources
from data.words.absence import is_partners
from data.words.boundary import wards_name
from data.words.newest import older_page

Details = dict[str, Callable[[], None]]


def trust_strip(
    view: WardView, selection: Selection, older: list[str], more: Details | None = None
) -> None:
    """Draw the strip for a view of wards; ``older`` says first that newer figures are held.

    ``more`` are buttons after the details, with what each opens.
    """
    counted = view.period.kind == "recorded" and view.indicator.is_counted
    sources = sorted({one for one in [*view.own["source"], view.local["source"]] if one})
    known = int(view.own["rate"].notna().sum())
    first = [] if counted else [f"{known} of {len(view.own)} wards published"]
    if is_partners(view.indicator):
        shown = f"{known} of {len(view.own)} wards shown"
        first = [shown, *(text for _, text in key_entries(view.own, view.indicator))]

    first = [*older, *first]

    def subject() -> None:
        say(view.indicator.definition, bold=f"{view.indicator.name}.")
        say(view.indicator.caveat)

    _strip(
        view.period if counted else None, first, sources, selection, subject, view.indicator, more
    )


def period_strip(
    selection: Selection, page: str, with_partners: bool = False, more: Details | None = None
) -> None:
    """Draw the strip for a page of several indicators, partners' rates among them or not."""
    older = older_page(selection, page)
    period = load_catalogue().period(selection.period)
    rates = partners_rates(selection.period) if with_partners else ()
    supplied = list(dict.fromkeys(one.source[0] for one in rates))
    if period.kind == "recorded":
        sources = [POLICE_SOURCE, *supplied]
        _strip(period, older, sources, selection, lambda: None, more=more)
    elif period.kind == "partner":
        _strip(None, [*older, period.label], supplied, selection, lambda: None)
    else:
        _strip(
            None,
            [*older, period.label],
            printed_sources(selection.period, selection.csp),
            selection,
            lambda: None,
            more=more,
        )


def base_name(base: str) -> str:
    """Name a population base.

    >>> base_name("census-2021"), base_name("mid-2019")
    ('Census 2021', 'mid-2019 estimate')
    """
    kind, year = base.rsplit("-", 1)
    return f"Census {year}" if kind == "census" else f"{base} estimate"


def quiet_line(parts: list[str], told: Callable[[], None], more: Details | None = None) -> None:
    """Draw what can be said in one line, and buttons that open what `told` and `more` write."""
    with st.container(key="trust", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<p class="trust">{escape(" · ".join(parts))}</p>', width="content")
        details("Details", "details", told)
        for label, draw in (more or {}).items():
            details(label, f"details-{in_address(label)}", draw)


def _strip(
    counted: Period | None,
    first: list[str],
    sources: list[str],
    selection: Selection,
    subject: Callable[[], None],
    indicator: Indicator | None = None,
    more: Details | None = None,
) -> None:
    catalogue = load_catalogue()
    told = completeness(counted.id) if counted else None
    parts = list(first)
    if told and counted:
        parts += [
            f"{told.loaded} of {told.expected} months",
            *([f"{len(told.incomplete)} of them incomplete"] if told.incomplete else []),
            _mapped(told, indicator, counted),
            base_name(str(counted.population_base)),
        ]
    parts.append(wards_name(selection, counted is not None))
    parts.append(", ".join(catalogue.source(one).short for one in sources) or "no source loaded")

    def behind() -> None:
        subject()
        if told:
            _records(told)
        boundary_details(selection, counted is not None)
        if note := catalogue.period(selection.basis).note:
            say(note)
        for one in sources:
            source = catalogue.source(one)
            say(f"{source.title}, {source.publisher}. {source.attribution}", bold="Source.")
        say_small(" ".join(catalogue.force.attribution))

    legal = legal_difference(selection, indicator, counted is not None) or {}
    quiet_line(parts, behind, {**legal, **(more or {})})


def _mapped(told: Completeness, indicator: Indicator | None, period: Period) -> str:
    """The share of records with a place: the indicator's own; of a page of several, of each."""
    if indicator is None:
        shares = [
            one.share
            for one in (placed_of(each, period) for each in risk_indicators(period.id))
            if one is not None and one.share is not None
        ]
        if not shares:
            return f"{told.mapped:.1%} of the force's records mapped"
        return f"{min(shares):.0%} to {max(shares):.0%} of each type's records mapped"
    own = placed_of(indicator, period)
    if own is None or own.share is None:
        return "share of its records mapped not known"
    return f"{own.share:.1%} of its records mapped"


def _recurring(told: Completeness) -> str:
    if told.recurring is None:
        return "and how many came in an earlier month is not known."
    return f"{count(told.recurring)} came in an earlier month and are counted there."


def _records(told: Completeness) -> None:
    st.markdown(
        f"**Records.** {count(told.rows_read)} read for {month(told.first, True)} to "
        f"{month(told.last, True)}: {count(told.counted)} counted, {count(told.no_location)} "
        f"without a location ({told.no_location / told.in_force:.1%}), "
        f"{count(told.outside_force)} outside the force area, {count(told.duplicates)} came twice, "
        f"{_recurring(told)} "
        "The publisher does not say which district a record without a location is in."
    )
    if told.absent:
        names = ", ".join(month(one, True) for one in told.absent)
        say(f"{names}. They are absent, not zero.", bold="Absent months:")
    if told.incomplete:
        say(incomplete_sentence(told.incomplete))
