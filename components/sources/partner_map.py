"""A checked table on the map before it is saved: what a page would show, and no more."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.chart.style import palette
from components.map.ward_map import ward_map
from components.page.details import table_and_csv
from components.page.telling import say, say_heading, tell_warning
from components.sources.partner_columns import ROLE_NAMES
from data.catalogue.base import base_catalogue
from data.explore.areas import label_points
from data.painting.absence import SWATCHES, absence_class
from data.painting.paint import Paint
from data.partner.levels import areas_of
from data.partner_tables.checks import CheckedTable
from data.partner_tables.preview import preview_values
from data.phrases.plain import count, interval, is_missing, rate
from data.settings import settings
from data.words.absence import SUPPRESSED, short_reason, small_counts
from geo.classes import class_breaks, class_counts, classify


def draw_preview(checked: CheckedTable) -> None:
    """Draw the areas as every page will show them once the table is saved."""
    said = checked.definition
    level, area_type = said.area_level, said.level
    if said.is_restricted:
        _tell_restricted()
        if not settings().show_restricted and level != "district":
            # Below it nothing would be drawn: what everybody will see is the district's figure.
            level = area_type = "district"
    shown = areas_of(area_type).join(preview_values(checked, level))
    breaks = class_breaks(shown["value"])
    say_heading(f"4. On the map: {said.name}, {said.period.label}, {said.unit}", 3)
    known = int(shown["value"].notna().sum())
    say(_conclusion(shown, said.unit, known))
    colours = palette()
    ramp = colours.ramp(said.polarity, len(breaks))
    ward_map(_paint(shown, breaks, ramp, checked, area_type), colours, "partner-preview", 560)
    _key(shown, breaks, ramp, said.unit)
    table_and_csv(
        lambda: _table(shown, checked), f"preview-{said.id}", "partner-preview-table", width=900
    )


def _tell_restricted() -> None:
    if settings().show_restricted:
        says = (
            "This installation was started with CSP_SHOW_RESTRICTED=1, so small areas are shown, "
            "with small counts withheld. Do not share the screen."
        )
    else:
        says = (
            "Restricted: once saved, values below the district are kept in the store and shown "
            "only where the app is started with CSP_SHOW_RESTRICTED=1. This one was not, so the "
            "map has districts only, with small counts withheld."
        )
    tell_warning(says, icon=":material/lock:")


def _conclusion(shown: pd.DataFrame, unit: str, known: int) -> str:
    told = (
        f"{count(known)} of {count(len(shown))} areas {'has' if known == 1 else 'have'} a figure "
        "to show"
    )
    if not known:
        return f"{told}."
    top = shown["value"].idxmax()
    name = shown.loc[top, "area_name"]
    return f"{told}; the highest is {name} with {rate(shown.loc[top, 'value'], unit)}."


def _paint(
    shown: pd.DataFrame,
    breaks: tuple[float, ...],
    ramp: tuple[str, ...],
    checked: CheckedTable,
    area_type: str,
) -> Paint:
    said = checked.definition
    kinds = classify(shown["value"], breaks).astype("Int64")
    kinds = kinds.fillna(shown["status"].map(absence_class)).astype(int)
    districts = set(shown.loc[shown["value"].notna(), "district_code"])
    known = int(shown["value"].notna().sum())
    whole = tuple(one.code for one in base_catalogue().force.districts)
    return Paint(
        layer=area_type,
        # A table of one district is looked at there, and not on a map of the whole force area.
        fit=tuple(sorted(districts)) if len(districts) == 1 else None,
        ward=None,
        areas={
            str(code): (int(kind), 0, _words(row, said.unit))
            for (code, row), kind in zip(shown.iterrows(), kinds, strict=True)
        },
        ramp=ramp,
        says=f"Map of the table before it is saved: {said.name}, {said.period.label}, {known} of "
        f"{len(shown)} areas with a figure. The table below it has the same figures.",
        elsewhere="",
        labels=None if area_type == "district" else label_points("district", whole),
    )


def _why(status: object) -> str:
    known = ("suppressed", "restricted")
    return short_reason(status) if status in known else "not supplied"


def _why_not(status: object) -> str:
    if status == SUPPRESSED:
        return f"Withheld: {small_counts()}, or be worked out from this one"
    return _why(status).capitalize()


def _words(row: pd.Series, unit: str) -> str:
    if is_missing(row["value"]):
        return f"<br>{escape(_why_not(row['status']))}"
    lines = [f"<b>{rate(row['value'], unit)}</b> {escape(unit)}"]
    if not is_missing(row["lower"]):
        lines.append(f"95% interval {interval(row['lower'], row['upper'])}")
    if not is_missing(row["numerator"]):
        over = "" if is_missing(row["denominator"]) else f" over {count(row['denominator'])}"
        lines.append(f"{count(row['numerator'])}{over}")
    return "<br>" + "<br>".join(lines)


def _key(shown: pd.DataFrame, breaks: tuple[float, ...], ramp: tuple[str, ...], unit: str) -> None:
    held = class_counts(shown["value"], breaks) if breaks else []
    items, low = [], ""
    for place, (colour, high) in enumerate(zip(ramp, breaks, strict=True)):
        top = rate(high, unit)
        span = f"{low}–{top}" if low else f"to {top}"
        items.append(
            f'<li><span class="swatch fill" style="background-color:{colour}"></span>{span} '
            f"({int(held[place])})</li>"
        )
        low = top
    for status, number in shown.loc[shown["value"].isna(), "status"].value_counts().items():
        swatch, why = SWATCHES[absence_class(status)], escape(_why(status))
        items.append(f'<li><span class="swatch {swatch}"></span>{why} ({number})</li>')
    st.html(f'<ul class="legend" aria-label="Key to the map">{"".join(items)}</ul>')


def _table(shown: pd.DataFrame, checked: CheckedTable) -> pd.DataFrame:
    names = {one.code: one.name for one in base_catalogue().force.districts}
    return pd.DataFrame(
        {
            "Code": shown.index,
            "Area": shown["area_name"].to_numpy(),
            "District": shown["district_code"].map(names).to_numpy(),
            ROLE_NAMES["numerator"]: shown["numerator"].to_numpy(),
            ROLE_NAMES["denominator"]: shown["denominator"].to_numpy(),
            "Value": shown["value"].to_numpy(),
            "From (95%)": shown["lower"].to_numpy(),
            "To (95%)": shown["upper"].to_numpy(),
            "Status": [
                "as supplied" if one == "partner" else _why_not(one) for one in shown["status"]
            ],
            "Period": checked.definition.period.label,
            "Title": f"{checked.definition.name}, {checked.definition.unit}",
        }
    )
