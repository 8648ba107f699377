"""A map as a picture: its title and sentence, the areas, key, scale and sources, as PNG or SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import fill
from typing import Any, Literal

import geopandas as gpd
import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from data.catalogue.records import LEGAL
from data.outlines.boundaries import load_boundaries
from data.outlines.legal_wards import drawn_wards
from data.painting.paint import NO_DATA, Entry, Paint
from data.painting.palette import Palette
from geo.boundaries import DEGREES, inner_points

Kind = Literal["png", "svg"]
# A slide's shape, in inches, and its resolution: 1,920 by 1,200 pixels.
SIZE, DOTS = (12.8, 8.0), 150
# Where the map is on it: left, bottom, width, height, in shares.
PLACE = (0.03, 0.145, 0.94, 0.73)
EDGES = (0.6, 1.6, 3.0)  # points: an area's edge, over 1 SD, over 2 SD
HATCHES = {NO_DATA: "////", NO_DATA - 1: "....", NO_DATA - 2: "xxxx", "lines": "///", "dots": ".."}
SWATCH_HATCHES = {"hatch": "////", "dots": "....", "cross": "xxxx"}
STEPS = (1, 2, 5, 10, 20, 50)  # kilometres of a scale bar
# Characters in a line of the title, the sentence and the source.
TITLE_WIDE, SENTENCE_WIDE, SOURCE_WIDE = 88, 125, 190
WRAP = 12  # characters: a longer name is written in two lines


@dataclass(frozen=True, slots=True)
class Told:
    """What stands around a map: its line, one plain sentence, and where it is from."""

    title: str
    sentence: str
    source: str


def map_picture(
    paint: Paint, key: Sequence[Entry], told: Told, colours: Palette, kind: Kind
) -> bytes:
    """Draw a map in the colours and words of the screen.

    Parameters
    ----------
    paint : Paint
        What the screen's map shows; its circles and surface are not drawn.
    key : sequence of Entry
        The key to it.
    told : Told
        What is written around it.
    colours : Palette
        Of the reader's theme.
    kind : {"png", "svg"}
        PNG of 1,920 by 1,200 pixels, or SVG with its text as text.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> from data.painting.palette import LIGHT
    >>> paint = Paint("ward24", "E07000194", None, {}, (), "", "")
    >>> map_picture(paint, [], Told("Lichfield", "", ""), LIGHT, "svg")[:5]
    b'<?xml'
    """
    with mpl.rc_context({"svg.fonttype": "none", "hatch.linewidth": 0.7}):
        figure = Figure(figsize=SIZE, dpi=DOTS, facecolor=colours.ground)
        axes = figure.add_axes(PLACE)
        axes.set_axis_off()
        areas = _layer(paint.layer)
        _areas(axes, areas, paint, colours)
        _fit(axes, areas, paint)
        _names(axes, areas, paint, colours)
        _scale(axes, colours)
        _around(figure, key, told, colours)
        file = BytesIO()
        # Without a date, so that the same view is the same file.
        figure.savefig(file, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return file.getvalue()


def _layer(layer: str) -> gpd.GeoDataFrame:
    if layer.endswith(LEGAL):
        return drawn_wards(layer.removesuffix(LEGAL))
    return load_boundaries(layer)


def _fitted(areas: gpd.GeoDataFrame, paint: Paint) -> gpd.GeoDataFrame:
    """The areas that the map is fitted to: some, those of a district or several, or all."""
    near = areas[areas.index.isin(paint.near)]
    if not near.empty:
        return near
    if paint.fit is None:
        return areas
    wanted = [paint.fit] if isinstance(paint.fit, str) else list(paint.fit)
    return areas[areas["district_code"].isin(wanted)]


def _areas(axes: Axes, areas: gpd.GeoDataFrame, paint: Paint, colours: Palette) -> None:
    """Fill the areas by their classes; those outside are outlines."""
    known = areas.index.isin(list(paint.areas))
    areas[~known].plot(ax=axes, facecolor=colours.elsewhere, edgecolor=colours.faint, linewidth=0.5)
    for code, area in areas[known].iterrows():
        kind, outline, _ = paint.areas[str(code)]
        chosen = paint.ward == code
        gpd.GeoSeries([area.geometry]).plot(
            ax=axes,
            edgecolor=colours.chosen if chosen else colours.flagged if outline else colours.border,
            linewidth=EDGES[2] if chosen else EDGES[outline],
            zorder=5 if chosen else 2 + outline,
            **_filled(kind, paint, colours),
        )
    outlines = areas.dissolve("district_code")
    outlines.boundary.plot(ax=axes, color=colours.neighbour, linewidth=1.0, zorder=2)
    fitted = _fitted(areas, paint).dissolve("district_code")
    fitted.boundary.plot(ax=axes, color=colours.outline, linewidth=1.8, zorder=2.5)


def _filled(kind: int, paint: Paint, colours: Palette) -> dict[str, Any]:
    if kind <= NO_DATA:
        return {"facecolor": colours.ground, "hatch": HATCHES[kind]}
    colour, *texture = paint.ramp[kind].split(" ")
    return {"facecolor": colour, "hatch": HATCHES[texture[0]]} if texture else {"facecolor": colour}


def _fit(axes: Axes, areas: gpd.GeoDataFrame, paint: Paint) -> None:
    west, south, east, north = _fitted(areas, paint).total_bounds
    axes.set_aspect("equal", adjustable="box")
    margin = 0.03 * max(east - west, north - south)
    axes.set_xlim(west - margin, east + margin)
    axes.set_ylim(south - margin, north + margin)
    axes.apply_aspect()


def _names(axes: Axes, areas: gpd.GeoDataFrame, paint: Paint, colours: Palette) -> None:
    """Write the names that fit, in the order of what a reader looks for."""
    taken: list[Any] = []
    like: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "fontsize": 9,
        "fontweight": "bold",
        "linespacing": 1.0,
    }
    halo = [withStroke(linewidth=2.6, foreground=colours.ground)]
    for name, x, y, wide in _wanted(areas, paint):
        # The halo is drawn as shapes; the name over it stays text, to be found and read aloud.
        # In the ground's colour throughout: shapes and text are not of quite the same width.
        written = _wrapped(name)
        behind = axes.text(x, y, written, path_effects=halo, zorder=9, color=colours.ground, **like)
        box = behind.get_window_extent()
        room = np.ptp(axes.transData.transform([(0, 0), (wide, 0)])[:, 0]) if wide else box.width
        inside = axes.bbox.contains(box.x0, box.y0) and axes.bbox.contains(box.x1, box.y1)
        if not inside or box.width > room * 1.25 or any(box.overlaps(one) for one in taken):
            behind.remove()
        else:
            taken.append(box)
            axes.text(x, y, written, zorder=10, color=colours.ink, **like)


def _wanted(areas: gpd.GeoDataFrame, paint: Paint) -> Iterator[tuple[str, float, float, float]]:
    """Names with where they stand, and the width of the area: 0 for one that must be there.

    The page's own names, where it has any; else the chosen area, the flagged, the darker, the
    larger.
    """
    if paint.labels:
        places = gpd.points_from_xy(
            [one[2] for one in paint.labels], [one[1] for one in paint.labels], crs=DEGREES
        ).to_crs(areas.crs)
        for (name, _, _), point in zip(paint.labels, places, strict=True):
            yield name, point.x, point.y, 0.0
        return
    held = areas[areas.index.isin(list(paint.areas))]
    points = inner_points(held)
    for code in sorted(held.index, key=lambda one: _rank(str(one), held, paint)):
        west, _, east, _ = held.geometry[code].bounds
        must = code in paint.named or code == paint.ward
        place = points[code]
        yield str(held.loc[code, "area_name"]), place.x, place.y, 0.0 if must else east - west


def _rank(code: str, held: gpd.GeoDataFrame, paint: Paint) -> tuple[float, ...]:
    kind, outline, _ = paint.areas[code]
    listed = paint.named.index(code) if code in paint.named else len(paint.named)
    return (code != paint.ward, listed, -outline, -kind, -float(held.geometry[code].area))


def _wrapped(name: str) -> str:
    """Write a long name in two lines of about one length."""
    words = name.split(" ")
    if len(name) <= WRAP or len(words) < 2:
        return name
    half = len(name) / 2
    cut = min(range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - half))
    return "\n".join([" ".join(words[:cut]), " ".join(words[cut:])])


def _scale(axes: Axes, colours: Palette) -> None:
    """Draw a bar of round kilometres, about a sixth of the map's width."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    length = max((one for one in STEPS if one * 1000 <= (east - west) / 6), default=STEPS[0])
    x, y = west + 0.01 * (east - west), south + 0.02 * (north - south)
    axes.plot([x, x + length * 1000], [y, y], color=colours.ink, linewidth=2.2, zorder=9)
    axes.text(
        x, y + 0.012 * (north - south), f"{length} km", fontsize=9, color=colours.ink, zorder=9
    )


def _around(figure: Figure, key: Sequence[Entry], told: Told, colours: Palette) -> None:
    """Write the title, the sentence, the key and the source, each where the screen has it."""
    left = PLACE[0]
    top: dict[str, Any] = {"va": "top", "linespacing": 1.15, "color": colours.ink}
    lines = fill(told.title, TITLE_WIDE)
    figure.text(left, 0.975, lines, fontsize=16, fontweight="bold", **top)
    # Two lines of a title take the room of the sentence, which then comes lower.
    low = 0.93 - 0.035 * lines.count("\n")
    figure.text(left, low, fill(told.sentence, SENTENCE_WIDE), fontsize=12.5, **top)
    for x, y, entry, width in _laid_out(key):
        _swatch(figure, x, y, entry, colours)
        figure.text(x + width, y, entry[2], fontsize=10, color=colours.ink, va="bottom")
    source = fill(told.source, SOURCE_WIDE)
    figure.text(left, 0.012, source, fontsize=8, color=colours.quiet, va="bottom", linespacing=1.2)


def _laid_out(key: Sequence[Entry]) -> Iterator[tuple[float, float, Entry, float]]:
    """Each entry's place, in two lines where one is too short, and the room of its swatch."""
    x, y = PLACE[0], 0.105
    for entry in key:
        swatch = 0.022 if entry[0] else 0.0
        width = swatch + 0.0062 * len(entry[2]) + 0.014
        if x + width > PLACE[0] + PLACE[2]:
            x, y = PLACE[0], y - 0.035
        yield x, y, entry, swatch
        x += width


def _swatch(figure: Figure, x: float, y: float, entry: Entry, colours: Palette) -> None:
    kind, colour, _ = entry
    if not kind:
        return
    first, *more = kind.split(" ")
    hatch = HATCHES.get(more[0], "") if first == "fill" and more else SWATCH_HATCHES.get(first, "")
    figure.add_artist(
        Rectangle(
            (x, y + 0.002),
            0.017,
            0.018,
            facecolor=colour or colours.ground,
            edgecolor=colours.flagged if first == "line" else colours.border,
            linewidth=EDGES[2] if "thick" in more else EDGES[1] if first == "line" else EDGES[0],
            hatch=hatch,
            transform=figure.transFigure,
        )
    )


def source_line(names: Sequence[str], attribution: Sequence[str]) -> str:
    """Write where a picture's figures and outlines are from.

    Parameters
    ----------
    names : sequence of str
        Short names of the sources.
    attribution : sequence of str
        What the publishers of the outlines ask to be said.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> source_line(["data.police.uk"], ["Contains OS data."])
    'data.police.uk. Recorded is not the same as happened. Contains OS data.'
    """
    return " ".join([f"{', '.join(names)}.", "Recorded is not the same as happened.", *attribution])
