"""Hot-spot layers over the areas explored: bands, Gi*, local Moran and smoothed rates."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from data.catalogue.units import multiplier
from data.explore.areas import UNIT, AreaLevel, layer_of
from data.outlines.neighbours import neighbour_graph
from geo.bands import statutory_band

Layer = Literal["none", "band", "gi", "moran", "smoothed"]

# Judged with fewer areas than this, a pattern of neighbours is little more than chance.
FEW_AREAS = 30

# Local Moran's labels in the order that a reader wants them.
CLUSTERS = ("High-High", "High-Low", "Low-High", "Low-Low", "not significant", "not tested")


def hotspot_layer(
    areas: pd.DataFrame, level: AreaLevel, month: str, layer: Layer, fdr: bool
) -> tuple[pd.DataFrame, str]:
    """The columns of a hot-spot layer, judged among these areas, and what it could not do."""
    if layer == "band":
        label = statutory_band(areas["rate"])
        few = "" if label.notna().any() else "Fewer than three areas have a rate: no band is drawn."
        return pd.DataFrame({"label": label}), few
    if layer == "smoothed":
        return pd.DataFrame({"smoothed": _smoothed(areas).astype("Float64")}), ""
    if layer == "none":
        return pd.DataFrame(index=areas.index), ""
    return _clusters(areas, level, month, layer, fdr)


def _smoothed(areas: pd.DataFrame) -> pd.Series:
    """The areas' rates drawn towards the pooled one, the more the fewer residents they rest on."""
    # Imported here: esda takes over a second, and only three layers need it.
    from geo.smoothing import empirical_bayes

    return empirical_bayes(areas["numerator"], areas["person_years"], multiplier(UNIT))


def _clusters(
    areas: pd.DataFrame, level: AreaLevel, month: str, layer: Layer, fdr: bool
) -> tuple[pd.DataFrame, str]:
    from geo.hotspots import getis_ord_star, local_moran

    # The graph holds the areas shown and no others: what lies over the border is not judged.
    graph = neighbour_graph(layer_of(level, month), tuple(areas.index))
    if layer == "gi":
        result = getis_ord_star(_smoothed(areas), graph, fdr=fdr)
    else:
        result = local_moran(areas["rate"], graph, fdr=fdr)
    notes = [result.note]
    if layer == "gi":
        notes.append("Rates are smoothed (empirical Bayes): few residents make no hot spot.")
    if len(areas) < FEW_AREAS and not result.is_empty:
        notes.append(
            f"Only {len(areas)} areas are compared: with so few, a lack of clusters says little."
        )
    return result.frame, " ".join(note for note in notes if note)
