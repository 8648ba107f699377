"""What this installation holds: months, the layers of wards, partners' tables."""

from __future__ import annotations

from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

from components.page.form import moment
from components.page.rights import may_change
from components.page.telling import say_small
from components.served.cached import asset_address
from components.sources.months import months_section
from components.sources.update import next_section
from data.catalogue.base import base_catalogue
from data.installed.held import boundaries_held, other_forces_held, partner_tables_held
from data.phrases.plain import number_of


def dress_sources() -> None:
    """Give the page its own style."""
    st.html(f'<style>@import url("{asset_address("sources.css")}");</style>')


def loaded_section() -> None:
    """Draw what to load next, the months, the layers of wards and partners' tables."""
    next_section()
    months_section()
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
