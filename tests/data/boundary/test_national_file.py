"""A GeoPackage of a whole country, larger than an upload may be: read where the force area lies."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.__main__ import main
from data.boundary import sources
from data.boundary.files import checked_boundaries, inspect_boundaries
from data.boundary.sources import opened_layers
from data.limits import reading
from data.outlines.boundaries import load_boundaries
from data.tables.areas import load_areas
from geo.boundaries import BoundaryError

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def national(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our wards of 2024 among 3,000 that lie elsewhere, and a layer of places; over the limit."""
    own = load_boundaries("ward24").reset_index()[["area_code", "area_name", "geometry"]]
    far = [
        shapely.box(9_000 * n % 90_000, 9_000 * n % 80_000, 95_000, 85_000) for n in range(3_000)
    ]
    codes = [f"E05{800_000 + number:06d}" for number in range(3_000)]
    others = gpd.GeoDataFrame({"area_code": codes, "area_name": codes}, geometry=far, crs=27700)
    layer = gpd.GeoDataFrame(pd.concat([others, own])).set_crs(27700, allow_override=True)
    path = tmp_path / "bdline_gb.gpkg"
    named = layer.rename(columns={"area_code": "WD24CD", "area_name": "WD24NM"})
    named.to_file(path, layer="district_borough_unitary_ward")
    named.head(3_000).to_file(path, layer="elsewhere")
    # In this process, or the lowered limit would not hold where the file is read.
    monkeypatch.setitem(reading._state, "inside", True)
    monkeypatch.setattr(sources, "MOST_BYTES", 200_000)
    assert path.stat().st_size > 200_000
    return path


def test_only_the_force_area_is_read_of_it(national: Path) -> None:
    checked = checked_boundaries(
        national,
        layer="district_borough_unitary_ward",
        known=load_areas(),
        outline=load_boundaries("district").reset_index(),
    )
    assert len(checked.areas) == 185
    told = " ".join(checked.report.sentences("note"))
    assert "Of its 3,185 rows 185 reach into the force area." in told


def test_a_layer_that_lies_elsewhere_is_told_beside_the_others(national: Path) -> None:
    outline = load_boundaries("district").reset_index()
    layers = {one.name: one for one in inspect_boundaries(national, load_areas(), outline).layers}
    said = "none of its 3,000 rows reaches into the force area. Choose another layer."
    assert layers["elsewhere"].problem == said
    assert layers["district_borough_unitary_ward"].rows == 185


def test_degrees_are_cut_to_the_same_ground(national: Path, tmp_path: Path) -> None:
    path = tmp_path / "degrees.gpkg"
    gpd.read_file(national, layer="district_borough_unitary_ward").to_crs(4326).to_file(path)
    box = tuple(load_boundaries("district").total_bounds)
    with opened_layers(path, box) as (layer,):
        assert len(layer.read().table) == 185


def test_the_command_line_imports_it(national: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["import", "boundaries", str(national), "--layer", "district_borough_unitary_ward"]
    assert main([*said, "--check-only"]) == 0
    assert "185 wards" in capsys.readouterr().out


def test_another_format_of_that_size_says_what_to_do(national: Path, tmp_path: Path) -> None:
    path = tmp_path / "wards.geojson"
    gpd.read_file(national, layer="elsewhere").to_file(path)
    with pytest.raises(BoundaryError, match=r"a GeoPackage alone is read.*import boundaries FILE"):
        checked_boundaries(path, outline=load_boundaries("district").reset_index())
