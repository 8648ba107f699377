"""Officers: any crime types, months and districts, by ward or LSOA, with table and files."""

from __future__ import annotations

import streamlit as st

from components.exploration import read
from components.explore_charts import mix_chart, series_chart
from components.explore_downloads import downloads_row
from components.explore_filters import filter_row
from components.explore_leads import chosen_area
from components.explore_map import explore_map
from components.explore_painting import explore_legend, paint_explored
from components.explore_strip import explore_strip
from components.explore_table import explore_rows, explore_table
from components.explore_words import explore_conclusion, explore_title, layer_note
from components.frame import current, heading, stop_on_faults
from components.palette import palette

PAGE = "explore"
reading = read(st.query_params.to_dict(), current(PAGE))
stop_on_faults(reading.as_reading())
exploration = reading.exploration
colours = palette()
view = exploration.view()
rows = explore_rows(view)

filter_row(reading)
heading(explore_title(view), explore_conclusion(view))
left, right = st.columns([11, 10], gap="medium")
with left:
    explore_map(paint_explored(view, exploration, colours), reading, colours)
    explore_legend(view, colours)
with right:
    explore_table(view, reading, rows)
    downloads_row(view, rows)
    chosen_area(view, reading)
if view.layer != "none":
    st.html(f'<p class="layer-note">{layer_note(view)}</p>')
explore_strip(view)

left, right = st.columns(2, gap="large")
with left:
    mix_chart(view, exploration, colours)
with right:
    series_chart(view, exploration, colours)
