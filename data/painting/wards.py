"""From a frame of wards to what the map is told: class, outline and words for each ward."""

from __future__ import annotations

from html import escape

import pandas as pd

from data.catalogue.records import Theme
from data.figures.risk import RiskView
from data.figures.ward_view import WardView
from data.outlines.legal_wards import areas_with_legal_wards
from data.painting.absence import SWATCHES, absence_class, key_entries
from data.painting.paint import NO_DATA, Entry, Paint
from data.painting.palette import Palette
from data.phrases.plain import (
    interval,
    is_missing,
    ordinal,
    percent_change,
    rate,
    times,
)
from data.selection.selection import Selection, vintage
from data.words.absence import COUNTED, measure, partner_of, reason
from data.words.figures import flagged, stands_in
from data.words.risk import reasons
from geo.change import DIRECTIONS
from geo.classes import class_counts, classify

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
        layer=selection.layer,
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
        told = measure(row, bool(supplier)) if row["status"] == COUNTED else ""
        counted = f"<br><b>{told}</b>" if told else ""
        return f"{counted}<br>{escape(absence(view, row['status']))}"
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
        said = str(row["change_direction"])
        moved = moved if said in DIRECTIONS[:2] else f"{said} ({moved})"
        lines.append(f"Change on the year before: {moved}")
    return "<br>" + "<br>".join(lines)


def absence(view: WardView, status: object = "") -> str:
    """Say why a ward has no figure."""
    return reason(status, view.indicator, view.period)


def empty_paint(selection: Selection, period: str) -> Paint:
    """Paint every ward of a district as not published."""
    areas = areas_with_legal_wards()
    own = areas[(areas["area_type"] == vintage(period)) & (areas["district_code"] == selection.csp)]
    return Paint(
        layer=vintage(period),
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
            why = "no rates on legal wards" if view.both_lenses else "no complete ward table"
            areas[str(code)] = (NO_DATA, 0, f"<br>Not judged: {why}")
            continue
        flags = int(row["flags"])
        told = reasons(view, str(code))
        words = f"<br><b>{flags}</b> of {int(row['judged'])} indicators"
        words += "".join(f"<br>{escape(one)}" for one in told.split(", ")) if told else ""
        areas[str(code)] = (risk_class(flags), max(risk_class(flags) - 1, 0), words)
    return Paint(
        layer=selection.layer,
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


def ward_key(view: WardView, selection: Selection, colours: Palette) -> list[Entry]:
    """Return the key to a map of wards, with how many of the district's are in each class."""
    entries = _shades(view, selection, colours)
    unbanded = view.own["band"].isna() & view.own["rate"].notna()
    if selection.shade != "rate" and unbanded.any():
        entries.append(("hatch", "", f"no band ({int(unbanded.sum())}): some wards have no figure"))
    entries += [(SWATCHES[kind], "", text) for kind, text in key_entries(view.own, view.indicator)]
    if selection.shade == "rate" and view.rule:
        entries += [("line thin", "", "over 1 SD"), ("line thick", "", "over 2 SD")]
    return entries


def theme_key(view: WardView, selection: Selection, colours: Palette, theme: Theme) -> list[Entry]:
    """Return the key to a theme's map, which says first that a measure stands in for the theme."""
    entries = ward_key(view, selection, colours)
    if stands_in(theme, view.indicator.id):
        # What stands in is in the title; the key has no room to say it again.
        entries.insert(0, ("", "", "stand-in"))
    return entries


def _shades(view: WardView, selection: Selection, colours: Palette) -> list[Entry]:
    """The key to what is shaded: real breaks or labels, with the district's wards in each."""
    wards = view.own
    if selection.shade == "lenses":
        held = wards["lenses"].value_counts()
        words = {"neither": "neither lens", "both": "both lenses"}
        return [
            ("fill", colour, f"{words.get(name, name)} ({int(held.get(name, 0))})")
            for name, colour in zip(LENSES, colours.lenses, strict=True)
        ]
    if selection.shade == "band":
        held = wards["band"].value_counts()
        limits = ["", "", ""]
        if view.rule:
            unit = view.indicator.unit
            limits = [
                f" (to {rate(view.rule.above, unit)})",
                f" (over {rate(view.rule.above, unit)})",
                f" (over {rate(view.rule.significantly_above, unit)})",
            ]
        return [
            ("fill", colours.lenses[place], f"{name}{limit}: {int(held.get(name, 0))}")
            for name, limit, place in zip(BANDS, limits, BAND_COLOURS, strict=True)
        ]
    ramp = colours.ramp(view.indicator.polarity, len(view.breaks))
    in_class = class_counts(wards["rate"], view.breaks).tolist() if view.breaks else []
    entries: list[Entry] = []
    low = None
    for place, (colour, high) in enumerate(zip(ramp, view.breaks, strict=True)):
        top = rate(high, view.indicator.unit)
        span = f"to {top}" if low is None else f"{low}–{top}"
        entries.append(("fill", colour, f"{span} ({in_class[place]})"))
        low = top
    return entries


def risk_key(view: RiskView, colours: Palette) -> list[Entry]:
    """Return the key to the map of places at greatest risk."""
    flags = view.own["flags"].dropna().astype(int)
    classes = flags.map(risk_class).value_counts()
    names = ("none", "1–2 indicators", "3–4", "5 or more")
    entries: list[Entry] = [
        ("fill", colour, f"{name} ({int(classes.get(place, 0))})")
        for place, (name, colour) in enumerate(zip(names, risk_ramp(colours), strict=True))
    ]
    missing = len(view.own) - len(flags)
    absent = "not judged" if view.both_lenses else "not published"
    return [*entries, ("hatch", "", f"{absent} ({missing})")] if missing else entries
