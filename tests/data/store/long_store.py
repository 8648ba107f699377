"""Years of made-up months before the packaged ones of 2025, for what needs more than a year.

Each month is that of 2025 with the same place in the year, drawn anew at random (seeded), with a
season in it: half as much again in July, and in burglary a step up by half from January 2024.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd

import data.tables.police
from data import store

PACKAGED = Path(data.tables.police.__file__).parents[1] / "packaged"
FIRST, LAST = "2022-01", "2024-12"
STEP, STEPPED = "2024-01", "Burglary"


def fill(first: str = FIRST, last: str = LAST) -> list[str]:
    """Put the months into the store that is set, in one change; return them."""
    counts = pd.read_parquet(PACKAGED / "police_counts.parquet")
    counts = counts[counts["month"].astype(str).str.startswith("2025")]
    months = [str(one) for one in pd.period_range(first, last, freq="M")]
    random = np.random.default_rng(20251231)
    with store.transaction("Made-up months for a test") as change:
        for month in months:
            own = _month(counts, month, random)
            detail = _account(own)
            change.put("police_month", f"staffordshire/{month}", own, detail=detail)
    return months


def _month(counts: pd.DataFrame, month: str, random: np.random.Generator) -> pd.DataFrame:
    own = counts[counts["month"].astype(str).str.endswith(month[4:])].copy()
    season = 1 + 0.5 * math.cos((int(month[5:]) - 7) / 6 * math.pi)
    expected = own["count"].to_numpy(dtype="float64") * season
    if month < STEP:
        expected = np.where(own["crime_type"].astype(str) == STEPPED, expected / 1.5, expected)
    own["count"] = random.poisson(expected)
    own = own[own["count"] > 0].assign(month=month, area_type="lsoa21")
    for name in ("month", "area_type", "area_code", "crime_type"):
        own[name] = own[name].astype(str)
    return own.reset_index(drop=True)


def _account(own: pd.DataFrame) -> dict[str, int | str]:
    total = int(own["count"].sum())
    asb = int(own.loc[own["crime_type"] == "Anti-social behaviour", "count"].sum())
    return {
        "area_type": "lsoa21",
        "rows_read": total + 100,
        "duplicates": 0,
        "outside_force": 0,
        "no_location": 100,
        "counted": total,
        "no_location_asb": 0,
        "counted_asb": asb,
    }
