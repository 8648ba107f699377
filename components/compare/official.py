"""The assessment's table of recorded rates by an official table: any year, any district."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say_heading, say_small
from components.served.cached import asset_address
from data.figures.official_rates import official_table, official_years
from data.phrases.plain import MISSING, count, is_missing, rate, times
from data.selection.selection import district_name
from data.words.official import official_download, official_message, official_note

YEAR = "official-year"


def official_section(csp: str) -> None:
    """Draw the table of the chosen year; say how to bring one where none is kept."""
    years = list(official_years())
    if not years:
        say_small(
            "Rape, kinds of robbery and of burglary, possession of drugs: police.uk has them not. "
            "Drop the Home Office's open data table by Community Safety Partnership on Sources, "
            "and its rates stand here for every year."
        )
        return
    year = st.selectbox("Year of the official table", years, key=YEAR) if len(years) > 1 else ""
    table = official_table(year or years[0], csp)
    say_heading(official_message(table, district_name(csp)))
    rows = "".join(_row(row) for _, row in table.rows.iterrows())
    st.html(
        f'<style>@import url("{asset_address("tables.css")}");</style>'
        '<div class="printed"><table aria-label="Official recorded rates beside the force\'s">'
        f'<thead><tr><th>Per 1,000 residents</th><th class="n">Crimes</th>'
        f'<th class="n">{escape(district_name(csp))}</th><th class="n">Force</th>'
        f"<th>Against the rest</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    say_small(official_note(table))
    csv_download(
        official_download(table),
        f"official-rates-{csp}-{table.year}",
        "Official rates: CSV",
        {"District": district_name(csp), "Source": table.publisher},
    )


def _row(row: pd.Series) -> str:
    if is_missing(row["rate"]):
        missing = f'<td class="n">{MISSING}</td>'
        return f'<tr><th scope="row">{escape(row["name"])}</th>{missing * 3}<td>not in it</td></tr>'
    kind, mark = "", ""
    if row["ratio_lower"] > 1:
        kind, mark = "over", "▲ "
    elif row["ratio_upper"] < 1:
        kind, mark = "under", "▼ "
    return (
        f'<tr><th scope="row">{escape(row["name"])}</th><td class="n">{count(row["count"])}</td>'
        f'<td class="n">{rate(row["rate"])}</td><td class="n">{rate(row["force_rate"])}</td>'
        f'<td><span class="side {kind}">{mark}{times(row["ratio"])}</span></td></tr>'
    )
