"""One street-level file of data.police.uk, read line by line: what it must be, and where it is not.

Every file is checked as a whole by the engine that counts it; this slower reader finds the line
of a file in which the engine found a fault.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from data.street.crime_types import KNOWN_NAMES, LAST_OLD_MONTH, OLD_NAMES

STREET_COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
# England and Wales, Scotland, Northern Ireland in both of its forms.
LSOA_PATTERN = r"(?:[EW]01\d{6}|S01\d{6}|N\w{8}|95\w{6})"
_LSOA_CODE = re.compile(LSOA_PATTERN, re.ASCII)
# A record takes 200 characters; a line of this length is no record.
LONGEST_LINE = 100_000
# How Excel writes a month that it has taken '2025-03' for, in the words of any country.
_BY_EXCEL = re.compile(r"[^\W\d]{3,9}[.]?[- /]?\d{2,4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{5}")
_OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}


def is_by_excel(month: str) -> bool:
    """Say whether a month is written as Excel writes one that it took for a date.

    >>> is_by_excel("Mar-25"), is_by_excel("2025-03")
    (True, False)
    """
    return _BY_EXCEL.fullmatch(month) is not None


class StreetFileError(ValueError):
    """A police file cannot be used and nothing of it was taken; the message says where and why."""


def check_street_csv(path: Path, month: str, origin: str | None = None) -> int:
    """Check one street-level file from header to last row; return its number of records."""
    name = origin or path.name
    rows = 0
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(_lines(text, name), strict=True)
            header = next(reader, [])
            at = _positions(header, name)
            for row in reader:
                line = reader.line_num
                fault = _fault(row, at, len(header), month)
                if fault:
                    raise StreetFileError(f"{name}, line {line}: {fault}")
                rows += 1
    except (csv.Error, UnicodeDecodeError) as error:
        raise StreetFileError(
            f"{name}, after line {line}: this is no longer readable as UTF-8 CSV ({error}); the "
            "file is cut off or damaged. Download it again."
        ) from error
    if rows == 0:
        raise StreetFileError(
            f"{name}: there is no record in it. A month that a force did not deliver is left out; "
            "an empty file would turn it into a month without crime."
        )
    _refuse_open_end(path, name, line)
    return rows


def _lines(text: TextIO, name: str) -> Iterator[str]:
    """The lines of a file, with an end to them: a hostile file may have none."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise StreetFileError(
                f"{name}, line {number}: the line is longer than {LONGEST_LINE:,} characters. This "
                "is not a street-level file of data.police.uk."
            )
        if "\0" in line:
            raise StreetFileError(
                f"{name}, line {number}: there is a NUL byte in it; the file is damaged. Download "
                "it again."
            )
        yield line


def _refuse_open_end(path: Path, name: str, line: int) -> None:
    with path.open("rb") as content:
        content.seek(-1, 2)
        if content.read(1) not in b"\r\n":
            raise StreetFileError(
                f"{name}, line {line}: the last line does not end, as in a file that is cut off. "
                "Download it again."
            )


def _positions(header: list[str], name: str) -> dict[str, int]:
    missing = [column for column in STREET_COLUMNS if column not in header]
    mark = next((one for one in _OTHER_MARKS if header and header[0].count(one) > 5), "")
    if missing and mark:
        raise StreetFileError(
            f"{name}, line 1: the columns are parted by {_OTHER_MARKS[mark]}, not by commas, as "
            "Excel saves a CSV in some countries. Download the month again and give it as it came, "
            "without opening it in Excel."
        )
    if missing:
        raise StreetFileError(
            f"{name}, line 1: the columns {', '.join(missing)} are missing. This is not a "
            "street-level file of data.police.uk, or it was edited; download it again."
        )
    return {column: header.index(column) for column in STREET_COLUMNS}


def _fault(row: list[str], at: dict[str, int], width: int, month: str) -> str | None:
    """What is wrong with a row, or None."""
    if len(row) != width:
        return (
            f"the row has {len(row)} fields, the header {width}; the file is cut off or damaged. "
            "Download it again."
        )
    told = row[at["Month"]]
    if told != month and is_by_excel(told):
        return (
            f"Month is '{told}' in a file of {month}: Excel changed it when the file was saved, "
            "and may have changed more. Download the month again and give it as it came, without "
            "opening it in Excel."
        )
    if told != month:
        return (
            f"Month is '{told}' in a file of {month}. A file of several months is read where its "
            "name tells no month."
        )
    code = row[at["LSOA code"]]
    if code and not _LSOA_CODE.fullmatch(code):
        return f"LSOA code is '{code}', which is no LSOA code."
    crime_type = row[at["Crime type"]]
    if crime_type not in KNOWN_NAMES or (crime_type in OLD_NAMES and month > LAST_OLD_MONTH):
        return (
            f"Crime type is '{crime_type}', which is none that the publisher uses for {month}; it "
            "would be in no indicator."
        )
    return None
