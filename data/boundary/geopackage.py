"""GeoPackages, read as the SQLite databases that they are.

Only plain tables are read: a view or a virtual table in a database from elsewhere is a program
that somebody else wrote.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pyproj
import shapely

from data.boundary.geopackage_extent import Bounds, rows_within, selected
from data.boundary.layers import (
    MOST_BYTES,
    MOST_LAYERS,
    LayerSource,
    RawLayer,
    declared_crs,
    decoded,
    refuse_size,
    without_geometry,
)
from geo.boundaries import BoundaryError

# Bytes of the envelope that may stand between a geometry's header and its well-known binary.
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_HEADER_BYTES = 8


def geopackage_layers(path: Path, within: Bounds | None = None) -> tuple[LayerSource, ...]:
    """Return the layers of a GeoPackage; of a national one, the rows that reach into a box."""
    with _database(path) as database:
        own = database.execute(
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN "
            "('gpkg_geometry_columns', 'gpkg_spatial_ref_sys')"
        ).fetchone()
        if own != (2,):
            raise BoundaryError("it is an SQLite database, but no GeoPackage.")
        found = database.execute(
            "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns AS g "
            "JOIN sqlite_master AS m ON m.name = g.table_name "
            "WHERE m.type = 'table' AND m.sql NOT LIKE '%VIRTUAL TABLE%' ORDER BY g.table_name "
            "LIMIT ?",
            (MOST_LAYERS + 1,),
        ).fetchall()
    if not found:
        raise BoundaryError("the GeoPackage holds no layer with geometry.")
    return tuple(
        LayerSource(str(table), "GeoPackage", partial(_layer, path, table, column, srs, within))
        for table, column, srs in found
    )


@contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, opened so that nothing is written beside it and nothing in it runs."""
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
        ) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
            database.text_factory = lambda content: decoded(content)[0]
            yield database
    except (sqlite3.Error, OverflowError) as error:
        raise BoundaryError(f"it cannot be read as a GeoPackage ({error}).") from error


def _layer(path: Path, table: str, column: str, srs: Any, within: Bounds | None = None) -> RawLayer:
    with _database(path) as database:
        name = _quoted(table)
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
        (rows,) = database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()
        if column not in columns:
            raise BoundaryError(f"the layer '{table}' has no column '{column}' of geometry.")
        crs, notes = _crs(database, srs)
        reaching = None
        if within is not None and crs is not None:
            reaching = rows_within(database, name, _quoted(column), crs, within)
            if rows and not reaching:
                raise BoundaryError(
                    f"none of its {rows:,} rows reaches into the force area. Choose another layer."
                )
            notes = (*notes, f"Of its {rows:,} rows {len(reaching):,} reach into the force area.")
        refuse_size(rows if reaching is None else len(reaching), len(columns))
        # Named one by one: a generated column is a program too, and is not in the list.
        listed = ", ".join(_quoted(each) for each in columns)
        query = f"SELECT {listed} FROM {name}"
        records = pd.DataFrame(selected(database, query, reaching), columns=columns)
    geometry = without_geometry(len(records))
    for row, blob in enumerate(records[column]):
        geometry[row] = _shape(blob, row)
    return RawLayer(records.drop(columns=column), geometry, crs, notes=notes)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _crs(database: sqlite3.Connection, srs: Any) -> tuple[pyproj.CRS | None, tuple[str, ...]]:
    found = database.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?",
        (srs,),
    ).fetchone()
    # By the standard -1 and 0 stand for an unknown system in metres and in degrees.
    if found is None or srs in (-1, 0):
        return None, ()
    organization, code, definition = found
    if str(organization).upper() == "EPSG":
        return declared_crs(f"EPSG:{code}", "the GeoPackage")
    return declared_crs(str(definition), "the GeoPackage")


def _shape(blob: Any, row: int) -> Any:
    """The geometry in a blob: a header of its own before well-known binary."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < _HEADER_BYTES:
        raise BoundaryError(f"row {row + 1}: its geometry is not that of a GeoPackage.")
    envelope = _ENVELOPE_BYTES.get((blob[3] >> 1) & 0b111)
    try:
        if envelope is None:
            raise ValueError("no such envelope")
        return shapely.from_wkb(blob[_HEADER_BYTES + envelope :])
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise BoundaryError(f"row {row + 1}: its geometry cannot be understood.") from error
