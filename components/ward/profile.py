"""The ward profile: moving between wards, title and headline, and the links to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import streamlit as st

from components.choosing.address import go as go_to
from components.choosing.leads import lead
from components.page.telling import say_heading, tell_info
from components.page.verdict import plain_heading
from components.served.cached import asset_address
from data.catalogue.records import Theme
from data.figures.country import Comparator
from data.figures.profile import WardProfile, district_of
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    lower_first,
    whose,
)
from data.selection.selection import Selection, change
from data.verdict.clauses import verdict
from data.words.absence import is_partners
from data.words.in_short import ward_in_short
from data.words.verdict import RECORDED
from data.words.ward import headline_cells, profile_title, standing

PAGE = "ward"
MOST_THEMES = 5


def dress_profile() -> None:
    """Add the profile's own style to the page's."""
    st.html(f'<style>@import url("{asset_address("ward_profile.css")}");</style>')


def move_to(selection: Selection, ward: str | None, csp: str) -> None:
    """Make another ward (of any district) the page's."""
    after = selection if csp == selection.csp else change(selection, PAGE, csp=csp)
    go_to(replace(after, ward=ward), PAGE)


def mover(selection: Selection) -> Callable[[str], None]:
    """Return what to do with the code of a ward that was clicked."""

    def moved(code: str) -> None:
        move_to(selection, code, district_of(code, selection.period))

    return moved


def indicator_chooser(selection: Selection) -> Callable[[str], None]:
    """Return what to do with an indicator's row that was clicked."""

    def chosen(indicator: str) -> None:
        go_to(change(selection, PAGE, indicator=indicator), PAGE)

    return chosen


def profile_heading(told: WardProfile) -> None:
    """Write the line that says what the page shows, the verdict and what the figures leave out."""
    if not is_partners(told.indicator):
        period = told.period.id
        key = f"{told.indicator.id}-{told.code}-{period}"
        plain_heading(
            profile_title(told),
            ward_in_short(told),
            lambda: verdict(told.indicator.id, period, "ward", told.code, told.view.whole_force),
            key,
            more=lambda: standing(told),
            quiet=RECORDED,
        )
        return
    st.html(
        f'<h1 class="says">{escape(profile_title(told))}</h1>'
        f'<p class="concludes">{escape(ward_in_short(told))}</p>'
    )


def profile_headline(told: WardProfile, comparator: Comparator) -> None:
    """Draw the headline row."""
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        f'<dd class="note">{escape(note)}</dd></div>'
        for name, value, note in headline_cells(told, comparator)
    )
    st.html(f'<dl class="headline">{body}</dl>')


def asked_for(told: WardProfile, asked: str | None) -> None:
    """Say so where the indicator asked for has no ward figure here and all crime is shown."""
    if asked is None or asked == told.indicator.id:
        return
    name = load_catalogue().indicator(asked).name
    tell_info(
        f"{name} has no figure for {whose(told.district)} wards in {told.period.label}, so the "
        "page "
        f"shows {lower_first(told.indicator.name)}.",
    )


def theme_links(told: WardProfile) -> list[tuple[Theme, str]]:
    """Return the themes of the indicators that the ward stands out on, the furthest above first."""
    catalogue = load_catalogue()
    found: dict[str, tuple[Theme, str]] = {}
    themes = [theme for theme in catalogue.themes.values() if not theme.proxy]
    for indicator in told.evidence["indicator"]:
        led = [theme for theme in themes if theme.lead_counted == indicator]
        # What leads one theme may stand in others' lists for a part of it: damage, say, for fire.
        for theme in led or [theme for theme in themes if indicator in theme.indicators]:
            found.setdefault(theme.id, (theme, str(indicator)))
    return list(found.values())[:MOST_THEMES]


def elsewhere_section(told: WardProfile, selection: Selection) -> None:
    """Link to the themes of what the ward stands out on."""
    if not theme_links(told):
        return
    here = replace(selection, csp=told.csp, ward=told.code)
    say_heading(f"What {told.name} stands out on, theme by theme")
    with st.container(key="elsewhere", horizontal=True, gap="medium"):
        for theme, indicator in theme_links(told):
            lead("theme", f"Theme: {theme.name}", here, theme=theme.id, indicator=indicator)
