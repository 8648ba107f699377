"""The explorer's streets: snap points ranked by their records, to search and to take away."""

from __future__ import annotations

import json
from html import escape

import pandas as pd
import streamlit as st

from components.explore.downloads import file_name
from components.explore.street_map import absent_sentence, types_words
from components.page.downloads import csv_download, file_download
from components.page.telling import say, say_heading
from data.explore.points import StreetPoints, street_points
from data.explore.view import ExploreView
from data.installed.catalogue import load_catalogue
from data.phrases.plain import count, full_span, lower_first, number_of, rate
from data.selection.exploration import Exploration
from data.tables.safe_cells import safe_cells
from data.words.explore import ANONYMISED, NO_POINTS, area_name, place_of, types_name
from geo.areas import normalise_name

# Thousands of rows would travel at each choice, and nobody reads so far down.
MOST_ROWS = 300
TYPES_TOLD = 3


def streets_section(view: ExploreView, exploration: Exploration) -> None:
    """Draw the list of snap points of the chosen area, or of the districts."""
    at = exploration.at
    told = street_points(
        view.types, view.months[0], view.months[-1], view.districts, view.level, at, view.within
    )
    place = area_name(view, at) if at else place_of(view)
    if not told.months:
        st.markdown(NO_POINTS)
        return
    if told.points.empty:
        what = lower_first(types_name(view.types))
        say(f"No {what} with a point in {place}, {full_span(told.months[0], told.months[-1])}.")
        return
    say_heading(streets_message(told, place))
    said = [half_sentence(told), absent_sentence(told), _lost_sentence(told), ANONYMISED]
    st.html(f'<p class="layer-note">{escape(" ".join(one for one in said if one))}</p>')
    _list(told, f"streets_{file_name(view)}{f'_{at}' if at else ''}")


def streets_message(told: StreetPoints, place: str) -> str:
    """Say which point has the most records."""
    top = told.points[told.points["rank"] == 1]
    most = count(top["records"].iloc[0])
    if len(top) > 1:
        return f"{count(len(top))} points in {place} have the most records, {most} each"
    one = top.iloc[0]
    return (
        f"‘{one['location']}’, {one['ward_name']}: {most} of {number_of(told.records, 'record')} "
        f"in {place}, more than on any other point"
    )


def half_sentence(told: StreetPoints) -> str:
    """Say on how few points half of the records are."""
    running = told.points["records"].cumsum()
    half = int((running < told.records / 2).sum()) + 1
    noun = "point" if half == 1 else "points"
    return f"Half of the records are on {count(half)} {noun} of {count(len(told.points))}."


def _lost_sentence(told: StreetPoints) -> str:
    lost = told.counted - told.records
    has = "has" if lost == 1 else "have"
    return (
        f"{number_of(lost, 'record')} counted here {has} no point that can be read." if lost else ""
    )


# Of its own, so that a search draws the list again and not the map.
@st.fragment
def _list(told: StreetPoints, name: str) -> None:
    _begin_with_address()
    with st.container(horizontal=True, vertical_alignment="bottom", key="street-tools"):
        text = st.text_input(
            "Find a street or place",
            key="street-search",
            type="search",
            icon=":material/search:",
            placeholder="Part of a name, such as high street",
            width=340,
        )
        found = search_streets(told.points, text or "")
        rows = street_rows(told, found)
        csv_download(rows, name, "CSV")
        file_download(
            "GeoJSON",
            f"{name}.geojson",
            "application/geo+json",
            lambda: streets_geojson(rows),
            f"{name}-geojson",
        )
        st.html(f'<p class="found" role="status">{escape(_found(found, told, text))}</p>')
    if found.empty:
        return
    shown = _shown(told, found.head(MOST_ROWS))
    st.dataframe(
        shown,
        hide_index=True,
        height=35 * min(len(shown) + 1, 15) + 3,
        alt=f"{len(shown)} snap points, most records first",
        column_config={
            "Rank": st.column_config.NumberColumn(width=60),
            "Records": st.column_config.NumberColumn(width=80, format="localized"),
            "% of records": st.column_config.NumberColumn(width=100, format="%.1f"),
            "Crime types": st.column_config.TextColumn(width="large"),
        },
    )


def _begin_with_address() -> None:
    """Search for the street that the address names, once: then the box is the reader's."""
    named = st.query_params.get("street")
    if named != st.session_state.get("street-named"):
        st.session_state["street-named"] = named
        st.session_state["street-search"] = named or ""


def search_streets(points: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the points whose place, ward or LSOA has every word that is typed, in their order.

    >>> points = pd.DataFrame({"location": ["On or near High Street", "On or near St. John Street"],
    ...     "ward_name": ["Stowe", "Leomansley"], "lsoa_name": ["001A", "002B"]})
    >>> search_streets(points, "st john").index.tolist(), search_streets(points, "stowe").index[0]
    ([1], 0)
    """
    words = normalise_name(text).split()
    if not words:
        return points
    names = points["location"] + " " + points["ward_name"] + " " + points["lsoa_name"]
    # A few hundred names are shared by thousands of points.
    spelt = {name: normalise_name(name) for name in names.unique()}
    held = names.map(lambda name: all(word in spelt[name] for word in words))
    return points[held]


def _found(found: pd.DataFrame, told: StreetPoints, text: str | None) -> str:
    """Say how many points the list has, and how many of them are shown."""
    if found.empty:
        return f"No point is called ‘{text}’. Points have names of streets and places, as printed."
    share = found["records"].sum() / told.records * 100
    said = number_of(len(found), "point")
    if text and text.strip():
        said += f" with ‘{text.strip()}’, {rate(share)}% of the records"
    if len(found) > MOST_ROWS:
        said += f"; the first {MOST_ROWS} are shown, the files have all"
    return said + "."


def _shown(told: StreetPoints, found: pd.DataFrame) -> pd.DataFrame:
    """The list as it is read; the files have each figure in a column of its own."""
    table = pd.DataFrame(
        {
            "Rank": found["rank"].astype("int32"),
            "Place": found["location"],
            "Ward": found["ward_name"].astype("category"),
            "District": found["district_name"].astype("category"),
            "Records": found["records"].astype("int32"),
            "% of records": found["share"].astype("float32").round(1),
            "LSOA": found["lsoa_name"],
        }
    )
    if len(set(found["district_code"])) == 1:
        table = table.drop(columns="District")
    if len(told.by_type.columns) > 1:
        words = [types_words(told.by_type.loc[number], TYPES_TOLD) for number in found.index]
        table.insert(len(table.columns) - 1, "Crime types", words)
    return table


def street_rows(told: StreetPoints, found: pd.DataFrame) -> pd.DataFrame:
    """Return points as the files have them: one column per crime type, and coordinates."""
    table = pd.DataFrame(
        {
            "Rank": found["rank"],
            "Place": found["location"],
            "Ward": found["ward_name"],
            "District": found["district_name"],
            "LSOA": found["lsoa_name"],
            "Records": found["records"],
            "% of records": found["share"].round(2),
        }
    )
    table = table.join(told.by_type)
    places = ["longitude", "latitude", "easting", "northing", "lsoa_code", "ward_code"]
    return table.join(found[places]).reset_index(drop=True)


def streets_geojson(rows: pd.DataFrame) -> bytes:
    """Return points as GeoJSON (longitude and latitude), with what must be said of them."""
    table = safe_cells(rows)
    held = table.drop(columns=["longitude", "latitude"]).to_dict("records")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(east), float(north)]},
            "properties": properties,
        }
        for east, north, properties in zip(rows["longitude"], rows["latitude"], held, strict=True)
    ]
    description = " ".join([ANONYMISED, *load_catalogue().force.attribution])
    layer = {"type": "FeatureCollection", "description": description, "features": features}
    return json.dumps(layer, ensure_ascii=False, default=int).encode()
