"""What a theme opens on in a district, and whether a newer figure is held than the one in view."""

from __future__ import annotations

from data.catalogue.records import Period
from data.figures.area_figures import area_figures, loaded_months, periods_of
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered

YEAR = 12


@remembered(maxsize=1024)
def held_periods(indicator: str, csp: str) -> tuple[str, ...]:
    """Return the periods in which a district has a figure, the best first.

    Best is the app's own period, then the newest whole year counted, then the newest figure that is
    printed or supplied; a part of a year comes last, because it carries the season.
    """
    periods = map(load_catalogue().period, periods_of(indicator))
    held = [
        one
        for one in periods
        # Of a period without a loaded month there are no figures to ask for.
        if (one.kind != "recorded" or loaded_months(one))
        and area_figures(indicator, one.id, "district")["rate"].notna().get(csp, False)
    ]
    # Sorted twice: the newest first, and among those of one age and kind as the catalogue has it.
    held.sort(key=lambda one: one.end or "", reverse=True)
    held.sort(key=_kind)
    return tuple(one.id for one in held)


def _kind(period: Period) -> int:
    if period.default:
        return 0
    if period.kind != "recorded":
        return 2
    return 1 if period.months == YEAR else 3


def opening_indicator(indicators: tuple[str, ...], csp: str) -> str | None:
    """Return the first of a theme's indicators that the district has a figure on, else its first.

    >>> opening_indicator(("arson", "arson-criminal-damage"), "E07000197")
    'arson-criminal-damage'
    """
    held = (one for one in indicators if held_periods(one, csp))
    return next(held, indicators[0] if indicators else None)


def newer_held(indicator: str, period: str, csp: str) -> str | None:
    """Return the best period held where it ends after the one in view; None where none does.

    >>> newer_held("asb", "2018-19", "E07000197"), newer_held("asb", "2025", "E07000197")
    ('2025', None)
    """
    best = next(iter(held_periods(indicator, csp)), None)
    return best if best and is_older(period, best) else None


def is_older(period: str, than: str) -> bool:
    """Say whether a period ends before another; a document's undated one is older than a dated."""
    catalogue = load_catalogue()
    ends = catalogue.period(than).end or ""
    return (catalogue.period(period).end or "") < ends
