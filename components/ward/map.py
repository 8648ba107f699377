"""A ward on the map among its neighbours, with their rates beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from components.choosing.leads import ward_leads
from components.map.legend import legend
from components.map.maps import map_and_list
from components.map.picture import picture_links
from components.map.ward_list import Cell, Row, WardList
from data.figures.profile import WardProfile, district_of
from data.figures.surroundings import neighbour_figures, neighbours
from data.figures.ward_view import ward_view
from data.painting.paint import NO_DATA, Paint
from data.painting.palette import Palette
from data.painting.wards import paint_wards, ward_key
from data.phrases.plain import (
    is_missing,
    rate,
    ratio,
    whose,
)
from data.selection.selection import Selection, district_name, vintage
from data.words.absence import is_partners, short_reason
from data.words.in_short import ward_in_short
from data.words.ward import findings, profile_title


def map_and_neighbours(
    told: WardProfile, selection: Selection, colours: Palette, move: Callable[[str], None]
) -> Callable[[], None]:
    """Draw the ward among its neighbours, with their rates beside; a click on either moves.

    Returns what offers the map as a picture.
    """
    shown = replace(selection, csp=told.csp, ward=told.code, shade="rate", classes="force")
    paint = paint_around(told, shown, colours)
    map_and_list(
        paint,
        lambda: neighbour_list(told),
        lambda: _key_to_map(told, paint, shown, colours),
        move,
        colours,
        lambda: ward_leads(shown, "ward", told.indicator.id),
        lambda: _findings(told),
    )
    sources = [*told.view.own["source"], told.view.local["source"]]
    line, sentence = profile_title(told), ward_in_short(told)
    key = partial(ward_key, told.view, shown, colours)
    return picture_links(paint, key, line, sentence, sources, colours)


def _findings(told: WardProfile) -> None:
    items = "".join(f"<li>{escape(one)}</li>" for one in findings(told))
    st.html(f'<ul class="findings">{items}</ul>')


def _key_to_map(told: WardProfile, paint: Paint, selection: Selection, colours: Palette) -> None:
    legend(ward_key(told.view, selection, colours))
    said = f"In brackets: how many of {whose(told.district)} wards."
    beyond = set(paint.areas) - set(told.view.own.index)
    if any(paint.areas[code][0] == NO_DATA for code in beyond):
        said += f" Hatched in other districts: {short_reason('', told.indicator)}."
    elif any(paint.areas[code][0] < NO_DATA for code in beyond):
        said += " Patterns mean the same in other districts."
    st.html(f'<p class="found">{escape(said)}</p>')


def paint_around(told: WardProfile, selection: Selection, colours: Palette) -> Paint:
    """Paint the ward's district and those that border on it, fitted to the ward and its neighbours.

    Each ward is judged among its own district's, as its own profile does, unless the whole force
    is compared; the colours are the same everywhere.
    """
    drawn = vintage(selection.period)
    near = neighbours(told.code, drawn)
    own = paint_wards(told.view, selection, colours)
    areas = dict(own.areas)
    if not told.view.whole_force:
        others = {district_of(code, selection.period) for code in near} - {told.csp}
        for csp in sorted(others):
            view = ward_view(told.indicator.id, told.period.id, csp)
            areas |= paint_wards(view, selection, colours).areas
    return replace(
        own, areas=areas, near=(told.code, *near), elsewhere="Not in a district that borders here"
    )


def neighbour_list(told: WardProfile) -> WardList:
    """Return the ward and those that border on it, the highest rate first."""
    near = neighbour_figures(told.indicator.id, told.period.id, told.code)
    unit = told.indicator.unit
    counted = near["numerator"].notna().any()
    rows = [
        (row["rate"], _neighbour(str(code), row, told, counted)) for code, row in near.iterrows()
    ]
    rows.append((told.row["rate"], _itself(told, counted)))
    known = [pair for pair in rows if not is_missing(pair[0])]
    absent = [pair for pair in rows if is_missing(pair[0])]
    known.sort(key=lambda pair: -float(pair[0]))
    heads = ["Rate", "Ratio"]
    note = (
        f"Neighbours share a border or a corner with {told.name}, in whichever district. "
        f"Rate: {unit}. Ratio: this ward's rate over the neighbour's. "
    )
    if counted:
        heads += ["95% interval", "This ward is"]
        note += "Similar where its interval holds 1."
    else:
        why = "the document prints rates without counts"
        if is_partners(told.indicator):
            why = "no counts are supplied that can be shown"
        note += f"No interval: {why}."
    return WardList(
        caption=f"{len(near)} neighbouring wards" if len(near) != 1 else "One neighbouring ward",
        heads=heads,
        rows=[row for _, row in [*known, *absent]],
        note=note,
    )


def _neighbour(code: str, row: pd.Series, told: WardProfile, counted: bool) -> Row:
    name = str(row["area_name"])
    if row["district_code"] != told.csp:
        name += f", {district_name(row['district_code'])}"
    cells: list[Cell] = [
        {"kind": "number", "text": _rate(row, told)},
        {"kind": "number", "text": _ratio(row["ratio"], "×")},
    ]
    if counted:
        between = ""
        if not is_missing(row["ratio_lower"]):
            between = f"{_ratio(row['ratio_lower'])} to {_ratio(row['ratio_upper'])}"
        cells.append({"kind": "number", "text": between, "small": ""})
        words = {"higher": (2, "higher"), "lower": (1, "lower"), "similar": (0, "similar")}
        level, text = words.get(row["against"], (0, "–"))
        cells.append({"kind": "chip", "level": level, "text": text})
    return Row(code=code, name=name, chosen=False, cells=cells)


def _rate(row: pd.Series, told: WardProfile) -> str:
    """A rate, or why a partner's is not there."""
    if is_missing(row["rate"]) and row["status"] in ("suppressed", "restricted"):
        return short_reason(row["status"])
    return rate(row["rate"], told.indicator.unit)


def _ratio(value: float, sign: str = "") -> str:
    """A ratio; under 1 one decimal would make most of them alike."""
    if is_missing(value):
        return ratio(value)
    return f"{ratio(value, 2 if value < 1 else 1)}{sign}"


def _itself(told: WardProfile, counted: bool) -> Row:
    cells: list[Cell] = [
        {"kind": "number", "text": _rate(told.row, told)},
        {"kind": "number", "text": "this ward"},
    ]
    if counted:
        # An empty small line marks the interval as the column that a narrow screen leaves out.
        cells.append({"kind": "number", "text": "", "small": ""})
        cells.append({"kind": "chip", "level": 0, "text": ""})
    return Row(code=told.code, name=told.name, chosen=True, cells=cells)
