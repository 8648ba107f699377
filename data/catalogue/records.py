"""The records of the catalogue: indicators, themes, sources, periods, districts."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass as record
from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

CATALOGUE_FOLDER = Path(__file__).parent

Unit = Literal[
    "per 1,000 residents",
    "per 10,000 aged under 18",
    "per 1,000 aged under 18",
    "per 10,000 residents",
    "per 100,000 residents",
    "per 1,000 households",
    "per 1,000 of that age",
    "per 10,000 of that age",
    "per 100,000 of that age",
    "%",
    "% change",
    "count",
    "rank",
    "pounds",
    "ratio",
    "years",
    "index",
]
Polarity = Literal["higher is worse", "lower is worse", "neutral"]
Sensitivity = Literal["open", "restricted"]
AreaLevel = Literal["lsoa", "ward", "district", "upper_tier", "force", "region", "country"]
Tier = Literal["priority", "additional", "cross-cutting", "supplementary"]
LsoaVintage = Literal["lsoa11", "lsoa21"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=24)]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
WardVintage = Annotated[str, StringConstraints(pattern=r"^ward\d\d$")]
# A source may be written as one id or as a list of them.
SourceIds = Annotated[
    tuple[Text, ...], BeforeValidator(lambda ids: (ids,) if isinstance(ids, str) else ids)
]

# Refuses unknown keys: a misspelt key would otherwise be ignored in silence.
_STRICT = ConfigDict(extra="forbid")
# So that a theme can be copied with another indicator: the files' keys are not its attributes'.
_BY_NAME = ConfigDict(extra="forbid", populate_by_name=True)

# Ends the id of a period whose wards are counted and drawn by their legal boundaries.
LEGAL = ".legal"
TIER_ORDER: tuple[Tier, ...] = ("priority", "cross-cutting", "additional", "supplementary")


class CatalogueError(ValueError):
    """The catalogue cannot be used; the message names each file and key, and what to do."""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Indicator:
    """One measure: what it counts, over what, and how it may be shown."""

    id: str
    name: Text
    short: Label
    unit: Unit
    polarity: Polarity
    sensitivity: Sensitivity
    smallest_area: AreaLevel
    source: SourceIds
    definition: Text
    caveat: Text
    counts: tuple[Text, ...] = ()
    children: Literal["cpp", "lac"] | None = None

    @property
    def is_counted(self) -> bool:
        """Whether data.police.uk records can be counted to make this indicator."""
        return bool(self.counts)

    @property
    def is_restricted(self) -> bool:
        """Whether small-area values are for authorised users only."""
        return self.sensitivity == "restricted"


@dataclass(frozen=True, slots=True, config=_STRICT)
class Figure:
    """A pointer from a card to a published value (no number is kept in the catalogue)."""

    indicator: Text
    group: str = ""
    period: str = ""  # empty: the card's own period
    area_code: str = ""  # empty: the card's own district


@dataclass(frozen=True, slots=True, config=_STRICT)
class Priority:
    """That a document gives a theme a standing in one CSP."""

    csp: Text
    document: Text
    year: Text
    tier: Tier
    note: str = ""


@dataclass(frozen=True, slots=True, config=_STRICT)
class Card:
    """What a document says of a theme in one CSP, in our own words; figures are looked up."""

    csp: Text
    document: Text
    period: Text
    volume_harm: str = ""
    comparison: str = ""
    direction: str = ""
    public_expectation: str = ""
    hotspots: str = ""
    at_risk: str = ""
    note: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class Ask:
    """What a plan recommends or commits to, in our own words."""

    document: Text
    text: Text
    csp: str | None = None


@dataclass(frozen=True, slots=True, config=_BY_NAME)
class Theme:
    """A community safety theme with its indicators, its standing and what the plans ask."""

    id: str
    name: Text
    short: Label
    order: int
    definition: Text
    at_risk: Text
    note: Text
    indicators: tuple[Text, ...] = ()
    lead_counted: str | None = None
    proxy: bool = False  # lead_counted only stands in for the theme
    priorities: tuple[Priority, ...] = Field(default=(), validation_alias="priority")
    cards: tuple[Card, ...] = Field(default=(), validation_alias="card")
    asks: tuple[Ask, ...] = Field(default=(), validation_alias="ask")

    @property
    def lead(self) -> str | None:
        """Id of the indicator that leads the theme's screen; None where nothing is measured."""
        return self.indicators[0] if self.indicators else None

    def cards_of(self, csp: str) -> tuple[Card, ...]:
        """The cards of one CSP, in the order of the file."""
        return tuple(card for card in self.cards if card.csp == csp)

    def asks_of(self, csp: str, documents: Iterable[str] = ()) -> tuple[Ask, ...]:
        """The asks that name the CSP, and those for all CSPs of one of `documents`."""
        shared = set(documents)
        return tuple(
            ask
            for ask in self.asks
            if ask.csp == csp or (ask.csp is None and (not shared or ask.document in shared))
        )


@dataclass(frozen=True, slots=True, config=_STRICT)
class Source:
    """A document or a data product, with the terms on which its figures are used."""

    id: str
    title: Text
    short: Label
    publisher: Text
    kind: Literal["document", "data"]
    date: Text
    period_covered: Text
    licence: Text
    url: Annotated[str, StringConstraints(pattern=r"^(https://\S+)?$")]  # empty: not published
    attribution: Text
    note: str = ""
    csps: tuple[Text, ...] = ()  # CSPs that a document speaks for; empty for data


@dataclass(frozen=True, slots=True, config=_STRICT)
class Period:
    """A span of time that values belong to."""

    id: str
    label: Text
    kind: Literal["recorded", "published", "partner"]
    start: Month | None = None
    end: Month | None = None
    months: int | None = None  # months that must be loaded before a rate is complete
    ward_vintage: WardVintage | None = None
    lsoa_vintage: LsoaVintage | None = None
    population_base: str | None = None
    note: str = ""
    app: bool = False  # offered in the period picker
    default: bool = False
    boundary: Literal["bestfit", "legal"] = "bestfit"  # what wards are counted and drawn by
    districts_only: bool = False  # its records serve districts and the force area, and no map


@dataclass(frozen=True, slots=True, config=_STRICT)
class District:
    """A local authority district, which is one Community Safety Partnership (CSP)."""

    code: Text
    name: Text
    upper_tier: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class ForceArea:
    """A police force area, its districts in display order and the wording it must carry."""

    code: Text
    name: Text
    police: Text
    default_district: Text
    districts: tuple[District, ...]
    upper_tiers: dict[str, str]
    attribution: tuple[Text, ...]
    slug: str = ""  # as data.police.uk writes the force in the names of its files
    printed_wards: WardVintage | None = None  # wards that documents name, unless a period says
    vintages: dict[WardVintage, Text] = Field(default_factory=dict)  # how each is called

    def district(self, code: str) -> District:
        """The district of a GSS code; KeyError names the known codes."""
        return _known({district.code: district for district in self.districts}, code, "district")


@record(frozen=True, slots=True, eq=False)
class Catalogue:
    """The four files together, checked against one another."""

    indicators: Mapping[str, Indicator]
    themes: Mapping[str, Theme]
    sources: Mapping[str, Source]
    periods: Mapping[str, Period]
    force: ForceArea
    asks: tuple[Ask, ...] = ()  # asks of a document that belong to no theme
    folder: Path = field(default=CATALOGUE_FOLDER)

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of an id; KeyError suggests the nearest known id."""
        return _known(self.indicators, indicator_id, "indicator")

    def theme(self, theme_id: str) -> Theme:
        """The theme of an id; KeyError suggests the nearest known id."""
        return _known(self.themes, theme_id, "theme")

    def source(self, source_id: str) -> Source:
        """The source of an id; KeyError suggests the nearest known id."""
        return _known(self.sources, source_id, "source")

    def period(self, period_id: str) -> Period:
        """The period of an id; KeyError suggests the nearest known id."""
        return _known(self.periods, period_id, "period")

    @property
    def app_periods(self) -> tuple[Period, ...]:
        """Periods offered in the picker, in the order of the file."""
        return tuple(period for period in self.periods.values() if period.app)

    @property
    def default_period(self) -> Period:
        """The period that a first visit shows."""
        return next(period for period in self.periods.values() if period.default)

    def ward_vintage(self, period_id: str) -> str:
        """The wards of a period; where it names none, those that the documents speak of."""
        named = self.period(period_id).ward_vintage or self.force.printed_wards
        return named or self.default_period.ward_vintage or ""

    @property
    def fitted(self) -> dict[str, str]:
        """The LSOA vintage that each ward vintage is fitted to, as recorded periods tell."""
        return {
            str(period.ward_vintage): str(period.lsoa_vintage)
            for period in self.periods.values()
            if period.kind == "recorded" and period.lsoa_vintage
        }

    def vintage_name(self, ward_vintage: str) -> str:
        """How a ward vintage is called: its year, unless the file says otherwise."""
        return self.force.vintages.get(ward_vintage, f"20{ward_vintage[-2:]}")

    @property
    def counted_indicators(self) -> tuple[Indicator, ...]:
        """Indicators that can be counted from data.police.uk, in the order of the file."""
        return tuple(one for one in self.indicators.values() if one.is_counted)

    def theme_priorities(self, csp: str) -> tuple[tuple[Theme, Priority], ...]:
        """Each standing that a document gives a theme in one CSP, strongest tier first.

        Parameters
        ----------
        csp : str
            District code of the CSP.

        Returns
        -------
        tuple of (Theme, Priority)
            By tier (priority, cross-cutting, additional, supplementary), then the themes'
            display order, then newest document first. A theme comes once per document.
        """
        rows = [
            (theme, standing)
            for theme in self.themes.values()
            for standing in theme.priorities
            if standing.csp == csp
        ]
        newest_first = sorted(rows, key=lambda row: row[1].year, reverse=True)
        return tuple(
            sorted(newest_first, key=lambda row: (TIER_ORDER.index(row[1].tier), row[0].order))
        )

    def themes_of(self, csp: str) -> tuple[Theme, ...]:
        """The themes with any standing in one CSP, each once, strongest tier first."""
        return tuple({theme.id: theme for theme, _ in self.theme_priorities(csp)}.values())


_Record = TypeVar("_Record")


def nearest(name: str, known: Iterable[str]) -> str:
    """Suggest the known name closest to one that is not known; empty where none is close."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _known(records: Mapping[str, _Record], key: str, what: str) -> _Record:
    try:
        return records[key]
    except KeyError:
        raise KeyError(
            f"No {what} {key!r} in the catalogue.{nearest(key, records)} "
            f"Known: {', '.join(records)}."
        ) from None
