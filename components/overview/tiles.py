"""Headline tiles of the overview: all recorded crime, then the plan's priorities."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.figures.headlines import Headline
from data.phrases.plain import change_span, joined, lower_first, ordinal, rate
from data.verdict.overview import uncounted_priorities
from data.words.comparators import tile_name
from data.words.headline import change_in_short, priority_named

MOST_NAMED = 4


def headline_tiles(headlines: tuple[Headline, ...], csp: str) -> None:
    """Draw a tile for each headline: local rate, the other's, rank (1st highest), change."""
    body = f'<dl class="tiles">{"".join(_tile(one, csp) for one in headlines)}</dl>'
    below = []
    if spans := dict.fromkeys(
        change_span(one.change.basis) for one in headlines if one.change.basis
    ):
        below.append(f"Changes: {joined(list(spans))}.")
    without = [lower_first(one.name) for one in uncounted_priorities(headlines, csp)]
    if without:
        below.append(f"Priorities with no figure: {joined(without, MOST_NAMED)}.")
    st.html(f'{body}<p class="without">{escape(" ".join(below))}</p>' if below else body)


def _tile(told: Headline, csp: str) -> str:
    unit = told.indicator.unit
    against = []
    if told.comparator != "force":
        against.append(f"{tile_name(told.comparator)} {rate(told.against_rate, unit)}")
    elif told.force_rate is not None:
        against.append(f"force {rate(told.force_rate, unit)}")
    if told.rank is not None:
        against.append(f"{ordinal(told.rank)} of {told.of}")
    name, by = priority_named(told, csp)
    notes = [one for one in (by, " · ".join(against), change_in_short(told.change)) if one]
    return (
        f"<div><dt>{escape(name)}</dt><dd>{escape(rate(told.rate, unit))}</dd>"
        + "".join(f'<dd class="note">{escape(note)}</dd>' for note in notes)
        + "</div>"
    )
