"""Districts side by side: which stand out, on what, against force, England and similar areas."""

from __future__ import annotations

import streamlit as st

from components.compare_documents import printed_comparisons
from components.compare_matrix import leads_to, matrix, matrix_table
from components.compare_paper import board_paper
from components.compare_priorities import parting, priority_matrix
from components.compare_sections import change_section, indicator_section, pick_section
from components.compare_words import compare_conclusion, compare_title
from components.frame import current, heading
from components.palette import palette
from components.selection import district_name
from components.trust_strip import period_strip
from data.catalogue import load_catalogue

PAGE = "compare"
selection = current(PAGE)
period = load_catalogue().period(selection.period)
place = district_name(selection.csp)
colours = palette()

heading(compare_title(period, place), compare_conclusion(period, selection.csp, place))
matrix(selection, PAGE, colours)
with st.container(key="compare-links", horizontal=True, vertical_alignment="center"):
    leads_to(selection, place)
    matrix_table(selection.period)
period_strip(selection)

section = pick_section(selection)
if section == "indicator":
    indicator_section(selection, PAGE, colours)
elif section == "change":
    change_section(selection, colours)
elif section == "similar":
    printed_comparisons(selection.csp)
elif section == "plans":
    priority_matrix(selection, colours)
    parting(selection)
else:
    board_paper(selection)
