"""Which rows of a plan are shown: by course and by theme, kept in the address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.choosing.leads import ABOUT
from data.installed.catalogue import load_catalogue
from data.phrases.escaped import as_markdown
from data.plan.tracker import STATES, TrackedRow
from data.selection.selection import Reading, Selection
from data.words.plan import SYMBOLS, state_name

STATUS, ROW = "status", "row"
EVERY = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address asks for: a course and a theme ('' for all), and an open row's key."""

    status: str
    about: str
    row: str

    def holds(self, one: TrackedRow) -> bool:
        """Whether a row is among those asked for."""
        return self.of_theme(one) and self.status in (EVERY, one.state)

    def of_theme(self, one: TrackedRow) -> bool:
        """Whether a row is about the theme asked for."""
        return self.about == EVERY or self.about in one.row.themes


def asked(selection: Selection) -> tuple[Shown, Reading]:
    """Read the page's own part of the address; what is not known is a fault."""
    params, faults = st.query_params, []
    states = {in_address(state): state for state in STATES}
    status, about = params.get(STATUS, EVERY), params.get(ABOUT, EVERY)
    if status and status not in states:
        faults.append(f"There is no course '{status}'. Use {', '.join(states)}.")
    if about and about not in load_catalogue().themes:
        faults.append(f"There is no priority theme '{about}'. Choose one from the list.")
    shown = Shown(states.get(status, EVERY), about, params.get(ROW, ""))
    return shown, Reading(selection, tuple(faults))


def in_address(state: str) -> str:
    """Return a state as an address writes it.

    >>> in_address("no real change")
    'no-real-change'
    """
    return state.replace(" ", "-")


def filter_row(rows: tuple[TrackedRow, ...], shown: Shown) -> None:
    """Draw both filters; each course tells how many rows it has."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        _pick_status([one for one in rows if shown.of_theme(one)], shown)
    with right:
        _pick_theme(rows, shown)


def _pick_status(rows: list[TrackedRow], shown: Shown) -> None:
    states = Counter(one.state for one in rows)
    names = {state: f"{state_name(state)} · {states[state]}" for state in STATES}
    names[EVERY] = f"All rows · {len(rows)}"
    options = [EVERY, *SYMBOLS]
    key = f"plan-{STATUS}"
    st.session_state[key] = shown.status
    st.segmented_control(
        "Course",
        options,
        format_func=lambda one: as_markdown(names[one]),
        key=key,
        required=True,
        on_change=lambda: _write(STATUS, in_address(st.session_state[key])),
        width="stretch",
        wrap=True,
    )


def _pick_theme(rows: tuple[TrackedRow, ...], shown: Shown) -> None:
    catalogue = load_catalogue()
    held = Counter(theme for one in rows for theme in one.row.themes)
    named = dict.fromkeys([*held, *([shown.about] if shown.about else [])])
    names = {theme: f"{catalogue.theme(theme).name} ({held[theme]})" for theme in named}
    names[EVERY] = "All themes"
    key = f"plan-{ABOUT}"
    st.session_state[key] = shown.about
    st.selectbox(
        "Theme",
        [EVERY, *sorted(named, key=lambda one: names[one])],
        format_func=lambda one: names[one],
        key=key,
        on_change=lambda: _write(ABOUT, st.session_state[key]),
    )


def _write(key: str, value: Any) -> None:
    if value:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)
