"""Where risk sits in a district: headline figures, places at greatest risk, what changed."""

from __future__ import annotations

import streamlit as st

from components.changes import changes_section
from components.completeness import completeness_table
from components.frame import current, heading
from components.legend import risk_legend
from components.maps import choose, map_and_list
from components.painting import paint_risk
from components.palette import palette
from components.places import documented_reasons
from components.risk_panel import risk_panel
from components.selection import district_name
from components.tables import risk_table
from components.tiles import headline_tiles
from components.trust_strip import period_strip
from components.wording import risk_conclusion, risk_title
from data.overview import headlines
from data.risk import risk_view

PAGE = "overview"
selection = current(PAGE)
place = district_name(selection.csp)
colours = palette()
view = risk_view(selection.period, selection.csp, selection.wards == "force")
figures = headlines(selection.period, selection.csp)

heading(risk_title(selection.period, place), risk_conclusion(view, figures, place))
headline_tiles(figures)
map_and_list(
    paint_risk(view, selection, colours),
    risk_panel(view, selection.ward),
    lambda: risk_legend(view, colours),
    choose(selection, PAGE),
    colours,
)
period_strip(selection)

left, right = st.columns(2, gap="large")
with left:
    changes_section(selection.period, selection.csp, colours)
with right:
    documented_reasons(selection.csp, view, selection.period)
completeness_table(selection.period)
st.markdown("#### Every ward, by the number of indicators it stands out on")
risk_table(view, f"risk-{selection.csp}-{selection.period}")
