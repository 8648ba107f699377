"""The weights: tried out beside the ranking they would give, and saved with a reason."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.form import WHO
from components.page.telling import say_heading, tell_error, tell_success
from data.phrases.escaped import as_markdown
from data.phrases.plain import is_missing
from data.priority.ranking import ranking
from data.priority.scheme import load_scheme
from data.priority.scores import (
    REASON_LIMIT,
    WHO_LIMIT,
    PriorityError,
    save_weights,
    weights_of,
)
from data.selection.selection import Selection
from data.store import StoreError
from data.words.priority import needed_words, weights_message

TOLD, REFUSED = "weights-told", "weights-refused"
MOST, STEP = 100.0, 0.5
Weights = tuple[dict[str, float], dict[str, float]]
"""By section and by criterion."""


def weight_key(csp: str, period: str, level: str, name: str) -> str:
    """Name a weight's field."""
    return "-".join(("weight", csp, period.replace(".", "-"), level, name))


def weights_section(selection: Selection) -> None:
    """Draw a field for each weight, and the ranking that the fields would give."""
    csp, period = selection.csp, selection.period
    left, right = st.columns([7, 5], gap="medium")
    with left:
        tried = _fields(csp, period)
    with right:
        changed = _preview(csp, period, tried)
        _save_form(csp, period, changed)


def _fields(csp: str, period: str) -> Weights:
    """Ask for the weights; those in force stand in the fields."""
    scheme = load_scheme()
    in_force = weights_of(csp, period)
    st.markdown("## Weights")
    st.caption(
        "The weight of a part says how much it counts against the other parts; the weight of a "
        "criterion how much it counts within its part. Only their proportions matter; 0 leaves "
        "out. Nothing is saved until you save it."
    )
    told: Weights = ({}, {})
    for section in scheme.sections.values():
        inside = [one for one in scheme.criteria.values() if one.section == section.id]
        columns = st.columns([1.15, *[1] * 5], vertical_alignment="bottom", gap="xsmall")
        key = weight_key(csp, period, "section", section.id)
        told[0][section.id] = _field(
            columns[0], f"**{as_markdown(section.name)}**", key, in_force[0][section.id]
        )
        # Of a single criterion only the weight of its part matters.
        for column, one in zip(columns[1:], inside if len(inside) > 1 else [], strict=False):
            key = weight_key(csp, period, "criterion", one.id)
            told[1][one.id] = _field(column, as_markdown(one.short), key, in_force[1][one.id])
    return told


def _field(column, label: str, key: str, weight: float) -> float:  # type: ignore[no-untyped-def]
    st.session_state.setdefault(key, float(weight))
    return float(column.number_input(label, 0.0, MOST, step=STEP, format="%g", key=key))


def _preview(csp: str, period: str, tried: Weights) -> Weights:
    """Draw the ranking by the fields beside the one in force; return which weights differ."""
    in_force = weights_of(csp, period)
    changed: Weights = tuple(  # type: ignore[assignment]
        {name: weight for name, weight in given.items() if weight != held[name]}
        for given, held in zip(tried, in_force, strict=True)
    )
    if not any(tried[0].values()):
        tell_error("Every part would weigh 0. Give at least one of them more.")
        return {}, {}
    now = ranking(csp, period).themes
    then = ranking(csp, period, *changed).themes
    say_heading(weights_message(now, then, bool(changed[0] or changed[1])))
    st.dataframe(preview_table(now, then), hide_index=True, height="content")
    return changed


def preview_table(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Return the themes by the tried weights, with their rank by those in force."""
    both = then.join(now["rank"], rsuffix="_now")
    both = both[both["rank"].notna() | both["rank_now"].notna()]
    moved = both["rank_now"].astype("Int64") - both["rank"].astype("Int64")
    return pd.DataFrame(
        {
            "Rank": both["rank"].astype("Int64"),
            "Theme": both["name"],
            "Score": both["score"].round(2),
            "In force": both["rank_now"].astype("Int64"),
            "Moves": ["" if is_missing(one) else _arrow(int(one)) for one in moved],
        }
    ).reset_index(drop=True)


def _arrow(places: int) -> str:
    """Write a move.

    >>> _arrow(2), _arrow(-1), _arrow(0)
    ('▲ 2', '▼ 1', '–')
    """
    if not places:
        return "–"
    return f"{'▲' if places > 0 else '▼'} {abs(places)}"


def _save_form(csp: str, period: str, changed: Weights) -> None:
    differs = bool(changed[0] or changed[1])
    st.session_state.setdefault("weights-who", st.session_state.get(WHO, ""))
    with st.form("weights-save", border=False):
        one, two = st.columns([3, 2])
        one.text_input("Why these weights?", key="weights-why", max_chars=REASON_LIMIT)
        two.text_input("Who", key="weights-who", max_chars=WHO_LIMIT)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.form_submit_button(
                "Save these weights",
                type="primary",
                icon=":material/save:",
                disabled=not differs,
                on_click=_save,
                args=(csp, period, changed),
            )
            needed = needed_words("change a weight", differs)
            st.html(f'<p class="trust">{escape(needed)}</p>', width="content")
    with st.container(horizontal=True):
        st.button(
            "Weights in force",
            icon=":material/undo:",
            disabled=not differs,
            on_click=_fill,
            args=(csp, period, weights_of(csp, period)),
        )
        scheme = load_scheme()
        st.button(
            "Weights it came with",
            icon=":material/restart_alt:",
            on_click=_fill,
            args=(csp, period, (scheme.section_weights, scheme.weights)),
        )
    refused = st.session_state.pop(REFUSED, None)
    if refused:
        tell_error(refused)
    elif TOLD in st.session_state and not differs:
        tell_success(st.session_state[TOLD])


def _fill(csp: str, period: str, weights: tuple[pd.Series, pd.Series]) -> None:
    for level, held in zip(("section", "criterion"), weights, strict=True):
        for name, weight in held.items():
            st.session_state[weight_key(csp, period, level, str(name))] = float(weight)


def _save(csp: str, period: str, changed: Weights) -> None:
    who = st.session_state["weights-who"].strip()
    if not who:
        st.session_state[REFUSED] = "Say who weighs: a name or a role. Nothing was saved."
        return
    st.session_state[WHO] = who
    try:
        save_weights(
            csp,
            period,
            section_weights=changed[0],
            weights=changed[1],
            reason=st.session_state["weights-why"],
            who=who,
        )
    except (PriorityError, StoreError) as error:
        st.session_state[REFUSED] = f"{error} Nothing was saved."
        return
    st.session_state["weights-why"] = ""
    st.session_state[TOLD] = "Saved. The ranking goes by these weights now."
