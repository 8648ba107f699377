"""Residents as the denominator of a partner's counts, where the partner gives none."""

from __future__ import annotations

import re

import pandas as pd

from data.catalogue.units import people_of
from data.partner.levels import held_levels, level_of, lsoa_type_of, members
from data.partner.period import PartnerPeriod
from data.partner.words import PartnerError
from data.tables.population import load_population, load_population_bases
from geo.areas import sum_to_areas, type_in_words
from geo.rates import DAYS_IN_YEAR, person_years
from geo.series import YEAR, days_of, months_from


def residents_base(area_type: str, unit: str, period: PartnerPeriod) -> str:
    """Return the population base nearest in time to a period, of the areas' own vintage."""
    people = people_of(unit)
    if people is None:
        raise PartnerError(f"A value in '{unit}' is not over residents. Give a denominator.")
    usable = [
        base
        for base, lsoa_type in zip(*_bases(), strict=True)
        if lsoa_type in _lsoa_types(area_type) and load_population(base)[people].notna().all()
    ]
    if not usable:
        what = "residents" if people == "residents" else "people aged under 18"
        raise PartnerError(
            f"No population base has {what} of {type_in_words(area_type)}. Give a denominator in "
            "the table."
        )
    middle = (int(period.start[:4]) + int(period.end[:4])) / 2
    return min(usable, key=lambda base: abs(_year(base) - middle))


def _bases() -> tuple[list[str], list[str]]:
    bases = load_population_bases()
    return bases["base"].tolist(), bases["area_type"].tolist()


def _lsoa_types(area_type: str) -> set[str | None]:
    """LSOA vintages that residents of these areas can be added up from."""
    if level_of(area_type) == "lsoa":
        return {area_type}
    if level_of(area_type) == "ward":
        return {lsoa_type_of(area_type)}
    return {id for id in held_levels() if level_of(id) == "lsoa"}


def _year(base: str) -> int:
    found = re.search(r"\d{4}", base)
    return int(found[0]) if found else 0


def _days(period: PartnerPeriod) -> int:
    """Days of a period; whole years are whole, so that a partner's annual rates come back."""
    assert period.months is not None
    if period.months % YEAR == 0:
        return period.months // YEAR * DAYS_IN_YEAR
    return days_of(months_from(period.start, period.end))


def residents_of_areas(
    area_type: str, unit: str, period: PartnerPeriod
) -> tuple[pd.Series, str, int]:
    """Return the people that a unit counts over, by area, for use as the denominator."""
    base = residents_base(area_type, unit, period)
    held = load_population(base)
    lsoa_type = str(held["area_type"].iloc[0])
    level = level_of(area_type)
    parents = members(lsoa_type, level)
    if parents is None:
        parts, whole = type_in_words(lsoa_type), type_in_words(area_type)
        raise PartnerError(f"Residents of {parts} cannot be added up to {whole}.")
    people = sum_to_areas(held[str(people_of(unit))], parents)
    if period.months is not None:
        people = person_years(people, _days(period))
    return people, base, _year(base) - int(period.start[:4])
