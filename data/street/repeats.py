"""Records that repeat a Crime ID, found one by one where the cells cannot tell."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.street.crime_types import KNOWN_NAMES
from data.street.ranks import combined, ranked


def repeated(rows: pa.Table) -> np.ndarray:
    """Return which records repeat a Crime ID of their file; one that has a location does not."""
    file, crime_id, code = (ranked(rows[name]) for name in ("file", "Crime ID", "LSOA code"))
    nowhere = code.are(pc.equal(code.values, "")).astype(np.int64)
    # The order beyond the location only makes the choice the same on every run.
    rest = (ranked(rows[name]).key for name in ("Crime type", *rows.column_names))
    key = combined(file.key, crime_id.key, (nowhere, 2), code.key, *rest)
    order = np.argsort(key, kind="stable")
    held = combined(file.key, crime_id.key)[order]
    again = np.zeros(len(order), dtype=bool)
    again[order[1:]] = held[1:] == held[:-1]
    return again & crime_id.are(pc.not_equal(crime_id.values, ""))


def as_cells(rows: pa.Table) -> pa.Table:
    """Return records as cells of one record each."""
    kinds = pc.index_in(rows["Crime type"], pa.array(KNOWN_NAMES, pa.string()))
    return pa.table(
        {
            "file": rows["file"],
            "kind": kinds.cast(pa.int8()),
            "lsoa_code": rows["LSOA code"].cast(pa.string()),
            "records": pa.array(np.ones(len(rows), dtype=np.int64)),
        }
    )
