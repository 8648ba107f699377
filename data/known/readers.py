"""The figures of each known table, as rows of the force area or of the country."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from data.catalogue.base import base_catalogue
from data.known.force_figures import fire_incidents, nrm_referrals
from data.known.force_years import MONTH, force_slug, force_years_frame, year_above
from data.known.kinds import Sheet, plain_heading
from data.known.own_areas import district_codes, plain_name
from data.known.parts import Part, as_count, as_number, cell_of, needed
from data.known.sheets import KnownFileError
from data.tables.areas import load_areas
from data.tables.country import load_districts, load_force_years

ALL_YEAR = 0
_NAMED = ["csp_name", "group", "subgroup"]
_FINANCIAL = re.compile(r"(20\d\d)\s*[-/]\s*(?:20)?(\d\d)")
_MID_YEAR = re.compile(r"mid-?\s*(20\d\d)", re.IGNORECASE)
RECORDED = ["csp", "csp_name", "quarter", "group", "subgroup", "count"]


def police_recorded(sheet: Sheet) -> Iterator[Part]:
    """Yield each financial year of the force: offences by partnership and quarter."""
    at = {name: needed(sheet, name) for name in _PRC}
    own, rows, marks = base_catalogue().force.slug, [], 0
    for row in sheet.rows:
        if force_slug(cell_of(row, at["police force"])) != own:
            continue
        year = _FINANCIAL.search(cell_of(row, at["financial year"]))
        quarter = re.search(r"[1-4]", cell_of(row, at["financial quarter"]))
        number = as_count(row[at["offence count"]])
        if year is None or quarter is None or number is None:
            marks += 1
            continue
        names = [cell_of(row, at[name]) for name in _PRC_NAMED]
        rows.append((f"{year[1]}-{year[2]}", int(quarter[0]), *names, number))
    table = pd.DataFrame(rows, columns=["year", "quarter", *_NAMED, "count"])
    said = f"{marks} rows without a year, a quarter or a number were passed over."
    notes = [said] if marks else []
    for year_name, held in table.groupby("year"):
        yield _recorded(str(year_name), held, notes)


_PRC_NAMED = ("csp name", "offence group", "offence subgroup")
_PRC = ("police force", "financial year", "financial quarter", *_PRC_NAMED, "offence count")


def partnership_year(sheet: Sheet) -> Iterator[Part]:
    """Yield one year of the partnerships: a row each, a column an offence group."""
    ended = year_above(sheet.above)
    if ended is None:
        raise KnownFileError(
            f"Sheet '{sheet.name}' does not say which year its figures are of (above the headings: "
            "'year ending March 2025')."
        )
    month, year = ended
    label = f"{year - 1}-{year % 100:02d}" if month == "march" else f"{month[:3]}-{year}"
    at = needed(sheet, "community safety partnership")
    known = district_codes()
    rows = []
    for row in sheet.rows:
        name = cell_of(row, at)
        if plain_name(name) not in known:
            continue
        for place, heading in enumerate(sheet.columns):
            number = as_count(row[place]) if place > at and place < len(row) else None
            if heading and number is not None:
                rows.append((ALL_YEAR, name, heading, heading, number))
    columns = ["quarter", *_NAMED, "count"]
    if rows:
        yield _recorded(label, pd.DataFrame(rows, columns=columns), [])


def force_years(sheet: Sheet) -> Iterator[Part]:
    """Yield each year of forces, regions and countries."""
    at, yearly = needed(sheet, "area name"), sheet.column(f"year ending {MONTH}")
    ended = year_above(sheet.above)
    if yearly is None and (ended is None or ended[0] != MONTH):
        said = f"{ended[0].capitalize()} {ended[1]}" if ended else "no year"
        raise KnownFileError(
            f"Sheet '{sheet.name}' is of a year ending {said}; the force's years here end in "
            "September, and other twelve months are not set beside them. Bring the September table."
        )
    groups = _groups_of_force_years(sheet)
    rows = []
    for row in sheet.rows:
        year = as_count(row[yearly]) if yearly is not None else ended[1] if ended else None
        if year and cell_of(row, at):
            figures = {name: as_count(row[place]) for name, place in groups.items()}
            rows.append({"year": year, "name": cell_of(row, at), **figures})
    districts = load_districts().reset_index()
    frame = force_years_frame(pd.DataFrame(rows), districts)
    for year_of, held in frame.groupby("year"):
        yield Part(str(year_of), held.reset_index(drop=True))


def _groups_of_force_years(sheet: Sheet) -> dict[str, int]:
    """The offence groups that the packaged years have, by the place of their column."""
    found = {}
    for group in load_force_years()["group"].unique():
        place = sheet.column(plain_heading(group))
        if place is not None:
            found[str(group)] = place
    return found


def residents(sheet: Sheet) -> Iterator[Part]:
    """Yield the residents of the force area's LSOAs at a mid-year."""
    found = _MID_YEAR.search(f"{sheet.name} {sheet.above}")
    if found is None:
        raise KnownFileError(f"Sheet '{sheet.name}' does not say which mid-year it is of.")
    at, total = needed(sheet, "lsoa 2021 code"), needed(sheet, "total")
    areas = load_areas()
    wanted = set(areas.loc[areas["area_type"] == "lsoa21", "area_code"])
    held = {}
    for row in sheet.rows:
        number = as_count(row[total]) if len(row) > total else None
        if cell_of(row, at) in wanted and number is not None:
            held[cell_of(row, at)] = number
    if not held:
        return
    if absent := sorted(wanted - set(held)):
        raise KnownFileError(
            f"Sheet '{sheet.name}' has no residents of {len(absent)} of the force area's "
            f"{len(wanted)} LSOAs ({absent[0]} is the first). Bring the whole table."
        )
    frame = pd.DataFrame({"area_code": list(held), "residents": list(held.values())})
    frame = frame.assign(base=f"mid-{found[1]}", area_type="lsoa21").sort_values("area_code")
    yield Part(f"mid-{found[1]}", frame.reset_index(drop=True))


def ward_residents(sheet: Sheet) -> Iterator[Part]:
    """Say why residents by ward are not taken."""
    raise KnownFileError(
        f"Sheet '{sheet.name}' is ONS's population by ward, added up from output areas. Wards here "
        "are counted by LSOAs, and a rate over other people than its records are of would be "
        "wrong: bring the estimates by LSOA instead."
    )
    yield


def nomis(sheet: Sheet) -> Iterator[Part]:
    """Say where a Nomis download is brought: what it holds is chosen by whoever makes it."""
    title = " ".join(sheet.above.split())[:80]
    raise KnownFileError(
        f"This is a Nomis download{f' ({title})' if title else ''}. What such a table holds is "
        "chosen by whoever makes it: bring it under 'A partner's table', which reads its titles, "
        "names and codes."
    )
    yield


def education_offending(sheet: Sheet) -> Iterator[Part]:
    """Say which tables of young offenders' education are taken."""
    raise KnownFileError(
        "This is a table of Education, children's social care and offending that does not say in "
        "its columns what is counted, or has no figure of a whole area. Taken are those by "
        "exclusion, absence, social care and special needs, and the one of all pupils."
    )
    yield


def severity(sheet: Sheet) -> Iterator[Part]:
    """Yield the Crime Severity Score of every district of one partnership."""
    code = next((one for one in sheet.columns if "code" in one), None)
    score = sheet.column("crime severity score", begins=True)
    if code is None or score is None:
        raise KnownFileError(f"Sheet '{sheet.name}' has no column of codes beside the scores.")
    ended = year_above(sheet.above)
    year = f"{ended[1] - 1}/{ended[1] % 100:02d}" if ended else "year not said"
    at = sheet.columns.index(code)
    rows = [(cell_of(row, at), as_number(row[score])) for row in sheet.rows if len(row) > score]
    table = pd.DataFrame(rows, columns=["area_code", "value"]).dropna()
    table = table[table["area_code"].str.fullmatch(r"E0[6-9]\d{6}")]
    # A district of several partnerships has no score of its own.
    table = table[~table["area_code"].duplicated(keep=False)].assign(period=year)
    yield Part(year.replace("/", "-").replace(" ", "-"), table.reset_index(drop=True))


READERS: Mapping[str, Callable[[Sheet], Iterator[Part]]] = {
    "police-recorded": police_recorded,
    "partnership-year": partnership_year,
    "force-years": force_years,
    "residents": residents,
    "ward-residents": ward_residents,
    "severity": severity,
    "nrm-referrals": nrm_referrals,
    "fire-incidents": fire_incidents,
    "nomis": nomis,
    "education-offending-other": education_offending,
}


def _recorded(year: str, held: pd.DataFrame, notes: list[str]) -> Part:
    """Add up the offences of a year, each partnership's district found by its name."""
    codes = district_codes()
    frame = held.groupby(["quarter", *_NAMED])["count"].sum().reset_index()
    frame["csp"] = [codes.get(plain_name(name), "") for name in frame["csp_name"]]
    strange = sorted(frame.loc[frame["csp"] == "", "csp_name"].unique())
    told = list(notes)
    if strange:
        told.append(
            f"No district of the area is called {', '.join(strange[:5])}: counted in the force "
            "only."
        )
    missing = sorted(set(codes.values()) - set(frame["csp"]))
    if missing:
        names = {one.code: one.name for one in base_catalogue().force.districts}
        told.append(f"Not in the file: {', '.join(names[one] for one in missing)}.")
    return Part(year, frame.reindex(columns=RECORDED), tuple(told))
