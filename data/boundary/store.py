"""Saving checked boundaries: in full detail for joining, and simplified for drawing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import geopandas as gpd

from data import store
from data.boundary.files import CheckedBoundaries
from data.boundary.mends import MENDS
from data.store import Change
from geo.areas import type_in_words
from geo.boundaries import BoundaryError, clean_coverage, simplify_coverage, valid_polygons
from geo.boundary_checks import BoundaryReport, Finding, Severity

# As the packaged boundaries: about a pixel where a district fills a screen.
TOLERANCE_METRES = 30.0


def drawn_boundaries(
    areas: gpd.GeoDataFrame, tolerance: float = TOLERANCE_METRES
) -> tuple[gpd.GeoDataFrame, Finding]:
    """Return areas simplified for drawing, with borders that neighbours share."""
    before = int(areas.count_coordinates().sum())
    try:
        drawn = simplify_coverage(clean_coverage(areas)[0], tolerance)
    except BoundaryError:
        simple = areas.geometry.simplify(tolerance).to_numpy()
        drawn = areas.set_geometry(
            gpd.GeoSeries(valid_polygons(simple), index=areas.index, crs=areas.crs)
        )
        severity: Severity = "warning"
        how = "The areas do not fit together, so each was simplified for drawing by itself"
    else:
        severity = "note"
        how = "For drawing the areas were simplified with shared borders"
    after = int(drawn.count_coordinates().sum())
    sentence = f"{how}: {after:,} of {before:,} points are left, at most {tolerance:g} m aside."
    return drawn, Finding("drawing", severity, sentence, len(areas))


def save_boundaries(checked: CheckedBoundaries, *, who: str = "", note: str = "") -> Change:
    """Put checked boundaries into the store, in full detail and simplified, as one change.

    Parameters
    ----------
    checked : CheckedBoundaries
        From `checked_boundaries`. Boundaries of the same area type are replaced.
    who, note : str
        Who saves them, and a remark.

    Returns
    -------
    Change
        The change in the store's history, which can be undone.

    Raises
    ------
    StoreError
        If the store cannot be written to; it is then as it was.

    Examples
    --------
    >>> TOLERANCE_METRES
    30.0
    """
    drawn, finding = drawn_boundaries(checked.areas)
    detail: dict[str, Any] = {
        "area_type": checked.area_type,
        "areas": len(checked.areas),
        "source": dict(checked.source),
        "layer": checked.layer,
        "report": BoundaryReport((*checked.report.findings, finding)).plain(),
        "counts": checked.report.counts(),
        "checked": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    what = f"Loaded {len(checked.areas):,} boundaries: {type_in_words(checked.area_type)}"
    mends = " ".join(
        one.sentence for one in checked.report.findings if one.kind in {*MENDS, "matched"}
    )
    source = {**checked.source, "accepted": mends} if mends else checked.source
    with store.transaction(what, who=who, note=note, files=[source]) as change:
        change.put("boundaries", checked.area_type, checked.areas, detail)
        change.put("boundaries_drawn", checked.area_type, drawn, detail)
    if change.committed is None:
        raise store.StoreError("The boundaries were not saved.")
    return change.committed
