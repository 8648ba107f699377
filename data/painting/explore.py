"""From the explorer's frame to what the map and its key are told."""

from __future__ import annotations

from html import escape

import pandas as pd

from data.explore.areas import label_points, layer_of
from data.explore.view import ExploreView
from data.installed.catalogue import load_catalogue
from data.painting.paint import NO_DATA, Entry, Paint, spans
from data.painting.palette import Palette
from data.painting.textures import CLUSTERS, COLD_HOT, filled, textured
from data.painting.wards import band_fills
from data.phrases.plain import is_missing, percent_change, rate
from data.selection.exploration import Exploration
from data.words.explore import ONE_AREA, explore_title
from geo.bands import BANDS
from geo.classes import class_counts, classify
from geo.hotspots import GI_LABELS

# Labels in the order of the key, and the places of their colours in the palette.
MORAN_KEY = ("High-High", "High-Low", "Low-High", "Low-Low", "not significant")
CHANGE_KEY = ("decrease", "no real change", "increase")
KEYS = {"band": BANDS, "gi": GI_LABELS, "moran": MORAN_KEY}
# The strongest labels have an outline too, so that they can be told in greyscale.
OUTLINES = {
    "above average": 1,
    "significantly above average": 2,
    "hot 95%": 1,
    "hot 99%": 2,
    "High-Low": 1,
    "High-High": 2,
}
UNITS = {"rate": " per 1,000 a year", "count": " a month", "share": "", "change": ""}


def paint_explored(view: ExploreView, exploration: Exploration, colours: Palette) -> Paint:
    """Paint the areas of a view by its measure or by its layer."""
    areas = view.areas
    classes = _classes(view)
    # A heavy outline would cover the smallest areas of a town.
    most = 1 if view.level == "lsoa" else 2
    labelled = areas["label"].astype(object) if "label" in areas else pd.Series(dtype=object)
    told = {
        str(code): (kind, min(OUTLINES.get(str(labelled.get(code)), 0), most), _words(row, view))
        for (code, row), kind in zip(areas.iterrows(), classes, strict=True)
    }
    known = sum(kind != NO_DATA for kind in classes)
    return Paint(
        layer=layer_of(view.level, view.months[0]),
        fit=view.districts or None,
        near=view.within,
        ward=exploration.at,
        areas=told,
        ramp=_ramp(view, colours),
        says=f"Map: {explore_title(view)}, {known} of {len(areas)} {ONE_AREA[view.level]}s with a "
        "figure. The table beside the map has the same figures.",
        elsewhere=f"Not in {view.named or 'the chosen districts'}",
        unit=UNITS["rate" if view.layer != "none" else view.measure],
        labels=_labels(view, exploration),
    )


def _classes(view: ExploreView) -> list[int]:
    areas = view.areas
    key = _key(view)
    if key:
        labels = areas[view.shaded].astype(object)
        return [key.index(one) if one in key else NO_DATA for one in labels]
    kinds = classify(areas[view.shaded], view.breaks)
    return kinds.fillna(NO_DATA).astype(int).tolist()


def _key(view: ExploreView) -> tuple[str, ...]:
    """The labels that the map can show; none where it shows a number."""
    if view.layer == "none" and view.measure == "change":
        return CHANGE_KEY
    return KEYS.get(view.layer, ())


def _ramp(view: ExploreView, colours: Palette) -> tuple[str, ...]:
    if view.layer == "band":
        return band_fills(colours)
    if view.layer == "gi":
        return textured(colours.cold_hot, COLD_HOT)
    if view.layer == "moran":
        return textured(colours.clusters, CLUSTERS)
    if view.measure == "change" and view.layer == "none":
        return textured(colours.cold_hot, COLD_HOT)[1:6:2]
    polarities = {load_catalogue().indicator(one).polarity for one in view.types}
    return colours.ramp("neutral" if polarities == {"neutral"} else "", len(view.breaks))


def value_words(row: pd.Series, view: ExploreView) -> str:
    """Write the figure that an area's tooltip shows: the measure, or a layer's rate."""
    if view.layer == "smoothed":
        return rate(row["smoothed"])
    if view.layer != "none" or view.measure == "rate":
        return rate(row["rate"])
    if view.measure == "change":
        return percent_change(row["change"])
    return rate(row["value"]) + ("%" if view.measure == "share" else "")


def _words(row: pd.Series, view: ExploreView) -> str:
    """The lines under an area's name: kept to its ward, its label and its figure."""
    said = f"<br>{escape(str(row['ward_name']))}" if view.level == "lsoa" else ""
    if is_missing(row["rate"]):
        return said + "<br>No residents, so no rate"
    if "label" in row:
        said += f"<br>{'not tested' if is_missing(row['label']) else row['label']}"
    return f"{said}<br><b>{value_words(row, view)}</b>"


def _labels(
    view: ExploreView, exploration: Exploration
) -> tuple[tuple[str, float, float], ...] | None:
    """Names on the map: of wards over small areas, of districts where there are several.

    The code of an LSOA means nothing to anyone, and the wards of a whole force do not fit.
    """
    month = view.months[0]
    several = len(view.districts) != 1 and not view.within
    if view.level == "ward" and not several:
        return None
    if several:
        # A chosen LSOA is named beside the map: its name would cover it.
        chosen = exploration.at if view.level == "ward" else None
        first = label_points(layer_of("ward", month), (chosen,)) if chosen else ()
        codes = view.districts or tuple(one.code for one in load_catalogue().force.districts)
        return first + label_points("district", codes)
    wards = tuple(sorted(set(view.areas["ward_code"])))
    return label_points(layer_of("ward", month), wards)


def explore_key(view: ExploreView, colours: Palette) -> list[Entry]:
    """Return the key to the map: real breaks or labels, with the number of areas in each."""
    entries = _label_entries(view, colours) if _key(view) else _number_entries(view, colours)
    missing = _classes(view).count(NO_DATA)
    return [*entries, ("hatch", "", f"{_missing(view)} ({missing})")] if missing else entries


def _missing(view: ExploreView) -> str:
    if view.areas["rate"].isna().any():
        return "no residents"
    change = view.measure == "change" and view.layer == "none"
    return "too few to say, or cannot be told" if change else "not tested"


def _label_entries(view: ExploreView, colours: Palette) -> list[Entry]:
    held = view.areas[view.shaded].astype(object).value_counts()
    return [
        filled(fill, f"{label} ({int(held.get(label, 0))})")
        for label, fill in zip(_key(view), _ramp(view, colours), strict=True)
    ]


def _number_entries(view: ExploreView, colours: Palette) -> list[Entry]:
    shown = view.areas[view.shaded]
    in_class = class_counts(shown, view.breaks).tolist() if view.breaks else []
    unit = "%" if view.measure == "share" and view.layer == "none" else ""
    tops = [rate(one) if view.measure == "rate" else f"{one:,.1f}" for one in view.breaks]
    return [
        ("fill", colour, f"{span}{unit} ({number})")
        for colour, span, number in zip(_ramp(view, colours), spans(tops), in_class, strict=True)
    ]
