"""Bringing a partner's table: template, file, columns, description, checks, preview, saving."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.page.form import ask_files, done, forget_told, plain_name, signed, tell_done
from components.page.telling import say, say_heading, tell_error
from components.sources.partner_check import draw_checked
from components.sources.partner_columns import ask_columns, ask_rows, ask_table
from components.sources.partner_definition import ask_definition
from components.sources.partner_map import draw_preview
from components.sources.partner_saved import saved_section
from components.sources.partner_template import template_form
from data import store
from data.partner.definition import IndicatorDefinition
from data.partner.words import PartnerError
from data.partner_tables.checks import CheckedTable, check_partner_table
from data.partner_tables.files import MOST_BYTES, PartnerFile
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.preview import judged_beside
from data.partner_tables.store import save_partner_table
from data.partner_tables.vintage import stored_period
from data.settings import settings

PLACE = "partner"
CHECKED = "partner-checked"


def partner_section() -> None:
    """Draw the way from a partner's table to an indicator on every page."""
    st.markdown("## A partner's table as an indicator")
    tell_done(PLACE)
    say(
        "A CSV or XLSX file by ward, LSOA or district. It is checked whole, shown on the map, and "
        f"then saved; nothing is saved before. {restricted_rule()}"
    )
    template_form()
    given = ask_files(
        PLACE,
        "The table: CSV or XLSX",
        ["csv", "xlsx", "tsv"],
        several=False,
        most=MOST_BYTES // 2**20,
    )
    if given:
        forget_told(PLACE)
        source = given.here[0] if given.here else given.uploads[0].getvalue()
        name = given.here[0].name if given.here else plain_name(given.uploads[0])
        try:
            _bring(source, name)
        except (PartnerError, store.StoreError) as error:
            tell_error(f"{error} Nothing was saved.")
        except OSError as error:
            tell_error(f"{name} cannot be read ({error.strerror}).")
    else:
        saved_section()


def restricted_rule() -> str:
    """Say where restricted indicators show, and whether this installation shows them."""
    shown = settings().show_restricted
    return (
        "Restricted indicators show below the district only when the app is started with "
        f"CSP_SHOW_RESTRICTED=1; this one was{'' if shown else ' not'}."
    )


def _bring(source: Path | bytes, name: str) -> None:
    """One table, from its file to the store, as far as the user has said what is needed."""
    file = ask_table(source, name)
    if file is None:
        return
    mapping = ask_columns(file)
    definition = ask_definition(file, mapping)
    if definition is None:
        return
    say_heading(f"3. What the checks found: {definition.name}, {definition.period.label}", 3)
    checked = _checked(file, mapping, definition)
    draw_checked(checked)
    if checked.can_be_saved:
        _save(checked)


def _checked(
    file: PartnerFile, mapping: ColumnMapping, definition: IndicatorDefinition
) -> CheckedTable:
    """Check a table; the same question is not asked twice, for judging counts can take long."""
    rows = ask_rows(file, mapping, definition)
    asked = (
        *(file.sha256, file.sheet, file.header_row, tuple(mapping.columns.items())),
        *(definition, rows, store.current().generation),
    )
    held = st.session_state.get(CHECKED)
    if held is not None and held[0] == asked:
        return held[1]
    checked = check_partner_table(
        file,
        mapping,
        definition,
        district=rows.district,
        accepted=dict(rows.accepted),
        use_residents=rows.use_residents,
        set_aside_outside=rows.set_aside_outside,
        only_period=rows.only_period,
    )
    st.session_state[CHECKED] = (asked, checked)
    return checked


def _save(checked: CheckedTable) -> None:
    said = checked.definition
    if said.is_restricted:
        with st.spinner("Judging which counts may be shown…"):
            judged_beside(checked)
    draw_preview(checked)
    with st.form(f"save-{PLACE}", border=False):
        who, note = signed(PLACE)
        wanted = st.form_submit_button("Save this table", icon=":material/save:")
    if not wanted:
        return
    change = save_partner_table(checked, who, note)
    st.session_state.pop(CHECKED, None)
    period = stored_period(said).label
    done(
        PLACE,
        f"Saved as change {change.number}: {said.name}, {period}. It is an indicator like any "
        "other now; the history can undo it.",
    )
