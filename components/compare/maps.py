"""Small maps of every district in one colour scale; a click chooses the district."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from components.served.cached import drawing_address
from components.served.grid import grid
from data.figures.comparison import force_wards
from data.figures.ward_view import WardView
from data.painting.absence import SWATCHES, key_entries
from data.painting.palette import Palette
from data.painting.wards import absence, ward_classes
from data.phrases.plain import is_missing, ordinal, rate
from data.selection.selection import Selection
from data.words.absence import reason, short_reason
from geo.classes import class_counts

KEY = "compare-maps"


def small_multiples(
    rows: pd.DataFrame,
    selection: Selection,
    colours: Palette,
    choose: Callable[[str], None],
) -> None:
    """Draw the districts, the highest rate first; ``rows`` is one indicator of the matrix."""
    told = maps_data(rows, selection, colours)
    grid("small_multiples", told, KEY, lambda one: choose(one["row"]))


def maps_data(rows: pd.DataFrame, selection: Selection, colours: Palette) -> dict[str, Any]:
    """Return what the small maps are told: a class for each ward, words for each district."""
    view = force_wards(str(selection.indicator), selection.basis)
    unit = view.indicator.unit
    told: dict[str, Any] = {
        "address": page_address(selection.layer),
        "ward": selection.ward,
        "absence": absence(view).lower(),
        "areas": {
            str(code): [kind, rate(row["rate"], unit) if kind >= 0 else _why(row, view)]
            for (code, row), kind in zip(view.wards.iterrows(), ward_classes(view), strict=True)
        },
        "districts": [
            _district(row, selection.csp, view)
            for _, row in rows.sort_values(
                "rate", ascending=False, na_position="last", kind="stable"
            ).iterrows()
        ],
        "ramp": colours.ramp(view.indicator.polarity, len(view.breaks)),
        "border": colours.border,
        "outline": colours.outline,
        "chosen": colours.chosen,
        "hatch": colours.neighbour,
        **_key(view, colours),
    }
    text = json.dumps(told, sort_keys=True)
    return told | {"token": hashlib.sha256(text.encode()).hexdigest()[:12]}


def _why(row: pd.Series, view: WardView) -> str:
    """Why a ward has no figure; the usual reason is told once for all."""
    told = reason(row["status"], view.indicator, view.period)
    return "" if told == absence(view) else told.lower()


def page_address(layer: str) -> str:
    """Return where the page itself finds a layer's geometry; the map's frame is a folder deeper."""
    return "component/" + drawing_address(layer).removeprefix("../")


def _district(row: pd.Series, csp: str, view: WardView) -> dict[str, Any]:
    own = view.wards[view.wards["district_code"] == row["area_code"]]
    known = own[own["rate"].notna()]
    words = "No ward has a figure."
    if len(known):
        top = known.iloc[0]
        words = (
            f"Highest of {len(known)} wards: {top['area_name']}, "
            f"{rate(top['rate'], view.indicator.unit)}."
        )
    missing = is_missing(row["rate"])
    note = "" if is_missing(row["rank"]) else f"{ordinal(row['rank'])} of {row['of']}"
    return {
        "code": row["area_code"],
        "name": row["area_name"],
        "rate": short_reason(row["status"], view.indicator)
        if missing
        else rate(row["rate"], row["unit"]),
        "note": note,
        "chosen": row["area_code"] == csp,
        "words": words,
    }


def _key(view: WardView, colours: Palette) -> dict[str, Any]:
    unit = view.indicator.unit
    ramp = colours.ramp(view.indicator.polarity, len(view.breaks))
    held = class_counts(view.wards["rate"], view.breaks) if view.breaks else []
    entries, low = [], None
    for colour, high, wards in zip(ramp, view.breaks, held, strict=True):
        top = rate(high, unit)
        span = f"to {top}" if low is None else f"{low}–{top}"
        entries.append({"colour": colour, "text": f"{span} ({int(wards)})"})
        low = top
    entries += [
        {"colour": "", "text": text, "pattern": SWATCHES[kind]}
        for kind, text in key_entries(view.wards, view.indicator)
    ]
    return {
        "keyHead": f"Rate {unit}",
        "key": entries,
        "keyNote": "In brackets: wards. Each district fills its box; they are not to one scale.",
    }
