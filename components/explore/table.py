"""The explorer's table: its areas ranked, with every figure that the map and the files have."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.explore.address import go
from data.explore.view import ExploreView
from data.phrases.plain import rounded
from data.selection.exploration import ExplorationReading, alter
from data.words.explore import LAYER_NAMES, MEASURE_NAMES, ONE_AREA

TABLE_KEY = "explore-areas"
# Column of the frame, head in the table, decimals (None: as it is, or as rates are written).
# The order is that of the table.
COLUMNS: tuple[tuple[str, str, int | None], ...] = (
    ("rank", "Rank", None),
    ("area_name", "Area", None),
    ("ward_name", "Ward", None),
    ("district_name", "District", None),
    ("label", "Label", None),
    ("smoothed", "Smoothed rate", None),
    ("rate", "Rate", None),
    ("numerator", "Recorded", None),
    ("share", "% of district", 1),
    ("per_month", "Per month", 1),
    ("change", "Change %", 1),
    ("change_lower", "Change, lower 95%", 1),
    ("change_upper", "Change, upper 95%", 1),
    ("change_direction", "Change verdict", None),
    ("lower", "Rate, lower 95%", None),
    ("upper", "Rate, upper 95%", None),
    ("residents", "Residents", None),
    ("imd_decile", "IMD decile", None),
    ("z", "z", 2),
    ("I", "Moran's I", 3),
    ("p", "p", 4),
    ("p_adjusted", "p adjusted", 4),
    ("area_code", "Code", None),
)


# Rounded as every sentence writes them.
RATES = frozenset({"smoothed", "rate", "lower", "upper"})


def explore_rows(view: ExploreView) -> pd.DataFrame:
    """Return the table's rows, indexed by area code: figures as numbers, so that heads sort them.

    What is ranked comes first among the figures.
    """
    frame = view.areas.assign(area_code=view.areas.index)
    order = [name for name, _, _ in COLUMNS if name in frame.columns]
    shown = "smoothed" if view.layer == "smoothed" else _measure_column(view)
    # What is ranked comes right after the name: on a narrow screen no figure else is in sight.
    for place, name in enumerate(one for one in (shown, "label") if one in order):
        order.insert(2 + place, order.pop(order.index(name)))
    if len(view.districts) == 1:
        order.remove("district_name")
    heads = {name: (head, decimals) for name, head, decimals in COLUMNS}
    table = pd.DataFrame(index=frame.index)
    for name in order:
        head, decimals = heads[name]
        values = frame[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype(object).where(values.notna(), "not tested")
        elif name in RATES:
            values = rounded(values)
        elif decimals is not None:
            values = values.astype("Float64").round(decimals)
        table[_head(name, head, view)] = values
    return table


def _measure_column(view: ExploreView) -> str:
    return {"rate": "rate", "count": "per_month", "share": "share", "change": "change"}[
        view.measure
    ]


def _head(name: str, head: str, view: ExploreView) -> str:
    if name == "area_name":
        return ONE_AREA[view.level].capitalize() if view.level == "ward" else "LSOA"
    if name == "label":
        return {"band": "Statutory band", "gi": "Gi*", "moran": "Local Moran"}[view.layer]
    return head


def explore_table(view: ExploreView, reading: ExplorationReading, rows: pd.DataFrame) -> None:
    """Draw the table; choosing a row chooses the area on the map."""
    codes = [str(code) for code in rows.index]
    at = reading.exploration.at
    # The address is the truth: the table marks the area that it names.
    marked = [codes.index(at)] if at in codes else []
    st.session_state[TABLE_KEY] = {"selection": {"rows": marked, "columns": [], "cells": []}}

    def picked() -> None:
        chosen = st.session_state[TABLE_KEY]["selection"]["rows"]
        go(alter(reading, at=codes[chosen[0]] if chosen else None))

    ranked = LAYER_NAMES["smoothed"] if view.layer == "smoothed" else MEASURE_NAMES[view.measure]
    with st.container(key="explore-table"):
        st.dataframe(
            _light(rows),
            hide_index=True,
            height="stretch",
            row_height=31,
            key=TABLE_KEY,
            on_select=picked,
            selection_mode="single-row",
            placeholder="–",
            column_config=_columns(rows),
            alt=f"{len(rows)} areas ranked by {ranked.lower()}, highest first",
        )


def _light(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the same figures in fewer bytes: hundreds of rows are sent at each choice."""
    table = rows.reset_index(drop=True)
    for name in table.columns:
        values = table[name]
        if pd.api.types.is_float_dtype(values):
            table[name] = values.astype("float32")
        elif pd.api.types.is_integer_dtype(values):
            table[name] = values.astype("Int32" if values.isna().any() else "int32")
        elif values.nunique() * 2 < len(values):
            table[name] = values.astype("category")
    return table


def _columns(rows: pd.DataFrame) -> dict[str, object]:
    """Formats: one decimal kept where a figure ends in .0, names wide enough to read."""
    decimals = {head: places for _, head, places in COLUMNS if places is not None}
    formats: dict[str, object] = {
        name: st.column_config.NumberColumn(format=f"%.{decimals[name]}f")
        for name in rows.columns
        if name in decimals
    }
    for name in (head for one, head, _ in COLUMNS if one in RATES and head in rows.columns):
        # Rates under 1 have two decimals, and one format serves a whole column.
        if not (rows[name].abs() < 1).any():
            formats[name] = st.column_config.NumberColumn(format="%.1f")
    formats["Rank"] = st.column_config.NumberColumn(width=50)
    if "LSOA" in rows:
        # A census area's name with its neighbourhood is long; its rate has to stay in sight.
        formats["LSOA"] = st.column_config.TextColumn(width=185)
    if "Ward" in rows and "LSOA" in rows:
        formats["Ward"] = st.column_config.TextColumn(width=150)
    formats["Recorded"] = st.column_config.NumberColumn(format="localized")
    formats["Residents"] = st.column_config.NumberColumn(format="localized")
    if "IMD decile" in rows:
        formats["IMD decile"] = st.column_config.NumberColumn(
            help="Index of Multiple Deprivation: 1 is the most deprived tenth of England's LSOAs"
        )
    return formats
