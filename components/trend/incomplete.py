"""Months that are incomplete, hollow and grey in every chart of months."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from data.painting.palette import Palette

WORD = "incomplete"


def mark_incomplete(figure: go.Figure, points: Mapping[object, float], colours: Palette) -> None:
    """Draw points hollow and grey, each run of neighbours with the word; by place in order.

    What is drawn below them keeps its text on hovering.
    """
    if not points:
        return
    figure.add_scatter(
        x=list(points),
        y=list(points.values()),
        mode="markers",
        marker={
            "size": 11,
            "color": colours.ground,
            "opacity": 1,
            "line": {"color": colours.quiet, "width": 2.5},
        },
        hoverinfo="skip",
        showlegend=False,
    )
    for run in _runs(list(points)):
        figure.add_annotation(
            x=run[len(run) // 2],
            y=min(points[one] for one in run),
            yshift=-16,
            text=WORD,
            showarrow=False,
            font={"size": 14, "color": colours.quiet},
        )


def _runs(places: list[object]) -> list[list[object]]:
    """Places side by side, so that the word does not run into itself; names stand alone."""
    runs: list[list[object]] = []
    for one in places:
        last = runs[-1][-1] if runs else None
        if isinstance(one, (int, float)) and isinstance(last, (int, float)) and one - last <= 2:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs
