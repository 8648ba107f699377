"""From a frame of wards to what the map is told: class, outline and words for each ward."""

from __future__ import annotations

from html import escape

import pandas as pd

from components.absence import absence_class, measure, partner_of, reason
from components.cached import drawing_address
from components.palette import Palette
from components.risk_panel import reasons
from components.selection import Selection, vintage
from components.ward_map import NO_DATA, Paint
from components.wording import (
    flagged,
    interval,
    is_missing,
    ordinal,
    percent_change,
    rate,
    times,
)
from data.areas import load_areas
from data.risk import RiskView
from data.ward_view import WardView
from geo.classes import classify

OUTLINES = {"above average": 1, "significantly above average": 2}
BANDS = ("not highlighted", "above average", "significantly above average")
LENSES = ("neither", "SD only", "funnel only", "both")
BAND_COLOURS = (0, 2, 3)  # places in the palette's four lens colours


def paint_wards(view: WardView, selection: Selection, colours: Palette) -> Paint:
    """Paint the wards of a view by rate, by statutory band or by both lenses."""
    wards = view.wards
    classes, ramp = _classes(view, selection, colours)
    supplier = partner_of(view.indicator)
    areas = {
        str(code): (int(kind), OUTLINES.get(str(row["band"]), 0), _words(row, view, supplier))
        for (code, row), kind in zip(wards.iterrows(), classes, strict=True)
    }
    known = int(wards["rate"].notna().sum())
    return Paint(
        geometry=drawing_address(selection.layer),
        fit=selection.csp,
        ward=selection.ward,
        areas=areas,
        ramp=ramp,
        says=f"Map: {view.indicator.name}, {view.period.label}, {known} of {len(wards)} wards with "
        "a figure. The table below the map has the same figures.",
        elsewhere="Not in the wards compared here",
        named=tuple(flagged(view).index.astype(str)),
    )


def _classes(
    view: WardView, selection: Selection, colours: Palette
) -> tuple[list[int], tuple[str, ...]]:
    wards = view.wards
    if selection.shade == "band":
        kinds = _places(wards["band"], BANDS, wards["status"])
        return kinds, tuple(colours.lenses[i] for i in BAND_COLOURS)
    if selection.shade == "lenses":
        return _places(wards["lenses"], LENSES, wards["status"]), colours.lenses
    return ward_classes(view), colours.ramp(view.indicator.polarity, len(view.breaks))


def ward_classes(view: WardView) -> list[int]:
    """Return the class of each ward's rate, or why it has none, in the order of the view's rows."""
    kinds = classify(view.wards["rate"], view.breaks)
    absent = view.wards["status"].map(absence_class)
    return kinds.where(kinds.notna(), absent).astype(int).tolist()


def _places(labels: pd.Series, order: tuple[str, ...], status: pd.Series) -> list[int]:
    return [
        order.index(label) if label in order else absence_class(why)
        for label, why in zip(labels.astype(object), status, strict=True)
    ]


def _words(row: pd.Series, view: WardView, supplier: str) -> str:
    """The lines under a ward's name: rate, interval, counts, ranks and both lenses."""
    unit = view.indicator.unit
    if is_missing(row["rate"]):
        return f"<br>{escape(absence(view, row['status']))}"
    lines = [f"<b>{rate(row['rate'], unit)}</b> {escape(unit) if unit != '%' else ''}"]
    if not is_missing(row["lower"]):
        lines.append(f"95% interval {interval(row['lower'], row['upper'])}")
    if told := measure(row, bool(supplier)):
        lines.append(told)
    if not is_missing(row["times_district"]):
        lines.append(f"{times(row['times_district'])} district · {times(row['times_force'])} force")
    ranks = [
        f"{ordinal(row[column])} in {name}"
        for column, name in (("rank_district", "district"), ("rank_force", "force"))
        if not is_missing(row[column])
    ]
    if ranks:
        lines.append(" · ".join(ranks))
    lines.append(
        f"Statutory band: {row['band']}"
        if not is_missing(row["band"])
        else "Statutory band: not every ward has a figure"
    )
    lines.append(
        f"Funnel: {row['funnel']}" if not is_missing(row["funnel"]) else "Funnel: needs counts"
    )
    if supplier:
        lines.append(f"Supplied by {escape(supplier)}")
    if "change_percent" in row and not is_missing(row["change_percent"]):
        moved = percent_change(row["change_percent"])
        real = row["change_direction"] != "no real change"
        lines.append(f"Change in the year: {moved if real else f'no real change ({moved})'}")
    return "<br>" + "<br>".join(lines)


def absence(view: WardView, status: object = "") -> str:
    """Say why a ward has no figure."""
    return reason(status, view.indicator, view.period)


def empty_paint(selection: Selection, period: str) -> Paint:
    """Paint every ward of a district as not published."""
    areas = load_areas()
    own = areas[(areas["area_type"] == vintage(period)) & (areas["district_code"] == selection.csp)]
    return Paint(
        geometry=drawing_address(vintage(period)),
        fit=selection.csp,
        ward=selection.ward,
        areas={str(code): (NO_DATA, 0, "<br>Not published") for code in own["area_code"]},
        ramp=(),
        says="Map: no ward has a published figure.",
        elsewhere="Not in this district",
    )


RISK_STEPS = (0, 1, 3, 5)


def paint_risk(view: RiskView, selection: Selection, colours: Palette) -> Paint:
    """Paint wards by the number of indicators they stand out on."""
    areas = {}
    for code, row in view.wards.iterrows():
        if is_missing(row["flags"]):
            areas[str(code)] = (NO_DATA, 0, "<br>Not judged: no complete ward table")
            continue
        flags = int(row["flags"])
        told = reasons(view, str(code))
        words = f"<br><b>{flags}</b> of {int(row['judged'])} indicators"
        words += "".join(f"<br>{escape(one)}" for one in told.split(", ")) if told else ""
        areas[str(code)] = (risk_class(flags), max(risk_class(flags) - 1, 0), words)
    return Paint(
        geometry=drawing_address(selection.layer),
        fit=selection.csp,
        ward=selection.ward,
        areas=areas,
        ramp=risk_ramp(colours),
        says="Map: wards by the number of indicators they stand out on. The list beside it and the "
        "table below have the same figures.",
        elsewhere="Not in the wards compared here",
        named=tuple(view.own.index[view.own["flags"].fillna(0) > 0].astype(str)),
    )


def risk_class(flags: int) -> int:
    """Return the class of a number of flags: none, 1–2, 3–4, 5 or more."""
    return max(place for place, least in enumerate(RISK_STEPS) if flags >= least)


def risk_ramp(colours: Palette) -> tuple[str, ...]:
    """Return the ramp of the risk map: the first step is no flag at all."""
    return (colours.lenses[0], colours.worse[1], colours.worse[2], colours.worse[4])
