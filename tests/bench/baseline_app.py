"""The same choropleths the common way: each map is rebuilt by every run of the script.

It is kept fair: tables are read and joined once and cached, Leaflet comes from this machine as the
app's does, the boundaries are the simplified ones that the app ships, and there is nothing else on
the page. (Folium's other scripts, which it never uses here, are left out.) The address says what is
drawn: every ward, `?areas=lsoa` every LSOA, `?areas=nine` nine districts and a table of them.
"""

from __future__ import annotations

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
import xstatic.pkg.leaflet
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from data.tables.areas import load_lookup
from data.tables.packaged import PACKAGED_FOLDER
from data.tables.police import CRIME_TYPES, load_counts
from data.tables.population import load_population

RAMP = ("#fee5d9", "#fcae91", "#fb6a4a", "#de2d26", "#a50f15")
LEAFLET = declare_component("leaflet", path=xstatic.pkg.leaflet.BASE_DIR)


@st.cache_data
def read_areas(layer: str) -> gpd.GeoDataFrame:
    areas = gpd.read_parquet(PACKAGED_FOLDER / "boundaries" / f"{layer}.parquet")
    return areas[["area_code", "area_name", "district_code", "geometry"]].to_crs(4326)


@st.cache_data
def read_rates(layer: str) -> pd.DataFrame:
    """Recorded in 2025 per 1,000 residents: a row for each area, a column for each crime type."""
    lookup = load_lookup("lsoa21_ward24").set_index("lsoa_code")
    residents = load_population("census-2021")["residents"]
    own = pd.Series(residents.index, residents.index)
    if layer != "lsoa21":
        own = lookup["ward_code" if layer == "ward24" else "district_code"]
    counts = load_counts()
    counts = counts[counts["month"].astype(str).str.startswith("2025")]
    counts = counts.assign(area=counts["area_code"].astype(str).map(own))
    table = counts.pivot_table("count", "area", "crime_type", aggfunc="sum", observed=True)
    residents = residents.groupby(own).sum()
    return table.reindex(residents.index).fillna(0).div(residents, axis=0) * 1000


def areas_with_rates(layer: str, crime_type: str) -> gpd.GeoDataFrame:
    rates = read_rates(layer)[crime_type].rename("rate").round(1)
    return read_areas(layer).merge(rates, left_on="area_code", right_index=True, validate="1:1")


def draw(areas: gpd.GeoDataFrame, steps: list[float], height: int, key: str) -> None:
    def style(feature: dict) -> dict:
        place = sum(feature["properties"]["rate"] > step for step in steps)
        return {"fillColor": RAMP[place], "fillOpacity": 1, "color": "#555555", "weight": 0.8}

    base = folium.Map(location=(52.8, -2.0), zoom_start=9, tiles=None)
    base.default_js = [("leaflet", f"../{LEAFLET.name}/leaflet.js")]
    base.default_css = [("leaflet", f"../{LEAFLET.name}/leaflet.css")]
    folium.GeoJson(
        areas,
        style_function=style,
        tooltip=folium.GeoJsonTooltip(
            fields=["area_name", "rate"], aliases=["Area", "per 1,000 residents"]
        ),
    ).add_to(base)
    st_folium(base, height=height, use_container_width=True, key=key)


def nine(crime_type: str) -> None:
    """Draw the districts' table, its chosen row marked, and a map of each."""
    names = read_areas("district").set_index("area_code")["area_name"]
    table = read_rates("district").rename(index=names).T.round(1)
    table.index = [f"▶ {one}" if one == crime_type else one for one in table.index]
    st.table(table)
    wards = areas_with_rates("ward24", crime_type)
    steps = wards["rate"].quantile([0.2, 0.4, 0.6, 0.8]).tolist()
    for place, (code, own) in enumerate(wards.groupby("district_code")):
        if place % 5 == 0:
            columns = st.columns(5)
        with columns[place % 5]:
            draw(own, steps, 200, f"map-{code}")


def main() -> None:
    st.set_page_config(page_title="Baseline", layout="wide")
    crime_type = st.sidebar.selectbox("Crime type", CRIME_TYPES)
    asked = st.query_params.get("areas")
    if asked == "nine":
        nine(crime_type)
        return
    areas = areas_with_rates("lsoa21" if asked == "lsoa" else "ward24", crime_type)
    draw(areas, areas["rate"].quantile([0.2, 0.4, 0.6, 0.8]).tolist(), 560, "map")


if __name__ == "__main__":
    main()
