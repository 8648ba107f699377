"""The form of a street-level file: how it is written where it is not as the publisher wrote it.

People save a month with semicolons or in UTF-16, pack it with gzip, give it a name of their own, or
put several months into one file. Such a file is read into the publisher's form; one that is
something else is named for what it is.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from data.street.files import LONGEST_LINE, STREET_COLUMNS, is_by_excel

# Enough for a heading in any encoding.
HEAD_BYTES = 4_096
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_AGAIN = "Download the month again as CSV and give it as it came."
_FOREIGN = (
    (b"PK\x03\x04", f"it is an Excel workbook or another archive, and no CSV. {_AGAIN}"),
    (b"\xd0\xcf\x11\xe0", f"it is an old Excel workbook, and no CSV. {_AGAIN}"),
    (b"%PDF", "it is a PDF document, and no CSV."),
    (b"<", f"it is a web page, and no CSV: perhaps one that asks to sign in. {_AGAIN}"),
    (
        b"[",
        "it is an answer of the police API (JSON). That has no LSOA codes, so it cannot be counted "
        "by area; give the CSV files of the archive, data.police.uk/data.",
    ),
    (
        b"{",
        "it is JSON, and no CSV. Give the CSV files of the archive, data.police.uk/data.",
    ),
)
# Columns of the publisher's other files, which have no street-level records.
_OTHER_KINDS = {
    "outcome type": "outcomes, no street-level records.",
    "object of search": "stop and search, no street-level records.",
}


@dataclass(frozen=True)
class Form:
    """How a file is written.

    Parameters
    ----------
    encoding, delimiter : str
        Of its text.
    gzipped : bool
        Whether it is packed by itself.
    as_written : bool
        Whether its columns are the publisher's, letter for letter.
    month, force : str
        The part of the file that is meant, by its columns; empty for all of it.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    gzipped: bool = False
    as_written: bool = True
    month: str = ""
    force: str = ""

    @property
    def is_publishers(self) -> bool:
        """Whether the file is as the publisher writes it."""
        return self == Form()

    def in_words(self) -> str:
        """Say how the file was read, as a clause."""
        told = [
            f"read with {_DELIMITERS[self.delimiter]}" if self.delimiter != "," else "",
            f"read as {self.encoding.upper()}" if self.encoding != "utf-8" else "",
            "unpacked" if self.gzipped else "",
            "columns recognised in other letters" if not self.as_written else "",
            "month and force by its columns" if self.month else "",
        ]
        return ", ".join(filter(None, told))


def form_of(head: bytes, *, gzipped: bool = False) -> Form | str:
    """Return the form that the first bytes tell, or what the file is that is none of street level.

    >>> form_of(b"<html>").partition(":")[0]
    'it is a web page, and no CSV'
    """
    if not head.strip():
        return "the file is empty. Download it again, or leave the month out."
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"<", b"[", b"{") or start[:4] in (
        b"PK\x03\x04",
        b"%PDF",
        b"\xd0\xcf\x11\xe0",
    ):
        return next(told for sign, told in _FOREIGN if start.startswith(sign))
    encoding = _encoding(head)
    line = head.decode(encoding, "replace").removeprefix("\ufeff").lstrip("\r\n").splitlines()[0]
    mark = max(_DELIMITERS, key=line.count)
    header = next(csv.reader([line], delimiter=mark), [])
    names = {_plain(name) for name in header}
    for column, told in _OTHER_KINDS.items():
        if column in names:
            return told
    if not {_plain(name) for name in STREET_COLUMNS} <= names:
        return _not_street(header, names)
    as_written = set(STREET_COLUMNS) <= set(header)
    return Form(encoding, mark, gzipped, as_written)


def names_another_kind(told: str) -> bool:
    """Say whether what `form_of` told is that a file is no table at all, or an empty one."""
    return told.startswith(("it is ", "the file is empty"))


def _encoding(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if head[1:20:2].count(0) > 5:
        return "utf-16-le"
    if head[:20:2].count(0) > 5:
        return "utf-16-be"
    return "utf-8"


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name).strip().casefold()


def _not_street(header: list[str], names: set[str]) -> str:
    missing = [column for column in STREET_COLUMNS if _plain(column) not in names]
    if len(missing) > len(STREET_COLUMNS) // 2:
        return "its columns are not those of street-level records of data.police.uk."
    return f"the columns {', '.join(missing)} are missing: the file was edited. {_AGAIN}"


def opened_in(form: Form, content: IO[bytes]) -> IO[bytes]:
    """Return the bytes of a file, unpacked where it is packed by itself."""
    return gzip.GzipFile(fileobj=content) if form.gzipped else content  # type: ignore[return-value]


def parts_of(form: Form, content: IO[bytes]) -> dict[tuple[str, str], int] | str:
    """Return the months and forces that a file's records are of, or why they cannot be told."""
    found: Counter[tuple[str, str]] = Counter()
    try:
        for line, row in enumerate(_rows(form, content), start=2):
            if not _MONTH.fullmatch(row["Month"]):
                why = (
                    "Excel changed it when the file was saved" if is_by_excel(row["Month"]) else ""
                )
                return (
                    f"line {line}: Month is '{row['Month'][:40]}'"
                    f"{f': {why}' if why else ', and no month (YYYY-MM)'}. {_AGAIN}"
                )
            force = slug_of(row["Falls within"] or row["Reported by"])
            if not force:
                return f"line {line}: it does not say which police force the record is of."
            found[row["Month"], force] += 1
    except FormError as error:
        return str(error)
    return dict(found) or "there is no record in it, only the heading."


class FormError(ValueError):
    """A file cannot be read in its form; the message says why."""


def _rows(form: Form, content: IO[bytes]) -> Iterator[dict[str, str]]:
    """The records of a file under the publisher's names of columns."""
    reader, header = _reader(form, content, [])
    try:
        for row in (_rejoined(one, form.delimiter, len(header)) for one in reader):
            if len(row) != len(header):
                raise FormError(
                    f"line {reader.line_num}: the row has {len(row)} fields, the header "
                    f"{len(header)}; the file is cut off or damaged."
                )
            yield dict(zip(header, row, strict=True))
    except (csv.Error, UnicodeError, EOFError, OSError, zlib.error) as error:
        raise FormError(f"it cannot be read as CSV to its end ({error}).") from error


def _reader(form: Form, content: IO[bytes], ends: list[bool]) -> tuple[Any, list[str]]:
    """The rows of a file and its columns; `ends` is told whether each line has an end."""

    def lines() -> Iterator[str]:
        text = io.TextIOWrapper(opened_in(form, content), form.encoding, newline="")
        while line := text.readline(LONGEST_LINE):
            if len(line) >= LONGEST_LINE:
                raise FormError(f"a line is longer than {LONGEST_LINE:,} characters.")
            ends[:] = [line.endswith(("\n", "\r"))]
            yield line.removeprefix("\ufeff")
        text.detach()

    reader = csv.reader(lines(), delimiter=form.delimiter, strict=True)
    by_plain = {_plain(name): name for name in STREET_COLUMNS}
    header = next(reader, [])
    return reader, [by_plain.get(_plain(name), name) for name in header]


def _rejoined(row: list[str], delimiter: str, columns: int) -> list[str]:
    """Put a text together again that holds the delimiter itself and stood without quotes.

    No field begins with a space, and a mark within a text is followed by one: 'Investigation
    complete; no suspect identified'.

    >>> _rejoined(["a", "complete", " no suspect", ""], ";", 3)
    ['a', 'complete; no suspect', '']
    """
    if delimiter == "," or len(row) <= columns:
        return row
    whole: list[str] = []
    for field in row:
        if whole and field.startswith(" "):
            whole[-1] += delimiter + field
        else:
            whole.append(field)
    return whole


def write_as_published(form: Form, content: IO[bytes], out: IO[bytes]) -> None:
    """Write a file, or the part of it that is meant, as the publisher would have written it."""
    if form == Form(gzipped=True):
        _copy(opened_in(form, content), out)
        return
    ends: list[bool] = []
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    try:
        reader, header = _reader(form, content, ends)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        at = {name: place for place, name in enumerate(header)}
        for row in (_rejoined(one, form.delimiter, len(header)) for one in reader):
            if len(row) == len(header) and not _is_meant(form, row, at):
                continue
            if form.delimiter != "," and len(row) == len(header):
                for name in ("Longitude", "Latitude"):
                    # Where Excel parts cells by semicolons it writes decimals with a comma.
                    row[at[name]] = row[at[name]].replace(",", ".")
            writer.writerow(row)
    except (csv.Error, UnicodeError, EOFError, OSError, zlib.error) as error:
        raise FormError(f"it cannot be read as CSV to its end ({error}).") from error
    finally:
        text.flush()
        text.detach()
    if ends and not ends[0]:
        # A last line without its end is one that was cut off, and must be seen as such.
        out.truncate(out.seek(-1, io.SEEK_END))


def _is_meant(form: Form, row: list[str], at: dict[str, int]) -> bool:
    if not form.month:
        return True
    force = slug_of(row[at["Falls within"]] or row[at["Reported by"]])
    return (row[at["Month"]], force) == (form.month, form.force)


def _copy(content: IO[bytes], out: IO[bytes]) -> None:
    try:
        while block := content.read(1 << 18):
            out.write(block)
    except (EOFError, OSError, zlib.error) as error:
        raise FormError(f"the .gz is damaged or cut off ({error}). Download it again.") from error


def unpacked_size(content: IO[bytes], most: int) -> int:
    """Return how many bytes a .gz holds, counted up to a little more than `most`."""
    size = 0
    try:
        with gzip.GzipFile(fileobj=content) as unpacked:
            while size <= most and (block := unpacked.read(1 << 18)):
                size += len(block)
    except (EOFError, OSError, zlib.error) as error:
        raise FormError(f"the .gz is damaged or cut off ({error}). Download it again.") from error
    return size


def slug_of(force: str) -> str:
    """Return a force's name as file names write it.

    >>> slug_of("Avon and Somerset Constabulary"), slug_of("British Transport Police")
    ('avon-and-somerset', 'btp')
    >>> slug_of("Metropolitan Police Service"), slug_of("Dyfed-Powys Police")
    ('metropolitan', 'dyfed-powys')
    """
    plain = re.sub(r"\s+", " ", force).strip().casefold()
    if plain == "british transport police":
        return "btp"
    if plain == "police service of northern ireland":
        return "northern-ireland"
    plain = re.sub(r"^heddlu | (police|constabulary|police service)$", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("&", "and")).strip("-")
