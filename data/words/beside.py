"""Two maps side by side in words: what the other is of, and whether the two compare."""

from __future__ import annotations

from data.figures.ward_view import WardView
from data.installed.catalogue import load_catalogue


def name_beside(chosen: str) -> str:
    """Name a period or an indicator in a list to choose from.

    >>> name_beside("2025"), name_beside("burglary")
    ('2025 (12 months)', 'Burglary')
    """
    catalogue = load_catalogue()
    if chosen in catalogue.periods:
        return str(catalogue.period(chosen).label)
    return str(catalogue.indicator(chosen).name)


def beside_note(first: WardView, second: WardView) -> str:
    """Say what keeps two maps from being compared; empty where nothing does."""
    said = []
    if first.indicator.id == second.indicator.id and _calendar(first) != _calendar(second):
        said.append("Not the same months: the season is in the difference.")
    if first.period.ward_vintage != second.period.ward_vintage:
        said.append("The wards of the two are not the same.")
    if first.indicator.id != second.indicator.id:
        said.append("Each map has its own classes.")
    return " ".join(said)


def _calendar(view: WardView) -> tuple[str, str]:
    start, end = view.period.start or "", view.period.end or ""
    return start[5:], end[5:]
