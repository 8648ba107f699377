"""What is said of the force in its years, and of a district on more than recorded crime."""

from __future__ import annotations

import pandas as pd

from data.figures.force_years import ForceYears
from data.figures.measures import Place
from data.installed.catalogue import load_catalogue
from data.phrases.plain import is_missing, joined, lower_first, percent_change, rate
from data.words.compare import number

# Higher than three quarters of the others is named.
HIGH_SHARE = 75


def years_message(told: ForceYears, name: str) -> str:
    """Say the force's latest rate beside the wider areas', and how each moved since the first.

    Parameters
    ----------
    told : ForceYears
        Of `data.figures.force_years`.
    name : str
        What is counted.

    Returns
    -------
    str
    """
    last = int(told.counts.index[-1])
    own, *wider = told.names
    rates = told.rates.loc[last] if last in told.rates.index else pd.Series(dtype=float)
    said = f"{name} in {own}, year to September {last}"
    if not is_missing(rates.get(own)):
        beside = joined([f"{one} {rate(rates[one])}" for one in wider if one in rates])
        said += f": {rate(rates[own])} per 1,000 residents; {beside}"
    first = int(told.counts.index[0])
    moved = joined([f"{one} {percent_change(_since(told, one))}" for one in told.names])
    return f"{said}. Number recorded since {first}: {moved}"


def _since(told: ForceYears, area: str) -> float:
    return float(told.index[area].iloc[-1]) - 100


def years_table(told: ForceYears) -> pd.DataFrame:
    """Return the years as a table: records, records over the first year's, rates.

    Parameters
    ----------
    told : ForceYears
        Of `data.figures.force_years`.

    Returns
    -------
    pandas.DataFrame
        A row a year; what the publisher does not print is missing.
    """
    first = int(told.counts.index[0])
    table = pd.DataFrame({"Year to September": told.counts.index})
    for name in told.names:
        table[f"{name}: recorded"] = told.counts[name].to_numpy()
        table[f"{name}: {first} = 100"] = told.index[name].round(1).to_numpy()
    for name in told.names:
        for label, frame in (
            ("per 1,000", told.rates),
            ("lower 95%", told.lower),
            ("upper 95%", told.upper),
        ):
            held = frame[name].reindex(told.counts.index).round(2)
            table[f"{name}: {label}"] = held.to_numpy()
    return table


def measures_message(places: tuple[Place, ...], district: str) -> str:
    """Say on what a district is higher than three quarters of the others.

    Parameters
    ----------
    places : tuple of Place
        Of `data.figures.measures.places_on_measures`.
    district : str
        Its name.

    Returns
    -------
    str

    Examples
    --------
    >>> from data.figures.measures import places_on_measures
    >>> measures_message(places_on_measures("E07000194")[:3], "Lichfield")
    'Beside crime, Lichfield is in the highest quarter of English districts on none of 3'
    """
    if len(places) == 1:
        name = lower_first(places[0].measure.name)
        return f"Beside crime: on {name} {district} is {place_words(places[0])} English districts"
    high = [lower_first(one.measure.name) for one in places if one.below >= HIGH_SHARE]
    named = f": {joined(high, 4)}" if high else ""
    return (
        f"Beside crime, {district} is in the highest quarter of English districts on "
        f"{number(len(high))} of {len(places)}{named}"
    )


def place_words(one: Place) -> str:
    """Say a place among districts: 'higher than 93% of 295'.

    >>> from data.figures.measures import places_on_measures
    >>> place_words(places_on_measures("E06000021")[0])
    'higher than 93% of 295'
    """
    return f"higher than {one.below:.0f}% of {one.of}"


def measures_table(places: tuple[Place, ...]) -> pd.DataFrame:
    """Return a district's places as a table.

    Parameters
    ----------
    places : tuple of Place
        Of `data.figures.measures.places_on_measures`.

    Returns
    -------
    pandas.DataFrame
        A row a measure, with its period, source and what to know before it is read.
    """
    sources = load_catalogue().sources
    return pd.DataFrame(
        {
            "Measure": [one.measure.name for one in places],
            "Period": [one.measure.period for one in places],
            "Districts lower %": [round(one.below) for one in places],
            "Of": [one.of for one in places],
            "Beware": [one.measure.caveat for one in places],
            "Source": [sources[one.measure.source].short for one in places],
        }
    )
