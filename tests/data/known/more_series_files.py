"""More official tables of series as their publishers lay them out, small and made up."""

from __future__ import annotations

from tests.data.known.series_files import COUNTY, LICHFIELD, STOKE, csv_of

_ENGLAND = ("E92000001", "England")
EXCLUSIONS = (
    *("year", "level", "country_code", "country_name", "region_code", "region_name"),
    *("old_la_code", "new_la_code", "la_name", "school_type", "perm_physical_pupils"),
    *("perm_drug_alcohol", "fixed_physical_pupils", "fixed_drug_alcohol", "fixed_racist_abuse"),
)


def exclusions(year: str = "201516") -> bytes:
    """DfE's exclusions by reason: a row an area and kind of school, 'x' for 1 and 2."""
    own = (year, "Local authority", *_ENGLAND, "E12000005", "West Midlands")
    return csv_of(
        EXCLUSIONS,
        (year, "National", *_ENGLAND, "", "", "", "", "", "Total", 825, 525, 59_880, 8_725, 9),
        (*own, 860, COUNTY, "Staffordshire", "Total", 17, 5, 913, 62, 5),
        (*own, 861, STOKE, "Stoke-on-Trent", "Total", 4, "x", 150, 20, 0),
        (*own, 861, STOKE, "Stoke", "Special school", 1, 0, 3, 4, 0),
    )  # fmt: skip


def offending(*rows: tuple, subject: str = "Absence") -> bytes:
    """DfE and MoJ: an area, home or school, a percentage, a group of pupils and what is counted."""
    return csv_of(("LA", "indicator", "perc", "group", subject), *rows)


def all_pupils() -> bytes:
    """DfE and MoJ: pupils and, with their share in brackets, those cautioned or convicted."""
    head = ("LA", "indicator", "all", "offenders_perc", "sv_perc", "prev_perc")
    return csv_of(
        head,
        ("England", "School", 3_165_037, "128277 (4%)", "34118 (1%)", "12734 (37%)"),
        ("Staffordshire", "Home", 51_560, "1291 (3%)", "282 (1%)", "98 (35%)"),
        ("Stoke-on-Trent", "School", 13_756, "509 (4%)", "125 (1%)", "52 (42%)"),
        ("Stoke-on-Trent", "Home", 15_000, "600 (4%)", "150 (1%)", "60 (41%)"),
    )


def prevalence() -> bytes:
    """The House of Commons Library's districts by condition: fractions."""
    return csv_of(
        ("lad_code", "lad_name", "group_code", "register", "list", "prevalence"),
        (LICHFIELD, "Lichfield", "DEP", 9_000.5, 90_005.0, 0.1),
        (LICHFIELD, "Lichfield", "AF", 2_000.5, 90_005.0, 0.02),
        ("E07000001", "Elsewhere", "DEP", 1.0, 9.0, 0.111),
    )


def reoffending(*, cohort_column: bool = False) -> bytes:
    """MoJ's table by authority, under a title or with the cohort in a column."""
    head = [
        *("Local authority", "Proportion of offenders who reoffend (%)"),
        *("Average number of reoffences per reoffender", "Number of reoffences"),
        *("Number of reoffenders", "Number of offenders in cohort"),
    ]
    rows = [
        ["Stoke-on-Trent", 30.0, 4.1, 3_690, 900, "3,000"],
        ["Staffordshire", 24.0, 3.9, 2_808, 720, "3,000"],
        ["Rutland", "..", "..", "*", "*", 20],
    ]
    when = "April 2022 to March 2023"
    if cohort_column:
        return csv_of(["Cohort", *head], *([when, *row] for row in rows))
    title = f"Table C1: proven reoffending by upper-tier local authority, {when}"
    return csv_of([title], [], head, *rows)
