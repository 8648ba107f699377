"""The palette that the reader's theme asks for, and how a chart is dressed in it."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from data.painting.palette import DARK, FONT, LIGHT, Palette


def palette() -> Palette:
    """Return the palette of the theme the reader has chosen."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def style(figure: go.Figure, height: int) -> go.Figure:
    """Dress a chart: one manner for all, light enough to send on every rerun.

    The colours are set on the figure itself, because a named Plotly template is sent whole with
    each chart (about 7 kB), which is more than the map.
    """
    colours = palette()
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 14, "color": colours.ink},
        showlegend=False,
        hoverlabel={"font": {"size": 14}},
    )
    figure.update_xaxes(
        gridcolor=colours.grid, zerolinecolor=colours.quiet, fixedrange=True, automargin=True
    )
    figure.update_yaxes(
        gridcolor=colours.grid, zerolinecolor=colours.quiet, fixedrange=True, automargin=True
    )
    return figure
