"""The months of records that are loaded: a calendar, what to know of them, their accounts."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components.page.details import table_and_csv
from components.page.telling import say
from data.figures.incomplete import incomplete_months
from data.installed.held import months_held
from data.phrases.plain import count, month, number_of
from data.words.sources import known_of_months, placed_message, placed_table

STATES = {"packaged": "came with the app", "imported": "imported here", "absent": "absent"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def months_section() -> None:
    """Draw the calendar, what must be known before comparing, and what stands behind it."""
    held = months_held()
    st.markdown("## Months loaded")
    if held.empty:
        st.markdown("None yet.")
        return
    st.html(_calendar(held) + _key(held))
    st.caption("Records in each month's file. Absent is not zero.")
    st.markdown("### Before you compare months")
    st.html(f'<ul class="known">{"".join(map(_item, known_of_months()))}</ul>')
    say(placed_message())
    table_and_csv(placed_table, "records-with-a-place", "placed", "Records with a place, by type")
    table_and_csv(
        lambda: accounts(held), "months-loaded", "accounts", "The account of each month", width=980
    )


def _item(sentence: str) -> str:
    return f"<li>{escape(sentence)}</li>"


def _calendar(held: pd.DataFrame) -> str:
    """Years by months as a table: the state of each in words, not in colour alone."""
    told = held.set_index("month")
    there = {name[:4] for name in told.index[told["state"] != "absent"]}
    heads = "".join(f'<th scope="col">{name}</th>' for name in MONTHS)
    rows, empty = [], []
    for year in sorted({one[:4] for one in told.index}, reverse=True):
        if year not in there:
            empty.append(year)
            continue
        rows += [_absent_years(empty), _year(year, told)]
        empty = []
    return (
        '<table class="calendar"><caption>Months loaded</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _absent_years(years: list[str]) -> str:
    """One row for years on end of which no month is loaded, newest year first."""
    if not years:
        return ""
    name = years[0] if len(years) == 1 else f"{years[-1]}–{years[0][2:]}"
    many = number_of(12 * len(years), "month")
    said = f'<td class="absent" colspan="12">all {many} absent</td>'
    return f'<tr><th scope="row">{name}</th>{said}</tr>'


def _year(year: str, told: pd.DataFrame) -> str:
    cells: list[str] = []
    run = 0
    for number in range(1, 13):
        name = f"{year}-{number:02d}"
        absent = name in told.index and told.loc[name, "state"] == "absent"
        if run and not absent:
            cells.append(_run(run))
        run = run + 1 if absent else 0
        if not absent:
            cells.append(_cell(name, told))
    if run:
        cells.append(_run(run))
    return f'<tr><th scope="row">{year}</th>{"".join(cells)}</tr>'


def _run(months: int) -> str:
    """Absent months on end, as one cell."""
    return f'<td class="absent" colspan="{months}">absent</td>'


def _cell(name: str, told: pd.DataFrame) -> str:
    if name not in told.index:
        return '<td class="beyond"></td>'
    row = told.loc[name]
    low = name in incomplete_months()
    states = [row["state"], *(["points"] if row["points"] else []), *(["low"] if low else [])]
    says = f"{month(name, True)}: {STATES[row['state']]}"
    word = "<small>incomplete</small>" if low else ""
    kind = " ".join(states)
    return f'<td class="{kind}" title="{escape(says)}">{count(row["rows_read"])}{word}</td>'


def _key(held: pd.DataFrame) -> str:
    numbers = held["state"].value_counts()
    items = [
        f'<li><span class="mark {state}"></span>{name} ({numbers[state]})</li>'
        for state, name in STATES.items()
        if numbers.get(state)
    ]
    if held["points"].any():
        points = int(held["points"].sum())
        items.append(f'<li><span class="mark points"></span>with street points ({points})</li>')
    return f'<ul class="legend" aria-label="Key to the months">{"".join(items)}</ul>'


def accounts(held: pd.DataFrame) -> pd.DataFrame:
    """The account of each loaded month, newest first."""
    loaded = held[held["state"] != "absent"].sort_values("month", ascending=False)
    own = loaded["counted"] + loaded["no_location"]
    low = incomplete_months()
    return pd.DataFrame(
        {
            "Month": [month(one, True) for one in loaded["month"]],
            "How it came": loaded["state"].map(STATES).to_numpy(),
            "LSOA codes of": loaded["area_type"].map(lambda one: f"20{one[-2:]}").to_numpy(),
            "Records read": loaded["rows_read"].to_numpy(),
            "Counted": loaded["counted"].to_numpy(),
            "No location": loaded["no_location"].to_numpy(),
            "% with a place": (loaded["counted"] / own * 100).round(1).to_numpy(),
            "% of expected": [
                round(low[one] * 100) if one in low else pd.NA for one in loaded["month"]
            ],
            "Came twice": loaded["duplicates"].to_numpy(),
            # Not known of a month that was counted before this was looked for.
            "Came in an earlier month": loaded["recurring"].to_numpy(),
            "Outside the force": loaded["outside_force"].to_numpy(),
            "Street points kept": loaded["points"].to_numpy(),
        }
    )
