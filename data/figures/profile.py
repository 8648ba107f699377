"""One ward's profile: every indicator beside its district, the mix of crimes, the months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.catalogue.records import Indicator, Period
from data.figures.area_figures import Level, area_figures, monthly_counts
from data.figures.changes import span_of_year_before
from data.figures.headlines import NO_CHANGE_KNOWN, NO_YEAR_BEFORE, Change, change_of, known
from data.figures.partner_rates import partners_rates, ward_rates
from data.figures.risk import RiskView, risk_indicators, risk_view, total_indicator
from data.figures.ward_view import WardView, ward_view
from data.installed.catalogue import load_catalogue
from data.outlines.legal_wards import areas_with_legal_wards
from data.store.remembered import remembered
from data.tables.areas import load_areas
from geo.benchmark import compare_with_benchmark
from geo.spine import spine_places, spread

# Both lenses mark it, and so many comparisons may have brought that by chance.
BOTH_BY_CHANCE = "both, may be chance"
MARKS = ("lowest", "lower_quartile", "upper_quartile", "highest", "force", "rate")
"""What stands on a row of the spine chart besides the district's own line."""


@dataclass(frozen=True, slots=True, eq=False)
class WardProfile:
    """A ward on one indicator, and on how many of all it stands out.

    Attributes
    ----------
    code, name, csp, district : str
        The ward's code and name; its district's code and name.
    view : WardView
        The wards of the district (or the force) on the indicator: the frame of map and list.
    row : pandas.Series
        The ward's row of ``view.wards``.
    comparison : str or None
        `geo.benchmark.COMPARISONS`: the ward against its district's rate; None without interval.
    change : Change
        How the ward's rate moved within the year.
    flags, judged : int or None
        On how many of how many indicators it stands out; None where nothing could be judged.
    evidence : pandas.DataFrame
        The ward's rows of `data.figures.risk.RiskView.evidence`.
    wards_in_district, wards_in_force : int
        How many wards the ranks are among.
    """

    code: str
    name: str
    csp: str
    district: str
    view: WardView
    row: pd.Series
    comparison: str | None
    change: Change
    flags: int | None
    judged: int | None
    evidence: pd.DataFrame
    wards_in_district: int
    wards_in_force: int

    @property
    def indicator(self) -> Indicator:
        """The indicator that headline, map and months are on."""
        return self.view.indicator

    @property
    def period(self) -> Period:
        """The period of every figure."""
        return self.view.period

    @property
    def is_counted(self) -> bool:
        """Whether the figures are counted from records, so that months and intervals exist."""
        return self.period.kind == "recorded" and self.indicator.is_counted


@remembered(maxsize=1)
def ward_indicators() -> tuple[str, ...]:
    """Return the indicators a profile can be on: counted, printed for a ward, then partners'.

    Returns
    -------
    tuple of str
        Ids, each once: the total of all crime types, the other counted ones in the catalogue's
        order, rates and shares that a document prints for any ward, and partners' rates by ward.

    Examples
    --------
    >>> ward_indicators()[0]
    'all-crime'
    >>> "violence-against-person" in ward_indicators()
    True
    """
    catalogue = load_catalogue()
    counted = [total_indicator().id, *(one.id for one in catalogue.counted_indicators)]
    printed = [
        one.id
        for period in catalogue.app_periods
        if period.kind == "published"
        for one in _printed_for_some_ward(period.id)
    ]
    return tuple(dict.fromkeys([*counted, *printed, *(one.id for one in ward_rates())]))


@remembered(maxsize=8)
def _printed_for_some_ward(period_id: str) -> tuple[Indicator, ...]:
    """Rates and shares that documents print for any ward in a period, in the catalogue's order."""
    return tuple(
        one
        for one in load_catalogue().indicators.values()
        if one.unit.startswith(("per ", "%"))
        and one.unit != "% change"
        and bool(area_figures(one.id, period_id, "ward")["rate"].notna().any())
    )


@remembered(maxsize=128)
def profile_indicators(period_id: str, csp: str) -> tuple[Indicator, ...]:
    """Return the indicators of a district's spine chart, the total first."""
    total = total_indicator()
    if load_catalogue().period(period_id).kind == "recorded":
        held = [total, *risk_indicators(period_id)]
    else:
        held = [one for one in _printed_for_some_ward(period_id) if _any_ward(one, period_id, csp)]
    held += partners_rates(period_id, "ward")

    def order(one: Indicator) -> tuple[bool, bool, bool, float]:
        rate = known(area_figures(one.id, period_id, "district").T[csp]["rate"])
        # What is not a crime (anti-social behaviour) comes before the types of crime.
        apart = one.is_counted and not set(one.counts) & set(total.counts)
        return one.id != total.id, not apart, rate is None, -(rate or 0.0)

    return tuple(sorted(dict.fromkeys(held), key=order))


def _any_ward(indicator: Indicator, period_id: str, csp: str) -> bool:
    wards = area_figures(indicator.id, period_id, "ward")
    return bool(wards.loc[wards["district_code"] == csp, "rate"].notna().any())


@remembered(maxsize=128)
def default_ward(period_id: str, csp: str, whole_force: bool = False) -> str:
    """Return the district's ward that stands out on most indicators; of equals the highest rate.

    Parameters
    ----------
    period_id : str
        A period of the app.
    csp : str
        District code.
    whole_force : bool
        Judge against every ward of the force area instead of the district's.

    Returns
    -------
    str
        Ward code. Where nothing can be judged, the ward with the highest rate of all crime.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> default_ward("2018-19", "E07000194")
    'E05010658'
    """
    return str(risk_view(period_id, csp, whole_force).own.index[0])


def district_of(ward: str, period_id: str) -> str:
    """Return the code of the district that a ward of a period's boundaries is in.

    Parameters
    ----------
    ward : str
        Ward code.
    period_id : str
        Id in the catalogue.

    Returns
    -------
    str
        District code.

    Raises
    ------
    KeyError
        If the period's boundaries have no such ward, or there is no such period.

    Examples
    --------
    >>> district_of("E05010670", "2025")
    'E07000194'
    """
    areas = areas_with_legal_wards()
    vintage = load_catalogue().ward_vintage(period_id)
    held = areas[(areas["area_type"] == vintage) & (areas["area_code"] == ward)]
    if held.empty:
        raise KeyError(f"There is no ward '{ward}' in the boundaries {vintage} of {period_id}.")
    return str(held["district_code"].iloc[0])


def is_ward_of(ward: str, vintage: str) -> bool:
    """Say whether a ward's code is one of another year's boundaries too.

    Parameters
    ----------
    ward : str
        Ward code.
    vintage : str
        Ward boundaries, such as ``ward24``.

    Returns
    -------
    bool
        A code that persists is the same ward, but the LSOAs that fit it best may be others
        (`data.trend.months.unchanged`).

    Examples
    --------
    >>> is_ward_of("E05010670", "ward19"), is_ward_of("E05010670", "ward24")
    (True, True)
    """
    areas = load_areas()
    return bool(((areas["area_type"] == vintage) & (areas["area_code"] == ward)).any())


def shown_indicator(indicator_id: str | None, period_id: str, csp: str) -> Indicator:
    """Return the indicator asked for, or all crime where its district's wards have no figure.

    Parameters
    ----------
    indicator_id : str or None
        Id in the catalogue; None where nothing is chosen.
    period_id : str
        A period of the app.
    csp : str
        District code.

    Returns
    -------
    Indicator
        In a recorded period any counted one as asked for, sums of types included.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> shown_indicator("violence-against-person", "2025", "E07000194").id
    'all-crime'
    """
    catalogue = load_catalogue()
    offered = profile_indicators(period_id, csp)
    if indicator_id is not None:
        asked = catalogue.indicator(indicator_id)
        recorded = catalogue.period(period_id).kind == "recorded"
        if asked in offered or (recorded and asked.is_counted):
            return asked
    return total_indicator()


@remembered(maxsize=256)
def ward_profile(
    indicator_id: str, period_id: str, ward: str, whole_force: bool = False
) -> WardProfile:
    """Put a ward beside its district and the force area on one indicator.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    ward : str
        Code of a ward of the period's boundaries.
    whole_force : bool
        Judge it by both lenses among every ward of the force area instead of the district's.

    Returns
    -------
    WardProfile
        Its frames are shared between callers and must not be changed.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> told = ward_profile("all-crime", "2018-19", "E05010670")
    >>> told.name, told.district, float(told.row["rate"]), int(told.row["rank_district"])
    ('Stowe', 'Lichfield', 182.6, 1)
    """
    csp = district_of(ward, period_id)
    view = ward_view(indicator_id, period_id, csp, whole_force)
    risk = risk_view(period_id, csp, whole_force)
    row, standing = view.wards.T[ward], risk.wards.T[ward]
    flags = standing["flags"]
    return WardProfile(
        code=ward,
        name=str(row["area_name"]),
        csp=csp,
        district=load_catalogue().force.district(csp).name,
        view=view,
        row=row,
        comparison=_against(row, view.local["rate"], view.indicator),
        change=_change(row, period_id, view.period.kind == "recorded"),
        flags=None if pd.isna(flags) else int(flags),
        judged=None if pd.isna(flags) else int(standing["judged"]),
        evidence=risk.evidence[risk.evidence["area_code"] == ward],
        wards_in_district=len(view.own),
        wards_in_force=len(area_figures(indicator_id, period_id, "ward")),
    )


def _against(row: pd.Series, benchmark: Any, indicator: Indicator) -> str | None:
    said = compare_with_benchmark(
        pd.Series([row["lower"]], dtype="Float64"),
        pd.Series([row["upper"]], dtype="Float64"),
        pd.Series([benchmark], dtype="Float64"),
        indicator.polarity,
    ).iloc[0]
    return None if pd.isna(said) else str(said)


def _change(row: pd.Series, period_id: str, recorded: bool) -> Change:
    if "change_direction" not in row:
        return NO_YEAR_BEFORE if recorded else NO_CHANGE_KNOWN
    changes = row[row.index.str.startswith("change_")]
    return change_of(
        changes.rename(lambda one: one.removeprefix("change_")),
        span_of_year_before(period_id, "ward"),
    )


@remembered(maxsize=256)
def spine(period_id: str, ward: str, whole_force: bool = False) -> pd.DataFrame:
    """Return a row for each indicator: the ward, its district, the force and the wards' range.

    Parameters
    ----------
    period_id : str
        A period of the app.
    ward : str
        Code of a ward of the period's boundaries.
    whole_force : bool
        For the lenses and the change only: the set that bands and funnels are drawn over. The
        range is always that of the district's wards.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator id in the order of `profile_indicators`: ``name``, ``unit``,
        ``polarity``, ``numerator``, ``rate``, ``lower``, ``upper`` (the ward's),
        ``district``, ``force`` (rates), ``times_district``, ``lowest``, ``lower_quartile``,
        ``upper_quartile``, ``highest`` (of the district's wards), ``wards`` and ``wards_known``
        (how many there are and have a figure), ``comparison`` (with the district, by the ward's
        95% interval), ``band``, ``funnel``, ``lenses``, ``rank_district``, ``rank_force``,
        ``status``; ``lenses`` says `BOTH_BY_CHANCE` where both mark the ward and it does not stand
        out among all comparisons of `risk_view`; and the places of `MARKS` on the chart as
        ``at_lowest`` … ``at_rate``: -1 to 1, the district at 0. What is not known is missing,
        never 0.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> rows = spine("2025", "E05010670")
    >>> rows.index[:2].tolist(), rows.loc["all-crime", "comparison"]
    (['all-crime', 'asb'], 'worse')
    """
    csp = district_of(ward, period_id)
    indicators = profile_indicators(period_id, csp)
    rows = [_spine_row(ward_view(one.id, period_id, csp, whole_force), ward) for one in indicators]
    if not rows:
        return pd.DataFrame(columns=[*_spine_columns()])
    table = pd.DataFrame(rows, index=pd.Index([one.id for one in indicators], name="indicator"))
    numbers = ["rate", "lower", "upper", "district", "force", "times_district", *MARKS[:4]]
    table[numbers] = table[numbers].astype("Float64")
    for column in ("numerator", "rank_district", "rank_force"):
        table[column] = table[column].astype("Int64")
    table["lenses"] = _but_for_chance(table["lenses"], risk_view(period_id, csp, whole_force), ward)
    places = spine_places(table[list(MARKS)], table["district"])
    return table.join(places.add_prefix("at_"))


def _but_for_chance(lenses: pd.Series, risk: RiskView, ward: str) -> pd.Series:
    """Tell what both lenses mark, and does not stand out among so many comparisons, as that."""
    if not risk.both_lenses:
        return lenses
    marked = risk.evidence.loc[risk.evidence["area_code"] == ward, "indicator"]
    tested = {one.id for one in risk.indicators} - set(marked)
    return lenses.mask((lenses == "both") & lenses.index.isin(tested), BOTH_BY_CHANCE)


def _spine_row(view: WardView, ward: str) -> dict[str, object]:
    row, local = view.wards.T[ward], view.own["rate"]
    ends = spread(local)
    return {
        "name": view.indicator.name,
        "unit": view.indicator.unit,
        "polarity": view.indicator.polarity,
        **{name: row[name] for name in ("numerator", "rate", "lower", "upper")},
        "district": view.local["rate"],
        "force": view.force["rate"],
        "times_district": row["times_district"],
        **{name: None if ends is None else getattr(ends, name) for name in MARKS[:4]},
        "wards": len(local),
        "wards_known": int(local.notna().sum()),
        "comparison": _against(row, view.local["rate"], view.indicator),
        **{name: _word(row[name]) for name in ("band", "funnel", "lenses")},
        **{name: row[name] for name in ("rank_district", "rank_force", "status")},
    }


def _word(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _spine_columns() -> tuple[str, ...]:
    plain = (
        "name unit polarity numerator rate lower upper district force times_district lowest "
        "lower_quartile upper_quartile highest wards wards_known comparison band funnel lenses "
        "rank_district rank_force status"
    )
    return (*plain.split(), *(f"at_{name}" for name in MARKS))


@remembered(maxsize=256)
def ward_months(indicator_id: str, period_id: str, ward: str) -> pd.Series | None:
    """Return what was recorded in a ward month by month.

    Parameters
    ----------
    indicator_id, period_id : str
        Ids in the catalogue.
    ward : str
        Code of a ward of the period's boundaries.

    Returns
    -------
    pandas.Series or None
        Counts by month (``YYYY-MM``) of every month that is due; an absent month is missing, a
        loaded month with none is 0. None where the indicator has no monthly counts.

    Raises
    ------
    KeyError
        For an unknown id or code.

    Examples
    --------
    >>> len(ward_months("all-crime", "2025", "E05010670"))
    12
    >>> ward_months("all-crime", "2018-19", "E05010670") is None
    True
    """
    catalogue = load_catalogue()
    period = catalogue.period(period_id)
    if period.kind != "recorded" or not catalogue.indicator(indicator_id).is_counted:
        return None
    due = pd.period_range(period.start, period.end, freq="M").strftime("%Y-%m")
    counts = monthly_counts(indicator_id, period_id, "ward").T[ward]
    return counts.reindex(due).astype("Int64").rename_axis("month")


@remembered(maxsize=256)
def crime_mix(period_id: str, ward: str) -> pd.DataFrame | None:
    """Return each crime type's share of a ward's recorded crime, and of its district's.

    Parameters
    ----------
    period_id : str
        A period of the app.
    ward : str
        Code of a ward of the period's boundaries.

    Returns
    -------
    pandas.DataFrame or None
        Indexed by indicator id: ``name``, ``count``, ``district_count``, ``share`` and
        ``district_share`` (per cent of all recorded crime), ``points`` (their difference in
        percentage points); the ward's largest share first. Shares of a ward without a recorded
        crime are missing. None in a published period: documents print rates, and a share made of
        rounded rates would be a figure that no document has.

    Examples
    --------
    >>> mix = crime_mix("2025", "E05010670")
    >>> int(mix["count"].sum()) == int(spine("2025", "E05010670").loc["all-crime", "numerator"])
    True
    >>> crime_mix("2018-19", "E05010670") is None
    True
    """
    catalogue = load_catalogue()
    if catalogue.period(period_id).kind != "recorded":
        return None
    csp, total = district_of(ward, period_id), total_indicator()
    types = [one for one in risk_indicators(period_id) if set(one.counts) <= set(total.counts)]
    table = pd.DataFrame(
        {
            "name": [one.name for one in types],
            "count": [_count(one.id, period_id, "ward", ward) for one in types],
            "district_count": [_count(one.id, period_id, "district", csp) for one in types],
        },
        index=pd.Index([one.id for one in types], name="indicator"),
    )
    table["share"] = _share(table["count"])
    table["district_share"] = _share(table["district_count"])
    table["points"] = table["share"] - table["district_share"]
    return table.sort_values(["share", "name"], ascending=[False, True], kind="stable")


def _count(indicator_id: str, period_id: str, level: Level, code: str) -> int:
    return int(area_figures(indicator_id, period_id, level).T[code]["numerator"])


def _share(counts: pd.Series) -> pd.Series:
    total = int(counts.sum())
    return counts / total * 100 if total else pd.Series(float("nan"), index=counts.index)
