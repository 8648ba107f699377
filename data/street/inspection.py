"""Looking at the bytes of a street-level file before the engine reads it.

The engine reads only the columns that counting needs. What must hold for all bytes is seen here
in one pass: text without NUL in UTF-8, an end to the last line, the publisher's columns in the
header; and the digest that tells whether the same content was imported before.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from data.street.archive import FoundFile, opened, unpack
from data.street.at_once import at_once
from data.street.files import LONGEST_LINE, STREET_COLUMNS, StreetFileError, check_street_csv

# Larger blocks are given back to the system and asked for anew, which takes longer than reading.
_BLOCK = 1 << 18


@dataclass(frozen=True)
class StreetFile:
    """A street-level file that may be counted.

    Parameters
    ----------
    found : FoundFile
        Where it lies, its month and its force.
    header : tuple of str
        Its columns, in its order.
    sha256 : str
        Of its content; empty where none was asked for.
    """

    found: FoundFile
    header: tuple[str, ...]
    sha256: str = ""


def inspect(found: FoundFile, *, digest: bool = True) -> StreetFile:
    """Look at every byte of a file once."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    hashed = hashlib.sha256() if digest else None
    first = last = b""
    with opened(found) as content:
        while block := content.read(_BLOCK):
            first = first or block
            last = block
            if hashed is not None:
                hashed.update(block)
            if not _is_text(block, decoder):
                raise explained(found, "it is no text in UTF-8; the file is damaged.")
    if decoder.getstate()[0] or last[-1:] not in (b"\n", b"\r"):
        raise explained(found, "the last line does not end; the file is cut off.")
    header = _header(first, found)
    return StreetFile(found, header, "" if hashed is None else hashed.hexdigest())


def inspect_all(
    found: Iterable[FoundFile], *, digest: bool = True
) -> Iterator[StreetFile | StreetFileError]:
    """Look at every byte of files, several at a time."""

    def told(one: FoundFile) -> StreetFile | StreetFileError:
        try:
            return inspect(one, digest=digest)
        except StreetFileError as error:
            return error

    yield from at_once(told, found)


def _is_text(block: bytes, decoder: codecs.IncrementalDecoder) -> bool:
    if b"\0" in block:
        return False
    # Nearly every block is ASCII, which is seen in a tenth of the time that decoding takes.
    if block.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _header(first: bytes, found: FoundFile) -> tuple[str, ...]:
    line = first[:LONGEST_LINE].splitlines()[0]
    if len(line) >= LONGEST_LINE:
        raise StreetFileError(
            f"{found.origin}, line 1: the line is longer than {LONGEST_LINE:,} characters. This is "
            "not a street-level file of data.police.uk."
        )
    header = tuple(next(csv.reader([line.decode("utf-8-sig")]), []))
    if not set(STREET_COLUMNS) <= set(header) or len(set(header)) < len(header):
        raise explained(found, "a column comes twice in line 1; the file was edited.")
    return header


def rows_by_line(found: FoundFile) -> int:
    """Read a file line by line, as one in which a fault was seen must be; return its records."""
    with tempfile.TemporaryDirectory(prefix="street-") as folder:
        return check_street_csv(unpack(found, Path(folder), 0), found.month, found.origin)


def explained(found: FoundFile, otherwise: str) -> StreetFileError:
    """Return the error that tells the line of a fault, or what to say where no line is at fault."""
    try:
        rows_by_line(found)
    except StreetFileError as error:
        return error
    return StreetFileError(f"{found.origin}: {otherwise} Download it again.")
