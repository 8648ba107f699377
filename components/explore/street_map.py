"""Single records on the explorer's map: circles on their snap points, or their density."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from html import escape
from io import BytesIO

import numpy as np
import pandas as pd
import streamlit as st
from PIL import Image

from data.explore.density import UNIT, DensitySurface, street_density
from data.explore.points import StreetPoints, months_with_points, street_points
from data.explore.view import ExploreView
from data.painting.paint import Paint, Spots, Surface
from data.painting.palette import Palette
from data.phrases.plain import count, joined, month, number_of, rate
from data.selection.exploration import STREET_LAYERS, Exploration, StreetLayer
from data.words.explore import ANONYMISED, NO_POINTS, layer_note, place_of, set_note

# More circles than this cover each other and the map, and each weighs on every repaint.
MOST_CIRCLES = 300
LARGEST = 16  # pixels: the radius of the circle with the most records
TYPES_TOLD = 2


def drawn_layer(exploration: Exploration, view: ExploreView) -> StreetLayer | None:
    """Return the layer of single records that the map can show; None for any other.

    It cannot where the store has no points, and then shows the measure.
    """
    if exploration.layer not in STREET_LAYERS or not months_with_points(view.months):
        return None
    return exploration.layer


def points_of(view: ExploreView) -> StreetPoints:
    """Return the snap points of a view's districts."""
    return street_points(
        view.types,
        view.months[0],
        view.months[-1],
        view.districts,
        view.level,
        within=view.within,
    )


def density_of(view: ExploreView) -> DensitySurface:
    """Return the density of a view's districts."""
    return street_density(
        view.types, view.months[0], view.months[-1], view.districts, view.level, view.within
    )


def street_paint(
    paint: Paint, exploration: Exploration, view: ExploreView, colours: Palette
) -> Paint:
    """Put the chosen layer of single records on the map, if one is."""
    drawn = drawn_layer(exploration, view)
    if drawn is None:
        return paint
    # The areas stay, plain, for their names, figures and clicks.
    plain = {code: (0, 0, words) for code, (_, _, words) in paint.areas.items()}
    if drawn == "points":
        shown = circles_shown(points_of(view))
        says = f"Map: circles on {len(shown)} snap points. The list of streets has every point."
        return replace(
            paint,
            areas=plain,
            ramp=(colours.plain[0],),
            says=says,
            spots=_spots(shown, points_of(view), colours),
        )
    surface = density_of(view)
    picture = Surface(_picture(surface, colours), surface.bounds)
    return replace(
        paint,
        areas=plain,
        ramp=("transparent",),
        says=f"Map: {peak_sentence(surface, view)}",
        surface=picture,
    )


def circles_shown(told: StreetPoints) -> pd.DataFrame:
    """Return the points that are drawn: all, or those with the most records.

    Points with equally many records are drawn together or not at all, unless even the largest
    are too many.
    """
    points = told.points
    if len(points) <= MOST_CIRCLES:
        return points
    least = int(points["records"].iloc[MOST_CIRCLES]) + 1
    return (
        points[points["records"] >= least]
        if least <= points["records"].iloc[0]
        else points[:MOST_CIRCLES]
    )


def _spots(shown: pd.DataFrame, told: StreetPoints, colours: Palette) -> Spots | None:
    if shown.empty:
        return None
    # Five decimals are about a metre, which is finer than any of these points.
    at = shown[["latitude", "longitude"]].round(5).astype(float)
    # Whole names and types of each circle would be most of what a repaint sends.
    kinds = tuple(told.by_type.columns) if len(told.by_type.columns) > 1 else ()
    of_what = [_commonest(told.by_type.loc[number], kinds) for number in shown.index]
    places = tuple(
        zip(
            at["latitude"],
            at["longitude"],
            shown["records"].map(int),
            shown["location"],
            of_what,
            strict=True,
        )
    )
    most = int(shown["records"].max())
    return Spots(places, kinds, most, LARGEST, colours.accent, colours.ground)


def _commonest(counts: pd.Series, kinds: tuple[str, ...]) -> tuple[int, ...]:
    """The places of a point's commonest types, each with its records."""
    if not kinds:
        return ()
    top = counts[counts > 0].sort_values(ascending=False, kind="stable").iloc[:TYPES_TOLD]
    return tuple(
        int(number) for name, held in top.items() for number in (kinds.index(str(name)), held)
    )


def types_words(counts: pd.Series, most: int) -> str:
    """Name the commonest crime types of a point with their records.

    >>> types_words(pd.Series({"Burglary": 2, "Drugs": 5, "Robbery": 0, "Shoplifting": 1}), 2)
    'Drugs 5, Burglary 2, other types 1'
    """
    held = counts[counts > 0].sort_values(ascending=False, kind="stable")
    parts = [f"{name} {count(number)}" for name, number in held.iloc[:most].items()]
    rest = int(held.iloc[most:].sum())
    return ", ".join([*parts, *([f"other types {count(rest)}"] if rest else [])])


def _picture(surface: DensitySurface, colours: Palette) -> str:
    """The surface as a small picture, sent with the paint: see `overlay` in ward_map.js."""
    inks = [colour.lstrip("#") for colour in colours.ramp("", max(len(surface.lower), 1))]
    image = Image.fromarray((surface.classes + 1).astype(np.uint8), mode="P")
    image.putpalette([0, 0, 0] + [int(ink[at : at + 2], 16) for ink in inks for at in (0, 2, 4)])
    file = BytesIO()
    image.save(file, "PNG", transparency=0, optimize=True, bits=4)
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


def street_legend(exploration: Exploration, view: ExploreView, colours: Palette) -> None:
    """Draw the key to the circles or to the density, with what is not drawn."""
    if drawn_layer(exploration, view) == "points":
        items = _circle_items(points_of(view), colours)
    else:
        items = _density_items(density_of(view), colours)
    listed = "".join(f"<li>{item}</li>" for item in items)
    st.html(f'<ul class="legend" aria-label="Key to the map">{listed}</ul>')


def _circle_items(told: StreetPoints, colours: Palette) -> list[str]:
    shown = circles_shown(told)
    if shown.empty:
        return ["No record of these has a point"]
    most, least = int(shown["records"].max()), int(shown["records"].min())
    middle = max(round(most / 4), 1)
    sizes = sorted({size for size in (least, middle, most) if least <= size}, reverse=True)
    items = [f"{_circle(size / most, colours)} {number_of(size, 'record')}" for size in sizes]
    return [*items, escape(_drawn_sentence(told))]


def _circle(share: float, colours: Palette) -> str:
    across = 2 * max(LARGEST * share**0.5, 2)
    return (
        f'<span class="swatch spot" style="width:{across:.0f}px;height:{across:.0f}px;'
        f'background-color:{colours.accent}"></span>'
    )


def _drawn_sentence(told: StreetPoints) -> str:
    """Say how many points are drawn, and what part of the records they hold."""
    shown, every = circles_shown(told), len(told.points)
    if len(shown) == every:
        return "The one point is drawn" if every == 1 else f"All {count(every)} points drawn"
    least = int(shown["records"].min())
    whole = bool((told.points["records"] >= least).sum() == len(shown))
    which = f"those with {number_of(least, 'record')} or more" if whole else "the first in the list"
    share = shown["records"].sum() / told.records
    return f"{count(len(shown))} of {count(every)} points drawn: {which}, {share:.0%} of records"


def _density_items(surface: DensitySurface, colours: Palette) -> list[str]:
    ramp = colours.ramp("", len(surface.lower))
    swatch = '<span class="swatch fill" style="background-color:{}"></span>'
    items = []
    for place, (colour, low) in enumerate(zip(ramp, surface.lower, strict=True)):
        top = place == len(surface.lower) - 1
        span = f"{low:,g} or more" if top else f"{low:,g}–{surface.lower[place + 1]:,g}"
        items.append(f"{swatch.format(colour)}{span} ({rate(surface.area[place])} km²)")
    return [*items, f"under {surface.lower[0]:,g} not shaded" if items else "No records"]


def peak_sentence(surface: DensitySurface, view: ExploreView) -> str:
    """Say where the surface is highest."""
    if not surface.near:
        return f"Nothing with a point was recorded in {place_of(view)}."
    high = float(f"{surface.peak:.2g}")  # two figures: a kernel's height is no count
    return f"Densest around ‘{surface.near}’: about {high:,.0f} {UNIT}."


def tell_layer(view: ExploreView, exploration: Exploration) -> None:
    """Write what a place is made of and how to read the map's layer; nothing where none is."""
    notes = (set_note(view), layer_note(view) or street_note(exploration, view))
    for note in filter(None, notes):
        st.html(f'<p class="layer-note">{escape(note, quote=False)}</p>')


def street_note(exploration: Exploration, view: ExploreView) -> str:
    """Say how to read the layer of single records; that there is none, where it cannot be shown."""
    if exploration.layer not in STREET_LAYERS:
        return ""
    drawn = drawn_layer(exploration, view)
    if drawn is None:
        return NO_POINTS
    parts = [absent_sentence(points_of(view)), ANONYMISED]
    if drawn == "density":
        surface = density_of(view)
        parts = [peak_sentence(surface, view), *parts]
        parts.append(
            f"Quartic kernel, {surface.bandwidth:,} m, cells of {surface.cell} m, the whole force "
            "area's classes; beyond the force area nothing is known, so its edge looks too calm."
        )
    return " ".join(part for part in parts if part)


def absent_sentence(told: StreetPoints) -> str:
    """Name the months whose points are not in the store; nothing where all are."""
    if not told.absent:
        return ""
    names = joined([month(one, full=True) for one in told.absent])
    number = len(told.months) + len(told.absent)
    return (
        f"Points of {len(told.months)} of {number} months: the store has none for "
        f"{names}, which {'is' if len(told.absent) == 1 else 'are'} left out and not zero."
    )
