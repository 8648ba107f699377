"""The explorer's two charts: what the records are made of, and how they ran month by month."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.chart.charts import describe, months_chart, show
from components.chart.style import style
from components.page.telling import say_heading, say_small
from data.explore.crime_types import default_types
from data.explore.mix import crime_mix, monthly_series
from data.explore.view import ExploreView
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.phrases.plain import (
    full_span,
    joined,
    lower_first,
    month,
    rate,
    times_of,
)
from data.selection.exploration import Exploration
from data.selection.selection import district_name
from data.words.explore import area_name, place_name, types_name

# A type this many times its share around is told; one with a smaller share is left alone.
MORE, LESS, SMALLEST = 1.2, 1 / 1.2, 2.0
LONGEST_LINE = 13  # letters of a name in one line of its box


def charts_section(view: ExploreView, exploration: Exploration, colours: Palette) -> None:
    """Draw the two charts side by side."""
    left, right = st.columns(2, gap="large")
    with left:
        mix_chart(view, exploration, colours)
    with right:
        series_chart(view, exploration, colours)


def mix_chart(view: ExploreView, exploration: Exploration, colours: Palette) -> None:
    """Draw the crime mix of the chosen area, or of the districts, against the place around it."""
    mix = crime_mix(
        view.types,
        view.months[0],
        view.months[-1],
        view.districts,
        exploration.at,
        view.level,
        view.within,
    )
    place, around = _mix_places(view, exploration)
    if not int(mix["count"].sum()):
        say_heading(f"Crime mix of {place}")
        st.markdown("Nothing was recorded in these months, so there is no mix to draw.")
        return
    table = pd.DataFrame(
        {
            "Crime type": mix["name"],
            "Recorded": mix["count"],
            "Share %": mix["share"].round(1),
            **({f"Share % in {around}": mix["reference"].round(1)} if around else {}),
            "Explored": mix["chosen"].map({True: "yes", False: "no"}),
        }
    )
    top = mix.iloc[0]
    alt = (
        f"Treemap of the crime types recorded in {place}. Largest: {top['name']}, "
        f"{rate(top['share'], '%')}. {mix_message(mix, place, around)}."
    )
    show(_treemap(mix, around, colours), mix_message(mix, place, around), alt, table, "mix")
    say_small(_mix_key(view, around))


def _mix_places(view: ExploreView, exploration: Exploration) -> tuple[str, str]:
    force = load_catalogue().force.name
    if exploration.at:
        home = district_name(str(view.areas.loc[exploration.at, "district_code"]))
        return area_name(view, exploration.at), home
    if view.within:
        return view.named, place_name(view.districts)
    return place_name(view.districts), force if view.districts else ""


def mix_message(mix: pd.DataFrame, place: str, around: str) -> str:
    """Say which type stands out against the place around, or which is the largest."""
    top = mix.iloc[0]
    if not mix["chosen"].all():
        return _chosen_share(mix, place, around)
    ratios = (mix["share"] / mix["reference"])[mix["share"] >= SMALLEST].dropna()
    if around and len(ratios) and float(ratios.max()) >= MORE:
        odd = mix.loc[ratios.idxmax()]
        return (
            f"{odd['name']}: {rate(odd['share'], '%', odd['reference'])} of the mix in {place}, "
            + times_of(ratios.max(), f"its share in {around}")
        )
    said = f"{top['name']} is {rate(top['share'], '%')} of the mix in {place}"
    return f"{said}, much as in {around}" if around else said


def _chosen_share(mix: pd.DataFrame, place: str, around: str) -> str:
    """Say what part of the mix the explored types are."""
    own = mix[mix["chosen"]]
    if not int(own["count"].sum()):
        said = f"Nothing in the mix in {place} is {joined(own['name'].map(lower_first).tolist())}"
        return f"{said}; {own['reference'].sum():.1f}% is in {around}" if around else said
    name = own["name"].iloc[0] if len(own) == 1 else f"The {len(own)} types explored"
    verb = "is" if len(own) == 1 else "are"
    said = f"{name} {verb} {own['share'].sum():.1f}% of the mix in {place}"
    return f"{said}, {own['reference'].sum():.1f}% in {around}" if around else said


def _mix_key(view: ExploreView, around: str) -> str:
    said = "Area: records." if not around else f"Area: records. Second figure: share in {around}; "
    if around:
        said += "darker, over 1.2 times that share; lighter, under it by as much."
    if view.types != default_types():
        said += " Grey: types that are not explored here."
    return said


def _treemap(mix: pd.DataFrame, around: str, colours: Palette) -> go.Figure:
    fills = [_fill(row, colours) for _, row in mix.iterrows()]
    texts = [
        rate(row["share"], "%")
        + (f" · {rate(row['reference'], '%')}" if not pd.isna(row["reference"]) else "")
        for _, row in mix.iterrows()
    ]
    # A long name in one line would find no room in its box, and no box is big enough to be left
    # unnamed where the title speaks of it.
    lines = [map(as_chart_text, wrap(name, LONGEST_LINE)) for name in mix["name"]]
    figure = go.Figure(
        go.Treemap(
            labels=["<br>".join(one) for one in lines],
            customdata=mix["name"].map(as_chart_text).tolist(),
            parents=[""] * len(mix),
            values=mix["count"].astype(int).tolist(),
            text=texts,
            texttemplate="%{label}<br><b>%{text}</b>",
            hovertemplate="%{customdata}: %{value:,} recorded<br>%{text}<extra></extra>",
            marker={
                "colors": [fill for fill, _ in fills],
                "line": {"color": colours.ground, "width": 2},
            },
            textfont={"color": [ink for _, ink in fills], "size": 14},
            tiling={"pad": 0},
            sort=True,
        )
    )
    style(figure, 340)
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, uniformtext={"minsize": 14, "mode": "hide"}
    )
    return figure


def _fill(row: pd.Series, colours: Palette) -> tuple[str, str]:
    """The box's colour and the ink that can be read on it."""
    light, dark = "#ffffff", "#1d1b19"
    if not row["chosen"]:
        return (colours.grid, colours.ink)
    low, middle, high = colours.plain[1], colours.plain[2], colours.plain[4]
    if pd.isna(row["reference"]) or not row["reference"]:
        return (middle, light if colours.dark else dark)
    ratio = float(row["share"]) / float(row["reference"])
    if ratio >= MORE:
        return (high, dark if colours.dark else light)
    if ratio <= LESS:
        return (low, light if colours.dark else dark)
    return (middle, light if colours.dark else dark)


def series_chart(view: ExploreView, exploration: Exploration, colours: Palette) -> None:
    """Draw the months of the run, with those explored marked, against the force area."""
    series = monthly_series(
        view.types,
        view.months[0],
        view.districts,
        exploration.at,
        view.level,
        view.within,
        view.named,
    ).astype("float64")
    run = list(series.index)
    if len(run) < 2 or series.iloc[:, 0].isna().all():
        return  # no line can be drawn through one month, nor where nobody lives
    figure = months_chart(series, colours)
    if len(view.months) < len(run):
        first, last = run.index(view.months[0]), run.index(view.months[-1])
        figure.add_vrect(
            x0=first - 0.5,
            x1=last + 0.5,
            fillcolor=colours.accent,
            opacity=0.12,
            line_width=0,
            layer="below",
        )
    message = series_message(series, view)
    table = series.round(2).reset_index(names="Month")
    show(figure, message, f"{message}. {describe(series)}", table, "explore-months")
    say_small(
        "Records of each month per 1,000 residents a year, by its days."
        + (" Shaded: the months explored." if len(view.months) < len(run) else "")
    )


def series_message(series: pd.DataFrame, view: ExploreView) -> str:
    """Say when the place was highest and lowest."""
    place = str(series.columns[0])
    values = series[place].dropna()
    if values.empty or float(values.max()) == 0:
        months = full_span(str(series.index[0]), str(series.index[-1]))
        return f"No {lower_first(types_name(view.types))} recorded in {place}, {months}"
    return (
        f"{types_name(view.types)} in {place}: most in {month(str(values.idxmax()), True)} "
        f"({_fine(values.max())} per 1,000), least in {month(str(values.idxmin()), True)} "
        f"({_fine(values.min())})"
    )


def _fine(value: float) -> str:
    """Write a monthly rate so that a small one is not said to be nothing."""
    return rate(value) if value >= 1 or value == 0 else f"{value:.2g}"
