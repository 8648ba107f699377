"""Context from other publishers: the yearly children's series of the upper-tier authority."""

from __future__ import annotations

import streamlit as st

from components.chart.charts import show, yearly_chart
from components.page.telling import tell_info
from data.catalogue.records import Theme
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.plain import count
from data.tables.children import load_children


def children_context(theme: Theme, csp: str, colours: Palette) -> None:
    """Draw the Department for Education's yearly rates for each children's indicator of a theme."""
    catalogue = load_catalogue()
    wanted = [
        catalogue.indicator(one) for one in theme.indicators if catalogue.indicator(one).children
    ]
    if not wanted:
        return
    children = load_children()
    upper_tier = catalogue.force.district(csp).upper_tier
    for indicator, column in zip(wanted, st.columns(len(wanted), gap="large"), strict=True):
        table = children[children["indicator"] == indicator.children]
        local = table[table["area_code"] == upper_tier].dropna(subset=["rate_per_10000"])
        if local.empty:
            with column:
                tell_info(f"{indicator.name}: no figures are loaded for this area.")
            continue
        name = str(local["area_name"].iloc[0])
        series = table.pivot(index="year", columns="area_name", values="rate_per_10000")
        series = series[[name, *(other for other in series.columns if other != name)]]
        last = local.dropna(subset=["rate_per_10000"]).iloc[-1]
        with column:
            show(
                yearly_chart(series, colours),
                f"{indicator.short} in {name}: {last['rate_per_10000']:.1f} per 10,000 aged under "
                f"18 on 31 March {int(last['year'])}",
                f"Line chart of yearly rates of {indicator.name} per 10,000 children aged 0 to 17 "
                f"for {', '.join(series.columns)}.",
                table.drop(columns=["area_code", "area_type", "indicator"], errors="ignore"),
                f"children-{indicator.id}",
            )
            st.caption(
                f"{count(last['count'])} children over {count(last['population_0_17'])} aged 0 to "
                "17 at the previous mid-year. The figures are of the upper-tier authority; the "
                "Department for Education publishes none for districts or wards."
            )
