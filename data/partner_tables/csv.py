"""Reading CSV files as councils save them: any usual delimiter, UTF-8 or Windows text."""

from __future__ import annotations

import csv
import io
import re

from data.partner.words import PartnerError

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SAMPLE_LINES = 60
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")


def read_csv_rows(
    content: bytes, name: str, most_rows: int, most_columns: int
) -> tuple[list[list[str]], list[str]]:
    """Read the rows of a CSV file."""
    text, notes = _decoded(content, name)
    delimiter = _delimiter(text)
    if delimiter != ",":
        notes.append(f"Columns are parted by {DELIMITERS[delimiter]}.")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= most_rows:
                raise PartnerError(
                    f"{name} has more than {most_rows:,} rows: it is not a table of areas. "
                    "Keep one row for each area."
                )
            if len(row) > most_columns:
                raise PartnerError(
                    f"{name}, row {len(rows) + 1}: {len(row):,} columns, and at most "
                    f"{most_columns} are read. Keep the columns of one indicator."
                )
            rows.append(row)
    except csv.Error as error:
        raise PartnerError(
            f"{name}, row {len(rows) + 1}: cannot be read as CSV ({error}). Save it again as CSV "
            "from a spreadsheet."
        ) from None
    return rows, notes


def _decoded(content: bytes, name: str) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif _wide(content):
        encoding = _wide(content)
    elif b"\x00" in content:
        raise PartnerError(
            f"{name} holds NUL bytes, so it is not a text file. Save the table as CSV or .xlsx."
        )
    else:
        encoding = "utf-8-sig"
    try:
        return _without_nul(content.decode(encoding), name), []
    except UnicodeDecodeError:
        pass
    try:
        note = "The file is not UTF-8; it was read as Windows text (cp1252)."
        return content.decode("cp1252"), [note]
    except UnicodeDecodeError as error:
        raise PartnerError(
            f"{name} is neither UTF-8 nor Windows text (byte {error.start:,} is neither). Save the "
            "table as 'CSV UTF-8'."
        ) from None


def _wide(content: bytes) -> str:
    """UTF-16 without its mark, by the zeros beside plain letters; empty for anything else."""
    head = content[:2_000]
    if len(content) % 2 or len(head) < 8 or head.count(0) < 0.3 * len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > 0.8 * len(head[1::2]) else (
        "utf-16-be" if head[::2].count(0) > 0.8 * len(head[::2]) else ""
    )  # fmt: skip


def _without_nul(text: str, name: str) -> str:
    if "\x00" in text:
        raise PartnerError(f"{name} holds NUL characters. Save the table again as CSV UTF-8.")
    return text


def _delimiter(text: str) -> str:
    """The delimiter under which most lines of a sample have one width of two columns or more."""
    sample = [line for line in text[:200_000].splitlines()[:_SAMPLE_LINES] if line.strip()]

    # Where a comma stands between digits alone, it is a decimal sign: '12,5'.
    between_digits = all(_DECIMAL.sub("", line).count(",") == 0 for line in sample)
    others = sum(any(mark in line for mark in ";\t|") for line in sample) > len(sample) / 2

    def regularity(delimiter: str) -> tuple[int, int]:
        if delimiter == "," and between_digits and others:
            return 0, 0
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter)]
        except csv.Error:
            return 0, 0
        wide = [width for width in widths if width > 1]
        usual = max(set(wide), key=wide.count, default=0)
        return wide.count(usual), usual

    return max(DELIMITERS, key=regularity)
