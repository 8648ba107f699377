"""Boundary and police files spoilt in the ways that people and programs really spoil them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from data.street.files import STREET_COLUMNS
from data.tables.police import CRIME_TYPES

# --- Valid files ---------------------------------------------------------------------------------


def in_format(layer: gpd.GeoDataFrame, name: str, driver: str, crs: int) -> bytes:
    """Return a layer in one of GDAL's formats."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        layer.to_crs(crs).to_file(path, driver=driver)
        return path.read_bytes()


def arcgis(layer: gpd.GeoDataFrame) -> bytes:
    """Return a layer as an ArcGIS server answers."""
    features = []
    for row in layer.itertuples():
        parts = shapely.get_parts(row.geometry)
        rings = [list(shapely.geometry.polygon.orient(one, -1).exterior.coords) for one in parts]
        attributes = {"WD24CD": row.WD24CD, "WD24NM": row.WD24NM}
        features.append({"attributes": attributes, "geometry": {"rings": rings}})
    head: dict[str, Any] = {"geometryType": "esriGeometryPolygon"}
    return json.dumps({**head, "spatialReference": {"wkid": 27700}, "features": features}).encode()


def month(codes: list[str], force: str, chance: random.Random) -> str:
    """Return a month of records as the publisher writes it."""
    rows = [",".join(STREET_COLUMNS)]
    for number in range(60):
        kind = chance.choice(CRIME_TYPES)
        crime = "" if kind.startswith("Anti-social") else f"{number:064x}"
        rows.append(
            f"{crime},2025-03,{force},{force},-1.8,52.7,On or near High Street,"
            f"{chance.choice(codes)},Somewhere 001A,{kind},,"
        )
    return "\n".join(rows) + "\n"


# --- What is done to them ------------------------------------------------------------------------

_FEATURES = (
    *("small letters", "swapped", "parts", "repeats", "two names", "parishes", "no codes"),
    *("code beside", "cut short", "half empty", "names alone", "scotland", "neighbourhoods"),
)
_MONTHS = (
    *("semicolons", "tabs", "utf-16", "gzip", "another name", "Mar-25", "several months", "bom"),
    *("letters", "a column lost", "a row short", "two forces", "no end", "txt", "decimals"),
)


def features_as_found(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    """Spoil a GeoJSON of wards as exporters do."""
    layer = json.loads(content)
    features = layer["features"]
    one = chance.choice(features)
    what = chance.choice(_FEATURES)
    if what in ("small letters", "parishes", "neighbourhoods", "scotland"):
        for each in features if chance.random() < 0.7 else [one]:
            code = str(each["properties"]["WD24CD"])
            each["properties"]["WD24CD"] = {
                "small letters": code.lower(),
                "parishes": f"E04{code[3:]}",
                "neighbourhoods": f"NPT{code[-2:]}",
                "scotland": f"S13{code[3:]}",
            }[what]
    elif what == "swapped":
        layer = json.loads(json.dumps(layer), object_hook=_swapped)
    elif what in ("parts", "repeats", "two names"):
        again = json.loads(json.dumps(one))
        if what == "parts":
            again["geometry"] = chance.choice(features)["geometry"]
        if what == "two names":
            again["properties"]["WD24NM"] = "Another"
        features.append(again)
    elif what in ("no codes", "half empty"):
        for each in features[:: 2 if what == "half empty" else 7]:
            each["properties"]["WD24CD"] = chance.choice((None, "", " ", "Total", 7))
    elif what == "code beside":
        for each in features:
            told = each["properties"]
            told["ward_code"], told["LAD24CD"] = told.pop("WD24CD"), "E07000001"
    elif what == "cut short":
        layer["exceededTransferLimit"] = True
    else:
        for each in features:
            each["properties"].pop("WD24CD")
    return json.dumps(layer).encode(), f"features {what}"


def _swapped(found: dict[str, Any]) -> dict[str, Any]:
    def turned(told: Any) -> Any:
        if isinstance(told, list) and told and isinstance(told[0], float):
            return told[1::-1]
        return [turned(one) for one in told] if isinstance(told, list) else told

    if "coordinates" in found:
        found["coordinates"] = turned(found["coordinates"])
    return found


def month_as_found(content: bytes, name: str, chance: random.Random) -> tuple[str, bytes, str]:
    """Spoil a month of police records as Excel, browsers and people do."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"))))
    what = chance.choice(_MONTHS)
    encoding, mark = "utf-8", ","
    if what in ("semicolons", "decimals", "tabs"):
        mark = "\t" if what == "tabs" else ";"
    if what == "decimals":
        rows = [rows[0], *([cell.replace(".", ",") for cell in row] for row in rows[1:])]
    if what == "utf-16":
        encoding, mark = "utf-16", chance.choice((",", "\t"))
    if what == "bom":
        encoding = "utf-8-sig"
    if what in ("another name", "several months", "two forces", "txt", "Mar-25"):
        name = chance.choice((name, "march.csv", "all months.txt", "Kopie von 2025.csv"))
    if what == "Mar-25":
        rows = [rows[0], *([row[0], "Mar-25", *row[2:]] for row in rows[1:])]
    if what == "several months":
        for row in rows[1 : chance.randrange(2, len(rows))]:
            row[1] = "2025-04"
    if what == "two forces":
        for row in rows[1 : chance.randrange(2, len(rows))]:
            row[2] = row[3] = "Another Constabulary"
    if what == "letters":
        rows[0] = [chance.choice((cell.upper(), cell.replace(" ", "_"))) for cell in rows[0]]
    if what == "a column lost":
        at = chance.randrange(len(rows[0]))
        rows = [row[:at] + row[at + 1 :] for row in rows]
    if what == "a row short":
        rows[chance.randrange(1, len(rows))] = ["x"]
    text = "".join(mark.join(row) + "\n" for row in rows)
    made = (text[:-1] if what == "no end" else text).encode(encoding)
    if what == "gzip":
        name, made = f"{name}.gz", gzip.compress(made)[: chance.choice((None, -9, 30))]
    return name, made, f"a month with {what}"
