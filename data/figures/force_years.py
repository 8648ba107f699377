"""The force in its years, beside its region and its country: the official yearly table.

A region or country is as the publisher adds it up from all of its forces, the four large ones that
police.uk lacks among them; no such rate is ever built from street-level records.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.figures.country import told_of_country
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.country import load_districts, load_force_years
from geo.rates import crude_rate, rate_interval


@dataclass(frozen=True, slots=True, eq=False)
class ForceYears:
    """Recorded crime of the force, its region and its country, years to September.

    Attributes
    ----------
    groups : tuple of str
        Offence groups of the table that are added up.
    names : tuple of str
        The force, its region, its country, as the columns of the frames; Wales is both at once.
    counts : pandas.DataFrame
        By year: records; missing where the table has none, or lacks one of an area's forces.
    index : pandas.DataFrame
        By year: records over those of the first year, times 100.
    rates : pandas.DataFrame
        By year: per 1,000 residents, of the years whose residents are at hand.
    lower, upper : pandas.DataFrame
        The rates' 95% intervals.
    """

    groups: tuple[str, ...]
    names: tuple[str, ...]
    counts: pd.DataFrame
    index: pd.DataFrame
    rates: pd.DataFrame
    lower: pd.DataFrame
    upper: pd.DataFrame


def groups_of(indicator_id: str) -> tuple[str, ...]:
    """Return the official table's offence groups that an indicator is nearest to.

    Parameters
    ----------
    indicator_id : str
        Id in the catalogue.

    Returns
    -------
    tuple of str
        As the publisher names them; empty where it is not in the table.

    Examples
    --------
    >>> groups_of("violence-sexual"), groups_of("asb")
    (('Violence against the person', 'Sexual offences'), ())
    """
    return tuple(told_of_country()["years"].get(indicator_id, ()))


@remembered(maxsize=32)
def force_in_years(groups: tuple[str, ...]) -> ForceYears | None:
    """Put a force's years beside those of its region and its country.

    Parameters
    ----------
    groups : tuple of str
        Offence groups of the table, added up.

    Returns
    -------
    ForceYears or None
        None where the table does not hold the force.

    Raises
    ------
    KeyError
        For a group that the table does not have.

    Notes
    -----
    Years end in September; fraud is left out. Residents are the sum of the districts' at mid-year.
    Source: Home Office and ONS.

    Examples
    --------
    >>> told = force_in_years(("Total recorded crime (excluding fraud)",))
    >>> told.names, int(told.counts.iloc[-1, 0]), round(float(told.rates.iloc[-1, 0]), 1)
    (('Staffordshire', 'West Midlands', 'England'), 86929, 73.8)
    """
    held = load_force_years()
    absent = [one for one in groups if one not in set(held["group"])]
    if absent:
        raise KeyError(f"The table has no offence group '{absent[0]}'.")
    areas = _areas()
    if areas is None or areas[0] not in set(held["area"]):
        return None
    held = held[held["group"].isin(groups)]
    by_area = held.set_index(["year", "area", "group"])
    each = by_area["count"].groupby(["year", "area"])
    # One group that is missing leaves the sum missing.
    counts = each.sum().where(each.count() == len(groups)).reset_index()
    people = by_area["residents"].groupby(["year", "area"]).first().reset_index()
    wide = counts.pivot_table("count", "year", "area", dropna=False).astype("Int64")
    unknown = counts.assign(gap=counts["count"].isna().astype("int8"))
    gaps = unknown.pivot_table("gap", "year", "area").eq(1)
    counts = _without_gaps(wide, gaps)[list(areas)]
    residents = people.pivot_table("residents", "year", "area", dropna=False)[list(areas)]
    police = load_catalogue().force.police
    names = (police.removesuffix(" Police").removesuffix(" Constabulary"), *areas[1:])
    counts.columns = residents.columns = pd.Index(names)
    years = residents.dropna().index
    rates = {
        name: rate_interval(counts[name][years], residents[name][years], 1000).assign(
            rate=crude_rate(counts[name][years], residents[name][years])
        )
        for name in names
    }
    frames = {
        column: pd.DataFrame({name: told[column] for name, told in rates.items()})
        for column in ("rate", "lower", "upper")
    }
    return ForceYears(
        groups,
        names,
        counts,
        (counts / counts.iloc[0] * 100).astype("Float64"),
        frames["rate"],
        frames["lower"],
        frames["upper"],
    )


def _areas() -> tuple[str, ...] | None:
    """The force as police.uk writes it, its region and its country; None of a force unknown."""
    districts = load_districts()
    slug = load_catalogue().force.slug
    own = districts[districts["force"] == slug]
    if own.empty:
        return None
    country = {"E": "England", "W": "Wales"}[str(own.index[0])[:1]]
    region = str(own["region_name"].mode().iloc[0])
    return tuple(dict.fromkeys([slug, region, country]))


def _without_gaps(counts: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Leave out a region's and a country's year for which one of their forces has no figure."""
    counts = counts.copy()
    districts = load_districts()
    countries = districts.index.str[:1].map({"E": "England", "W": "Wales"})
    for wider in (districts["region_name"], pd.Series(countries, index=districts.index)):
        for area, forces in districts["force"].groupby(wider):
            if area in counts:
                members = [one for one in forces.unique() if one in gaps]
                counts[area] = counts[area].mask(gaps[members].any(axis=1))
    return counts
