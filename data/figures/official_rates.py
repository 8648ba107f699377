"""The assessment's table of recorded rates, for any year and district that an official table holds.

The counts are the Home Office's or ONS's, which have offences that street-level records have not
(rape, kinds of robbery, possession of drugs); they also tell how complete the months of police.uk
are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.figures.risk import total_indicator
from data.installed.catalogue import load_catalogue
from data.known import offence_rows
from data.store.remembered import remembered
from data.tables.areas import load_areas
from data.tables.official import official
from data.tables.police import ASB, load_counts, load_months, load_unplaced
from data.tables.population import load_population, load_population_bases
from geo.benchmark import against_rest
from geo.rates import crude_rate, rate_interval

HOME_OFFICE, ONS = "police-recorded", "partnership-year"
QUARTERS = {1: (4, 5, 6), 2: (7, 8, 9), 3: (10, 11, 12), 4: (1, 2, 3)}
PER = 1000


@dataclass(frozen=True, slots=True, eq=False)
class OfficialTable:
    """Recorded crime of a district beside the rest of the force, by an official table.

    Attributes
    ----------
    csp, year : str
        The district; the year as the table has it ('2024-25': April to March).
    publisher : str
        Whose table it is.
    base : str
        The mid-year of the residents.
    quarters : tuple of int
        The quarters that the year holds; one that is not there is not guessed. (0,) is a table
        that has the year only.
    rows : pandas.DataFrame
        In the order of the assessment's table: ``indicator``, ``name``, ``count``, ``rate``,
        ``lower``, ``upper`` (95%), ``force_rate``, ``ratio``, ``ratio_lower``, ``ratio_upper`` (to
        the rest of the force). Missing where the table lacks the offence.
    """

    csp: str
    year: str
    publisher: str
    base: str
    quarters: tuple[int, ...]
    rows: pd.DataFrame


@remembered(maxsize=4)
def official_years() -> dict[str, str]:
    """Return the years that an official table of partnerships is kept of, with its kind.

    Returns
    -------
    dict of str to str
        Newest first. The Home Office's table goes before ONS's, which has fewer offences.

    Examples
    --------
    >>> official_years()
    {}
    """
    held = {year: kind for kind in (ONS, HOME_OFFICE) for year in official(kind)}
    return dict(sorted(held.items(), reverse=True))


@remembered(maxsize=64)
def official_table(year: str, csp: str) -> OfficialTable:
    """Return the table of recorded rates of a district in a year.

    Parameters
    ----------
    year : str
        One of `official_years`.
    csp : str
        District code.

    Returns
    -------
    OfficialTable

    Raises
    ------
    KeyError
        For a year that is not kept.

    Notes
    -----
    The force is all that the table counts for it, records of no partnership among them; its
    residents are those of its districts. A year of fewer than four quarters is annualised by them.

    Examples
    --------
    >>> official_table("1999-00", "E07000194")
    Traceback (most recent call last):
        ...
    KeyError: '1999-00'
    """
    kind = official_years()[year]
    held = official(kind)[year]
    base, residents = _residents(int(year[-2:]) + 1999 if year[:2].isdigit() else int(year[-4:]))
    quarters = tuple(sorted(int(one) for one in held["quarter"].unique()))
    years = 1.0 if quarters == (0,) else len(quarters) / 4
    catalogue = load_catalogue()
    rows = [
        {
            "indicator": indicator,
            "name": catalogue.indicator(indicator).name,
            **_row(chosen, csp, residents * years),
        }
        for indicator, lists in offence_rows().items()
        for chosen in [_offences(held, lists, indicator)]
    ]
    publisher = "Home Office" if kind == HOME_OFFICE else "ONS"
    return OfficialTable(csp, year, publisher, base, quarters, pd.DataFrame(rows))


def _offences(
    held: pd.DataFrame, lists: Sequence[Sequence[str]], indicator: str
) -> pd.DataFrame | None:
    """The rows of a table that make an indicator; None where it lacks the offence."""
    group, subgroup = held["group"].str.casefold(), held["subgroup"].str.casefold()
    names = set(group) | set(subgroup)
    for one in lists:
        if set(one) <= names:
            return held[group.isin(one) | subgroup.isin(one)]
    if indicator == total_indicator().id:
        # The offences themselves, without fraud, which no force's table holds whole.
        return held[~group.str.startswith("fraud")]
    return None


def _row(chosen: pd.DataFrame | None, csp: str, years: pd.Series) -> dict[str, float]:
    columns = ["count", "rate", "lower", "upper", "force_rate", "ratio"]
    columns += ["ratio_lower", "ratio_upper"]
    if chosen is None or csp not in set(chosen["csp"]):
        return dict.fromkeys(columns, float("nan"))
    own = pd.Series({csp: int(chosen.loc[chosen["csp"] == csp, "count"].sum())})
    people = years[[csp]]
    whole, everybody = float(chosen["count"].sum()), float(years.sum())
    limits = rate_interval(own, people, PER).T[csp]
    rest = against_rest(own, people, whole, everybody).T[csp]
    return {
        "count": float(own[csp]),
        "rate": float(crude_rate(own, people, PER)[csp]),
        "lower": float(limits["lower"]),
        "upper": float(limits["upper"]),
        "force_rate": whole / everybody * PER,
        "ratio": float(rest["ratio"]),
        "ratio_lower": float(rest["lower"]),
        "ratio_upper": float(rest["upper"]),
    }


def _residents(year: int) -> tuple[str, pd.Series]:
    """The residents of each district at the mid-year nearest to a year; of two, the earlier."""
    bases = sorted(load_population_bases()["base"].astype(str))
    base = min(bases, key=lambda one: abs(int(one[-4:]) - year))
    people = load_population(base)
    areas = load_areas()
    lsoas = areas[areas["area_type"].isin(people["area_type"].unique())]
    district = lsoas.drop_duplicates("area_code").set_index("area_code")["district_code"]
    return base, people["residents"].groupby(district.reindex(people.index)).sum()


@remembered(maxsize=4)
def months_against_official() -> pd.DataFrame:
    """Set the records of police.uk beside the official counts, quarter by quarter.

    Returns
    -------
    pandas.DataFrame
        A row a quarter whose three months are all loaded: ``quarter`` ('2025-01 to 2025-03'),
        ``official``, ``police_uk`` (crimes of the force's files, with and without a place) and
        ``share`` (per cent). Empty where no official table with quarters is kept.

    Notes
    -----
    Without fraud and anti-social behaviour. The two differ for reasons of their own (outcomes that
    cancel a crime, later changes of an offence), so that a share a little off 100 is no fault.

    Examples
    --------
    >>> months_against_official().columns.tolist()
    ['quarter', 'official', 'police_uk', 'share']
    """
    loaded, counted = set(load_months()["month"].astype(str)), _crimes_by_month()
    rows = []
    for year, held in sorted(official(HOME_OFFICE).items()):
        crimes = held[~held["group"].str.casefold().str.startswith("fraud")]
        for quarter in sorted({int(one) for one in crimes["quarter"]}):
            part = crimes[crimes["quarter"] == quarter]
            months = _months_of(int(year[:4]), quarter)
            if set(months) <= loaded:
                own = float(counted.reindex(months).sum())
                whole = float(part["count"].sum())
                rows.append((f"{months[0]} to {months[-1]}", whole, own, own / whole * 100))
    return pd.DataFrame(rows, columns=["quarter", "official", "police_uk", "share"])


def _months_of(first_year: int, quarter: int) -> list[str]:
    year = first_year + (quarter == len(QUARTERS))
    return [f"{year}-{month:02d}" for month in QUARTERS[quarter]]


def _crimes_by_month() -> pd.Series:
    """Crimes of the force's files by month: those with a place in the area, and without one."""
    parts = [load_counts(), load_unplaced()]
    crimes = pd.concat([one[one["crime_type"] != ASB][["month", "count"]] for one in parts])
    return crimes.groupby(crimes["month"].astype(str))["count"].sum()
