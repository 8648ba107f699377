"""Headline tiles of the overview: one for each indicator, linked to its theme by the list below."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.figures.headlines import Headline
from data.phrases.plain import ordinal, rate
from data.words.comparators import tile_name
from data.words.headline import change_words


def headline_tiles(headlines: tuple[Headline, ...]) -> None:
    """Draw a tile for each headline: local rate, the other's, rank (1st highest), change."""
    st.html(f'<dl class="tiles">{"".join(_tile(one) for one in headlines)}</dl>')


def _tile(told: Headline) -> str:
    unit = told.indicator.unit
    against = []
    if told.comparator != "force":
        against.append(f"{tile_name(told.comparator)} {rate(told.against_rate, unit)}")
    elif told.force_rate is not None:
        against.append(f"force {rate(told.force_rate, unit)}")
    if told.rank is not None:
        against.append(f"{ordinal(told.rank)} of {told.of}")
    change, basis = change_words(told.change)
    if told.change.direction == "no real change":
        change, basis = "no real change", basis.removeprefix("no real change · ")
    notes = [" · ".join(against)]
    if told.change.basis:
        notes.append(f"{change}, {basis}")
    return (
        f"<div><dt>{escape(told.indicator.short)}</dt><dd>{escape(rate(told.rate, unit))}</dd>"
        + "".join(f'<dd class="note">{escape(note)}</dd>' for note in notes)
        + "</div>"
    )
