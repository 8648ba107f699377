"""Whether the period in view is the newest, in a few words for a quiet line."""

from __future__ import annotations

from data.installed.catalogue import load_catalogue
from data.phrases.plain import lower_first
from data.selection.opening import held_periods, is_older, newer_held
from data.selection.selection import (
    Selection,
    default_indicator,
    default_period,
    district_name,
    offered_indicators,
)


def older_theme(selection: Selection) -> list[str]:
    """Say where a theme's page shows an old figure, or not its first measure; nothing otherwise."""
    catalogue, csp, indicator = load_catalogue(), selection.csp, selection.indicator
    if indicator is None:
        return []
    if newer := newer_held(indicator, selection.period, csp):
        said = [_newer(newer)]
    elif held_periods(indicator, csp) and is_older(selection.period, catalogue.default_period.id):
        label = catalogue.period(selection.period).label
        said = [f"newest held: {lower_first(label)}"]
    else:
        said = []
    first = offered_indicators(catalogue, "theme", selection.theme)[0]
    if indicator != first and indicator == default_indicator(
        catalogue, "theme", selection.theme, csp
    ):
        name = lower_first(catalogue.indicator(first).name)
        said.append(f"no figure on {name} held for {district_name(csp)}")
    return said


def older_page(selection: Selection, page: str) -> list[str]:
    """Say where a page of several indicators shows an older period than it opens on."""
    usual = default_period(load_catalogue(), page, None)
    return [_newer(usual)] if is_older(selection.period, usual) else []


def _newer(period: str) -> str:
    return f"not the newest: {load_catalogue().period(period).label} is held"
