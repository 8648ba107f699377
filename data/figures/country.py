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
    codes : tuple of str
        The district and the others.
    basis : tuple of (types, months, multiplier)
        What the rates are of.
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
    missing : tuple of str
        Names of those that belong to the group and have no complete data; empty for 'all'.
    reason : str
        Why the group is like the district, in our words; empty for 'all'.
    """

    against: Against
    csp: str
    name: str
    others_named: str
    codes: tuple[str, ...]
    basis: tuple[tuple[str, ...], tuple[str, ...], float]
    rate: float
    pooled: float
    ratio: float
    lower: float
    upper: float
    comparison: str
    rank: int
    of: int
    missing: tuple[str, ...]
    reason: str

    @property
    def frame(self) -> pd.DataFrame:
        """The district and the others by code: name, records, residents, rate with its interval."""
        return _rates(*self.basis).loc[list(self.codes)]

    @property
    def spread(self) -> dict[str, float]:
        """Lowest, quartiles, median and highest of the rates, its own among them."""
        rates = self.frame["rate"]
        return {name: float(rates.quantile(at)) for name, at in QUANTILES.items()}

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


def effective(comparator: Comparator, period_id: str) -> Comparator:
    """Return what a period's figures can be compared with.

    Parameters
    ----------
    comparator : {"force", "global", "demographic", "economic", "all"}
        What was asked for.
    period_id : str
        Id in the catalogue.

    Returns
    -------
    str
        The force where the period's months are not all counted elsewhere.

    Raises
    ------
    KeyError
        For an unknown id.

    Examples
    --------
    >>> effective("global", "2025"), effective("global", "2018-19")
    ('global', 'force')
    """
    return comparator if compared_months(period_id) else "force"


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
    basis = (tuple(indicator.counts), months, multiplier(indicator.unit))
    ratios = _ratios(*basis, against, indicator.polarity)
    if csp not in ratios.index:
        return None
    row = ratios.T[csp]
    complete, wanted = complete_districts(*basis[:2]), _group(csp, against)
    absent = [one for one in wanted if one not in complete] if against != "all" else []
    codes = sorted({csp, *(one for one in complete if one in wanted)})
    return AmongDistricts(
        against=against,
        csp=csp,
        name=_name(csp, against, int(row["others"]) + (against == "all")),
        others_named=_others_named(csp, against, int(row["others"])),
        codes=tuple(codes),
        basis=basis,
        rate=float(row["rate"]),
        pooled=float(row["rest"]) * basis[2],
        ratio=float(row["ratio"]),
        lower=float(row["ratio_lower"]),
        upper=float(row["ratio_upper"]),
        comparison=str(row["comparison"]),
        rank=int(row["rank"]),
        of=int(row["others"]) + 1,
        missing=tuple(sorted(_similar_names()[one] for one in absent)),
        reason=_reason(csp, against),
    )


@remembered(maxsize=1)
def _similar_names() -> dict[str, str]:
    near = load_similar_areas().drop_duplicates("similar_code")
    return dict(zip(near["similar_code"], near["similar_name"].astype(str), strict=True))


# One set of sums for all districts: a matrix asks for each of them.
@remembered(maxsize=128)
def _ratios(
    types: tuple[str, ...], months: tuple[str, ...], times: float, against: Against, polarity: str
) -> pd.DataFrame:
    """Every complete district that has others, set against them."""
    rates = _rates(types, months, times)
    others = _others(rates, against)
    own = rates.loc[others.index]
    told = against_rest(
        own["count"],
        own["person_years"],
        own["count"] + others["count"],
        own["person_years"] + others["person_years"],
    ).rename(columns={"lower": "ratio_lower", "upper": "ratio_upper"})
    said = compare_with_benchmark(told["ratio_lower"], told["ratio_upper"], 1.0, polarity)
    ranks = others[["others", "rank"]]
    return own[["rate"]].join(told).join(ranks).assign(comparison=said.astype(str))


def _others(rates: pd.DataFrame, against: Against) -> pd.DataFrame:
    """Records and person-years of each district's others, how many they are, and its place."""
    if against == "all":
        country = rates.index.str[:1]
        sums = rates[["count", "person_years"]]
        told = sums.groupby(country).transform("sum") - sums
        rank = rates["rate"].groupby(country).rank(ascending=False, method="min")
        number = rates["rate"].groupby(country).transform("size") - 1
        told = told.assign(others=number, rank=rank)
        return told[told["others"] > 0]
    near = load_similar_areas()
    near = near[
        (near["kind"] == against)
        & near["area_code"].isin(rates.index)
        & near["similar_code"].isin(rates.index)
    ]
    joined = near[["area_code", "similar_code"]].join(
        rates[["count", "person_years", "rate"]], on="similar_code"
    )
    above = joined["rate"] > rates["rate"].reindex(joined["area_code"]).to_numpy()
    each = joined.assign(above=above).groupby("area_code")
    told = each[["count", "person_years"]].sum()
    return told.assign(others=each.size(), rank=each["above"].sum() + 1)


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
    told = _changes(tuple(indicator.counts), pair[1], pair[2], against)
    if csp not in told.index:
        return None
    row = told.T[csp]
    return ChangeAmong(
        now=int(row["now"]),
        before=int(row["before"]),
        percent=float(row["change"]),
        lower=float(row["lower"]),
        upper=float(row["upper"]),
        others_percent=float(row["others_change"]),
        others_lower=float(row["others_lower"]),
        others_upper=float(row["others_upper"]),
        others=int(row["others"]),
    )


@remembered(maxsize=128)
def _changes(
    types: tuple[str, ...], now: tuple[str, ...], before: tuple[str, ...], against: Against
) -> pd.DataFrame:
    """The change of every district that is complete in both years, and that of its others."""
    both = sorted(set(complete_districts(types, now)) & set(complete_districts(types, before)))
    latest, earlier = (_rates(types, months, 1.0).loc[both] for months in (now, before))
    rest, rest_before = (_others(one, against) for one in (latest, earlier))
    own, own_before = latest.loc[rest.index], earlier.loc[rest.index]
    told = _percentages(own, own_before).join(_percentages(rest, rest_before).add_prefix("others_"))
    return told.assign(now=own["count"], before=own_before["count"], others=rest["others"])


def _percentages(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    whole = now["count"].astype("int64"), before["count"].astype("int64")
    return percentage_change(whole[0], now["person_years"], whole[1], before["person_years"])


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
