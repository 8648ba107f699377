"""The template of a partner's table: which areas, of when, as a workbook or as CSV."""

from __future__ import annotations

import streamlit as st

from components.page.telling import tell_error
from data.installed.held import areas_name
from data.partner.levels import held_levels
from data.partner.period import PartnerPeriod, read_period
from data.partner.words import PartnerError
from data.partner_tables.template import partner_template, partner_template_csv

PERIOD_HELP = "2023-24 (April to March), 2024, '2023-10 to 2024-03', or a day: 2025-03-31"


def template_form() -> None:
    """Offer the template by a level of areas, with the period in its notes."""
    with st.expander("Download a template to fill in", icon=":material/table:"):
        one, two = st.columns(2)
        level = one.selectbox(
            "Areas", held_levels(), format_func=areas_name, key="partner-template-level"
        )
        text = two.text_input(
            "Period (optional)", key="partner-template-period", help=PERIOD_HELP, max_chars=40
        )
        try:
            period: PartnerPeriod | None = read_period(text) if text.strip() else None
        except PartnerError as error:
            tell_error(str(error))
            return
        name = f"template-{level}{f'-{period.id}' if period else ''}"
        with st.container(horizontal=True):
            st.download_button(
                "Excel workbook with notes",
                data=lambda: partner_template(level, period),
                file_name=f"{name}.xlsx",
                mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                icon=":material/download:",
                key="partner-template-xlsx",
                on_click="ignore",
            )
            st.download_button(
                "CSV",
                data=lambda: partner_template_csv(level),
                file_name=f"{name}.csv",
                mime="text/csv",
                icon=":material/download:",
                key="partner-template-csv",
                on_click="ignore",
            )
