"""What this installation holds: a calendar of months, the layers of wards, partners' tables."""

from __future__ import annotations

from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

from components.page.downloads import csv_download
from components.page.form import moment
from components.page.rights import may_change
from components.page.telling import say_marked, say_small
from components.served.cached import asset_address
from data.catalogue.base import base_catalogue
from data.installed.held import boundaries_held, months_held, other_forces_held, partner_tables_held
from data.phrases.plain import month, number_of
from data.street.ids_kept import to_count_again

STATES = {"packaged": "came with the app", "imported": "imported here", "absent": "absent"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def dress_sources() -> None:
    """Give the page its own style."""
    st.html(f'<style>@import url("{asset_address("sources.css")}");</style>')


def loaded_conclusion() -> str:
    """Say in a sentence how many months are loaded, and how many between them are absent."""
    held = months_held()
    loaded = held[held["state"] != "absent"]
    if loaded.empty:
        return "No month of records is loaded. Bring some under 'Police records'."
    absent = len(held) - len(loaded)
    first, last = month(loaded["month"].min(), True), month(loaded["month"].max(), True)
    gap = "without a gap"
    if absent:
        months = "month between is" if absent == 1 else "months between are"
        gap = f"{absent} {months} absent, which is not zero"
    imported = int((loaded["state"] == "imported").sum())
    brought = "all came with the app"
    if imported:
        brought = f"{imported} {'was' if imported == 1 else 'were'} imported here"
    return (
        f"{number_of(len(loaded), 'month')} of recorded crime and anti-social behaviour "
        f"{'is' if len(loaded) == 1 else 'are'} loaded, from "
        f"{first} to {last} ({gap}); {brought}."
    )


def loaded_section() -> None:
    """Draw the calendar of months, the layers of wards and partners' tables."""
    held = months_held()
    st.markdown("## Months of recorded crime and anti-social behaviour")
    if len(held):
        st.html(_calendar(held) + _key(held))
        st.caption(
            "The share is of the force's own records that have a location, and so a ward. A record "
            "without one is in the account below and on no map."
        )
        _account(held)
    _others()
    st.markdown("## Ward boundaries")
    layers = boundaries_held()
    st.dataframe(
        layers.assign(when=layers["when"].map(moment)).rename(columns=str.capitalize),
        hide_index=True,
    )
    st.markdown("## Partners' tables")
    tables = partner_tables_held()
    if tables.empty:
        st.markdown("None yet. Bring one under 'A partner's table'.")
    elif may_change():
        draw_tables(tables)
    else:
        _tables_for_others(tables)
    _attributions()


def draw_tables(tables: pd.DataFrame) -> None:
    """Draw partners' tables as `data.installed.held.partner_tables_held` tells them."""
    told = tables.drop(columns="key").assign(when=tables["when"].map(moment))
    st.dataframe(told.rename(columns=str.capitalize), hide_index=True)


def _tables_for_others(tables: pd.DataFrame) -> None:
    """Which tables are restricted, and who brought them, is for those who could bring one."""
    listed = tables[tables["sensitivity"] == "open"]
    if len(listed):
        draw_tables(listed.drop(columns=["saved by", "file", "note"]))
    if more := len(tables) - len(listed):
        also = "also " if len(listed) else ""
        are = "is" if more == 1 else "are"
        st.markdown(f"{number_of(more, 'restricted table')} {are} {also}held, and not listed here.")


def _attributions() -> None:
    """Say whose data the app came with, as their licences ask."""
    st.markdown("## Whose data the app came with")
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Source", "Covers", "Attribution"))
    rows = "".join(
        f'<tr><th scope="row">{escape(one.title)}</th><td>{escape(one.period_covered)}</td>'
        f"<td>{escape(one.attribution)}</td></tr>"
        for one in base_catalogue().sources.values()
    )
    st.html(
        f'<table class="attributions"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )
    say_small(" ".join(base_catalogue().force.attribution))


def _calendar(held: pd.DataFrame) -> str:
    """Years by months as a table: the state of each in words, not in colour alone."""
    told = held.set_index("month")
    heads = "".join(f'<th scope="col">{name}</th>' for name in MONTHS)
    rows = []
    for year in sorted({one[:4] for one in told.index}, reverse=True):
        cells = "".join(_cell(f"{year}-{number:02d}", told) for number in range(1, 13))
        rows.append(f'<tr><th scope="row">{year}</th>{cells}</tr>')
    return (
        '<table class="calendar"><caption>Months loaded</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(name: str, told: pd.DataFrame) -> str:
    if name not in told.index:
        return '<td class="beyond"></td>'
    row = told.loc[name]
    if row["state"] == "absent":
        return '<td class="absent">absent</td>'
    own = row["counted"] + row["no_location"]
    mapped = f"{row['counted'] / own:.0%}" if own else "–"
    says = (
        f"{month(name, True)}: {STATES[row['state']]}, {number_of(row['rows_read'], 'record')} read"
    )
    points = " points" if row["points"] else ""
    return f'<td class="{row["state"]}{points}" title="{escape(says)}">{mapped}</td>'


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


def _account(held: pd.DataFrame) -> None:
    """The account of each loaded month, to read and to take along."""
    loaded = held[held["state"] != "absent"].sort_values("month", ascending=False)
    table = pd.DataFrame(
        {
            "Month": [month(one, True) for one in loaded["month"]],
            "How it came": loaded["state"].map(STATES).to_numpy(),
            "LSOA codes of": loaded["area_type"].map(lambda one: f"20{one[-2:]}").to_numpy(),
            "Records read": loaded["rows_read"].to_numpy(),
            "Counted": loaded["counted"].to_numpy(),
            "No location": loaded["no_location"].to_numpy(),
            "Came twice": loaded["duplicates"].to_numpy(),
            "Came in an earlier month": loaded["recurring"].to_numpy(),
            "Outside the force": loaded["outside_force"].to_numpy(),
            "Street points kept": loaded["points"].to_numpy(),
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        height=table_height(table, 8),
        column_config=thousands(table),
    )
    csv_download(table, "months-loaded")
    if loaded["recurring"].isna().any():
        st.caption(
            "Where no number stands under 'Came in an earlier month', it is not known how many of "
            "the month's records did: it was counted before this was looked for."
        )
    for told in to_count_again(base_catalogue().force.slug):
        say_marked(":material/info:", told)


def table_height(table: pd.DataFrame, most: int) -> int | Literal["content"]:
    """Return the height at which a table shows all its rows, or so many of more.

    >>> table_height(pd.DataFrame({"a": [1, 2]}), 8), table_height(pd.DataFrame({"a": [1, 2]}), 1)
    ('content', 73)
    """
    return "content" if len(table) <= most else 35 * (most + 1) + 3


def thousands(table: pd.DataFrame) -> dict[str, Any]:
    """Return a format with thousands marked for each column of numbers."""
    return {
        name: st.column_config.NumberColumn(format="localized")
        for name in table.columns
        if pd.api.types.is_integer_dtype(table[name])
    }


def _others() -> None:
    others = other_forces_held()
    if others.empty:
        return
    st.markdown("## Other forces in the store")
    st.dataframe(
        others.rename(columns=str.capitalize),
        hide_index=True,
        column_config=thousands(others.rename(columns=str.capitalize)),
    )
    st.caption("They are kept for comparison and export; the screens show this force area.")
