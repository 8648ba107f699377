"""The next file of the same shape: one click takes it as the last one was."""

from __future__ import annotations

import streamlit as st

from components.page.telling import say
from components.sources.partner_template import PERIOD_HELP
from data.partner.period import PartnerPeriod, read_period
from data.partner_tables.again import LastTime, last_time, next_period
from data.partner_tables.files import PartnerFile
from data.partner_tables.likely_said import likely_period
from data.phrases.plain import joined

AGAIN = "partner-again"


def ask_again(file: PartnerFile) -> tuple[LastTime, PartnerPeriod] | None:
    """Offer to take a file as the last of its shape; None where there was none, or not wanted."""
    last = last_time(file)
    if last is None:
        return None
    held = st.session_state.get(AGAIN)
    names = joined(list(dict.fromkeys(one.name for one in last.definitions)))
    before = last.definitions[-1].period
    if held is None or held[0] != file.sha256:
        _offer(file, last, names, before)
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        say(f"Taken as {names} for {held[1]}, with the columns of {before.label}.")
        st.button("Set it up anew", type="tertiary", on_click=st.session_state.pop, args=(AGAIN,))
    return last, read_period(held[1])


def _offer(file: PartnerFile, last: LastTime, names: str, before: PartnerPeriod) -> None:
    told = likely_period(file, last.mappings[0])
    usual = told if told and told != before.id.removeprefix("at-") else next_period(before).id
    with st.container(border=True):
        say(f"{names}, {before.label}, had the same columns.", bold="Seen before:")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = f"partner-again-{file.sha256[:12]}"
            st.text_input(
                "Period of this file",
                usual.removeprefix("at-"),
                key=key,
                help=PERIOD_HELP,
                max_chars=40,
                width=260,
            )
            st.button(
                "Take it in the same way",
                icon=":material/repeat:",
                type="primary",
                on_click=_take,
                args=(file.sha256, key),
            )


def _take(sha: str, key: str) -> None:
    st.session_state[AGAIN] = (sha, st.session_state[key])
