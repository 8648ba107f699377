"""A file's verdict: what was counted in it, or the fault for which nothing of it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.street.archive import FoundFile
from data.street.crime_types import LAST_OLD_MONTH
from data.street.facts import VINTAGES, Facts, new_in_2021
from data.street.files import StreetFileError
from data.street.inspection import StreetFile, explained, rows_by_line

# Where no code tells the vintage, all codes are the same in both, and the month is gone by.
LAST_MONTH_OF_2011_CODES = "2021-12"
# One LSOA in twenty was new in 2021: so many records without one of them are of 2011.
ENOUGH_TO_TELL = 1_000
# Fewer LSOAs of a force than these may have had no record in a month by chance.
ENOUGH_NEW_LSOAS = 3


@dataclass(frozen=True, eq=False)
class Verdict:
    """What became of one file: what was counted in it, or why it is refused.

    Parameters
    ----------
    file : StreetFile
        The file.
    fault : str
        Why nothing of it is taken; empty where it was counted.
    within : bool
        Whether it is of the force whose LSOAs are known, so that records in others are outside.
    area_type : str
        The vintage of its codes.
    vintage_from : str
        What told the vintage: ``area list``, ``codes`` or ``month``.
    old_types : int
        Records under names of crime types that were given up in 2013.
    account : dict
        The columns of `data.street.counting.PoliceCounts.months`.
    counts : pyarrow.Table or None
        Its part of `data.street.counting.PoliceCounts.counts`; None where it has a fault.
    unplaced : mapping of str to int
        Its records without a location by crime type.
    points : pyarrow.Table or None
        The snap points of its counted records, where they were asked for.
    ids : pyarrow.Table or None
        ``id`` (a number that stands for a Crime ID, `data.street.recurring`) and ``recurring``
        (whether it came in an earlier month); None where its force's LSOAs are not known.
    """

    file: StreetFile
    fault: str = ""
    within: bool = False
    area_type: str = ""
    vintage_from: str = ""
    old_types: int = 0
    account: Mapping[str, Any] = field(default_factory=dict)
    counts: pa.Table | None = None
    unplaced: Mapping[str, int] = field(default_factory=dict)
    points: pa.Table | None = None
    ids: pa.Table | None = None


def settle(file: StreetFile, damaged: bool, facts: Facts, lsoas: pd.DataFrame | None) -> Verdict:
    """A file's fault, or the vintage of its codes; `lsoas` where they are those of its force."""
    month = file.found.month
    outdated = facts["old_types"] > 0 and month > LAST_OLD_MONTH
    odd = facts["unexpected"] + facts["malformed"]
    if outdated or odd or not facts["rows"]:
        return Verdict(file, str(explained(file.found, "it cannot be read as it should be.")))
    if damaged:
        fault = _fault_of_damaged(file, facts["rows"])
        if fault:
            return Verdict(file, fault)
    if lsoas is None:
        area_type, told_by = _vintage_by_codes(facts, month)
        return Verdict(file, "", False, area_type, told_by, facts["old_types"])
    fault = _fault_of_codes(file.found, facts, lsoas)
    if fault:
        return Verdict(file, fault)
    # The one with more matches, the newer one in a tie: then only LSOAs occur that are in both.
    best = max(VINTAGES, key=lambda vintage: (facts[f"matched_{vintage}"], vintage))
    return Verdict(file, "", True, best, "area list", facts["old_types"])


def _fault_of_codes(found: FoundFile, facts: Facts, lsoas: pd.DataFrame) -> str:
    """Why the LSOA codes of a file cannot be those of its force, whose LSOAs are known."""
    month = found.month
    if not any(facts[f"matched_{vintage}"] for vintage in VINTAGES):
        return (
            f"{found.origin}: No record of {month} lies in the force area. Check that the files "
            "are of this force."
        )
    if all(facts[f"only_{vintage}"] for vintage in VINTAGES):
        return (
            f"{found.origin}: {month} carries LSOA codes of two vintages; records would be lost "
            "whichever is used. Download the month again."
        )
    new = pc.sum(new_in_2021(pa.array(lsoas["area_code"], pa.string()))).as_py() or 0
    of_2021_only = set(lsoas["area_type"]) == {"lsoa21"}
    if of_2021_only and new >= ENOUGH_NEW_LSOAS and not facts["new_codes"]:
        return (
            f"{found.origin}: {month} has no record in any of the {new} LSOAs that are new in "
            "2021: its records carry LSOA codes of 2011, and only those of 2021 are known here. "
            "Give --lsoa11-ward, --lsoa11-lsoa21 and --mid-year to `python -m data new-area`, or "
            "leave the month out."
        )
    return ""


def _fault_of_damaged(file: StreetFile, rows: int) -> str:
    """The fault of a file that the engine left rows out of; none where it was suspected only."""
    try:
        read = rows_by_line(file.found)
    except StreetFileError as error:
        return str(error)
    if read == rows:
        return ""
    return f"{file.found.origin}: {read} records were read by line, and {rows} by the engine."


def _vintage_by_codes(facts: Facts, month: str) -> tuple[str, str]:
    """The vintage of codes of a force whose LSOAs are not known, and what told it."""
    if facts["new_codes"]:
        return "lsoa21", "codes"
    if facts["located"] >= ENOUGH_TO_TELL:
        return "lsoa11", "codes"
    return ("lsoa11" if month <= LAST_MONTH_OF_2011_CODES else "lsoa21"), "month"


def account_of(verdict: Verdict, facts: Facts, repeated: Facts, recurring: Facts) -> dict[str, Any]:
    """Return what became of a file's records, each Crime ID once."""
    once = {name: facts[name] - repeated[name] - recurring[name] for name in facts}
    known = f"_{verdict.area_type}" if verdict.within else ""
    counted = once[f"matched{known}"] if known else once["located"]
    counted_asb = once[f"matched_asb{known}"] if known else once["located_asb"]
    return {
        "month": verdict.file.found.month,
        "area_type": verdict.area_type,
        "rows_read": facts["rows"],
        "duplicates": repeated["rows"],
        # Where it is not looked for it is not known, and none is not the same.
        "recurring": recurring["rows"] if verdict.within else None,
        "outside_force": once["located"] - counted,
        "no_location": once["rows"] - once["located"],
        "counted": counted,
        "no_location_asb": once["asb"] - once["located_asb"],
        "counted_asb": counted_asb,
    }
