"""The spine chart: a ward on every indicator, beside its district, the force and other wards."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.page.details import table_and_csv
from components.served.grid import grid
from data.figures.profile import BOTH_BY_CHANCE, MARKS, WardProfile, spine, ward_months
from data.figures.risk import total_indicator
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.plain import (
    count,
    interval,
    is_missing,
    joined,
    lower_first,
    ordinal,
    rate,
    times,
    whose,
)
from data.words.absence import is_partners, named_sources, short_reason, status_words

KEY = "spine"
JUDGED = ("worse", "better", "higher", "lower", "similar")
# Warm is worse, blue better, violet neither; the shape says the side in greyscale as well.
LIGHT_MARKS = {
    "worse": "#b30000",
    "better": "#0b5fa5",
    "higher": "#6a3d9a",
    "lower": "#9a7bc0",
    "similar": "#8a6d00",
    "range": "#e3e0da",
    "middle": "#bcb7ae",
}
DARK_MARKS = {
    "worse": "#ff8a66",
    "better": "#6db4ff",
    "higher": "#c9a6f2",
    "lower": "#9a86bd",
    "similar": "#e3c04d",
    "range": "#37342f",
    "middle": "#5f5a52",
}
BANDS = {"above average": "1 SD", "significantly above average": "2 SD", "not highlighted": "no"}


def spine_section(
    told: WardProfile, whole_force: bool, colours: Palette, choose: Callable[[str], None]
) -> None:
    """Draw the chart with its key, and its table and CSV one click away.

    `choose` is called with the id of the indicator whose row was clicked.
    """
    table = spine(told.period.id, told.code, whole_force)
    shown = table[table["rate"].notna()]
    if shown.empty:
        st.html(f'<p class="none">{escape(_nothing(told, table))}</p>')
        return
    grid("spine", spine_data(told, table, colours), KEY, lambda one: choose(one["row"]))
    name = f"spine-{told.code}-{told.period.id}"
    table_and_csv(lambda: spine_rows(told, table), name, "spine-table")


def _nothing(told: WardProfile, table: pd.DataFrame) -> str:
    """Say why no row of the chart can be drawn."""
    absent = _absent(told, table)
    if absent:
        return f"Nothing to draw for {told.name} in {told.period.label}.{absent}"
    return (
        f"No ward figure is published for {told.name} in {told.period.label}, so there is nothing "
        "to draw and nothing is guessed."
    )


def _absent(told: WardProfile, table: pd.DataFrame) -> str:
    """Name the indicators without a figure, by the reason."""
    catalogue = load_catalogue()
    held: dict[str, list[str]] = {}
    for id, row in table[table["rate"].isna()].iterrows():
        indicator = catalogue.indicator(str(id))
        why = f"Printed for other wards but not for {told.name}"
        if is_partners(indicator):
            why = short_reason(row["status"], indicator).capitalize()
        held.setdefault(why, []).append(lower_first(row["name"]))
    return "".join(f" {why}: {joined(names, 12)}." for why, names in held.items())


def spine_data(told: WardProfile, table: pd.DataFrame, colours: Palette) -> dict[str, Any]:
    """Return what the chart is told: heads, rows of cells, places from -1 to 1, key and note."""
    shown = table[table["rate"].notna()]
    counted = shown["numerator"].notna().any()
    ranked = shown["rank_district"].notna().any()
    heads = [
        ("own number", "Rate"),
        ("word", "Against district"),
        ("number district-rate", "District"),
        ("number force-rate", "Force"),
        ("number end", "Lowest ward"),
        ("chart", told.district),
        ("end", "Highest ward"),
        ("lens", "Over lens" if counted else "Over band"),
    ]
    if counted:
        heads.insert(0, ("number count", "Recorded"))
    if ranked:
        heads.append(("rank", f"Rank of {told.wards_in_district}"))
    if counted:
        heads.append(("months", "Months"))
    kinds = [kind for kind, _ in heads]
    return {
        "caption": _caption(told, shown),
        "heads": [{"kind": "name", "text": "Indicator"}]
        + [{"kind": kind, "text": text} for kind, text in heads],
        "rows": [_row(str(one), row, told, kinds) for one, row in shown.iterrows()],
        "key": _key(told, shown),
        "note": _note(told, table),
        "colours": DARK_MARKS if colours.dark else LIGHT_MARKS,
    }


def _caption(told: WardProfile, shown: pd.DataFrame) -> str:
    units = shown["unit"].unique()
    unit = f", {units[0]}" if len(units) == 1 else ""
    place = f"{told.name} against {told.district}"
    if told.period.kind == "published":
        return f"{place}: what is printed for it{unit}"
    words = shown["comparison"].value_counts()
    said = [f"{int(words[word])} {word}" for word in JUDGED if word in words]
    return f"{place}: {', '.join(said)}, of {len(shown)} indicators{unit}"


def _row(id: str, row: pd.Series, told: WardProfile, kinds: list[str]) -> dict[str, Any]:
    judgement, shape = _judgement(row)
    unit = row["unit"]
    cells: dict[str, dict[str, Any]] = {
        "number count": {"text": count(row["numerator"])},
        "own number": {"text": rate(row["rate"], unit)},
        "word": {"text": judgement, "judgement": judgement, "shape": shape}
        if judgement != "unjudged"
        else {"text": times(row["times_district"]), "judgement": judgement, "shape": shape},
        "number district-rate": {"text": rate(row["district"], unit)},
        "number force-rate": {"text": rate(row["force"], unit)},
        "number end": {"text": rate(row["lowest"], unit)},
        "chart": {},
        "end": {"text": rate(row["highest"], unit)},
        "lens": {"text": _lens(row)},
        "rank": {"text": ordinal(row["rank_district"]), "small": _force_rank(row)},
        "months": {"values": _months(id, told)},
    }
    return {
        "id": id,
        "name": row["name"],
        "shown": id == told.indicator.id,
        "total": id == total_indicator().id,
        "cells": [{"kind": kind, **cells[kind]} for kind in kinds],
        "at": {name: _place(row[f"at_{name}"]) for name in MARKS},
        "centre": not is_missing(row["district"]),
        "judgement": judgement,
        "shape": shape,
        "says": says(row, told),
    }


def _judgement(row: pd.Series) -> tuple[str, str]:
    """The word for a row, and the shape of its mark: which side of the district it is on."""
    if is_missing(row["comparison"]):
        return "unjudged", "level"
    if row["comparison"] == "similar":
        return "similar", "level"
    return str(row["comparison"]), "up" if row["rate"] > row["district"] else "down"


def _place(value: Any) -> float | None:
    return None if is_missing(value) else round(float(value), 4)


def _lens(row: pd.Series) -> str:
    if not is_missing(row["lenses"]):
        return "both?" if row["lenses"] == BOTH_BY_CHANCE else str(row["lenses"])
    return "–" if is_missing(row["band"]) else BANDS[str(row["band"])]


def _force_rank(row: pd.Series) -> str:
    return "" if is_missing(row["rank_force"]) else f"force {ordinal(row['rank_force'])}"


def _months(id: str, told: WardProfile) -> list[int | None]:
    held = ward_months(id, told.period.id, told.code)
    if held is None:
        return []
    return [None if is_missing(value) else int(value) for value in held]


def says(row: pd.Series, told: WardProfile) -> str:
    """Put a row of the chart in words, for the pointer and for readers who do not see it."""
    unit = row["unit"]
    said = f"{row['name']}: {told.name} {rate(row['rate'], unit)} {unit}"
    if not is_missing(row["lower"]):
        said += f" (95% interval {interval(row['lower'], row['upper'])})"
    for name, column in ((told.district, "district"), ("force", "force")):
        if not is_missing(row[column]):
            said += f"; {name} {rate(row[column], unit)}"
    if not is_missing(row["lowest"]):
        said += (
            f"; {row['wards']} wards from {rate(row['lowest'], unit)} to "
            f"{rate(row['highest'], unit)}, half of them between "
            f"{rate(row['lower_quartile'], unit)} and {rate(row['upper_quartile'], unit)}"
        )
    if not is_missing(row["comparison"]):
        link = "to" if row["comparison"] == "similar" else "than"
        said += f". {str(row['comparison']).capitalize()} {link} {told.district}"
    return said + "."


def _key(told: WardProfile, shown: pd.DataFrame) -> list[dict[str, str]]:
    marks: dict[tuple[str, str], None] = dict.fromkeys(
        _judgement(row) for _, row in shown.iterrows()
    )
    words = {
        "similar": f"similar to {told.district}",
        "unjudged": f"{told.name}, as printed: no interval to judge by",
    }
    order = [*JUDGED, "unjudged"]
    key = [
        {
            "kind": "mark",
            "judgement": name,
            "shape": shape,
            "text": words.get(name, f"{name} than {told.district}"),
        }
        for name, shape in sorted(marks, key=lambda pair: (order.index(pair[0]), pair[1]))
    ]
    key.append({"kind": "centre", "text": told.district})
    if shown["force"].notna().any():
        key.append({"kind": "force", "text": "force area"})
    if shown["lowest"].notna().any():
        key.append(
            {"kind": "range", "text": f"{whose(told.district)} wards, the middle half darker"}
        )
    return key


def _note(told: WardProfile, table: pd.DataFrame) -> str:
    shown = table[table["rate"].notna()]
    said = (
        f"Each row has its own scale: {told.district} in the middle, the furthest value at the "
        "end. Click an indicator to see it on the map and month by month. "
    )
    if shown["comparison"].notna().any():
        said += (
            f"A ward is called similar where {whose(told.district)} rate is inside its 95% "
            f"interval; of {len(shown)} indicators about {_by_chance(len(shown))} would fall "
            "outside by chance alone. Where more recorded is not simply worse, it is called higher "
            "or lower."
        )
    else:
        said += (
            "The document prints rates without counts, so there is no interval and no verdict of "
            "better or worse; the band is the statutory rule's."
        )
    if (shown["lenses"] == BOTH_BY_CHANCE).any():
        said += " Both?: both lenses mark it, and chance may among so many comparisons."
    partly = shown[shown["wards_known"] < shown["wards"]]
    if len(partly):
        names = [lower_first(name) for name in partly["name"]]
        said += f" No range for {joined(names, 6)}: only some wards have a figure."
    said += _absent(told, table)
    supplied = named_sources(load_catalogue().indicator(str(one)) for one in shown.index)
    return f"{said} Partners' rows: supplied by {supplied}." if supplied else said


def _by_chance(indicators: int) -> str:
    return {0: "none", 1: "one"}.get(round(indicators * 0.05), str(round(indicators * 0.05)))


def spine_rows(told: WardProfile, table: pd.DataFrame) -> pd.DataFrame:
    """Return the chart's figures as a table: what is shown, in numbers.

    A partner's indicator without a figure has its row, with the reason.
    """
    catalogue = load_catalogue()
    supplied = [is_partners(catalogue.indicator(str(one))) for one in table.index]
    shown = table[table["rate"].notna() | np.array(supplied, dtype=bool)]

    def one_decimal(column: str) -> pd.Series:
        return shown[column].astype("Float64").round(2)

    rows = pd.DataFrame(
        {
            "Indicator": shown["name"],
            "Unit": shown["unit"],
            "Recorded": shown["numerator"],
            f"{told.name}": one_decimal("rate"),
            "Lower 95%": one_decimal("lower"),
            "Upper 95%": one_decimal("upper"),
            f"Against {told.district}": shown["comparison"].astype(object).fillna("–"),
            f"{told.district}": one_decimal("district"),
            "Times district": one_decimal("times_district"),
            "Force": one_decimal("force"),
            "Lowest ward": one_decimal("lowest"),
            "25th percentile": one_decimal("lower_quartile"),
            "75th percentile": one_decimal("upper_quartile"),
            "Highest ward": one_decimal("highest"),
            "Statutory band": shown["band"].astype(object).fillna("–"),
            "Funnel": shown["funnel"].astype(object).fillna("–"),
            "Both lenses": shown["lenses"].astype(object).fillna("–"),
            "Rank in district": shown["rank_district"],
            "Rank in force": shown["rank_force"],
            "Status": [
                status_words(status, catalogue.indicator(str(one)), told.period)
                for one, status in shown["status"].items()
            ],
        }
    )
    return rows.dropna(axis="columns", how="all").reset_index(drop=True)
