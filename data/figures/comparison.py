"""Districts side by side: every counted indicator against the force, and how wards spread within.

Each figure is the one that `data.figures.headlines` and `data.figures.ward_view` give the other
pages; here they are only put beside one another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from data.catalogue.records import Indicator
from data.catalogue.units import multiplier
from data.figures.area_figures import Level, area_figures
from data.figures.country import Comparator
from data.figures.headlines import Headline, headline
from data.figures.partner_rates import partners_rates
from data.figures.ward_view import WardView, ward_view
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.funnel import baseline_rate, dispersion_of, funnel_flag, funnel_limits

# Enough for a smooth curve; each more is a number sent to the browser.
FUNNEL_STEPS = 40


@remembered(maxsize=32)
def comparison_matrix(period_id: str, comparator: Comparator = "force") -> pd.DataFrame:
    """Put every district's figure on every counted indicator beside what it is compared with.

    Parameters
    ----------
    period_id : str
        A period of the app.
    comparator : {"force", "global", "demographic", "economic", "all"}
        As of `data.figures.headlines.headline`. An indicator that is not counted elsewhere keeps
        its rates and is compared with nothing, so that a matrix has one comparison.

    Returns
    -------
    pandas.DataFrame
        One row per counted indicator and district, both in the catalogue's order, then partners'
        rates of the period (in a period that only partners speak of, those alone), from
        `data.figures.headlines.headline`: ``indicator``, ``name``, ``short``, ``unit``,
        ``polarity``,
        ``area_code``, ``area_name``, ``rate``, ``lower``, ``upper`` (95% interval),
        ``numerator``, ``residents``, ``force_rate``, ``against`` (what it is
        set against), ``against_rate``, ``times_against`` (the ratio to it), ``comparison`` (worse,
        better, higher, lower or similar), ``side`` (above, below or similar), ``rank`` (1 is the
        highest of ``of``), ``change_percent``, ``change_lower``, ``change_upper``,
        ``change_direction``, ``change_basis`` and ``status``. What is not published is missing,
        never 0.

    Examples
    --------
    >>> matrix = comparison_matrix("2025")
    >>> len(matrix) == 9 * matrix["indicator"].nunique()
    True
    """
    catalogue = load_catalogue()
    rows = [
        _matrix_row(
            _as_compared(headline(one.id, period_id, district.code, comparator), comparator),
            district.code,
            district.name,
        )
        for one in compared_indicators(period_id)
        for district in catalogue.force.districts
    ]
    table = pd.DataFrame(rows)
    numbers = ["rate", "lower", "upper", "force_rate", "against_rate", "times_against"]
    numbers += ["change_percent", "change_lower", "change_upper"]
    table[numbers] = table[numbers].astype("Float64")
    whole = ["numerator", "residents", "rank"]
    table[whole] = table[whole].astype("Int64")
    return table


def compared_indicators(period_id: str) -> tuple[Indicator, ...]:
    """Return the indicators of the matrix in a period: the counted ones, then partners' rates.

    Parameters
    ----------
    period_id : str
        A period of the app.

    Returns
    -------
    tuple of Indicator
        The counted ones in the catalogue's order, also where documents print only some of them. In
        a period that only partners speak of, their rates alone.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> len(compared_indicators("2025")) == len(load_catalogue().counted_indicators)
    True
    """
    supplied = partners_rates(period_id)
    if load_catalogue().period(period_id).kind == "partner":
        return supplied
    return (*load_catalogue().counted_indicators, *supplied)


def _as_compared(told: Headline, comparator: Comparator) -> Headline:
    if told.comparator == comparator:
        return told
    bare = {"against": "", "against_rate": None, "times_against": None}
    return replace(told, **bare, comparison=None, rank=None)  # type: ignore[arg-type]


def _matrix_row(told: Headline, code: str, name: str) -> dict[str, Any]:
    return {
        "indicator": told.indicator.id,
        "name": told.indicator.name,
        "short": told.indicator.short,
        "unit": told.indicator.unit,
        "polarity": told.indicator.polarity,
        "area_code": code,
        "area_name": name,
        "rate": told.rate,
        "lower": told.lower,
        "upper": told.upper,
        "numerator": told.numerator,
        "residents": told.residents,
        "force_rate": told.force_rate,
        "against": told.against,
        "against_rate": told.against_rate,
        "times_against": told.times_against,
        "comparison": told.comparison,
        "side": _side(told),
        "rank": told.rank,
        "of": told.of,
        "change_percent": told.change.percent,
        "change_lower": told.change.lower,
        "change_upper": told.change.upper,
        "change_direction": told.change.direction,
        "change_basis": told.change.basis,
        "status": told.status,
    }


def _side(told: Headline) -> str | None:
    """Above or below what it is set against by the interval, whatever the polarity calls it."""
    if told.comparison is None or told.comparison == "similar":
        return told.comparison
    return "above" if (told.times_against or 0) > 1 else "below"


def single_types() -> tuple[Indicator, ...]:
    """Return the counted indicators that are one crime type, so that no offence counts twice.

    Returns
    -------
    tuple of Indicator
        In the catalogue's order; sums of types (all crime, all theft) are left out.

    Examples
    --------
    >>> len(single_types())
    14
    """
    return tuple(one for one in load_catalogue().counted_indicators if len(one.counts) == 1)


def parts_of() -> dict[str, str]:
    """Return, for each single type that a smaller sum takes in, the id of that sum.

    The widest sum (all crime) is not a parent: every crime type is in it.

    Returns
    -------
    dict of str to str
        Indicator ids. A type that no smaller sum takes in is not a key.

    Examples
    --------
    >>> parts_of()["shoplifting"]
    'theft'
    """
    counted = load_catalogue().counted_indicators
    widest = max(len(one.counts) for one in counted)
    sums = [one for one in counted if 1 < len(one.counts) < widest]
    return {
        one.id: whole.id
        for whole in sums
        for one in single_types()
        if set(one.counts) < set(whole.counts)
    }


@remembered(maxsize=32)
def sides(period_id: str, comparator: Comparator = "force") -> pd.DataFrame:
    """Count, for each district, on how many single crime types it differs from its comparator.

    Parameters
    ----------
    period_id : str
        A period of the app.
    comparator : {"force", "global", "demographic", "economic", "all"}
        As of `comparison_matrix`.

    Returns
    -------
    pandas.DataFrame
        Indexed by district code, most above first: ``area_name``, ``above``, ``similar``,
        ``below`` (numbers of indicators by the 95% interval), ``judged`` (their sum; 0 where
        documents print rates only, which have no interval), ``above_names`` (a tuple of short
        names, the furthest above first) and ``above_ids`` (of the same indicators).

    Examples
    --------
    >>> told = sides("2025")
    >>> int(told["above"].iloc[0]), int(told["judged"].iloc[0])
    (14, 14)
    """
    matrix = comparison_matrix(period_id, comparator)
    single = matrix[matrix["indicator"].isin([one.id for one in single_types()])]
    counts = pd.crosstab(single["area_code"], single["side"])
    districts = {one.code: one.name for one in load_catalogue().force.districts}
    table = counts.reindex(index=list(districts), columns=["above", "similar", "below"])
    table = table.fillna(0).astype(int)
    table["judged"] = table.sum(axis=1)
    table.insert(0, "area_name", pd.Series(districts))
    above = single[single["side"] == "above"].sort_values("times_against", ascending=False)
    for column, of in (("above_names", "short"), ("above_ids", "indicator")):
        named = above.groupby("area_code")[of].agg(tuple)
        table[column] = [named.get(code, ()) for code in table.index]
    return table.sort_values("above", ascending=False, kind="stable")


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Areas against how much they ordinarily differ around the pooled rate.

    Attributes
    ----------
    points : pandas.DataFrame
        By area code: ``area_name``, ``district_code``, ``residents``, ``rate`` and ``flag`` (of
        `geo.funnel.FUNNEL`).
    limits : pandas.DataFrame
        By residents: ``lower_998``, ``lower_95``, ``upper_95``, ``upper_998`` in the unit of the
        rate.
    baseline : float
        The areas' pooled rate, in the same unit.
    unit : str
        The indicator's unit.
    dispersion : float
        How many times as much as chance the areas vary, which the limits allow for; 1 for chance
        alone, where the areas are too few to tell.
    """

    points: pd.DataFrame
    limits: pd.DataFrame
    baseline: float
    unit: str
    dispersion: float = 1.0


@remembered(maxsize=128)
def funnel(indicator_id: str, period_id: str, level: Level) -> Funnel | None:
    """Return the funnel of the force area's districts or wards on one indicator.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    level : {"ward", "district"}
        Areas drawn.

    Returns
    -------
    Funnel or None
        None where the period prints rates only: limits need counts. None for a share, which has
        no Poisson limits. A part of a year has fewer person-years than residents, and limits as
        much wider. An area without a figure (withheld, say) is in neither points nor limits.

    Examples
    --------
    >>> told = funnel("burglary", "2025", "district")
    >>> len(told.points), round(told.baseline, 2)
    (9, 3.05)
    >>> funnel("burglary", "2018-19", "district") is None
    True
    """
    figures = area_figures(indicator_id, period_id, level)
    figures = figures[figures[["numerator", "residents"]].notna().all(axis=1)]
    unit = load_catalogue().indicator(indicator_id).unit
    if figures.empty or unit == "%":
        return None
    times = multiplier(unit)
    baseline = baseline_rate(figures["numerator"], figures["denominator"])
    points = figures[["area_name", "district_code", "residents", "rate"]].copy()
    spread = dispersion_of(figures["numerator"], figures["denominator"])
    points["flag"] = funnel_flag(figures["numerator"], figures["denominator"], dispersion=spread)
    residents = figures["residents"].astype("float64")
    grid = pd.Series(np.linspace(residents.min() * 0.85, residents.max() * 1.05, FUNNEL_STEPS))
    years_each = float(figures["denominator"].sum()) / float(residents.sum())
    limits = funnel_limits(grid * years_each, baseline, times, spread)
    return Funnel(points, limits.set_index(grid.round()), baseline * times, unit, spread)


def force_wards(indicator_id: str, period_id: str) -> WardView:
    """Return every ward of the force area judged together, as the ward pages judge them.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.

    Returns
    -------
    WardView
        ``wards`` is what is asked for; ``own`` and ``local`` are those of the default district.
        Frames are shared between callers and must not be changed.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> force_wards("asb", "2025").wards["district_code"].nunique()
    9
    """
    # The set is the same whichever district asks, so one view serves all of them.
    csp = load_catalogue().force.default_district
    return ward_view(indicator_id, period_id, csp, whole_force=True)


def hidden_wards(indicator_id: str, period_id: str) -> pd.DataFrame:
    """Return the wards that a district's low rate hides.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.

    Returns
    -------
    pandas.DataFrame
        Wards whose rate is over that of every district, in a district whose own rate is under the
        force's, the highest first: ``area_name``, ``district_code``, ``district_name``, ``rate``,
        ``times_force``. Empty where not every district has a rate.

    Examples
    --------
    >>> len(hidden_wards("all-crime", "2018-19"))
    0
    """
    wards = force_wards(indicator_id, period_id).wards
    districts = area_figures(indicator_id, period_id, "district")
    force = area_figures(indicator_id, period_id, "force")["rate"].iloc[0]
    columns = ["area_name", "district_code", "rate", "times_force"]
    if districts["rate"].isna().any() or pd.isna(force):
        return wards.head(0)[columns].assign(district_name="")
    low = districts.index[districts["rate"] < force]
    hidden = wards[wards["district_code"].isin(low) & (wards["rate"] > districts["rate"].max())]
    return hidden[columns].assign(district_name=hidden["district_code"].map(districts["area_name"]))
