"""What the records of a place are made of, and its months, beside the place around it."""

from __future__ import annotations

import pandas as pd

from data.catalogue.records import Period
from data.catalogue.units import multiplier
from data.explore.areas import UNIT, AreaLevel, named_areas
from data.explore.crime_types import counted, crime_types_of, default_types, singles
from data.explore.spans import months_between, run_of, spanning
from data.figures.area_figures import Level, residents_of
from data.installed.catalogue import load_catalogue
from geo.rates import DAYS_IN_YEAR
from geo.series import days_in


def crime_mix(
    types: tuple[str, ...],
    first: str,
    last: str,
    districts: tuple[str, ...] = (),
    area: str | None = None,
    level: AreaLevel = "ward",
    within: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return what the records of a place are made of, beside the place around it.

    Parameters
    ----------
    types : tuple of str
        The indicators explored; their police.uk types are marked. Anti-social behaviour, which
        is no crime, is in the mix only where it is explored.
    first, last : str
        Months of one run.
    districts : tuple of str
        District codes; empty for the whole force area.
    area : str, optional
        One area of `level` instead; its district is then the reference.
    level : {"ward", "lsoa"}
        The level of `area` and of `within`.
    within : tuple of str
        Codes of the only areas wanted, such as a town's; their districts are then the reference.

    Returns
    -------
    pandas.DataFrame
        Indexed by police.uk type, most first: ``name``, ``count`` (records), ``share`` (percent),
        ``reference`` (percent, of the area's district or of the force area; missing for the whole
        force area), ``chosen`` (whether the type is explored). Shares are missing where nothing
        is recorded.

    Examples
    --------
    >>> mix = crime_mix(("all-crime",), "2025-01", "2025-12")
    >>> round(float(mix["share"].sum()), 6)
    100.0
    """
    months = list(months_between(first, last))
    period = spanning(first, last)
    chosen = crime_types_of(types)
    shown = tuple(dict.fromkeys([*crime_types_of(default_types()), *chosen]))
    own, around = _places(districts, area, level, period, within)
    rows = []
    for label in shown:
        row = {"crime_type": label, "name": singles()[label].name, "chosen": label in chosen}
        for column, place in (("count", own), ("around", around)):
            if place is not None:
                table = counted((label,), period.id, place[0])[months]
                row[column] = int(table.loc[list(place[1])].to_numpy().sum())
        rows.append(row)
    mix = pd.DataFrame(rows).set_index("crime_type")
    mix["share"] = _percent(mix["count"])
    mix["reference"] = (
        _percent(mix["around"])
        if around is not None
        else pd.Series(pd.NA, index=mix.index, dtype="Float64")
    )
    mix = mix.sort_values(["count", "name"], ascending=[False, True])
    return mix[["name", "count", "share", "reference", "chosen"]]


def _percent(counts: pd.Series) -> pd.Series:
    total = int(counts.sum())
    shares = counts.astype("Float64") / total * 100 if total else counts.astype("Float64") * pd.NA
    return shares.astype("Float64")


_Place = tuple[Level, tuple[str, ...]]


def _places(
    districts: tuple[str, ...],
    area: str | None,
    level: AreaLevel,
    period: Period,
    within: tuple[str, ...],
) -> tuple[_Place, _Place | None]:
    """A place and the one around it, as levels and codes."""
    force: _Place = ("force", (load_catalogue().force.code,))
    if area is not None:
        home = str(named_areas(level, period).loc[area, "district_code"])
        return (level, (area,)), ("district", (home,))
    if within:
        return (level, within), ("district", districts) if districts else force
    if districts:
        return ("district", districts), force
    return force, None


def monthly_series(
    types: tuple[str, ...],
    month: str,
    districts: tuple[str, ...] = (),
    area: str | None = None,
    level: AreaLevel = "ward",
    within: tuple[str, ...] = (),
    named: str = "",
) -> pd.DataFrame:
    """Return monthly rates over the whole run of a month, for a place and what is around it.

    Parameters
    ----------
    types, districts, area, level, within
        As in `crime_mix`.
    month : str
        Any month of the run.
    named : str
        What the areas of `within` are called together.

    Returns
    -------
    pandas.DataFrame
        One row per month of the run, one column per place by name, the chosen one first and the
        force area last: records of the month per 1,000 residents a year, by its days.

    Examples
    --------
    >>> monthly_series(("asb",), "2025-01", ("E07000194",)).columns.tolist()
    ['Lichfield', 'Staffordshire and Stoke-on-Trent']
    """
    run = run_of(month)
    assert run is not None  # `read` of the address has refused any other month
    period = spanning(run.months[0], run.months[-1])
    force = load_catalogue().force
    own, around = _places(districts, area, level, period, within)
    places = [own] + ([around] if around is not None else [])
    if places[-1][0] != "force":
        places.append(("force", (force.code,)))
    columns = {}
    for place_level, codes in places:
        counts = counted(crime_types_of(types), period.id, place_level).loc[list(codes)].sum()
        people = residents_of(period.id, place_level).reindex(list(codes)).sum()
        name = named if codes == within else place_name(codes, place_level, period)
        years = days_in(pd.Index(run.months)) / DAYS_IN_YEAR * (people or float("nan"))
        columns[name] = counts.reindex(run.months) / years * multiplier(UNIT)
    return pd.DataFrame(columns, index=pd.Index(run.months, name="month"))


def place_name(codes: tuple[str, ...], level: Level, period: Period) -> str:
    """Name one area, or several together."""
    if level == "force" or not codes:
        return load_catalogue().force.name
    names = named_areas(level, period).loc[list(codes), "area_name"].tolist()
    return str(names[0]) if len(names) == 1 else f"{len(names)} districts together"
