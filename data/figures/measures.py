"""A district among the districts of England on more than crime: a place, not a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.catalogue.measures import Measure, load_measures
from data.figures.area_figures import POLICE_SOURCE
from data.figures.country import among_districts
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.country import load_district_measures
from data.tables.official import official
from geo.ranking import share_below


@dataclass(frozen=True, slots=True)
class Place:
    """Where a district stands on a measure: ``below`` per cent of the ``of`` others are lower."""

    measure: Measure
    below: float
    of: int


@remembered(maxsize=64)
def places_on_measures(csp: str, theme: str = "") -> tuple[Place, ...]:
    """Return a district's place among the districts of England on each measure.

    Parameters
    ----------
    csp : str
        District code.
    theme : str
        Only the measures that are context of this theme; every one where it is empty.

    Returns
    -------
    tuple of Place
        In the catalogue's order. Measures without the district's figure are left out.

    Notes
    -----
    Among the districts that have a figure, of whichever year the publisher's codes are.

    Examples
    --------
    >>> [(one.measure.id, round(one.below), one.of) for one in places_on_measures("E06000021")][:1]
    [('imd', 93, 295)]
    """
    held = load_district_measures()
    found = []
    for one in load_measures():
        if theme and theme not in one.themes:
            continue
        values = held[held["measure"] == one.id].set_index("area_code")["value"]
        if csp in values.index:
            shown = replace(one, period=_period(one))
            found.append(Place(shown, share_below(values, csp) * 100, len(values) - 1))
    return tuple(found)


def place_on_crime(indicator_id: str, period_id: str, csp: str) -> Place | None:
    """Return a district's place among the districts with complete data on recorded crime.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    csp : str
        District code.

    Returns
    -------
    Place or None
        None where the indicator or period is not counted elsewhere.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> told = place_on_crime("burglary", "2025", "E07000194")
    >>> round(told.below), told.of
    (55, 223)
    """
    among = among_districts(indicator_id, period_id, csp)
    if among is None:
        return None
    catalogue = load_catalogue()
    measure = Measure(
        id=indicator_id,
        name=f"{catalogue.indicator(indicator_id).name}, recorded",
        file="",
        column="",
        period=catalogue.period(period_id).label.removesuffix(" (12 months)"),
        source=POLICE_SOURCE,
        themes=(),
        caveat="Counted from every force's files; four large forces publish none.",
    )
    return Place(measure, share_below(among.frame["rate"], csp) * 100, among.of - 1)


def _period(measure: Measure) -> str:
    """The period of a measure: that of the newest official table that was brought, where one is."""
    brought = official(measure.id)
    if not brought:
        return measure.period
    return str(list(brought.values())[-1]["period"].iloc[0])
