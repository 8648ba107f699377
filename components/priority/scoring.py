"""Scores and ranking: the matrix, and beside it the one score that a meeting has open."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from components.page.form import WHO
from components.page.telling import say, say_small, tell_error, tell_info, tell_success
from components.priority.matrix import Chosen, priority_matrix
from components.served.cached import asset_address
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.escaped import as_markdown
from data.phrases.plain import is_missing, lower_first
from data.priority.ranking import ranking
from data.priority.scheme import Criterion, load_scheme
from data.priority.scores import (
    REASON_LIMIT,
    WHO_LIMIT,
    PriorityError,
    restore_score,
    save_score,
    score_matrix,
)
from data.selection.selection import Selection
from data.store import StoreError
from data.words.priority import changed_by, needed_words, ranks_moved

CELL = "cell"
TOLD, REFUSED, NAME = "priority-told", "priority-refused", "priority-who"
NO_SCORE = "none"
"""What the radio holds where nothing is known: None would leave all of it unmarked."""

Place = tuple[str, str, str, str]
"""Partnership, period, theme and criterion."""


def widget_key(what: str, place: Place) -> str:
    """Name a widget of the open score: its own for each, so that nothing typed moves to another."""
    return "-".join(("priority", what, *place)).replace(".", "-")


def open_cell(csp: str, period: str) -> tuple[str, str]:
    """Return theme and criterion of the address; without one, the first of the table."""
    theme, _, criterion = st.query_params.get(CELL, "").partition(".")
    if theme in load_catalogue().themes and criterion in load_scheme().criteria:
        return theme, criterion
    return str(ranking(csp, period).themes.index[0]), next(iter(load_scheme().criteria))


def scoring_section(selection: Selection, colours: Palette) -> None:
    """Draw the matrix with the open score beside it."""
    csp, period = selection.csp, selection.period
    theme, criterion = open_cell(csp, period)
    st.html(f'<style>@import url("{asset_address("prioritise.css")}");</style>')
    with st.container(key="priority-scoring"):
        left, right = st.columns([11, 5], gap="medium")
        with left:
            priority_matrix(csp, period, (theme, criterion), colours.dark, _opener(csp, period))
        with right, st.container(key="priority-panel"):
            _panel((csp, period, theme, criterion))


def _opener(csp: str, period: str) -> Chosen:
    def opened(theme: str, criterion: str, score: int | None, typed: bool) -> None:
        """Open a score; one that was typed into the matrix waits for its reason."""
        st.query_params[CELL] = f"{theme}.{criterion}"
        st.session_state.pop(TOLD, None)
        key = widget_key("score", (csp, period, theme, criterion))
        if typed:
            st.session_state[key] = NO_SCORE if score is None else score
        else:
            st.session_state.pop(key, None)

    return opened


def _panel(place: Place) -> None:
    csp, period, theme, criterion = place
    row = score_matrix(csp, period).set_index(["theme", "criterion"]).loc[(theme, criterion)]
    one = load_scheme().criteria[criterion]
    now = None if is_missing(row["score"]) else int(row["score"])
    # Without a link of its own: the next Tab from the table leads to the score.
    line = f"{load_catalogue().theme(theme).name}: {lower_first(one.name)}"
    st.header(as_markdown(line), anchor=False)
    _evidence(row, now)
    key = widget_key("score", place)
    st.session_state.setdefault(key, NO_SCORE if now is None else now)
    st.radio(
        "Score",
        [1, 2, 3, 4, NO_SCORE],
        key=key,
        format_func=lambda held: as_markdown(_level(one, held)),
    )
    wanted = _wanted(place)
    _consequence(place, now, wanted)
    _reason(place, now, wanted)
    if row["overridden"]:
        filled = "no score" if is_missing(row["prefilled"]) else str(row["prefilled"])
        st.button(
            f"Back to what was filled in ({as_markdown(filled)})",
            icon=":material/undo:",
            key="priority-restore",
            on_click=_restore,
            args=(place,),
        )


def _level(one: Criterion, held: int | str) -> str:
    """What a choice of the radio says."""
    return "No score: not known" if held == NO_SCORE else f"{held}: {one.levels[int(held) - 1]}"


def _wanted(place: Place) -> int | None:
    held = st.session_state[widget_key("score", place)]
    return None if held == NO_SCORE else int(held)


def _evidence(row: pd.Series, now: int | None) -> None:
    """Say what stands, why, from where, and by which rule."""
    if row["overridden"]:
        say(f"Changed in a meeting. {changed_by(row)}", bold=f"{now or 'No score'}.")
        say(f"What it was filled in from: {row['evidence']}")
    elif now is None:
        say(row["evidence"], bold="No score.")
    else:
        say(f"Filled in. {row['evidence']}", bold=f"{now}.")
    source = load_catalogue().source(row["source"]).short if row["source"] else ""
    told = [f"Rule: {row['rule']}"] + ([f"Source: {source}"] if source else [])
    say_small("\n".join(told))


def _consequence(place: Place, now: int | None, wanted: int | None) -> None:
    """Say where the theme would rank, or where it came to rank when a score was saved."""
    if wanted == now:
        if TOLD in st.session_state:
            tell_success(st.session_state[TOLD])
        return
    csp, period, theme, criterion = place
    before = ranking(csp, period).themes
    after = ranking(csp, period, scores={(theme, criterion): wanted}).themes
    tell_info(
        f"With {wanted or 'no score'}: {ranks_moved(before, after, theme)}",
        icon=":material/swap_vert:",
    )


def _reason(place: Place, now: int | None, wanted: int | None) -> None:
    """Ask why and who; Enter saves."""
    st.session_state.setdefault(NAME, st.session_state.get(WHO, ""))
    with st.form("priority-why", border=False):
        left, right = st.columns([5, 3], gap="xsmall")
        left.text_input("Why?", key=widget_key("why", place), max_chars=REASON_LIMIT)
        right.text_input("Who", key=NAME, max_chars=WHO_LIMIT)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.form_submit_button(
                "Save the score",
                type="primary",
                icon=":material/save:",
                disabled=wanted == now,
                on_click=_save,
                args=(place,),
            )
            needed = needed_words("choose another score", wanted != now)
            st.html(f'<p class="trust">{escape(needed)}</p>', width="content")
    refused = st.session_state.pop(REFUSED, None)
    if refused:
        tell_error(refused)


def _save(place: Place) -> None:
    score = _wanted(place)
    reason, who = st.session_state[widget_key("why", place)], st.session_state[NAME].strip()
    if not who:
        st.session_state[REFUSED] = "Say who scores: a name or a role. Nothing was saved."
        return
    st.session_state[WHO] = who
    if _done(place, lambda: save_score(*place, score, reason=reason, who=who)):
        st.session_state[widget_key("why", place)] = ""


def _restore(place: Place) -> None:
    who = st.session_state.get(WHO, "")
    if _done(place, lambda: restore_score(*place, who=who)):
        st.session_state.pop(widget_key("score", place), None)


def _done(place: Place, act: Callable[[], None]) -> bool:
    """Do it, and keep for the next run what came of it."""
    csp, period, theme, criterion = place
    # An address without a score opens the first theme's, which another may be after this.
    st.query_params[CELL] = f"{theme}.{criterion}"
    before = ranking(csp, period).themes
    try:
        act()
    except (PriorityError, StoreError) as error:
        st.session_state[REFUSED] = f"{error} Nothing was saved."
        return False
    after = ranking(csp, period).themes
    st.session_state[TOLD] = f"Saved. {ranks_moved(before, after, theme)}"
    return True
