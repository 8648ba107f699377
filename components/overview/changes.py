"""What changed most in a district, counted or as the documents print it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.chart.charts import change_chart, changes_table, show
from components.page.telling import say, say_heading, say_small
from data.catalogue.records import Period
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.plain import change_span, joined, lower_first, percent_change
from data.selection.selection import district_name
from data.verdict.overview import (
    caveat_of_change,
    changed_since,
    earliest_with,
    location_since,
    printed_changes,
    span_of_change,
    what_changed,
)
from geo.change import CANNOT_TELL


def changes_section(period: str, csp: str, colours: Palette) -> None:
    """Draw the change on the year before or within the year, then that since the earliest."""
    catalogue = load_catalogue()
    within = what_changed(period, csp)
    if within is not None:
        _chart(
            within,
            _message(within),
            f"{change_span(span_of_change(period))}. {caveat_of_change(period)}",
            colours,
            "changes-within",
        )
    if pair := earliest_with(period):
        earlier, later = pair
        since = changed_since(earlier.id, later.id, csp)
        _chart(
            since,
            f"Since {_years(earlier)}: {lower_first(_message(since))}",
            f"The same calendar months: those of {later.label} against {earlier.label}. "
            "Recording practice changed between the two, so a change in what is recorded need not "
            "be a change in what happened." + _then(location_since(earlier.id, later.id)),
            colours,
            "changes-since",
        )
    if catalogue.period(period).kind == "published":
        _printed(period, csp)


def _then(sentence: str) -> str:
    """Set a sentence after another; nothing where there is none."""
    return f" {sentence}" if sentence else ""


def _years(period: Period) -> str:
    """Name the years a period touches: '2018-19'."""
    start, end = str(period.start)[:4], str(period.end)[:4]
    return start if start == end else f"{start}-{end[2:]}"


def _chart(table: pd.DataFrame, title: str, caveat: str, colours: Palette, key: str) -> None:
    drawn = table[table["percent"].notna() & table["percent_lower"].notna()]
    few = table[table["direction"] == "too few to say"]
    alt = "Changes with 95% intervals: " + "; ".join(
        f"{row['name']} {percent_change(row['percent'])}" for _, row in drawn.iterrows()
    )
    show(change_chart(drawn, colours), title, alt, changes_table(table), key)
    note = f"{caveat} Grey: chance, over so many comparisons, could explain it."
    unknown = table.loc[table["direction"] == CANNOT_TELL, "name"].tolist()
    if unknown:
        note += (
            f" Cannot be told, because records without a place or a break of recording could "
            f"explain it: {joined(unknown, 14)}."
        )
    if len(few):
        note += f" Under 20 at first, so no percentage: {joined(few['name'].tolist(), 6)}."
    say_small(note)


def _message(table: pd.DataFrame) -> str:
    up = table.loc[table["direction"] == "increase", "name"].tolist()
    down = table.loc[table["direction"] == "decrease", "name"].tolist()[::-1]
    if not up and not down:
        return "No indicator can be told to have changed"
    parts = []
    if up:
        parts.append(f"Recorded more: {joined(up)}")
    if down:
        parts.append(f"recorded less: {joined(down)}" if up else f"Recorded less: {joined(down)}")
    return "; ".join(parts)


def _printed(period: str, csp: str) -> None:
    table = printed_changes(csp)
    place = district_name(csp)
    say_heading(f"Directions of travel the documents print for {place}")
    if table.empty:
        say(f"No loaded document prints a change for {place}.")
        return
    st.dataframe(table.rename(columns={"Change": "Change %"}), hide_index=True)
