"""Boundary files in every format, made of squares on the National Grid."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.boundaries import GRID

WEST, SOUTH = 400_000, 300_000


def square(column: int, row: int = 0, size: float = 1_000) -> shapely.Polygon:
    x, y = WEST + 1_000 * column, SOUTH + 1_000 * row
    return shapely.box(x, y, x + size, y + size)


def code(number: int) -> str:
    return f"E05{number:06d}"


def wards(
    number: int = 3, names: Iterable[str] | None = None, year: str = "19"
) -> gpd.GeoDataFrame:
    """Squares in a row, as a publisher's layer of wards."""
    numbers = range(1, number + 1)
    named = list(names) if names is not None else [f"Ward {each}" for each in numbers]
    columns = {
        f"WD{year}CD": [code(each) for each in numbers],
        f"WD{year}NM": named,
        f"LAD{year}CD": "E07000001",
    }
    return gpd.GeoDataFrame(columns, geometry=[square(each) for each in numbers], crs=GRID)


def known(*codes: str, area_type: str = "ward19", district: str = "E07000001") -> pd.DataFrame:
    areas = pd.DataFrame(
        {"area_code": list(codes), "area_type": area_type, "district_code": district}
    )
    force = {"area_code": [district], "area_type": "district", "district_code": district}
    return pd.concat([areas, pd.DataFrame(force)], ignore_index=True)


def shapefile(layer: gpd.GeoDataFrame, folder: Path, stem: str = "wards", **how: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    layer.to_file(folder / f"{stem}.shp", **how)
    return folder / f"{stem}.shp"


def zipped(path: Path, members: dict[str, Path | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, bytes) else content.read_bytes())
    return path


def zipped_shapefile(path: Path, layer: gpd.GeoDataFrame, *, prefix: str = "", **how: Any) -> Path:
    shp = shapefile(layer, path.parent / "parts", path.stem, **how)
    parts = sorted(shp.parent.glob(f"{path.stem}.*"))
    return zipped(path, {prefix + part.name: part for part in parts})


def topojson(path: Path) -> Path:
    """Two unit-kilometre squares that share the border at the middle, quantised, and a hole."""
    arcs = [
        [[10, 10], [0, -10]],  # the shared border, downwards
        [[10, 0], [-10, 0], [0, 10], [10, 0]],  # round the western square
        [[10, 10], [10, 0], [0, -10], [-10, 0]],  # round the eastern square
        [[2, 2], [2, 0], [0, 2], [-2, 0], [0, -2]],  # the hole
    ]
    properties = [{"WD19CD": code(1), "WD19NM": "West"}, {"WD19CD": code(2), "WD19NM": "East"}]
    topology = {
        "type": "Topology",
        "transform": {"scale": [100, 100], "translate": [WEST, SOUTH]},
        "arcs": arcs,
        "objects": {
            "wards": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1], [3]], "properties": properties[0]},
                    {"type": "MultiPolygon", "arcs": [[[2, ~0]]], "properties": properties[1]},
                ],
            }
        },
    }
    path.write_text(json.dumps(topology))
    return path


def empty_shapefile_header(shape: int) -> bytes:
    return (
        struct.pack(">i", 9994) + bytes(20) + struct.pack(">i", 50)
        + struct.pack("<ii", 1000, shape) + bytes(64)
    )  # fmt: skip
