"""The tracker's files: the rows that are shown, with what users entered and how to read them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.page.downloads import XLSX, csv_download, file_download
from components.page.workbook import workbook
from data.installed.catalogue import load_catalogue
from data.phrases.plain import number_of
from data.plan.documents import plans_of
from data.plan.tracker import TrackedRow, note_history, plan_rows, plan_table
from data.words.plan import plan_conclusion, plan_span

RULE = (
    "On course: the change from the baseline to the latest value is real (its 95% interval leaves "
    "out no change) and goes the way the plan wants. Off course: it is real and goes the other "
    "way. No real change: the interval takes in no change. Cannot be told: there is a figure, but "
    "nothing of the same measure to compare it with (a document's own count is not compared with "
    "street-level records), no date, no counts, too few, or no direction wanted. No data: nothing "
    "that is loaded measures the row. The plan's direction rules: more reports may be the aim."
)


def plan_files(csp: str, shown: Sequence[TrackedRow]) -> None:
    """Offer the shown rows as CSV and as a workbook, and every version of the notes as CSV."""
    name = f"plan-{csp}"
    with st.container(horizontal=True, vertical_alignment="center", key="plan-files"):
        csv_download(shown_table(csp, shown), name, f"{number_of(len(shown), 'row')}, CSV")
        file_download(
            f"{number_of(len(shown), 'row')}, Excel",
            f"{name}.xlsx",
            XLSX,
            lambda: plan_workbook(csp, shown),
            f"{name}-xlsx",
        )
        history = note_history(csp)
        if len(history):
            csv_download(history, f"{name}-history", "History of notes, CSV")


def shown_table(csp: str, shown: Sequence[TrackedRow]) -> pd.DataFrame:
    """Return the rows that are shown, with everything known of them."""
    keys = {one.row.key for one in shown}
    held = [one.row.key in keys for one in plan_rows(csp)]
    return plan_table(csp)[held].reset_index(drop=True)


def plan_workbook(csp: str, shown: Sequence[TrackedRow]) -> bytes:
    """Return the workbook: rows, how to read them, and every version of the notes."""
    catalogue = load_catalogue()
    notes = [
        ("What this is", f"Plan tracker, {catalogue.force.district(csp).name}"),
        ("In short", plan_conclusion(shown)),
        ("Course", RULE),
        (
            "Figures",
            "Printed values are as the document named prints them; recorded ones are counted from "
            "street-level police records. Recorded is not the same as happened. An empty cell is "
            "missing, not zero.",
        ),
        ("Owner, due, note", "Entered by users of this installation; not in the plan."),
    ]
    for plan in plans_of(csp):
        title = catalogue.source(plan.document).title
        notes.append((title, f"{plan_span(plan)}. {plan.note} {plan.unmeasured}".strip()))
    further = {"History of notes": note_history(csp)}
    return workbook(shown_table(csp, shown), notes, "Plan", further)
