"""The months of a place: control chart, rolling year, the year before, season, step changes."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.chart.charts import show
from components.page.telling import say, say_heading, say_small
from components.trend.about import about
from components.trend.charts import (
    control_figure,
    rolling_figure,
    season_figure,
    signal_marks,
    year_before_figure,
)
from components.trend.filters import bound
from components.trend.incomplete import WORD
from components.trend.steps import step_changes_details
from data.painting.palette import Palette
from data.phrases.plain import month
from data.selection.trending import TrendReading, alter
from data.trend.trends import BASIS_WORDS, Trend, trend_table
from data.words.trend import (
    MARKS,
    headline_cells,
    months_alternative,
    months_title,
    rolling_message,
    season_message,
    season_missing,
    year_before_message,
)

NOT_FROZEN = "No month: they rest on all"


def months_section(reading: TrendReading, told: Trend, colours: Palette) -> None:
    """Draw the months, what they signal and what they are made of."""
    now = reading.trending
    _headline(told)
    if not told.chart.stages:
        say_heading(months_title(told))
        say(" ".join(told.notes))
        return
    show(
        control_figure(told, colours),
        months_title(told),
        months_alternative(told),
        trend_table(told),
        f"trend-{now.code}-{'-'.join(now.types)}",
        about(now),
    )
    _key(told)
    _baseline(reading, told)
    left, right = st.columns(2, gap="large")
    with left:
        _signals(told)
    with right:
        _limits(told)
    _listed("notes", told.notes)
    step_changes_details(now, told)
    left, right = st.columns(2, gap="large")
    with left:
        _rolling(told, about(now), colours)
    with right:
        _year_before(told, about(now), colours)
    _season(told, about(now), colours)


def _headline(told: Trend) -> None:
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        f'<dd class="note">{escape(note)}</dd></div>'
        for name, value, note in headline_cells(told)
    )
    st.html(f'<dl class="headline">{body}</dl>')


def _key(told: Trend) -> None:
    """Name the marks that are in the chart, and what it shows."""
    used = dict.fromkeys(MARKS[rule][1:] for rule in signal_marks(told).values())
    marks = "".join(f"<span>{mark} {escape(name)}</span>" for mark, name in used)
    shown = f"<span>● {escape(BASIS_WORDS[told.basis])}</span>"
    low = f"<span>○ {WORD}</span>" if told.incomplete else ""
    st.html(f'<p class="marks">{shown}{low}{marks}</p>')


def _baseline(reading: TrendReading, told: Trend) -> None:
    """Choose the month that limits are frozen at."""
    offered = list(told.baselines)
    chosen = reading.trending.baseline
    if chosen and chosen not in offered:
        offered.append(chosen)
    if not offered:
        return
    with st.columns([5, 12])[0]:
        st.selectbox(
            "Freeze the limits at",
            ["", *offered],
            format_func=lambda one: month(one, True) if one else NOT_FROZEN,
            help="The limits rest on the months up to it and judge the later ones.",
            **bound(
                "trend-baseline",
                chosen or "",
                reading,
                lambda one: alter(reading, baseline=one or None),
            ),
        )


def _signals(told: Trend) -> None:
    st.markdown("### What signals")
    if not told.signals and told.is_rare:
        st.markdown("Records are too rare for a control chart.")
        return
    if not told.signals:
        st.markdown("Nothing: every month is ordinary month-to-month variation.")
        return
    _listed("signals", told.signals)


def _limits(told: Trend) -> None:
    st.markdown("### What the limits rest on")
    sentences = [f"({place}) {one}" if place else one for place, one in enumerate(told.limits)]
    _listed("limits", sentences)


def _listed(kind: str, sentences: tuple[str, ...] | list[str]) -> None:
    items = "".join(f"<li>{escape(one)}</li>" for one in sentences)
    if items:
        st.html(f'<ul class="{kind}">{items}</ul>')


def _rolling(told: Trend, place: dict[str, str], colours: Palette) -> None:
    known = told.rolling.dropna()
    if len(known) < 2:
        say_heading(rolling_message(told))
        st.markdown("A line needs a second month with a whole year loaded up to it.")
        return
    table = pd.DataFrame(
        {
            "Twelve months to": known.index,
            "Recorded": known.astype("Int64").to_numpy(),
            "Per 1,000 residents": told.rolling_rate[known.index].round(2).to_numpy(),
        }
    )
    message = rolling_message(told)
    said = f"Line chart. {message}."
    show(rolling_figure(told, colours), message, said, table, "trend-rolling", place)


def _year_before(told: Trend, place: dict[str, str], colours: Palette) -> None:
    pairs = told.year_before.dropna(subset=["now", "before"])
    message = year_before_message(told)
    if pairs.empty:
        say_heading(message)
        return
    table = pd.DataFrame(
        {
            "Month": pairs.index,
            "Recorded": pairs["now"].astype("Int64").to_numpy(),
            "Same month a year before": pairs["before"].astype("Int64").to_numpy(),
            "Change %": pairs["percent"].round(1).to_numpy(),
        }
    )
    show(
        year_before_figure(told, colours),
        message,
        f"Two lines of months. {message}.",
        table,
        "trend-year-before",
        place,
    )
    st.caption("One month against one month is mostly chance: the control chart says if it is not.")


def _season(told: Trend, place: dict[str, str], colours: Palette) -> None:
    if told.season is None:
        say_heading(season_missing(told).rstrip("."))
        return
    held = told.season.months
    spans = "; ".join(f"{month(first)}–{month(last)}" for first, last in told.season.years)
    table = pd.DataFrame(
        {
            "Month of the year": [
                pd.Timestamp(2000, int(str(one)), 1).strftime("%B") for one in held.index
            ],
            "Times its year's mean": held["index"].round(3).to_numpy(),
            "Lowest": held["lowest"].round(3).to_numpy(),
            "Highest": held["highest"].round(3).to_numpy(),
            "Years above": held["years_above"].to_numpy(),
        }
    )
    message = season_message(told)
    show(
        season_figure(told, colours),
        message,
        f"Each month of the year as a dot with its lowest and highest year. {message}.",
        table,
        "trend-season",
        {**place, "Period": spans},
    )
    say_small(f"Dot: mean over the years; line: lowest to highest. Whole years: {spans}.")
