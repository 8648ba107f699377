"""The wards of a district judged on one indicator: what map, panel, table and sentence show."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.records import Indicator, Period
from data.catalogue.units import multiplier
from data.figures.area_figures import (
    Level,
    area_figures,
    loaded_months,
    monthly_counts,
    residents_of,
)
from data.figures.changes import change_on_year_before
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.bands import BandRule, band_rule, statutory_band
from geo.classes import class_breaks
from geo.funnel import two_lenses
from geo.hotspot_lenses import lens_frame
from geo.ranking import rank_highest_first
from geo.rates import DAYS_IN_YEAR
from geo.series import days_in

# With fewer values than this a shaded scale would make much of little: all get one colour.
FEWEST_FOR_CLASSES = 5


@dataclass(frozen=True, slots=True, eq=False)
class WardView:
    """The wards of a district (or of the force) on one indicator, judged by both lenses.

    Attributes
    ----------
    indicator, period
        What is shown, and for when.
    wards : pandas.DataFrame
        Every ward of the set: the columns of `area_figures`, the lenses of
        `geo.hotspot_lenses.lens_frame`, ``times_district``, ``times_force``,
        ``rank_district``, ``rank_force``, and the change columns where they exist.
    own : pandas.DataFrame
        The district's wards among them.
    rule : BandRule or None
        The statutory rule's mean, SD and thresholds over the set.
    breaks : tuple of float
        Upper ends of the colour classes, from every ward of the force area, so that a colour
        means the same in each district.
    local, force : pandas.Series
        The district's and the force area's row of `area_figures`.
    csp : str
        District code.
    whole_force : bool
        Whether the wards are judged among all of the force area's.
    """

    indicator: Indicator
    period: Period
    csp: str
    whole_force: bool
    wards: pd.DataFrame
    own: pd.DataFrame
    rule: BandRule | None
    breaks: tuple[float, ...]
    own_breaks: tuple[float, ...]
    local: pd.Series
    force: pd.Series


@remembered(maxsize=512)
def ward_view(indicator_id: str, period_id: str, csp: str, whole_force: bool = False) -> WardView:
    """Judge the wards of a district, or of the force area, on one indicator.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    csp : str
        District code.
    whole_force : bool
        Take the bands and the funnel over every ward of the force area instead of the district.

    Returns
    -------
    WardView
        Frames are shared between callers and must not be changed.

    Examples
    --------
    >>> view = ward_view("all-crime", "2018-19", "E07000194")
    >>> view.wards.loc[view.wards["band"] == "significantly above average", "area_name"].tolist()
    ['Stowe', 'Chasetown']
    """
    catalogue = load_catalogue()
    indicator, period = catalogue.indicator(indicator_id), catalogue.period(period_id)
    every = area_figures(indicator_id, period_id, "ward")
    among = every if whole_force else every[every["district_code"] == csp]
    wards = _judged(among, indicator.unit)
    local = area_figures(indicator_id, period_id, "district").T[csp]
    force = area_figures(indicator_id, period_id, "force").iloc[0]
    wards["times_district"] = wards["rate"] / local["rate"]
    wards["times_force"] = wards["rate"] / force["rate"]
    wards = wards.join(_ranks(every))
    wards = wards.join(_ward_change(indicator_id, period_id))
    # Wards with counts only (legal ones) come in the order of their counts.
    wards = wards.sort_values(["rate", "numerator"], ascending=False, na_position="last")
    rule = band_rule(among["rate"]) if wards["band"].notna().any() else None
    few = every["rate"].notna().sum() < FEWEST_FOR_CLASSES
    breaks = class_breaks(every["rate"], classes=1 if few else 5)
    own = wards[wards["district_code"] == csp]
    return WardView(
        indicator=indicator,
        period=period,
        csp=csp,
        whole_force=whole_force,
        wards=wards,
        own=own,
        rule=rule,
        breaks=breaks,
        own_breaks=class_breaks(own["rate"], classes=1 if few else 5),
        local=local,
        force=force,
    )


def _judged(wards: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Add the lenses; no band where documents print only some wards of the set.

    They print the worst ones, and the mean and SD of the worst are not those of the wards.
    """
    lenses = lens_frame(_judgeable(wards, unit), multiplier(unit)).drop(
        columns=["rate", "lower", "upper"]
    )
    if wards["rate"].isna().any():
        lenses["band"] = statutory_band(wards["rate"].mask(wards["rate"].notna()))
        lenses["lenses"] = two_lenses(lenses["band"], lenses["funnel"])
    return wards.join(lenses)


def _judgeable(wards: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The wards, without counts where the funnel's Poisson limits would not hold.

    A share is of a whole, not of an exposure; and where a partner gave some wards a rate only,
    the counts of the others cannot make a funnel of the set.
    """
    countless = wards["rate"].notna() & wards["numerator"].isna()
    if unit == "%" or countless.any():
        return wards.assign(numerator=pd.array([pd.NA] * len(wards), dtype="Int64"))
    return wards


def _ranks(every: pd.DataFrame) -> pd.DataFrame:
    """Rank each ward in its district and in the force area.

    A rank is given only where every ward it is among has a rate: the first of three published
    wards of twenty-two is not the district's first.
    """
    rates = every["rate"]
    districts = rates.groupby(every["district_code"])
    complete = districts.transform("count") == districts.transform("size")
    within = districts.transform(rank_highest_first).astype("Int64").where(complete)
    overall = rank_highest_first(rates)
    if rates.isna().any():
        overall = overall.mask(overall.notna())
    return pd.DataFrame({"rank_district": within, "rank_force": overall})


def _ward_change(indicator_id: str, period_id: str) -> pd.DataFrame:
    change = change_on_year_before(indicator_id, period_id, "ward")
    if change is None:
        return pd.DataFrame()
    return change.add_prefix("change_")


def due_months(view: WardView) -> pd.DataFrame:
    """Return a recorded view's monthly counts by ward, with a missing column for an absent month.

    Parameters
    ----------
    view : WardView
        Names a counted indicator and a recorded period.

    Returns
    -------
    pandas.DataFrame
        One row for every ward of the force area (``area_code``), one column for each month that is
        due (``YYYY-MM``). A loaded month without a record is 0.

    Raises
    ------
    ValueError
        If the indicator is not counted or the period is not a recorded one.

    Examples
    --------
    >>> due_months(ward_view("asb", "2025", "E07000194")).shape
    (185, 12)
    """
    due = pd.period_range(view.period.start, view.period.end, freq="M").strftime("%Y-%m")
    return monthly_counts(view.indicator.id, view.period.id, "ward").reindex(columns=due)


def rates_by_month(indicator: Indicator, period: Period, level: Level) -> pd.DataFrame:
    """Return the rate of each loaded month for every area of a level.

    Parameters
    ----------
    indicator, period : Indicator, Period
        A counted indicator and a recorded period.
    level : {"lsoa", "ward", "district", "force"}
        What the areas are.

    Returns
    -------
    pandas.DataFrame
        One row for each area (``area_code``), one column for each loaded month (``YYYY-MM``).
        Recorded incidents of the month per 1,000 residents (or the indicator's own multiplier) a
        year, by its days; missing where the residents are.

    Examples
    --------
    >>> view = ward_view("asb", "2025", "E07000194")
    >>> rates_by_month(view.indicator, view.period, "ward").shape
    (185, 12)
    """
    records = monthly_counts(indicator.id, period.id, level)[list(loaded_months(period))]
    residents = residents_of(period.id, level).astype("Float64")
    years = days_in(records.columns) / DAYS_IN_YEAR
    return records.div(residents, axis=0).div(years, axis=1) * multiplier(indicator.unit)


def monthly_rates(view: WardView, csp: str, ward: str | None = None) -> pd.DataFrame | None:
    """Return monthly rates of a district, perhaps a ward in it, and the force area.

    Parameters
    ----------
    view : WardView
        Names the indicator and the period.
    csp : str
        District code.
    ward : str, optional
        Ward code.

    Returns
    -------
    pandas.DataFrame or None
        One row per month that is due (``YYYY-MM``), one column per place by name: the chosen
        ward, the district, the force area. Recorded incidents of the month per 1,000 residents
        (or the indicator's own multiplier) a year, by its days; an absent month is missing. None
        where the indicator has no monthly counts.

    Examples
    --------
    >>> view = ward_view("asb", "2025", "E07000194")
    >>> list(monthly_rates(view, "E07000194").columns)
    ['Lichfield', 'Staffordshire and Stoke-on-Trent']
    """
    if view.period.kind != "recorded" or not view.indicator.is_counted:
        return None
    catalogue = load_catalogue()
    places: list[tuple[Level, str, str]] = []
    if ward is not None and ward in view.wards.index:
        places.append(("ward", ward, str(view.wards.loc[ward, "area_name"])))
    places.append(("district", csp, catalogue.force.district(csp).name))
    places.append(("force", catalogue.force.code, catalogue.force.name))
    due = pd.period_range(view.period.start, view.period.end, freq="M").strftime("%Y-%m")
    columns = {}
    for level, code, name in places:
        columns[name] = rates_by_month(view.indicator, view.period, level).loc[code].reindex(due)
    return pd.DataFrame(columns, index=pd.Index(due, name="month"))
