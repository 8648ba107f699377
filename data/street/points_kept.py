"""Snap points of street-level records: for the local store only, never for the packaged tables.

The publisher moves every record to one of a list of shared points, each at the middle of a street
or a place with at least eight addresses. A point is therefore nobody's address, and a pile of
records on one point is no proof that all happened there.
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow.compute as pc
from pyproj import Transformer

from data.street.archive import unpack
from data.street.cells import numbered
from data.street.counting import Verdict
from data.street.crime_types import RENAMED
from data.street.engine import ask, scan_csv
from data.street.inspection import explained

_PUBLISHED = (
    "Crime ID",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "Crime type",
    "Context",
)
_COLUMNS = [
    "longitude",
    "latitude",
    "easting",
    "northing",
    "lsoa_code",
    "crime_type",
    "location",
    "context",
]


def points_of(verdict: Verdict, connection: Any) -> pd.DataFrame:
    """Return the snap points of the records of a file that were counted."""
    with tempfile.TemporaryDirectory(prefix="street-") as folder:
        path = unpack(verdict.file.found, Path(folder), 0)
        records = _located(scan_csv(connection, [path], verdict.file.header, _PUBLISHED))
        if verdict.repeats is not None:
            nth = numbered(records)
            records = (
                nth.filter(nth.nth == 0)
                .drop("nth")
                .union(records.filter(records.crime_id.isnull()))  # noqa: PD003 (not pandas)
            )
        try:
            points = ask(connection, records.drop("file", "crime_id"))
        except duckdb.Error as error:
            raise explained(verdict.file.found, "its points cannot be read.") from error
    if verdict.area is not None:
        points = points.filter(pc.is_in(points["lsoa_code"], value_set=verdict.area))
    placed = points.to_pandas().dropna(subset=["longitude", "latitude"])
    easting, northing = to_grid(placed["longitude"], placed["latitude"])
    placed = placed.assign(
        easting=easting, northing=northing, crime_type=placed["crime_type"].replace(dict(RENAMED))
    )
    # In an order of its own, so that the same month makes the same file.
    return placed[_COLUMNS].sort_values(_COLUMNS, ignore_index=True)


def to_grid(longitude: pd.Series, latitude: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates of WGS 84, in degrees, as metres of the British National Grid."""
    # Records share a few thousand points, so that each point is projected once.
    points = pd.DataFrame({"longitude": longitude, "latitude": latitude})
    number = points.groupby(["longitude", "latitude"], sort=False).ngroup().to_numpy()
    each = points.drop_duplicates()
    easting, northing = _projection().transform(each["longitude"].array, each["latitude"].array)
    # A tenth of a metre is finer than the published coordinates.
    return np.round(easting, 1)[number], np.round(northing, 1)[number]


# Looked up once: finding the best projection takes longer than projecting a month.
@lru_cache(maxsize=1)
def _projection() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)


def _located(table: Any) -> Any:
    """The records with an LSOA, with what is kept of each."""
    records = table.select(
        file=table["file"],
        crime_id=table["Crime ID"].nullif(""),
        longitude=table["Longitude"].try_cast("float64"),
        latitude=table["Latitude"].try_cast("float64"),
        lsoa_code=table["LSOA code"],
        crime_type=table["Crime type"],
        location=table["Location"],
        context=table["Context"],
    )
    return records.filter(records.lsoa_code != "")
