"""From a frame of wards to what the map is told: class, outline and words for each ward."""

from __future__ import annotations

from html import escape

import pandas as pd

from data.catalogue.records import Theme
from data.figures.risk import RiskView
from data.figures.ward_view import WardView
from data.outlines.legal_wards import areas_with_legal_wards
from data.painting.absence import SWATCHES, absence_class, key_entries
from data.painting.paint import NO_DATA, Entry, Paint, spans
from data.painting.palette import Palette
from data.painting.textures import LENSES as LENS_TEXTURES
from data.painting.textures import filled, textured
from data.phrases.plain import (
    is_missing,
    ordinal,
    percent_change,
    rate,
    times,
    whose,
)
from data.selection.selection import Selection, district_name, vintage
from data.store.remembered import remembered
from data.words.absence import COUNTED, measure, partner_of, reason
from data.words.figures import flagged, stands_in
from data.words.risk import reasons
from geo.change import DIRECTIONS
from geo.classes import class_counts, classify

OUTLINES = {"above average": 1, "significantly above average": 2}
BANDS = ("not highlighted", "above average", "significantly above average")
LENSES = ("neither", "SD only", "funnel only", "both")
LENS_WORDS = {
    "neither": "not high",
    "SD only": "high by the band only",
    "funnel only": "high by the funnel only",
    "both": "high by both lenses",
}
# Under a name: what is read in passing. The rest is in the table.
MOST_LINES = 3


def paint_wards(view: WardView, selection: Selection, colours: Palette) -> Paint:
    """Paint the wards of a view by rate, by statutory band or by both lenses."""
    wards = view.wards
    areas, ramp = _painted(view, selection.shade, selection.classes, colours)
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


# The same for every reader, whatever ward he chose.
@remembered(maxsize=128)
def _painted(
    view: WardView, shade: str, classes: str, colours: Palette
) -> tuple[dict[str, tuple[int, int, str]], tuple[str, ...]]:
    """Class, outline and words of each ward, and the ramp."""
    kinds, ramp = _classes(view, shade, classes, colours)
    supplier = partner_of(view.indicator)
    areas = {
        str(code): (int(kind), OUTLINES.get(str(row["band"]), 0), _words(row, view, supplier))
        for (code, row), kind in zip(view.wards.iterrows(), kinds, strict=True)
    }
    return areas, ramp


def _classes(
    view: WardView, shade: str, classes: str, colours: Palette
) -> tuple[list[int], tuple[str, ...]]:
    wards = view.wards
    if shade == "band":
        kinds = _places(wards["band"], BANDS, wards["status"])
        return kinds, band_fills(colours)
    if shade == "lenses":
        return _places(wards["lenses"], LENSES, wards["status"]), lens_fills(colours)
    breaks = breaks_of(view, classes)
    return ward_classes(view, breaks), colours.ramp(view.indicator.polarity, len(breaks))


def band_fills(colours: Palette) -> tuple[str, ...]:
    """Return the fills of the three statutory bands: from light to dark, in grey too."""
    return colours.lenses[0], colours.lenses[2], colours.lenses[3]


def lens_fills(colours: Palette) -> tuple[str, ...]:
    """Return the fills of what neither, one or both lenses mark."""
    return textured(colours.lenses, LENS_TEXTURES)


def breaks_of(view: WardView, classes: str) -> tuple[float, ...]:
    """Return the upper bounds of the classes: of the force's wards, or of the district's own."""
    return view.own_breaks if classes == "district" else view.breaks


def ward_classes(view: WardView, breaks: tuple[float, ...] | None = None) -> list[int]:
    """Return the class of each ward's rate, or why it has none, in the order of the view's rows."""
    kinds = classify(view.wards["rate"], view.breaks if breaks is None else breaks)
    absent = view.wards["status"].map(absence_class)
    return kinds.where(kinds.notna(), absent).astype(int).tolist()


def _places(labels: pd.Series, order: tuple[str, ...], status: pd.Series) -> list[int]:
    return [
        order.index(label) if label in order else absence_class(why)
        for label, why in zip(labels.astype(object), status, strict=True)
    ]


def _words(row: pd.Series, view: WardView, supplier: str) -> str:
    """The lines under a ward's name: its rate, how it stands, and what the lenses make of it."""
    unit = view.indicator.unit
    if is_missing(row["rate"]):
        told = measure(row, bool(supplier)) if row["status"] == COUNTED else ""
        counted = f"<br><b>{told}</b>" if told else ""
        return f"{counted}<br>{escape(absence(view, row['status']))}"
    beside = (
        [f"{times(row['times_district'])} district"]
        if not is_missing(row["times_district"])
        else []
    )
    if not is_missing(row["rank_district"]):
        beside.append(f"{ordinal(row['rank_district'])} of {len(view.own)}")
    said = [
        f"<b>{rate(row['rate'], unit)}</b> {escape(unit) if unit != '%' else ''}".rstrip(),
        " · ".join(beside),
        " · ".join(_judged(row)),
    ]
    if supplier and len(said) - said.count("") < MOST_LINES:
        said.append(f"Supplied by {escape(supplier)}")
    return "<br>" + "<br>".join(one for one in said if one)


def _judged(row: pd.Series) -> list[str]:
    """What both lenses make of a ward, and how it moved where more than chance moved it."""
    told = [] if is_missing(row["lenses"]) else [LENS_WORDS[str(row["lenses"])]]
    if "change_percent" in row and row["change_direction"] in DIRECTIONS[:2]:
        told.append(f"{percent_change(row['change_percent'])} on a year before")
    return told


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
MOST_REASONS = 1


def paint_risk(view: RiskView, selection: Selection, colours: Palette) -> Paint:
    """Paint wards by the number of indicators they stand out on."""
    areas = {}
    for code, row in view.wards.iterrows():
        if is_missing(row["flags"]):
            why = "no rates on legal wards" if view.both_lenses else "no complete ward table"
            areas[str(code)] = (NO_DATA, 0, f"<br>Not judged: {why}")
            continue
        flags = int(row["flags"])
        told = reasons(view, str(code), MOST_REASONS)
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
    if selection.shade == "rate" and selection.classes == "district":
        entries.insert(0, ("", "", f"Classes of {whose(district_name(view.csp))} wards:"))
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
            filled(fill, f"{words.get(name, name)} ({int(held.get(name, 0))})")
            for name, fill in zip(LENSES, lens_fills(colours), strict=True)
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
            ("fill", fill, f"{name}{limit}: {int(held.get(name, 0))}")
            for name, limit, fill in zip(BANDS, limits, band_fills(colours), strict=True)
        ]
    breaks = breaks_of(view, selection.classes)
    ramp = colours.ramp(view.indicator.polarity, len(breaks))
    in_class = class_counts(wards["rate"], breaks).tolist() if breaks else []
    named = spans([rate(high, view.indicator.unit) for high in breaks])
    return [
        ("fill", colour, f"{span} ({number})")
        for colour, span, number in zip(ramp, named, in_class, strict=True)
    ]


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
