"""Crime IDs that came in an earlier month already: such a record stays where it came first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from data.street.by_file import shares
from data.street.verdicts import Verdict

# By month, the numbers that stand for its Crime IDs, in order.
Seen = Mapping[str, np.ndarray]
_BYTES = 8


def recurring(
    rows: pa.Table, repeats: np.ndarray, verdicts: Sequence[Verdict], seen: dict[str, np.ndarray]
) -> tuple[np.ndarray, dict[int, pa.Table]]:
    """Return which records came in an earlier month, and each file's IDs; `seen` takes them up.

    Files are those of a batch, oldest first; only those of the force whose LSOAs are known have
    their IDs looked at.
    """
    again, ids = np.zeros(len(rows), dtype=bool), {}
    for at, share in enumerate(shares(rows["file"].to_numpy(), len(verdicts))):
        if not verdicts[at].within:
            continue
        month = verdicts[at].file.found.month
        crime_ids = rows["Crime ID"][share].to_numpy()
        once = np.flatnonzero(~repeats[share] & (crime_ids != ""))
        numbers = numbers_of(crime_ids[once])
        order = np.argsort(numbers)
        numbers = numbers[order]
        came = came_before(numbers, month, seen)
        again[share.start + once[order][came]] = True
        ids[at] = pa.table({"id": numbers, "recurring": came})
        seen[month] = numbers
    return again, ids


def numbers_of(crime_ids: Sequence[str]) -> np.ndarray:
    """Return a number of 64 bits for each Crime ID: the first of its SHA-256.

    That two of a million IDs share one has a chance of one in thirty million.
    """
    digests = (hashlib.sha256(one.encode()).digest()[:_BYTES] for one in crime_ids)
    return np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)


def came_before(numbers: np.ndarray, month: str, seen: Seen) -> np.ndarray:
    """Return which of some IDs came in a month before this one."""
    came = np.zeros(len(numbers), dtype=bool)
    for other, held in seen.items():
        if other < month and len(held):
            at = np.minimum(np.searchsorted(held, numbers), len(held) - 1)
            came |= held[at] == numbers
    return came
