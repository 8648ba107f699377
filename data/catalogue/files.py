"""Reading the four TOML files of the catalogue, and checking them as a whole.

A slip in an edit is reported with the file and the key that it is in, all slips at once, and
never shows as an empty panel in a meeting.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError

from data.catalogue.records import (
    CATALOGUE_FOLDER,
    Ask,
    Card,
    Catalogue,
    CatalogueError,
    ForceArea,
    Indicator,
    Period,
    Priority,
    Source,
    Theme,
    nearest,
)

_Record = TypeVar("_Record")


def read_catalogue(
    folder: Path = CATALOGUE_FOLDER, areas: Mapping[str, Any] | None = None
) -> Catalogue:
    """Read the four files and check them against one another.

    Parameters
    ----------
    folder : Path
        Folder with ``indicators.toml``, ``themes.toml``, ``sources.toml`` and ``areas.toml``.
    areas : mapping, optional
        What another force area's ``areas.toml`` would hold. What the files say of CSPs that are
        not in it is then left out.

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
    >>> read_catalogue().theme("asb").lead
    'asb'
    """
    own = _read(folder, "areas.toml") if areas is None else copy.deepcopy(dict(areas))
    blocks, held = _read(folder, "themes.toml"), _read(folder, "sources.toml")
    measures = _read(folder, "indicators.toml")
    if areas is not None:
        known = set(held)
        blocks, held = _of_these_csps(own, blocks, held)
        measures = _without_sources(measures, known - set(held))
    return _checked(folder, own, blocks, held, measures)


def _of_these_csps(
    areas: Mapping[str, Any], blocks: dict[str, Any], sources: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Themes and sources without what documents of other force areas' CSPs say."""
    codes = {district["code"] for district in areas.get("force", {}).get("districts", [])}
    kept_sources = {
        key: source
        for key, source in sources.items()
        if not source.get("csps") or codes & set(source["csps"])
    }

    def speaks_here(row: Mapping[str, Any]) -> bool:
        return row.get("document") in kept_sources and row.get("csp", "") in {"", *codes}

    def kept(theme: Any) -> Any:
        if isinstance(theme, list):
            return [row for row in theme if speaks_here(row)]
        rows = {name: theme[name] for name in ("priority", "card", "ask") if name in theme}
        return theme | {
            name: [row for row in told if speaks_here(row)] for name, told in rows.items()
        }

    return {key: kept(block) for key, block in blocks.items()}, kept_sources


def _without_sources(measures: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """Indicators that no longer name documents of other force areas' CSPs."""

    def kept(source: str | list[str]) -> list[str]:
        return [one for one in ([source] if isinstance(source, str) else source) if one not in gone]

    return {
        key: one | {"source": kept(one["source"])} if "source" in one else one
        for key, one in measures.items()
    }


def _checked(
    folder: Path,
    areas: dict[str, Any],
    blocks: dict[str, Any],
    held: dict[str, Any],
    measures: dict[str, Any],
) -> Catalogue:
    faults: list[str] = []
    asks = [
        _record(Ask, ask, "themes.toml", f"ask {number}", faults)
        for number, ask in enumerate(blocks.pop("ask", []), start=1)
    ]
    indicators = _records(Indicator, measures, "indicators.toml", faults)
    themes = _records(Theme, blocks, "themes.toml", faults)
    sources = _records(Source, held, "sources.toml", faults)
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
        if period.districts_only and period.app:
            yield f"{where}: one with districts_only is in no picker. Leave app out."


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
        yield f"{where}: {name!r} is not in {file}.{nearest(name, known)} Correct it or add it."


def _raise(faults: Iterable[str], folder: Path) -> None:
    listed = list(faults)
    if listed:
        raise CatalogueError(
            f"The catalogue in {folder} has {len(listed)} fault(s):\n- " + "\n- ".join(listed)
        )
