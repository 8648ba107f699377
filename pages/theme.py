"""One priority theme in one district: choropleth, hotspot panel, local against force."""

from __future__ import annotations

import streamlit as st

from components.charts import describe, months_chart, show
from components.context import children_context
from components.frame import current, heading
from components.headline import headline_row
from components.hotspot_panel import hotspot_panel
from components.legend import legend
from components.maps import choose, map_and_list, no_figures
from components.painting import paint_wards
from components.palette import palette
from components.selection import district_name
from components.tables import published_table, ward_table
from components.theme_card import plan_asks, standing, theme_card
from components.trust_strip import trust_strip
from components.wording import conclusion, months_message, title
from data.catalogue import load_catalogue
from data.headlines import headline
from data.ward_view import monthly_rates, ward_view

PAGE = "theme"
selection = current(PAGE)
catalogue = load_catalogue()
theme = catalogue.theme(selection.theme)
place = district_name(selection.csp)
colours = palette()

if selection.indicator is None:
    no_figures(theme, selection, colours, PAGE)
    told = None
else:
    view = ward_view(
        selection.indicator, selection.period, selection.csp, selection.wards == "force"
    )
    told = headline(selection.indicator, selection.period, selection.csp)
    heading(title(view, place), conclusion(view, place))
    headline_row(told, place, catalogue.force.name)
    map_and_list(
        paint_wards(view, selection, colours),
        hotspot_panel(view, selection.ward),
        lambda: legend(view, selection, colours),
        choose(selection, PAGE),
        colours,
    )
    trust_strip(view, selection)
    series = monthly_rates(view, selection.csp, selection.ward)
    if series is not None:
        show(
            months_chart(series, colours),
            months_message(series, view.indicator.name),
            describe(series),
            series.reset_index(names="Month").round(2),
            "months",
        )

left, right = st.columns(2, gap="large")
with left:
    theme_card(theme, selection.csp, told)
with right:
    standing(theme, selection.csp)
    plan_asks(theme, selection.csp)
children_context(theme, selection.csp, colours)
published_table(theme, selection.csp)
if selection.indicator is not None:
    st.markdown(f"#### Every ward: {view.indicator.name}, {view.period.label}")
    ward_table(view, f"{selection.indicator}-{selection.csp}-{selection.period}")
