"""Bringing a partner's table: template, file, columns, description, checks, preview, saving."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from components.page.form import ask_files, done, forget_told, plain_name, signed, tell_done
from components.page.telling import say, say_heading, tell_error
from components.sources.partner_again import ask_again
from components.sources.partner_answers import draw_questions, with_answers
from components.sources.partner_check import draw_checked, draw_errors, draw_taken
from components.sources.partner_columns import ask_columns, ask_parts, ask_rows, ask_table
from components.sources.partner_definition import ask_definitions
from components.sources.partner_map import draw_preview
from components.sources.partner_saved import saved_section
from components.sources.partner_template import template_form
from data import store
from data.partner.definition import IndicatorDefinition
from data.partner.words import PartnerError
from data.partner_tables.again import for_period
from data.partner_tables.checks import CheckedTable, check_partner_table
from data.partner_tables.choices import RowChoices
from data.partner_tables.files import MOST_BYTES, PartnerFile
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.preview import judged_beside
from data.partner_tables.several import Part, mapping_of
from data.partner_tables.store import save_partner_tables
from data.partner_tables.vintage import stored_period
from data.phrases.escaped import as_markdown
from data.phrases.plain import joined
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
        any_kind=True,
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
    again = ask_again(file)
    if again is not None:
        last, period = again
        definitions = for_period(last, period)
        _check_and_save(file, last.mappings, definitions, with_answers(last.choices, file.sha256))
        return
    mapping = ask_columns(file)
    parts = ask_parts(file, mapping)
    definitions = ask_definitions(file, mapping, parts)
    if not definitions:
        return
    unit = definitions[0].unit
    mappings = [
        mapping_of(mapping, one, as_value=_is_value(unit, mapping, one)) for one in parts
    ] or [mapping]
    _check_and_save(file, mappings, definitions)


def _check_and_save(
    file: PartnerFile,
    mappings: Sequence[ColumnMapping],
    definitions: Sequence[IndicatorDefinition],
    choices: RowChoices | None = None,
) -> None:
    """What the checks found, what they ask, the map, and the button that saves."""
    names = joined(list(dict.fromkeys(one.name for one in definitions)))
    periods = joined(list(dict.fromkeys(one.period.label for one in definitions)))
    say_heading(f"3. What the checks found: {names}, {periods}", 3)
    rows = choices or ask_rows(file, mappings[0], definitions[0])
    checks = _checked(file, mappings, definitions, rows)
    draw_taken(checks[0])
    for checked in checks:
        if len(checks) > 1:
            say("", bold=f"{checked.definition.name}, {checked.definition.period.label}")
        draw_checked(checked, asks_names=checked is checks[0])
    draw_questions(checks, file.table)
    for checked in checks:
        draw_errors(checked)
    if all(one.can_be_saved for one in checks):
        _save(checks)


def _is_value(unit: str, mapping: ColumnMapping, part: Part) -> bool:
    """Whether a column of several has values and no counts, as the one that was mapped has."""
    return unit != "count" and mapping.numerator is None and part.period is not None


def _checked(
    file: PartnerFile,
    mappings: Sequence[ColumnMapping],
    definitions: Sequence[IndicatorDefinition],
    rows: RowChoices,
) -> tuple[CheckedTable, ...]:
    """Check a table; the same question is not asked twice, for judging counts can take long."""
    columns = tuple(tuple(one.columns.items()) for one in mappings)
    asked = (
        *(file.sha256, file.sheet, file.header_row, columns),
        *(tuple(definitions), rows, store.current().generation),
    )
    held = st.session_state.get(CHECKED)
    if held is not None and held[0] == asked:
        return held[1]
    checks = tuple(
        check_partner_table(file, mapping, definition, rows)
        for mapping, definition in zip(mappings, definitions, strict=True)
    )
    st.session_state[CHECKED] = (asked, checks)
    return checks


def _save(checks: Sequence[CheckedTable]) -> None:
    if checks[0].definition.is_restricted:
        with st.spinner("Judging which counts may be shown…"):
            for checked in checks:
                judged_beside(checked)
    draw_preview(_looked_at(checks))
    with st.form(f"save-{PLACE}", border=False):
        who, note = signed(PLACE)
        several = f"these {len(checks)} tables" if len(checks) > 1 else "this table"
        wanted = st.form_submit_button(f"Save {several}", icon=":material/save:")
    if not wanted:
        return
    change = save_partner_tables(checks, who, note)
    st.session_state.pop(CHECKED, None)
    named = joined(
        [f"{one.definition.name}, {stored_period(one.definition).label}" for one in checks], 4
    )
    many = "They are indicators" if len(checks) > 1 else "It is an indicator"
    done(
        PLACE,
        f"Saved as change {change.number}: {named}. {many} like any other now; the history can "
        "undo it.",
    )


def _looked_at(checks: Sequence[CheckedTable]) -> CheckedTable:
    """The table that the map shows, where there are several."""
    if len(checks) == 1:
        return checks[0]
    labels = [f"{one.definition.name}, {one.definition.period.label}" for one in checks]
    chosen = st.segmented_control(
        "On the map",
        range(len(checks)),
        default=0,
        format_func=lambda number: as_markdown(labels[number]),
        key="partner-looked-at",
    )
    return checks[chosen or 0]
