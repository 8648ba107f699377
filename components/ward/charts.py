"""A ward's mix of crimes beside its district's, and its months with their limits."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.chart.charts import show
from components.chart.style import style
from components.page.telling import say, say_small
from data.figures.profile import WardProfile, crime_mix, ward_months
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import month, rate
from data.words.absence import is_partners
from data.words.ward import (
    mix_alternative,
    mix_message,
    months_alternative,
    months_note,
    months_title,
)
from geo.control_chart import ControlChart, month_lengths, xmr


def mix_section(told: WardProfile, colours: Palette) -> None:
    """Draw what the ward's crime consists of, beside its district's."""
    mix = crime_mix(told.period.id, told.code)
    if mix is None:
        st.markdown("## The mix of crimes is not drawn")
        said = (
            f"The documents print rates for {told.period.label}, no counts. Shares made of rounded "
            "rates would be figures that no document has."
        )
        if told.period.kind == "partner":
            said = f"No police records are shown for {told.period.label}: choose another period."
        say(said)
        return
    table = pd.DataFrame(
        {
            "Crime type": mix["name"],
            f"{told.name}: recorded": mix["count"],
            f"{told.name}: % of crime": mix["share"].round(1),
            f"{told.district}: % of crime": mix["district_share"].round(1),
            "Difference, points": mix["points"].round(1),
        }
    )
    show(
        mix_chart(mix, told, colours),
        mix_message(told, mix),
        mix_alternative(told, mix),
        table,
        f"mix-{told.code}-{told.period.id}",
    )


def mix_chart(mix: pd.DataFrame, told: WardProfile, colours: Palette) -> go.Figure:
    """Draw both shares of each crime type as two dots on one line."""
    rows = mix.iloc[::-1]
    figure = go.Figure()
    for _, row in rows.iterrows():
        figure.add_scatter(
            x=[row["district_share"], row["share"]],
            y=[as_chart_text(row["name"])] * 2,
            mode="lines",
            line={"color": colours.rest, "width": 2},
            hoverinfo="skip",
        )
    for column, name, colour, size in (
        ("district_share", told.district, colours.rest, 10),
        ("share", told.name, colours.accent, 13),
    ):
        figure.add_scatter(
            x=rows[column].round(2).tolist(),
            y=rows["name"].map(as_chart_text).tolist(),
            mode="markers",
            marker={"color": colour, "size": size},
            hovertemplate="%{y}: %{x:.1f}%<extra>" + as_chart_text(name) + "</extra>",
        )
    _name_dots(figure, told, colours)
    figure.update_xaxes(ticksuffix="%", rangemode="tozero")
    figure.update_yaxes(ticklabelstandoff=8)
    return style(figure, 60 + 26 * len(rows))


def _name_dots(figure: go.Figure, told: WardProfile, colours: Palette) -> None:
    """Name the two dots in the corner that the falling shares leave empty."""
    for place, (name, colour, text) in enumerate(
        ((told.name, colours.accent, colours.accent), (told.district, colours.rest, colours.quiet))
    ):
        figure.add_annotation(
            x=1,
            y=0.2 - 0.09 * place,
            xref="paper",
            yref="paper",
            xanchor="right",
            text=f'<span style="color:{colour}">●</span> {as_chart_text(name)}',
            showarrow=False,
            bgcolor=colours.ground,
            font={"color": text, "size": 14},
        )


def months_section(told: WardProfile, colours: Palette) -> None:
    """Draw the ward's months with the limits of their ordinary variation."""
    counts = ward_months(told.indicator.id, told.period.id, told.code)
    if counts is None:
        st.markdown("## No months to draw")
        how = "supplied" if is_partners(told.indicator) else "printed"
        say(
            f"The figures for {told.period.label} are {how} for the whole period, so there is no "
            "course of months and no control chart."
        )
        return
    lengths = month_lengths(counts.index)
    chart = xmr(counts.astype("Float64"), clip_at_zero=True, lengths=lengths, records_per=1)
    key = f"months-{told.code}-{told.indicator.id}-{told.period.id}"
    show(
        control_figure(chart, colours),
        months_title(told, chart),
        months_alternative(told, chart),
        _months_table(chart),
        key,
    )
    say_small(months_note(chart))


def control_figure(chart: ControlChart, colours: Palette) -> go.Figure:
    """Draw a control chart: points, mean, limits; a month that signals is ringed."""
    dates = [month(str(one)) for one in chart.values.index]
    years = {str(one)[:4] for one in chart.values.index}
    figure = go.Figure()
    for side, value, name, dash in (
        ("upper", chart.upper, "upper limit", "dash"),
        ("mean", chart.mean, "mean", "solid"),
        ("lower", chart.lower, "lower limit", "dash"),
    ):
        if pd.isna(value):
            continue
        figure.add_scatter(
            x=dates,
            y=chart.limits[side].round(4).tolist(),
            mode="lines",
            line={"color": colours.rest, "width": 1.6, "dash": dash, "shape": "hvh"},
            hoverinfo="skip",
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            y=value,
            text=f" {name} {rate(value)}",
            showarrow=False,
            font={"color": colours.quiet, "size": 14},
        )
    signalled = chart.signalled.tolist()
    figure.add_scatter(
        x=dates,
        y=chart.values.astype("float64").tolist(),
        mode="lines+markers",
        line={"color": colours.accent, "width": 3},
        marker={
            "size": [15 if one else 8 for one in signalled],
            "symbol": ["diamond" if one else "circle" for one in signalled],
            "color": [colours.flagged if one else colours.accent for one in signalled],
        },
        hovertemplate="%{x}: %{y:.0f} recorded<extra></extra>",
    )
    figure.update_yaxes(rangemode="tozero")
    if len(years) == 1:  # twelve months with the year on each would stand on end
        figure.update_xaxes(tickvals=dates, ticktext=[date[:3] for date in dates], tickangle=0)
    style(figure, 340)
    figure.update_layout(margin={"r": 140})
    return figure


def _months_table(chart: ControlChart) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Month": list(chart.values.index),
            "Recorded": chart.values.astype("Int64").tolist(),
            "Mean": chart.limits["mean"].round(1).tolist(),
            "Lower limit": chart.limits["lower"].round(1).tolist(),
            "Upper limit": chart.limits["upper"].round(1).tolist(),
            "Signal": [reason or "none" for reason in chart.reasons],
        }
    )
