"""The documents' own places at greatest risk, quoted, with the counted evidence beside them."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.telling import say, say_heading
from data.figures.risk import RiskView, documented_places
from data.installed.catalogue import load_catalogue
from data.selection.selection import district_name
from data.words.risk import reasons

MOST_REASONS = 4


def documented_reasons(csp: str, view: RiskView, period: str) -> None:
    """Quote why the documents name each place, and say what this period's figures show there."""
    places = documented_places(csp)
    place = district_name(csp)
    say_heading(f"Places the documents name in {place}")
    if places.empty:
        say(
            f"No loaded document names places at greatest risk in {place}. "
            "The map above is from the figures alone."
        )
        return
    catalogue = load_catalogue()
    told: set[str] = set()
    for document, held in places.groupby("document", sort=False):
        source = catalogue.source(str(document))
        say(f"({source.date})", bold=source.title)
        quotes = []
        for _, row in held.iterrows():
            # A place that two documents name has its evidence once.
            evidence = "" if row["area_code"] in told else _evidence(row, view, period)
            told.add(row["area_code"])
            quotes.append(_quote(row, evidence))
        st.html("".join(quotes))


def _quote(row: pd.Series, evidence: str) -> str:
    rank = "" if pd.isna(row["rank"]) else f"{int(row['rank'])}. "
    reason = f" · {row['reasons']}" if row["reasons"] else ""
    return (
        f'<figure class="quote"><div><span class="place">{rank}{escape(row["area_name"])}</span>'
        f"{escape(reason)}</div>"
        f"<blockquote>“{escape(row['quotation'])}”</blockquote>"
        f"<figcaption>Section: {escape(row['section'])}.{' ' if evidence else ''}{escape(evidence)}"
        "</figcaption></figure>"
    )


def _evidence(row: pd.Series, view: RiskView, period: str) -> str:
    label = load_catalogue().period(period).label
    code = next(
        (one for one in (row["area_code"], row["current_code"]) if one in view.wards.index), None
    )
    if code is None:
        return f"{label}: the ward's boundary has changed since, so no figure is set beside it."
    found = reasons(view, str(code), MOST_REASONS)
    flags = view.wards.loc[code, "flags"]
    if pd.isna(flags):
        return f"{label}: no ward figures published."
    if not found:
        return f"{label}: it stands out on none of {len(view.indicators)} indicators."
    return f"{label}: it stands out on {found} (times the district's rate)."
