"""What the explorer shows: areas with their measure, rank and hot-spot layer, in one frame.

Map, table, charts and files of the explorer all draw from `explore`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd

from data.catalogue.records import Period
from data.catalogue.units import multiplier
from data.explore.areas import UNIT, AreaLevel, area_rates, layer_of, named_areas
from data.explore.crime_types import crime_types_of
from data.explore.layers import CLUSTERS, Layer, hotspot_layer
from data.explore.spans import months_between, spanning, year_before
from data.figures.like_with_like import like_with_like
from data.installed.catalogue import load_catalogue
from data.outlines.boundaries import load_boundaries
from data.places.named import AreaSet
from data.store.remembered import remembered
from data.tables.areas import load_lookup
from data.tables.deprivation import load_deprivation
from geo.bands import BandRule, band_rule
from geo.classes import class_breaks
from geo.ranking import rank_highest_first
from geo.rates import crude_rate, rate_interval

Measure = Literal["rate", "count", "share", "change"]

# The column of `explore` that each measure shows.
MEASURES: dict[str, str] = {
    "rate": "rate",
    "count": "per_month",
    "share": "share",
    "change": "change",
}


def codes_within(area_set: AreaSet | None, level: AreaLevel) -> tuple[str, ...]:
    """Return the codes of a set's areas on a level: its wards or its census areas.

    Parameters
    ----------
    area_set : AreaSet or None
        Such as a town.
    level : {"ward", "lsoa"}
        What is shown.

    Returns
    -------
    tuple of str
        Empty without a set.

    Examples
    --------
    >>> codes_within(None, "ward")
    ()
    """
    if area_set is None:
        return ()
    return area_set.wards if level == "ward" else area_set.lsoas


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
    area_set : AreaSet or None
        The only areas wanted, such as a town's; None for all areas of the districts.
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
    area_set: AreaSet | None = None

    @property
    def within(self) -> tuple[str, ...]:
        """Codes of the areas of the set, on the level shown; none without a set."""
        return codes_within(self.area_set, self.level)

    @property
    def named(self) -> str:
        """The set's name; empty without one."""
        return self.area_set.name if self.area_set else ""

    @property
    def period(self) -> Period:
        """The recorded period that the months belong to."""
        return spanning(self.months[0], self.months[-1])


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
    area_set: AreaSet | None = None,
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
    area_set : AreaSet, optional
        The only areas wanted, such as a town's; `districts` are then where they lie. Its figures
        are those of the areas shown: of its census areas, or of the whole wards that have any.

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
    if area_set is not None:
        chosen = every[every.index.isin(codes_within(area_set, level))]
    found, note = hotspot_layer(chosen, level, first, layer, fdr)
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
        place=_summed(areas) if area_set else _together(types, first, last, districts),
        force=area_rates(types, first, last, "force").iloc[0],
        area_set=area_set,
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
    frame = _with_ward(frame, level, spanning(first, last))
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
    change = like_with_like(
        (frame["numerator"], frame["person_years"], earlier["numerator"], earlier["person_years"]),
        crime_types_of(types),
        (months_between(first, last), before.months),
        level,
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
    wards = named_areas("ward", period)["area_name"]
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
    return own.iloc[0] if len(own) == 1 else _summed(own)


def _summed(own: pd.DataFrame) -> pd.Series:
    """The figures of several areas as one place."""
    sums = own[["numerator", "residents", "person_years", "per_month"]].sum().to_frame("all").T
    sums["rate"] = crude_rate(sums["numerator"], sums["person_years"], multiplier(UNIT))
    limits = rate_interval(sums["numerator"], sums["person_years"], multiplier(UNIT))
    return sums.join(limits).iloc[0]


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
