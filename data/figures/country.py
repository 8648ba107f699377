"""A district among the districts of England and Wales, and among those most like it.

Both sides are counted from every force's files: neighbouring forces record in a district too, so
that its count here is above the one from its own force's file, and the two are never mixed. A
district whose force publishes nothing, or not every month, is in no comparison, and is named.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from data.catalogue.records import CATALOGUE_FOLDER
from data.catalogue.units import multiplier
from data.figures.area_figures import loaded_months
from data.figures.changes import year_before
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.country import (
    load_clusters,
    load_district_counts,
    load_districts,
    load_similar_areas,
)
from geo.benchmark import against_rest, compare_with_benchmark
from geo.change import percentage_change
from geo.ranking import rank_highest_first
from geo.rates import crude_rate, person_years, rate_interval
from geo.series import days_of

Against = Literal["all", "global", "demographic", "economic"]
# What a district is set against; the first is what every period and indicator has.
Comparator = Literal["force", "global", "demographic", "economic", "all"]
COMPARATORS: tuple[Comparator, ...] = ("force", "global", "demographic", "economic", "all")
COUNTRIES = {"E": "English", "W": "Welsh"}
QUANTILES = {"lowest": 0.0, "lower": 0.25, "median": 0.5, "upper": 0.75, "highest": 1.0}


@dataclass(frozen=True, slots=True, eq=False)
class AmongDistricts:
    """A district's recorded rate among others.

    Attributes
    ----------
    against : {"all", "global", "demographic", "economic"}
        Every district of its country, or ONS's twenty most like it of one kind.
    csp : str
        The district.
    name : str
        The set, with its number: 'the 224 English districts with complete data', itself among
        them; of the others, those that are like it only.
    others_named : str
        The others alone, short: 'the 223 other English districts', 'the 19 similar areas'.
    frame : pandas.DataFrame
        The district and the others by ``area_code``: ``area_name``, ``count``, ``residents``,
        ``person_years``, ``rate``, ``lower``, ``upper`` (95% interval).
    rate : float
        The district's.
    pooled : float
        Records of the others over their person-years, in the indicator's unit.
    ratio, lower, upper : float
        The district's rate over that of the others together, with its 95% interval.
    comparison : str
        One of `geo.benchmark.COMPARISONS`, by that interval.
    rank, of : int
        Its place, 1 the highest, of it and the others.
    spread : dict of str to float
        ``lowest``, ``lower`` (quartile), ``median``, ``upper`` (quartile), ``highest`` of the
        rates, the district's own among them.
    missing : tuple of str
        Names of those that belong to the group and have no complete data; empty for 'all'.
    reason : str
        Why the group is like the district, in our words; empty for 'all'.
    """

    against: Against
    csp: str
    name: str
    others_named: str
    frame: pd.DataFrame
    rate: float
    pooled: float
    ratio: float
    lower: float
    upper: float
    comparison: str
    rank: int
    of: int
    spread: dict[str, float]
    missing: tuple[str, ...]
    reason: str

    @property
    def others(self) -> pd.DataFrame:
        """The frame without the district."""
        return self.frame.drop(self.csp)


@lru_cache(maxsize=1)
def told_of_country() -> dict[str, Any]:
    """Return what the catalogue tells of districts elsewhere and of the official yearly table.

    Returns
    -------
    dict
        ``fault`` (list), ``cluster`` (by kind and letter), ``years`` (offence groups by indicator).

    Examples
    --------
    >>> sorted(told_of_country())
    ['cluster', 'fault', 'years']
    """
    return tomllib.loads((CATALOGUE_FOLDER / "country.toml").read_text(encoding="utf-8"))


@remembered(maxsize=64)
def complete_districts(types: tuple[str, ...], months: tuple[str, ...]) -> tuple[str, ...]:
    """Return the districts of which every month is at hand and nothing is known to be wrong.

    Parameters
    ----------
    types : tuple of str
        Types of crime as the publisher labels them.
    months : tuple of str
        ``YYYY-MM``.

    Returns
    -------
    tuple of str
        Codes of 2023, of England and Wales.

    Examples
    --------
    >>> months = tuple(f"2025-{month:02d}" for month in range(1, 13))
    >>> len(complete_districts(("Burglary",), months))
    246
    """
    counts = load_district_counts()
    there = counts.loc[counts["month"].isin(months)].groupby("area_code")["month"].nunique()
    whole = there.index[there == len(months)]
    force = load_districts()["force"]
    for fault in told_of_country()["fault"]:
        concerned = not fault["types"] or set(fault["types"]) & set(types)
        if concerned and set(fault["months"]) & set(months):
            whole = whole[force.reindex(whole) != fault["force"]]
    return tuple(sorted(str(one) for one in whole))


def compared_months(period_id: str) -> tuple[str, ...]:
    """Return the months of a period that districts elsewhere are counted in too.

    Parameters
    ----------
    period_id : str
        Id in the catalogue.

    Returns
    -------
    tuple of str
        Empty unless every loaded month of a recorded period is among them: parts of a year are not
        set against a year.

    Examples
    --------
    >>> len(compared_months("2025")), compared_months("2018-10_2019-02")
    (12, ())
    """
    period = load_catalogue().period(period_id)
    months = loaded_months(period) if period.kind == "recorded" else ()
    return months if set(months) <= _months_elsewhere() else ()


@remembered(maxsize=1)
def _months_elsewhere() -> frozenset[str]:
    return frozenset(load_district_counts()["month"].unique())


@remembered(maxsize=512)
def among_districts(
    indicator_id: str, period_id: str, csp: str, against: Against = "all"
) -> AmongDistricts | None:
    """Put a district among others on one indicator.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    csp : str
        District code.
    against : {"all", "global", "demographic", "economic"}
        Who the others are.

    Returns
    -------
    AmongDistricts or None
        None where the indicator is not counted, the period's months are not all counted elsewhere,
        or the district itself, or everybody else, lacks complete data.

    Raises
    ------
    KeyError
        For an unknown id.

    Notes
    -----
    Residents of mid-2024 for 2024 and 2025, of mid-2022 for 2022. Source: data.police.uk, every
    force's files; ONS.

    Examples
    --------
    >>> told = among_districts("all-crime", "2025", "E07000194")
    >>> told.name, round(told.rate, 1), round(told.spread["median"], 1)
    ('the 224 English districts with complete data', 55.3, 67.2)
    """
    indicator, months = load_catalogue().indicator(indicator_id), compared_months(period_id)
    if not indicator.is_counted or not months:
        return None
    types = tuple(indicator.counts)
    complete = complete_districts(types, months)
    wanted = _group(csp, against)
    codes = [one for one in complete if one in wanted]
    if csp not in complete or codes in ([], [csp]):
        return None
    frame = _rates(types, months, multiplier(indicator.unit)).loc[sorted({csp, *codes})]
    rest = against_rest(
        frame.loc[[csp], "count"],
        frame.loc[[csp], "person_years"],
        float(frame["count"].sum()),
        float(frame["person_years"].sum()),
    ).T[csp]
    said = compare_with_benchmark(
        pd.Series({csp: rest["lower"]}), pd.Series({csp: rest["upper"]}), 1.0, indicator.polarity
    )
    names = load_similar_areas().set_index("similar_code")["similar_name"]
    absent = [one for one in wanted if one not in complete] if against != "all" else []
    return AmongDistricts(
        against=against,
        csp=csp,
        name=_name(csp, against, len(codes)),
        others_named=_others_named(csp, against, len(frame) - 1),
        frame=frame,
        rate=float(frame["rate"][csp]),
        pooled=float(rest["rest"]) * multiplier(indicator.unit),
        ratio=float(rest["ratio"]),
        lower=float(rest["lower"]),
        upper=float(rest["upper"]),
        comparison=str(said[csp]),
        rank=int(rank_highest_first(frame["rate"])[csp]),
        of=len(frame),
        spread={name: float(frame["rate"].quantile(at)) for name, at in QUANTILES.items()},
        missing=tuple(sorted(str(names[[one]].iloc[0]) for one in absent)),
        reason=_reason(csp, against),
    )


@dataclass(frozen=True, slots=True)
class ChangeAmong:
    """A district's change on the year before beside that of others, per cent of rates.

    Each with its 95% interval; missing where the base is under `geo.change.SMALLEST_BASE`.
    ``now`` and ``before`` are the district's records, ``others`` how many the others are.
    """

    now: int
    before: int
    percent: float
    lower: float
    upper: float
    others_percent: float
    others_lower: float
    others_upper: float
    others: int


@remembered(maxsize=512)
def change_among(
    indicator_id: str, period_id: str, csp: str, against: Against = "global"
) -> ChangeAmong | None:
    """Set a district's change on the year before beside that of others.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    csp : str
        District code.
    against : {"all", "global", "demographic", "economic"}
        Who the others are.

    Returns
    -------
    ChangeAmong or None
        None where the indicator is not counted, no month of the period has one a year before that
        is counted elsewhere too, or the district or all others lack complete months.

    Raises
    ------
    KeyError
        For an unknown id.

    Notes
    -----
    The same months and the same districts on both sides, every force's files. What share of the
    records had a place, which can move a change, is known of the own force only:
    `data.figures.changes` judges by it, and this only sets beside. The residents of mid-2024 stand
    for both years.

    Examples
    --------
    >>> told = change_among("burglary", "2025", "E07000194")
    >>> round(told.percent, 1), round(told.others_percent, 1), told.others
    (-8.5, -17.6, 20)
    """
    indicator, pair = load_catalogue().indicator(indicator_id), year_before(period_id, "district")
    if pair is None or not {*pair[1], *pair[2]} <= _months_elsewhere() or not indicator.is_counted:
        return None
    types, now, before = tuple(indicator.counts), *pair[1:]
    complete = set(complete_districts(types, now)) & set(complete_districts(types, before))
    others = sorted((complete & set(_group(csp, against))) - {csp})
    if csp not in complete or not others:
        return None
    latest, earlier = (_sides(_rates(types, months, 1.0), csp, others) for months in (now, before))
    told = percentage_change(
        latest["count"], latest["person_years"], earlier["count"], earlier["person_years"]
    )
    own, rest = told.T["own"], told.T["others"]
    return ChangeAmong(
        now=int(latest["count"]["own"]),
        before=int(earlier["count"]["own"]),
        percent=float(own["change"]),
        lower=float(own["lower"]),
        upper=float(own["upper"]),
        others_percent=float(rest["change"]),
        others_lower=float(rest["lower"]),
        others_upper=float(rest["upper"]),
        others=len(others),
    )


def _sides(rates: pd.DataFrame, csp: str, others: list[str]) -> pd.DataFrame:
    """Records and person-years of the district and of the others together."""
    held = rates[["count", "person_years"]]
    both = pd.DataFrame({"own": held.T[csp], "others": held.loc[others].sum()}).T
    return both.astype({"count": "int64"})


def _group(csp: str, against: Against) -> list[str]:
    """The codes of the others, whether or not they have data; of 'all' the district too."""
    if against == "all":
        return [code for code in load_districts().index if code[:1] == csp[:1]]
    near = load_similar_areas()
    return near.loc[(near["area_code"] == csp) & (near["kind"] == against), "similar_code"].tolist()


def _name(csp: str, against: Against, number: int) -> str:
    if against == "all":
        return f"the {number} {COUNTRIES[csp[:1]]} districts with complete data"
    kind = {"global": "most like it", "demographic": "of like people", "economic": "of like work"}
    return f"the {number} districts {kind[against]} that have complete data"


_LIKE = {
    "global": "similar",
    "demographic": "demographically similar",
    "economic": "economically similar",
}


def _others_named(csp: str, against: Against, number: int) -> str:
    if against == "all":
        return f"the {number} other {COUNTRIES[csp[:1]]} districts"
    kind = _LIKE[against]
    return f"the {number} {kind} areas" if number > 1 else f"the one {kind} area"


def _reason(csp: str, against: Against) -> str:
    if against == "all":
        return ""
    held = load_clusters()
    own = held.loc[(held["area_code"] == csp) & (held["kind"] == against), "cluster"]
    return str(told_of_country()["cluster"][against][own.iloc[0].casefold()]) if len(own) else ""


# Each district and each group of districts is a part of the same rates.
@remembered(maxsize=64)
def _rates(types: tuple[str, ...], months: tuple[str, ...], times: float) -> pd.DataFrame:
    """The rate of every district that is complete."""
    counts = load_district_counts()
    wanted = counts["month"].isin(months) & counts["crime_type"].isin(types)
    summed = counts[wanted].groupby("area_code")["count"].sum()
    districts = load_districts().loc[list(complete_districts(types, months))]
    year = "residents_2022" if months[-1] < "2024" else "residents_2024"
    frame = districts[["area_name"]].assign(count=summed, residents=districts[year])
    frame["person_years"] = person_years(frame["residents"], days_of(months))
    frame["rate"] = crude_rate(frame["count"], frame["person_years"], times)
    frame[["lower", "upper"]] = rate_interval(frame["count"], frame["person_years"], times)
    return frame
