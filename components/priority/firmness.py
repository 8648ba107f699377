"""How firm the ranking is: over weights drawn at random, and over each weight by itself."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.chart.charts import show
from components.chart.style import style
from components.page.details import table_and_csv
from components.page.telling import say_heading
from components.served.cached import asset_address
from data.painting.palette import Palette
from data.phrases.escaped import as_chart_text
from data.priority.ranking import DRAWS, TOP, ranking, sensitivity_to_all, sensitivity_to_each
from data.selection.selection import Selection
from data.words.priority import factor, firmness_message, moves_message


def firmness_section(selection: Selection, colours: Palette) -> None:
    """Draw the range of ranks over all weights, and what each weight moves."""
    csp, period = selection.csp, selection.period
    ranked = ranking(csp, period).themes.dropna(subset=["rank"])
    spread = sensitivity_to_all(csp, period).reindex(ranked.index)
    message = firmness_message(spread)
    if spread.empty:
        say_heading(message)
        return
    table = spread_table(ranked, spread)
    show(
        spread_chart(ranked, spread, colours),
        message,
        f"Ranks of {len(table)} themes. "
        + "; ".join(
            f"{row['Theme']} {row['Rank']}, under other weights {row['Middle 90% of ranks']}"
            for _, row in table.iterrows()
        ),
        table,
        f"ranks-over-weights-{csp}-{period}",
    )
    st.caption(
        "Dot: rank by the weights in force. Thick line: the middle 90% of its ranks over "
        f"{DRAWS:,} sets of weights drawn at random, every split as likely as any other. Thin "
        "line: the ranks that the missing scores leave open, were they 1 or 4."
    )
    _each(csp, period)


def spread_table(ranked: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks and what weights and missing scores leave open, as words and numbers."""
    return pd.DataFrame(
        {
            "Rank": ranked["rank"].astype(int),
            "Theme": ranked["name"],
            "Score": ranked["score"].round(2),
            "Middle 90% of ranks": _spans(spread["rank_5"], spread["rank_95"]),
            f"In the top {TOP} under": [f"{one:.0%} of weights" for one in spread["in_top"]],
            "Left open by missing scores": _spans(ranked["best_rank"], ranked["worst_rank"]),
            "Criteria scored": [
                f"{held} of {of}" for held, of in zip(ranked["scored"], ranked["of"], strict=True)
            ],
        }
    ).reset_index(drop=True)


def _spans(low: pd.Series, high: pd.Series) -> list[str]:
    pairs = zip(low.astype(int), high.astype(int), strict=True)
    return [f"{a}" if a == b else f"{a} to {b}" for a, b in pairs]


def spread_chart(ranked: pd.DataFrame, spread: pd.DataFrame, colours: Palette) -> go.Figure:
    """Draw each theme's rank with the ranks that other weights and missing scores would give."""
    figure = go.Figure()
    names = ranked["name"].map(as_chart_text).tolist()
    spans = (
        (ranked["best_rank"], ranked["worst_rank"], colours.faint, 3),
        (spread["rank_5"], spread["rank_95"], colours.rest, 11),
    )
    for low, high, ink, width in spans:
        xs: list[float | None] = []
        ys: list[str | None] = []
        for name, a, b in zip(names, low, high, strict=True):
            # A span of one rank would be no line at all.
            xs += [float(a) - 0.06, float(b) + 0.06, None]
            ys += [name, name, None]
        figure.add_scatter(
            x=xs, y=ys, mode="lines", line={"color": ink, "width": width}, hoverinfo="skip"
        )
    figure.add_scatter(
        x=ranked["rank"].astype(int),
        y=names,
        mode="markers",
        marker={"color": colours.accent, "size": 15, "line": {"color": colours.ground, "width": 2}},
        customdata=[f"{one:.0%}" for one in spread["in_top"]],
        hovertemplate="%{y}: rank %{x}; in the top "
        + str(TOP)
        + " under %{customdata} of weights<extra></extra>",
    )
    for name, share in zip(names, spread["in_top"], strict=True):
        figure.add_annotation(
            x=1.01,
            xref="paper",
            xanchor="left",
            y=name,
            text=f"top {TOP}: {share:.0%}",
            showarrow=False,
            font={"size": 14, "color": colours.ink},
        )
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"size": 15})
    figure.update_xaxes(
        title="Rank (1 is the highest priority)", dtick=1, range=[0.5, len(names) + 0.5]
    )
    style(figure, 90 + 34 * len(names))
    figure.update_layout(margin={"r": 110})
    return figure


def _each(csp: str, period: str) -> None:
    moves = sensitivity_to_each(csp, period)
    say_heading(moves_message(moves))
    st.html(f'<style>@import url("{asset_address("tables.css")}");</style>')
    st.html(moves_html(moves))
    st.caption(
        "Each weight by itself halved, a quarter less, a quarter more and half as much again: the "
        "most places that a theme moves up (▲) and down (▼). Empty: it stays where it is."
    )
    table_and_csv(
        lambda: moves_table(moves),
        f"ranks-by-weight-{csp}-{period}",
        "priority-moves",
        "Every move: table and CSV",
    )


def moves_html(moves: pd.DataFrame) -> str:
    """Return themes by weights with the most places each moves, as a table to read."""
    weights = list(dict.fromkeys(zip(moves["level"], moves["weight"], moves["name"], strict=True)))
    themes = moves.drop_duplicates("theme").sort_values("base_rank", kind="stable")
    telling = [
        one
        for one in weights
        if moves.loc[(moves["level"] == one[0]) & (moves["weight"] == one[1]), "move"].any()
    ]
    if not telling:
        return "<p>No theme moves.</p>"
    heads = "".join(
        f'<th scope="col">{escape(_weight_name(level, name))}</th>' for level, _, name in telling
    )
    body = "".join(
        f'<tr><th scope="row">{int(row["base_rank"])}. {escape(str(row["theme_name"]))}</th>'
        + "".join(
            f"<td>{_move_cell(_moves_of(moves, row['theme'], level, weight))}</td>"
            for level, weight, _ in telling
        )
        + "</tr>"
        for _, row in themes.iterrows()
    )
    still = [
        _weight_name(level, name)
        for level, weight, name in weights
        if (level, weight, name) not in telling
    ]
    said = f"<p>These weights move nothing: {escape(', '.join(still))}.</p>" if still else ""
    return (
        f'<div class="printed"><table><thead><tr><th scope="col">Theme</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{said}</div>"
    )


def _weight_name(level: str, name: str) -> str:
    return f"{name}, as a part" if level == "section" else name


def _moves_of(moves: pd.DataFrame, theme: str, level: str, weight: str) -> pd.Series:
    of = (moves["theme"] == theme) & (moves["level"] == level) & (moves["weight"] == weight)
    return moves.loc[of, "move"]


def _move_cell(moved: pd.Series) -> str:
    up, down = int(moved.max()), -int(moved.min())
    parts = ([f"▲{up}"] if up > 0 else []) + ([f"▼{down}"] if down > 0 else [])
    return " ".join(parts)


def moves_table(moves: pd.DataFrame) -> pd.DataFrame:
    """Return every weight, factor and theme with the rank it gives."""
    return pd.DataFrame(
        {
            "Weight": [
                _weight_name(level, name)
                for level, name in zip(moves["level"], moves["name"], strict=True)
            ],
            "Changed to": [f"{factor(float(one))} weight" for one in moves["factor"]],
            "Theme": moves["theme_name"],
            "Rank": moves["rank"],
            "Rank by the weights in force": moves["base_rank"],
            "Places up": moves["move"],
        }
    )
