"""What to load next, and a button that fetches it: for those who may change what is kept."""

from __future__ import annotations

import streamlit as st

from components.page.details import details
from components.page.form import WHO
from components.page.rights import may_change, refuse_others
from components.page.telling import say, tell_error, tell_outcome
from components.sources.fetch import shown_progress
from data.fetching.faults import FetchError
from data.installed.update import sentences, update_police
from data.phrases.escaped import as_markdown
from data.store import StoreError
from data.street.engine import EngineError
from data.street.files import StreetFileError
from data.words.sources import by_hand_sentence

TOLD = "update-told"


def next_section() -> None:
    """Offer to fetch the months that the page's heading says to load next, and tell how by hand."""
    told = st.session_state.pop(TOLD, None)
    if told:
        tell_outcome(*told)
    if not may_change():
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button("Fetch the newest months", icon=":material/download:")
        details("How to do it by hand", "by-hand", lambda: say(by_hand_sentence()))
    if pressed:
        _update()


def _update() -> None:
    bar = st.progress(0.0, text="Asking which months there are…")
    try:
        # Asked before the download, which the store would let nobody keep.
        refuse_others()
        done = update_police(
            who=st.session_state.get(WHO, ""),
            told=shown_progress(bar),
            progress=lambda at, total, said: bar.progress(
                min(at / max(total, 1), 1.0), text=as_markdown(said)
            ),
        )
    except (FetchError, StoreError, StreetFileError, EngineError) as error:
        bar.empty()
        tell_error(str(error))
        return
    said = sentences(done)
    if done.needs_somebody and done.fetched is not None:
        said.append(
            f"{done.fetched.path.name} is kept: choose it under 'Police records', among the files "
            "on the machine that runs the app, to look at it and to take it all the same."
        )
    # The heading above tells of the newest month, so that the page is drawn anew.
    st.session_state[TOLD] = (not done.needs_somebody, " ".join(said))
    st.rerun()
