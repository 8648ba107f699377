"""Reading a background file: cut to the force area and made small, in the process with limits."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.background.kinds import AREAS, KINDS, OS, kinds_of, publisher_of, wanted
from data.limits import LimitError, within_limits
from geo.boundaries import GRID

_CREDITS = Path(__file__).parents[1] / "catalogue" / "backgrounds.toml"
ENDINGS = (".gpkg", ".pmtiles", ".pbf")
# Around the force area, as far as a map of one of its districts shows.
MARGIN = 5_000  # metres
# What the browser fetches: as much as the wards of four vintages.
MOST_BYTES = 1_500_000
# About ten bytes a coordinate are left by rounding to five decimals of a degree, in two numbers.
_BYTES_A_POINT = 20
_TOLERANCES = (15.0, 30.0, 60.0, 120.0, 240.0, 480.0)  # metres
# Vector tiles of one zoom are enough; finer ones would take minutes and be thrown away.
_TILE_ZOOM = 11
_ADVICE = (
    "Cut it to the force area first, with any geographic program, or take the county's extract."
)


class BackgroundError(ValueError):
    """A background file cannot be used; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Background:
    """What was read: shapes by kind in EPSG:27700, whose data they are, how simplified."""

    shapes: gpd.GeoDataFrame
    publisher: str
    tolerance: float


def read_background(path: Path, districts: gpd.GeoDataFrame) -> Background:
    """Return what is drawn of a background file, cut to the force area and a margin.

    Parameters
    ----------
    path : Path
        A GeoPackage or PMTiles file of OS Open Zoomstack, or an extract of OpenStreetMap
        (.osm.pbf, PMTiles).
    districts : GeoDataFrame
        The force's districts in EPSG:27700.

    Returns
    -------
    Background
        ``shapes`` has one row for each kind that is there: ``kind``, ``geometry``.

    Raises
    ------
    BackgroundError
        If it is of another format, has no layer that is drawn, or nothing in the force area.

    Examples
    --------
    >>> read_background(Path("roads.txt"), gpd.GeoDataFrame(geometry=[], crs=27700))
    Traceback (most recent call last):
        ...
    data.background.reading.BackgroundError: roads.txt is no background file. Give a GeoPackage
    (.gpkg), PMTiles (.pmtiles) or an OpenStreetMap extract (.osm.pbf).
    """
    if path.suffix.casefold() not in ENDINGS:
        raise BackgroundError(
            f"{path.name} is no background file. Give a GeoPackage (.gpkg), PMTiles (.pmtiles) or "
            "an OpenStreetMap extract (.osm.pbf)."
        )
    west, south, east, north = districts.total_bounds
    box = (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    try:
        packed, publisher, tolerance = within_limits(partial(_read, path.resolve(), box), _ADVICE)
    except LimitError as error:
        raise BackgroundError(f"{path.name}: {error}") from error
    except _UnreadableError as error:
        raise BackgroundError(f"{path.name} {error}") from error
    shapes = gpd.GeoDataFrame(
        {"kind": [kind for kind, _ in packed]},
        geometry=shapely.from_wkb([held for _, held in packed]),
        crs=GRID,
    )
    return Background(shapes, publisher, tolerance)


class _UnreadableError(ValueError):
    """Why a file cannot be used, without its name."""


_Box = tuple[float, float, float, float]


def _read(path: Path, box: _Box) -> tuple[list[tuple[str, bytes]], str, float]:
    """Read, cut and simplify; called in the process with limits, where alone GDAL is loaded."""
    import pyogrio

    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except (pyogrio.errors.DataSourceError, RuntimeError, ValueError) as error:
        raise _UnreadableError("is damaged and cannot be read. Fetch it again.") from error
    publisher = publisher_of(layers)
    if publisher is None:
        raise _UnreadableError(
            f"has no layer that is known: it has {', '.join(layers[:6]) or 'none'}. Wanted are "
            "those of OS Open Zoomstack (roads_national, rail, surfacewater …) or of OpenStreetMap."
        )
    held = [_layer(path, layer, publisher, box) for layer in layers if wanted(layer, publisher)]
    found = pd.concat([one for one in held if len(one)]) if any(map(len, held)) else None
    if found is None or found.empty:
        raise _UnreadableError(
            "has no road, rail, water or built-up ground in the force area. Give the file of the "
            "county or region that it lies in."
        )
    shapes, tolerance = _small(gpd.GeoDataFrame(found, crs=GRID))
    return [(kind, shapely.to_wkb(shape)) for kind, shape in shapes.items()], publisher, tolerance


def _layer(path: Path, layer: str, publisher: str, box: _Box) -> gpd.GeoDataFrame:
    import pyogrio

    is_tiles = path.suffix.casefold() == ".pmtiles"
    crs = "EPSG:3857" if is_tiles else pyogrio.read_info(path, layer=layer)["crs"] or GRID
    near = gpd.GeoSeries([shapely.box(*box)], crs=GRID).to_crs(crs).total_bounds
    options = {"ZOOM_LEVEL": str(_zoom(path))} if is_tiles else {}
    try:
        table = pyogrio.read_dataframe(path, layer=layer, bbox=tuple(near), **options)
    except (pyogrio.errors.DataSourceError, RuntimeError, ValueError) as error:
        raise _UnreadableError(f"has a damaged layer '{layer}'. Fetch it again.") from error
    kinds = kinds_of(pd.DataFrame(table.drop(columns="geometry")), layer, publisher)
    table = gpd.GeoDataFrame({"kind": kinds}, geometry=table.geometry, crs=table.crs or crs)
    table = table[table["kind"].notna() & table.geometry.notna()].to_crs(GRID)
    flat = shapely.get_dimensions(table.geometry) == 2
    # A lake's shore among the lines, a road among the areas: not what the kind is drawn as.
    table = table[flat == table["kind"].isin(AREAS)]
    cut = shapely.clip_by_rect(shapely.make_valid(table.geometry.to_numpy()), *box)
    table = table.set_geometry(gpd.GeoSeries(cut, index=table.index, crs=GRID))
    return table[~table.geometry.is_empty]


def _zoom(path: Path) -> int:
    """The zoom whose tiles are read: the finest there is, up to what a district's map needs."""
    header = path.open("rb").read(102)
    lowest, highest = header[100], header[101]
    return max(min(_TILE_ZOOM, highest), lowest)


def _small(found: gpd.GeoDataFrame) -> tuple[dict[str, shapely.Geometry], float]:
    """One shape for each kind, simplified as far as the browser's file needs."""
    for tolerance in _TOLERANCES:
        shapes = {
            kind: _merged(found.loc[found["kind"] == kind, "geometry"].to_numpy(), kind, tolerance)
            for kind in KINDS
        }
        held = {kind: shape for kind, shape in shapes.items() if not shapely.is_empty(shape)}
        points = sum(int(shapely.get_num_coordinates(shape)) for shape in held.values())
        if held and points * _BYTES_A_POINT <= MOST_BYTES:
            return held, tolerance
    raise _UnreadableError(
        "has more in the force area than a map can draw. Take layers of main roads, rail, water "
        "and built-up areas alone."
    )


def _merged(shapes: NDArray[np.object_], kind: str, tolerance: float) -> shapely.Geometry:
    """The shapes of a kind as one, without what is smaller than can be seen."""
    if kind in AREAS:
        whole = shapely.union_all(shapely.simplify(shapes, tolerance))
        parts = shapely.get_parts(whole)
        parts = parts[shapely.area(parts) >= 12 * tolerance**2]
        return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])
    lines = shapely.line_merge(shapely.union_all(shapes))
    parts = shapely.get_parts(shapely.simplify(lines, tolerance))
    parts = parts[shapely.length(parts) >= 2 * tolerance]
    return shapely.multilinestrings(parts[shapely.get_type_id(parts) == 1])


def credit_of(publisher: str) -> str:
    """Return the line that must stand on the map.

    Parameters
    ----------
    publisher : str
        As of `Background`.

    Returns
    -------
    str

    Examples
    --------
    >>> credit_of("osm")
    '© OpenStreetMap contributors'
    """
    held = tomllib.loads(_CREDITS.read_text(encoding="utf-8"))["credits"]
    return str(held.get(publisher, held[OS]))
