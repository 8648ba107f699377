"""A district whose legal wards differ from best fit by half a census area, with a year of points.

Of one ward's census area the eastern half belongs to another ward by law. Each month five records
lie on three points in its western half, two on one point in its eastern half; and one record of
another district's census area lies, by its point, in the same half.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from data import store
from data.catalogue.base import base_catalogue
from data.outlines.boundaries import load_boundaries
from data.tables.areas import load_lookup

MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
CRIME = "Burglary"


@dataclass(frozen=True)
class Sample:
    """The codes of what is cut: its district, the ward that loses, the one that gains, the LSOA."""

    district: str
    loser: str
    gainer: str
    lsoa: str
    elsewhere: str  # a census area of another district
    legal: gpd.GeoDataFrame


def sample() -> Sample:
    """Choose a ward of several census areas, one of them, and the ward that gets its east."""
    lookup = load_lookup("lsoa21_ward24")
    district = str(lookup["district_code"].min())
    own = lookup[lookup["district_code"] == district]
    loser = str(own["ward_code"].value_counts().sort_index().idxmax())
    gainer = str(own.loc[own["ward_code"] != loser, "ward_code"].min())
    lsoa = str(own.loc[own["ward_code"] == loser, "lsoa_code"].min())
    elsewhere = str(lookup.loc[lookup["district_code"] != district, "lsoa_code"].min())
    wards = load_boundaries("ward24").query("district_code == @district")[["area_name", "geometry"]]
    east = _half(lsoa, east=True)
    cut = wards.geometry.copy()
    cut[loser] = cut[loser].difference(east)
    cut[gainer] = cut[gainer].union(east)
    return Sample(district, loser, gainer, lsoa, elsewhere, wards.set_geometry(cut))


def _half(lsoa: str, *, east: bool) -> shapely.Geometry:
    shape = load_boundaries("lsoa21").geometry[lsoa]
    left, low, right, high = shape.bounds
    middle = (left + right) / 2
    half = shapely.box(middle, low, right, high) if east else shapely.box(left, low, middle, high)
    return shape.intersection(half)


UNFITTED = "E05099999"


def with_unfitted_ward(told: Sample) -> gpd.GeoDataFrame:
    """The legal wards with the eastern half as a ward of its own, which is no LSOA's best fit."""
    layer = layer_of(told).set_index("WD24CD")
    east = _half(told.lsoa, east=True)
    layer.loc[told.gainer, "geometry"] = layer.geometry[told.gainer].difference(east)
    name = {"WD24NM": "Eastfield", "LAD24CD": told.district, "geometry": east}
    more = gpd.GeoDataFrame([name], index=pd.Index([UNFITTED], name="WD24CD"), crs=layer.crs)
    return gpd.GeoDataFrame(pd.concat([layer, more])).reset_index()


def layer_of(told: Sample) -> gpd.GeoDataFrame:
    """The legal wards under a publisher's columns."""
    named = told.legal.reset_index().rename(columns={"area_code": "WD24CD", "area_name": "WD24NM"})
    return named.assign(LAD24CD=told.district)[["WD24CD", "WD24NM", "LAD24CD", "geometry"]]


def records(told: Sample) -> pd.DataFrame:
    """A month's records: LSOA, point and crime type."""
    west, east = _half(told.lsoa, east=False), _half(told.lsoa, east=True)
    inside = west.representative_point()
    first = [(inside.x, inside.y), (inside.x + 1, inside.y), (inside.x, inside.y + 1)]
    there = (east.representative_point().x, east.representative_point().y)
    rows = [(told.lsoa, *first[number % 3]) for number in range(5)]
    rows += [(told.lsoa, *there)] * 2 + [(told.elsewhere, *there)]
    return pd.DataFrame(rows, columns=["lsoa_code", "easting", "northing"]).assign(
        crime_type=CRIME, longitude=0.0, latitude=0.0, location="", context=""
    )


def put_months(told: Sample, months: tuple[str, ...] = MONTHS, points: bool = True) -> None:
    """Put the months into the store as an import would, with their points or without."""
    of_month = records(told)
    counts = of_month.groupby(["lsoa_code", "crime_type"], as_index=False).size()
    counts = counts.rename(columns={"lsoa_code": "area_code", "size": "count"})
    account = {
        **dict.fromkeys(["duplicates", "outside_force", "no_location", "no_location_asb"], 0),
        "counted_asb": 0,
        "rows_read": len(of_month),
        "counted": len(of_month),
        "area_type": "lsoa21",
    }
    with store.transaction("Imported police records") as change:
        for month in months:
            key = f"{base_catalogue().force.slug}/{month}"
            table = counts.assign(month=month, area_type="lsoa21")
            columns = ["month", "area_type", "area_code", "crime_type", "count"]
            change.put("police_month", key, table[columns], detail=account)
            if points:
                change.put("police_points", key, of_month)
