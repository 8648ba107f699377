"""The one plain sentence under a title: where, whether it is real, whether it gets worse.

Each is chosen, the fullest first, from sentences on the same figures, so that a long name of a ward
leaves a detail out and never the point.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.figures.headlines import Change, Headline
from data.figures.profile import WardProfile
from data.figures.risk import RiskView
from data.figures.ward_view import WardView
from data.phrases.plain import (
    fitting,
    is_missing,
    joined,
    lower_first,
    ordinal,
    percent_change,
    times,
    whose,
)
from data.store.remembered import remembered
from data.words.absence import absent_wards, is_partners, reason
from data.words.figures import standing_out, with_unit, without_rates
from geo.change import CANNOT_TELL, DIRECTIONS


# The same for every reader, and said above the map, which waits for it.
@remembered(maxsize=256)
def theme_in_short(view: WardView, told: Headline, place: str) -> str:
    """Say which wards of a district stand out on an indicator, and how it changed.

    Parameters
    ----------
    view : WardView
        The wards that the map shows.
    told : Headline
        The district's figures; its change is the one told.
    place : str
        The district's name.

    Returns
    -------
    str
        One sentence of at most `data.phrases.plain.MOST_WORDS` words; without figures by ward, on
        the district.

    Examples
    --------
    >>> from data.figures.headlines import headline
    >>> from data.figures.ward_view import ward_view
    >>> key = ("asb", "2025", "E07000194")
    >>> theme_in_short(ward_view(*key), headline(*key), "Lichfield")
    'Chasetown stands out; Lichfield had 31% more recorded than in the same months a year before.'
    """
    return fitting(_joined(_wards(view, told, place), _changed(told.change, place)))


def risk_in_short(view: RiskView, figures: tuple[Headline, ...], place: str) -> str:
    """Say which wards of a district stand out most, and how all recorded crime changed.

    Parameters
    ----------
    view : RiskView
        The wards with the number of indicators they stand out on.
    figures : tuple of Headline
        The overview's headlines, all recorded crime first.
    place : str
        The district's name.

    Returns
    -------
    str
        One sentence of at most `data.phrases.plain.MOST_WORDS` words.

    Examples
    --------
    >>> from data.figures.risk import risk_view
    >>> from data.verdict.overview import headlines
    >>> key = ("2025", "E07000194")
    >>> risk_in_short(risk_view(*key), headlines(*key), "Lichfield")
    '3 of 22 wards stand out, most of all Stowe; all crime: no real change.'
    """
    known = int(view.own["flags"].notna().sum())
    if known == 0:
        return f"No ward table is published for {place} in this period."
    high = view.own[view.own["flags"].fillna(0) > 0]
    if high.empty:
        where = [f"None of the {known} wards stands out"]
    elif len(high) == 1:
        where = [f"One of {known} wards stands out, {high['area_name'].iloc[0]}"]
    else:
        said = f"{len(high)} of {known} wards stand out"
        where = [f"{said}, most of all {high['area_name'].iloc[0]}", said]
    moved = [_on_all_crime(one) for one in _moves(figures[0].change)] if figures else []
    return fitting(_joined(where, moved))


def ward_in_short(told: WardProfile) -> str:
    """Say how a ward's rate compares with its district's, its place there, and how it changed.

    Parameters
    ----------
    told : WardProfile
        The profile that the page shows.

    Returns
    -------
    str
        One sentence of at most `data.phrases.plain.MOST_WORDS` words.

    Examples
    --------
    >>> from data.figures.profile import ward_profile
    >>> ward_in_short(ward_profile("all-crime", "2025", "E05010670")).split("; ")
    ["2.6× Lichfield's rate, 1st of 22 wards, marked by both lenses",
     'no real change on a year before.']
    """
    row = told.row
    if is_missing(row["rate"]):
        return fitting(_of_no_rate(told))
    if is_missing(row["times_district"]):
        where = [with_unit(row["rate"], told.indicator.unit)]
    else:
        where = [f"{times(row['times_district'])} {whose(told.district)} rate"]
    fuller = [f"{one}{place}{mark}" for one in where for place, mark in _standing(told)]
    return fitting(_joined(fuller, _moves(told.change)))


def _of_no_rate(told: WardProfile) -> list[str]:
    why = reason(told.row["status"], told.indicator, told.period)
    return [why.rstrip("."), "No rate is shown for this ward"]


def _standing(told: WardProfile) -> list[tuple[str, str]]:
    """The ward's place among its district's and what the lenses make of it, the fullest first."""
    rank = told.row["rank_district"]
    place = "" if is_missing(rank) else f", {ordinal(rank)} of {told.wards_in_district} wards"
    mark = {
        "both": ", marked by both lenses",
        "SD only": ", marked by one lens",
        "funnel only": ", marked by one lens",
        "neither": ", not marked as high",
    }.get(str(told.row["lenses"]), "")
    return [(place, mark), ("", mark), (place, ""), ("", "")]


def _wards(view: WardView, told: Headline, place: str) -> list[str]:
    """Where it is worst among a district's wards, the fullest sentence first."""
    wards, known = view.own, int(view.own["rate"].notna().sum())
    if known == 0 or without_rates(view):
        return _district_only(view, told, place)
    if is_partners(view.indicator) and known < len(wards):
        absent = absent_wards(wards, view.indicator).rstrip(".")
        top = wards[wards["rate"].notna()].iloc[0]["area_name"]
        return [f"{absent}; highest shown is {top}", absent, f"The highest shown is {top}"]
    if view.rule is None:
        named = wards.loc[wards["rate"].notna(), "area_name"].tolist()
        said = f"Published for {known} of {len(wards)} wards only"
        return [f"{said}: {joined(named)}", f"{said}, {named[0]} highest", said]
    return _outstanding(view, known)


def _outstanding(view: WardView, known: int) -> list[str]:
    high = standing_out(view)["area_name"].tolist()
    if not high:
        return [
            f"No ward stands out, {view.own['area_name'].iloc[0]} is highest",
            "No ward stands out",
        ]
    if len(high) == 1:
        return [f"{high[0]} stands out"]
    said = f"{len(high)} of {known} wards stand out"
    named = [f"{joined(high)} stand out"] if len(high) == 2 else []
    return [*named, f"{said}, {high[0]} highest", said]


def _district_only(view: WardView, told: Headline, place: str) -> list[str]:
    """What is known of the district, where its wards have no rates."""
    if told.rate is None:
        if view.local["status"] in ("suppressed", "restricted"):
            why = reason(view.local["status"], view.indicator, view.period)
            return [
                f"The {place} figure is not shown: {lower_first(why)}",
                "Its figure is not shown",
            ]
        return [f"No figure for {place} or its wards in this period"]
    said = f"{place}: {with_unit(told.rate, view.indicator.unit, told.against_rate)}"
    hidden = view.own["status"].isin(("suppressed", "restricted")).any()
    wards = "no ward figures are shown" if hidden else "no rates by ward"
    if told.times_against:
        against = f"{times(told.times_against)} {whose(told.against)}"
        return [f"{said}, {against}; {wards}", f"{said}; {wards}", said]
    return [f"{said}; {wards}", said]


def _changed(change: Change, place: str) -> list[str]:
    """How a district changed, the fullest first."""
    moved = _moves(change)
    if change.direction in DIRECTIONS[:2] and moved:
        return [f"{place} had {moved[0]}", *moved]
    return moved


def _moves(change: Change) -> list[str]:
    """How the count moved, the fullest first; nothing where no change is known."""
    if not change.basis:
        return []
    if change.direction == "too few to say":
        return ["too few to tell a change on a year before", "too few to tell a change"]
    if change.direction == CANNOT_TELL:
        return ["whether it changed cannot be told"]
    if change.direction == "no real change":
        return ["no real change on a year before", "no real change"]
    if change.percent is None:
        return []
    if not change.direction:  # as a document prints it
        return [f"{percent_change(change.percent)} as printed"]
    moved = percent_change(abs(change.percent)).lstrip("+")
    said = f"{moved} {'more' if change.direction == DIRECTIONS[0] else 'fewer'} recorded"
    return [f"{said} than in the same months a year before", f"{said} than a year before", said]


def _on_all_crime(moved: str) -> str:
    return f"all crime: {moved}"


def _joined(where: Iterable[str], moved: Iterable[str]) -> list[str]:
    """Every place with every change, the fullest first; then each place without a change."""
    places, moves = list(where), list(moved)
    both = [f"{place}; {move}" for place in places for move in moves]
    return [*both, *places]
