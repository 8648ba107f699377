"""A district's place among the districts of England on more than crime: a line a measure."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.page.details import table_and_csv
from components.page.telling import say_heading, say_small
from components.served.cached import asset_address
from data.figures.measures import Place, places_on_measures
from data.words.beyond import measures_message, measures_table, place_words


def among_districts_section(
    csp: str, district: str, theme: str = "", crime: Place | None = None
) -> None:
    """Draw the measures of a theme, or all of them, below its recorded crime, where it has any."""
    places = places_on_measures(csp, theme)
    if not places:
        return
    say_heading(measures_message(places, district))
    title = f"{escape(district)} among English districts"
    shown = (crime, *places) if crime else places
    rows = "".join(_row(one) for one in shown)
    st.html(
        f'<style>@import url("{asset_address("tables.css")}");</style>'
        f'<div class="printed among"><table aria-label="{title}">'
        f"<thead><tr><th>Measure</th><th>Period</th><th>Lowest to highest district</th>"
        f"<th>{escape(district)} is</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    say_small("A place among districts says nothing of crime; the periods differ.")
    name = f"among-english-districts-{csp}{f'-{theme}' if theme else ''}"
    table_and_csv(
        lambda: measures_table(shown),
        name,
        "among-table",
        "What each is: table and CSV",
        width=900,
    )


def _row(one: Place) -> str:
    return (
        f'<tr title="{escape(one.measure.caveat)}"><th scope="row">{escape(one.measure.name)}</th>'
        f"<td>{escape(one.measure.period)}</td>"
        f'<td><span class="percentile"><i style="left:{one.below:.1f}%"></i></span></td>'
        f"<td>{escape(place_words(one))}</td></tr>"
    )
