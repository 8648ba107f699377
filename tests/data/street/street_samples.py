"""Street-level files as the publisher lays them out, made up for the tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from data.street.files import STREET_COLUMNS

# E01000001 did not change in 2021; E01000002 was split into 8 and 9.
LSOAS = pd.DataFrame(
    [
        ("lsoa11", "E01000001"),
        ("lsoa11", "E01000002"),
        ("lsoa21", "E01000001"),
        ("lsoa21", "E01000008"),
        ("lsoa21", "E01000009"),
    ],
    columns=["area_type", "area_code"],
)


def record(month: str, crime_id: str, lsoa: str, crime_type: str = "Burglary") -> dict[str, str]:
    """Return one record; a place name with a comma and quotation marks, as some have."""
    row = dict.fromkeys(STREET_COLUMNS, "")
    row |= {"Crime ID": crime_id, "Month": month, "LSOA code": lsoa, "Crime type": crime_type}
    if lsoa:
        row |= {"Longitude": "-1.826100", "Latitude": "52.681600"}
    return row | {"Location": 'On or near "The Green", North'}


# Read 8; 'd' three times, once without a location; 'e' twice in one area; one outside; one ASB.
REPEATED = [
    record("2018-10", "d", ""),
    record("2018-10", "d", "E01000002"),
    record("2018-10", "d", "E01000002"),
    record("2018-10", "e", "E01000001", "Drugs"),
    record("2018-10", "e", "E01000001", "Drugs"),
    record("2018-10", "f", "E01999999"),
    record("2018-10", "", "E01000002", "Anti-social behaviour"),
    record("2018-10", "g", ""),
]


def as_csv(rows: Iterable[Mapping[str, str]], columns: Iterable[str] = STREET_COLUMNS) -> str:
    """Return records as the publisher writes them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_street(
    folder: Path, month: str, force: str, rows: Iterable[Mapping[str, str]] | str
) -> Path:
    """Write one month of one force under the publisher's name."""
    path = folder / f"{month}-{force}-street.csv"
    path.write_text(rows if isinstance(rows, str) else as_csv(rows), encoding="utf-8")
    return path


def archive(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write an archive of the given members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


def at_point(
    month: str, place: str, crime_type: str, number: int, point: tuple[str, str, str]
) -> list[dict[str, str]]:
    """Return records on one snap point; ``point`` is its LSOA, longitude and latitude."""
    lsoa, longitude, latitude = point
    rows = []
    for nth in range(number):
        # Anti-social behaviour has no Crime ID; the others' differ, or they would be one record.
        has_id = crime_type != "Anti-social behaviour"
        crime_id = f"{month}-{longitude}-{latitude}-{crime_type}-{nth}" if has_id else ""
        row = record(month, crime_id, lsoa, crime_type)
        rows.append(row | {"Longitude": longitude, "Latitude": latitude, "Location": place})
    return rows


def street_months(first: str, second: str) -> dict[str, list[dict[str, str]]]:
    """Return two months of records on three points, by month.

    ``first`` and ``second`` are LSOAs of two districts. On the High Street of the first are 6
    burglaries, 2 shopliftings and, of a second month that spells it otherwise, one more burglary;
    on Park Road one burglary and one of anti-social behaviour; in the second district 4 burglaries
    on a point without a name. One record has no location.
    """
    high, park = (first, "-1.830000", "52.680000"), (first, "-1.830000", "52.700000")
    other = (second, "-1.690000", "52.630000")
    return {
        "2025-01": [
            *at_point("2025-01", "On or near High Street", "Burglary", 6, high),
            *at_point("2025-01", "On or near High Street", "Shoplifting", 2, high),
            *at_point("2025-01", "On or near Park Road", "Burglary", 1, park),
            *at_point("2025-01", "On or near ", "Burglary", 4, other),
            record("2025-01", "nowhere", ""),
        ],
        "2025-02": [
            *at_point("2025-02", "On or near High St", "Burglary", 1, high),
            *at_point("2025-02", "On or near Park Road", "Anti-social behaviour", 1, park),
        ],
    }
