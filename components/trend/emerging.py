"""Areas that have begun, gone on or stopped standing out: on the map and window by window."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.map.ward_map import ward_map
from components.page.details import table_and_csv
from components.page.telling import say, say_heading
from components.trend.about import about
from components.trend.address import go
from components.trend.change import own_area, ward_set
from components.trend.filters import bound
from data.painting.paint import Paint
from data.painting.palette import Palette
from data.phrases.plain import month, rate, short_span
from data.selection.selection import district_name
from data.selection.trending import AREAS, LENSES, TrendReading, alter, move
from data.trend.emerging import LENS_RULES, Emerging, emerging, emerging_sentence, judged_months
from data.trend.months import area_type, loaded
from data.words.trend import what

AREA_NAMES = {"ward": "Wards", "lsoa": "Census areas"}
LENS_NAMES = {"funnel": "Funnel", "gi": "Gi* hot spots"}
MOST_ROWS = 15
# Outlines, so that the categories can be told without colour: two for what stands out now.
OUTLINES = {"new": 2, "recent": 2, "persistent": 1, "sporadic": 1}


def emerging_section(reading: TrendReading, colours: Palette) -> None:
    """Draw which areas are new, persistent and fading, with the rule of each."""
    now = reading.trending
    _choices(reading)
    found = emerging(now.types, now.area, now.lens, reading.districts, now.until)
    say_heading(emerging_sentence(found, what(now.types)).rstrip("."))
    if found.areas.empty:
        say(f"{found.missing} more months on end are needed. Nothing is guessed from fewer.")
        _rules(found)
        return
    left, right = st.columns([10, 11], gap="medium")
    with left:
        clicked = ward_map(_paint(found, reading, colours), colours, "trend-map")
        _key(found, colours)
    with right:
        _strip(found, own_area(reading, now.area))
        table_and_csv(
            lambda: emerging_table(found),
            f"emerging-{now.area}",
            "emerging-table",
            about={**about(now), "Title": emerging_sentence(found, what(now.types))},
        )
    _rules(found)
    if clicked in found.areas.index:
        go(move(reading, now.area, str(clicked)))
        st.rerun()


def _choices(reading: TrendReading) -> None:
    now = reading.trending
    columns = st.columns([3, 3, 4, 3], vertical_alignment="bottom")
    with columns[0]:
        st.segmented_control(
            "Areas judged",
            list(AREAS),
            required=True,
            format_func=AREA_NAMES.get,
            **bound("trend-area", now.area, reading, lambda to: alter(reading, area=to)),
        )
    with columns[1]:
        st.segmented_control(
            "Stands out by",
            list(LENSES),
            required=True,
            format_func=LENS_NAMES.get,
            **bound("trend-lens", now.lens, reading, lambda to: alter(reading, lens=to)),
        )
    if now.level != "force":
        with columns[2]:
            ward_set(reading, "trend-emerging-wards")
    offered = judged_months()
    if len(offered) > 1:
        with columns[3]:
            st.selectbox(
                "As it was in",
                list(offered),
                format_func=month,
                **bound(
                    "trend-until",
                    now.until or offered[0],
                    reading,
                    lambda to: alter(reading, until=None if to == offered[0] else to),
                ),
            )
    elif offered:
        columns[3].caption(
            f"{month(offered[0])} is the only month with a whole year loaded up to it."
        )


def _paint(found: Emerging, reading: TrendReading, colours: Palette) -> Paint:
    """Paint each area by its category."""
    order = [rule.id for rule in found.rules]
    names = {rule.id: rule.name for rule in found.rules}
    layer = area_type(found.level, str(loaded()[found.windows[-1][-1]]))
    last = f"rate_{len(found.windows)}"
    return Paint(
        layer=layer,
        fit=reading.districts or None,
        ward=own_area(reading, found.level) or None,
        areas={
            str(code): (
                order.index(str(row["category"])),
                min(OUTLINES.get(str(row["category"]), 0), 2 if found.level == "ward" else 1),
                f"<br>{escape(names[str(row['category'])])}<br><b>{rate(row[last])}</b>",
            )
            for code, row in found.areas.iterrows()
        },
        ramp=_ramp(colours),
        says=f"Map: {emerging_sentence(found, what(reading.trending.types))} The table beside the "
        "map has the same areas.",
        elsewhere="Not among the areas judged",
        unit=" per 1,000 a year",
    )


def _ramp(colours: Palette) -> tuple[str, ...]:
    """Warm for what stands out now, cold for what did, in the order of the categories."""
    _, faded, cool, never, mild, warm, hot = colours.cold_hot
    return (hot, warm, colours.clusters[1], mild, faded, cool, never)


def _key(found: Emerging, colours: Palette) -> None:
    numbers = found.numbers
    items = "".join(
        f'<li><span class="swatch fill" style="background-color:{colour}"></span>'
        f"{escape(rule.name)} ({numbers[rule.id]})</li>"
        for rule, colour in zip(found.rules, _ramp(colours), strict=True)
    )
    st.html(
        f'<ul class="legend" aria-label="Key to the map">{items}'
        '<li><span class="swatch line thick"></span>new or recent</li></ul>'
    )


def _strip(found: Emerging, own: str) -> None:
    """Draw the areas that ever stood out, a mark for each window."""
    areas = found.areas[found.areas["category"] != "never"]
    if areas.empty:
        st.markdown("No area stood out in any of the windows.")
        return
    shown = areas.head(MOST_ROWS)
    if own in areas.index and own not in shown.index:
        shown = pd.concat([shown.head(MOST_ROWS - 1), areas.loc[[own]]])
    several = len(set(areas["district_code"])) > 1
    names = {rule.id: rule.name for rule in found.rules}
    heads = "".join(
        f'<th scope="col" class="window">{escape(short_span(one[0], one[-1]))}</th>'
        for one in found.windows
    )
    rows = "".join(
        _row(str(code), row, names, len(found.windows), several, own)
        for code, row in shown.iterrows()
    )
    more = len(areas) - len(shown)
    st.html(
        '<table class="strip"><caption>Areas that stood out, and when</caption><thead><tr>'
        f'<th scope="col">Area</th><th scope="col">Category</th>{heads}'
        '<th scope="col" class="number">Rate now</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        + (f'<p class="quiet">{more} more are in the table.</p>' if more else "")
        + '<p class="quiet">● stood out, ○ did not. Rate: per 1,000 residents a year, in the '
        "latest window.</p>"
    )


def _row(
    code: str, row: pd.Series, names: dict[str, str], windows: int, several: bool, own: str
) -> str:
    marks = "".join(_mark(bool(row[f"flag_{at}"])) for at in range(1, windows + 1))
    name = str(row["area_name"])
    if several:
        name += f", {district_name(str(row['district_code']))}"
    kind = ' class="own"' if code == own else ""
    return (
        f'<tr{kind}><th scope="row">{escape(name)}</th>'
        f"<td>{escape(names[str(row['category'])])}</td>{marks}"
        f'<td class="number">{rate(row[f"rate_{windows}"])}</td></tr>'
    )


def _mark(high: bool) -> str:
    said = "stood out" if high else "did not stand out"
    return (
        f'<td class="window"><i{" class=high" if high else ""} aria-hidden="true"></i>'
        f'<span class="visually-hidden">{said}</span></td>'
    )


def _rules(found: Emerging) -> None:
    """State the rule of each category, and what flags an area."""
    rules = "".join(
        f"<li><b>{escape(rule.name)}</b>: {escape(rule.rule)}.</li>" for rule in found.rules
    )
    note = "" if found.areas.empty else f"<li>{escape(found.note)}</li>"
    st.html(
        f'<ul class="notes"><li>An area is flagged in a window where it is '
        f"{escape(LENS_RULES[found.lens])}.</li>{rules}{note}</ul>"
    )


def emerging_table(found: Emerging) -> pd.DataFrame:
    """Return every area judged, with its windows, as a table."""
    areas = found.areas
    names = {rule.id: rule.name for rule in found.rules}
    table = pd.DataFrame(
        {
            "Area": areas["area_name"].astype(str),
            "District": areas["district_code"].map(district_name),
            "Category": areas["category"].astype(str).map(names),
        }
    )
    for at, months in enumerate(found.windows, start=1):
        span = short_span(months[0], months[-1])
        table[f"{span}: stood out"] = areas[f"flag_{at}"].map({True: "yes", False: "no"})
        table[f"{span}: recorded"] = areas[f"count_{at}"]
        table[f"{span}: rate"] = areas[f"rate_{at}"].astype("Float64").round(2)
    table["Code"] = areas.index
    return table.reset_index(drop=True)
