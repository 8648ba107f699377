"""A batch's cells in the order in which they are kept, and each file's share of them.

All files of a batch are sorted, renamed and added up at once: what a file then costs is a slice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.street.crime_types import KNOWN_NAMES, RENAMED
from data.street.facts import VINTAGES, codes_of
from data.street.ranks import Ranked, combined, ranked
from data.street.verdicts import Verdict

# Today's names in their order, and which of them each name that the publisher used has.
_NAMES = pa.array(sorted({RENAMED.get(name, name) for name in KNOWN_NAMES}))
_NAME_OF_KIND = np.array([_NAMES.index(RENAMED.get(name, name)).as_py() for name in KNOWN_NAMES])


def counts_by_file(
    cells: pa.Table, left_out: pa.Table, verdicts: Sequence[Verdict], lsoas: pd.DataFrame
) -> Iterator[tuple[pa.Table, dict[str, int]]]:
    """Yield each file's counts, and its records without a location by type of crime."""
    both = pa.concat_tables([cells, left_out])
    file, code = both["file"].to_numpy(), ranked(both["lsoa_code"])
    # A record of an unexpected type has no kind, and its file a fault.
    name = Ranked(_NAMES, _NAME_OF_KIND[both["kind"].fill_null(0).to_numpy()])
    records = np.concatenate([cells["records"].to_numpy(), -left_out["records"].to_numpy()])
    cell, number = _added_up(combined((file, len(verdicts)), code.key, name.key), records)
    blank = code.are(pc.equal(code.values, ""))
    kept = (number > 0) & (blank | placed(file, code, verdicts, lsoas))[cell]
    cell, number = cell[kept], number[kept]
    for verdict, rows in zip(verdicts, shares(file[cell], len(verdicts)), strict=True):
        mine, many = cell[rows], number[rows]
        # No code comes before every code.
        nowhere = int(blank[mine].sum())
        unplaced = zip(name.of(mine[:nowhere]).to_pylist(), many[:nowhere].tolist(), strict=True)
        mine, many = mine[nowhere:], many[nowhere:]
        counts = {
            "month": pa.repeat(verdict.file.found.month, len(mine)),
            "area_type": pa.repeat(verdict.area_type, len(mine)),
            "area_code": code.of(mine),
            "crime_type": name.of(mine),
            "count": many,
        }
        yield pa.table(counts), dict(unplaced)


def _added_up(key: np.ndarray, records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One row of each key, in order, and how many records the rows of that key have together."""
    order = np.argsort(key)
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    return order[first], np.add.reduceat(records[order], first) if len(first) else records


def placed(
    file: np.ndarray, code: Ranked, verdicts: Sequence[Verdict], lsoas: pd.DataFrame
) -> np.ndarray:
    """Return which rows have an LSOA, and one that is not outside, in a file without a fault."""
    free = np.array([not one.fault and not one.within for one in verdicts])
    held = free[file] & code.are(pc.not_equal(code.values, ""))
    for vintage in VINTAGES:
        of_vintage = np.array([one.within and one.area_type == vintage for one in verdicts])
        inside = pc.is_in(code.values, value_set=codes_of(lsoas, vintage))
        held |= of_vintage[file] & code.are(inside)
    return held


def shares(file: np.ndarray, files: int) -> list[slice]:
    """Return where the rows of each file lie, of rows in order of files."""
    ends = np.searchsorted(file, np.arange(files + 1))
    return [slice(first, end) for first, end in pairwise(ends.tolist())]
