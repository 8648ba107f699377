"""The head of the prioritisation page: what it says, and what it never is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.page.telling import say
from components.page.trust_strip import quiet_line
from data.installed.catalogue import load_catalogue
from data.priority.ranking import DISCLAIMER, beside_plan, ranking
from data.priority.scheme import load_scheme
from data.priority.scores import score_matrix
from data.selection.selection import Selection, district_name
from data.words.priority import priority_conclusion, priority_title


def priority_says(selection: Selection) -> tuple[str, str]:
    """Return the page's title and the sentence that concludes."""
    csp, period = selection.csp, selection.period
    place = district_name(csp)
    changed = int(score_matrix(csp, period)["overridden"].sum())
    return (
        priority_title(load_catalogue().period(period), place),
        priority_conclusion(ranking(csp, period).themes, beside_plan(csp, period), changed),
    )


def _span(numbers: pd.Series) -> str:
    low, high = int(numbers.min()), int(numbers.max())
    return str(low) if low == high else f"{low} to {high}"


def priority_notice(selection: Selection) -> None:
    """Say what the scores are not, on every section; how they are made is one click away."""
    told = ranking(selection.csp, selection.period)
    ranked = told.themes[told.themes["rank"].notna()]
    parts = [DISCLAIMER]
    if len(ranked):
        parts.append(
            f"a ranked theme has {_span(ranked['scored'])} of {int(ranked['of'].iloc[0])} criteria "
            "scored"
        )

    def behind() -> None:
        scheme = load_scheme()
        for one in scheme.sections.values():
            weight = told.section_weights[one.id]
            say(f"(weight {weight:g}). {one.definition}", bold=one.name)
        st.markdown(
            "Each part is the weighted mean of its criteria that have a score. The score of a "
            "theme is the weighted geometric mean of its parts, so a theme needs both harm and "
            "likelihood to come first. A criterion without evidence is left out, never 0; a theme "
            "with fewer than two scores of harm or of likelihood is not ranked."
        )
        st.markdown(
            "Score a criterion for every theme that is compared, or for none: one that only some "
            "themes have pulls those towards it. A gap in capacity of 3, say, lowers a theme "
            "whose other parts stand above 3, beside themes whose capacity nobody scored."
        )
        st.caption(
            "Grades, rules and weights are this project's own, after public descriptions of "
            "MoRiLE (management of risk in law enforcement)."
        )

    quiet_line(parts, behind)
