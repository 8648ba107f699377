"""The same choropleth the common way: the map is rebuilt by every run of the script.

It is kept fair: tables are read and joined once and cached, Leaflet comes from this machine as the
app's does, the boundaries are the simplified ones that the app ships, and there is nothing else on
the page. (Folium's other scripts, which it never uses here, are left out.)
"""

from __future__ import annotations

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
import xstatic.pkg.leaflet
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from data.areas import load_lookup
from data.packaged import PACKAGED_FOLDER
from data.police import CRIME_TYPES, load_counts
from data.population import load_population

RAMP = ("#fee5d9", "#fcae91", "#fb6a4a", "#de2d26", "#a50f15")
LEAFLET = declare_component("leaflet", path=xstatic.pkg.leaflet.BASE_DIR)


@st.cache_data
def read_wards() -> gpd.GeoDataFrame:
    wards = gpd.read_parquet(PACKAGED_FOLDER / "boundaries" / "ward24.parquet")
    return wards[["area_code", "area_name", "geometry"]].to_crs(4326)


@st.cache_data
def read_rates() -> pd.DataFrame:
    """Recorded in 2025 per 1,000 residents: a row for each ward, a column for each crime type."""
    lookup = load_lookup("lsoa21_ward24").set_index("lsoa_code")["ward_code"]
    counts = load_counts()
    counts = counts[counts["month"].astype(str).str.startswith("2025")]
    counts = counts.assign(ward=counts["area_code"].astype(str).map(lookup))
    table = counts.pivot_table("count", "ward", "crime_type", aggfunc="sum", observed=True)
    residents = load_population("census-2021")["residents"].groupby(lookup).sum()
    return table.fillna(0).div(residents, axis=0) * 1000


def main() -> None:
    st.set_page_config(page_title="Baseline", layout="wide")
    crime_type = st.sidebar.selectbox("Crime type", CRIME_TYPES)
    rates = read_rates()[crime_type].rename("rate").round(1)
    wards = read_wards().merge(rates, left_on="area_code", right_index=True, validate="1:1")
    steps = wards["rate"].quantile([0.2, 0.4, 0.6, 0.8]).tolist()

    def style(feature: dict) -> dict:
        place = sum(feature["properties"]["rate"] > step for step in steps)
        return {"fillColor": RAMP[place], "fillOpacity": 1, "color": "#555555", "weight": 0.8}

    base = folium.Map(location=(52.8, -2.0), zoom_start=9, tiles=None)
    base.default_js = [("leaflet", f"../{LEAFLET.name}/leaflet.js")]
    base.default_css = [("leaflet", f"../{LEAFLET.name}/leaflet.css")]
    folium.GeoJson(
        wards,
        style_function=style,
        tooltip=folium.GeoJsonTooltip(
            fields=["area_name", "rate"], aliases=["Ward", "per 1,000 residents"]
        ),
    ).add_to(base)
    st_folium(base, height=560, use_container_width=True)


if __name__ == "__main__":
    main()
