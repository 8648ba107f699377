"""Local against force: the strategic assessment's card for a theme, and what the plans ask."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.page.among_districts import among_districts_section
from components.page.telling import say, say_heading
from data.catalogue.records import Theme
from data.documents.cards import CardFigure, DocumentCard, document_cards
from data.figures.headlines import Headline
from data.figures.measures import place_on_crime
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.phrases.plain import (
    amount,
    joined,
    lower_first,
    percent_change,
)
from data.selection.selection import district_name
from data.words.absence import is_partners
from data.words.figures import against_force, with_unit
from data.words.headline import change_words


def theme_card(theme: Theme, csp: str, headline: Headline | None) -> None:
    """Draw the counted card, then each document's own."""
    place = district_name(csp)
    say_heading(f"{place} against others on {lower_first(theme.name)}")
    if headline is not None and headline.rate is not None:
        _rows(_counted_rows(theme, headline, place), "what the figures above say")
    told = headline
    crime = place_on_crime(told.indicator.id, told.period, csp) if told is not None else None
    among_districts_section(csp, place, theme.id, crime)
    cards = document_cards(theme, csp)
    for card in cards:
        _rows(_document_rows(theme, card, place), card.title)
    if not cards:
        say(f"No loaded document has a card on {lower_first(theme.name)} for {place}.")


def _counted_rows(theme: Theme, told: Headline, place: str) -> list[tuple[str, str]]:
    unit = told.indicator.unit
    change, note = change_words(told.change)
    catalogue = load_catalogue()
    rows = [
        ("Indicator", f"{told.indicator.name}, {catalogue.period(told.period).label}"),
        ("Local rate", with_unit(told.rate, unit, told.force_rate)),
        _benchmark_row(told),
    ]
    if told.comparison:
        rows.append(
            (
                "Comparison",
                f"{place} is "
                + against_force(told.comparison, told.indicator.polarity, told.against),
            )
        )
    rows.append(("Direction of travel", f"{change} ({note})"))
    if told.numerator is not None:
        verb = "supplied" if is_partners(told.indicator) else "recorded"
        rows.append(("Volume", f"{told.numerator:,} {verb}"))
    rows.append(("At-risk groups", theme.at_risk))
    return rows


def _benchmark_row(told: Headline) -> tuple[str, str]:
    unit = told.indicator.unit
    if told.comparator == "force":
        return "Force rate", with_unit(told.force_rate, unit, told.rate)
    return f"Rate of {told.against}", with_unit(told.against_rate, unit, told.rate)


def _document_rows(theme: Theme, held: DocumentCard, place: str) -> list[tuple[str, str]]:
    card = held.card
    rows = [("Volume and potential harm", card.volume_harm)]
    names = [district_name(code) for code in held.csps]
    every = len(load_catalogue().force.districts)
    rows.append(
        (
            "CSPs with this priority",
            "all" if len(names) == every else joined(names, most=every),
        )
    )
    rows += [(_figure_name(one), _figure_words(one)) for one in held.figures]
    rows += [
        ("Comparison to force", card.comparison),
        ("Direction of travel", card.direction),
        ("Public expectation", card.public_expectation),
        ("Local hotspots", card.hotspots),
        ("At-risk groups", card.at_risk),
        ("Note", card.note),
    ]
    return [
        (name, text or "not stated in the document")
        for name, text in rows
        if text or name != "Note"
    ]


def _figure_name(one: CardFigure) -> str:
    detail = ", ".join(part for part in (one.place, one.group) if part)
    return one.indicator.name + (f" ({detail})" if detail else "")


def _figure_words(one: CardFigure) -> str:
    unit = one.indicator.unit
    if unit == "% change":
        return "not published" if one.local is None else percent_change(one.local)
    local = "not published" if one.local is None else amount(one.local, unit)
    force = "" if one.force is None else f"; force {amount(one.force, unit)}"
    return f"{local}{force}"


def _rows(rows: list[tuple[str, str]], source: str) -> None:
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in rows
    )
    st.html(f'<p class="card">Source: {escape(source)}</p><dl class="card">{body}</dl>')


def standing_and_asks(theme: Theme, csp: str) -> None:
    """Draw the theme's standing beside what the plans ask for."""
    left, right = st.columns(2, gap="large")
    with left:
        standing(theme, csp)
    with right:
        plan_asks(theme, csp)


def plan_asks(theme: Theme, csp: str) -> None:
    """List what the plans that speak for a CSP ask for on a theme."""
    catalogue = load_catalogue()
    place = district_name(csp)
    say_heading(f"What the plans ask for in {place}")
    own = [source.id for source in catalogue.sources.values() if csp in source.csps]
    asks = theme.asks_of(csp, own) if own else tuple(ask for ask in theme.asks if ask.csp == csp)
    if not asks:
        say(f"No loaded plan asks anything of {place} on this theme.")
    for document in dict.fromkeys(ask.document for ask in asks):
        say("", bold=catalogue.source(document).title)
        listed = [f"- {as_markdown(ask.text)}" for ask in asks if ask.document == document]
        st.markdown("\n".join(listed))


def standing(theme: Theme, csp: str) -> None:
    """Say which documents make the theme a priority here, and for whom else."""
    catalogue = load_catalogue()
    own = [one for one in theme.priorities if one.csp == csp]
    place = district_name(csp)
    if own:
        told = [f"{one.tier} in {one.year} ({catalogue.source(one.document).short})" for one in own]
        say(f"{'; '.join(told)}.", bold=f"Standing in {place}:")
    else:
        said = "no loaded plan makes this theme a priority here."
        say(said, bold=f"Standing in {place}:")
    say(theme.definition, bold="What it is.")
    say(theme.note, bold="What this page cannot show.")
