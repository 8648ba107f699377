"""A large file at a publisher's, of which only the wanted parts are downloaded."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import requests

from data.fetching.faults import FetchError, PassingFault
from data.fetching.session import PoliteSession

# The directory of a zip stands at its end; that of the whole archive takes about half of this.
TAIL = 1 << 20
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(frozen=True)
class RemoteFile:
    """A file at a publisher's: where it is after redirects, bytes, version, and parts or not."""

    address: str
    size: int | None
    version: str | None
    in_parts: bool


def look_at(session: PoliteSession, address: str) -> RemoteFile:
    """Ask for a file's first byte, which tells its size and whether parts can be had."""

    def attempt() -> RemoteFile:
        with session.sending(address, headers=range_headers(0, 1, None)) as response:
            version = response.headers.get("ETag")
            # A weak version may be shared by files that differ in their bytes.
            strong = version if version and not version.startswith("W/") else None
            whole = response.headers.get("Content-Length")
            if response.status_code == HTTPStatus.PARTIAL_CONTENT:
                return RemoteFile(response.url, told_range(response)[2], strong, True)
            size = int(whole) if whole and whole.isdigit() else None
            return RemoteFile(response.url, size, strong, False)

    return session.persist(attempt)


def range_headers(start: int, stop: int | None, version: str | None) -> Mapping[str, str]:
    """Return the headers that ask for bytes from start up to but without stop."""
    last = "" if stop is None else str(stop - 1)
    headers = {"Accept-Encoding": "identity", "Range": f"bytes={start}-{last}"}
    return {**headers, "If-Range": version} if version else headers


def told_range(response: requests.Response) -> tuple[int, int, int]:
    """Return first byte, byte after the last, and size of the file, as a partial answer tells."""
    told = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if told is None:
        raise PassingFault(f"{urlsplit(response.url).netloc} does not say which part it sent")
    return int(told[1]), int(told[2]) + 1, int(told[3])


class PartialReader(io.RawIOBase):
    """A remote file that can be read like a local one; `load` says which part is wanted next.

    Parameters
    ----------
    session : PoliteSession
        The connection.
    file : RemoteFile
        What to read; its size is known.
    tail : int
        Bytes at the end that are read at once.
    """

    def __init__(self, session: PoliteSession, file: RemoteFile, tail: int = TAIL) -> None:
        if file.size is None:
            raise FetchError(f"{file.address} does not tell its size.")
        self._session = session
        self._file = file
        self._size = file.size
        self._position = 0
        self._tail = tail
        self._start = 0
        self._window = b""

    def load(self, start: int, stop: int) -> None:
        """Have these bytes in memory, and no others."""
        stop = min(stop, self._size)
        self._window = self._session.persist(lambda: self._read(start, stop))
        self._start = start

    def _read(self, start: int, stop: int) -> bytes:
        headers = range_headers(start, stop, self._file.version)
        host = urlsplit(self._file.address).netloc
        with self._session.sending(self._file.address, headers=headers) as response:
            if response.status_code != HTTPStatus.PARTIAL_CONTENT:
                raise FetchError(
                    f"{self._file.address} was replaced while it was being read. Run the same "
                    "command again."
                )
            if told_range(response) != (start, stop, self._size):
                raise PassingFault(f"{host} sent another part than the one asked for")
            part = self._session.read_whole(response)
        if len(part) != stop - start:
            raise PassingFault(f"{host} sent {len(part)} bytes where {stop - start} are due")
        return part

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read in any order."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Set where the next read begins."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Read from the part in memory; what is not in it is loaded."""
        stop = self._size if size < 0 else min(self._position + size, self._size)
        start = self._position
        if start >= stop:
            return b""
        if start < self._start or stop > self._start + len(self._window):
            # A read near the end is of the zip's directory: have all of it at once.
            tail = max(0, self._size - self._tail)
            self.load(*((tail, self._size) if start >= tail else (start, stop)))
        part = self._window[start - self._start : stop - self._start]
        self._position += len(part)
        return part
