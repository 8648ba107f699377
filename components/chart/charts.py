"""Charts: one message each, told in the title; benchmark drawn; table and CSV beside it."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.chart.plotted import plotted
from components.chart.style import style
from components.choosing.leads import trends_lead
from components.page.details import table_and_csv
from components.page.telling import say, say_heading
from data.figures.ward_view import WardView, monthly_rates
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import month, rate
from data.selection.selection import Selection
from data.words.figures import months_message

LONGEST_LINE = 18  # letters of a name in one line at the end of a chart's line
LINE_SHARE = 0.09  # of the chart's height, for one line of a name


def show(
    figure: go.Figure,
    title: str,
    alt: str,
    table: pd.DataFrame,
    key: str,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Draw a chart under its message, with its table and CSV one click away.

    The file has the message as its title, with what is said ``about`` it: it is read by itself.
    """
    say_heading(title)
    plotted(figure, title, alt, key)
    table_and_csv(lambda: table, key, f"{key}-table", about={**(about or {}), "Title": title})


def months_chart(series: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw monthly rates: the first column in the accent colour, the last as the benchmark.

    ``series`` has one row per month (``YYYY-MM``) and one column per place; an absent month is a
    gap in the line.
    """
    figure = go.Figure()
    names = list(series.columns)
    dates = [month(text) for text in series.index]
    for place, name in enumerate(names):
        accent = place == 0
        benchmark = place == len(names) - 1 and len(names) > 1
        colour = colours.accent if accent else colours.rest if benchmark else colours.ink
        values = series[name].astype("float64").round(3).tolist()
        figure.add_scatter(
            x=dates,
            y=values,
            mode="lines+markers" if accent else "lines",
            name=as_chart_text(name),
            line={
                "color": colour,
                "width": 3 if accent else 2,
                "dash": "dot" if benchmark else "solid",
            },
            hovertemplate="%{x}: %{y:.2f}<extra>" + as_chart_text(name) + "</extra>",
        )
    figure.update_yaxes(rangemode="tozero")
    style(figure, 300)
    return _label_ends(figure, series, colours)


def _label_ends(figure: go.Figure, series: pd.DataFrame, colours: Palette) -> go.Figure:
    """Name each line at its end, the first in the accent colour, with room for the longest name.

    A long name takes two lines, or it would take half of the chart.
    """
    for name, at, anchor in _direct_labels(series):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            y=at,
            yanchor=anchor,
            text=" " + "<br> ".join(map(as_chart_text, wrap(name, LONGEST_LINE))),
            align="left",
            showarrow=False,
            font={
                "color": colours.accent if name == series.columns[0] else colours.quiet,
                "size": 14,
            },
        )
    lines = [line for name in series.columns for line in wrap(name, LONGEST_LINE)]
    figure.update_layout(margin={"r": 12 + 8 * max(map(len, lines))})
    return figure


def _direct_labels(series: pd.DataFrame) -> list[tuple[str, float, str]]:
    """Labels at the line ends, moved apart where the ends are close."""
    ends = series.astype("float64").ffill().iloc[-1].dropna().sort_values()
    highest = float(series.max().max())
    labels: list[tuple[str, float, str]] = []
    edge = float("-inf")
    for name, value in ends.items():
        half = highest * LINE_SHARE * len(wrap(str(name), LONGEST_LINE)) / 2
        at = max(float(value), edge + half)
        labels.append((str(name), at, "middle"))
        edge = at + half
    return labels


def change_chart(changes: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw changes with their intervals, ranked; those that chance explains are grey.

    ``changes`` has ``name``, ``percent``, ``percent_lower``, ``percent_upper`` and ``direction``,
    the largest rise first.
    """
    rows = changes.iloc[::-1]
    real = rows["direction"].isin(["increase", "decrease"])
    ink = [colours.accent if one else colours.rest for one in real]
    figure = go.Figure()
    figure.add_scatter(
        x=rows["percent"],
        y=rows["name"].map(as_chart_text),
        mode="markers",
        marker={"color": ink, "size": 10},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (rows["percent_upper"] - rows["percent"]).tolist(),
            "arrayminus": (rows["percent"] - rows["percent_lower"]).tolist(),
            "color": colours.rest,
            "thickness": 2,
            "width": 0,
        },
        hovertemplate="%{y}: %{x:+.0f}%<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": colours.ink, "width": 1.5})
    figure.update_xaxes(ticksuffix="%", tickformat="+.0f")
    return style(figure, 40 + 30 * len(rows))


def changes_table(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the change chart's figures as a table, empty where there is no percentage."""
    return pd.DataFrame(
        {
            "Indicator": changes["name"],
            "Earlier count": changes["before"].astype("Int64"),
            "Later count": changes["now"].astype("Int64"),
            "Change %": changes["percent"].astype("Float64").round(1),
            "Lower 95% of the change": changes["percent_lower"].astype("Float64").round(1),
            "Upper 95% of the change": changes["percent_upper"].astype("Float64").round(1),
            "Change % if those without a place lay as the others": changes["filled"]
            .astype("Float64")
            .round(1),
            "Verdict": changes["direction"].astype(str),
        }
    )


def yearly_chart(series: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw yearly rates of a few areas; the first column in the accent colour."""
    figure = go.Figure()
    names = list(series.columns)
    for place, name in enumerate(names):
        colour = colours.accent if place == 0 else colours.rest
        figure.add_scatter(
            x=series.index.tolist(),
            y=series[name].astype("float64").tolist(),
            mode="lines+markers",
            name=as_chart_text(name),
            line={
                "color": colour,
                "width": 3 if place == 0 else 2,
                "dash": ["solid", "solid", "dash", "dot"][place % 4],
            },
            customdata=[rate(value) for value in series[name]],
            hovertemplate="%{x}: %{customdata}<extra>" + as_chart_text(name) + "</extra>",
        )
    figure.update_yaxes(rangemode="tozero")
    figure.update_xaxes(dtick=1 if len(series) < 9 else 2, tickformat="d")
    style(figure, 320)
    return _label_ends(figure, series, colours)


def months_section(view: WardView, selection: Selection, colours: Palette) -> None:
    """Draw the months of a view, or say why there are none; link to its trends."""
    _months(view, selection, colours)
    if view.indicator.is_counted:
        trends_lead(selection, view.indicator.id)


def _months(view: WardView, selection: Selection, colours: Palette) -> None:
    series = monthly_rates(view, selection.csp, selection.ward)
    if series is None:
        say(
            f"No months are published for {view.indicator.name}, {view.period.label}: it is not "
            "counted from police records, or the document prints the year only."
        )
        return
    show(
        months_chart(series, colours),
        months_message(series, view.indicator.name),
        describe(series),
        series.reset_index(names="Month").round(2),
        "months",
    )


def describe(series: pd.DataFrame) -> str:
    """Put a monthly chart in words, for readers who do not see it."""
    first = series.columns[0]
    values = series[first].dropna()
    return (
        f"Line chart of {len(series)} months. {first}: from {rate(values.iloc[0])} in "
        f"{month(str(values.index[0]), True)} to {rate(values.iloc[-1])} in "
        f"{month(str(values.index[-1]), True)}, highest {rate(values.max())} in "
        f"{month(str(values.idxmax()), True)}."
    )
