"""Which sheet, which headings, which column is what, and how rows are to be read."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.page.telling import say
from components.sources.partner_answers import keep_only, with_answers
from data.catalogue.base import base_catalogue
from data.catalogue.units import people_of
from data.partner.definition import IndicatorDefinition
from data.partner.words import SheetChoiceError
from data.partner_tables.case_list import seems_case_list
from data.partner_tables.choices import RowChoices
from data.partner_tables.files import PartnerFile, read_partner_file
from data.partner_tables.mapping import (
    ROLES,
    ColumnMapping,
    guess_mapping,
    refuse_mapping,
    with_columns,
)
from data.partner_tables.several import Part, are_alike, parts_of
from data.phrases.escaped import as_markdown
from data.phrases.plain import number_of

ROLE_NAMES = {
    "area_code": "Area codes",
    "area_name": "Area names",
    "district": "Districts",
    "numerator": "Numerator (counts)",
    "denominator": "Denominator",
    "value": "Value (rate, share, index)",
    "period": "Periods",
}
# A column of more kinds than this is no choice, but a name, a date or a figure.
MOST_KINDS = 40
NO_COLUMN = "no column"
ACCEPTED = "partner-accepted"


def ask_table(source: Path | bytes, name: str) -> PartnerFile | None:
    """Read the file, asking which sheet and which row of headings; None until a sheet is chosen."""
    st.markdown("### 1. The table and its columns")
    file = _read(source, name)
    if file is None:
        return None
    header = st.session_state.get(_key(file, "header"), file.header_row)
    if header != file.header_row:
        file = read_partner_file(source, name, sheet=file.sheet, header_row=int(header))
    sheet = f", sheet '{file.sheet}'" if file.sheet else ""
    say(
        f"{number_of(len(file.table), 'row')} under the headings of row {file.header_row}. "
        f"{' '.join(file.notes)}",
        bold=f"{file.name}{sheet}:",
    )
    return file


def _read(source: Path | bytes, name: str) -> PartnerFile | None:
    """Read the sheet that is chosen, or the only one that can be meant."""
    sheets: tuple[str, ...] = ()
    try:
        file = read_partner_file(source, name)
        sheets = file.sheets
    except SheetChoiceError as choice:
        file, sheets = None, choice.sheets
    if len(sheets) < 2:
        return file
    usual = sheets.index(file.sheet) if file is not None and file.sheet in sheets else None
    sheet = st.selectbox("Sheet of the workbook", sheets, index=usual, key="partner-sheet")
    if sheet is None:
        st.caption("Several sheets hold something: choose the one with the table.")
        return None
    if file is not None and sheet == file.sheet:
        return file
    return read_partner_file(source, name, sheet=sheet)


def _key(file: PartnerFile, what: str) -> str:
    """A widget's key for one file and sheet: another file asks anew."""
    return f"partner-{what}-{file.sha256[:12]}-{file.sheet or ''}"


def ask_columns(file: PartnerFile) -> ColumnMapping:
    """Show what was guessed of the columns, to be changed; refuse what cannot be used."""
    guessed = guess_mapping(file.table)
    headings = [None, *map(str, file.table.columns)]
    chosen: dict[str, str | None] = {}
    columns = st.columns(4) + st.columns(4)
    for column, role in zip(columns, ROLES, strict=False):
        usual = guessed.of(role)
        picked = column.selectbox(
            ROLE_NAMES[role],
            headings,
            index=headings.index(usual),
            format_func=lambda one: NO_COLUMN if one is None else one,
            key=f"{_key(file, role)}-{file.header_row}",
            help=f"Taken because {as_markdown(guessed.reasons[role])}." if usual else None,
        )
        if picked != usual:
            chosen[role] = picked
    columns[len(ROLES)].number_input(
        "Row of the headings",
        min_value=1,
        value=file.header_row,
        key=_key(file, "header"),
        help="Counted from 1, as the spreadsheet counts",
    )
    st.dataframe(file.table.head(5), height="content")
    mapping = with_columns(guessed, **chosen)
    refuse_mapping(mapping, file.table, _ask_cases(file, mapping))
    return mapping


def _ask_cases(file: PartnerFile, mapping: ColumnMapping) -> bool:
    """Ask whether each row is a case, where no column has figures."""
    if mapping.numerator or mapping.value:
        return False
    counts = st.checkbox(
        "Each row is a case: count them by area",
        value=seems_case_list(file.table, mapping),
        key=_key(file, "cases"),
        help="Only the counts are kept; nothing else of a row is.",
    )
    if counts:
        st.checkbox("Every case is in the list: areas without one have 0", key=_key(file, "zero"))
    return counts


def ask_parts(file: PartnerFile, mapping: ColumnMapping) -> tuple[Part, ...]:
    """Ask whether several columns are taken together; empty where it is one, as mapped above."""
    parts = {one.heading: one for one in parts_of(file.table, mapping)}
    if not parts:
        return ()
    dated = all(one.period for one in parts.values())
    chosen = st.multiselect(
        f"Columns taken together, each {'a period' if dated else 'an indicator of its own'}",
        list(parts),
        default=list(parts) if are_alike(list(parts.values())) else [],
        format_func=as_markdown,
        key=f"{_key(file, 'parts')}-{file.header_row}",
        help="With fewer than two, the one column that is chosen above is taken.",
    )
    return tuple(parts[one] for one in chosen) if len(chosen) > 1 else ()


def _ask_filter(file: PartnerFile, mapping: ColumnMapping) -> None:
    """Offer to take only the rows that have something in a column without a role."""
    used = set(mapping.columns.values())
    kinds = {
        str(one): sorted(set(file.table[one]))
        for one in file.table.columns
        if one not in used and 1 < file.table[one].nunique() <= MOST_KINDS
    }
    if not kinds:
        return
    column = st.selectbox(
        "Only some rows, by",
        list(kinds),
        index=None,
        placeholder="all rows",
        key=_key(file, "filter"),
        width=220,
    )
    if column is not None:
        key = _key(file, f"filter-{column}")
        st.selectbox(
            "those that say",
            kinds[column],
            index=None,
            key=key,
            on_change=keep_only,
            args=(file.sha256, column, key),
            width=220,
        )


def ask_rows(
    file: PartnerFile, mapping: ColumnMapping, definition: IndicatorDefinition
) -> RowChoices:
    """Ask only what can matter for this table."""
    only = district = None
    residents = False
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if mapping.period and (mapping.numerator or mapping.value):
            periods = sorted(set(file.table[mapping.period]) - {""})
            if len(periods) > 1:
                only = st.selectbox(
                    "Rows of which period",
                    periods,
                    index=None,
                    key=_key(file, "only"),
                    width=260,
                )
        if not mapping.area_code and not mapping.district and definition.area_level != "district":
            names = {one.code: one.name for one in base_catalogue().force.districts}
            district = st.selectbox(
                "Every row is in",
                list(names),
                index=None,
                placeholder="any district",
                format_func=lambda one: names[one],
                key=_key(file, "in"),
                width=260,
            )
        counts = mapping.numerator or not mapping.value
        if counts and not mapping.denominator and people_of(definition.unit):
            residents = st.checkbox(
                "Divide by the app's own residents",
                value=not mapping.value,
                key=_key(file, "residents"),
            )
        _ask_filter(file, mapping)
        aside = st.checkbox(
            "Pass over areas outside this force area",
            key=_key(file, "outside"),
            help="For a national table, of which this area's rows are wanted",
        )
    accepted = st.session_state.get(ACCEPTED, {}).get(file.sha256, {})
    choices = RowChoices(
        district=district,
        use_residents=residents,
        set_aside_outside=aside,
        only_period=only,
        accepted=tuple(sorted(accepted.items())),
        count_rows=not (mapping.numerator or mapping.value),
        others_zero=bool(st.session_state.get(_key(file, "zero"))),
    )
    return with_answers(choices, file.sha256)
