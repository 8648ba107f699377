"""What is said of a district among those of England and Wales, and among those most like it."""

from __future__ import annotations

import pandas as pd

from data.figures.country import Against, AmongDistricts, among_districts
from data.figures.risk import risk_indicators, total_indicator
from data.installed.catalogue import load_catalogue
from data.phrases.plain import joined, lower_first
from data.store.remembered import remembered
from data.words.compare import number

OVER = ("worse", "higher")
MEASURES = {"global": "people, work and place", "demographic": "people", "economic": "work and pay"}
Pair = tuple[AmongDistricts, AmongDistricts | None]


@remembered(maxsize=64)
def standings(period_id: str, csp: str, kind: Against = "global") -> dict[str, Pair]:
    """Return a district among all others and among those most like it, by indicator.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.
    csp : str
        District code.
    kind : {"global", "demographic", "economic"}
        By what the second are like it.

    Returns
    -------
    dict of str to (AmongDistricts, AmongDistricts or None)
        All crime first, then each single type; the second is None where no district that is like it
        has complete data. Empty where the period's months are not counted elsewhere.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> list(standings("2025", "E07000194"))[:2]
    ['all-crime', 'asb']
    """
    wanted = (total_indicator(), *risk_indicators(period_id))
    found = {one.id: among_districts(one.id, period_id, csp) for one in wanted}
    return {
        name: (told, among_districts(name, period_id, csp, kind))
        for name, told in found.items()
        if told is not None
    }


def country_message(period_id: str, csp: str, place: str, kind: Against = "global") -> str:
    """Say on what a district is over the others, and on what over those most like it.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.
    csp : str
        District code.
    place : str
        Its name.
    kind : {"global", "demographic", "economic"}
        By what others are most like it.

    Returns
    -------
    str
        A heading; what stands in it is counted over single types, all crime aside.

    Examples
    --------
    >>> country_message("2018-19", "E07000194", "Lichfield")
    'Lichfield among other districts: these months are not counted elsewhere'
    """
    held = standings(period_id, csp, kind)
    single = {name: pair for name, pair in held.items() if name != total_indicator().id}
    if not single:
        return f"{place} among other districts: these months are not counted elsewhere"
    everyone = [name for name, (told, _) in single.items() if told.comparison in OVER]
    alike = [name for name, (_, near) in single.items() if near and near.comparison in OVER]
    first = next(iter(held.values()))[0]
    return (
        f"Among {first.name} {place} is over the others together on {number(len(everyone))} of "
        f"{len(single)} types{_named(everyone)}, over those most like it on {number(len(alike))}"
        f"{_named(alike)}"
    )


def _named(indicators: list[str]) -> str:
    catalogue = load_catalogue()
    names = [lower_first(catalogue.indicator(one).short) for one in indicators]
    return f" ({joined(names, 3)})" if names else ""


def near_sentence(near: AmongDistricts, place: str) -> str:
    """Name the districts most like one, why they are, and which of them lack data.

    Parameters
    ----------
    near : AmongDistricts
        Among ONS's twenty of a kind.
    place : str
        The district's name.

    Returns
    -------
    str

    Examples
    --------
    >>> near = standings("2025", "E07000197")["all-crime"][1]
    >>> near_sentence(near, "Stafford").endswith(" Without complete data, and left out: Stockport.")
    True
    """
    said = f"Most like {place} by ONS's measures of {MEASURES[near.against]}"
    said += f" ({near.reason})" if near.reason else ""
    said += f": {joined(sorted(near.others['area_name']), 20)}."
    if near.missing:
        said += f" Without complete data, and left out: {joined(list(near.missing), 20)}."
    return said


def country_table(period_id: str, csp: str, kind: Against = "global") -> pd.DataFrame:
    """Return the table behind the strips, for reading and downloading.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.
    csp : str
        District code.
    kind : {"global", "demographic", "economic"}
        By what others are most like it.

    Returns
    -------
    pandas.DataFrame
        A row an indicator; rates per 1,000 residents, ratios with their 95% interval. What cannot
        be had is missing.

    Examples
    --------
    >>> int(country_table("2025", "E07000194")["Place"].iloc[0])
    156
    """
    catalogue = load_catalogue()
    rows = []
    for name, (told, near) in standings(period_id, csp, kind).items():
        row = {
            "Indicator": catalogue.indicator(name).name,
            "Rate": round(told.rate, 2),
            "Place": told.rank,
            "Of": told.of,
            **{f"{key.capitalize()} rate": round(value, 2) for key, value in told.spread.items()},
            "Others together": round(told.pooled, 2),
            "Ratio": round(told.ratio, 2),
            "Ratio lower 95%": round(told.lower, 2),
            "Ratio upper 95%": round(told.upper, 2),
        }
        if near is not None:
            row |= {
                "Place among like": near.rank,
                "Of like": near.of,
                "Like together": round(near.pooled, 2),
                "Ratio to like": round(near.ratio, 2),
                "Ratio to like lower 95%": round(near.lower, 2),
                "Ratio to like upper 95%": round(near.upper, 2),
            }
        rows.append(row)
    return pd.DataFrame(rows)
