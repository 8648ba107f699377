"""Street-level snap points of a selection, as far as the store holds them, one row a point.

The publisher moves each record to one of its shared points, which stands for at least eight
addresses or a place such as a car park. What is on a point happened somewhere near it, and two
records on one point need not have happened at the same place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import store
from data.explore.areas import AreaLevel, layer_of
from data.explore.crime_types import counted, crime_types_of
from data.explore.spans import months_between, run_of
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.areas import load_areas, load_lookup
from data.tables.police import imported_months
from geo.ranking import rank_highest_first

KIND = "police_points"
PLACE = ["longitude", "latitude"]
UNNAMED = "Place not named"


@dataclass(frozen=True, slots=True, eq=False)
class StreetPoints:
    """The snap points of a selection.

    Attributes
    ----------
    points : pandas.DataFrame
        One row per point, most records first, numbered from 0: ``rank`` (1 the most; ties share
        it), ``location`` (as printed), ``records``, ``share`` (percent of the selection's records
        that have a point), ``longitude``, ``latitude`` (degrees, WGS 84), ``easting``,
        ``northing`` (metres, British National Grid), ``lsoa_code``, ``lsoa_name``, ``ward_code``,
        ``ward_name`` (best fit), ``district_code``, ``district_name``.
    by_type : pandas.DataFrame
        With the index of `points`, one column per police.uk type that occurs, the commonest
        first: records. Rows add up to ``records``.
    months : tuple of str
        The months asked for whose points are in the store.
    absent : tuple of str
        Those whose points are not: they are left out, and are not zero.
    counted : int
        Records counted in the areas in `months`; those over ``records`` have no readable point.
    """

    points: pd.DataFrame
    by_type: pd.DataFrame
    months: tuple[str, ...]
    absent: tuple[str, ...]
    counted: int

    @property
    def records(self) -> int:
        """All records that have a point."""
        return int(self.points["records"].sum())


def months_with_points(months: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some months whose snap points are in the store.

    Parameters
    ----------
    months : tuple of str
        Months, ``YYYY-MM``.

    Returns
    -------
    tuple of str
        In the order given. Only imported months can be among them.

    Examples
    --------
    >>> months_with_points(("2025-01",))
    ()
    """
    held, keys = store.current().of_kind(KIND), imported_months()
    return tuple(month for month in months if keys.get(month) in held)


@remembered(maxsize=32)
def street_points(
    types: tuple[str, ...],
    first: str,
    last: str,
    districts: tuple[str, ...] = (),
    level: AreaLevel = "ward",
    area: str | None = None,
    within: tuple[str, ...] = (),
) -> StreetPoints:
    """Return the snap points of some records, with how many records each stands for.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    first, last : str
        Months of one run.
    districts : tuple of str
        District codes; empty for the whole force area.
    level : {"ward", "lsoa"}
        What `area` is one of.
    area : str, optional
        Code of the only area wanted.
    within : tuple of str
        Codes of the only areas wanted, where the selection is a set of them, such as a town's.

    Returns
    -------
    StreetPoints
        Frames are shared between callers and must not be changed. Empty where the store has no
        points for any of the months.

    Raises
    ------
    ValueError
        If the months are not of one run.
    StoreError
        If a table of the store cannot be read.

    Notes
    -----
    A record is in the area of the LSOA that the publisher gives it, as in every count of the app,
    so that points and counts add up to the same figure. Source: data.police.uk, Open Government
    Licence v3.0.

    Examples
    --------
    >>> told = street_points(("all-crime",), "2025-01", "2025-02")
    >>> told.months, told.absent, len(told.points)
    ((), ('2025-01', '2025-02'), 0)
    """
    months = months_between(first, last)
    held = months_with_points(months)
    homes = snap_homes(layer_of("lsoa", first), layer_of("ward", first))
    if districts:
        homes = homes[homes["district_code"].isin(districts)]
    if within:
        homes = homes[homes.index.isin(within) | homes["ward_code"].isin(within)]
    if area is not None:
        homes = homes[(homes.index == area) | (homes["ward_code"] == area)]
    labels = crime_types_of(types)
    cells = _cells(held, labels, homes.index)
    points, by_type = _by_point(cells)
    total = int(points["records"].sum())
    points["share"] = points["records"] / total * 100 if total else np.nan
    points["rank"] = rank_highest_first(points["records"])
    run = run_of(first)
    assert run is not None  # `months_between` has refused any other month
    counts = counted(labels, run.period, "lsoa").reindex(homes.index)
    return StreetPoints(
        points.join(homes, on="lsoa_code"),
        by_type,
        held,
        tuple(month for month in months if month not in held),
        int(counts[list(held)].to_numpy().sum()),
    )


@remembered(maxsize=4)
def snap_homes(lsoas: str, wards: str) -> pd.DataFrame:
    """The LSOAs of a vintage with their names, best-fit wards and districts."""
    areas = load_areas()
    own = areas[areas["area_type"] == lsoas].set_index("area_code")
    names = areas[areas["area_type"] == wards].set_index("area_code")["area_name"]
    homes = own[["area_name", "district_code"]].rename(columns={"area_name": "lsoa_name"})
    lookup = load_lookup(f"{lsoas}_{wards}").set_index("lsoa_code")
    homes["ward_code"] = lookup["ward_code"].reindex(homes.index)
    homes["ward_name"] = homes["ward_code"].map(names)
    districts = {one.code: one.name for one in load_catalogue().force.districts}
    return homes.assign(district_name=homes["district_code"].map(districts))


@remembered(maxsize=24)
def _month(key: str) -> pd.DataFrame:
    """A month's records, counted by point and type: a few thousand rows."""
    records = store.read_table(KIND, key)
    by = [*PLACE, "easting", "northing", "lsoa_code", "location", "crime_type"]
    cells = records.groupby(by, observed=True).size().rename("records").reset_index()
    # A name or type occurs thousands of times: held as categories, a month is a tenth the size.
    return cells.astype({"lsoa_code": "category", "location": "category", "crime_type": "category"})


def _cells(months: tuple[str, ...], labels: tuple[str, ...], lsoas: pd.Index) -> pd.DataFrame:
    keys = imported_months()
    columns = [*PLACE, "easting", "northing", "lsoa_code", "location", "crime_type", "records"]
    texts = ["lsoa_code", "location", "crime_type"]
    wanted = [
        pd.DataFrame(columns=columns).astype({"records": "int64"} | dict.fromkeys(texts, str))
    ]
    for month in months:
        held = _month(keys[month])
        own = held[held["crime_type"].isin(labels) & held["lsoa_code"].isin(lsoas)]
        wanted.append(own.astype(dict.fromkeys(texts, str)))
    return pd.concat(wanted[1:] or wanted, ignore_index=True)


def _by_point(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The points with their records, and the same records by type."""
    by_type = cells.pivot_table(
        index=PLACE,
        columns="crime_type",
        values="records",
        aggfunc="sum",
        fill_value=0,
        observed=True,
    ).astype("int64")
    by_type = by_type[by_type.sum().sort_values(ascending=False, kind="stable").index]
    # A point that was renamed between months goes by the name that most of its records have.
    named = (
        cells.groupby([*PLACE, "easting", "northing", "lsoa_code", "location"])["records"]
        .sum()
        .reset_index()
        .sort_values(["records", "location"], ascending=[False, True])
        .drop_duplicates(PLACE)
        .set_index(PLACE)
    )
    named["records"] = by_type.sum(axis=1)
    named["location"] = named["location"].map(spoken)
    named["records"] = named["records"].astype("int64")
    points = named.reset_index().sort_values(
        ["records", "location", *PLACE], ascending=[False, True, True, True]
    )
    ordered = by_type.reindex(pd.MultiIndex.from_frame(points[PLACE]))
    return points.reset_index(drop=True), ordered.reset_index(drop=True)


def spoken(location: str) -> str:
    """Say that the publisher names no place, where the name is blank or 'On or near' nothing."""
    return UNNAMED if location.strip().lower() in ("", "on or near", "no location") else location
