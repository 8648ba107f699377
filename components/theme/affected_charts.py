"""Charts of who is affected: shares side by side, and the index with its bar at 1."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from components.chart.style import style
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import (
    rate,
    times,
)
from data.words.affected import amount

ROW, EDGE = 44, 56  # pixels for a line of the chart, and for its axis
LINE = 34  # letters of a name in one line


def pairs_chart(figures: pd.DataFrame, colours: Palette, first: str, second: str) -> go.Figure:
    """Draw two shares of each row as two marks on a line; a row with one share has one mark."""
    names, figure = _names(figures), go.Figure()
    for name, one, two in zip(names, figures["value"], figures["against"], strict=True):
        figure.add_scatter(
            x=[one, two],
            y=[name, name],
            mode="lines",
            line={"color": colours.rest, "width": 3},
            hoverinfo="skip",
        )
    for column, words, colour, symbol in (
        ("value", first, colours.accent, "circle"),
        ("against", second, colours.ink, "diamond-open"),
    ):
        figure.add_scatter(
            x=figures[column].tolist(),
            y=names,
            mode="markers+text",
            name=words,
            marker={"color": colour, "size": 12, "symbol": symbol, "line": {"width": 2}},
            text=[f" {rate(value, '%')} " if pd.notna(value) else "" for value in figures[column]],
            textposition=_sides(figures, column),
            hovertemplate="%{y}: %{x:.0f}%<extra>" + words + "</extra>",
        )
    figure.update_xaxes(range=[0, 100], ticksuffix="%")
    return _finish(figure, names, legend=bool(figures["against"].notna().any()))


def _sides(figures: pd.DataFrame, column: str) -> list[str]:
    """Write each mark's figure on the side away from the other mark."""
    other = "against" if column == "value" else "value"
    left = figures[column] < figures[other]
    return ["middle left" if one else "middle right" for one in left]


def index_chart(figures: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw share over share, with what rounding leaves open, and the bar at 1."""
    names = _names(figures)
    ratio = figures["index"] / 100
    over = ratio > 1
    figure = go.Figure()
    figure.add_bar(
        x=ratio.tolist(),
        y=names,
        orientation="h",
        marker={"color": [colours.accent if one else colours.rest for one in over]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (figures["index_upper"] / 100 - ratio).tolist(),
            "arrayminus": (ratio - figures["index_lower"] / 100).tolist(),
            "color": colours.ink,
            "thickness": 2,
            "width": 5,
        },
        hovertemplate="%{y}: %{x:.2f} times<extra></extra>",
    )
    for name, value, upper in zip(names, ratio, figures["index_upper"] / 100, strict=True):
        end = upper if pd.notna(upper) else value
        figure.add_annotation(
            x=end, y=name, text=f"  {times(value)}", showarrow=False, xanchor="left"
        )
    figure.add_vline(x=1, line={"color": colours.ink, "width": 2})
    figure.add_annotation(
        x=1, y=1, yref="paper", yanchor="bottom", text="1.0: in proportion",
        showarrow=False, font={"size": 14},
    )  # fmt: skip
    highest = max(float((figures["index_upper"] / 100).max()), 1.0)
    figure.update_xaxes(range=[0, highest * 1.15], ticksuffix="×")
    figure = _finish(figure, names, legend=False)
    return figure.update_layout(margin={"t": 28})


def shares_chart(figures: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw printed figures of one unit as bars: the partnership's in the accent colour."""
    names = _names(figures, with_area=bool((~figures["own"]).any()))
    figure = go.Figure()
    figure.add_bar(
        x=figures["value"].tolist(),
        y=names,
        orientation="h",
        marker={"color": [colours.accent if one else colours.rest for one in figures["own"]]},
        text=[as_chart_text(amount(row)) for _, row in figures.iterrows()],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    percent = figures["unit"].iloc[0] == "%"
    highest = float(figures["value"].max())
    figure.update_xaxes(
        range=[0, 108 if percent and highest > 50 else highest * 1.3],
        ticksuffix="%" if percent else "",
    )
    return _finish(figure, names, legend=False)


def _names(figures: pd.DataFrame, with_area: bool | None = None) -> list[str]:
    """A name for each row, with its area where there are several, in lines that fit."""
    several = len(set(figures["area_name"])) > 1 if with_area is None else with_area
    labels = [
        f"{label}, {area}" if several else str(label)
        for label, area in zip(figures["label"], figures["area_name"], strict=True)
    ]
    return ["<br>".join(map(as_chart_text, wrap(one, LINE))) for one in labels]


def _finish(figure: go.Figure, names: list[str], legend: bool) -> go.Figure:
    style(figure, EDGE + ROW * len(names) + (28 if legend else 0))
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False)
    if legend:
        figure.update_layout(
            showlegend=True,
            legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
            margin={"t": 34},
        )
        # The lines between the marks are no entries of their own.
        figure.update_traces(showlegend=False, selector={"mode": "lines"})
    return figure
