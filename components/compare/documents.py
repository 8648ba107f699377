"""What the documents print of a district beside similar areas, England and the force."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.details import details
from components.page.downloads import csv_download
from components.page.telling import say, say_heading, say_small
from components.served.cached import asset_address
from data.documents.similar_areas import ForceTable, SimilarAreas, force_tables, similar_areas
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    PER_THOUSAND,
    count,
    joined,
    ordinal,
    rate,
    times,
)
from data.selection.selection import district_name
from data.words.compare import (
    above_both,
    force_table_message,
    number,
    period_words,
    similar_message,
)

RATIO_END = 2.0  # the bars of ratios run from none to twice the force's rate


def printed_comparisons(csp: str) -> None:
    """Draw both tables side by side, saying plainly for which district each is printed."""
    st.html(f'<style>@import url("{asset_address("tables.css")}");</style>')
    left, right = st.columns([12, 10], gap="large")
    with left:
        for similar in similar_areas():
            _similar(similar, csp)
    with right:
        for table in force_tables():
            _force(table, csp)


def _others(csp: str, holders: set[str], what: str) -> str:
    """Say plainly that a table is not printed for the chosen district, or for the others."""
    names = joined([district_name(one) for one in holders])
    if csp in holders:
        others = len(load_catalogue().force.districts) - len(holders)
        return f"No loaded document prints {what} for the other {number(others)} districts."
    return (
        f"No loaded document prints {what} for {district_name(csp)}. It is shown for {names}, "
        "whose document has one."
    )


def _similar(table: SimilarAreas, csp: str) -> None:
    place = district_name(table.csp)
    period = period_words(load_catalogue().period(table.period))
    say_heading(f"{place}, {period}: {similar_message(table)}")
    holders = {one.csp for one in similar_areas()}
    said = _others(csp, holders, "a comparison with a Most Similar Group or with England")
    say(f"{above_both(table)} {said}")
    rows = "".join(_similar_row(row) for _, row in table.rows.iterrows())
    ranked = int(table.rows["rank_of"].iloc[0])
    st.html(
        '<div class="printed"><table aria-label="Against the Most Similar Group and England">'
        "<thead><tr><th>Recorded crime</th>"
        '<th class="n">Crimes</th><th class="n">Per 1,000</th><th>Most Similar Group</th>'
        f"<th>England</th><th>Rank of {ranked}</th></tr></thead><tbody>{rows}</tbody>"
        "</table></div>"
    )
    say_small(
        f"{table.source.title}. Above, similar and below are the document's own statistical "
        f"comparisons; rank 1 is the highest. Its Most Similar Group are the "
        f"{ranked} partnerships that the Home Office found most alike; the group's rate and "
        "England's are not printed, so neither can be drawn."
    )
    details(
        "Notes on its rows",
        f"notes-{table.csp}-{table.period}",
        lambda: _say_notes(table.rows),
    )
    csv_download(
        table.rows.drop(columns=["indicator"]).rename(columns=str.capitalize),
        f"most-similar-group-{table.period}",
        "Most Similar Group: CSV",
        {"District": place, "Period": period, "Source": table.source.title},
    )


def _say_notes(rows: pd.DataFrame) -> None:
    for _, row in rows[rows["note"] != ""].iterrows():
        say(row["note"], bold=f"{row['crime_type']}.")


def _similar_row(row: pd.Series) -> str:
    at, of = int(row["rank"]), int(row["rank_of"])
    ticks = "".join(f"<i{' class=here' if place == at else ''}></i>" for place in range(1, of + 1))
    return (
        f'<tr><th scope="row">{escape(row["crime_type"])}</th>'
        f'<td class="n">{count(row["count"])}</td><td class="n">{rate(row["rate"])}</td>'
        f"<td>{_side(row['comparison_msg'], str(row['indicator']))}</td>"
        f"<td>{_side(row['comparison_england'], str(row['indicator']))}</td>"
        f'<td class="n"><span class="place" aria-hidden="true">{ticks}</span>{ordinal(at)}</td>'
        "</tr>"
    )


def _side(said: str, indicator: str) -> str:
    neutral = load_catalogue().indicator(indicator).polarity == "neutral"
    kinds = {"Above": "over", "Below": "under"}
    if neutral:
        kinds = {"Above": "more", "Below": "fewer"}
    marks = {"Above": "▲ ", "Below": "▼ "}
    return f'<span class="side {kinds.get(said, "")}">{marks.get(said, "")}{escape(said)}</span>'


def _force(table: ForceTable, csp: str) -> None:
    place = district_name(table.csp)
    period = period_words(load_catalogue().period(table.period))
    say_heading(f"{place}, {period}: {force_table_message(table)}")
    holders = {one.csp for one in force_tables()}
    say(_others(csp, holders, "a table of offences beside the force's"))
    rows = "".join(_force_row(row) for _, row in table.rows.iterrows())
    st.html(
        '<div class="printed"><table aria-label="Printed rates beside the force\'s"><thead><tr>'
        f'<th>Per 1,000 residents</th><th class="n">{escape(place)}'
        '</th><th class="n">Force</th><th class="n">Times the force</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    say_small(
        f"{table.source.title}, “{table.section}”. Significance is not tested: the document prints "
        "rates and no counts, so no interval can be drawn. Rates are rounded to one decimal, which "
        "makes the ratio of a small rate rough."
    )
    csv_download(
        table.rows.drop(columns=["indicator"])
        .round(2)
        .assign(significance="not tested: rates only")
        .rename(columns=_heading),
        f"printed-rates-and-force-{table.csp}-{table.period}",
        "District and force rates: CSV",
        {"District": place, "Period": period, "Source": table.source.title},
    )


def _heading(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _force_row(row: pd.Series) -> str:
    ratio = float(row["times_force"])
    own = rate(row["rate"], PER_THOUSAND, row["force_rate"])
    force = rate(row["force_rate"], PER_THOUSAND, row["rate"])
    over = float(row["rate"]) > float(row["force_rate"])
    start, end = sorted([50.0, min(ratio / RATIO_END, 1.0) * 100])
    return (
        f'<tr><th scope="row">{escape(row["name"])}</th><td class="n">{own}</td>'
        f'<td class="n">{force}</td><td class="n"><span class="ratio" '
        f'aria-hidden="true"><i class="{"over" if over else ""}" '
        f'style="left:{start:.0f}%;width:{end - start:.0f}%"></i></span>{times(ratio)}</td></tr>'
    )
