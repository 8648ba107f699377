"""One indicator in one period as frames of areas: the figures that every screen draws from.

Here, and nowhere else, counts meet residents and documents meet ward lists. A page never adds up:
it asks for a frame, and the map, the panel, the table, the sentence and the download show it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from data.catalogue.records import LEGAL, Indicator, Period
from data.catalogue.units import multiplier, people_of
from data.documents.published import load_published
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import (
    areas_with_legal_wards,
    legal_districts,
    legal_ward_records,
    points_held,
)
from data.partner.values import partner_definitions, partner_periods_of, partner_values
from data.store.remembered import remembered
from data.tables.areas import load_areas, load_lookup
from data.tables.police import load_counts, load_months
from data.tables.population import load_population
from geo.rates import crude_rate, person_years, rate_interval
from geo.series import days_of

Level = Literal["lsoa", "ward", "district", "force"]
SCREEN_LEVELS: tuple[Level, ...] = ("ward", "district", "force")

POLICE_SOURCE = "police_uk"
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


@remembered(maxsize=256)
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
    if indicator_id in partner_definitions():
        return partner_periods_of(indicator_id)
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


def _printed(indicator_id: str) -> pd.DataFrame:
    """Published values of an indicator for wards, districts and the force area, no breakdowns."""
    held = _printed_by_indicator()
    return held[indicator_id] if indicator_id in held else load_published().iloc[:0]


@remembered(maxsize=1)
def _printed_by_indicator() -> dict[str, pd.DataFrame]:
    """The published values that can be drawn, parted once: a theme asks for six indicators."""
    published = load_published()
    drawn = published[
        (published["group"] == "")
        & published["area_type"].str.fullmatch(r"ward\d\d|district|force")
        & published["value"].notna()
    ]
    return {str(indicator): rows for indicator, rows in drawn.groupby("indicator", sort=False)}


# Each indicator asks for it several times, and taking the codes out of the table is slow.
@remembered(maxsize=64)
def _areas_at(level: Level, period: Period) -> pd.DataFrame:
    """Every area of a level in a period's vintage, indexed by code."""
    areas = areas_with_legal_wards() if period.boundary == "legal" else load_areas()
    vintages = {
        "ward": load_catalogue().ward_vintage(period.id),
        "lsoa": period.lsoa_vintage or "lsoa11",
    }
    wanted = vintages.get(level, level)
    held = areas[areas["area_type"] == wanted].set_index("area_code")
    return held[["area_name", "district_code"]]


def loaded_months(period: Period) -> tuple[str, ...]:
    """Return the months of a period that are loaded, oldest first; absent ones are not there.

    Parameters
    ----------
    period : Period
        Of any kind: of a published one the loaded months that lie in it. One that a document leaves
        undated has none.

    Returns
    -------
    tuple of str
        Months, ``YYYY-MM``.

    Examples
    --------
    >>> len(loaded_months(load_catalogue().period("2025")))
    12
    """
    months = load_months()["month"]
    return tuple(sorted(m for m in months if (period.start or "") <= m <= (period.end or "")))


def counted_by_points(period: Period) -> bool:
    """Tell whether a period's wards are counted by where the records' points lie.

    They are where legal boundaries are asked for and the points of every loaded month are in the
    store; otherwise wards are counted by the best fit of LSOAs, whatever is drawn.

    Parameters
    ----------
    period : Period
        Of the catalogue, or its twin on legal wards.

    Returns
    -------
    bool
        False for every period by best fit, and where the points of one loaded month are missing.

    Examples
    --------
    >>> counted_by_points(load_catalogue().period("2025"))
    False
    """
    if period.boundary != "legal" or not legal_districts(load_catalogue().ward_vintage(period.id)):
        return False
    return points_held(loaded_months(period))


def _members(level: Level, period: Period) -> pd.Series:
    """The area of a level that each LSOA of a period belongs to, indexed by LSOA code."""
    lookup = load_lookup(f"{period.lsoa_vintage}_{period.ward_vintage}").set_index("lsoa_code")
    if level == "lsoa":
        return pd.Series(lookup.index, index=lookup.index)
    if level == "ward":
        return lookup["ward_code"]
    if level == "district":
        return lookup["district_code"]
    return pd.Series(load_catalogue().force.code, index=lookup.index)


@remembered(maxsize=512)
def monthly_counts(indicator_id: str, period_id: str, level: Level) -> pd.DataFrame:
    """Count the recorded incidents of an indicator by area and month.

    Parameters
    ----------
    indicator_id : str
        A counted indicator.
    period_id : str
        A recorded period.
    level : {"lsoa", "ward", "district", "force"}
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
    cube = records_cube(period_id, level)
    # One column block for each crime type, each with the same months: adding blocks adds types.
    held = set(cube.columns.get_level_values("crime_type"))
    blocks = [cube[one].to_numpy() for one in indicator.counts if one in held]
    months = list(loaded_months(period))
    total = sum(blocks) if blocks else np.zeros((len(cube), len(months)), dtype="int64")
    return pd.DataFrame(total, index=cube.index, columns=pd.Index(months, name="month"))


@remembered(maxsize=16)
def records_cube(period_id: str, level: Level) -> pd.DataFrame:
    """Return a recorded period's records by area, crime type and month, counted once for all.

    Parameters
    ----------
    period_id : str
        A recorded period.
    level : {"lsoa", "ward", "district", "force"}
        Areas to add up to.

    Returns
    -------
    pandas.DataFrame
        One row per area; columns by crime type and loaded month, every pair of them.

    Examples
    --------
    >>> records_cube("2025", "district").shape
    (9, 168)
    """
    period = load_catalogue().period(period_id)
    months = list(loaded_months(period))
    counts = load_counts()
    kept = counts[counts["month"].isin(months)]
    area = kept["area_code"].map(_members(level, period))
    records = kept.assign(area_code=area)[["month", "area_code", "crime_type", "count"]]
    if level == "ward" and counted_by_points(period):
        records = _by_points(records, load_catalogue().ward_vintage(period_id), tuple(months))
    return _in_full(records, level, period, months)


def _by_points(records: pd.DataFrame, vintage: str, months: tuple[str, ...]) -> pd.DataFrame:
    """The records with those of legal wards counted by their points, and the rest by best fit."""
    areas = load_areas()
    legal = areas[areas["district_code"].isin(legal_districts(vintage))]
    others = records[~records["area_code"].isin(legal["area_code"])]
    inside = legal_ward_records(vintage, months).dropna(subset="area_code")
    return pd.concat([others, inside], ignore_index=True)


def _in_full(counts: pd.DataFrame, level: Level, period: Period, months: list[str]) -> pd.DataFrame:
    """Counts as a table of every area by every crime type and loaded month."""
    types = sorted(counts["crime_type"].astype(str).unique())
    table = pd.crosstab(
        counts["area_code"],
        [counts["crime_type"].astype(str), counts["month"].astype(str)],
        counts["count"],
        aggfunc="sum",
    )
    wanted = pd.MultiIndex.from_product([types, months], names=["crime_type", "month"])
    codes = _areas_at(level, period).index
    if not counted_by_points(period):
        # A legal ward without an LSOA has no count by best fit, which is not 0.
        codes = codes[codes.isin(_members(level, period))]
    return table.reindex(index=codes, columns=wanted).fillna(0).astype("int64")


@remembered(maxsize=64)
def residents_of(period_id: str, level: Level) -> pd.Series:
    """Return the residents of each area in a period's population base.

    Parameters
    ----------
    period_id : str
        A recorded period.
    level : {"lsoa", "ward", "district", "force"}
        Areas to add up to, by the best fit of LSOAs to wards.

    Returns
    -------
    pandas.Series
        People, indexed by area code. Missing for a legal ward that is counted by points: no
        official estimate is by legal wards, and snap points do not say where people live.

    Examples
    --------
    >>> int(residents_of("2018-10_2019-02", "district")["E07000194"])
    104756
    """
    period = load_catalogue().period(period_id)
    base = load_population(str(period.population_base))["residents"]
    fitted = base.groupby(_members(level, period)).sum()
    if level != "ward" or not counted_by_points(period):
        return fitted
    # Records of the legal ward over residents of the best-fit one would be a rate of no place.
    districts = _areas_at("ward", period)["district_code"].reindex(fitted.index)
    return fitted.astype("Int64").mask(districts.isin(legal_districts(str(period.ward_vintage))))


@remembered(maxsize=512)
def area_figures(indicator_id: str, period_id: str, level: Level) -> pd.DataFrame:
    """Return an indicator's value for every area of a level, counted or as printed.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    level : {"lsoa", "ward", "district", "force"}
        Areas wanted.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code``, every area of the level, with ``area_name``,
        ``district_code``, ``numerator`` (recorded incidents), ``residents``, ``denominator``
        (person-years: residents times days over 365), ``rate`` in the indicator's unit,
        ``lower`` and ``upper`` (95% interval), ``status`` (``recorded``, ``published``,
        ``partner``, ``suppressed``, ``restricted`` or ``not published``), ``source`` and
        ``note``. A printed rate has no numerator, denominator
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
    if indicator_id in partner_definitions():
        return _partner(indicator, period, level)
    return _published(indicator, period, level)


def _recorded(indicator: Indicator, period: Period, level: Level) -> pd.DataFrame:
    if level == "lsoa":
        return _rates(indicator, period, ("lsoa",))
    every = _rates(indicator, period, SCREEN_LEVELS)
    return every.loc[_areas_at(level, period).index]


@remembered(maxsize=128)
def _rates(indicator: Indicator, period: Period, levels: tuple[Level, ...]) -> pd.DataFrame:
    """Rates of several levels in one pass: a screen needs them together."""
    frame = pd.concat([_areas_at(level, period) for level in levels])
    counts = pd.concat([monthly_counts(indicator.id, period.id, level) for level in levels])
    residents = pd.concat([residents_of(period.id, level) for level in levels])
    times = multiplier(indicator.unit)
    frame["numerator"] = counts.sum(axis=1).astype("Int64")
    frame["residents"] = residents.reindex(frame.index).astype("Int64")
    years = person_years(frame["residents"], days_of(counts.columns))
    frame["denominator"] = years.astype("Float64")
    frame["rate"] = crude_rate(frame["numerator"], frame["denominator"], times)
    frame[["lower", "upper"]] = rate_interval(frame["numerator"], frame["denominator"], times)
    frame["status"] = "recorded"
    frame["source"] = POLICE_SOURCE
    frame["note"] = ""
    return frame[_FIGURE_COLUMNS]


def _partner(indicator: Indicator, period: Period, level: Level) -> pd.DataFrame:
    """A partner's figures as `data.partner.values` gives them out, without what it withholds."""
    frame = _areas_at(level, period).copy()
    # A partner's table is by areas as it names them, whichever outlines are drawn.
    held = partner_values(indicator.id, period.id.removesuffix(LEGAL), level).reindex(frame.index)
    frame["numerator"] = held["numerator"].round().astype("Int64")
    by_people = people_of(indicator.unit) is not None
    people = held["denominator"] if by_people else pd.NA
    frame["residents"] = pd.Series(people, index=frame.index, dtype="Float64").round()
    frame["residents"] = frame["residents"].astype("Int64")
    frame["denominator"] = held["denominator"]
    frame["rate"] = held["value"]
    frame[["lower", "upper"]] = held[["lower", "upper"]]
    frame["status"] = held["status"].fillna("not published").astype(str)
    frame["source"] = indicator.source[0]
    frame["note"] = ""
    return frame[_FIGURE_COLUMNS]


def _published(indicator: Indicator, period: Period, level: Level) -> pd.DataFrame:
    frame = _areas_at(level, period).copy()
    printed = _printed(indicator.id)
    printed = printed[(printed["period"] == period.id.removesuffix(LEGAL))]
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
