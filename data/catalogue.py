"""The product's content as data: indicators, themes, sources, periods and districts.

Everything a screen says that is not a number is read from four TOML files in
``data/catalogue/``. Adding a theme, a plan or a force area is an edit to those files. They are
checked as a whole when they are loaded, so that a slip in an edit is reported with the file and
the key that it is in, and never shows as an empty panel in a meeting.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass as record
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic import ValidationError as PydanticError
from pydantic.dataclasses import dataclass

CATALOGUE_FOLDER = Path(__file__).with_name("catalogue")
_USUAL = CATALOGUE_FOLDER.resolve()

Unit = Literal[
    "per 1,000 residents",
    "per 10,000 aged under 18",
    "per 1,000 aged under 18",
    "per 100,000 residents",
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
WardVintage = Literal["ward19", "ward24"]
LsoaVintage = Literal["lsoa11", "lsoa21"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=24)]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
# A source may be written as one id or as a list of them.
SourceIds = Annotated[
    tuple[Text, ...], BeforeValidator(lambda ids: (ids,) if isinstance(ids, str) else ids)
]

# Refuses unknown keys: a misspelt key would otherwise be ignored in silence.
_STRICT = ConfigDict(extra="forbid")

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


@dataclass(frozen=True, slots=True, config=_STRICT)
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
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    attribution: Text
    note: str = ""
    csps: tuple[Text, ...] = ()  # CSPs that a document speaks for; empty for data


@dataclass(frozen=True, slots=True, config=_STRICT)
class Period:
    """A span of time that values belong to."""

    id: str
    label: Text
    kind: Literal["recorded", "published"]
    start: Month | None = None
    end: Month | None = None
    months: int | None = None  # months that must be loaded before a rate is complete
    ward_vintage: WardVintage | None = None
    lsoa_vintage: LsoaVintage | None = None
    population_base: str | None = None
    note: str = ""
    app: bool = False  # offered in the period picker
    default: bool = False


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


def load_catalogue(folder: Path | str = CATALOGUE_FOLDER) -> Catalogue:
    """Read and check the catalogue; the same object is returned on every later call.

    Parameters
    ----------
    folder : Path or str
        Folder with ``indicators.toml``, ``themes.toml``, ``sources.toml`` and ``areas.toml``.

    Returns
    -------
    Catalogue
        Records in the order of the files, save themes, which come by their ``order``.

    Raises
    ------
    CatalogueError
        Where a file is missing or not TOML, a key is unknown, missing or outside its closed
        list, an id comes twice, or one file names an id that another does not have. The message
        lists every fault found, each with its file, its key and what to do.

    Examples
    --------
    >>> catalogue = load_catalogue()
    >>> catalogue.indicator("asb").unit
    'per 1,000 residents'
    >>> catalogue.theme("asb").lead
    'asb'
    >>> catalogue.default_period.id
    '2025'
    """
    # A run of a page asks some fifty times: the usual folder is not looked up on disk each time.
    return _load(_USUAL if folder is CATALOGUE_FOLDER else Path(folder).resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> Catalogue:
    faults: list[str] = []
    areas, blocks = _read(folder, "areas.toml"), _read(folder, "themes.toml")
    asks = [
        _record(Ask, ask, "themes.toml", f"ask {number}", faults)
        for number, ask in enumerate(blocks.pop("ask", []), start=1)
    ]
    indicators = _records(Indicator, _read(folder, "indicators.toml"), "indicators.toml", faults)
    themes = _records(Theme, blocks, "themes.toml", faults)
    sources = _records(Source, _read(folder, "sources.toml"), "sources.toml", faults)
    periods = _records(Period, areas.pop("periods", {}), "areas.toml", faults, "periods.")
    force = _record(ForceArea, areas.pop("force", {}), "areas.toml", "force", faults)
    faults += [
        f"areas.toml [{key}]: unknown table. Keep only [force] and [periods.<id>]." for key in areas
    ]
    _raise(faults, folder)
    assert force is not None  # every fault in [force] has been raised
    catalogue = Catalogue(
        indicators=indicators,
        themes=dict(sorted(themes.items(), key=lambda item: item[1].order)),
        sources=sources,
        periods=periods,
        force=force,
        asks=tuple(ask for ask in asks if ask is not None),
        folder=folder,
    )
    _raise(
        [*_area_faults(catalogue), *_source_faults(catalogue), *_theme_faults(catalogue)], folder
    )
    return catalogue


def _read(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(
            f"{path} is missing. Restore it from the repository, or pass the folder that has the "
            "four catalogue files."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # tomllib reports a table or key written twice here too, with its line.
        raise CatalogueError(
            f"{path} is not valid TOML: {error}. Correct that line; an id or key may be written "
            "once only."
        ) from error


def _records(
    kind: type[_Record], tables: dict[str, Any], file: str, faults: list[str], prefix: str = ""
) -> dict[str, _Record]:
    records = {}
    for key, table in tables.items():
        made = _record(kind, table, file, f"{prefix}{key}", faults, key)
        if made is not None:
            records[key] = made
    return records


def _record(
    kind: type[_Record],
    table: Any,
    file: str,
    where: str,
    faults: list[str],
    record_id: str | None = None,
) -> _Record | None:
    """One record, or None with its faults added to the list (so that all are told at once)."""
    if not isinstance(table, dict) or "id" in table:
        faults.append(f"{file} [{where}]: must be a table; its heading is its id, so no key 'id'.")
        return None
    try:
        identified = table if record_id is None else {"id": record_id, **table}
        return TypeAdapter(kind).validate_python(identified)
    except PydanticError as error:
        for detail in error.errors():
            # An item of a list is told by its number, counted from 1 as a reader does.
            parts = (f"{part + 1}" if isinstance(part, int) else part for part in detail["loc"])
            faults.append(f"{file} [{where}] {' '.join(parts)}: {_advice(dict(detail))}")
        return None


def _advice(detail: dict[str, Any]) -> str:
    """A validation fault in words that tell an editor of the file what to do."""
    match detail["type"]:
        case "missing":
            return "is missing. Add it."
        case "unexpected_keyword_argument" | "extra_forbidden":
            return "is not a known key. Correct its spelling or remove it."
        case "literal_error":
            return f"is {detail['input']!r}. Use one of {detail['ctx']['expected']}."
        case "string_too_long":
            return (
                f"{detail['input']!r} has {len(detail['input'])} characters. "
                f"Shorten it to {detail['ctx']['max_length']}."
            )
        case _:
            return f"{detail['msg']} (found {detail['input']!r}). Correct it."


def _area_faults(catalogue: Catalogue) -> Iterable[str]:
    force = catalogue.force
    codes = [district.code for district in force.districts]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"areas.toml [force] districts: {code} comes twice. Keep one."
    if force.default_district not in codes:
        yield (
            f"areas.toml [force] default_district: {force.default_district} is not among the "
            "districts. Use one of their codes."
        )
    for district in force.districts:
        if district.upper_tier not in force.upper_tiers:
            yield (
                f"areas.toml [force] districts: {district.code} has upper_tier "
                f"{district.upper_tier}, which is not in upper_tiers. Add it there."
            )
    defaults = [period.id for period in catalogue.periods.values() if period.default]
    if len(defaults) != 1 or not catalogue.periods[defaults[0]].app:
        yield (
            "areas.toml [periods]: exactly one period must have default = true, and app = true "
            f"(found {', '.join(defaults) or 'none'})."
        )
    yield from _period_faults(catalogue)


def _period_faults(catalogue: Catalogue) -> Iterable[str]:
    for period in catalogue.periods.values():
        where = f"areas.toml [periods.{period.id}]"
        if (period.start is None) != (period.end is None) or (
            period.start and period.end and period.start > period.end
        ):
            yield f"{where} start, end: give both, the earlier first, or neither."
        if period.kind == "recorded" and not (
            period.start and period.months and period.ward_vintage and period.population_base
        ):
            yield (
                f"{where}: a recorded period needs start, end, months, ward_vintage and "
                "population_base. Add what is missing."
            )


def _source_faults(catalogue: Catalogue) -> Iterable[str]:
    """Faults in what indicators say of sources, and sources of districts."""
    for indicator in catalogue.indicators.values():
        for source in indicator.source:
            where = f"indicators.toml [{indicator.id}] source"
            yield from _dangling(where, source, catalogue.sources, "sources.toml")
    for source_id, held in catalogue.sources.items():
        for csp in held.csps:
            yield from _dangling(
                f"sources.toml [{source_id}] csps", csp, _district_names(catalogue), "areas.toml"
            )


def _theme_faults(catalogue: Catalogue) -> Iterable[str]:
    orders = [theme.order for theme in catalogue.themes.values()]
    yield from _row_faults(catalogue, [("ask", ask) for ask in catalogue.asks])
    for theme in catalogue.themes.values():
        where = f"themes.toml [{theme.id}]"
        for indicator in theme.indicators:
            yield from _dangling(
                f"{where} indicators", indicator, catalogue.indicators, "indicators.toml"
            )
        if theme.lead_counted is not None and theme.lead_counted not in {
            one.id for one in catalogue.counted_indicators
        }:
            yield (
                f"{where} lead_counted: {theme.lead_counted!r} has no counts in indicators.toml. "
                "Name an indicator with counts, or leave the key out."
            )
        if theme.proxy and (theme.lead_counted is None or "proxy" not in theme.note.lower()):
            yield f"{where} proxy: name lead_counted, and say in note that it is a proxy."
        if orders.count(theme.order) > 1:
            yield f"{where} order: {theme.order} is used twice. Give each theme its own number."
        yield from _standing_faults(catalogue, theme)


def _standing_faults(catalogue: Catalogue, theme: Theme) -> Iterable[str]:
    """Faults in a theme's priorities, cards and asks: what they name must exist, and once."""
    rows: list[tuple[str, Priority | Card | Ask]] = [
        *((f"{theme.id}.priority", row) for row in theme.priorities),
        *((f"{theme.id}.card", row) for row in theme.cards),
        *((f"{theme.id}.ask", row) for row in theme.asks),
    ]
    yield from _row_faults(catalogue, rows)


def _row_faults(
    catalogue: Catalogue, rows: Iterable[tuple[str, Priority | Card | Ask]]
) -> Iterable[str]:
    districts = _district_names(catalogue)
    seen: set[tuple[object, ...]] = set()
    for table, row in rows:
        where = f"themes.toml [{table}]"
        if row.csp is not None:
            yield from _dangling(f"{where} csp", row.csp, districts, "areas.toml")
        yield from _dangling(f"{where} document", row.document, catalogue.sources, "sources.toml")
        key = (table, row.csp, row.document, row.text if isinstance(row, Ask) else "")
        if key in seen:
            yield f"{where}: {row.csp} of {row.document} comes twice. Keep one."
        seen.add(key)
        if isinstance(row, Card):
            yield from _card_faults(catalogue, row, where)


def _card_faults(catalogue: Catalogue, card: Card, where: str) -> Iterable[str]:
    for period in [card.period, *(figure.period for figure in card.figures if figure.period)]:
        yield from _dangling(f"{where} period", period, catalogue.periods, "areas.toml")
    for figure in card.figures:
        yield from _dangling(
            f"{where} figures", figure.indicator, catalogue.indicators, "indicators.toml"
        )


def _district_names(catalogue: Catalogue) -> dict[str, str]:
    return {district.code: district.name for district in catalogue.force.districts}


def _dangling(where: str, name: str, known: Mapping[str, object], file: str) -> Iterable[str]:
    if name not in known:
        yield f"{where}: {name!r} is not in {file}.{_nearest(name, known)} Correct it or add it."


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _known(records: Mapping[str, _Record], key: str, what: str) -> _Record:
    try:
        return records[key]
    except KeyError:
        raise KeyError(
            f"No {what} {key!r} in the catalogue.{_nearest(key, records)} "
            f"Known: {', '.join(records)}."
        ) from None


def _raise(faults: Iterable[str], folder: Path) -> None:
    listed = list(faults)
    if listed:
        raise CatalogueError(
            f"The catalogue in {folder} has {len(listed)} fault(s):\n- " + "\n- ".join(listed)
        )
