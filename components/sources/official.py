"""Bringing an official table: what it is, what it holds of the area, and a button that takes it."""

from __future__ import annotations

import streamlit as st

from components.page.details import details
from components.page.form import WHO, ask_files, done, forget_told, plain_name, signed, tell_done
from components.page.telling import say, say_heading, tell_error
from data import store
from data.known import (
    WORKBOOKS,
    KnownFileError,
    KnownTable,
    described,
    kept,
    load_kinds,
    looked_at,
    remove,
    take,
)
from data.partner.words import PartnerError
from data.partner_tables.checks import CheckedTable
from data.partner_tables.known_series import (
    checked_series,
    series_caveats,
    series_preview,
    take_series,
)
from data.phrases.plain import joined

PLACE = "official"
MOST_MB = 100
ENDINGS = ("csv", *(one.removeprefix(".") for one in WORKBOOKS))


def official_section() -> None:
    """Draw the way of an official table into the store."""
    st.markdown("## An official table")
    tell_done(PLACE)
    say("The app knows these by sight: drop one as it was downloaded.")
    given = ask_files(
        PLACE, "The table: a workbook or CSV", ENDINGS, several=False, most=MOST_MB, any_kind=True
    )
    details("Which tables, and what they fill", "known-kinds", _kinds)
    if not given:
        _kept()
        return
    forget_told(PLACE)
    source = given.here[0] if given.here else given.uploads[0].getvalue()
    name = given.here[0].name if given.here else plain_name(given.uploads[0])
    try:
        table = looked_at(source, name)
        series = checked_series(table)
        preview = series_preview(series)
    except (KnownFileError, PartnerError, OSError) as error:
        tell_error(f"{error} Nothing was kept.")
        return
    for sentence in described(table):
        say(sentence)
    if series:
        st.dataframe(preview, hide_index=True)
        details("What to beware of", "known-caveats", lambda: _caveats(series))
    _take(table, series)


def _caveats(series: tuple[CheckedTable, ...]) -> None:
    for name, caveat in series_caveats(series):
        say(caveat, bold=f"{name}.")


def _kept() -> None:
    """List what is kept, each with a button that removes it."""
    held = kept()
    if not held:
        return
    say_heading("Official tables that are kept", 3)
    for one in load_kinds():
        if one.id in held:
            with st.container(horizontal=True, vertical_alignment="center"):
                say(joined(list(held[one.id]), 12), bold=f"{one.publisher}: {one.title},")
                if st.button("Remove", key=f"remove-{one.id}", type="tertiary"):
                    _remove(one.id)


def _remove(kind: str) -> None:
    try:
        change = remove(kind, who=st.session_state.get(WHO, ""))
    except store.StoreError as error:
        tell_error(str(error))
        return
    done(PLACE, f"{change.what}. The history can undo it.")


def _kinds() -> None:
    for one in load_kinds():
        say(f"It fills {one.fills}. {one.page}", bold=f"{one.publisher}: {one.title}.")
    say("The addresses were seen in published pages and not tried.")


def _take(table: KnownTable, series: tuple[CheckedTable, ...]) -> None:
    with st.form(f"take-{PLACE}", border=False):
        who, note = signed(PLACE)
        pressed = st.form_submit_button("Take it", type="primary")
    if not pressed:
        return
    try:
        if series:
            change = take_series(table, series, who=who, note=note)
        else:
            change = take(table, who=who, note=note)
    except (PartnerError, store.StoreError) as error:
        tell_error(str(error))
        return
    fills = "On every page, under its themes" if series else f"It fills {table.kind.fills}"
    done(PLACE, f"{change.what}. {fills}. The history can undo it.")
