"""A made-up police force area in the publishers' own formats, for tests of another force area.

Forty LSOAs of a kilometre each lie in a grid of 8 columns by 5 rows. Three columns are the
district Ashdale, three Brackenford, two the city of Port Cawdor. Each has four wards, drawn
otherwise in 2019 than in 2025. Three LSOAs of 2011, two kilometres tall, were split for 2021. Every
file also has the two LSOAs of a neighbouring force, to be cut off.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely

from data.street.files import STREET_COLUMNS
from data.tables.police import ASB

FORCE, FORCE_NAME, SLUG = "E23000091", "Northmere & Cawdor", "northmere-and-cawdor"
DISTRICTS = {
    "E07000901": "Ashdale",
    "E07000902": "Brackenford",
    "E06000903": "Port Cawdor",
}
COUNTY = "E10000091"
ELSEWHERE, OTHER_FORCE = "E07000999", "E23000099"
COLUMNS, ROWS = 8, 5
EAST, NORTH = 460_000, 300_000
MONTHS = tuple(f"2024-{month:02d}" for month in range(7, 13)) + tuple(
    f"2025-{month:02d}" for month in range(1, 7)
)
BURGLARY, VIOLENCE = "Burglary", "Violence and sexual offences"
CRIMES = (BURGLARY, VIOLENCE)
# The LSOA with far more records than the others.
HOTSPOT = (1, 2)


@dataclass(frozen=True)
class Lsoa:
    """One LSOA of 2021 with what it belongs to in each vintage."""

    column: int
    row: int
    code: str
    name: str
    old_code: str
    district: str
    ward19: str
    ward25: str

    @property
    def ground(self) -> shapely.Polygon:
        west, south = EAST + self.column * 1_000, NORTH + self.row * 1_000
        return shapely.box(west, south, west + 1_000, south + 1_000)

    @property
    def residents(self) -> int:
        return 1_200 + 10 * self.column + self.row


def district_of(column: int) -> str:
    return list(DISTRICTS)[min(column // 3, 2)]


def lsoas() -> list[Lsoa]:
    """The force's LSOAs of 2021; those of three pairs are new, and were one before."""
    made = []
    for column in range(COLUMNS):
        for row in range(ROWS):
            number = column * ROWS + row + 1
            split = column % 3 == 0 and row >= 3
            district = district_of(column)
            place = list(DISTRICTS).index(district)
            # A split LSOA lay in the ward of its lower half.
            old_row = 3 if split else row
            made.append(
                Lsoa(
                    column,
                    row,
                    code=f"E01{34_000 + number:06d}" if split else f"E01{20_000 + number:06d}",
                    name=f"{DISTRICTS[district]} {column + 1:03d}{'ABCDE'[row]}",
                    old_code=f"E01{20_000 + column * ROWS + 4:06d}"
                    if split
                    else f"E01{20_000 + number:06d}",
                    district=district,
                    ward19=f"E05{9_000 + 10 * place + max(0, old_row - 1):06d}",
                    ward25=f"E05{15_000 + 10 * place + min(row, 3):06d}",
                )
            )
    return made


def neighbours() -> list[Lsoa]:
    """Two LSOAs of another force, beside the last column."""
    return [
        Lsoa(8, row, code, f"Elsewhere 001{letter}", code, ELSEWHERE, "E05009999", "E05015999")
        for row, (code, letter) in enumerate((("E01030000", "A"), ("E01030001", "B")))
    ]


def write(path: Path, heading: str, rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerows([heading.split(","), *rows])


def write_needed(folder: Path) -> None:
    """The four needed files, named as the portal names its downloads."""
    names = DISTRICTS | {ELSEWHERE: "Elsewhere"}
    every = [*lsoas(), *neighbours()]
    write(
        folder / "Local_Authority_District_to_CSP_to_PFA_(December_2024)_Lookup_in_EW.csv",
        "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM,ObjectId",
        [
            (code, name, f"E22{at:06d}", name, *force, at)
            for at, (code, name) in enumerate(names.items(), start=1)
            for force in [(OTHER_FORCE, "Othershire") if code == ELSEWHERE else (FORCE, FORCE_NAME)]
        ],
    )
    write(
        folder / "LSOA_(2021)_to_Electoral_Ward_(2025)_Best_Fit_Lookup_in_EW.csv",
        "LSOA21CD,LSOA21NM,LSOA21NMW,WD25CD,WD25NM,WD25NMW,LAD25CD,LAD25NM,LAD25NMW,ObjectId",
        [
            (one.code, one.name, "", one.ward25, f"Ward {one.ward25[-2:]}", "", one.district,
             names[one.district], "", at)
            for at, one in enumerate(every, start=1)
        ],
    )  # fmt: skip
    write(
        folder / "census_2021.csv",
        "lsoa21_code,lsoa21_name,Aged 15 years and under,Aged 16 years and over,"
        "usual_residents_total",
        [(one.code, one.name, 200, one.residents - 200, one.residents) for one in every],
    )
    layer = gpd.GeoDataFrame(
        {
            "FID": range(len(every)),
            "LSOA21CD": [one.code for one in every],
            "LSOA21NM": [one.name for one in every],
        },
        geometry=[one.ground for one in every],
        crs=27700,
    )
    layer.to_crs(4326).to_file(folder / "LSOA_December_2021_Boundaries.geojson", driver="GeoJSON")


def write_since_census(folder: Path) -> None:
    """Residents of the mid-years since the census, and names of neighbourhoods."""
    write(
        folder / "sapelsoasyoa20222024.csv",
        "LAD 2023 Code,LSOA 2021 Code,LSOA 2021 Name,Mid-2023,Mid-2024",
        [(one.district, one.code, one.name, 1_100, 1_300 + one.row) for one in lsoas()],
    )
    write(
        folder / "MSOA-Names-Latest.csv",
        "msoa21cd,msoa21nm,msoa21nmw,msoa21hclnm,msoa21hclnmw,type",
        [("E02000001", lsoas()[0].name[:-1], "", "Ferry Hill & Staithes", "", "Urban")],
    )


def write_older(folder: Path) -> None:
    """What LSOAs of 2011 are made from: their wards, their changes, their residents."""
    every = [*lsoas(), *neighbours()]
    old = {one.old_code: one for one in reversed(every)}
    write(
        folder / "LSOA_(2011)_to_Ward_(2019).csv",
        "LSOA11CD,LSOA11NM,WD19CD,WD19NM,LAD19CD,LAD19NM,FID",
        [
            (code, one.name, one.ward19, f"Old ward {one.ward19[-2:]}", one.district, "", 1)
            for code, one in sorted(old.items())
        ],
    )
    write(
        folder / "LSOA_(2011)_to_LSOA_(2021).csv",
        "LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM",
        [
            (one.old_code, "", "U" if one.old_code == one.code else "S", one.code, "", "", "")
            for one in every
        ],
    )
    write(
        folder / "mid_2019_estimates.csv",
        "lsoa11_code,total_population,age_0_17",
        [(code, 1_000, 210) for code in sorted(old)],
    )


def write_children(folder: Path) -> None:
    """The department's tables for the city, the county and a county elsewhere; and the tiers."""
    write(
        folder / "LTLA_to_UTLA.csv",
        "LTLA24CD,LTLA24NM,UTLA24CD,UTLA24NM",
        [
            (code, name, code if code.startswith("E06") else COUNTY,
             name if code.startswith("E06") else "Northmere")
            for code, name in DISTRICTS.items()
        ],
    )  # fmt: skip
    level = "time_period,geographic_level,country_code,country_name,region_code,region_name,"
    geography = level + "new_la_code,la_name,"
    england = ("National", "E92000001", "England", "", "", "", "")
    region = ("Regional", "E92000001", "England", "E12000009", "Somewhere", "", "")
    far = ("Regional", "E92000001", "England", "E12000008", "Far", "", "")
    local = [
        ("Local authority", "E92000001", "England", "E12000009", "Somewhere", code, name)
        for code, name in ((COUNTY, "Northmere"), ("E06000903", "Port Cawdor"))
    ]
    away = ("Local authority", "E92000001", "England", "E12000008", "Far", "E10000099", "Away")
    places = [england, region, far, *local, away]
    write(
        folder / "cpp.csv",
        geography + "CPP_At31",
        [(year, *one, 300) for year in (2024, 2025) for one in places],
    )
    write(
        folder / "cla.csv",
        geography + "population_type,children_count",
        [(2025, *one, "Children looked after on 31 March each year", 600) for one in places],
    )
    write(
        folder / "children.csv",
        geography + "population_estimate",
        [(year, *one, 60_000) for year in (2023, 2024) for one in places],
    )
    rows = [
        (series, "2025", name, cell)
        for name in ("Northmere", "Port Cawdor", "Away")
        for series, cell in (("CPP_rate", "50"), ("LAC", "100"), ("LACnum", "600"))
    ]
    write(folder / "lait.csv", "Short Desc,Years,LA and Regions,Values", rows)


def write_deprivation(folder: Path) -> None:
    """Ranks and deciles of 2025, under the department's long headings."""
    from data.building.deprivation import _WRITTEN

    deciles = [f"{one} Decile (where 1 is most deprived 10% of LSOAs)" for one in _WRITTEN.values()]
    heading = ["LSOA code (2021)", f"{_WRITTEN['imd']} Rank (where 1 is most deprived)", *deciles]
    every = [*lsoas(), *neighbours()]
    rows = [
        (one.code, 700 * at, *[min(1 + 700 * at // 3_376, 10)] * len(deciles))
        for at, one in enumerate(every, start=1)
    ]
    path = folder / "File_7_IoD2025.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([heading, *rows])


def records_of(one: Lsoa, month: str) -> Iterator[str]:
    """The crime types recorded in an LSOA in a month; every LSOA has some in each."""
    number = int(month[-2:])
    yield from [ASB] * (1 + (one.column + number) % 3)
    yield from [BURGLARY] * (1 + (one.row + number) % 2)
    yield from [VIOLENCE] * (12 if (one.column, one.row) == HOTSPOT else 1)


def tally(months: Sequence[str] = MONTHS) -> Counter[tuple[str, str]]:
    """The records that must be counted, by LSOA and crime type."""
    return Counter(
        (one.code, kind) for month in months for one in lsoas() for kind in records_of(one, month)
    )


def write_police(
    path: Path, months: Sequence[str] = MONTHS, *, slug: str = SLUG, old: bool = False
) -> None:
    """An archive of street-level records: each month has two without a location, one outside."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for month in months:
            rows = [
                (one.old_code if old else one.code, kind)
                for one in lsoas()
                for kind in records_of(one, month)
            ]
            rows += [("", ASB), ("", BURGLARY), (neighbours()[0].code, BURGLARY)]
            lines = [",".join(STREET_COLUMNS)]
            for at, (code, kind) in enumerate(rows):
                cells = dict.fromkeys(STREET_COLUMNS, "")
                cells |= {"Month": month, "LSOA code": code, "Crime type": kind}
                cells["Crime ID"] = "" if kind == ASB else f"{month}-{at:05d}"
                lines.append(",".join(cells.values()))
            archive.writestr(f"{month}/{month}-{slug}-street.csv", "\n".join([*lines, ""]))


def change_layer(folder: Path, drop: Sequence[str]) -> None:
    """Take LSOAs out of the layer of boundaries."""
    path = folder / "LSOA_December_2021_Boundaries.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    layer["features"] = [
        one for one in layer["features"] if one["properties"]["LSOA21CD"] not in drop
    ]
    path.write_text(json.dumps(layer), encoding="utf-8")
