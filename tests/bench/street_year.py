"""A made-up national year of street-level records, in the publisher's format and proportions.

No publisher's record is in it. What costs time to count is as in the real ones: 43 forces of which
the largest has a fifth of the records, 35,000 LSOAs of uneven size, 14 crime types, anti-social
behaviour without a Crime ID, Crime IDs of 64 characters, one record in fifty without a location.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.catalogue.base import base_catalogue
from data.tables.areas import load_areas
from data.tables.police import ASB, CRIME_TYPES

FORCES = 43
# England and Wales, in codes of 2021: one in twenty is new then.
LSOAS, NEW_LSOAS, FIRST_NEW = 33_900, 1_770, 33_769
_OUTCOMES = (
    "Under investigation",
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Awaiting court outcome",
)
_PLACES = ("Parking Area", "Supermarket", "High Street", "The Rise", "Upton Grove", "Mill Lane")
_MONTH = """
COPY (
  SELECT CASE WHEN kind > 0 THEN sha256((row + {seed})::VARCHAR) END AS "Crime ID",
    '{month}' AS "Month", '{name} Police' AS "Reported by", '{name} Police' AS "Falls within",
    CASE WHEN located THEN printf('%.6f', -3 + spot / 40000.0) END AS "Longitude",
    CASE WHEN located THEN printf('%.6f', 51 + spot / 60000.0) END AS "Latitude",
    CASE WHEN located THEN 'On or near ' || ({places})[1 + spot % {many_places}]
      ELSE 'No Location' END AS "Location",
    CASE WHEN located THEN code END AS "LSOA code",
    CASE WHEN located THEN '{name} ' || printf('%03dA', nth) END AS "LSOA name",
    ({types})[1 + kind] AS "Crime type",
    CASE WHEN kind > 0 THEN ({outcomes})[1 + row % {many_outcomes}] END AS "Last outcome category",
    NULL AS "Context"
  FROM (
    SELECT row, nth, ({codes})[1 + nth] AS code, draw % 50 > 0 AS located,
      nth * 16 + draw % 16 + {start} AS spot,
      CASE WHEN draw % 100 < 18 THEN 0 WHEN draw % 100 < 52 THEN {many_types} - 1
        ELSE 1 + draw % ({many_types} - 2) END AS kind
    FROM (
      SELECT row, (hash(row + {seed}) >> 8)::BIGINT AS draw,
        -- Uneven: the first of a force's LSOAs have several times the records of the last.
        floor({lsoas} * pow((hash(row * 7 + {seed}) % 1000003) / 1000003.0, 1.7))::INT AS nth
      FROM range({records}) AS made(row)
    )
  )
) TO '{path}' (HEADER)
"""


def write_year(folder: Path, year: int, records: int) -> int:
    """Write a year of all forces as the archive lays it out; return its size in bytes.

    The force that the app serves is one of them, in its own LSOAs.
    """
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    shares = [1 / (place + 2) ** 0.8 + (1.1 if place == 0 else 0) for place in range(FORCES)]
    size = 0
    for number, share in enumerate(shares):
        slug, codes = _force(number)
        for month in (f"{year}-{one:02d}" for one in range(1, 13)):
            path = folder / month / f"{month}-{slug}-street.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(
                _MONTH.format(
                    seed=(year * 12 + int(month[5:])) * 10**11 + number * 10**8,
                    month=month,
                    name=slug.replace("-", " ").title(),
                    places=list(_PLACES),
                    many_places=len(_PLACES),
                    types=[ASB, *CRIME_TYPES[1:]],
                    many_types=len(CRIME_TYPES),
                    outcomes=list(_OUTCOMES),
                    many_outcomes=len(_OUTCOMES),
                    codes=codes,
                    lsoas=len(codes),
                    start=number * 2_000,
                    records=round(records * share / sum(shares) / 12),
                    path=path,
                )
            )
            size += path.stat().st_size
    connection.close()
    return size


def _force(number: int) -> tuple[str, list[str]]:
    """A force's name in file names and its LSOAs: a block of the old codes and one of the new."""
    if number == FORCES // 2:
        areas = load_areas()
        own = areas.loc[areas["area_type"] == "lsoa21", "area_code"]
        return base_catalogue().force.slug, own.astype(str).tolist()
    old, new = LSOAS // FORCES, NEW_LSOAS // FORCES
    numbers = [*range(1 + number * old, 1 + (number + 1) * old)]
    numbers += range(FIRST_NEW + number * new, FIRST_NEW + (number + 1) * new)
    return f"force-{number:02d}", [f"E01{one:06d}" for one in numbers]
