"""Areas explored: any crime types together, any months of one run, wards or LSOAs, in one frame.

The counts are those of `data.figures.area_figures`; here they are added up over the crime types
and months an officer chooses. Map, table, charts and files of the explorer all draw from `explore`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd

from data.catalogue.records import Indicator, Period
from data.catalogue.units import multiplier
from data.figures.area_figures import Level, loaded_months, monthly_counts, residents_of
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.store.remembered import remembered
from data.tables.areas import load_areas, load_lookup
from data.tables.deprivation import load_deprivation
from data.tables.police import CRIME_TYPES, load_months
from geo.bands import BandRule, band_rule, statutory_band
from geo.boundaries import DEGREES, inner_points
from geo.change import change_between
from geo.classes import class_breaks
from geo.ranking import rank_highest_first
from geo.rates import crude_rate, person_years, rate_interval

if TYPE_CHECKING:
    from libpysal.graph import Graph

AreaLevel = Literal["ward", "lsoa"]
Measure = Literal["rate", "count", "share", "change"]
Layer = Literal["none", "band", "gi", "moran", "smoothed"]

UNIT = "per 1,000 residents"
# Judged with fewer areas than this, a pattern of neighbours is little more than chance.
FEW_AREAS = 30
# Local Moran's labels in the order that a reader wants them.
CLUSTERS = ("High-High", "High-Low", "Low-High", "Low-Low", "not significant", "not tested")
# The column of `explore` that each measure shows.
MEASURES: dict[str, str] = {
    "rate": "rate",
    "count": "per_month",
    "share": "share",
    "change": "change",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Months on end that are loaded, of one recorded period (so of one set of boundaries).

    The period may be longer than the run, or span all months of a vintage.
    """

    period: str
    months: tuple[str, ...]


@remembered(maxsize=1)
def runs() -> tuple[Run, ...]:
    """Return the runs of loaded months, oldest first.

    Returns
    -------
    tuple of Run
        A period that lacks a month in its midst gives two runs: no run has a gap.

    Examples
    --------
    >>> [(run.months[0], len(run.months)) for run in runs()]
    [('2018-10', 5), ('2025-01', 12)]
    """
    loaded = load_months()[["month", "area_type"]].astype(str)
    known = {period.lsoa_vintage for period in _recorded_periods()}
    stretches: list[list[tuple[str, str]]] = []
    for month, vintage in sorted(loaded.itertuples(index=False, name=None)):
        if vintage not in known:
            continue
        if not stretches or (_later(stretches[-1][-1][0], 1), stretches[-1][-1][1]) != (
            month,
            vintage,
        ):
            stretches.append([])
        stretches[-1].append((month, vintage))
    spans = [tuple(month for month, _ in stretch) for stretch in stretches]
    return tuple(Run(_spanning(span[0], span[-1]).id, span) for span in spans)


@remembered(maxsize=1)
def _recorded_periods() -> tuple[Period, ...]:
    """Recorded periods by best fit, the shortest first."""
    recorded = [
        period
        for period in load_catalogue().periods.values()
        if period.kind == "recorded" and period.boundary == "bestfit"
    ]
    return tuple(sorted(recorded, key=lambda one: len(_due(one))))


def _due(period: Period) -> pd.PeriodIndex:
    return pd.period_range(period.start, period.end, freq="M")


def _spanning(first: str, last: str) -> Period:
    """The shortest recorded period that months lie in: its wards and residents are theirs."""
    return next(
        period
        for period in _recorded_periods()
        if str(period.start) <= first and last <= str(period.end) and first in loaded_months(period)
    )


def offered_period(first: str, last: str) -> str:
    """Return the id of the period in the pickers that months lie in, the shortest of several.

    Where none holds them all, the longest that holds the last.

    Examples
    --------
    >>> offered_period("2025-03", "2025-05")
    '2025'
    """
    offered = [one for one in _recorded_periods() if one.app and last in loaded_months(one)]
    whole = [one for one in offered if str(one.start) <= first]
    return (whole[0] if whole else offered[-1]).id


def _later(month: str, by: int) -> str:
    return str(pd.Period(month, freq="M") + by)


@remembered(maxsize=1)
def gaps() -> tuple[tuple[str, str, int], ...]:
    """Return the spans between runs whose months are not loaded: first, last, how many.

    Examples
    --------
    >>> gaps()
    (('2019-03', '2024-12', 70),)
    """
    found = []
    for earlier, later in zip(runs(), runs()[1:], strict=False):
        first, last = _later(earlier.months[-1], 1), _later(later.months[0], -1)
        if first <= last:
            found.append((first, last, len(pd.period_range(first, last, freq="M"))))
    return tuple(found)


def run_of(month: str) -> Run | None:
    """Return the run that a month is in; None where the month is not loaded.

    Examples
    --------
    >>> run_of("2020-04") is None
    True
    """
    return next((run for run in runs() if month in run.months), None)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return the months of one run from the first to the last.

    Raises
    ------
    ValueError
        If the two months are not of one run, or in the wrong order: months that are not loaded
        are never bridged.

    Examples
    --------
    >>> months_between("2025-11", "2025-12")
    ('2025-11', '2025-12')
    """
    run = run_of(first)
    if run is None or last not in run.months or last < first:
        raise ValueError(
            f"{first} to {last} is not a span of loaded months. Choose both ends in one run: "
            + "; ".join(f"{one.months[0]} to {one.months[-1]}" for one in runs())
            + "."
        )
    return tuple(month for month in run.months if first <= month <= last)


@remembered(maxsize=1)
def _singles() -> dict[str, Indicator]:
    """The indicator of each police.uk crime type, by the type's label."""
    return {
        one.counts[0]: one for one in load_catalogue().counted_indicators if len(one.counts) == 1
    }


@remembered(maxsize=1)
def offered_types() -> tuple[str, ...]:
    """Return the indicators that can be explored: all crime, groups, then police.uk's own types.

    Examples
    --------
    >>> offered_types()[0]
    'all-crime'
    """
    counted = load_catalogue().counted_indicators
    groups = sorted(
        (one for one in counted if len(one.counts) > 1), key=lambda one: -len(one.counts)
    )
    singles = sorted(_singles().values(), key=lambda one: one.name)
    return tuple(one.id for one in (*groups, *singles))


def default_types() -> tuple[str, ...]:
    """Return what is explored when nothing is chosen: the widest group, all recorded crime."""
    return offered_types()[:1]


def groups_of(indicator_id: str) -> tuple[str, ...]:
    """Return the groups that hold a police.uk type, all recorded crime left aside.

    Examples
    --------
    >>> groups_of("shoplifting")
    ('theft',)
    """
    catalogue = load_catalogue()
    own = set(catalogue.indicator(indicator_id).counts)
    return tuple(
        one
        for one in offered_types()[1:]
        if len(catalogue.indicator(one).counts) > 1 and own < set(catalogue.indicator(one).counts)
    )


def crime_types_of(types: tuple[str, ...]) -> tuple[str, ...]:
    """Return the police.uk types that indicators count together, each once.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators; they may overlap.

    Returns
    -------
    tuple of str
        Labels as the publisher writes them, in the publisher's order.

    Examples
    --------
    >>> crime_types_of(("theft", "shoplifting", "burglary"))
    ('Bicycle theft', 'Burglary', 'Other theft', 'Shoplifting', 'Theft from the person')
    """
    catalogue = load_catalogue()
    wanted = {label for one in types for label in catalogue.indicator(one).counts}
    return tuple(label for label in CRIME_TYPES if label in wanted)


@remembered(maxsize=256)
def counted(labels: tuple[str, ...], period_id: str, level: Level) -> pd.DataFrame:
    """Count the records of police.uk types together, by area and month.

    Parameters
    ----------
    labels : tuple of str
        police.uk types.
    period_id : str
        A recorded period.
    level : {"lsoa", "ward", "district", "force"}
        Areas to add up to.

    Returns
    -------
    pandas.DataFrame
        As `data.figures.area_figures.monthly_counts`: a loaded month without a record is 0, a
        month that is not loaded has no column.

    Examples
    --------
    >>> counted(("Burglary", "Robbery"), "2025", "district").shape
    (9, 12)
    """
    for indicator in load_catalogue().counted_indicators:
        if set(indicator.counts) == set(labels):
            return monthly_counts(indicator.id, period_id, level)
    tables = [monthly_counts(_singles()[label].id, period_id, level) for label in labels]
    return sum(tables[1:], start=tables[0])


@remembered(maxsize=256)
def area_rates(types: tuple[str, ...], first: str, last: str, level: Level) -> pd.DataFrame:
    """Return every area of the force area with the records of some types in some months.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    first, last : str
        Months (``YYYY-MM``) of one run.
    level : {"lsoa", "ward", "district", "force"}
        Areas wanted, of the run's own vintage.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code``: ``area_name``, ``district_code``, ``numerator`` (records),
        ``residents`` (of the run's population base), ``person_years`` (residents times months
        over twelve), ``rate`` per 1,000 residents a year with ``lower`` and ``upper`` (95%), and
        ``per_month`` (records a month). A rate is missing where nobody lives.

    Raises
    ------
    ValueError
        If the months are not of one run.

    Examples
    --------
    >>> area_rates(("all-crime",), "2025-01", "2025-12", "ward").shape
    (185, 9)
    """
    months = list(months_between(first, last))
    period = _spanning(first, last)
    frame = _named_areas(level, period)
    counts = counted(crime_types_of(types), period.id, level)[months]
    frame["numerator"] = counts.sum(axis=1).reindex(frame.index).astype("Int64")
    frame["residents"] = residents_of(period.id, level).reindex(frame.index).astype("Int64")
    frame["person_years"] = person_years(frame["residents"], len(months)).astype("Float64")
    times = multiplier(UNIT)
    frame["rate"] = crude_rate(frame["numerator"], frame["person_years"], times)
    frame[["lower", "upper"]] = rate_interval(frame["numerator"], frame["person_years"], times)
    frame["per_month"] = frame["numerator"].astype("Float64") / len(months)
    return frame


def layer_of(level: Level, month: str) -> str:
    """Return the boundary layer of a level in a month's run, such as ``lsoa21``.

    Examples
    --------
    >>> layer_of("lsoa", "2018-12"), layer_of("ward", "2025-01")
    ('lsoa11', 'ward24')
    """
    period = _spanning(month, month)
    return {"ward": str(period.ward_vintage), "lsoa": str(period.lsoa_vintage)}.get(level, level)


def _named_areas(level: Level, period: Period) -> pd.DataFrame:
    wanted = {"ward": period.ward_vintage, "lsoa": period.lsoa_vintage}.get(level, level)
    areas = load_areas()
    held = areas[areas["area_type"] == wanted].set_index("area_code")
    return held[["area_name", "district_code"]].copy()


def year_before(first: str, last: str) -> Run | None:
    """Return the same months a year before, where they are loaded on the same boundaries.

    Returns
    -------
    Run or None
        None where a month is absent, or its areas or population base are others.

    Examples
    --------
    >>> year_before("2025-01", "2025-12") is None
    True
    """
    earlier, later = _later(first, -12), _later(last, -12)
    run = run_of(earlier)
    if run is None or later not in run.months:
        return None
    now, then = _spanning(first, last), _spanning(earlier, later)
    same = ("lsoa_vintage", "ward_vintage", "population_base")
    if any(getattr(now, name) != getattr(then, name) for name in same):
        return None
    return Run(run.period, months_between(earlier, later))


@dataclass(frozen=True, slots=True, eq=False)
class ExploreView:
    """The areas of some districts on some crime types in some months: what a screen shows.

    Attributes
    ----------
    areas : pandas.DataFrame
        The columns of `area_rates`, with ``district_name``; for LSOAs ``ward_name``,
        ``ward_code`` and ``imd_decile`` (1 the most deprived tenth of England); ``share``
        (percent of the district's records); ``change`` columns where the year before is loaded;
        ``value`` (the measure), ``rank`` (1 highest) and the layer's own: ``label`` for bands and
        clusters, ``z``, ``p`` and ``p_adjusted`` for Gi*, ``I`` and ``quadrant`` besides for
        local Moran, ``smoothed``. Highest value first; clusters before what is in none.
    shaded : str
        The column that colours the map: a number, or ``label``.
    breaks : tuple of float
        Upper ends of the classes of a number, over every area of the force area, so that a
        colour means the same in each district; empty for labels.
    rule : BandRule or None
        The statutory rule's thresholds over these areas.
    note : str
        What the layer could not do, in a sentence; empty where it could.
    place, force : pandas.Series
        The chosen districts together, and the force area: the figures of `area_rates`.
    months : tuple of str
        The months counted.
    """

    types: tuple[str, ...]
    months: tuple[str, ...]
    districts: tuple[str, ...]
    level: AreaLevel
    measure: Measure
    layer: Layer
    areas: pd.DataFrame
    shaded: str
    breaks: tuple[float, ...]
    rule: BandRule | None
    note: str
    place: pd.Series
    force: pd.Series

    @property
    def period(self) -> Period:
        """The recorded period that the months belong to."""
        return _spanning(self.months[0], self.months[-1])


@remembered(maxsize=256)
def explore(
    types: tuple[str, ...],
    first: str,
    last: str,
    districts: tuple[str, ...] = (),
    level: AreaLevel = "ward",
    measure: Measure = "rate",
    layer: Layer = "none",
    fdr: bool = True,
) -> ExploreView:
    """Return the areas of some districts with their figures, rank and hot-spot layer.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    first, last : str
        Months of one run.
    districts : tuple of str
        District codes; empty for the whole force area.
    level : {"ward", "lsoa"}
        Areas shown.
    measure : {"rate", "count", "share", "change"}
        What is ranked, and shaded where there is no layer: the rate per 1,000 residents a year;
        records a month; percent of the area's district; percent change on the same months a year
        before.
    layer : {"none", "band", "gi", "moran", "smoothed"}
        What the map shows instead: the statutory bands, Getis-Ord Gi*, local Moran clusters, or
        the empirical-Bayes rate. All judge rates, among the areas shown and no others.
    fdr : bool
        Hold the false discovery rate of the clusters (Benjamini and Hochberg).

    Returns
    -------
    ExploreView
        Frames are shared between callers and must not be changed.

    Raises
    ------
    ValueError
        If the months are not of one run, or a change is asked for and the year before is absent.

    Examples
    --------
    >>> view = explore(("asb",), "2025-01", "2025-12", ("E07000194",))
    >>> int(view.areas["numerator"].sum()) == int(view.place["numerator"])
    True
    """
    every = _measured(types, first, last, level)
    if measure == "change" and "change" not in every:
        raise ValueError(
            f"The months a year before {first} to {last} are not loaded on the same boundaries, so "
            "there is no change to show. Choose another measure."
        )
    chosen = every[every["district_code"].isin(districts)] if districts else every
    found, note = _layer(chosen, level, first, layer, fdr)
    areas = chosen.join(found)
    areas["value"] = areas[MEASURES[measure]]
    ranked = "smoothed" if layer == "smoothed" else "value"
    areas["rank"] = rank_highest_first(areas[ranked])
    areas = areas.sort_values(
        ["z", ranked] if "z" in areas else [ranked], ascending=False, na_position="last"
    )
    if layer == "moran":
        areas = areas.sort_values("label", key=_strongest_first, kind="stable")
    return ExploreView(
        types=types,
        months=months_between(first, last),
        districts=districts,
        level=level,
        measure=measure,
        layer=layer,
        areas=areas,
        shaded=_shaded(measure, layer),
        breaks=_breaks(every, measure, layer),
        rule=band_rule(areas["rate"]) if layer == "band" else None,
        note=note,
        place=_together(types, first, last, districts),
        force=area_rates(types, first, last, "force").iloc[0],
    )


def _strongest_first(labels: pd.Series) -> pd.Series:
    """Places of cluster labels in a list: clusters first, what is not one last."""
    return labels.astype(object).map({one: place for place, one in enumerate(CLUSTERS)})


def _shaded(measure: Measure, layer: Layer) -> str:
    if layer == "smoothed":
        return "smoothed"
    if layer != "none":
        return "label"
    return "change_direction" if measure == "change" else "value"


def _breaks(every: pd.DataFrame, measure: Measure, layer: Layer) -> tuple[float, ...]:
    if layer not in ("none", "smoothed") or measure == "change":
        return ()
    # A smoothed rate keeps the classes of the rate it smooths, so that the two maps compare.
    return class_breaks(every["rate" if layer == "smoothed" else MEASURES[measure]])


@remembered(maxsize=128)
def _measured(types: tuple[str, ...], first: str, last: str, level: AreaLevel) -> pd.DataFrame:
    """Every area of the force area with every measure that can be had, and its homes by name."""
    frame = area_rates(types, first, last, level).copy()
    names = {one.code: one.name for one in load_catalogue().force.districts}
    frame["district_name"] = frame["district_code"].map(names)
    frame = _with_ward(frame, level, _spanning(first, last))
    if level == "lsoa":
        deprivation = load_deprivation(layer_of(level, first))
        frame["imd_decile"] = deprivation["imd_decile"].reindex(frame.index).astype("Int64")
    totals = area_rates(types, first, last, "district")["numerator"].astype("Float64")
    whole = frame["district_code"].map(totals)
    frame["share"] = frame["numerator"] / whole.mask(whole == 0) * 100
    before = year_before(first, last)
    if before is None:
        return frame
    earlier = area_rates(types, before.months[0], before.months[-1], level).reindex(frame.index)
    change = change_between(
        frame["numerator"], frame["person_years"], earlier["numerator"], earlier["person_years"]
    )
    wanted = {
        "percent": "change",
        "percent_lower": "change_lower",
        "percent_upper": "change_upper",
        "direction": "change_direction",
        "before": "change_before",
    }
    return frame.join(change[list(wanted)].rename(columns=wanted))


def _with_ward(frame: pd.DataFrame, level: AreaLevel, period: Period) -> pd.DataFrame:
    """Name the best-fit ward of each LSOA; a ward has none above it but its district."""
    if level == "ward":
        return frame
    lookup = load_lookup(f"{period.lsoa_vintage}_{period.ward_vintage}").set_index("lsoa_code")
    wards = _named_areas("ward", period)["area_name"]
    frame["ward_code"] = lookup["ward_code"].reindex(frame.index)
    frame["ward_name"] = frame["ward_code"].map(wards)
    return frame


def _together(
    types: tuple[str, ...], first: str, last: str, districts: tuple[str, ...]
) -> pd.Series:
    """The figures of some districts as one place; of the force area where none is named."""
    if not districts:
        return area_rates(types, first, last, "force").iloc[0]
    own = area_rates(types, first, last, "district").loc[list(districts)]
    if len(own) == 1:
        return own.iloc[0]
    sums = own[["numerator", "residents", "person_years", "per_month"]].sum().to_frame("all").T
    sums["rate"] = crude_rate(sums["numerator"], sums["person_years"], multiplier(UNIT))
    limits = rate_interval(sums["numerator"], sums["person_years"], multiplier(UNIT))
    return sums.join(limits).iloc[0]


def _layer(
    areas: pd.DataFrame, level: AreaLevel, month: str, layer: Layer, fdr: bool
) -> tuple[pd.DataFrame, str]:
    """The columns of a hot-spot layer, judged among these areas, and what it could not do."""
    if layer == "band":
        label = statutory_band(areas["rate"])
        few = "" if label.notna().any() else "Fewer than three areas have a rate: no band is drawn."
        return pd.DataFrame({"label": label}), few
    if layer == "smoothed":
        # Imported here: esda takes over a second, and only three layers need it.
        from geo.smoothing import empirical_bayes

        rates = empirical_bayes(areas["numerator"], areas["person_years"], multiplier(UNIT))
        return pd.DataFrame({"smoothed": rates.astype("Float64")}), ""
    if layer == "none":
        return pd.DataFrame(index=areas.index), ""
    return _clusters(areas, level, month, layer, fdr)


def _clusters(
    areas: pd.DataFrame, level: AreaLevel, month: str, layer: Layer, fdr: bool
) -> tuple[pd.DataFrame, str]:
    from geo.hotspots import getis_ord_star, local_moran

    # The graph holds the areas shown and no others: what lies over the border is not judged.
    graph = _neighbours(layer_of(level, month), tuple(areas.index))
    if layer == "gi":
        result = getis_ord_star(areas["rate"], graph, fdr=fdr)
    else:
        result = local_moran(areas["rate"], graph, fdr=fdr)
    notes = [result.note]
    if len(areas) < FEW_AREAS and not result.is_empty:
        notes.append(
            f"Only {len(areas)} areas are compared: with so few, a lack of clusters says little."
        )
    return result.frame, " ".join(note for note in notes if note)


@remembered(maxsize=64)
def _neighbours(layer: str, codes: tuple[str, ...]) -> Graph:
    from geo.contiguity import queen_neighbours

    return queen_neighbours(load_boundaries(layer).loc[list(codes)])


def crime_mix(
    types: tuple[str, ...],
    first: str,
    last: str,
    districts: tuple[str, ...] = (),
    area: str | None = None,
    level: AreaLevel = "ward",
) -> pd.DataFrame:
    """Return what the records of a place are made of, beside the place around it.

    Parameters
    ----------
    types : tuple of str
        The indicators explored; their police.uk types are marked. Anti-social behaviour, which
        is no crime, is in the mix only where it is explored.
    first, last : str
        Months of one run.
    districts : tuple of str
        District codes; empty for the whole force area.
    area : str, optional
        One area of `level` instead; its district is then the reference.
    level : {"ward", "lsoa"}
        The level of `area`.

    Returns
    -------
    pandas.DataFrame
        Indexed by police.uk type, most first: ``name``, ``count`` (records), ``share`` (percent),
        ``reference`` (percent, of the area's district or of the force area; missing for the whole
        force area), ``chosen`` (whether the type is explored). Shares are missing where nothing
        is recorded.

    Examples
    --------
    >>> mix = crime_mix(("all-crime",), "2025-01", "2025-12")
    >>> round(float(mix["share"].sum()), 6)
    100.0
    """
    months = list(months_between(first, last))
    period = _spanning(first, last)
    chosen = crime_types_of(types)
    shown = tuple(dict.fromkeys([*crime_types_of(default_types()), *chosen]))
    own, around = _places(districts, area, level, period)
    rows = []
    for label in shown:
        row = {"crime_type": label, "name": _singles()[label].name, "chosen": label in chosen}
        for column, place in (("count", own), ("around", around)):
            if place is not None:
                table = counted((label,), period.id, place[0])[months]
                row[column] = int(table.loc[list(place[1])].to_numpy().sum())
        rows.append(row)
    mix = pd.DataFrame(rows).set_index("crime_type")
    mix["share"] = _percent(mix["count"])
    mix["reference"] = (
        _percent(mix["around"])
        if around is not None
        else pd.Series(pd.NA, index=mix.index, dtype="Float64")
    )
    mix = mix.sort_values(["count", "name"], ascending=[False, True])
    return mix[["name", "count", "share", "reference", "chosen"]]


def _percent(counts: pd.Series) -> pd.Series:
    total = int(counts.sum())
    shares = counts.astype("Float64") / total * 100 if total else counts.astype("Float64") * pd.NA
    return shares.astype("Float64")


_Place = tuple[Level, tuple[str, ...]]


def _places(
    districts: tuple[str, ...], area: str | None, level: AreaLevel, period: Period
) -> tuple[_Place, _Place | None]:
    """A place and the one around it, as levels and codes."""
    force: _Place = ("force", (load_catalogue().force.code,))
    if area is not None:
        home = str(_named_areas(level, period).loc[area, "district_code"])
        return (level, (area,)), ("district", (home,))
    if districts:
        return ("district", districts), force
    return force, None


def monthly_series(
    types: tuple[str, ...],
    month: str,
    districts: tuple[str, ...] = (),
    area: str | None = None,
    level: AreaLevel = "ward",
) -> pd.DataFrame:
    """Return monthly rates over the whole run of a month, for a place and what is around it.

    Parameters
    ----------
    types, districts, area, level
        As in `crime_mix`.
    month : str
        Any month of the run.

    Returns
    -------
    pandas.DataFrame
        One row per month of the run, one column per place by name, the chosen one first and the
        force area last: records of the month per 1,000 residents, not annualised.

    Examples
    --------
    >>> monthly_series(("asb",), "2025-01", ("E07000194",)).columns.tolist()
    ['Lichfield', 'Staffordshire and Stoke-on-Trent']
    """
    run = run_of(month)
    assert run is not None  # `read` of the address has refused any other month
    period = _spanning(run.months[0], run.months[-1])
    force = load_catalogue().force
    own, around = _places(districts, area, level, period)
    places = [own] + ([around] if around is not None else [])
    if places[-1][0] != "force":
        places.append(("force", (force.code,)))
    columns = {}
    for place_level, codes in places:
        counts = counted(crime_types_of(types), period.id, place_level).loc[list(codes)].sum()
        people = residents_of(period.id, place_level).reindex(list(codes)).sum()
        name = place_name(codes, place_level, period)
        columns[name] = counts.reindex(run.months) / (people or float("nan")) * multiplier(UNIT)
    return pd.DataFrame(columns, index=pd.Index(run.months, name="month"))


def place_name(codes: tuple[str, ...], level: Level, period: Period) -> str:
    """Name one area, or several together.

    Examples
    --------
    >>> place_name((), "district", load_catalogue().period("2025"))
    'Staffordshire and Stoke-on-Trent'
    """
    if level == "force" or not codes:
        return load_catalogue().force.name
    names = _named_areas(level, period).loc[list(codes), "area_name"].tolist()
    return str(names[0]) if len(names) == 1 else f"{len(names)} districts together"


def mapped_share(first: str, last: str) -> float:
    """Return the share of the force's records that have a location, 0 to 1, in some months.

    Examples
    --------
    >>> mapped_share("2018-10", "2019-02") < mapped_share("2025-01", "2025-12") < 1
    True
    """
    table = load_months()
    held = table[table["month"].isin(months_between(first, last))]
    counted_records = int(held["counted"].sum())
    return counted_records / (counted_records + int(held["no_location"].sum()))


def as_layer(view: ExploreView, table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Put a table of the view's areas on their boundaries, for a geographic information system.

    Parameters
    ----------
    view : ExploreView
        Names the boundaries.
    table : pandas.DataFrame
        Indexed by ``area_code``.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows and columns of the table with ``geometry`` in EPSG:27700: the public best-fit
        boundaries, simplified for drawing.

    Raises
    ------
    KeyError
        If a code of the table has no boundary in the view's layer.

    Examples
    --------
    >>> view = explore(("asb",), "2025-01", "2025-12", ("E07000194",))
    >>> as_layer(view, view.areas[["rate"]]).crs.to_epsg()
    27700
    """
    boundaries = load_boundaries(layer_of(view.level, view.months[0]))
    return gpd.GeoDataFrame(table, geometry=boundaries.loc[table.index, "geometry"])


@remembered(maxsize=64)
def label_points(layer: str, codes: tuple[str, ...]) -> tuple[tuple[str, float, float], ...]:
    """Return the names of areas with a point well inside each, the widest area first.

    Parameters
    ----------
    layer : str
        A packaged boundary layer.
    codes : tuple of str
        Area codes.

    Returns
    -------
    tuple of (str, float, float)
        Name, latitude and longitude (degrees, to about a metre).

    Examples
    --------
    >>> label_points("district", ("E07000194",))[0][0]
    'Lichfield'
    """
    own = load_boundaries(layer).loc[list(codes)]
    own = own.assign(size=own.area).sort_values("size", ascending=False)
    points = inner_points(own).to_crs(DEGREES)
    return tuple(
        (str(name), round(point.y, 5), round(point.x, 5))
        for name, point in zip(own["area_name"], points, strict=True)
    )
