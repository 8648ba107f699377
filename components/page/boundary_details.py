"""Which wards a page draws and how they are counted: the strip's words, and its details."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say, say_small
from data.catalogue.records import Indicator
from data.figures.legal_comparison import (
    difference_sentences,
    legal_against_best_fit,
    unplaced_sentences,
)
from data.figures.risk import total_indicator
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import legal_districts
from data.phrases.plain import lower_first
from data.selection.selection import Selection, district_name, vintage
from data.words.boundary import difference_rows, legal_words

# The rows that show at once; the rest scroll.
_ROWS = 12


def boundary_details(selection: Selection, counted: bool) -> None:
    """Tell what the wards are, how they are counted, and which districts stay on best fit."""
    if not selection.is_legal:
        st.markdown(
            "**Boundaries.** A best-fit ward is the union of the census areas (LSOAs) that the "
            "Office for National Statistics assigns to it. It is not the legal boundary, but "
            "numerator, denominator and drawn area agree. Locations are snapped to anonymous "
            "points, which can move a record over a ward border."
        )
        return
    whole = legal_districts(vintage(selection.period))
    say(legal_words(selection, counted), bold="Boundaries.")
    missing = [one.name for one in load_catalogue().force.districts if one.code not in whole]
    if missing:
        say(f"{', '.join(missing)}.", bold="On best fit, for want of all their legal wards:")


def legal_difference(
    selection: Selection, indicator: Indicator | None, counted: bool
) -> dict[str, Callable[[], None]]:
    """Return what the strip offers beside its details: both countings, where they are to be had.

    Without an indicator the total is compared.
    """
    told = indicator or total_indicator()
    csp = selection.csp if selection.wards == "district" else None
    whole = legal_districts(vintage(selection.period)) if selection.is_legal else ()
    if not (counted and told.is_counted and whole) or (csp and csp not in whole):
        return {}
    return {"Against best fit": lambda: _difference(selection.period, told, csp)}


def _difference(period: str, indicator: Indicator, csp: str | None) -> None:
    table = legal_against_best_fit(indicator.id, period, csp)
    subject = lower_first(indicator.name)
    place = district_name(csp) if csp else "the districts with legal wards"
    say("", bold=f"Legal wards against best fit: {subject}")
    told = difference_sentences(table, place, subject)
    say(" ".join([*told, *unplaced_sentences(indicator.id, period)]))
    rows = difference_rows(table, whole_force=csp is None)
    st.dataframe(rows, hide_index=True, height=36 * min(len(rows) + 1, _ROWS))
    say_small(
        f"Records, and the rate {indicator.unit}. Ground differing: the share of both outlines' "
        "ground that is in one of them only."
    )
    csv_download(rows, f"legal-against-best-fit-{indicator.id}-{csp or 'force'}-{period}")
