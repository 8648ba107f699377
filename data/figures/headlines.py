"""One indicator for one district beside its force area: what a headline row says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.catalogue.records import Indicator
from data.catalogue.units import multiplier
from data.documents.published import load_published
from data.figures.area_figures import area_figures
from data.figures.changes import change_on_year_before, changes_of_districts, span_of_year_before
from data.figures.country import (
    AmongDistricts,
    Comparator,
    among_districts,
    change_among,
)
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.benchmark import against_rest, compare_with_benchmark
from geo.change import DIRECTIONS
from geo.ranking import rank_highest_first


@dataclass(frozen=True, slots=True)
class Change:
    """How a district's rate moved, counted within the year or as a document prints it.

    ``percent``, ``lower`` and ``upper`` are per cent; missing where the base is under 20 or
    nothing is known. ``direction`` is one of `geo.change.DIRECTIONS`, or empty for a printed
    change, which comes without an interval. ``why`` says why there is none.
    """

    percent: float | None
    lower: float | None
    upper: float | None
    direction: str
    basis: str
    why: str = ""


THE_REST, THE_FORCE = "the rest of the force", "the force"
NO_CHANGE_KNOWN = Change(None, None, None, "", "", "no earlier figure to compare")
NO_YEAR_BEFORE = Change(None, None, None, "", "", "no year before to compare")


@dataclass(frozen=True, slots=True)
class Headline:
    """A district's rate with its interval, what it is set against, the rank and the change.

    Counted, it is set against the rest of the force area: against the whole it would be set partly
    against itself. ``against_rate`` is the rest's rate, ``times_against`` the ratio to it; of
    printed rates both are the whole force area's, as the document gives it (``against`` says
    which).

    With another ``comparator`` than the force both sides are counted from every force's files: the
    rate, its interval and its records are then those, and the rank is among ``of`` districts.

    ``wider`` holds what a document prints for a region or country in the same period, by name.
    """

    indicator: Indicator
    period: str
    status: str
    source: str
    rate: float | None
    lower: float | None
    upper: float | None
    numerator: int | None
    residents: int | None
    force_rate: float | None
    against: str
    against_rate: float | None
    times_against: float | None
    wider: tuple[tuple[str, float], ...]
    comparison: str | None
    rank: int | None
    of: int
    change: Change
    comparator: Comparator = "force"


@remembered(maxsize=1024)
def headline(
    indicator_id: str, period_id: str, csp: str, comparator: Comparator = "force"
) -> Headline:
    """Put a district's figure beside what it is compared with.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    csp : str
        District code.
    comparator : {"force", "global", "demographic", "economic", "all"}
        The rest of the force area; ONS's areas most like the district, of one kind; every district
        of its country. Where that cannot be had for the indicator and period, the force.

    Returns
    -------
    Headline
        Rates in the indicator's unit. The rank is 1 for the highest of all the force area's
        districts, and missing unless every one of them has a value. The comparison asks whether
        the 95% interval of the ratio to the rest of the force area holds 1; a printed rate has no
        interval and so no comparison.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> told = headline("all-crime", "2018-19", "E07000194")
    >>> told.rate, told.force_rate, round(told.times_against, 2), told.rank
    (58.8, 76.1, 0.77, None)
    >>> told = headline("all-crime", "2025", "E07000194", "global")
    >>> told.against, round(told.rate, 1), told.rank, told.of
    ('the 17 similar areas', 55.3, 12, 18)
    """
    if comparator == "force":
        return _beside_the_force(indicator_id, period_id, csp)
    own = headline(indicator_id, period_id, csp)
    if own.rate is None:
        return own
    among = among_districts(indicator_id, period_id, csp, comparator)
    return own if among is None else _beside(own, among)


def _beside(own: Headline, among: AmongDistricts) -> Headline:
    """The same headline with both sides from every force's files."""
    row = among.frame.T[among.csp]
    return replace(
        own,
        rate=among.rate,
        lower=known(row["lower"]),
        upper=known(row["upper"]),
        numerator=int(row["count"]),
        residents=int(row["residents"]),
        against=among.others_named,
        against_rate=among.pooled,
        times_against=among.ratio,
        comparison=among.comparison,
        rank=among.rank,
        of=among.of,
        change=_change_beside(own, among),
        comparator=among.against,
    )


def _change_beside(own: Headline, among: AmongDistricts) -> Change:
    """The change from every force's files, as far as that of the own force's is called real.

    Only the own force's records without a place are known, which a change is judged by.
    """
    told = change_among(own.indicator.id, own.period, among.csp, among.against)
    if told is None or own.change.percent is None:
        return own.change
    direction = own.change.direction
    if direction in DIRECTIONS[:2] and told.lower <= 0 <= told.upper:
        direction = "no real change"
    return replace(
        own.change,
        percent=known(told.percent),
        lower=known(told.lower),
        upper=known(told.upper),
        direction=direction,
    )


def _beside_the_force(indicator_id: str, period_id: str, csp: str) -> Headline:
    catalogue = load_catalogue()
    indicator = catalogue.indicator(indicator_id)
    districts = area_figures(indicator_id, period_id, "district")
    own = districts.loc[csp]
    force = area_figures(indicator_id, period_id, "force").T[catalogue.force.code]
    rate, force_rate = known(own["rate"]), known(force["rate"])
    complete = bool(districts["rate"].notna().all())
    against, against_rate, comparison = _against(districts, csp, force, indicator, period_id)
    return Headline(
        indicator=indicator,
        period=period_id,
        status=str(own["status"]),
        source=str(own["source"] or force["source"]),
        rate=rate,
        lower=known(own["lower"]),
        upper=known(own["upper"]),
        numerator=None if pd.isna(own["numerator"]) else int(own["numerator"]),
        residents=None if pd.isna(own["residents"]) else int(own["residents"]),
        force_rate=force_rate,
        against=against,
        against_rate=against_rate,
        times_against=rate / against_rate if rate is not None and against_rate else None,
        wider=_wider(indicator_id, period_id),
        comparison=comparison,
        rank=int(rank_highest_first(districts["rate"])[csp]) if complete else None,
        of=len(districts),
        change=_change(indicator_id, period_id, csp, str(own["source"])),
    )


def times_a_rate(rate: Any, other: float) -> float | None:
    """Return how many times another rate a rate is.

    Parameters
    ----------
    rate : Any
        A rate, or any kind of missing.
    other : float
        In the same unit, over 0.

    Returns
    -------
    float or None
        None where the rate is missing.

    Examples
    --------
    >>> times_a_rate(30.0, 20.0), times_a_rate(None, 20.0)
    (1.5, None)
    """
    own = known(rate)
    return None if own is None else own / other


def known(value: Any) -> float | None:
    """Return a figure as a float, or None where it is missing.

    Parameters
    ----------
    value : Any
        A number, or any kind of missing: None, NaN or ``pd.NA``.

    Returns
    -------
    float or None
        The number, not rounded; a 0 stays 0.

    Examples
    --------
    >>> known(pd.NA) is None
    True
    """
    return None if pd.isna(value) else float(value)


@remembered(maxsize=256)
def _wider(indicator_id: str, period_id: str) -> tuple[tuple[str, float], ...]:
    """What the documents print of a region or country; nothing is borrowed from another period."""
    published = load_published()
    rows = published[
        (published["indicator"] == indicator_id)
        & (published["period"] == period_id)
        & (published["group"] == "")
        & published["area_type"].isin(["region", "country"])
        & published["value"].notna()
    ].drop_duplicates("area_code")
    return tuple(zip(rows["area_name"], rows["value"].astype(float), strict=True))


def _against(
    districts: pd.DataFrame, csp: str, force: pd.Series, indicator: Indicator, period_id: str
) -> tuple[str, float | None, str | None]:
    """What a district is set against, its rate, and what the interval of the ratio says."""
    own = districts.loc[[csp]]
    if own[["numerator", "denominator"]].isna().any(axis=None) or pd.isna(force["numerator"]):
        return THE_FORCE, known(force["rate"]), _as_known(own, known(force["rate"]), indicator)
    told = _rest_of_force(indicator.id, period_id).loc[[csp]]
    rest = known(told["rest"][csp])
    if rest is None:
        return THE_FORCE, known(force["rate"]), None
    rest *= multiplier(indicator.unit)
    if told["lower"].isna().any():
        return THE_REST, rest, _as_known(own, rest, indicator)
    return THE_REST, rest, str(told["comparison"][csp])


# Asked for one district after another by the matrix.
@remembered(maxsize=256)
def _rest_of_force(indicator_id: str, period_id: str) -> pd.DataFrame:
    """Every district of the force area set against the rest of it."""
    catalogue = load_catalogue()
    districts = area_figures(indicator_id, period_id, "district")
    force = area_figures(indicator_id, period_id, "force").T[catalogue.force.code]
    told = against_rest(
        districts["numerator"], districts["denominator"], force["numerator"], force["denominator"]
    )
    polarity = catalogue.indicator(indicator_id).polarity
    said = compare_with_benchmark(told["lower"], told["upper"], 1.0, polarity)
    return told.assign(comparison=said)


def _as_known(own: pd.DataFrame, rate: float | None, indicator: Indicator) -> str | None:
    """Compare by the district's own interval, where the other side has no count to make one."""
    if rate is None:
        return None
    said = compare_with_benchmark(own["lower"], own["upper"], rate, indicator.polarity).iloc[0]
    return None if pd.isna(said) else str(said)


def _change(indicator_id: str, period_id: str, csp: str, document: str) -> Change:
    told = change_on_year_before(indicator_id, period_id, "district")
    if told is not None:
        # A sum of types is looked at alone; a single type is one of many that are.
        told = changes_of_districts(period_id).get(indicator_id, told)
        return change_of(told.T[csp], span_of_year_before(period_id))
    catalogue = load_catalogue()
    recorded = catalogue.period(period_id).kind == "recorded"
    if recorded and catalogue.indicator(indicator_id).is_counted:
        return NO_YEAR_BEFORE
    return _printed_change(indicator_id, csp, document)


def change_of(row: pd.Series, basis: str) -> Change:
    """Return a counted change.

    Parameters
    ----------
    row : pandas.Series
        Of `data.figures.changes.change_on_year_before`.
    basis : str
        The months compared.

    Returns
    -------
    Change

    Examples
    --------
    >>> row = pd.Series({"percent": None, "percent_lower": None, "percent_upper": None,
    ...                  "direction": "too few to say"})
    >>> change_of(row, "2025-01 to 2025-02 against 2024-01 to 2024-02").direction
    'too few to say'
    """
    return Change(
        known(row["percent"]),
        known(row["percent_lower"]),
        known(row["percent_upper"]),
        "" if pd.isna(row["direction"]) else str(row["direction"]),
        basis,
    )


def _printed_change(indicator_id: str, csp: str, document: str) -> Change:
    published = load_published()
    rows = published[
        (published["indicator"] == f"{indicator_id}-change")
        & (published["area_code"] == csp)
        & (published["group"] == "")
        & (published["document"] == document)
        & published["value"].notna()
    ]
    if rows.empty:
        return NO_CHANGE_KNOWN
    catalogue = load_catalogue()
    label = catalogue.period(str(rows["period"].iloc[0])).label
    return Change(float(rows["value"].iloc[0]), None, None, "", f"as published, {label}")
