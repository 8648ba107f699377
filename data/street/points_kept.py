"""Snap points of street-level records: for the local store only, never for the packaged tables.

The publisher moves every record to one of a list of shared points, each at the middle of a street
or a place with at least eight addresses. A point is therefore nobody's address, and a pile of
records on one point is no proof that all happened there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer

from data.street.by_file import placed, shares
from data.street.crime_types import RENAMED
from data.street.ranks import Ranked, combined, ranked
from data.street.verdicts import Verdict

PUBLISHED = ("Longitude", "Latitude", "Location", "Context")
# What can be read as degrees; a record with any other text has no point.
_DEGREES = r"^\s*-?\d{1,20}(\.\d{0,30})?([eE][+-]?\d{1,2})?\s*$"


def points_by_file(
    rows: pa.Table, left_out: np.ndarray, verdicts: Sequence[Verdict], lsoas: pd.DataFrame
) -> Iterator[pa.Table]:
    """Yield the snap points of each file's counted records; those `left_out` are not counted."""
    file, code = rows["file"].to_numpy(), ranked(rows["LSOA code"])
    x, y = (ranked(rows[name]).turned(_degrees) for name in ("Longitude", "Latitude"))
    spot = ranked(pa.chunked_array([combined(x.key, y.key)]))
    easting, northing = _metres(x, y, spot.values.to_numpy())
    crime_type = ranked(rows["Crime type"]).turned(_todays)
    location, context = ranked(rows["Location"]), ranked(rows["Context"])
    # In an order of its own, so that the same month makes the same file.
    order = [spot.key, code.key, crime_type.key, location.key, context.key]
    key = combined((file, len(verdicts)), *order)
    readable = x.are(pc.is_finite(x.values)) & y.are(pc.is_finite(y.values))
    kept = np.flatnonzero(placed(file, code, verdicts, lsoas) & readable & ~left_out)
    kept = kept[np.argsort(key[kept])]
    for share in shares(file[kept], len(verdicts)):
        mine = kept[share]
        points = {
            "longitude": x.of(mine),
            "latitude": y.of(mine),
            "easting": easting[spot.rank[mine]],
            "northing": northing[spot.rank[mine]],
            "lsoa_code": code.of(mine),
            "crime_type": crime_type.of(mine),
            "location": location.of(mine),
            "context": context.of(mine),
        }
        yield pa.table(points)


def _degrees(texts: pa.Array) -> pa.Array:
    """Numbers of texts; not a number where a text is none."""
    readable = pc.match_substring_regex(texts, _DEGREES)
    numbers = pc.if_else(readable, pc.utf8_trim_whitespace(texts), None).cast(pa.float64())
    return numbers.fill_null(np.nan)


def _todays(names: pa.Array) -> pa.Array:
    return pa.array([RENAMED.get(name, name) for name in names.to_pylist()], pa.string())


def _metres(x: Ranked, y: Ranked, spots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points as metres of the British National Grid.

    Records share a few thousand points, so that each is projected once.
    """
    along, up = np.divmod(spots, max(len(y.values), 1))
    longitude, latitude = x.values.to_numpy()[along], y.values.to_numpy()[up]
    easting, northing = _projection().transform(longitude, latitude)
    # A tenth of a metre is finer than the published coordinates.
    return np.round(easting, 1), np.round(northing, 1)


# Looked up once: finding the best projection takes longer than projecting a month.
@lru_cache(maxsize=1)
def _projection() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
