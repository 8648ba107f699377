"""The headline row: this district, the force, the comparison, the rank and the change."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.wording import (
    MISSING,
    against_force,
    interval,
    is_missing,
    ordinal,
    percent_change,
    rate,
)
from data.headlines import Headline


def headline_row(headline: Headline, place: str, force: str) -> None:
    """Draw one indicator's headline figures in a row."""
    told = headline
    local_note = (
        f"95% interval {interval(told.lower, told.upper)}" if not is_missing(told.lower) else told.note
    )
    cells = [
        (place, rate(told.rate, told.unit), local_note),
        (force, rate(told.force_rate, told.unit), told.force_note),
        ("Against the force", _ratio(told), against_force(told.comparison, told.polarity)),
        ("Rank of nine" if told.of == 9 else f"Rank of {told.of}", _rank(told), _rank_note(told)),
        ("Change", _change(told), told.change_note),
    ]
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        f'<dd class="note">{escape(note or "")}</dd></div>'
        for name, value, note in cells
    )
    st.html(f'<dl class="headline">{body}</dl>')


def _ratio(told: Headline) -> str:
    return MISSING if is_missing(told.times_force) else f"{told.times_force:.1f}×"


def _rank(told: Headline) -> str:
    return ordinal(told.rank)


def _rank_note(told: Headline) -> str:
    return "1st is the highest rate" if not is_missing(told.rank) else "not every district published"


def _change(told: Headline) -> str:
    if told.change_words:
        return told.change_words
    return percent_change(told.change)
