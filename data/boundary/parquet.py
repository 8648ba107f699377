"""GeoParquet, of which only columns that can be codes or names are read, and counted as they are.

A value that is the same in every row is written once, so that kilobytes become gigabytes; the sizes
in the file's heading are those of the written form, and are only claims.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq

from data.boundary.layers import MOST_BYTES, RawLayer, refuse_size
from geo.boundaries import BoundaryError

_FOOTER_BYTES = 16 * 2**20
# Few rows at a time, so that what is too large is seen long before it is whole.
_ROWS_AT_ONCE = 1_024
_LEFT_ASIDE = "Columns that can be neither codes nor names were left aside: {}."


def read_parquet(path: Path) -> RawLayer:
    """Return a GeoParquet layer: its shapes, and its columns of text, numbers and dates."""
    with path.open("rb") as file:
        file.seek(-8, 2)
        footer = int.from_bytes(file.read(4), "little")
    if footer > _FOOTER_BYTES:
        raise BoundaryError("its list of columns is larger than any layer's. Keep fewer columns.")
    try:
        columns, left_out = _counted_columns(path)
        layer = gpd.read_parquet(path, columns=columns)
    except (BoundaryError, MemoryError):
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BoundaryError("the GeoParquet file is damaged. Export it again.") from error
    table = layer.drop(columns=layer.geometry.name).reset_index(drop=True)
    notes = (_LEFT_ASIDE.format(left_out),) if left_out else ()
    return RawLayer(table, layer.geometry.to_numpy(), layer.crs, notes=notes)


def _counted_columns(path: Path) -> tuple[list[str], str]:
    """The columns to read, once they are known to be no larger than a layer's, and those left."""
    with pq.ParquetFile(path) as file:
        about = file.metadata
        refuse_size(about.num_rows, about.num_columns)
        if b"geo" not in (about.metadata or {}):
            raise BoundaryError("it is a Parquet table without geometry, and no GeoParquet.")
        shapes = json.loads(about.metadata[b"geo"])["primary_column"]
        schema = file.schema_arrow
        wanted = [one.name for one in schema if one.name == shapes or not _is_of_no_use(one.type)]
        size = 0
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=wanted):
            size += batch.nbytes
            if size > MOST_BYTES:
                raise BoundaryError(
                    f"it unpacks to more than {MOST_BYTES // 2**20} MB. Cut the layer to the force "
                    "area, and keep the columns of codes and names."
                )
    left_out = [name for name in schema.names if name not in wanted]
    more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
    return wanted, ", ".join(name[:40] for name in left_out[:5]) + more


def _is_of_no_use(kind: pa.DataType) -> bool:
    """Whether a column holds lists, records or bytes: further shapes, mostly."""
    return bool(pa.types.is_nested(kind) or pa.types.is_binary(kind) or _is_long_binary(kind))


def _is_long_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
