"""Official tables of series as their publishers lay them out, small and with figures made up."""

from __future__ import annotations

import csv
import io

from tests.data.known.official_files import workbook

LICHFIELD, STOKE, STAFFORD, EAST = "E07000194", "E06000021", "E07000197", "E07000193"
COUNTY = "E10000028"


def csv_of(*rows: tuple | list) -> bytes:
    """A CSV file of these rows."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def homelessness(when: str = "October to December 2025", day: str = "31 December 2025") -> bytes:
    """MHCLG's workbook: hidden rows, heads over several rows, regions between districts, marks."""
    blank = ("",) * 8
    a1 = [
        ("Table A1 - Number of households by initial assessment", *blank),
        (f"England, {when}", *blank),
        ("", "", "", "Total number of households assessed1,2", "Total households assessed", ""),
        ("", "", "", "Grand Total", "", "Threatened with homelessness"),
        ("", "", "", "", "Number of households", ""),
        ("", "", "", "Total initial assessments1,2,6", "Assessed as owed a duty", "", "", "",
         "Number of households\n in area5 (000s)"),
        ("", "", "", "", "Total owed a prevention or relief duty", "Threatened - \nPrevention"),
        ("", "", "", "", "", "due to service of valid Section 21 Notice3", "", "", ""),
        ("E92000001", "ENGLAND", "", 84_250, 76_270, 33_630, "", "", 24_440.28),
        ("-", "Rest of England", "", 66_020, 59_980, 27_100, "", "", 20_865.052),
        blank,
        ("E06000021", "Stoke-on-Trent", "", 482, 466, 223, "", "", 112.538),
        ("E07000194", "Lichfield", "", 114, 111, 46, "", "", 48.249),
        ("E07000197", "Stafford", "", "..", "..", "..", "", "", 60.5),
        ("E07000001", "Elsewhere", "", 9, 9, 9, "", "", 9.0),
        (1.0, "A note below the table", *blank[2:]),
    ]  # fmt: skip
    a2 = [
        ("Table A2R - Number of households owed a relief duty by reason", *blank),
        (f"England, {when}", *blank),
        ("", "", "", "Total owed a relief duty1", "End of assured shorthold", "Domestic abuse", ""),
        ("", "", "", "", "", "Total Domestic abuse", "Of which:"),
        ("", "", "", "", "", "", "Victim"),
        ("E06000021", "Stoke-on-Trent", "", 243, 23, 22, 17),
        ("E07000194", "Lichfield", "", 65, 8, 3, 3),
        ("E07000193", "East Staffordshire", "", 104, "-", "-", "-"),
    ]
    ta1 = [
        ("Table TA1 - Number of households in temporary accommodation", *blank),
        (f"England, {day}", *blank),
        (
            "",
            "",
            "",
            "Total number of households in TA1,2",
            "Number of households in area5  (000s)",
        ),
        ("E07000194", "Lichfield", "", 45, 48.249),
        ("E06000021", "Stoke-on-Trent", "", "-", 112.538),
    ]
    sheets = {"Contents": [("Detailed tables",)], "A1": a1, "A2R": a2, "A4P": [("Other",)]}
    return workbook({**sheets, "TA1": ta1})


FINGERTIPS = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name"),
    *("Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value"),
    *("Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit"),
    *("Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Compared to Region value or percentiles"),
    *("Time period Sortable", "New data", "Compared to goal"),
)
SELF_HARM = "Emergency Hospital Admissions for Intentional Self-Harm"
INJURIES = (
    "Hospital admissions caused by unintentional and deliberate injuries in children "
    "(aged 0 to 14 years)"
)


def fingertips_row(
    indicator: str,
    code: str,
    value: str,
    sex: str = "Persons",
    age: str = "All ages",
    period: str = "2022/23",
    count: str = "",
    people: str = "",
    note: str = "",
    category: str = "",
) -> tuple:
    """A row of OHID's 26 columns."""
    kind = "Districts & UAs (from Apr 2023)"
    begins = ("92777", indicator, "E92000001", "England", code, "Some", kind, sex, age)
    ends = ("", "", "", "", count, people, note, "", "", "", "20220000", "", "")
    return (*begins, category, category, period, value, *ends)


def fingertips(*rows: tuple) -> bytes:
    """OHID's download."""
    return csv_of(FINGERTIPS, *rows)


ELS = (
    *("areacd", "areanm", "geography", "indicator", "period", "measure", "observation", "unit"),
    *("lci_95", "uci_95", "status", "notes"),
)


def local_statistics(*rows: tuple[str, str, str, str]) -> bytes:
    """ONS's download: of each row area, indicator, period and figure (or its status)."""
    told = []
    for code, indicator, period, figure in rows:
        number = figure if figure[:1].isdigit() else ""
        status = "" if number else figure
        told.append((code, "Some", "Any", indicator, period, "Percentage", number, "%"))
        told[-1] += ("", "", status, "")
    return csv_of(ELS, *told)


def collisions(*rows: tuple[float, float, str, str], new: bool = True) -> bytes:
    """DfT's collisions, of each easting, northing, severity and date; by today's names or old."""
    old_names = ("Accident_Index", "Location_Easting_OSGR", "Location_Northing_OSGR", "Longitude")
    old = (*old_names, "Latitude", "Police_Force", "Accident_Severity", "Date")
    names = (
        *("collision_index", "location_easting_osgr", "location_northing_osgr", "longitude"),
        *("latitude", "police_force", "collision_severity", "date"),
    )
    told = [
        (f"2024{at}", east, north, -1.8, 52.7, 21, severity, day)
        for at, (east, north, severity, day) in enumerate(rows)
    ]
    return csv_of(names if new else old, *told)
