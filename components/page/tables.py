"""The table beside every map: each ward with its figures, to sort, search and download."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say, say_heading, say_small
from data.catalogue.records import Theme
from data.documents.cards import theme_figures
from data.figures.risk import RiskView
from data.figures.ward_view import WardView
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    rounded,
)
from data.selection.selection import district_name
from data.words.absence import is_partners, statuses_in_words
from data.words.risk import how_marked, reasons


def ward_table(view: WardView, name: str) -> None:
    """Draw every ward of a view as a table, with a CSV of exactly what is shown."""
    say_heading(f"Every ward: {view.indicator.name}, {view.period.label}")
    table = ward_rows(view)
    st.dataframe(table, hide_index=True, height=38 * min(len(table) + 1, 14))
    csv_download(table, name, about=_about(view.wards, view.period.label, view.indicator.name))


def _about(wards: pd.DataFrame, period: str, title: str) -> dict[str, Any]:
    """What a file of wards must say by itself, for it is read without the page."""
    districts = wards["district_code"].map(district_name).to_numpy()
    return {"District": districts, "Period": period, "Title": title}


def ward_rows(view: WardView) -> pd.DataFrame:
    """Return the table's rows: figures as numbers, so that a click on a head sorts them."""
    wards = view.wards
    counted = wards["numerator"].notna().any()
    table = pd.DataFrame({"Ward": wards["area_name"]})
    if view.whole_force:
        table["District"] = wards["district_code"].map(district_name)
    table[f"Rate ({view.indicator.unit})"] = rounded(wards["rate"])
    if counted:
        table["Lower 95%"] = wards["lower"].astype("Float64").round(2)
        table["Upper 95%"] = wards["upper"].astype("Float64").round(2)
        if is_partners(view.indicator):
            table["Numerator"] = wards["numerator"]
            table["Denominator"] = wards["denominator"]
        else:
            table["Recorded"] = wards["numerator"]
            table["Residents"] = wards["residents"]
    table["Times district"] = wards["times_district"].astype("Float64").round(2)
    table["Times force"] = wards["times_force"].astype("Float64").round(2)
    table["Statutory band"] = wards["band"].astype(object).fillna("–")
    table["Funnel"] = wards["funnel"].astype(object).fillna("–")
    table["Both lenses"] = wards["lenses"].astype(object).fillna("–")
    table["Rank in district"] = wards["rank_district"]
    table["Rank in force"] = wards["rank_force"]
    if "change_percent" in wards:
        table["Change %"] = wards["change_percent"].astype("Float64").round(1)
        table["Change verdict"] = wards["change_direction"].astype(object).fillna("–")
    table["Status"] = statuses_in_words(wards["status"], view.indicator, view.period)
    table["Code"] = wards.index
    return table.reset_index(drop=True)


def risk_table(view: RiskView, name: str, period: str, by_chance: float | None) -> None:
    """Draw every ward with the indicators it stands out on, with its CSV.

    ``by_chance`` of `data.figures.risk.marked_if_none_differed`.
    """
    st.markdown("## Every ward, by the number of indicators it stands out on")
    wards = view.wards
    table = pd.DataFrame(
        {
            "Ward": wards["area_name"],
            "Stands out on": wards["flags"],
            "Of indicators": wards["judged"],
            "Which (times the district's rate)": [reasons(view, str(code)) for code in wards.index],
            "Code": wards.index,
        }
    ).reset_index(drop=True)
    st.dataframe(table, hide_index=True, height=38 * min(len(table) + 1, 14))
    say_small(how_marked(view, by_chance))
    title = "Indicators that a ward stands out on"
    label = load_catalogue().period(period).label
    csv_download(table, name, about=_about(wards, label, title))


def published_table(theme: Theme, csp: str) -> None:
    """Draw every figure the documents print on a theme for this district and the force."""
    table = theme_figures(theme, csp)
    place = district_name(csp)
    say_heading(f"Figures the documents print for {place}")
    if table.empty:
        say(f"No loaded document prints a figure on this theme for {place}.")
        return
    st.dataframe(table, hide_index=True, height=38 * min(len(table) + 1, 10))
    csv_download(table, f"published-{theme.id}-{csp}")
