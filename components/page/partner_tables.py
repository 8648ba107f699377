"""Partners' tables on a page: every figure with whose it is, or why it is not there."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.choosing.leads import lead, theme_of
from components.page.downloads import csv_download
from components.page.telling import say_heading, say_small
from data.figures.partner_tables import partner_rows, tables_of
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    rounded,
)
from data.selection.selection import Selection, district_name
from data.words.absence import partner_of, status_words

SECTION = "Partners' tables"
MOST_LEADS = 6


def has_tables(theme: str | None = None) -> bool:
    """Say whether any partner's table is shown with a theme, or at all."""
    return bool(tables_of(theme))


def partner_section(
    selection: Selection, csp: str, theme: str | None = None, ward: str | None = None
) -> None:
    """Draw what partners' tables say of a district or a ward, with a link to each one's map."""
    place = district_name(csp) if ward is None else str(_ward_name(ward, csp))
    say_heading(f"What partners' tables say of {place}")
    table = shown_rows(partner_rows(csp, theme, ward))
    st.dataframe(table, hide_index=True, height=38 * min(len(table) + 1, 14))
    csv_download(table, f"partners-{theme or 'all'}-{ward or csp}")
    if theme is None:
        _leads(selection)


def _ward_name(ward: str, csp: str) -> object:
    rows = partner_rows(csp, None, ward)
    named = rows.loc[rows["area_code"] == ward, "area_name"]
    return named.iloc[0] if len(named) else "this ward"


def shown_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as a table in words, figures as numbers."""
    catalogue = load_catalogue()
    indicators = [catalogue.indicator(one) for one in rows["indicator"]]
    periods = [catalogue.period(one) for one in rows["period"]]
    return pd.DataFrame(
        {
            "Indicator": [one.name for one in indicators],
            "Period": [one.label for one in periods],
            "Area": rows["area_name"],
            "Value": rounded(rows["value"]),
            "Unit": rows["unit"],
            "Status": [
                status_words(status, indicator, period)
                for status, indicator, period in zip(
                    rows["status"], indicators, periods, strict=True
                )
            ],
            "Supplied by": [partner_of(one) for one in indicators],
            "Code": rows["area_code"],
        }
    )


def _leads(selection: Selection) -> None:
    """Link each rate to its map; a count has no map, for a map shades rates only."""
    catalogue = load_catalogue()
    named = dict.fromkeys(indicator for indicator, _ in tables_of())
    with st.container(key="partner-leads", horizontal=True):
        for indicator in list(named)[:MOST_LEADS]:
            theme = theme_of(indicator)
            if theme is not None:
                label = f"{catalogue.indicator(indicator).name}: its map"
                lead("theme", label, selection, theme=theme, indicator=indicator)


def tell_police_only() -> None:
    """Say, where partners' tables are held, that a page which counts records leaves them out."""
    held = len(dict.fromkeys(indicator for indicator, _ in tables_of()))
    if held:
        noun = "indicator is" if held == 1 else "indicators are"
        say_small(
            f"Only police records are explored here. Partners' {held} {noun} on the pages "
            "Priority themes, Compare and Ward profile."
        )
