"""Change between two spans of months: of the place, of the areas around it, of each crime type."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components.chart.charts import show
from components.page.telling import say, say_heading, say_small, tell_error
from components.trend.about import about
from components.trend.address import go
from components.trend.change_charts import (
    MOST_PERCENT,
    area_change_figure,
    change_rows,
    type_change_figure,
    type_volume_figure,
)
from components.trend.filters import bound
from data.explore.crime_types import crime_types_of
from data.figures.like_with_like import break_between
from data.figures.placed import placed_sentence
from data.painting.palette import Palette
from data.phrases.plain import joined, month
from data.selection.trending import RANKED, TrendReading, alter, comparison_of
from data.trend.comparisons import (
    Comparison,
    change_by_area,
    change_by_type,
    change_sentence,
    offered_comparisons,
)
from data.trend.months import around, loaded
from data.words.trend import change_cells, ranked_places, what
from geo.series import later, months_from

OTHER = "other"
MOST_BARS = 30
RANKED_NAMES = {"district": "Districts", "ward": "Wards", "lsoa": "Census areas"}
WARD_SETS = {"district": "In this district", "force": "In the whole force area"}


def change_section(reading: TrendReading, colours: Palette) -> None:
    """Let two spans be chosen, and draw what changed between them."""
    now = reading.trending
    if now.against is None:
        st.markdown("## No change can be told")
        st.markdown("The loaded months allow no comparison. Import earlier months, or later ones.")
        return
    _chooser(reading, now.against)
    _of_the_place(reading, now.against)
    _statements(now.against, now.types)
    _by_area(reading, now.against, colours)
    _by_type(reading, now.against, colours)


def _chooser(reading: TrendReading, told: Comparison) -> None:
    offered = {one.key: one.label for one in offered_comparisons()}
    offered.setdefault(told.key, told.label)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Months compared",
            list(offered),
            format_func=offered.get,
            **bound(
                "trend-against",
                told.key,
                reading,
                lambda key: alter(reading, against=comparison_of(key)),
            ),
        )
    with right, st.popover("Other months", type="tertiary"):
        _own_months(reading, told)


def _own_months(reading: TrendReading, told: Comparison) -> None:
    """Ask for two spans of one length."""
    months = [str(one) for one in loaded().index]
    with st.form("trend-own-months"):
        named: dict[str, Any] = {"format_func": lambda one: month(one, True)}
        first = st.selectbox("From", months, index=months.index(told.now[0]), **named)
        last = st.selectbox("To", months, index=months.index(told.now[-1]), **named)
        before = st.selectbox(
            "Against as many months from", months, index=months.index(told.before[0]), **named
        )
        sent = st.form_submit_button("Compare")
    if not sent:
        return
    length = len(months_from(first, last))
    if not length:
        tell_error(f"{month(last, True)} is before {month(first, True)}. Choose the months again.")
        return
    try:
        chosen = comparison_of(f"{first}_{last}_{before}_{later(before, length - 1)}")
    except ValueError as error:
        tell_error(str(error))
        return
    go(alter(reading, against=chosen))
    st.rerun()


def _of_the_place(reading: TrendReading, told: Comparison) -> None:
    """Tell the place's own change."""
    now = reading.trending
    frame = change_by_area(now.types, now.level, told)
    if now.code not in frame.index:
        say(_other_ground(reading, told))
        return
    say_heading(f"{what(now.types)} in {now.name}, {told.label}")
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        f'<dd class="note">{escape(note)}</dd></div>'
        for name, value, note in change_cells(frame.T[now.code], told)
    )
    st.html(f'<dl class="headline">{body}</dl>')


def _other_ground(reading: TrendReading, told: Comparison) -> str:
    return (
        f"{reading.trending.name} is not an area of the later months' boundaries "
        f"({month(told.now[-1])}), so its change cannot be told."
    )


def _statements(told: Comparison, types: tuple[str, ...]) -> None:
    kinds = crime_types_of(types)
    parted = break_between(kinds, told.now, told.before)
    located = placed_sentence(told.now, told.before, kinds)
    said = [f"{parted}: no change is told."] if parted else []
    said += [*told.statements, *([located] if located else [])]
    if said:
        items = "".join(f"<li>{escape(one)}</li>" for one in said)
        st.html(f'<ul class="notes">{items}</ul>')


def _by_area(reading: TrendReading, told: Comparison, colours: Palette) -> None:
    now = reading.trending
    left, right = st.columns([2, 3])
    with left:
        st.segmented_control(
            "Areas ranked",
            list(RANKED),
            required=True,
            format_func=RANKED_NAMES.get,
            **bound("trend-by", now.by, reading, lambda by: alter(reading, by=by)),
        )
    if now.by != "district" and now.level != "force":
        with right:
            ward_set(reading, "trend-change-wards")
    districts = () if now.by == "district" else reading.districts
    frame = change_by_area(now.types, now.by, told, districts)
    message = change_sentence(frame, told, what(now.types), RANKED_NAMES[now.by].lower())
    own = own_area(reading, now.by)
    shown = _most_moved(frame, own)
    if shown.empty:
        say_heading(message.rstrip("."))
        say(f"No bar can be drawn of the {ranked_places(reading)}.")
        return
    show(
        area_change_figure(shown, own, colours),
        message.rstrip("."),
        f"Bars of {ranked_places(reading)} with their 95% intervals, the largest rise first. "
        f"{message}",
        change_rows(frame, "Area"),
        f"trend-change-{now.by}",
        about(now, told.label),
    )
    say_small(_bars_key(frame, shown))


def ward_set(reading: TrendReading, key: str) -> None:
    """Choose whether the district's areas or the whole force's are set side by side."""
    st.segmented_control(
        "Among",
        list(WARD_SETS),
        required=True,
        format_func=WARD_SETS.get,
        **bound(key, reading.shared.wards, reading, lambda wards: alter(reading, wards=wards)),
    )


def own_area(reading: TrendReading, level: str) -> str:
    """Return the code of the area of a level that the place is or lies in; empty for none."""
    now = reading.trending
    order = ("lsoa", "ward", "district", "force")
    codes = around(now.level, now.code)
    step = order.index(level) - order.index(now.level)
    return codes[step] if 0 <= step < len(codes) else ""


def _most_moved(frame: pd.DataFrame, own: str) -> pd.DataFrame:
    """The areas that have a percentage; of very many the largest rises and falls, and the own."""
    known = frame[frame["percent"].notna()]
    if len(known) <= MOST_BARS:
        return known
    half = MOST_BARS // 2
    kept = set(known.index[:half]) | set(known.index[-half:]) | {own}
    return known[known.index.isin(kept)]


def _bars_key(frame: pd.DataFrame, shown: pd.DataFrame) -> str:
    said = (
        "Filled: more than chance explains. Hollow and grey: the 95% interval (line) includes "
        "zero, which is no real change."
    )
    left = int(frame["percent"].notna().sum()) - len(shown)
    if left:
        said += f" {left} more lie between the largest rises and falls; the table has them all."
    if float(shown["percent_upper"].max()) > MOST_PERCENT:
        said += f" The axis ends at +{MOST_PERCENT:.0f}%; what reaches further is cut there."
    few = frame["percent"].isna()
    if few.any():
        names = joined(frame.loc[few, "area_name"].astype(str).tolist(), 4)
        said += f" Without a percentage (base under 20, or other ground): {names}."
    return said


def _by_type(reading: TrendReading, told: Comparison, colours: Palette) -> None:
    now = reading.trending
    try:
        frame = change_by_type(now.level, now.code, told)
    except KeyError:
        say_heading(f"Change by type of crime: not told for {now.name}")
        say(_other_ground(reading, told))
        return
    # Anti-social behaviour is one of the types and no crime.
    message = change_sentence(frame, told, f"Recorded in {now.name}", "types")
    say_heading(message.rstrip("."))
    table = change_rows(frame, "Type of crime")
    left, right = st.columns(2, gap="large")
    with left:
        if frame["difference"].notna().any():
            show(
                type_volume_figure(frame, colours),
                "Volume: records more or fewer",
                f"Bars of types by the difference in records. {message}",
                table,
                "trend-type-volume",
                about(now, told.label),
            )
        else:
            st.markdown("### Volume: not drawn")
            st.markdown(
                "The two spans have different numbers of months, so a difference of records would "
                "be one of lengths. The rates are in the table of percentages."
            )
    with right:
        known = frame[frame["percent"].notna()]
        if known.empty:
            st.markdown("### Percentage: no type has a base of 20 or more")
            return
        show(
            type_change_figure(known, colours),
            "Percentage: change of the rate with its interval",
            f"Bars of types by percentage. {message}",
            table,
            "trend-type-percent",
            about(now, told.label),
        )
    left_out = frame.loc[frame["percent"].isna(), "name"].astype(str).tolist()
    if left_out:
        say_small(f"No percentage on a base under 20: {joined(left_out, 6)}.")
