"""The figures of the trends: control chart, rolling year, year before, season, forecast."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.chart.style import style
from components.trend.axis import MonthAxis, draw_axis, month_axis
from components.trend.incomplete import WORD, mark_incomplete
from data.painting.palette import Palette
from data.phrases.plain import count, month, rate
from data.phrases.signals import figure as written
from data.trend.trends import Trend
from data.words.trend import MARKS
from geo.control_chart import SIGNALS, Stage
from geo.forecast import Forecast
from geo.series import YEAR, later

PLAIN_MARK = "circle"
# Months of the past that a forecast is drawn after.
SHOWN_BEFORE = 36
PERIOD_LETTERS = 34


def control_figure(told: Trend, colours: Palette) -> go.Figure:
    """Draw the months with each stage's mean and limits; a signal has a mark of its own."""
    points = told.points
    axis = month_axis(points.notna())
    figure = go.Figure()
    for stage in told.chart.stages:
        _limits(figure, stage, axis, told.basis, colours, stage is told.chart.stages[-1])
    drawn = points[[one in axis.place for one in points.index]]
    marks = signal_marks(told)
    signalled = [marks.get(str(one)) for one in drawn.index]
    for months in _unbroken(drawn, axis):
        figure.add_scatter(
            x=[axis.place[one] for one in months],
            y=drawn[months].astype("float64").round(4).tolist(),
            mode="lines",
            line={"color": colours.accent, "width": 2.5},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=[axis.place[str(one)] for one in drawn.index],
        y=drawn.astype("float64").round(4).tolist(),
        mode="markers",
        marker={
            "opacity": 1,
            "size": [14 if one else 8 for one in signalled],
            "symbol": [MARKS[one][0] if one else PLAIN_MARK for one in signalled],
            "color": [colours.flagged if one else colours.accent for one in signalled],
        },
        customdata=[_hover(str(one), told) for one in drawn.index],
        hovertemplate="%{customdata}<extra></extra>",
    )
    low = {axis.place[one]: float(drawn[one]) for one in told.incomplete if one in axis.place}
    mark_incomplete(figure, low, colours)
    draw_axis(figure, axis, colours)
    _steps(figure, told, axis, colours)
    figure.update_yaxes(rangemode="tozero")
    style(figure, 400)
    figure.update_layout(margin={"r": 150, "t": 34})
    return figure


def signal_marks(told: Trend) -> dict[str, str]:
    """Return the gravest rule that marks each month."""
    found = told.chart.signals
    return {
        str(one): next(rule for rule in MARKS if row[rule])
        for one, row in found.iterrows()
        if row.any()
    }


def _hover(text: str, told: Trend) -> str:
    value = told.points[text]
    if pd.isna(value):
        return f"{month(text, True)}: not loaded"
    said = f"{month(text, True)}: {written(float(value), told.basis)}"
    said += f", {WORD}" if text in told.incomplete else ""
    row = told.chart.signals.loc[text]
    rules = [SIGNALS[str(rule)] for rule, is_so in row.items() if is_so]
    return "<br>".join([said, *rules])


def _unbroken(drawn: pd.Series, axis: MonthAxis) -> list[list[str]]:
    """Months on end, so that no line is drawn over a gap."""
    there = [str(one) for one in drawn.dropna().index]
    runs: list[list[str]] = []
    for one in there:
        if runs and axis.place[one] == axis.place[runs[-1][-1]] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _limits(
    figure: go.Figure, stage: Stage, axis: MonthAxis, basis: str, colours: Palette, named: bool
) -> None:
    """Draw one stage's mean and limits over its own months only."""
    chart = stage.chart
    held = [one for one in chart.limits.index if one in axis.place]
    places = [axis.place[one] for one in held]
    for side, value, name, dash in (
        ("upper", chart.upper, "upper limit", "dash"),
        ("mean", chart.mean, "mean", "solid"),
        ("lower", chart.lower, "lower limit", "dash"),
    ):
        if pd.isna(value):
            continue
        heights = chart.limits.loc[held, side].astype("float64").round(4).tolist()
        figure.add_scatter(
            x=[places[0] - 0.4, *places, places[-1] + 0.4],
            y=[heights[0], *heights, heights[-1]],
            mode="lines",
            line={"color": colours.quiet, "width": 1.6, "dash": dash, "shape": "hvh"},
            hoverinfo="skip",
        )
        if named:
            figure.add_annotation(
                x=1,
                xref="paper",
                xanchor="left",
                y=value,
                text=f" {name} {written(value, basis)}",
                showarrow=False,
                font={"size": 14, "color": colours.quiet},
            )


def _steps(figure: go.Figure, told: Trend, axis: MonthAxis, colours: Palette) -> None:
    """Draw a line where limits start anew, numbered as in the list under the chart."""
    for number, stage in enumerate(told.chart.stages[1:], start=1):
        # Said once: two that lie close would be written over each other.
        words = "limits anew (1)" if number == 1 else f"({number})"
        figure.add_vline(
            x=axis.place[stage.first] - 0.5,
            line={"color": colours.ink, "width": 1.5, "dash": "dot"},
        )
        figure.add_annotation(
            x=axis.place[stage.first] - 0.5,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=words,
            xanchor="right" if number == 1 else "center",
            showarrow=False,
            font={"size": 14, "color": colours.ink},
        )


def rolling_figure(told: Trend, colours: Palette) -> go.Figure:
    """Draw the records of the twelve months to each month."""
    known = told.rolling.dropna()
    whole = told.rolling[str(known.index[0]) :]
    axis = month_axis(whole.notna())
    figure = go.Figure()
    for months in _unbroken(whole[[one in axis.place for one in whole.index]], axis):
        figure.add_scatter(
            x=[axis.place[one] for one in months],
            y=whole[months].astype("float64").tolist(),
            mode="lines+markers",
            line={"color": colours.accent, "width": 2.5},
            customdata=[f"12 months to {month(one, True)}: {count(whole[one])}" for one in months],
            hovertemplate="%{customdata}<extra></extra>",
        )
    holed = {
        axis.place[one]: float(whole[one])
        for one in map(str, known.index)
        if one in axis.place and any(later(one, 1 - YEAR) <= low <= one for low in told.incomplete)
    }
    mark_incomplete(figure, holed, colours)
    draw_axis(figure, axis, colours)
    figure.update_yaxes(rangemode="tozero")
    return style(figure, 280)


def year_before_figure(told: Trend, colours: Palette) -> go.Figure:
    """Draw the latest year's months beside the same months a year before."""
    pairs = told.year_before.dropna(subset=["now", "before"]).tail(YEAR)
    names = [month(str(one)) for one in pairs.index]
    figure = go.Figure()
    for column, name, colour, symbol, size in (
        ("before", "a year before", colours.quiet, "circle-open", 11),
        ("now", "this year", colours.accent, "circle", 11),
    ):
        figure.add_scatter(
            x=names,
            y=pairs[column].tolist(),
            name=name,
            mode="lines+markers",
            line={
                "color": colour,
                "width": 2.5 if column == "now" else 1.5,
                "dash": "solid" if column == "now" else "dot",
            },
            marker={"symbol": symbol, "size": size},
            hovertemplate="%{x}, " + name + ": %{y:,}<extra></extra>",
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            y=float(pairs[column].iloc[-1]),
            yshift=0 if abs(_ends_apart(pairs)) > 0.08 else (9 if column == "now" else -9),
            text=f" {name}",
            showarrow=False,
            font={"size": 14, "color": colour},
        )
    for column, back in (("now", 0), ("before", YEAR)):
        low = [later(one, back) for one in told.incomplete]
        held = {month(one): float(pairs.loc[one, column]) for one in low if one in pairs.index}
        mark_incomplete(figure, held, colours)
    figure.update_yaxes(rangemode="tozero")
    figure.update_xaxes(
        tickangle=0,
        tickvals=names,
        ticktext=[
            one.replace(" ", "<br>") if place == 0 or one.startswith("Jan") else one.split()[0]
            for place, one in enumerate(names)
        ],
    )
    style(figure, 280)
    figure.update_layout(margin={"r": 110})
    return figure


def _ends_apart(pairs: pd.DataFrame) -> float:
    highest = float(pairs[["now", "before"]].max().max()) or 1.0
    return float(pairs["now"].iloc[-1] - pairs["before"].iloc[-1]) / highest


def season_figure(told: Trend, colours: Palette) -> go.Figure:
    """Draw each month of the year over the mean of its year, with its lowest and highest."""
    assert told.season is not None
    held = told.season.months
    names = [pd.Timestamp(2000, int(str(one)), 1).strftime("%b") for one in held.index]
    figure = go.Figure()
    figure.add_scatter(
        x=names,
        y=held["index"].round(3).tolist(),
        mode="markers",
        marker={"color": colours.accent, "size": 11},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (held["highest"] - held["index"]).round(3).tolist(),
            "arrayminus": (held["index"] - held["lowest"]).round(3).tolist(),
            "color": colours.quiet,
            "thickness": 2,
            "width": 0,
        },
        hovertemplate="%{x}: %{y:.2f} times its year's mean<extra></extra>",
    )
    figure.add_hline(y=1, line={"color": colours.ink, "width": 1.2})
    return style(figure, 280)


def forecast_figure(
    known: pd.Series, told: Forecast, incomplete: tuple[str, ...], colours: Palette
) -> go.Figure:
    """Draw the last months, then what is expected with its interval."""
    past = known.tail(SHOWN_BEFORE)
    names = [month(str(one)) for one in past.index]
    ahead = [month(str(one)) for one in told.months.index]
    figure = go.Figure()
    figure.add_scatter(
        x=names,
        y=past.astype("float64").tolist(),
        mode="lines+markers",
        line={"color": colours.accent, "width": 2.5},
        hovertemplate="%{x}: %{y:,} recorded<extra></extra>",
    )
    low = {month(one): float(past[one]) for one in incomplete if one in past.index}
    mark_incomplete(figure, low, colours)
    months = told.months
    figure.add_scatter(
        x=ahead,
        y=months["expected"].round(1).tolist(),
        mode="markers",
        marker={"color": colours.ink, "size": 12, "symbol": "diamond-open", "line": {"width": 2}},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (months["upper"] - months["expected"]).round(1).tolist(),
            "arrayminus": (months["expected"] - months["lower"]).round(1).tolist(),
            "color": colours.ink,
            "thickness": 3,
            "width": 9,
        },
        customdata=[
            f"{name}: {rate(row['expected'])} expected, {rate(row['lower'])} to "
            f"{rate(row['upper'])}"
            for name, (_, row) in zip(ahead, months.iterrows(), strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    ticks = [name for place, name in enumerate([*names, *ahead]) if place % 6 == 0]
    figure.update_xaxes(
        tickvals=[*ticks, ahead[-1]],
        ticktext=[name.replace(" ", "<br>") for name in [*ticks, ahead[-1]]],
        tickangle=0,
    )
    figure.update_yaxes(rangemode="tozero")
    return style(figure, 380)
