"""Official tables of whole forces and fire services as their publishers lay them out, made up."""

from __future__ import annotations

from tests.data.known.official_files import workbook
from tests.data.known.series_files import csv_of

NRM = (
    *("Quarter", "First responder type", "First responder", "Exploitation type"),
    *("Age at exploitation", "Gender", "Nationality", "People"),
)
FIRE = ("FINANCIAL_YEAR", "QUARTER", "FRS_NAME", "E_CODE", "INCIDENT_TYPE", "TOTAL_INCIDENTS")


def nrm(*quarters: tuple[str, str | int], force: str = "Staffordshire Police") -> bytes:
    """Referrals of each quarter: a total on every axis, parts by kind, age, sex and nationality."""
    rows: list[tuple] = []
    for quarter, people in quarters:
        begins = (quarter, "Police", force)
        rows += [
            (*begins, "Total", "Total", "Total", "Albanian", 3),
            (*begins, "Total", "Total", "Total", "Total", people),
            (*begins, "Criminal", "Total", "Total", "Total", 6),
            (*begins, "Criminal", "Child (17 or under)", "Male", "Total", 2),
            (*begins, "Criminal", "Child (17 or under)", "Total", "Total", 4),
            (quarter, "Police", "West Mercia Police", "Total", "Total", "Total", "Total", 99),
            (quarter, "Local authority", "Staffordshire", "Total", "Total", "Total", "Total", 77),
            (quarter, "Police", "Police total", "Total", "Total", "Total", "Total", 999),
        ]
    return csv_of(NRM, *rows)


def fires(*quarters: tuple[str, str, int], service: str = "Staffordshire") -> bytes:
    """FIRE0102: a cover, and a sheet of data with a row a service, quarter and kind."""
    rows: list[tuple] = [FIRE]
    for year, quarter, number in quarters:
        rows += [
            (year, quarter, service, "E31000033", "Primary fires", number),
            (year, quarter, service, "E31000033", "False alarms", number * 2),
            (year, quarter, "Cheshire", "E31000006", "Primary fires", 5_000),
        ]
    return workbook({"Cover": [("FIRE0102",)], "Data": rows})
