"""The key to the map: real breaks, and how many of the wards shown are in each class."""

from __future__ import annotations

from html import escape

import streamlit as st

from components.absence import SWATCHES, key_entries
from components.painting import BAND_COLOURS, BANDS, LENSES, risk_class, risk_ramp
from components.palette import Palette
from components.selection import Selection
from components.wording import rate
from data.risk import RiskView
from data.ward_view import WardView
from geo.classes import class_counts


def legend(view: WardView, selection: Selection, colours: Palette) -> None:
    """Draw the key as one line under the map."""
    entries = _entries(view, selection, colours)
    unbanded = view.own["band"].isna() & view.own["rate"].notna()
    if selection.shade != "rate" and unbanded.any():
        entries.append(("hatch", "", f"no band ({int(unbanded.sum())}): some wards have no figure"))
    entries += [(SWATCHES[kind], "", text) for kind, text in key_entries(view.own, view.indicator)]
    items = "".join(
        f'<li><span class="swatch {kind}" style="background-color:{colour}"></span>'
        f"{escape(text)}</li>"
        for kind, colour, text in entries
    )
    outline = ""
    if selection.shade == "rate" and view.rule:
        outline = (
            '<li><span class="swatch line thin"></span>over 1 SD</li>'
            '<li><span class="swatch line thick"></span>over 2 SD</li>'
        )
    st.html(f'<ul class="legend" aria-label="Key to the map">{items}{outline}</ul>')


def _entries(view: WardView, selection: Selection, colours: Palette) -> list[tuple[str, str, str]]:
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
    held = class_counts(wards["rate"], view.breaks) if view.breaks else []
    entries, low = [], None
    for place, (colour, high) in enumerate(zip(ramp, view.breaks, strict=True)):
        top = rate(high, view.indicator.unit)
        span = f"to {top}" if low is None else f"{low}–{top}"
        entries.append(("fill", colour, f"{span} ({int(held[place])})"))
        low = top
    return entries


def risk_legend(view: RiskView, colours: Palette) -> None:
    """Draw the key to the map of places at greatest risk."""
    flags = view.own["flags"].dropna().astype(int)
    classes = flags.map(risk_class).value_counts()
    names = ("none", "1–2 indicators", "3–4", "5 or more")
    items = "".join(
        f'<li><span class="swatch fill" style="background-color:{colour}"></span>{name} '
        f"({int(classes.get(place, 0))})</li>"
        for place, (name, colour) in enumerate(zip(names, risk_ramp(colours), strict=True))
    )
    missing = len(view.own) - len(flags)
    if missing:
        items += f'<li><span class="swatch hatch"></span>not published ({missing})</li>'
    st.html(f'<ul class="legend" aria-label="Key to the map">{items}</ul>')
