"""Areas with the records of any crime types in any months of one run.

The counts are those of `data.figures.area_figures`; here they are added up over the crime types
and months an officer chooses.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from data.catalogue.records import Period
from data.catalogue.units import multiplier
from data.explore.crime_types import counted, crime_types_of
from data.explore.spans import months_between, spanning
from data.figures.area_figures import Level, residents_of
from data.outlines.boundaries import load_boundaries
from data.store.remembered import remembered
from data.tables.areas import load_areas
from geo.boundaries import DEGREES, inner_points
from geo.rates import crude_rate, person_years, rate_interval
from geo.series import days_of

AreaLevel = Literal["ward", "lsoa"]

UNIT = "per 1,000 residents"


@remembered(maxsize=256)
def area_rates(types: tuple[str, ...], first: str, last: str, level: Level) -> pd.DataFrame:
    """Return every area of the force area with the records of some types in some months."""
    months = list(months_between(first, last))
    period = spanning(first, last)
    frame = named_areas(level, period)
    counts = counted(crime_types_of(types), period.id, level)[months]
    frame["numerator"] = counts.sum(axis=1).reindex(frame.index).astype("Int64")
    frame["residents"] = residents_of(period.id, level).reindex(frame.index).astype("Int64")
    frame["person_years"] = person_years(frame["residents"], days_of(months)).astype("Float64")
    times = multiplier(UNIT)
    frame["rate"] = crude_rate(frame["numerator"], frame["person_years"], times)
    frame[["lower", "upper"]] = rate_interval(frame["numerator"], frame["person_years"], times)
    frame["per_month"] = frame["numerator"].astype("Float64") / len(months)
    return frame


def layer_of(level: Level, month: str) -> str:
    """Return the boundary layer of a level in a month's run, such as ``lsoa21``.

    Parameters
    ----------
    level : {"lsoa", "ward", "district", "force"}
        Areas.
    month : str
        A loaded month, ``YYYY-MM``.

    Returns
    -------
    str
        An area type of `data.tables.areas.load_areas`: the level with its vintage, or the level
        itself where it has none.

    Examples
    --------
    >>> layer_of("lsoa", "2018-12"), layer_of("ward", "2025-01")
    ('lsoa11', 'ward24')
    """
    period = spanning(month, month)
    return {"ward": str(period.ward_vintage), "lsoa": str(period.lsoa_vintage)}.get(level, level)


def named_areas(level: Level, period: Period) -> pd.DataFrame:
    """Return name and district of every area of a level, in a period's own vintage."""
    wanted = {"ward": period.ward_vintage, "lsoa": period.lsoa_vintage}.get(level, level)
    areas = load_areas()
    held = areas[areas["area_type"] == wanted].set_index("area_code")
    return held[["area_name", "district_code"]].copy()


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
