"""What the trends are of, the verdict on it, and where else it can be read."""

from __future__ import annotations

import streamlit as st

from components.choosing.leads import explore_lead, lead
from components.page.frame import heading
from components.page.verdict import verdict_heading
from data.figures.area_figures import area_figures
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    whose,
)
from data.selection.selection import district_name
from data.selection.trending import TrendReading
from data.trend.months import NoSuchAreaError
from data.trend.trends import Trend, trend
from data.verdict.clauses import Verdict, verdict
from data.words.trend import trend_conclusion, trend_title
from data.words.verdict import RECORDED


def the_trend(reading: TrendReading) -> Trend | None:
    """Return the trend that the page is drawn from; say why where there is none."""
    now = reading.trending
    try:
        return trend(now.types, now.level, now.code, now.basis, now.boundary, now.baseline)
    except NoSuchAreaError as error:
        heading(trend_title(now), str(error))
        return None


def trend_heading(reading: TrendReading, told: Trend) -> None:
    """Write the page's line, and the verdict or the conclusion on it."""
    now = reading.trending
    found = the_verdict(reading)
    if found is None:
        heading(trend_title(now), trend_conclusion(told))
    else:
        verdict_heading(trend_title(now), found, f"{now.types[0]}-{now.code}", quiet=RECORDED)
    _leads(reading)


def the_verdict(reading: TrendReading) -> Verdict | None:
    """Return the verdict on one type or group in the chosen period; None where there is none."""
    now, shared = reading.trending, reading.shared
    if len(now.types) != 1:
        return None
    period = shared.basis if now.level == "ward" else shared.period
    level = now.level
    if level == "lsoa" and load_catalogue().period(period).kind != "recorded":
        return None
    if now.code not in area_figures(now.types[0], period, level).index:
        return None
    return verdict(now.types[0], period, level, now.code, shared.wards == "force")


def _leads(reading: TrendReading) -> None:
    """Link to the place on the other pages."""
    shared, now = reading.shared, reading.trending
    indicator = now.types[0] if len(now.types) == 1 else None
    with st.container(key="ward-leads", horizontal=True):
        if shared.ward is not None:
            lead("ward", "Ward profile", shared)
        explore_lead(f"Explore {whose(district_name(shared.csp))} records", shared, indicator)
        lead("compare", f"{district_name(shared.csp)} among the districts", shared)
        lead("overview", f"{district_name(shared.csp)}: overview", shared)
