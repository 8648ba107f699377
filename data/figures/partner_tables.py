"""Every partner's table as rows for a district: whatever its unit, with its status in each row."""

from __future__ import annotations

import pandas as pd

from data.figures.area_figures import Level, area_figures
from data.installed.catalogue import load_catalogue
from data.partner.levels import LEVELS, level_of
from data.partner.values import partner_definitions, saved_tables
from data.store.remembered import remembered

_COLUMNS = ["indicator", "period", "area_code", "area_name", "level", "value", "unit", "status"]


def tables_of(theme: str | None = None) -> list[tuple[str, str]]:
    """Return partners' tables as pairs of indicator and period id, the newest period first.

    Parameters
    ----------
    theme : str, optional
        Only those that are shown with this theme.

    Returns
    -------
    list of (str, str)
        Within a period by the indicator's name. Empty where no such table is in the store, or the
        theme is not known.

    Examples
    --------
    >>> tables_of("no-such-theme")
    []
    """
    own = set(partner_definitions())
    if theme is not None:
        held = load_catalogue().themes.get(theme)
        own &= set(held.indicators) if held else set()
    tables = [one for one in saved_tables().values() if one.definition.id in own]
    tables.sort(key=lambda one: (one.definition.name, one.period.id))
    tables.sort(key=lambda one: one.period.end or "", reverse=True)
    return [(one.definition.id, one.period.id) for one in tables]


@remembered(maxsize=64)
def partner_rows(csp: str, theme: str | None = None, ward: str | None = None) -> pd.DataFrame:
    """Return what partners' tables say of a district, the force area, and wards.

    Parameters
    ----------
    csp : str
        District code.
    theme : str, optional
        Only tables shown with this theme; with all of the district's wards.
    ward : str, optional
        One ward, instead of all of them.

    Returns
    -------
    pandas.DataFrame
        One row for each table and area: ``indicator`` and ``period`` (ids), ``area_code``,
        ``area_name``, ``level``, ``value`` in ``unit``, and ``status`` as
        `data.figures.area_figures.area_figures` gives it. A value that is withheld, or not shown,
        or not supplied is missing. Without theme and ward: the district and the force area only.

    Examples
    --------
    >>> partner_rows("E07000194", "no-such-theme").empty
    True
    """
    catalogue = load_catalogue()
    wards: list[Level] = ["ward"] if theme is not None or ward is not None else []
    held = []
    for indicator, period in tables_of(theme):
        table = saved_tables()[f"{indicator}/{period}"]
        for level in (*wards, "district", "force"):
            if LEVELS.index(level_of(table.definition.level)) > LEVELS.index(level):
                continue
            frame = area_figures(indicator, period, level)
            codes = {"district": [csp], "force": [catalogue.force.code]}.get(level, [ward])
            if level == "ward" and ward is None:
                codes = frame.index[frame["district_code"] == csp].tolist()
            own = frame.loc[frame.index.isin(codes), ["area_name", "rate", "status"]]
            own = own.rename(columns={"rate": "value"}).reset_index(names="area_code")
            unit = catalogue.indicator(indicator).unit
            held.append(own.assign(indicator=indicator, period=period, level=level, unit=unit))
    rows = [one for one in held if not one.empty]
    return pd.concat(rows, ignore_index=True)[_COLUMNS] if rows else pd.DataFrame(columns=_COLUMNS)
