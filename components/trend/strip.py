"""How far the trends can be trusted: one quiet line, with the details on a click."""

from __future__ import annotations

import streamlit as st

from components.page.telling import say
from components.page.trust_strip import base_name, quiet_line
from data.figures.area_figures import POLICE_SOURCE
from data.installed.catalogue import load_catalogue
from data.phrases.plain import count, joined, short_span
from data.trend.trends import Trend


def trend_strip(told: Trend) -> None:
    """Draw the strip for one series of months."""
    months = told.series.months
    there = months[months["count"].notna()]
    if there.empty:
        return
    source = load_catalogue().source(POLICE_SOURCE)
    bases = [base_name(str(one)) for one in dict.fromkeys(there["base"])]
    span = short_span(str(months.index[0]), str(months.index[-1]))
    shares = there["mapped"].dropna()
    mapped = "share of its records mapped not known"
    if len(shares):
        mapped = f"{shares.min():.1%} to {shares.max():.1%} of its records mapped"
    parts = [
        f"{span}: {len(there)} of {len(months)} months",
        *([f"{len(told.incomplete)} of them incomplete"] if told.incomplete else []),
        mapped,
        f"residents of {joined([one.removesuffix(' estimate') for one in bases], 4)}",
        source.short,
    ]

    def behind() -> None:
        for one in told.notes:
            say(one)
        residents = there["residents"].dropna()
        if len(residents):
            say(
                f"{count(residents.iloc[-1])} ({bases[-1]}); each month's rate is over the "
                "residents that the month is set against.",
                bold="Residents.",
            )
        st.markdown(
            "**Control chart.** Months are judged by day, so that a short one is not low by its "
            "days alone. Limits (XmR) are the mean plus or minus 2.66 times the mean step from "
            "month to month, without steps of over 3.267 times the mean one. Signals: a month "
            "outside a limit; 7 or more in a row on one side of the mean; 7 or more rising or "
            "falling; 2 of 3 in the outer third of one side. Under 5 records a month the limits "
            "are exact Poisson ones (0.135% on a side), and runs about the mean and outer thirds "
            "are not judged; under 1 there is no chart. Under 13 months limits are provisional."
        )
        say(f"{source.title}, {source.publisher}. {source.attribution}", bold="Source.")

    quiet_line(parts, behind)
