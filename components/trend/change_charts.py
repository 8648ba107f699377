"""Ranked bars of change: filled where it is more than chance, hollow and grey where it is not."""

from __future__ import annotations

from textwrap import shorten

import pandas as pd
import plotly.graph_objects as go

from components.chart.style import style
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import count, interval, is_missing, percent_change, percent_interval
from geo.change import DIRECTIONS

REAL = DIRECTIONS[:2]
LONGEST_NAME = 34
# An interval of a small count reaches so far that the bars would be nothing beside it.
MOST_PERCENT = 200.0


def area_change_figure(frame: pd.DataFrame, own: str, colours: Palette) -> go.Figure:
    """Draw areas by percentage, the chosen one named in bold."""
    names = [
        f"<b>▸ {_short(name)}</b>" if str(code) == own else _short(name)
        for code, name in zip(frame.index, frame["area_name"], strict=True)
    ]
    return _percent_bars(frame, names, colours)


def type_change_figure(frame: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw types of crime by percentage."""
    return _percent_bars(frame, [_short(name) for name in frame["name"]], colours)


def _short(name: object) -> str:
    return as_chart_text(shorten(str(name), LONGEST_NAME, placeholder=" …"))


def _percent_bars(frame: pd.DataFrame, names: list[str], colours: Palette) -> go.Figure:
    rows = frame.iloc[::-1]
    names = names[::-1]
    places = list(range(len(rows)))
    figure = go.Figure()
    figure.add_bar(
        x=rows["percent"].astype("float64").round(2).tolist(),
        y=places,
        orientation="h",
        marker=_marks(rows, colours),
        customdata=[_hover(row) for _, row in rows.iterrows()],
        hovertemplate="%{customdata}<extra></extra>",
        width=0.66,
    )
    _intervals(figure, rows, places, colours)
    figure.add_vline(x=0, line={"color": colours.ink, "width": 1.5})
    low = float(rows[["percent", "percent_lower"]].min().min())
    high = float(rows[["percent", "percent_upper"]].max().max())
    figure.update_xaxes(
        ticksuffix="%",
        tickformat="+.0f",
        zeroline=False,
        range=[min(low * 1.05, -5), min(max(high * 1.05, 5), MOST_PERCENT)],
    )
    figure.update_yaxes(
        tickvals=places,
        ticktext=names,
        ticklabelstandoff=8,
        showgrid=False,
        zeroline=False,
        range=[-0.7, len(rows) - 0.3],
    )
    return style(figure, 60 + 25 * len(rows))


def _marks(rows: pd.DataFrame, colours: Palette) -> dict[str, object]:
    """Filled where the change is real; hollow with a grey edge where it is not."""
    real = [str(one) in REAL for one in rows["direction"]]
    return {
        "color": [colours.accent if one else colours.ground for one in real],
        "line": {
            "color": [colours.accent if one else colours.rest for one in real],
            "width": 1.5,
        },
    }


def _intervals(figure: go.Figure, rows: pd.DataFrame, places: list[int], colours: Palette) -> None:
    """Draw the 95% intervals in one broken line."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, (_, row) in zip(places, rows.iterrows(), strict=True):
        if is_missing(row["percent_lower"]):
            continue
        x += [round(float(row["percent_lower"]), 2), round(float(row["percent_upper"]), 2), None]
        y += [place, place, None]
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": colours.ink, "width": 1.6}, hoverinfo="skip"
    )


def _hover(row: pd.Series) -> str:
    name = as_chart_text(str(row["area_name"] if "area_name" in row else row["name"]))
    said = f"{name}: {percent_change(row['percent'])}"
    if not is_missing(row["percent_lower"]):
        said += f" ({percent_interval(row['percent_lower'], row['percent_upper'])})"
    said += f"<br>{count(row['now'])} recorded, {count(row['before'])} before"
    return f"{said}<br>{row['direction']}"


def type_volume_figure(frame: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw types of crime by the difference in records."""
    rows = frame[frame["difference"].notna()].sort_values("difference")
    places = list(range(len(rows)))
    values = [int(one) for one in rows["difference"]]
    widest = max(abs(one) for one in values) or 1
    figure = go.Figure()
    figure.add_bar(
        x=values,
        y=places,
        orientation="h",
        marker=_marks(rows, colours),
        customdata=[_volume_hover(row) for _, row in rows.iterrows()],
        hovertemplate="%{customdata}<extra></extra>",
        text=[_signed(one) for one in values],
        textposition="outside",
        cliponaxis=False,
        textfont={"color": colours.ink, "size": 14},
        width=0.66,
    )
    figure.add_vline(x=0, line={"color": colours.ink, "width": 1.5})
    figure.update_xaxes(
        zeroline=False, range=[min(values) - widest * 0.22, max(values) + widest * 0.22]
    )
    figure.update_yaxes(
        tickvals=places,
        ticktext=[_short(name) for name in rows["name"]],
        ticklabelstandoff=8,
        showgrid=False,
        zeroline=False,
    )
    return style(figure, 60 + 25 * len(rows))


def _volume_hover(row: pd.Series) -> str:
    return (
        f"{as_chart_text(str(row['name']))}: {count(row['now'])} recorded, {count(row['before'])} "
        f"before<br>{row['direction']}"
    )


def _signed(value: int) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):,}"


def change_rows(frame: pd.DataFrame, head: str) -> pd.DataFrame:
    """Return the bars' figures as a table to search and download."""
    name = "area_name" if "area_name" in frame else "name"
    return pd.DataFrame(
        {
            head: frame[name].astype(str).to_numpy(),
            "Rank (1st largest rise)": frame["rank"].to_numpy(),
            "Later count": frame["now"].to_numpy(),
            "Earlier count": frame["before"].to_numpy(),
            "Difference": frame["difference"].to_numpy(),
            "Later rate": frame["rate_now"].astype("Float64").round(2).to_numpy(),
            "Earlier rate": frame["rate_before"].astype("Float64").round(2).to_numpy(),
            "Rate ratio": frame["ratio"].astype("Float64").round(3).to_numpy(),
            "95% interval of the ratio": [
                interval(low, high) if is_missing(low) else f"{low:.2f} to {high:.2f}"
                for low, high in zip(frame["lower"], frame["upper"], strict=True)
            ],
            "Change %": frame["percent"].astype("Float64").round(1).to_numpy(),
            "Verdict": [
                "not comparable" if is_missing(one) else str(one) for one in frame["direction"]
            ],
            "Code": frame.index.astype(str),
        }
    )
