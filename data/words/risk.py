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


def how_marked(view: RiskView, by_chance: float | None) -> str:
    """Say how far chance is kept out of what is marked, and what is judged.

    ``by_chance`` of `data.figures.risk.marked_if_none_differed`.
    """
    said = f"{len(view.indicators)} indicators, none counted twice."
    if by_chance is not None:
        said = (
            f"Of {view.tested:,} comparisons, marks by chance are held to 1 in 20; without that, "
            f"{by_chance:.1f} of {len(view.wards)} wards would be marked if none differed. {said}"
        )
    return f"{said} Recorded is not the same as happened." if view.both_lenses else said


def foremost(view: RiskView, ward: str | None) -> str | None:
    """Return the indicator on which a ward is furthest above the district; None without a flag."""
    rows = view.evidence[view.evidence["area_code"] == ward]
    return None if rows.empty else str(rows["indicator"].iloc[0])
