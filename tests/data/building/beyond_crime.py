"""Format-true files of what districts have beside recorded crime, and of forces' years: made up."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from data.catalogue.measures import load_measures

OWN, OTHER = "E07000001", "E07000009"
TOTAL = "Total recorded crime (excluding fraud)"


def write_beyond(folder: Path, district: str = OWN) -> None:
    """Write one file for each input: two districts, an area and a mark that are passed over."""
    _wide(
        folder / "iod2025_local_authority_summaries.csv", "iod-districts", "ltla24_code", district
    )
    _wide(
        folder / "crime_severity_score_csp_ye_march_2023.csv",
        "severity-districts",
        "ltla23_code",
        district,
        # A district of two partnerships: neither's score is the district's.
        extra=["E07000777,9", "E07000777,:"],
    )
    names = [one.column for one in load_measures() if one.file == "health-index"]
    rows = [
        f"{code},{year},{name},{value}"
        for name in names
        for year in (2020, 2021)
        for code, value in ((district, year - 2000), (OTHER, 5))
    ]
    _lines(
        folder / "health_index_england_districts_2019_2021.csv",
        ["ltla21_code,year,indicator,value", *rows],
    )
    _lines(
        folder / "rough_sleeping_snapshot_table5_rate_per_100000_2010_2022.csv",
        [
            '"Table 5: Rate of people sleeping rough",,',
            '"England, autumn 2010-2022",,',
            "Local authority ONS code,Local authority,2022",
            "---,---,5.4",
            f"{district},Somewhere,3.5",
            f"{OTHER},Else,..",
        ],
    )
    _homelessness(
        folder / "Statutory_Homelessness_Detailed_Local_Authority_Data_202512.xlsx", district
    )
    _lines(
        folder / "ons_pfa_recorded_crime_ye_september_2015_2024.csv",
        [
            f"\ufeffYear ending September,Area name,{TOTAL},Burglary,Population mid-year",
            "2022,ENGLAND,300,30,",
            "2022,North,200,20,",
            "2022,Anyshire,200,,",
            "2022,Elsewhere,9,9,",
            "2021,Anyshire,100,10,",
        ],
    )


def _wide(path: Path, file: str, code: str, district: str, extra: list[str] | None = None) -> None:
    columns = [one.column for one in load_measures() if one.file == file]
    rows = [
        ",".join([area, *[str(value + place) for place, _ in enumerate(columns)]])
        for area, value in ((district, 10), (OTHER, 2))
    ]
    _lines(path, [",".join([code, *columns]), *rows, *(extra or [])])


def _homelessness(path: Path, district: str) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "A1"
    sheet.append(["Table A1 - Number of households"])
    sheet.append([None, None, "Assessed as owed a duty", None, "Number of households\n in area5"])
    sheet.append([None, None, "Total owed a prevention or relief duty", "Prevention", None])
    sheet.append(["E92000001", "ENGLAND", 76270, 33630, 24440.28])
    sheet.append([district, "Somewhere", 124, 20, 53.875])
    sheet.append([OTHER, "Else", "..", "-", 12.5])
    book.save(path)


def _lines(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
