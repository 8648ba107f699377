"""One ward's profile: against its district, the force and its neighbours, and what is inside."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components.chart.style import palette
from components.map.picture import LABEL
from components.page.frame import current
from components.page.partner_tables import has_tables, partner_section
from components.page.trust_strip import trust_strip
from components.ward.charts import mix_section, months_section
from components.ward.map import map_and_neighbours
from components.ward.profile import (
    asked_for,
    dress_profile,
    elsewhere_section,
    indicator_chooser,
    mover,
    profile_heading,
    profile_headline,
)
from components.ward.spine import spine_section
from components.ward.tables import documents_section, inside_section, printed_section
from data.figures.profile import default_ward, district_of, shown_indicator, ward_profile
from data.words.newest import older_page

PAGE = "ward"
selection = current(PAGE)
whole_force = selection.wards == "force"
ward = selection.ward or default_ward(selection.basis, selection.csp, whole_force)
district = district_of(ward, selection.basis)
indicator = shown_indicator(selection.indicator, selection.basis, district)
told = ward_profile(indicator.id, selection.basis, ward, whole_force)
shown = replace(selection, csp=district, ward=ward)
colours = palette()

dress_profile()
profile_heading(told)
asked_for(told, selection.indicator)
picture = map_and_neighbours(told, shown, colours, mover(shown))
trust_strip(told.view, shown, older_page(shown, PAGE), {LABEL: picture})
profile_headline(told, selection.against)
spine_section(told, whole_force, colours, indicator_chooser(shown))

left, right = st.columns(2, gap="large")
with left:
    mix_section(told, colours)
with right:
    months_section(told, colours)
inside_section(told)
left, right = st.columns([9, 11], gap="large")
with left:
    documents_section(told)
with right:
    printed_section(told)
if has_tables():
    partner_section(shown, district, ward=ward)
elsewhere_section(told, shown)
