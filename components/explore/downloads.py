"""The explorer's files: exactly the table that is shown, as CSV, workbook, GeoJSON, GeoPackage."""

from __future__ import annotations

import re
import tempfile
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

from components.page.downloads import XLSX, csv_download, file_download
from components.page.trust_strip import base_name
from components.page.workbook import workbook
from data.explore.areas import layer_of
from data.explore.spans import mapped_share
from data.explore.view import ExploreView, as_layer
from data.figures.area_figures import POLICE_SOURCE
from data.installed.catalogue import load_catalogue
from data.phrases.plain import full_span
from data.places.named import place_key
from data.tables.safe_cells import safe_cells
from data.words.explore import (
    LAYER_NAMES,
    LAYER_PARAMETERS,
    LEVEL_NAMES,
    MEASURE_NAMES,
    MEASURE_UNITS,
    explore_title,
    place_name,
    place_of,
    set_note,
    type_label,
)
from geo.boundaries import DEGREES

# Tables that the figures rest on besides the records, by their id in the catalogue.
SOURCES = ("ons_boundaries", "ons_lookups")
BASE_SOURCES = {"census-2021": "ons_census_2021"}
MID_YEAR_SOURCE = "ons_mid_year_population"


def downloads_row(view: ExploreView, rows: pd.DataFrame) -> None:
    """Offer the four files; each is made only when it is asked for."""
    name = file_name(view)
    with st.container(horizontal=True, vertical_alignment="center", key="explore-files"):
        about = {"Period": full_span(view.months[0], view.months[-1]), "Title": explore_title(view)}
        csv_download(rows, name, "CSV", about)
        for label, ending, mime, make in _FORMATS:
            made = partial(make, view, rows)
            file_download(label, f"{name}.{ending}", mime, made, f"explore-{label}")


def file_name(view: ExploreView) -> str:
    """Name a file after what is in it, in characters that every system takes."""
    parts = [
        "-".join(view.types[:3]),
        place_key(place_of(view))[:60],
        f"{view.months[0]}-to-{view.months[-1]}",
        layer_of(view.level, view.months[0]),
        *([view.layer] if view.layer != "none" else []),
    ]
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", "_".join(parts))


def notes(view: ExploreView) -> list[tuple[str, str]]:
    """Return what must be said with the figures: filters, sources, caveats and licences."""
    catalogue = load_catalogue()
    base = str(view.period.population_base)
    sources = [POLICE_SOURCE, *SOURCES, BASE_SOURCES.get(base, MID_YEAR_SOURCE)]
    told = [
        ("What this is", explore_title(view)),
        ("Place", set_note(view)),
        ("Districts", place_name(view.districts)),
        ("Crime types", "; ".join(type_label(one) for one in view.types)),
        ("Months", f"{full_span(view.months[0], view.months[-1])} ({len(view.months)} loaded)"),
        ("Areas", f"{LEVEL_NAMES[view.level]}, {layer_of(view.level, view.months[0])}"),
        ("Ranked by", f"{MEASURE_NAMES[view.measure]} ({MEASURE_UNITS[view.measure]})"),
        ("Hot-spot layer", f"{LAYER_NAMES[view.layer]}. {LAYER_PARAMETERS[view.layer]}".strip()),
        ("Layer's note", view.note),
        ("Rate", f"Recorded / (residents x days / 365) x 1,000; residents: {base_name(base)}."),
        ("95% interval", "Byar's from 10 records upwards, exact Poisson below."),
        (
            "Records mapped",
            f"{mapped_share(view.months[0], view.months[-1]):.1%} of the force's records in these "
            "months have a location; the others are in no area. The publisher does not say which "
            "district they are in.",
        ),
        ("Months not loaded", "An absent month is left out, and is never counted as zero."),
        ("Period", view.period.note),
    ]
    for indicator_id in view.types:
        indicator = catalogue.indicator(indicator_id)
        told.append((indicator.name, f"{indicator.definition} {indicator.caveat}"))
    if view.level == "lsoa":
        told.append(("IMD decile", "1 is the most deprived tenth of England's LSOAs."))
    for one in sources:
        source = catalogue.source(one)
        told.append(
            (
                "Source",
                f"{source.title}, {source.publisher}. {source.licence}. {source.attribution} "
                f"{source.note}".strip(),
            )
        )
    told += [("Licence", line) for line in catalogue.force.attribution]
    return [(name, words) for name, words in told if words]


def workbook_of(view: ExploreView, rows: pd.DataFrame) -> bytes:
    """Return the table as a workbook with its notes."""
    return workbook(rows, notes(view), LEVEL_NAMES[view.level])


def layer_table(view: ExploreView, rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the table on its boundaries, with column names that every program takes."""
    names = {
        name: re.sub(r"[^a-z0-9]+", "_", name.lower().replace("%", "percent")).strip("_")
        for name in rows.columns
    }
    table = safe_cells(rows).rename(columns=names)
    for name in table.columns:
        # Nullable numbers reach a file as numbers with gaps, not as text.
        if pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].astype("float64")
            if (table[name].dropna() % 1 == 0).all() and table[name].notna().all():
                table[name] = table[name].astype("int64")
        else:
            table[name] = table[name].astype(object)
    return as_layer(view, table)


def _description(view: ExploreView) -> str:
    return " ".join([f"{explore_title(view)}.", *load_catalogue().force.attribution])


def geojson(view: ExploreView, rows: pd.DataFrame) -> bytes:
    """Return the table on its boundaries as GeoJSON (longitude and latitude)."""
    layer = layer_table(view, rows).to_crs(DEGREES)
    return _written(
        layer,
        "areas.geojson",
        driver="GeoJSON",
        COORDINATE_PRECISION=5,
        RFC7946="YES",
        DESCRIPTION=_description(view),
    )


def geopackage(view: ExploreView, rows: pd.DataFrame) -> bytes:
    """Return the table on its boundaries as a GeoPackage in the national grid, for QGIS."""
    return _written(
        layer_table(view, rows),
        "areas.gpkg",
        driver="GPKG",
        layer=layer_of(view.level, view.months[0]),
        DESCRIPTION=_description(view),
    )


def _written(areas: gpd.GeoDataFrame, name: str, **options: object) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        areas.to_file(path, index=False, **options)
        return path.read_bytes()


_FORMATS = (
    ("Excel", "xlsx", XLSX, workbook_of),
    ("GeoJSON", "geojson", "application/geo+json", geojson),
    ("GeoPackage", "gpkg", "application/geopackage+sqlite3", geopackage),
)
