"""Official tables as their publishers make them, small and with counts made up."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

PRC = (
    *("Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description"),
    *("Offence Group", "Offence Subgroup", "Offence Code", "Offence Count"),
)
OFFENCES = (
    ("Rape", "Sexual offences", "Rape", "19C", 30),
    ("Other", "Sexual offences", "Other sexual offences", "20", 40),
    ("Home", "Theft offences", "Residential burglary", "28E", 200),
    ("Shop", "Theft offences", "Non-residential burglary", "30C", 100),
    ("Lifted", "Theft offences", "Shoplifting", "46", 500),
    ("Lifted", "Theft offences", "Other theft offences", "49", 80),
    ("Bike", "Theft offences", "Bicycle theft", "44", 20),
    ("Dipped", "Theft offences", "Theft from the person", "39", 10),
    ("Cannabis", "Drug offences", "Possession of drugs", "92E", 60),
    ("Fraud", "Fraud offences", "Fraud: Action Fraud", "AF", 9_999),
)


def workbook(sheets: dict[str, list[tuple]]) -> bytes:
    """A workbook of these sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def police_recorded(
    year: str = "2024/25",
    quarters: tuple[int, ...] = (1, 2, 3, 4),
    places: tuple[str, ...] = ("Lichfield", "Stoke-on-Trent", "Newcastle Under Lyme", "Unassigned"),
) -> bytes:
    """The Home Office's open data: a notes sheet, a sheet of the year, another force's rows."""
    rows: list[tuple] = [PRC]
    for place in places:
        rows += [
            (year, quarter, "Staffordshire", place, *offence[:4], offence[4] + at)
            for at, quarter in enumerate(quarters)
            for offence in OFFENCES
        ]
    rows.append((year, 1, "Cheshire", "Chester", "Rape", "Sexual offences", "Rape", "19C", 777))
    rows.append((year, 1, "Staffordshire", "Lichfield", *OFFENCES[0][:4], "[x]"))
    return workbook({"Notes": [("Police recorded crime open data",)], year.replace("/", "-"): rows})


GROUPS = (
    *("Total recorded crime\n(excluding fraud) [note 1]", "Violence against the person"),
    *("Criminal damage and arson", "Burglary", "Residential burglary", "Robbery"),
)


def partnership_year(ended: str = "March 2025") -> bytes:
    """ONS's table by partnership: title rows, notes in headings, a row without figures."""
    rows = [
        (f"Table C1: Recorded crime by Community Safety Partnership area, year ending {ended}",),
        ("This worksheet contains one table.",),
        ("Area code", "Community Safety Partnership name", *GROUPS),
        ("E07000194", "Lichfield", 5_600, 2_300, 400, 300, 200, 50),
        ("E06000021", "Stoke-on-Trent", 28_000, 12_000, 2_700, 1_300, 900, 460),
        ("E07000001", "Elsewhere", 1, 1, 1, 1, 1, "[x]"),
    ]
    return workbook({"Cover": [("Recorded crime",)], "Table C1": rows})


def force_years(ended: str = "September 2025", total: int = 85_000) -> bytes:
    """ONS's table by police force area."""
    rows = [
        (f"Table P1: Police recorded crime by police force area, year ending {ended}",),
        ("Area Code", "Area Name", *GROUPS),
        ("E92000001", "ENGLAND", 5_000_000, 1_800_000, 430_000, 245_000, 168_000, 80_000),
        ("E12000005", "West Midlands Region", 520_000, 200_000, 40_000, 30_000, 20_000, 13_000),
        ("E23000015", "Staffordshire", total, 36_000, 7_500, 4_400, 3_100, 740),
        ("", "British Transport Police", 60_000, "..", 1, 1, 1, 1),
    ]
    return workbook({"Table P1": rows})


def residents(lsoas: list[str], year: int = 2025, people: int = 2_000) -> bytes:
    """ONS's estimates by LSOA: two sheets, one of them of what is not asked for."""
    head = ("LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total", "F0")
    rows = [
        (f"Mid-{year}: usual resident population of LSOAs",),
        head,
        *(("E07000194", "Some", code, "Some 001A", people, 9) for code in lsoas),
        ("E07000001", "Else", "E01999999", "Else 001A", 5, 1),
    ]
    return workbook({"Contents": [("Estimates",)], f"Mid-{year} LSOA 2021": rows})


def severity(ended: str = "March 2024") -> str:
    """ONS's scores as CSV, under a title."""
    return "\n".join(
        [
            f"Crime Severity Score by Community Safety Partnership year ending {ended},",
            "LTLA23 Code,Crime Severity Score",
            "E07000194,12.5",
            "E06000021,26.0",
            "E07000026,9.1",
            "E06000063,:",
            "",
        ]
    )


def written(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a file and return where."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
