"""Who is affected by a theme: the documents' evidence, each figure with where it is printed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.chart.charts import show
from components.page.telling import say, say_small
from components.theme.affected_charts import index_chart, pairs_chart, shares_chart
from data.catalogue.records import Theme
from data.documents.affected import Affected, affected_of
from data.painting.palette import Palette
from data.phrases.plain import lower_first
from data.selection.selection import district_name
from data.words.affected import (
    NAMES,
    amount,
    chart_words,
    evidence_table,
    index_message,
    nothing_words,
    pair_message,
    share_message,
    source_words,
)

PAIRS = {
    "repeat": ("Share of people", "Share of crimes"),
    "age-sex": ("Share in this group", "Share it is set against"),
}
INDEX = (
    "Each bar is a group's share of victims over the share it is set against. The whiskers are "
    "what rounding to whole per cents leaves open; they are no confidence interval."
)


def affected_section(theme: Theme, csp: str, colours: Palette) -> None:
    """Draw what documents print of victims, offenders and residents on a theme."""
    told, place = affected_of(theme.id, csp), district_name(csp)
    nothing = nothing_words(told, theme.name, place)
    if nothing:
        say(nothing)
        return
    say(
        f"What documents print of who is affected by {lower_first(theme.name)} in {place}, and of "
        "wider areas beside it. Recorded is not the same as happened: many who are affected tell "
        "nobody."
    )
    charts = _charts(told, place, colours)
    for pair in (charts[place : place + 2] for place in range(0, len(charts), 2)):
        for column, draw in zip(st.columns(2, gap="large"), pair, strict=False):
            with column:
                draw()
    _numbers(told.of_kind("count"))
    _in_words(told)


def _charts(told: Affected, place: str, colours: Palette) -> list[Callable[[], None]]:
    """A chart for each kind and unit of figures that there are."""
    drawn: list[Callable[[], None]] = []
    for kind in NAMES:
        if kind == "count":
            continue
        figures = told.of_kind(kind)
        for unit in dict.fromkeys(figures["unit"]):
            own = figures[figures["unit"] == unit].reset_index(drop=True)
            drawn.append(lambda own=own, kind=kind: _chart(kind, own, told, place, colours))
    return drawn


def _chart(kind: str, figures: pd.DataFrame, told: Affected, place: str, colours: Palette) -> None:
    figure, message = _drawn(kind, figures, place, colours)
    key = f"affected-{told.theme}-{kind}-{told.csp}"
    show(figure, message, chart_words(figures), evidence_table(figures), key)
    words = source_words(figures)
    say_small(f"{INDEX} {words}" if kind == "representation" else words)


def _drawn(kind: str, figures: pd.DataFrame, place: str, colours: Palette) -> tuple[go.Figure, str]:
    if kind == "representation" and figures["index"].notna().any():
        known = figures[figures["index"].notna()]
        return index_chart(known, colours), index_message(known)
    if kind in PAIRS and figures["against"].notna().any():
        return pairs_chart(figures, colours, *PAIRS[kind]), pair_message(figures, place)
    return shares_chart(figures, colours), share_message(figures, place)


def _numbers(figures: pd.DataFrame) -> None:
    """Write numbers of people as sentences: they are no shares to set beside one another."""
    for _, row in figures.iterrows():
        note = f" {row['note']}" if row["note"] else ""
        say(
            f"in {row['area_name']} ({row['source']}, {row['period_label']}).{note}",
            bold=f"{row['label']}: {amount(row)}",
        )


def _in_words(told: Affected) -> None:
    """List the groups that documents name without a number, and what could not be read."""
    if told.groups or told.at_risk:
        st.markdown("## Named without a number")
    rows = [
        *((label, f"‘{wording}’ ({source})") for label, source, wording in told.groups),
        *(("At risk, in short", f"{words} ({source})") for source, words in told.at_risk),
    ]
    if rows:
        body = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>" for name, words in rows
        )
        st.html(f'<dl class="card">{body}</dl>')
    if told.gaps:
        named = "; ".join(f"{lower_first(label)} ({source})" for label, source, _ in told.gaps)
        say_small(
            f"Charts of the documents whose numbers are not in the text that the figures were "
            f"taken from, so not shown: {named}."
        )
