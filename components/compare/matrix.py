"""The matrix of districts by indicators, the choice it makes and where that choice leads."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from components.choosing.address import go
from components.choosing.leads import explore_lead, lead, theme_of, trends_lead, ward_name
from components.compare.about import about
from components.compare.grid import Grid, GridCell, GridColumn, GridRow, Key
from components.page.details import table_and_csv
from components.served.grid import Told, grid
from data.figures.changes import span_of_year_before
from data.figures.comparison import comparison_matrix, parts_of
from data.figures.country import Comparator
from data.figures.headlines import headline
from data.figures.risk import total_indicator
from data.installed.catalogue import load_catalogue
from data.painting.palette import Palette
from data.phrases.plain import (
    change_span,
    interval,
    is_missing,
    ordinal,
    percent_change,
    rate,
    rounded,
    times,
)
from data.selection.selection import Selection, change, district_name
from data.words.absence import is_partners, partner_of, short_reason, status_words
from data.words.comparators import EVERY_FILE, column_name, set_against
from data.words.compare import compared

KEY = "compare-matrix"
LONGEST_RANK = 99
MARKS = {"above": "▲", "below": "▼", "similar": ""}


def kinds_in_words(comparator: Comparator, csp: str) -> dict[str, str]:
    """Say what each fill of the matrix means."""
    other = set_against(comparator, csp)
    return {
        "worse": f"worse than {other}",
        # Fewer recorded is lower; whether it is better, a count of records cannot tell.
        "better": f"lower than {other}",
        "higher": f"higher than {other}; more recorded is not simply worse",
        "lower": f"lower than {other}; less recorded is not simply better",
        "similar": f"similar to {other}",
        "absent": "",
        "unjudged": "printed rate, no interval to judge by"
        if comparator == "force"
        else "not counted elsewhere",
    }


def matrix(selection: Selection, page: str, colours: Palette) -> None:
    """Draw the matrix; a district's name, an indicator's name or a cell chooses."""

    def chosen(told: Told) -> None:
        picked = {"indicator": told["row"], "csp": told["column"]}
        kept = {key: value for key, value in picked.items() if value}
        go(change(selection, page, **kept), page)

    grid("compare_grid", matrix_grid(selection, colours.dark), KEY, chosen)


def matrix_grid(selection: Selection, dark: bool) -> Grid:
    """Return the matrix as the table draws it, from the same headlines as every other page."""
    catalogue = load_catalogue()
    comparator = selection.against
    table = comparison_matrix(selection.period, comparator)
    judged = bool(table["comparison"].notna().any())
    span = change_span(span_of_year_before(selection.period))
    parts = parts_of()
    columns: list[GridColumn] = [{"code": "", "name": _first_column(selection), "fixed": True}]
    columns += [
        {"code": one.code, "name": one.name, "chosen": one.code == selection.csp}
        for one in catalogue.force.districts
    ]
    rows = [
        _row(str(indicator), held, selection, parts)
        for indicator, held in table.groupby("indicator", sort=False)
    ]
    total = total_indicator()
    has_total = total.id in set(table["indicator"])
    period = catalogue.period(selection.period)
    return Grid(
        caption=f"Rates{_of_unit(table)} of {len(rows)} "
        f"{'indicator' if len(rows) == 1 else 'indicators'} in each district, "
        f"{period.label}, against {set_against(comparator, selection.csp)}",
        corner=_of_unit(table).strip().capitalize() or "Each in its own unit",
        manner="figures",
        dark=dark,
        columns=columns,
        rows=rows,
        words=kinds_in_words(comparator, selection.csp),
        against=set_against(comparator, selection.csp),
        changeWords=f"real change {span}:" if span else "change as printed:",
        key=_key(table, judged, span, set_against(comparator, selection.csp)),
        note=_note(judged, total.short if has_total else "", span, selection) + _supplied(table),
        sortable=True,
        sorted=total.id if judged and has_total else "",
        sortedFor=selection.period,
    )


def _of_unit(table: pd.DataFrame) -> str:
    """The unit of most rows, or nothing where partners' rows have several."""
    units = table["unit"].unique()
    counted = [one for one in units if one == total_indicator().unit]
    return f" {(counted or list(units))[0]}" if counted or len(units) == 1 else ""


def _supplied(table: pd.DataFrame) -> str:
    """Say which rows partners supplied, and in what unit."""
    catalogue = load_catalogue()
    said = [
        f"{one.name} is supplied by {partner_of(one)} ({one.unit})"
        for one in map(catalogue.indicator, table["indicator"].unique())
        if is_partners(one)
    ]
    return f" {'; '.join(said)}." if said else ""


def _first_column(selection: Selection) -> str:
    """The head of the column that the chosen district is set against."""
    told = headline(total_indicator().id, selection.period, selection.csp, selection.against)
    return column_name(selection.against, district_name(selection.csp), told.of - 1)


def _row(
    indicator: str, held: pd.DataFrame, selection: Selection, parts: dict[str, str]
) -> GridRow:
    first, column = held.iloc[0], "force_rate"
    if selection.against != "force":
        first, column = held[held["area_code"] == selection.csp].iloc[0], "against_rate"
    force: GridCell = {"text": rate(first[column], first["unit"]), "kind": "force"}
    if is_missing(first[column]):
        why = "not published" if column == "force_rate" else "not counted"
        force = {"text": _absent(first, why), "kind": "absent"}
    return GridRow(
        code=indicator,
        name=first["short"],
        unit=first["unit"],
        chosen=indicator == selection.indicator,
        whole=indicator in set(parts.values()) or indicator == total_indicator().id,
        part=indicator in parts,
        cells=[force, *(_cell(row) for _, row in held.iterrows())],
    )


def _cell(row: pd.Series) -> GridCell:
    if is_missing(row["rate"]):
        return GridCell(text=_absent(row, str(row["status"])), kind="absent")
    cell = GridCell(
        text=rate(row["rate"], row["unit"]),
        kind="unjudged" if is_missing(row["comparison"]) else str(row["comparison"]),
        value=round(float(row["rate"]), 4),
    )
    if not is_missing(row["times_against"]):
        cell["ratio"] = round(float(row["times_against"]), 4)
    if not is_missing(row["side"]):
        cell["mark"] = MARKS[str(row["side"])]
        cell["interval"] = interval(row["lower"], row["upper"])
    elif not is_missing(row["times_against"]):
        cell["small"] = times(row["times_against"])
    printed = row["change_direction"] == "" and not is_missing(row["change_percent"])
    if printed or row["change_direction"] in ("increase", "decrease"):
        cell["change"] = percent_change(row["change_percent"])
    if not is_missing(row["rank"]):
        cell |= {"small": ordinal(row["rank"]), "rank": True, "of": int(row["of"])}
        if "change" in cell and int(row["rank"]) > LONGEST_RANK:
            # There is no room for '118th −17%': the place is in the cell's words and the table.
            cell["narrow"] = True
    return cell


def _absent(row: pd.Series, status: str) -> str:
    return short_reason(status, load_catalogue().indicator(str(row["indicator"])))


def _key(table: pd.DataFrame, judged: bool, span: str, other: str) -> list[Key]:
    if not judged:
        return [
            {"text": "Printed rate; 0.8×: times the force's"},
            {"text": "+8%: change as printed"},
            {"kind": "absent", "text": "not published"},
        ]
    kinds = set(table["comparison"].dropna())
    entries: list[Key] = [
        {"kind": kind, "mark": mark, "text": text}
        for kind, mark, text in (
            ("worse", "▲", f"worse than {other}"),
            ("better", "▼", f"lower than {other}"),
            ("higher", "▲", "higher"),
            ("lower", "▼", "lower (where more recorded is not simply worse)"),
        )
        if kind in kinds
    ]
    entries.append({"text": "No fill: similar"})
    entries.append({"text": "1st: highest"})
    if span:
        entries.append({"text": f"+6%: real change, {span}"})
    return entries


def _note(judged: bool, total: str, span: str, selection: Selection) -> str:
    keys = (
        "Click a name or a cell to choose it; the arrows at a name order the table by it. From the "
        "keyboard: arrow keys move, Enter chooses, S orders."
    )
    if not judged:
        return f"Printed rates come without counts, so no interval judges them. {keys}"
    other = set_against(selection.against, selection.csp)
    said = f"Judged by the 95% interval of each district's ratio to {other}."
    if selection.against != "force":
        said += f" {EVERY_FILE}"
    if total:
        said += f" The highest rate of {total.lower()} is on the left."
    if span:
        said += " No percentage: no real change, or too few to say."
    return f"{said} {keys}"


def leads_to(selection: Selection, place: str) -> None:
    """Link to the pages that show more of the choice, and offer the matrix as a table."""
    indicator = load_catalogue().indicator(str(selection.indicator))
    theme = theme_of(indicator.id)
    with st.container(key="compare-links", horizontal=True, vertical_alignment="center"):
        if theme is not None:
            label = f"{indicator.short} in {place}: its wards on the map"
            lead("theme", label, selection, theme=theme, indicator=indicator.id)
        trends_lead(replace(selection, ward=None), indicator.id, f"{place}: trends")
        explore_lead(f"{place}: explore its records", selection, indicator.id)
        lead("overview", f"{place}: overview", selection)
        # Without a chosen ward the profile opens on the district's ward that stands out most.
        ward = ward_name(selection.ward) if selection.ward else "Ward that stands out most"
        lead("ward", f"{ward}: ward profile", selection, indicator=indicator.id)
        table_and_csv(
            lambda: matrix_rows(selection.period, selection.against),
            f"districts-compared-{selection.period}-{selection.against}",
            "compare-table",
            "Every figure: table and CSV",
            width=1000,
            about={**about(selection), "Compared with": selection.against},
        )


def matrix_rows(period: str, comparator: Comparator = "force") -> pd.DataFrame:
    """Return every figure of the matrix as a table to search and download."""
    table = comparison_matrix(period, comparator)
    catalogue = load_catalogue()
    span = change_span(span_of_year_before(period))
    return pd.DataFrame(
        {
            "Indicator": table["name"],
            "District": table["area_name"],
            "Rate": rounded(table["rate"]),
            "Lower 95%": table["lower"].round(2),
            "Upper 95%": table["upper"].round(2),
            "Recorded": table["numerator"],
            "Residents": table["residents"],
            "Force rate": rounded(table["force_rate"]),
            "Set against": table["against"].replace("", "–"),
            "Their rate": rounded(table["against_rate"]),
            "Times their rate": table["times_against"].round(2),
            "Against them": table["comparison"].map(compared, na_action="ignore").fillna("–"),
            "Rank (1st highest)": table["rank"],
            "Of": table["of"],
            f"Change %{f' ({span})' if span else ''}": table["change_percent"].round(1),
            "Change verdict": table["change_direction"].replace("", "–"),
            "Status": [
                status_words(status, catalogue.indicator(one), catalogue.period(period))
                for one, status in zip(table["indicator"], table["status"], strict=True)
            ],
            "Unit": table["unit"],
            "Code": table["area_code"],
        }
    )
