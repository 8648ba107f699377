"""What the checks of a partner's table found: sentences, errors, names without a match."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.page.downloads import csv_download
from components.page.telling import say_marked, tell_outcome
from components.sources.loaded import table_height
from components.sources.partner_answers import to_take_back
from components.sources.partner_columns import ACCEPTED
from data.catalogue.base import base_catalogue
from data.partner.levels import areas_of
from data.partner_tables.checks import CheckedTable
from data.partner_tables.faults import likely_areas
from data.phrases.escaped import as_markdown
from data.phrases.plain import number_of

MOST_ASKED = 20


def draw_checked(checked: CheckedTable, *, asks_names: bool = True) -> None:
    """Draw what was found, the table of errors, and what names may have meant."""
    first, *others = checked.report
    tell_outcome(checked.errors.empty, first)
    for told in others:
        say_marked(":material/warning:", told)
    if asks_names and len(checked.suggestions):
        _suggest(checked)


def draw_errors(checked: CheckedTable) -> None:
    """Draw the table of what is wrong, row by row; nothing where all is right."""
    if checked.errors.empty:
        return
    table = checked.errors.rename(columns=str.capitalize)
    st.dataframe(table, hide_index=True, height=table_height(table, 8))
    csv_download(
        table,
        f"errors-of-{checked.definition.id}-{checked.definition.period.id}",
        "Download the errors as CSV",
    )
    st.caption("Rows are numbered as in the file. An empty row number is the table as a whole.")


def _suggest(checked: CheckedTable) -> None:
    """Ask for each name that was not matched which area it means; nothing is taken unasked."""
    names = list(dict.fromkeys(checked.suggestions["given"]))
    st.markdown("**Names that are no area's.** Choose what each means, or correct the file.")
    file, likely = str(checked.file["sha256"]), likely_areas(checked.suggestions, checked.placed)
    if likely:
        st.button(
            f"Take the likely area for {number_of(len(likely), 'name')}",
            key=f"partner-likely-{file[:12]}",
            icon=":material/done_all:",
            help=", ".join(as_markdown(f"{name}: {code}") for name, code in likely.items()),
            on_click=_accept_all,
            args=(file, likely),
        )
    columns = st.columns(3)
    for place, name in enumerate(names[:MOST_ASKED]):
        near = checked.suggestions[checked.suggestions["given"] == name]
        labels = _labels(near)
        key = f"partner-means-{checked.file['sha256']}-{name}"
        columns[place % 3].selectbox(
            f"'{as_markdown(name)}' means",
            list(labels),
            index=None,
            placeholder="not said",
            format_func=lambda code, labels=labels: labels[code],
            key=key,
            on_change=_accept,
            args=(str(checked.file["sha256"]), name, key),
        )
    if len(names) > MOST_ASKED:
        st.caption(f"The first {MOST_ASKED} of {len(names)} names are asked about.")


def _labels(near: pd.DataFrame) -> dict[str, str]:
    districts = {one.code: one.name for one in base_catalogue().force.districts}
    near = near.drop_duplicates("area_code")
    return {
        row.area_code: f"{row.area_name}, {districts.get(row.district_code, row.district_code)} "
        f"({row.likeness} of 100 alike)"
        for row in near.itertuples(index=False)
    }


def _accept(file: str, name: str, key: str) -> None:
    code = st.session_state.get(key)
    if code:
        st.session_state.setdefault(ACCEPTED, {}).setdefault(file, {})[name] = code


def _accept_all(file: str, likely: dict[str, str]) -> None:
    st.session_state.setdefault(ACCEPTED, {}).setdefault(file, {}).update(likely)


def draw_taken(checked: CheckedTable) -> None:
    """Show what the user said that names mean, each to be taken back."""
    file = str(checked.file["sha256"])
    taken: dict[str, str] = st.session_state.get(ACCEPTED, {}).get(file, {})
    names = areas_of(checked.definition.level)["area_name"]
    for name, code in taken.items():
        said = f"'{name}' is taken as {names.get(code, code)} ({code})."
        to_take_back(said, f"partner-back-{file}-{name}", taken, name)
