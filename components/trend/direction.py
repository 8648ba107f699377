"""Directions of travel as the documents write them: ours from the records, theirs beside them."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.details import table_and_csv
from components.page.telling import say, say_heading, say_small
from components.trend.about import about
from data.installed.catalogue import load_catalogue
from data.phrases.plain import joined
from data.selection.selection import district_name
from data.selection.trending import TrendReading
from data.trend.direction import Direction, direction_of_travel, published_directions, scale
from data.trend.months import NoSuchAreaError


def direction_section(reading: TrendReading) -> None:
    """Draw the generated direction of every type beside what the documents print."""
    now = reading.trending
    table = directions_table(reading)
    if table is None:
        say_heading(f"No direction of travel for {now.name}")
        say(f"{now.name} is not an area of the later months' boundaries, so nothing is compared.")
        return
    own = _own(reading)
    say_heading(own.sentence.rstrip("."))
    st.html(_rows(table, reading))
    table_and_csv(
        lambda: table,
        f"direction-of-travel-{now.code}",
        "direction-table",
        width=1100,
        about={**about(now), "Title": own.sentence},
    )
    _scale()


def _own(reading: TrendReading) -> Direction:
    now = reading.trending
    return direction_of_travel(now.types, now.level, now.code, now.against)


def directions_table(reading: TrendReading) -> pd.DataFrame | None:
    """Return each type's direction beside the printed ones; None where the place has none.

    Printed ones of what is not counted from police records come last, with nothing beside them.
    """
    now = reading.trending
    printed = published_directions(now.district) if now.district else pd.DataFrame()
    catalogue = load_catalogue()
    rows = []
    counted = {one.id: one.name for one in catalogue.counted_indicators}
    told_of = set() if printed.empty else set(printed["indicator"])
    ordered = sorted(counted, key=lambda one: (one not in now.types, one not in told_of))
    try:
        for one in ordered:
            told = direction_of_travel((one,), now.level, now.code, now.against)
            rows += _beside(counted[one], told.sentence, _printed_of(printed, one))
    except NoSuchAreaError:
        return None
    if not printed.empty:
        others = printed[~printed["indicator"].isin(list(counted))]
        rows += [
            _row(str(row["name"]).removesuffix(": change"), "", row) for _, row in others.iterrows()
        ]
    return pd.DataFrame(rows)


def _printed_of(printed: pd.DataFrame, indicator: str) -> pd.DataFrame:
    return printed if printed.empty else printed[printed["indicator"] == indicator]


def _beside(name: str, sentence: str, printed: pd.DataFrame) -> list[dict[str, str]]:
    if printed.empty:
        return [_row(name, sentence, None)]
    return [
        _row(name, sentence if place == 0 else "", row)
        for place, (_, row) in enumerate(printed.iterrows())
    ]


def _row(name: str, sentence: str, printed: pd.Series | None) -> dict[str, str]:
    source = load_catalogue().source(str(printed["document"])).short if printed is not None else ""
    return {
        "Of what": name,
        "From the records": sentence or "not counted from police records",
        "As a document prints it": "" if printed is None else str(printed["wording"]),
        "The same by our scale": "" if printed is None else str(printed["ours"]),
        "Period printed": "" if printed is None else str(printed["period"]),
        "Document": source,
        "Note": "" if printed is None else str(printed["note"]),
    }


def _rows(table: pd.DataFrame, reading: TrendReading) -> str:
    """Write the table with the printed words in quotation marks, under their document."""
    now = reading.trending
    whose = f" for {district_name(now.district)}" if now.district else ""
    body = []
    for _, row in table.iterrows():
        quoted = "–"
        if row["As a document prints it"]:
            quoted = (
                f"‘{escape(row['As a document prints it'])}’"
                f"<cite>{escape(row['Document'])}, {escape(row['Period printed'])}"
                + (
                    f"; by our scale: {escape(row['The same by our scale'])}"
                    if row["The same by our scale"]
                    else ""
                )
                + "</cite>"
            )
        body.append(
            f'<tr><th scope="row">{escape(row["Of what"])}</th>'
            f"<td>{escape(row['From the records'])}</td><td>{quoted}</td></tr>"
        )
    return (
        '<table class="said"><thead><tr><th scope="col">Of what</th>'
        f'<th scope="col">Generated from the records, {escape(now.name)}</th>'
        f'<th scope="col">As the documents print it{escape(whose)}</th></tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _scale() -> None:
    """Say where the words come from."""
    sizes, pairs = scale()
    spans = []
    low = 0
    for size in sizes:
        if size.up_to is None:
            spans.append(f"over {low}%: {size.more.lower()}")
        elif size.up_to == 0:
            spans.append(f"0%: {size.more.lower()}")
        else:
            spans.append(f"to {size.up_to}%: {size.more.lower()}")
        low = size.up_to or low
    fits = sum(pair.fits for pair in pairs)
    say_small(
        f"Words for a change of the rate, measured from the documents' own: {joined(spans, 9)}; "
        f"for falls likewise. The scale gives the documents' words for {fits} of the {len(pairs)} "
        "changes that they print. ‘Significant’ is kept for a change that chance does not explain; "
        "no document prints an interval."
    )
