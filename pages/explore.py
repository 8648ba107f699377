"""Officers: any crime types, months and districts, by ward or LSOA, with table and files."""

from __future__ import annotations

import streamlit as st

from components.chart.style import palette
from components.explore.charts import charts_section
from components.explore.downloads import downloads_row
from components.explore.filters import filter_row
from components.explore.leads import chosen_area
from components.explore.map import explore_map
from components.explore.street_map import drawn_layer, street_legend, street_paint, tell_layer
from components.explore.streets import streets_section
from components.explore.strip import explore_strip
from components.explore.table import explore_rows, explore_table
from components.map.legend import legend
from components.map.maps import COLUMNS
from components.map.picture import LABEL, picture_links
from components.page.frame import current, heading, stop_on_faults
from components.page.partner_tables import tell_police_only
from components.page.sections import sections
from components.page.telling import say_small
from data.figures.area_figures import POLICE_SOURCE
from data.painting.explore import explore_key, paint_explored
from data.selection.exploration import read
from data.words.explore import explore_in_short, explore_title, explore_total

PAGE = "explore"
reading = read(st.query_params.to_dict(), current(PAGE))
stop_on_faults(reading.as_reading())
exploration = reading.exploration
colours = palette()
view = exploration.view()
rows = explore_rows(view)
records_drawn = drawn_layer(exploration, view)

filter_row(reading)
line, sentence = explore_title(view, records_drawn), explore_in_short(view)
heading(line, sentence)
with st.container(key="map-and-panel"):
    left, right = st.columns(COLUMNS, gap="small")
with left:
    plain = paint_explored(view, exploration, colours)
    paint = street_paint(plain, exploration, view, colours)
    explore_map(paint, reading, colours)
    if records_drawn:
        street_legend(exploration, view, colours)
    else:
        legend(explore_key(view, colours))
with right:
    say_small(explore_total(view))
    explore_table(view, reading, rows)
    downloads_row(view, rows)
    chosen_area(view, reading)
tell_layer(view, exploration)
picture = picture_links(
    plain,
    lambda: explore_key(view, colours),
    line,
    sentence,
    [POLICE_SOURCE],
    colours,
)
# A picture has the areas; circles and density stay on the screen.
explore_strip(view, current(PAGE).boundary == "legal", {} if records_drawn else {LABEL: picture})
tell_police_only()

sections(
    {
        "Mix and months": lambda: charts_section(view, exploration, colours),
        "Streets": lambda: streets_section(view, exploration),
    },
    "explore-sections",
)
