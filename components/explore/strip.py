"""How far the explorer's figures can be trusted: one quiet line, with the details on a click."""

from __future__ import annotations

from components.explore.downloads import notes
from components.page.telling import say
from components.page.trust_strip import Details, base_name, quiet_line
from data.explore.areas import layer_of
from data.explore.spans import mapped_share
from data.explore.view import ExploreView
from data.figures.area_figures import POLICE_SOURCE
from data.installed.catalogue import load_catalogue
from data.phrases.plain import short_span
from geo.areas import type_in_words

# Any run of months may be explored, and points need not be held of each.
NOT_LEGAL = ", not the legal wards of other pages"


def explore_strip(view: ExploreView, legal: bool, more: Details) -> None:
    """Draw the strip; ``legal`` says that other pages show legal wards, which this one does not."""
    months = view.months
    noun = "month" if len(months) == 1 else "months"
    parts = [
        f"{short_span(months[0], months[-1])}: {len(months)} {noun}, all loaded",
        f"{mapped_share(months[0], months[-1]):.1%} of the force's records mapped",
        base_name(str(view.period.population_base)),
        areas_name(layer_of(view.level, months[0])) + (NOT_LEGAL if legal else ""),
        load_catalogue().source(POLICE_SOURCE).short,
    ]

    def behind() -> None:
        for name, words in notes(view):
            say(words, bold=f"{name}.")

    quiet_line(parts, behind, more)


def areas_name(layer: str) -> str:
    """Name the areas of a layer.

    >>> areas_name("ward24"), areas_name("lsoa11")
    ('best-fit wards of 2024/25', 'LSOAs of 2011')
    """
    if layer.startswith("lsoa"):
        return type_in_words(layer)
    return f"best-fit wards of {load_catalogue().vintage_name(layer)}"
