"""What the checks of a partner's table ask, and what was answered; nothing is taken unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from components.page.telling import say
from data.catalogue.units import multiplier
from data.partner_tables.checks import CheckedTable
from data.partner_tables.choices import RowChoices
from data.partner_tables.faults import Fault
from data.partner_tables.odd_rows import CAPITALS, PASS_OVER
from data.phrases.escaped import as_markdown
from data.phrases.plain import number_of

ANSWERS = "partner-answers"
_NAMED = {
    "period_from": "The period",
    "value_per": "The values",
    "brackets": "Figures in brackets",
    "commas": "Commas in figures",
    "open_because": "Open, because",
    "only": "Rows",
}


def answered(file: str) -> dict[str, Any]:
    """Return what was answered of one file, to be read and written."""
    return st.session_state.setdefault(ANSWERS, {}).setdefault(file, {})


def with_answers(choices: RowChoices, file: str) -> RowChoices:
    """Return the choices with what was answered of the file."""
    held = answered(file)
    given = {name: held[name][0] for name in _NAMED if name in held and name != "only"}
    if "only" in held:
        given["only"] = tuple(sorted({**dict(choices.only), **held["only"][0]}.items()))
    return replace(
        choices,
        **given,
        pass_over=held.get("pass_over", "usual"),
        capitals=held.get("capitals", True),
    )


def draw_questions(checks: Sequence[CheckedTable], table: pd.DataFrame) -> None:
    """Ask what the tables contradict, and show what was answered, each to be taken back."""
    file = str(checks[0].file["sha256"])
    _taken(file)
    asked = {(one.ask, one.column): (one, each) for each in checks for one in each.asks}
    for fault, checked in asked.values():
        _QUESTIONS.get(fault.ask, _nothing)(fault, checked, table)
    _odd_rows(checks, file)


def _nothing(fault: Fault, checked: CheckedTable, table: pd.DataFrame) -> None:
    """What is asked elsewhere on the page."""


def _choose(
    fault: Fault, checked: CheckedTable, name: str, label: str, options: dict[Any, str]
) -> None:
    file = str(checked.file["sha256"])
    key = f"partner-asks-{name}-{fault.column}-{file[:12]}"
    st.radio(
        as_markdown(label),
        list(options),
        index=None,
        format_func=lambda one: as_markdown(options[one]),
        key=key,
        on_change=_keep,
        args=(file, name, key, options),
    )


def _keep(file: str, name: str, key: str, options: dict[Any, str]) -> None:
    if (value := st.session_state.get(key)) is not None:
        answered(file)[name] = (value, options.get(value, str(value)))


def _ask_period(fault: Fault, checked: CheckedTable, table: pd.DataFrame) -> None:
    said = checked.definition.period.label
    _choose(
        fault,
        checked,
        "period_from",
        f"The table says {fault.value}, and {said} was typed. Which holds?",
        {"table": f"{fault.value}, as the table says", "said": f"{said}, as typed"},
    )


def _ask_scale(fault: Fault, checked: CheckedTable, table: pd.DataFrame) -> None:
    unit, scale = checked.definition.unit, float(fault.value)
    per = "in %" if scale == 100 else f"per {scale:,.0f}"
    _choose(
        fault,
        checked,
        "value_per",
        f"'{fault.column}' seems to be {per}, and the unit is {unit}.",
        {scale: f"It is {per}: convert it", multiplier(unit): f"It is {unit}: take it as it is"},
    )


def _ask_brackets(fault: Fault, checked: CheckedTable, table: pd.DataFrame) -> None:
    _choose(
        fault,
        checked,
        "brackets",
        f"What do brackets mean in '{fault.column}', as in {fault.value}?",
        {"remark": "A remark: the figure holds", "negative": "A minus"},
    )


def _ask_commas(fault: Fault, checked: CheckedTable, table: pd.DataFrame) -> None:
    thousand, decimal = fault.value.replace(",", ""), fault.value.replace(",", ".")
    _choose(
        fault,
        checked,
        "commas",
        f"What is {fault.value} in '{fault.column}'?",
        {"thousands": f"{thousand}: it parts thousands off", "decimal": f"{decimal}: decimals"},
    )


def _ask_split(fault: Fault, checked: CheckedTable, table: pd.DataFrame) -> None:
    file = str(checked.file["sha256"])
    key = f"partner-asks-only-{fault.column}-{file[:12]}"
    st.selectbox(
        as_markdown(f"Each area has several rows. Take those whose '{fault.column}' is"),
        sorted(set(table[fault.column])),
        index=None,
        key=key,
        on_change=keep_only,
        args=(file, fault.column, key),
        width=480,
    )


def keep_only(file: str, column: str, key: str) -> None:
    """Keep which rows are taken, by what stands in a column."""
    if (value := st.session_state.get(key)) is not None:
        held = answered(file)
        only = {**held.get("only", ({}, ""))[0], column: value}
        held["only"] = (only, ", ".join(f"'{one}' is '{text}'" for one, text in only.items()))


def _ask_open(fault: Fault, checked: CheckedTable, table: pd.DataFrame) -> None:
    file = str(checked.file["sha256"])
    key = f"partner-asks-open-{file[:12]}"
    st.text_input(
        "Why may it be open? (kept in the history)",
        key=key,
        max_chars=300,
        on_change=_keep,
        args=(file, "open_because", key, {}),
    )


_QUESTIONS: dict[str, Callable[[Fault, CheckedTable, pd.DataFrame], None]] = {
    "period": _ask_period,
    "scale": _ask_scale,
    "brackets": _ask_brackets,
    "commas": _ask_commas,
    "split": _ask_split,
    "open": _ask_open,
}


def _taken(file: str) -> None:
    held = answered(file)
    for name, label in _NAMED.items():
        if name not in held or not held[name][1]:
            continue
        to_take_back(f"{label}: {held[name][1]}", f"partner-unsay-{name}-{file[:12]}", held, name)


def to_take_back(said: str, key: str, held: dict[str, Any], name: str) -> None:
    """Say an answer of the user's, with a button that takes it out of what is held."""
    with st.container(horizontal=True, vertical_alignment="center"):
        say(said)
        st.button("Take back", key=key, type="tertiary", on_click=held.pop, args=(name, None))


def _odd_rows(checks: Sequence[CheckedTable], file: str) -> None:
    """One list of the rows that can be passed over, those ticked that nobody would map."""
    odd = pd.concat([one.odd for one in checks]).drop_duplicates(["row", "offer"])
    passed = odd[odd["offer"] == PASS_OVER].sort_values("row")
    if len(passed):
        labels = {
            int(one.row): f"{one.row}: {one.given or '(nothing)'} ({one.what})"
            for one in passed.itertuples(index=False)
        }
        done = [int(row) for row in passed.loc[passed["done"].astype(bool), "row"]]
        key = f"partner-passed-{file[:12]}-{hash(tuple(labels))}"
        st.multiselect(
            f"Rows left out, of {number_of(len(labels), 'odd row')}",
            list(labels),
            default=done,
            format_func=lambda row: as_markdown(labels[row]),
            key=key,
            on_change=_keep_passed,
            args=(file, key),
            help="Totals and rows of no area are left out unless you take them off this list.",
        )
    small = odd[odd["offer"] == CAPITALS]
    if len(small):
        key = f"partner-capitals-{file[:12]}"
        st.checkbox(
            f"Read codes in small letters in capitals ({number_of(len(small), 'row')})",
            value=bool(answered(file).get("capitals", True)),
            key=key,
            on_change=_keep_capitals,
            args=(file, key),
        )


def _keep_passed(file: str, key: str) -> None:
    answered(file)["pass_over"] = frozenset(st.session_state[key])


def _keep_capitals(file: str, key: str) -> None:
    answered(file)["capitals"] = bool(st.session_state[key])
