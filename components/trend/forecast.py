"""The next months, with how well the same method did before; or how many months are missing."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.chart.charts import show
from components.page.telling import say, say_heading, say_small
from components.trend.about import about
from components.trend.charts import forecast_figure
from data.painting.palette import Palette
from data.phrases.plain import month
from data.selection.trending import TrendReading
from data.trend.trends import Trend, trend_forecast
from data.words.trend import forecast_title, what
from geo.forecast import FEWEST_FOR_LEVEL, FEWEST_FOR_SEASON, Forecast


def forecast_section(reading: TrendReading, held: Trend, colours: Palette) -> None:
    """Draw the forecast with its back-test, or say what it would need."""
    now = reading.trending
    told, sentence = trend_forecast(now.types, now.level, now.code, boundary=now.boundary)
    title = forecast_title(told, what(now.types), now.name)
    if not told.is_there:
        say_heading(title)
        say(f"{told.reason} {_wants(told)}")
        return
    show(
        forecast_figure(held.series.counts.dropna(), told, held.incomplete, colours),
        title,
        f"Line of past months, then expected counts with intervals. {sentence}",
        forecast_table(told),
        f"trend-forecast-{now.code}",
        about(now),
    )
    say(sentence)
    _back_test(told)
    say_small(
        f"Made from the {told.rests_on} months on end that lead to the last one, since the last "
        f"step change. Method: exponential smoothing of the {told.method}; a trend is not carried "
        "on. It knows nothing of what anybody plans to do."
    )


def _wants(told: Forecast) -> str:
    """Say what would supply a forecast."""
    if not told.missing:
        return ""
    return (
        f"{FEWEST_FOR_LEVEL} months on end under one way of recording give a forecast of the "
        f"level, {FEWEST_FOR_SEASON} one with a season ({told.missing_for_season} are missing). "
        "Months before those loaded can be imported on the Sources page."
    )


def forecast_table(told: Forecast) -> pd.DataFrame:
    """Return the forecast as a table."""
    share = f"{told.confidence:.0%}"
    return pd.DataFrame(
        {
            "Month": told.months.index,
            "Expected": told.months["expected"].round(1).to_numpy(),
            f"Lower, {share}": told.months["lower"].round(1).to_numpy(),
            f"Upper, {share}": told.months["upper"].round(1).to_numpy(),
        }
    )


def _back_test(told: Forecast) -> None:
    """Draw what the method would have done on months that are known."""
    test = told.back_test
    if test is None:
        return
    better = "smaller: lean on it a little" if test.beats_naive else "no smaller: do not lean on it"
    cells = [
        ("Tried on", f"{test.forecasts}", f"forecasts of known months, from {test.origins} months"),
        ("Its error", f"{test.mase:.2f}", "mean absolute scaled error"),
        ("The year before's", f"{test.naive_mase:.2f}", f"repeating it; the method's is {better}"),
        (
            "In the interval",
            f"{test.covered:.0%}",
            f"of those months; {told.confidence:.0%} are meant to be",
        ),
    ]
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        f'<dd class="note">{escape(note)}</dd></div>'
        for name, value, note in cells
    )
    first = month(str(told.months.index[0]), True)
    say_heading(f"How the method did on the months before {first}", 3)
    st.html(f'<dl class="headline">{body}</dl>')
