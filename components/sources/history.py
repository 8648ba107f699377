"""The history of what was imported and entered: who, when, from which file; and the way back."""

from __future__ import annotations

import streamlit as st

from components.page.form import WHO, moment
from components.page.rights import may_change
from components.page.telling import tell_outcome
from data import store
from data.installed.held import can_be_undone, history
from data.phrases.escaped import as_markdown
from data.phrases.plain import count, number_of
from data.store import Change

SHOWN = 25
TOLD = "sources-told"


def history_section() -> None:
    """Draw each change, newest first, with a button that takes it back."""
    st.markdown("## What was changed here")
    _told()
    changes = history()
    if not changes:
        st.markdown("Nothing yet: the app shows what it came with.")
        return
    st.caption(
        "Undoing puts back what a change replaced, as a change of its own: nothing is lost. A "
        "change that a later one built on is undone after that one."
    )
    name = st.text_input("Your name or role, for the history", key="who-history", max_chars=80)
    name = name or st.session_state.get(WHO, "")
    if not name and may_change():
        st.caption("Write your name or role to undo a change.")
    for change in changes[:SHOWN]:
        _change(change, name)
    if len(changes) > SHOWN:
        st.caption(f"The newest {SHOWN} of {count(len(changes))} changes are listed.")


def _told() -> None:
    told = st.session_state.pop(TOLD, None)
    if told:
        tell_outcome(*told)


def _change(change: Change, name: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        by = f" by {change.who}" if change.who else ""
        lines = [f"{moment(change.when)}{by}"]
        lines += [change.note] if change.note and may_change() else []
        lines += _files(change) if may_change() else []
        what = f"**{as_markdown(f'{change.number}. {_what(change)}')}**"
        st.markdown("  \n".join([what, *map(as_markdown, lines)]), width="stretch")
        st.button(
            "Undo",
            key=f"undo-{change.number}",
            icon=":material/undo:",
            disabled=not (name and may_change() and can_be_undone(change)),
            on_click=_undo,
            args=(change.number, name),
        )


def _what(change: Change) -> str:
    """What was changed; which table of a partner it was, only to those who could change it."""
    partners = any(kind.startswith("partner") for kind, _ in (*change.put, *change.removed))
    return "A partner's table was changed" if partners and not may_change() else change.what


def _files(change: Change) -> list[str]:
    """The files of a change, for those who could import them."""
    lines = [
        f"{one['name']} ({count(one['bytes'])} bytes, SHA-256 {one['sha256'][:12]}…)"
        for one in change.files[:5]
    ]
    odd = [f"Taken although odd: {one['accepted']}" for one in change.files if "accepted" in one]
    read = [f"Read so: {told}" for one in change.files for told in one.get("read_as", ())]
    more = len(change.files) - 5
    return [*odd, *read, *lines, *([f"and {number_of(more, 'file')} more"] if more > 0 else [])]


def _undo(number: int, name: str) -> None:
    try:
        made = store.undo(number, name)
        st.session_state[TOLD] = (True, f"{made.what}. It can be undone too.")
    except store.StoreError as error:
        st.session_state[TOLD] = (False, str(error))
