"""From a frame of wards to what the map is told: class, outline and words for each ward."""

from __future__ import annotations

from html import escape

import pandas as pd

from components.cached import drawing_address
from components.palette import Palette
from components.selection import Selection, vintage
from components.ward_map import NO_DATA, Paint
from components.wording import (
    count,
    interval,
    is_missing,
    ordinal,
    percent_change,
    rate,
    times,
)
from data.figures import WardView
from geo.classes import classify

OUTLINES = {"above average": 1, "significantly above average": 2}
BANDS = ("not highlighted", "above average", "significantly above average")
LENSES = ("neither", "SD only", "funnel only", "both")
BAND_COLOURS = (0, 2, 3)  # places in the palette's four lens colours


def paint_wards(view: WardView, selection: Selection, colours: Palette) -> Paint:
    """Paint the wards of a view by rate, by statutory band or by both lenses."""
    wards = view.wards
    classes, ramp = _classes(view, selection, colours)
    areas = {
        str(code): (int(kind), OUTLINES.get(str(row["band"]), 0), _words(row, view))
        for (code, row), kind in zip(wards.iterrows(), classes, strict=True)
    }
    known = int(wards["rate"].notna().sum())
    return Paint(
        geometry=drawing_address(vintage(selection.period)),
        fit=selection.csp,
        ward=selection.ward,
        areas=areas,
        ramp=ramp,
        says=f"Map: {view.indicator.name}, {view.period.label}, {known} of {len(wards)} wards with "
        "a figure. The table below the map has the same figures.",
        elsewhere="Not in the wards compared here",
    )


def _classes(
    view: WardView, selection: Selection, colours: Palette
) -> tuple[list[int], tuple[str, ...]]:
    wards = view.wards
    if selection.shade == "band":
        kinds = _places(wards["band"], BANDS)
        return kinds, tuple(colours.lenses[i] for i in BAND_COLOURS)
    if selection.shade == "lenses":
        return _places(wards["lenses"], LENSES), colours.lenses
    kinds = classify(wards["rate"], view.breaks).fillna(NO_DATA).astype(int).tolist()
    return kinds, colours.ramp(view.indicator.polarity, len(view.breaks))


def _places(labels: pd.Series, order: tuple[str, ...]) -> list[int]:
    return [order.index(label) if label in order else NO_DATA for label in labels.astype(object)]


def _words(row: pd.Series, view: WardView) -> str:
    """The lines under a ward's name: rate, interval, counts, ranks and both lenses."""
    unit = view.indicator.unit
    if is_missing(row["rate"]):
        return f"<br>{escape(absence(view))}"
    lines = [f"<b>{rate(row['rate'], unit)}</b> {escape(unit)}"]
    if not is_missing(row["lower"]):
        lines.append(f"95% interval {interval(row['lower'], row['upper'])}")
        lines.append(f"{count(row['numerator'])} recorded · {count(row['residents'])} residents")
    if not is_missing(row["times_district"]):
        lines.append(f"{times(row['times_district'])} district · {times(row['times_force'])} force")
    lines.append(
        f"{ordinal(row['rank_district'])} in district · {ordinal(row['rank_force'])} in force"
    )
    lines.append(f"Statutory band: {row['band']}" if not is_missing(row["band"]) else
                 "Statutory band: too few figures")
    lines.append(f"Funnel: {row['funnel']}" if not is_missing(row["funnel"]) else
                 "Funnel: needs counts")
    if "change_percent" in row and not is_missing(row["change_percent"]):
        lines.append(f"Change in the year {percent_change(row['change_percent'])}")
    return "<br>" + "<br>".join(lines)


def absence(view: WardView) -> str:
    """Say why a ward has no figure."""
    if view.period.kind == "recorded" and view.indicator.is_counted:
        return "Months not loaded"
    return f"Not published for {view.period.label}"
