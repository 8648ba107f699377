"""The verdict on screens: its sentences, and for each clause the figures that it comes from."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.cached import asset_address
from components.details import table_and_csv
from data.catalogue import load_catalogue
from data.verdict import Clause, Figure, Verdict

CAVEATS = "leaves-out"
RECORDED = "Recorded is not the same as happened."
# What a clause is about, as the table of clauses names it.
KINDS = {
    "size": "How much",
    "benchmark": "Against a benchmark",
    "lenses": "Both lenses",
    "change": "Change",
    "chart": "Control chart",
    "absent months": "Absent months",
    "annualised": "A part of a year",
    "no location": "No location",
    "best fit": "Boundary",
    "as printed": "As printed",
    "partner": "From a partner",
    "no figure": "No figure",
}
# What is said of the figures themselves, in smaller type.
QUIET = ("absent months", "annualised", "no location", "best fit", "as printed", "partner")
NO_FIGURES = "Said of the method: it rests on no single figure."


def verdict_heading(
    line: str, told: Verdict, key: str, more: str = "", quiet: str = "", caveats: bool = True
) -> None:
    """Write what the screen shows, the verdict on it, and where each clause is from.

    ``more`` is a plain sentence after the first of the verdict; ``quiet`` one after its caveats,
    which a page that tells them elsewhere leaves out of sight: they stay in the table of clauses.
    """
    body = verdict_html(told, more, quiet, caveats)
    _written(f'<h1 class="says">{escape(line)}</h1>{body}', told, key, "verdict")


def verdict_lines(told: Verdict, key: str) -> None:
    """Write the verdict by itself; pointing at a clause, or tabbing to it, shows its figures."""
    _written(verdict_html(told), told, key, "verdict-lines")


def _written(body: str, told: Verdict, key: str, holder: str) -> None:
    with st.container(key=holder, horizontal=True, vertical_alignment="top", gap="small"):
        st.html(f'<style>@import url("{asset_address("verdict.css")}");</style>{body}')
        table_and_csv(
            lambda: clause_table(told),
            f"verdict-{key}",
            "verdict-figures",
            "Figures behind it",
            width=900,
        )


def verdict_html(told: Verdict, more: str = "", quiet: str = "", caveats: bool = True) -> str:
    """Return the verdict as HTML: each clause can be pointed at and tabbed to."""
    number = iter(range(1, 1 + len(told.clauses)))
    said: list[str] = []
    small: list[str] = []
    for place, sentence in enumerate(told.sentences):
        parts = [escape(clause.joint) + _clause(clause, next(number)) for clause in sentence]
        (small if sentence[0].kind in QUIET else said).append("".join(parts) + ".")
        if place == 0 and more:
            said.append(escape(more))
    if quiet:
        small.append(escape(quiet))
    leaves_out = f'<p class="{CAVEATS}">{" ".join(small)}</p>' if small and caveats else ""
    concludes = f'<p class="concludes">{" ".join(said)}</p>'
    return f'<div class="verdict">{concludes}{leaves_out}</div>'


def _clause(clause: Clause, number: int) -> str:
    name = f"clause-{number}"
    figures = "; ".join(figure_words(one) for one in clause.figures) or NO_FIGURES
    return (
        f'<span class="clause" tabindex="0" role="note" aria-describedby="{name}">'
        f"{escape(clause.text)}"
        f'<span class="from" id="{name}" role="tooltip">{escape(figures)}</span></span>'
    )


def figure_words(one: Figure) -> str:
    """Write a figure with its name: 'rate 22.42 per 1,000 residents'."""
    unit = "%" if one.unit == "%" else f" {one.unit}" if one.unit else ""
    return f"{one.name} {_value(one.value)}{unit}"


def _value(value: float | int | str) -> str:
    """Write a figure more finely than the clause does, which rounds it."""
    if isinstance(value, str):
        return value
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def clause_table(told: Verdict) -> pd.DataFrame:
    """Return every clause with the figures that it comes from, one row for each figure.

    A figure that is a number is one in the table too; what is a word stands in a column of its own.
    """
    catalogue = load_catalogue()
    rows = []
    for clause in told.clauses:
        for one in clause.figures or (Figure(NO_FIGURES, "", "", ""),):
            source = catalogue.source(one.source).short if one.source else ""
            rows.append(
                {
                    "Clause": clause.text,
                    "About": KINDS[clause.kind],
                    "Figure": one.name,
                    "Value": pd.NA if isinstance(one.value, str) else round(one.value, 2),
                    "In words": one.value if isinstance(one.value, str) else "",
                    "Unit": one.unit,
                    "Source": source,
                }
            )
    return pd.DataFrame(rows).astype({"Value": "Float64"})
