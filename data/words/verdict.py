"""The figures that each clause of a verdict comes from, in words and as a table."""

from __future__ import annotations

import pandas as pd

from data.installed.catalogue import load_catalogue
from data.verdict.clauses import Figure, Verdict

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

    The clause comes last: it is the longest, and would push the figures out of the window. A value
    that is no number, such as a name or a month, has a column of its own, so that the other is one
    of numbers in a file too.
    """
    catalogue = load_catalogue()
    rows = []
    for clause in told.clauses:
        for one in clause.figures or (Figure(NO_FIGURES, "", "", ""),):
            source = catalogue.source(one.source).short if one.source else ""
            rows.append(
                {
                    "Figure": one.name,
                    "Value": None if isinstance(one.value, str) else round(one.value, 2),
                    "Unit": one.unit,
                    "In words": one.value if isinstance(one.value, str) else "",
                    "About": KINDS[clause.kind],
                    "Source": source,
                    "Clause": clause.text,
                }
            )
    return pd.DataFrame(rows).astype({"Value": "Float64"})
