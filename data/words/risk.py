"""On what a ward stands out, in words."""

from __future__ import annotations

import pandas as pd

from data.figures.risk import RiskView
from data.phrases.plain import rate, times


def reasons(view: RiskView, code: str, most: int | None = None) -> str:
    """Say in words on what a ward stands out, the furthest above the district first."""
    rows = view.evidence[view.evidence["area_code"] == code]
    told = [
        f"{row['name']} {times(row['times_district'])}"
        if not pd.isna(row["times_district"])
        else f"{row['name']} {rate(row['rate'], row['unit'])}"
        for _, row in rows.iterrows()
    ]
    if most is not None and len(told) > most:
        told = [*told[:most], f"and {len(told) - most} more"]
    return ", ".join(told)


def foremost(view: RiskView, ward: str | None) -> str | None:
    """Return the indicator on which a ward is furthest above the district; None without a flag."""
    rows = view.evidence[view.evidence["area_code"] == ward]
    return None if rows.empty else str(rows["indicator"].iloc[0])
