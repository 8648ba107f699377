"""The strategic assessment's card for a theme: local against force, or said to be missing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Card, Catalogue, Figure, Indicator, Theme
from data.documents.published import load_published
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.areas import load_areas


@dataclass(frozen=True, slots=True)
class CardFigure:
    """A local value with the force's beside it, as a document prints them.

    ``place`` is empty for the card's own district, else the ward or wider area the value is of.
    """

    indicator: Indicator
    place: str
    group: str
    period: str
    local: float | None
    force: float | None
    wording: str


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What one document says of a theme in a district, with its figures looked up."""

    card: Card
    title: str
    figures: tuple[CardFigure, ...]
    csps: tuple[str, ...]


def document_cards(theme: Theme, csp: str) -> tuple[DocumentCard, ...]:
    """Return the cards that documents hold on a theme for one CSP, newest document first.

    Parameters
    ----------
    theme : Theme
        From the catalogue.
    csp : str
        District code.

    Returns
    -------
    tuple of DocumentCard
        Empty where no document loaded has a card. A figure that the document does not print for
        the district or the force area is None, never 0.

    Examples
    --------
    >>> catalogue = load_catalogue()
    >>> card = document_cards(catalogue.theme("asb"), "E07000194")[-1]
    >>> [(one.local, one.force) for one in card.figures][0]
    (21.7, 32.6)
    """
    return _document_cards(theme.id, csp)


@remembered(maxsize=256)
def _document_cards(theme_id: str, csp: str) -> tuple[DocumentCard, ...]:
    catalogue = load_catalogue()
    theme = catalogue.theme(theme_id)
    made = [
        DocumentCard(
            card=card,
            title=catalogue.source(card.document).title,
            figures=tuple(_figure(card, one, catalogue) for one in _told_once(card, catalogue)),
            csps=tuple(
                standing.csp
                for standing in theme.priorities
                if standing.document == card.document and standing.tier == "priority"
            ),
        )
        for card in theme.cards_of(csp)
    ]
    order = {
        standing.document: standing.year for standing in theme.priorities if standing.csp == csp
    }
    return tuple(sorted(made, key=lambda one: order.get(one.card.document, ""), reverse=True))


def _told_once(card: Card, catalogue: Catalogue) -> list[Figure]:
    """The card's figures without the force's own rows: each stands beside the local value."""
    local = {(one.indicator, one.group) for one in card.figures if not one.area_code}
    return [
        one
        for one in card.figures
        if one.area_code != catalogue.force.code or (one.indicator, one.group) not in local
    ]


def _figure(card: Card, one: Figure, catalogue: Catalogue) -> CardFigure:
    published = load_published()
    period = one.period or card.period
    rows = published[
        (published["document"] == card.document)
        & (published["indicator"] == one.indicator)
        & (published["group"] == one.group)
        & (published["period"] == period)
    ].set_index("area_code")
    code = one.area_code or card.csp

    def value(area: str) -> float | None:
        if area not in rows.index:
            return None
        held = rows.loc[[area], "value"].iloc[0]
        return None if held != held else float(held)

    return CardFigure(
        indicator=catalogue.indicator(one.indicator),
        place=str(rows.loc[[code], "area_name"].iloc[0])
        if code in rows.index and code != card.csp
        else "",
        group=one.group,
        period=period,
        local=value(code),
        force=value(catalogue.force.code) if code == card.csp else None,
        wording=str(rows.loc[[code], "wording"].iloc[0]) if code in rows.index else "",
    )


def theme_figures(theme: Theme, csp: str) -> pd.DataFrame:
    """Return every figure the documents print on a theme for a district, its wards or the force.

    Parameters
    ----------
    theme : Theme
        From the catalogue.
    csp : str
        District code.

    Returns
    -------
    pandas.DataFrame
        ``Area``, ``Indicator``, ``Breakdown``, ``Value`` (missing where the document names a
        figure without its number), ``Unit``, ``Period``, ``Document``, ``Section``, ``Wording``;
        the district's own first. Empty where nothing is printed.

    Examples
    --------
    >>> figures = theme_figures(load_catalogue().theme("fraud"), "E07000194")
    >>> float(figures.loc[figures["Unit"] == "per 1,000 residents", "Value"].iloc[0])
    3.9
    """
    catalogue = load_catalogue()
    published, areas = load_published(), load_areas()
    wards = set(areas.loc[areas["district_code"] == csp, "area_code"])
    nearness = {csp: 0, catalogue.force.code: 2} | dict.fromkeys(wards - {csp}, 1)
    rows = published[
        published["indicator"].isin(theme.indicators) & published["area_code"].isin(nearness)
    ]
    rows = rows.assign(near=rows["area_code"].map(nearness))
    rows = rows.sort_values(["near", "document"], kind="stable")
    return pd.DataFrame(
        {
            "Area": rows["area_name"],
            "Indicator": [catalogue.indicator(one).name for one in rows["indicator"]],
            "Breakdown": rows["group"],
            "Value": rows["value"],
            "Unit": rows["unit"],
            "Period": [catalogue.period(one).label for one in rows["period"]],
            "Document": [catalogue.source(one).short for one in rows["document"]],
            "Section": rows["section"],
            "Wording": rows["wording"],
        }
    ).reset_index(drop=True)
