"""What the store adds to the catalogue: periods, legal boundaries, partners' indicators."""

from __future__ import annotations

from dataclasses import replace

from data.catalogue.records import LEGAL, Catalogue, Period, Source, Theme
from data.installed.periods import imported_periods
from data.known import publishers
from data.outlines.legal_wards import legal_districts, legal_vintages
from data.partner.values import (
    partner_definitions,
    partner_indicators,
    partner_periods,
    partner_sources,
)
from data.tables.police import load_months
from data.tables.population import load_population_bases

PARTNER_THEME = "partner-tables"
_ASK = "Supplied for this partnership; ask the supplier before passing it on."


def with_store(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with what this installation's store adds to it."""
    periods = imported_periods(catalogue, load_months(), load_population_bases())
    periods |= {key: one for key, one in partner_periods().items() if key not in periods}
    told = _with_partners(replace(catalogue, periods=periods))
    return replace(told, periods=periods | legal_twins(told))


def _with_partners(catalogue: Catalogue) -> Catalogue:
    """Partners' indicators among the others, each named as a source and under its theme."""
    indicators = {one.id: one for one in partner_indicators()}
    if not indicators:
        return catalogue
    named = {one.id: one.theme or PARTNER_THEME for one in partner_definitions().values()}
    themes = dict(catalogue.themes)
    if PARTNER_THEME in named.values():
        themes[PARTNER_THEME] = _partner_theme(max(one.order for one in themes.values()) + 1)
    for indicator_id, theme_id in named.items():
        held = themes[theme_id]
        themes[theme_id] = replace(held, indicators=(*held.indicators, indicator_id))
    sources = {key: _source(key, name) for key, name in partner_sources().items()}
    return replace(
        catalogue,
        indicators={**catalogue.indicators, **indicators},
        themes=themes,
        sources={**catalogue.sources, **sources},
    )


def _partner_theme(order: int) -> Theme:
    return Theme(
        id=PARTNER_THEME,
        name="Partners' tables",
        short="Partners' tables",
        order=order,
        definition="Indicators that partners supplied and that were put under no other theme.",
        at_risk="The tables do not say.",
        note="Imported on this installation.",
    )


def _source(source_id: str, name: str) -> Source:
    licence = publishers().get(name)
    return Source(
        id=source_id,
        title=f"Official tables of the {name}" if licence else f"Table supplied by {name}",
        short=name if len(name) <= 24 else f"{name[:23].strip()}…",
        publisher=name,
        kind="data",
        date="as imported",
        period_covered="as the table says",
        licence=licence or _ASK,
        url="",
        attribution=f"{name}, {licence}." if licence else f"Supplied by {name}.",
    )


def legal_twins(catalogue: Catalogue) -> dict[str, Period]:
    """Return a twin, counted and drawn by legal wards, of each period that has them."""
    held = {one for one in legal_vintages() if legal_districts(one)}
    return {
        f"{period.id}{LEGAL}": replace(
            period, id=f"{period.id}{LEGAL}", boundary="legal", app=False, default=False
        )
        for period in catalogue.periods.values()
        if catalogue.ward_vintage(period.id) in held
    }
