"""Boundary files that unpack to far more than they say: refused in a process that stays small."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from data.boundary.files import checked_boundaries, inspect_boundaries
from geo.boundaries import GRID, BoundaryError
from tests.data.boundary.boundary_samples import wards

ROOT = Path(__file__).parents[3]
KILOBYTES = 1024 if sys.platform != "darwin" else 1
ROWS = 250_000
_READ = """
import sys
from pathlib import Path
from data.boundary.files import checked_boundaries
from geo.boundaries import BoundaryError
from data.limits import reading
try:
    checked_boundaries(Path(sys.argv[1]), area_type="ward24")
except BoundaryError as error:
    print(error)
# Waited for, so that the system tells what it took.
reading._let_all_go()
import resource
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def parquet_bomb(path: Path, letters: int, column: str = "note") -> Path:
    """A text that stands once in the file, and 250,000 times in what is read of it."""
    layer = gpd.GeoDataFrame(
        {"WD24CD": ["E05010658"]}, geometry=[shapely.box(4e5, 3e5, 4.01e5, 3.01e5)], crs=GRID
    )
    layer.to_parquet(path)
    about = pq.read_schema(path).metadata[b"geo"].decode()
    one = pa.array([0] * ROWS, pa.int32())
    text = pa.DictionaryArray.from_arrays(one, pa.array(["x" * letters]))
    columns = {
        "WD24CD": pa.DictionaryArray.from_arrays(one, pa.array(["E05010658"])),
        column: text,
        "geometry": pa.DictionaryArray.from_arrays(
            one, pa.array([layer.geometry.to_wkb().iloc[0]], pa.binary())
        ),
    }
    table = pa.table(columns)
    with pq.ParquetWriter(path, table.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"geo": about})
    return path


def json_bomb(path: Path) -> Path:
    """Lists in a list, each of three letters in the text and of sixty bytes in the memory."""
    chance = random.Random(5)
    lists = "[]," * 15_000_000
    # Text that packs badly, so that the whole packs no better than boundaries do.
    rest = "".join(f"{chance.getrandbits(64):016x}" for _ in range(25_000))
    properties = f'{{"WD24CD": "E05000001", "a": [{lists} 0], "b": "{rest}"}}'
    layer = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, '
        f'"properties": {properties}}}]}}'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("wards.geojson", layer)
    return path


def read_in_a_process(path: Path, memory: str) -> tuple[str, int]:
    """The sentence that refuses a file, and the most bytes that reading it held."""
    run = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        cwd=ROOT,
        env={**os.environ, "CSP_UPLOAD_MEMORY": memory},
        capture_output=True,
        check=True,
        text=True,
    )
    *told, most = run.stdout.splitlines()
    return " ".join(told), int(most) * KILOBYTES


pytest.importorskip("resource", reason="Windows does not tell what a child took")


def test_a_text_that_is_written_once_is_counted_as_often_as_it_is_read(tmp_path: Path) -> None:
    path = parquet_bomb(tmp_path / "wards.parquet", 8_000)
    assert path.stat().st_size < 20_000
    told, most = read_in_a_process(path, "2GB")
    assert told.startswith("wards.parquet: it unpacks to more than 512 MB. Cut the layer")
    assert most < 400 * 2**20


def test_a_text_that_is_larger_than_the_memory_is_refused_by_the_limit(tmp_path: Path) -> None:
    path = parquet_bomb(tmp_path / "wards.parquet", 2_000_000)
    told, most = read_in_a_process(path, "400MB")
    assert told.startswith("wards.parquet: ")
    assert most < 500 * 2**20


def test_columns_that_can_be_no_code_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "wards.parquet"
    layer = wards()
    layer.assign(
        more=[[1, 2]] * len(layer), raw=[b"a"] * len(layer), centre=layer.geometry.centroid
    ).to_parquet(path)
    (read,) = inspect_boundaries(path).layers
    assert read.columns == tuple(layer.columns.drop("geometry"))
    assert read.notes == (
        "Columns that can be neither codes nor names were left aside: more, raw, centre.",
    )
    assert len(checked_boundaries(path).areas) == len(layer)


def test_json_that_grows_while_it_is_read(tmp_path: Path) -> None:
    path = json_bomb(tmp_path / "wards.zip")
    assert path.stat().st_size < 300_000
    told, most = read_in_a_process(path, "400MB")
    assert told.startswith("wards.zip: reading it takes more memory than an upload may take (400MB")
    assert most < 500 * 2**20


def test_what_is_refused_leaves_the_next_file_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / "good.geojson"
    good.write_text(json.dumps(json.loads(wards().to_crs(4326).to_json())))
    monkeypatch.setenv("CSP_UPLOAD_MEMORY", "400MB")
    with pytest.raises(BoundaryError, match="takes more memory"):
        inspect_boundaries(json_bomb(tmp_path / "wards.zip"))
    assert len(checked_boundaries(good).areas) == len(wards())


def test_gdal_is_not_loaded_by_the_app() -> None:
    told = "import sys, data.boundary.files; print('pyogrio' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "False"
