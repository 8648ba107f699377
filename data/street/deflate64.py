"""Members of zip archives that are packed by Deflate64, as Windows packs large files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO, Any

DEFLATE64 = 9
# A byte can unpack to tens of thousands: so few at a time hold what lies in the memory.
_FED = 256
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_LOCAL_SIGNATURE = b"PK\x03\x04"


def can_inflate() -> bool:
    """Whether the package that unpacks Deflate64 is installed."""
    return _inflater() is not None


def member_opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """Open a member of an archive, whichever of the methods it is packed by."""
    if member.compress_type != DEFLATE64:
        return archive.open(member)
    inflater = _inflater()
    if inflater is None:
        raise NotImplementedError("Deflate64 is not read without the package inflate64")
    raw = _Inflating(_packed_bytes(archive, member), member, inflater)
    return io.BufferedReader(raw, 1 << 16)


def _inflater() -> Any:
    try:
        from inflate64 import Inflater
    except ImportError:
        return None
    return Inflater()


def _packed_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """The archive's file, set to where the packed bytes of a member begin."""
    file = io.BufferedReader(io.FileIO(str(archive.filename)))
    try:
        file.seek(member.header_offset)
        header = file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size:
            raise zipfile.BadZipFile("a file in it begins beyond its end")
        signature, *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        if signature != _LOCAL_SIGNATURE:
            raise zipfile.BadZipFile("a file in it does not begin where its list says")
        file.seek(name_length + extra_length, io.SEEK_CUR)
    except BaseException:
        file.close()
        raise
    return file


class _Inflating(io.RawIOBase):
    """Reads a member; never more than its list says, and checked at its end as zipfile does."""

    def __init__(self, file: IO[bytes], member: zipfile.ZipInfo, inflater: Any) -> None:
        self._file, self._member, self._inflater = file, member, inflater
        self._packed, self._left = member.compress_size, member.file_size
        self._ready, self._sum = memoryview(b""), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and self._left:
            self._unpack()
        taken = min(len(buffer), len(self._ready))
        buffer[:taken] = self._ready[:taken]
        self._ready = self._ready[taken:]
        return taken

    def _unpack(self) -> None:
        fed = self._file.read(min(_FED, self._packed))
        if not fed:
            raise zipfile.BadZipFile("a file in it ends before its time")
        self._packed -= len(fed)
        try:
            made = self._inflater.inflate(fed)
        except (ValueError, RuntimeError, OSError) as error:
            raise zipfile.BadZipFile(f"a file in it is damaged ({error})") from error
        self._left -= len(made)
        if self._left < 0:
            raise zipfile.BadZipFile("a file in it is larger than its list says")
        self._sum = zlib.crc32(made, self._sum)
        if not self._left and self._sum != self._member.CRC:
            raise zipfile.BadZipFile("a file in it is not what it was when it was packed")
        self._ready = memoryview(made)

    def close(self) -> None:
        self._file.close()
        super().close()
