"""Towns and stations as GeoNames and NaPTAN lay them out, made up for the made-up force area."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

# Metres: inside the made-up area, in its margin, far away.
INSIDE, NEAR, FAR = (402_500, 300_500), (409_000, 300_500), (450_000, 300_500)


def write_landmarks(folder: Path) -> None:
    """Write a town and a village inside, a town near by, one far away; two stations."""
    towns = {
        "geonameid": [1, 2, 3, 4],
        "name": ["Milltown", "Bigtown", "Quayville", "Fartown"],
        "population": [9_000, 90_000, 600, 500_000],
    }
    _write(folder / "places_geonames.geojson", towns, [INSIDE, NEAR, (400_500, 300_200), FAR])
    stations = {
        "atco_code": ["9100AAA", "9100BBB"],
        "name": ["Milltown Rail Station", "Fartown Rail Station"],
    }
    _write(folder / "rail_stations_naptan.geojson", stations, [INSIDE, FAR])


def _write(path: Path, columns: dict[str, list], points: list[tuple[int, int]]) -> None:
    layer = gpd.GeoDataFrame(columns, geometry=[shapely.Point(at) for at in points], crs=27700)
    layer.to_crs(4326).to_file(path, driver="GeoJSON")
