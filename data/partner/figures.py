"""A partner's table as figures by area: added up from complete sets, its rates worked out once."""

from __future__ import annotations

import pandas as pd

from data.catalogue.units import is_quotient, multiplier
from data.partner.levels import areas_of, level_of, members, type_at
from data.partner.statuses import GIVEN, MISSING, SUPPRESSED
from geo.areas import sum_to_areas
from geo.rates import crude_rate, rate_interval, wilson_interval

NUMBERS = ["numerator", "denominator", "value", "lower", "upper"]


def no_figures() -> pd.DataFrame:
    """Return the columns of numbers without a row, typed as they are with rows."""
    index = pd.Index([], name="area_code", dtype="str")
    return pd.DataFrame({column: pd.array([], dtype="Float64") for column in NUMBERS}, index=index)


def figures_at(table: pd.DataFrame, area_type: str, unit: str, level: str) -> pd.DataFrame:
    """Return a partner's figures by the areas of a level, before anything is withheld."""
    parents = members(area_type, level)
    if parents is None:
        return no_figures().assign(marker=pd.Series(dtype="str"))
    held = table.set_index("area_code")
    for column in ("numerator", "denominator", "value"):
        held[column] = held[column].astype("Float64")
    if unit == "count":
        # A count may have come as the value; from here on it is a numerator, which adds up.
        held["numerator"] = held["numerator"].fillna(held["value"])
    if level == level_of(area_type):
        figures = held.reindex(areas_of(area_type).index)
        figures["marker"] = figures["marker"].fillna(MISSING)
    else:
        figures = _added_up(held, parents).reindex(areas_of(type_at(area_type, level)).index)
    return _rated(figures, unit)


def _added_up(held: pd.DataFrame, parents: pd.Series) -> pd.DataFrame:
    parts = held.reindex(parents.index)
    summed = pd.DataFrame(
        {column: sum_to_areas(parts[column], parents) for column in ("numerator", "denominator")}
    )
    summed["value"] = pd.array([pd.NA] * len(summed), dtype="Float64")
    withheld = (parts["marker"] == SUPPRESSED).groupby(parents).any()
    complete = summed["numerator"].notna()
    summed["marker"] = complete.map({True: GIVEN, False: MISSING})
    summed.loc[withheld.reindex(summed.index).fillna(False).astype(bool), "marker"] = SUPPRESSED
    return summed


def _rated(figures: pd.DataFrame, unit: str) -> pd.DataFrame:
    rated = figures.assign(
        lower=pd.array([pd.NA] * len(figures), dtype="Float64"),
        upper=pd.array([pd.NA] * len(figures), dtype="Float64"),
    )
    if unit == "count":
        rated["value"] = rated["numerator"]
    if is_quotient(unit):
        whole = rated["numerator"].notna() & rated["denominator"].notna()
        above, below = rated.loc[whole, "numerator"], rated.loc[whole, "denominator"]
        times = multiplier(unit)
        limits = (
            wilson_interval(above, below) * times
            if unit == "%"
            else rate_interval(above, below, times)
        )
        rated.loc[whole, "value"] = crude_rate(above, below, times)
        rated.loc[whole, ["lower", "upper"]] = limits.astype("Float64")
    rated[NUMBERS] = rated[NUMBERS].astype("Float64")
    return rated[[*NUMBERS, "marker"]]
