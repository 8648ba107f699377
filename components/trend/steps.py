"""Step changes on the page: those in force, a form to mark one, and how to take one back."""

from __future__ import annotations

import streamlit as st

from components.page.details import details
from components.page.telling import say, tell_error, tell_success
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.phrases.plain import month
from data.selection.trending import Trending
from data.store import StoreError
from data.trend.step_changes import (
    LONGEST_REASON,
    StepChange,
    StepChangeError,
    mark_step_change,
    remove_step_change,
    restore_step_change,
    set_aside,
)
from data.trend.trends import Trend
from data.words.trend import what

WHO = "sources-who"  # the name that every form of the app remembers
TOLD = "step-told"
CHANGED = "steps-changed"
EVERYWHERE = "everywhere"


def step_changes_details(now: Trending, told: Trend) -> None:
    """Offer what is known of step changes behind a button."""
    # One label whatever is marked: with another the popover would be another, and closed.
    details("Step changes: mark one, take one back", "steps", lambda: _steps(now, told))


def _steps(now: Trending, told: Trend) -> None:
    if st.session_state.pop(CHANGED, False):
        st.rerun()  # the chart is outside of this fragment
    st.markdown(
        "A step change is a month from which the figures are another series: a new rule of "
        "recording, a new system, other ground. The limits start anew there. Mark one only where "
        "the reason is known: a rise alone is none."
    )
    _say_what_was_done()
    for one in told.steps:
        _in_force(one, told)
    for one in set_aside():
        _aside(one)
    _form(now, told)


def _say_what_was_done() -> None:
    kind, words = st.session_state.pop(TOLD, ("", ""))
    if kind == "error":
        tell_error(words)
    elif words:
        tell_success(words)


def _in_force(one: StepChange, told: Trend) -> None:
    by = (
        f"{load_catalogue().source(one.source).short}, {one.section}"
        if one.comes_with_app
        else f"marked by {one.who or 'somebody who gave no name'}"
    )
    drawn = (
        ""
        if one in told.drawn_steps
        else " No limits start at it: the months around it are not loaded."
    )
    left, right = st.columns([5, 1], vertical_alignment="center")
    say(f"{one.reason} ({by}).{drawn}", bold=f"{month(one.month, True)}:", at=left)
    right.button(
        "Set aside" if one.comes_with_app else "Take back",
        key=f"step-remove-{one.key}",
        on_click=_done,
        args=(remove_step_change, one, "is no longer in force"),
    )


def _aside(one: StepChange) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    say(f"Set aside: {month(one.month, True)}, {one.reason}.", at=left)
    right.button(
        "Restore",
        key=f"step-restore-{one.key}",
        on_click=_done,
        args=(restore_step_change, one, "is in force again"),
    )


def _done(act, one: StepChange, said: str) -> None:  # type: ignore[no-untyped-def]
    try:
        act(one.key, st.session_state.get(WHO, ""))
        st.session_state[TOLD] = ("", f"The step change of {month(one.month, True)} {said}.")
    except (StepChangeError, StoreError) as error:
        st.session_state[TOLD] = ("error", str(error))
    st.session_state[CHANGED] = True


def _form(now: Trending, told: Trend) -> None:
    held = [str(one) for one in told.series.months.index]
    places = {now.code: as_markdown(now.name), EVERYWHERE: "Everywhere"}
    kinds = {"own": as_markdown(what(now.types)), "all": "Every type of crime"}
    with st.form("step-form", clear_on_submit=True):
        left, right = st.columns(2)
        chosen = left.selectbox(
            "First month of the new state",
            list(reversed(held)),
            format_func=lambda one: month(one, True),
            key="step-month",
        )
        who = right.text_input(
            "Your name or role, for the history",
            value=st.session_state.get(WHO, ""),
            max_chars=80,
            key="step-who",
        )
        reason = st.text_input("Reason: what changed", max_chars=LONGEST_REASON, key="step-reason")
        left, right = st.columns(2)
        place = left.radio("Where", list(places), format_func=places.get, key="step-place")
        kind = right.radio("Of what", list(kinds), format_func=kinds.get, key="step-kind")
        sent = st.form_submit_button("Mark this step change")
    if not sent:
        return
    try:
        mark_step_change(
            str(chosen),
            reason,
            indicators=now.types if kind == "own" else (),
            area="" if place == EVERYWHERE else str(place),
            who=who.strip(),
        )
    except (StepChangeError, StoreError) as error:
        tell_error(str(error))
        return
    st.session_state[WHO] = who.strip()
    st.session_state[TOLD] = ("", f"Marked {month(str(chosen), True)}: limits start anew there.")
    st.rerun()
