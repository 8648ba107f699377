"""A small picture of areas that are not on the map yet: what a file holds, before it is saved."""

from __future__ import annotations

from html import escape

import geopandas as gpd
import shapely

from data.painting.palette import Palette

WIDTH = 460
HEIGHT = 420
# Finer detail than this many metres is less than a pixel.
PIXEL_SHARE = 1 / WIDTH


def outline_picture(areas: gpd.GeoDataFrame, colours: Palette) -> str:
    """Return the outlines of areas in EPSG:27700 as an SVG that stands by itself.

    >>> square = shapely.box(400_000, 300_000, 401_000, 301_000)
    >>> areas = gpd.GeoDataFrame({"area_name": ["Stowe"]}, geometry=[square], crs=27700)
    >>> from data.painting.palette import LIGHT
    >>> outline_picture(areas, LIGHT).count("<path")
    1
    """
    left, low, right, high = areas.total_bounds
    scale = min(WIDTH / max(right - left, 1), HEIGHT / max(high - low, 1))
    simple = shapely.simplify(
        areas.geometry.to_numpy(), max(right - left, high - low) * PIXEL_SHARE
    )
    # The screen's y runs down, the grid's north runs up.
    moved = shapely.transform(
        simple, lambda at: ((at - [left, high]) * [scale, -scale]).round(1), include_z=False
    )
    paths = "".join(
        f'<path d="{_path(shape)}"><title>{escape(str(name))}</title></path>'
        for shape, name in zip(moved, areas["area_name"], strict=True)
    )
    width, height = (right - left) * scale, (high - low) * scale
    return (
        # Drawn as an image, which the page's own style does not reach.
        f'<svg xmlns="http://www.w3.org/2000/svg" fill="{colours.neighbour}" fill-opacity=".15" '
        f'stroke="{colours.outline}" stroke-width=".8" viewBox="-2 -2 {width + 4:.0f} '
        f'{height + 4:.0f}" width="{width:.0f}" height="{height:.0f}">{paths}</svg>'
    )


def _path(shape: shapely.Geometry) -> str:
    rings = [
        ring
        for polygon in shapely.get_parts(shape)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in shapely.get_coordinates(ring)) + "Z"
        for ring in rings
    )
