"""The period that a partner's table is saved under: one time on one set of areas."""

from __future__ import annotations

from data.catalogue.records import Period
from data.installed.catalogue import load_catalogue
from data.partner.definition import IndicatorDefinition
from data.partner.levels import held_levels, level_of, lsoa_type_of, ward_type_of


def stored_period(definition: IndicatorDefinition) -> Period:
    """Return the period that a table's values will stand under.

    Parameters
    ----------
    definition : IndicatorDefinition
        With the areas and the time of the table.

    Returns
    -------
    Period
        One of the catalogue where that is of the same time and vintage of areas. Of a time that
        the catalogue has on other wards, its id ends in the vintage: a map has one set of wards.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from data.partner.definition import EXAMPLE
    >>> from data.partner.period import read_period
    >>> stored_period(replace(EXAMPLE, period=read_period("2025"))).id
    '2025'
    >>> stored_period(replace(EXAMPLE, level="ward19", period=read_period("2025"))).id
    '2025.ward19'
    """
    time, ward_type, lsoa_type = definition.period, *_vintages(definition.level)
    catalogue = load_catalogue()
    known = catalogue.periods.get(time.id)
    if known is not None and ward_type in (None, catalogue.ward_vintage(known.id)):
        return known
    newest = next(id for id in held_levels() if level_of(id) == "ward")
    other = ward_type is not None and (known is not None or ward_type != newest)
    return Period(
        id=f"{time.id}.{ward_type}" if other else time.id,
        label=f"{time.label} ({catalogue.vintage_name(str(ward_type))} wards)"
        if other
        else time.label,
        kind="partner",
        start=time.start,
        end=time.end,
        months=time.months,
        ward_vintage=ward_type,
        lsoa_vintage=lsoa_type,  # type: ignore[arg-type]
        note="As partners supplied it.",
        app=True,
    )


def _vintages(area_type: str) -> tuple[str | None, str | None]:
    if level_of(area_type) == "ward":
        return area_type, lsoa_type_of(area_type)
    if level_of(area_type) == "lsoa":
        return ward_type_of(area_type), area_type
    return None, None
