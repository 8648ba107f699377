"""One row of a plan, opened over the table: all that is known of it, and what users enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from components.choosing.leads import lead
from components.page.form import WHO
from components.page.telling import say, tell_error, tell_info, tell_success, tell_warning
from components.plan.filters import ROW
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.plan.notes import LIMITS, PlanNoteChangedError, PlanNoteError, history_of, save_note
from data.plan.readings import Reading, Value
from data.plan.tracker import TrackedRow
from data.selection.selection import Selection
from data.store import StoreError
from data.words.plan import (
    CHANGES,
    KIND_NAMES,
    change_words,
    counted_words,
    due_words,
    interval_words,
    measure_name,
    plan_span,
    source_words,
    state_name,
    target_years,
    targets_words,
    value_words,
)

SEEN, TOLD = "plan-row-seen", "plan-row-told"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def open_row(key: str) -> None:
    """Make a row the open one, by the address."""
    st.session_state.pop(TOLD, None)
    st.query_params[ROW] = key


def tell_saved() -> None:
    """Say what was saved in the run before."""
    told = st.session_state.pop(TOLD, None)
    if told:
        tell_success(told)


def row_over_page(key: str, rows: Sequence[TrackedRow], selection: Selection) -> None:
    """Open the row that the address names over the page; nothing where it names none."""
    if not key:
        st.session_state.pop(SEEN, None)
        return
    one = next((row for row in rows if row.row.key == key), None)
    if one is None:
        tell_info(f"The plan shown here has no row '{key}'. Choose one in the table.")
        return

    @st.dialog(as_markdown(one.row.what), width="large", on_dismiss=_close)
    def opened() -> None:
        _row(one, selection)

    opened()


def _close() -> None:
    st.query_params.pop(ROW, None)
    st.session_state.pop(SEEN, None)


def _row(one: TrackedRow, selection: Selection) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        _known(one, selection)
    with right:
        _enter(one)
    _history(one)


def _known(one: TrackedRow, selection: Selection) -> None:
    """Draw what the plan says, what measures it, and where its themes are."""
    _facts(_asked(one))
    measured = one.measures
    for told in measured:
        say("", bold=measure_name(told))
        _facts(_measured(told, several=len(measured) > 1))
    if one.missing:
        _facts([("What would supply it", one.missing)])
    with st.container(horizontal=True):
        for theme in one.row.themes:
            name = load_catalogue().theme(theme).name
            lead("theme", f"Theme: {name}", selection, theme=theme)


def _asked(one: TrackedRow) -> list[tuple[str, str]]:
    row, source = one.row, load_catalogue().source(one.row.document)
    return [
        ("Plan", f"{source.short}, {plan_span(one.plan)}"),
        ("Stands under", f"{KIND_NAMES[row.kind]}: {row.section}"),
        ("In the document's words", f"‘{row.wording}’"),
        ("Outcome expected", row.outcome),
        ("Measure named", row.measure),
        ("Change wanted", CHANGES[row.direction]),
        (target_years([one]), targets_words(row)),
        ("Remark", row.note),
        ("Course", f"{state_name(one.state)}. {one.rule or one.because}"),
    ]


def _measured(told: Reading, several: bool) -> list[tuple[str, str]]:
    change = ", ".join(part for part in (change_words(told), interval_words(told)) if part)
    return [
        ("Baseline", _value(told.baseline, told)),
        ("Latest", _value(told.latest, told)),
        ("Change", change if told.baseline and told.latest else ""),
        # With one measure the row's own course says the same.
        (
            "Course by this measure",
            f"{told.status.capitalize()}. {told.because}" if several else "",
        ),
        ("To keep in mind", " ".join(told.cautions)),
    ]


def _value(value: Value | None, told: Reading) -> str:
    if value is None:
        return "none loaded"
    # What a share is of stands in the heading above.
    unit = "" if value.unit == "%" else counted_words(value, told)
    amount = f"{value_words(value)} {unit}".strip()
    return f"{amount} ({value.label}; {value.status} in {source_words(value)})"


def _facts(pairs: list[tuple[str, str]]) -> None:
    body = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>"
        for name, words in pairs
        if words
    )
    st.html(f'<dl class="card">{body}</dl>')


def _enter(one: TrackedRow) -> None:
    """Ask for owner, due date and note; what was typed stays until it is saved."""
    key, versions = one.row.key, history_of(one.row.document, one.row.row)
    opened = st.session_state.setdefault(SEEN, {})
    # How many versions this user has seen, and how many there were when the row was opened.
    seen, first = opened.setdefault(key, (len(versions), len(versions)))
    shown = versions[first - 1] if first else None
    st.markdown("## Owner, due date and note")
    with st.form(f"plan-form-{key}-{first}", border=False):
        left, right = st.columns(2)
        owner = left.text_input(
            "Owner",
            value=shown.owner if shown else "",
            max_chars=LIMITS["owner"],
            key=f"plan-owner-{key}-{first}",
        )
        due = right.date_input(
            "Due date",
            value=date.fromisoformat(shown.due) if shown and shown.due else None,
            min_value=EARLIEST,
            max_value=LATEST,
            format="DD/MM/YYYY",
            key=f"plan-due-{key}-{first}",
        )
        text = st.text_area(
            "Note",
            value=shown.text if shown else "",
            max_chars=LIMITS["text"],
            height=90,
            key=f"plan-text-{key}-{first}",
        )
        who = st.text_input(
            "Saved by: your name or role (needed; it stands in the history)",
            value=st.session_state.get(WHO, ""),
            max_chars=LIMITS["who"],
            key=f"plan-who-{key}-{first}",
        )
        if st.form_submit_button("Save", icon=":material/save:"):
            _save(one, owner, due.isoformat() if due else "", text, who, seen)


def _save(one: TrackedRow, owner: str, due: str, text: str, who: str, seen: int) -> None:
    row = one.row
    try:
        save_note(row.document, row.row, owner=owner, due=due, text=text, who=who, seen=seen)
    except PlanNoteChangedError as error:
        opened = st.session_state[SEEN]
        opened[row.key] = (len(history_of(row.document, row.row)), opened[row.key][1])
        tell_warning(str(error), icon=":material/sync_problem:")
        return
    except (PlanNoteError, StoreError) as error:
        tell_error(str(error))
        return
    st.session_state[WHO] = who.strip()
    st.session_state[TOLD] = f"Saved: {row.what}."
    _close()
    st.rerun()


def _history(one: TrackedRow) -> None:
    versions = history_of(one.row.document, one.row.row)
    if not versions:
        return
    st.markdown("## History of this row")
    table = pd.DataFrame(
        {
            "Saved (UTC)": [note.when[:16].replace("T", " ") for note in versions],
            "By": [note.who for note in versions],
            "Owner": [note.owner for note in versions],
            "Due": [due_words(note.due, date.min).removeprefix("due ") for note in versions],
            "Note": [
                note.text if note.owner or note.due or note.text else "everything taken away"
                for note in versions
            ],
        }
    )
    # A table of this kind reads Markdown in its cells.
    st.table(table.iloc[::-1].map(as_markdown).set_index("Saved (UTC)"))
