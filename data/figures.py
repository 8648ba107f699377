"""One indicator in one period as frames of areas: the figures that every screen draws from.

Here, and nowhere else, counts meet residents and documents meet ward lists. A page never adds up:
it asks for a frame, and the map, the panel, the table, the sentence and the download show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pandas as pd

from data.areas import load_areas, load_lookup
from data.catalogue import Indicator, Period, load_catalogue
from data.police import load_counts, load_months
from data.population import load_population
from data.published import load_published
from geo.bands import BandRule, band_rule, statutory_band
from geo.change import change_between
from geo.classes import class_breaks
from geo.funnel import two_lenses
from geo.hotspot_lenses import lens_frame
from geo.ranking import rank_highest_first
from geo.rates import crude_rate, person_years, rate_interval

Level = Literal["ward", "district", "force"]

_MULTIPLIERS = {
    "per 1,000 residents": 1_000.0,
    "per 1,000 aged under 18": 1_000.0,
    "per 10,000 aged under 18": 10_000.0,
    "per 100,000 residents": 100_000.0,
    "%": 100.0,
}
# The two halves of a full year are compared; a shorter run has no two like halves.
MONTHS_IN_HALF = 6
POLICE_SOURCE = "police_uk"
# With fewer values than this a shaded scale would make much of little: all get one colour.
FEWEST_FOR_CLASSES = 5
_FIGURE_COLUMNS = [
    "area_name",
    "district_code",
    "numerator",
    "denominator",
    "residents",
    "rate",
    "lower",
    "upper",
    "status",
    "source",
    "note",
]


def multiplier(unit: str) -> float:
    """Return what a rate in a unit is multiplied by; 1 for a count or an index.

    Examples
    --------
    >>> multiplier("per 1,000 residents")
    1000.0
    >>> multiplier("count")
    1.0
    """
    return _MULTIPLIERS.get(unit, 1.0)


@lru_cache(maxsize=256)
def periods_of(indicator_id: str) -> tuple[str, ...]:
    """Return the periods in which an indicator has any ward, district or force value.

    Parameters
    ----------
    indicator_id : str
        Id in the catalogue.

    Returns
    -------
    tuple of str
        Period ids, the app's own periods first in the catalogue's order, then those that only
        documents speak of, newest first.

    Examples
    --------
    >>> periods_of("asb")[0]
    '2025'
    """
    catalogue = load_catalogue()
    indicator = catalogue.indicator(indicator_id)
    printed = set(_printed(indicator_id)["period"])
    known = [
        period.id
        for period in catalogue.app_periods
        if (period.kind == "recorded" and indicator.is_counted) or period.id in printed
    ]
    others = [period for period in catalogue.periods.values() if period.id in printed]
    others.sort(key=lambda period: (period.end or "", period.id), reverse=True)
    return tuple(dict.fromkeys([*known, *(period.id for period in others)]))


@lru_cache(maxsize=256)
def _printed(indicator_id: str) -> pd.DataFrame:
    """Published values of an indicator for wards, districts and the force area, no breakdowns."""
    published = load_published()
    return published[
        (published["indicator"] == indicator_id)
        & (published["group"] == "")
        & published["area_type"].isin(["ward19", "ward24", "district", "force"])
        & published["value"].notna()
    ]


def _areas_at(level: Level, period: Period) -> pd.DataFrame:
    """Every area of a level in a period's vintage, indexed by code."""
    areas = load_areas()
    # Wards that documents name are those of 2019 unless the period says otherwise.
    wanted = (period.ward_vintage or "ward19") if level == "ward" else level
    held = areas[areas["area_type"] == wanted].set_index("area_code")
    return held[["area_name", "district_code"]]


def loaded_months(period: Period) -> tuple[str, ...]:
    """Return the months of a period that are loaded, oldest first; absent ones are not there.

    Examples
    --------
    >>> len(loaded_months(load_catalogue().period("2025")))
    12
    """
    months = load_months()["month"]
    return tuple(sorted(m for m in months if (period.start or "") <= m <= (period.end or "")))


def _members(level: Level, period: Period) -> pd.Series:
    """The area of a level that each LSOA of a period belongs to, indexed by LSOA code."""
    lookup = load_lookup(f"{period.lsoa_vintage}_{period.ward_vintage}").set_index("lsoa_code")
    if level == "ward":
        return lookup["ward_code"]
    if level == "district":
        return lookup["district_code"]
    return pd.Series(load_catalogue().force.code, index=lookup.index)


@lru_cache(maxsize=512)
def monthly_counts(indicator_id: str, period_id: str, level: Level) -> pd.DataFrame:
    """Count the recorded incidents of an indicator by area and month.

    Parameters
    ----------
    indicator_id : str
        A counted indicator.
    period_id : str
        A recorded period.
    level : {"ward", "district", "force"}
        Areas to add up to, by the best fit of LSOAs to wards.

    Returns
    -------
    pandas.DataFrame
        One row per area (``area_code``), one column per loaded month (``YYYY-MM``). A loaded
        month in which nothing was recorded is 0; a month that is not loaded has no column.

    Raises
    ------
    ValueError
        If the indicator is not counted or the period is not a recorded one.

    Notes
    -----
    Source: data.police.uk street-level records, counted by LSOA. Records without a location are
    in none of the areas.

    Examples
    --------
    >>> monthly_counts("asb", "2025", "district").shape
    (9, 12)
    """
    catalogue = load_catalogue()
    indicator, period = catalogue.indicator(indicator_id), catalogue.period(period_id)
    if not indicator.is_counted or period.kind != "recorded":
        raise ValueError(
            f"'{indicator_id}' has no monthly counts in '{period_id}': it is counted only from "
            "police records, in a recorded period."
        )
    months = list(loaded_months(period))
    counts = load_counts()
    kept = counts[counts["month"].isin(months) & counts["crime_type"].isin(indicator.counts)]
    area = kept["area_code"].map(_members(level, period))
    table = pd.crosstab(area, kept["month"].astype(str), kept["count"], aggfunc="sum")
    codes = _areas_at(level, period).index
    return table.reindex(index=codes, columns=months).fillna(0).astype("int64")


@lru_cache(maxsize=64)
def _residents(period_id: str, level: Level) -> pd.Series:
    """Residents of each area in a period's population base."""
    period = load_catalogue().period(period_id)
    base = load_population(str(period.population_base))["residents"]
    return base.groupby(_members(level, period)).sum()


@lru_cache(maxsize=512)
def area_figures(indicator_id: str, period_id: str, level: Level) -> pd.DataFrame:
    """Return an indicator's value for every area of a level, counted or as printed.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    level : {"ward", "district", "force"}
        Areas wanted.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code``, every area of the level, with ``area_name``,
        ``district_code``, ``numerator`` (recorded incidents), ``residents``, ``denominator``
        (person-years: residents times months over twelve), ``rate`` in the indicator's unit,
        ``lower`` and ``upper`` (95% interval), ``status`` (``recorded``, ``published`` or
        ``not published``), ``source`` and ``note``. A printed rate has no numerator, denominator
        or interval. A value that is not there is missing, never 0.

    Examples
    --------
    >>> figures = area_figures("all-crime", "2018-19", "ward")
    >>> float(figures.loc[figures["area_name"] == "Stowe", "rate"].iloc[0])
    182.6
    """
    catalogue = load_catalogue()
    period = catalogue.period(period_id)
    indicator = catalogue.indicator(indicator_id)
    if period.kind == "recorded" and indicator.is_counted:
        return _recorded(indicator, period, level)
    return _published(indicator, period, level)


def _recorded(indicator: Indicator, period: Period, level: Level) -> pd.DataFrame:
    frame = _areas_at(level, period).copy()
    counts = monthly_counts(indicator.id, period.id, level)
    times = multiplier(indicator.unit)
    frame["numerator"] = counts.sum(axis=1).astype("Int64")
    frame["residents"] = _residents(period.id, level).reindex(frame.index).astype("Int64")
    frame["denominator"] = person_years(frame["residents"], counts.shape[1]).astype("Float64")
    frame["rate"] = crude_rate(frame["numerator"], frame["denominator"], times)
    frame[["lower", "upper"]] = rate_interval(frame["numerator"], frame["denominator"], times)
    frame["status"] = "recorded"
    frame["source"] = POLICE_SOURCE
    frame["note"] = ""
    return frame[_FIGURE_COLUMNS]


def _published(indicator: Indicator, period: Period, level: Level) -> pd.DataFrame:
    frame = _areas_at(level, period).copy()
    printed = _printed(indicator.id)
    printed = printed[(printed["period"] == period.id)]
    # A figure that two documents repeat is shown once; the first in the order of the documents.
    printed = printed.drop_duplicates("area_code").set_index("area_code")
    for column in ("numerator", "residents"):
        frame[column] = pd.array([pd.NA] * len(frame), dtype="Int64")
    for column in ("denominator", "lower", "upper"):
        frame[column] = pd.array([pd.NA] * len(frame), dtype="Float64")
    frame["rate"] = printed["value"].reindex(frame.index).astype("Float64")
    frame["status"] = frame["rate"].notna().map({True: "published", False: "not published"})
    frame["source"] = printed["document"].reindex(frame.index).fillna("").astype(str)
    frame["note"] = printed["note"].reindex(frame.index).fillna("").astype(str)
    return frame[_FIGURE_COLUMNS]


def halves(period_id: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the first and second six months of a full recorded year, or None for any other run.

    Examples
    --------
    >>> first, second = halves("2025")
    >>> first[0], second[0]
    ('2025-01', '2025-07')
    >>> halves("2018-10_2019-02") is None
    True
    """
    period = load_catalogue().period(period_id)
    months = loaded_months(period) if period.kind == "recorded" else ()
    if len(months) != 2 * MONTHS_IN_HALF:
        return None
    return months[:MONTHS_IN_HALF], months[MONTHS_IN_HALF:]


@lru_cache(maxsize=512)
def change_within(indicator_id: str, period_id: str, level: Level) -> pd.DataFrame | None:
    """Compare the second six months of a year with the first, for every area.

    Returns
    -------
    pandas.DataFrame or None
        As `geo.change.change_between`, indexed by area code; None where the indicator is not
        counted or the period is not a full year. The season is still in it: winter is compared
        with summer, which the screens say.

    Examples
    --------
    >>> change_within("asb", "2018-10_2019-02", "district") is None
    True
    """
    if not load_catalogue().indicator(indicator_id).is_counted:
        return None
    split = halves(period_id)
    if split is None:
        return None
    counts = monthly_counts(indicator_id, period_id, level)
    years = person_years(_residents(period_id, level), MONTHS_IN_HALF).reindex(counts.index)
    first, second = split
    return change_between(
        counts[list(second)].sum(axis=1), years, counts[list(first)].sum(axis=1), years
    )


@lru_cache(maxsize=256)
def change_since(indicator_id: str, earlier: str, later: str, level: Level) -> pd.DataFrame:
    """Compare the same calendar months of two recorded periods, for districts or the force.

    Parameters
    ----------
    indicator_id : str
        A counted indicator.
    earlier, later : str
        Recorded periods; only calendar months that both have are compared.
    level : {"district", "force"}
        Wards are refused: their boundaries differ between the two periods.

    Returns
    -------
    pandas.DataFrame
        As `geo.change.change_between`, each count over its own period's residents.

    Raises
    ------
    ValueError
        For wards.

    Examples
    --------
    >>> change_since("asb", "2018-10_2019-02", "2025", "district").shape[0]
    9
    """
    if level == "ward":
        raise ValueError("Wards of two vintages are not compared: their boundaries differ.")
    before = monthly_counts(indicator_id, earlier, level)
    now = monthly_counts(indicator_id, later, level)
    shared = {month[-2:] for month in before.columns} & {month[-2:] for month in now.columns}
    before = before[[month for month in before.columns if month[-2:] in shared]]
    now = now[[month for month in now.columns if month[-2:] in shared]]
    return change_between(
        now.sum(axis=1),
        person_years(_residents(later, level), len(shared)).reindex(now.index),
        before.sum(axis=1),
        person_years(_residents(earlier, level), len(shared)).reindex(before.index),
    )


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
    rule: BandRule | None
    breaks: tuple[float, ...]
    local: pd.Series
    force: pd.Series

    @property
    def own(self) -> pd.DataFrame:
        """The district's own wards, judged among the whole set."""
        return self.wards[self.wards["district_code"] == self.csp]


@lru_cache(maxsize=512)
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
    own = every if whole_force else every[every["district_code"] == csp]
    wards = _judged(own, multiplier(indicator.unit))
    local = area_figures(indicator_id, period_id, "district").T[csp]
    force = area_figures(indicator_id, period_id, "force").iloc[0]
    wards["times_district"] = wards["rate"] / local["rate"]
    wards["times_force"] = wards["rate"] / force["rate"]
    wards = wards.join(_ranks(every))
    wards = wards.join(_ward_change(indicator_id, period_id))
    wards = wards.sort_values("rate", ascending=False, na_position="last", kind="stable")
    rule = band_rule(own["rate"]) if wards["band"].notna().any() else None
    few = every["rate"].notna().sum() < FEWEST_FOR_CLASSES
    breaks = class_breaks(every["rate"], classes=1 if few else 5)
    return WardView(indicator, period, csp, whole_force, wards, rule, breaks, local, force)


def _judged(wards: pd.DataFrame, times: float) -> pd.DataFrame:
    """Add the lenses; no band where documents print only some wards of the set.

    They print the worst ones, and the mean and SD of the worst are not those of the wards.
    """
    lenses = lens_frame(wards, times).drop(columns=["rate", "lower", "upper"])
    if wards["rate"].isna().any():
        lenses["band"] = statutory_band(wards["rate"].mask(wards["rate"].notna()))
        lenses["lenses"] = two_lenses(lenses["band"], lenses["funnel"])
    return wards.join(lenses)


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
    change = change_within(indicator_id, period_id, "ward")
    if change is None:
        return pd.DataFrame()
    return change.add_prefix("change_")


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
        (or the indicator's own multiplier), not annualised; an absent month is missing. None
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
        counts = monthly_counts(view.indicator.id, view.period.id, level).loc[code]
        residents = float(_residents(view.period.id, level)[code])
        columns[name] = counts.reindex(due) / residents * multiplier(view.indicator.unit)
    return pd.DataFrame(columns, index=pd.Index(due, name="month"))
