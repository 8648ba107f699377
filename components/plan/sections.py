"""The plan tracker's page below its heading: the rows, or where a plan is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from components.choosing.leads import lead
from components.page.frame import heading
from components.page.telling import say
from components.plan.files import RULE, plan_files
from components.plan.filters import Shown, filter_row
from components.plan.row import open_row, row_over_page, tell_saved
from components.plan.table import draw_plan_table, plan_table_of
from data.painting.palette import Palette
from data.plan.documents import partnerships_with_plans, plans_of
from data.plan.notes import notes_of
from data.plan.tracker import TrackedRow, plan_rows
from data.selection.selection import Selection, district_name
from data.words.plan import no_plan_words, no_row_words, plan_conclusion, plan_title


def plan_heading(selection: Selection) -> None:
    """Say whose plan is shown and how its rows stand, or that there is none."""
    rows, place = plan_rows(selection.csp), district_name(selection.csp)
    others = [district_name(code) for code in partnerships_with_plans()]
    told = plan_conclusion(rows) if rows else no_plan_words(place, others)
    heading(plan_title(place, plans_of(selection.csp)), told)


def plan_or_none(selection: Selection, shown: Shown, colours: Palette) -> None:
    """Draw the rows of the chosen partnership's plan; where it has none, lead to those that do."""
    rows = plan_rows(selection.csp)
    if rows:
        _plan(rows, selection, shown, colours)
    else:
        _no_plan(selection)


def _plan(
    rows: tuple[TrackedRow, ...], selection: Selection, shown: Shown, colours: Palette
) -> None:
    tell_saved()
    filter_row(rows, shown)
    held = [one for one in rows if shown.holds(one)]
    if held:
        table = plan_table_of(
            held, _notes(selection.csp), selection, district_name(selection.csp), colours.dark
        )
        draw_plan_table(table, selection, open_row)
    else:
        say(no_row_words(shown.status, shown.about))
    st.html(f'<p class="trust">{RULE}</p>')
    if held:
        _unmeasured(held)
        plan_files(selection.csp, held)
    row_over_page(shown.row, rows, selection)


def _notes(csp: str) -> dict:
    """The newest notes of a partnership's plans, by the rows' keys."""
    return {
        f"{plan.document}/{row}": note
        for plan in plans_of(csp)
        for row, note in notes_of(plan.document).items()
    }


def _unmeasured(rows: Sequence[TrackedRow]) -> None:
    """Say once what would supply the rows to which the plan gives no measure."""
    for words in dict.fromkeys(one.plan.unmeasured for one in rows):
        if any(one.row.supply == words and one.missing for one in rows):
            st.html(f'<p class="trust">Rows without a measure: {escape(words)}</p>')


def _no_plan(selection: Selection) -> None:
    with st.container(horizontal=True):
        for code in partnerships_with_plans():
            lead("plan", f"Plan of {district_name(code)}", selection, csp=code)
