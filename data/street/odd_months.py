"""Months that are not taken unasked: those that could turn what is held into less than it is.

A file of one district, or of half a month, is sound by itself. So each month of an import is set
beside the month that it would replace and those around it (`geo.month_likeness`). Of the force
that the app serves size, districts and crime types are compared; of another force the size alone,
since its districts are not known here; of the transport police nothing, since how its months vary
was not measured.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Any

import pandas as pd

from data import store
from data.catalogue.base import base_catalogue
from data.phrases.plain import month as named
from data.phrases.plain import number_of
from data.street.apart import Counted
from data.street.report import TRANSPORT_POLICE
from data.tables.areas import load_areas
from data.tables.police import load_counts, load_months, load_unplaced
from geo.month_likeness import MonthShape, Odd, nearest, oddness

Key = tuple[str, str]
"""Force and month."""


def shape_of(file: Counted) -> MonthShape:
    """Return what a counted file holds; its districts and types where it is of the force served."""
    account, found = file.verdict.account, file.verdict.file.found
    served = found.force == base_catalogue().force.slug
    if not served or file.counts is None:
        return MonthShape(found.month, _once(account))
    counts = pd.read_parquet(BytesIO(file.counts.content)).astype({"crime_type": str})
    unplaced = pd.Series(dict(file.verdict.unplaced), dtype="int64")
    types = counts.groupby("crime_type")["count"].sum().add(unplaced, fill_value=0)
    areas = _by_district(counts).get(found.month, {})
    return MonthShape(found.month, _once(account), areas, _numbers(types))


def asked_about(fresh: Mapping[Key, MonthShape]) -> dict[Key, str]:
    """Return the months that are not taken unasked, each with the sentence to ask by."""
    told: dict[Key, str] = {}
    for force in sorted({one for one, _ in fresh}):
        own = {month: shape for (one, month), shape in fresh.items() if one == force}
        if force != TRANSPORT_POLICE:
            told |= {(force, month): said for month, said in _asked(own, held(force)).items()}
    return told


def held(force: str) -> dict[str, MonthShape]:
    """Return the months of a force that are held, as far as they can be set beside others."""
    if force == base_catalogue().force.slug:
        return _held_here()
    found = {
        key.removeprefix(f"{force}/"): entry.detail
        for key, entry in store.current().of_kind("police_month").items()
        if key.startswith(f"{force}/")
    }
    return {month: MonthShape(month, _once(one)) for month, one in found.items()}


def _held_here() -> dict[str, MonthShape]:
    """The months on the app's pages, with districts and crime types."""
    counts = load_counts()
    areas = _by_district(counts)
    both = pd.concat([counts, load_unplaced()]).astype({"month": str, "crime_type": str})
    types = both.groupby(["month", "crime_type"])["count"].sum()
    return {
        str(one["month"]): MonthShape(
            str(one["month"]),
            _once(one),
            areas.get(str(one["month"]), {}),
            _numbers(types[str(one["month"])]),
        )
        for one in load_months().to_dict("records")
    }


def _once(account: Mapping[Any, Any]) -> int:
    """A month's records, each once, wherever they lie."""
    return int(account["rows_read"]) - int(account["duplicates"])


def _asked(fresh: Mapping[str, MonthShape], held: Mapping[str, MonthShape]) -> dict[str, str]:
    """One force's months that are odd; one of them vouches for no other."""
    others = [one for month, one in held.items() if month not in fresh]
    told: dict[str, str] = {}
    # From the months that are held outwards, so that each is judged by those that were.
    for month in sorted(fresh, key=lambda one: (_away(one, held), one)):
        sound = [one for one in fresh.values() if one.month != month and one.month not in told]
        around = others if len(nearest(month, [one.month for one in others])) else others + sound
        replaced = held.get(month)
        odd = oddness(fresh[month], around, replaced)
        if odd is not None:
            told[month] = sentence(fresh[month], odd, replaced)
    return told


def _away(month: str, held: Collection[str]) -> int:
    place = pd.Period(month, "M").ordinal
    return min((abs(pd.Period(one, "M").ordinal - place) for one in held), default=0)


def sentence(shape: MonthShape, odd: Odd, replaced: MonthShape | None) -> str:
    """Say how a month differs from what it would replace, or from the months around it."""
    name, areas = named(shape.month, True), len(shape.by_area)
    if replaced is None:
        said = f"{name} would have {_size(shape.records, areas)}"
    else:
        now = f"{shape.records:,}" + (f" in {areas:,}" if areas else "")
        said = f"{name} would go from {_size(replaced.records, len(replaced.by_area))} to {now}"
    if odd.why == "fewer":
        return f"{said}."
    if odd.why == "size":
        around = _size(odd.expected, odd.areas)
        return f"{said}; the months around it lead to expect about {around}."
    what = f"in {_district(odd.name)}" if odd.why == "areas" else f"of '{odd.name}'"
    return f"{said}; {odd.share:.0%} would be {what}, in the months around it {odd.usual:.0%}."


def _size(records: int, areas: int) -> str:
    return number_of(records, "record") + (f" in {number_of(areas, 'district')}" if areas else "")


def _district(code: str) -> str:
    areas = load_areas()
    found = areas[(areas["area_type"] == "district") & (areas["area_code"] == code)]
    return str(found["area_name"].iloc[0]) if len(found) else code


def _by_district(counts: pd.DataFrame) -> dict[str, dict[str, int]]:
    """The located records by month and district."""
    areas = load_areas().astype({"area_type": str, "area_code": str})
    told = counts.astype({"month": str, "area_type": str, "area_code": str})
    told = told.merge(areas[["area_type", "area_code", "district_code"]], "left")
    summed = told.groupby(["month", "district_code"])["count"].sum()
    return {str(month): _numbers(one.droplevel(0)) for month, one in summed.groupby(level=0)}


def _numbers(told: pd.Series) -> dict[str, int]:
    return {str(name): int(number) for name, number in told.items()}
