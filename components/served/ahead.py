"""What is worked out before it is asked for. Nothing here may declare a component."""

from __future__ import annotations

import gc

from data.figures.comparison import comparison_matrix
from data.figures.headlines import headline
from data.figures.risk import risk_view
from data.figures.ward_view import ward_view
from data.installed.catalogue import load_catalogue
from data.painting.months import paint_months
from data.painting.palette import LIGHT
from data.painting.wards import paint_wards
from data.selection.selection import district_name, read
from data.tables.police import load_months
from data.verdict.overview import headlines
from data.words.in_short import risk_in_short, theme_in_short


def judge_first() -> None:
    """Judge the district that the app opens on, for its Overview and its first theme."""
    if load_months().empty:
        return
    shown = read({}, "overview").selection
    csp, period = shown.csp, shown.basis
    risk_in_short(risk_view(period, csp), headlines(period, csp), district_name(csp))
    judge_theme()


def judge_theme(theme: str | None = None) -> None:
    """Make ready what a theme's page says and draws first, in the district the app opens on."""
    shown = read({"theme": theme} if theme else {}, "theme").selection
    if shown.indicator is None:
        return
    view = ward_view(shown.indicator, shown.basis, shown.csp)
    told = headline(shown.indicator, shown.basis, shown.csp)
    theme_in_short(view, told, district_name(shown.csp))
    paint_wards(view, shown, LIGHT)
    paint_months(view, LIGHT)


def judge_everything() -> None:
    """Judge the default district's wards on every counted indicator, and all districts."""
    catalogue = load_catalogue()
    period, csp = catalogue.default_period.id, catalogue.force.default_district
    for indicator in catalogue.counted_indicators:
        paint_months(ward_view(indicator.id, period, csp), LIGHT)
        headline(indicator.id, period, csp)
    for theme in catalogue.themes:
        judge_theme(theme)
    comparison_matrix(period)
    comparison_matrix(period, "global")
    settle()


def settle() -> None:
    """Take what is loaded out of the search for waste.

    Modules and tables stay as long as the server; looking through them again and again holds every
    reader's page for a third of a second.
    """
    gc.collect()
    gc.freeze()
