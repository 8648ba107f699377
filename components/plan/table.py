"""The plan's rows as a table, grouped as the document groups them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TypedDict

import streamlit as st

from components.served.grid import Told, grid
from data.installed.catalogue import load_catalogue
from data.phrases.plain import lower_first, number_of
from data.plan.notes import PlanNote
from data.plan.readings import Value
from data.plan.tracker import TrackedRow
from data.selection.selection import Selection, change, query
from data.words.plan import (
    KIND_NAMES,
    SYMBOLS,
    WANTED,
    change_words,
    counted_words,
    course_words,
    due_words,
    interval_words,
    measure_name,
    missing_words,
    source_words,
    state_name,
    target_years,
    targets_words,
    value_words,
)

KEY = "plan-table"
HEADS = {
    "wanted": "Wanted",
    "baseline": "Baseline",
    "targets": "",  # names the years
    "latest": "Latest",
    "change": "Change",
    "course": "Course",
    "entered": "Owner, due date, note",
}


class Cell(TypedDict, total=False):
    """One cell: its words, smaller words below them, what it is, and how many columns it takes."""

    text: str
    small: str
    kind: str
    span: int


class Link(TypedDict):
    """A theme of a row and where its page is."""

    theme: str
    name: str
    href: str


class Row(TypedDict):
    """One row of a plan: its key and words, its themes, and its cells."""

    key: str
    name: str
    small: str
    themes: list[Link]
    cells: list[Cell]


class Group(TypedDict):
    """The rows under one heading of the document."""

    name: str
    small: str
    rows: list[Row]


class PlanTable(TypedDict):
    """What the table shows; ``kinds`` are those of its columns after the first."""

    caption: str
    heads: list[str]
    kinds: list[str]
    groups: list[Group]
    dark: bool


def plan_table_of(
    rows: Sequence[TrackedRow],
    notes: Mapping[str, PlanNote],
    selection: Selection,
    place: str,
    dark: bool,
) -> PlanTable:
    """Return the table as it is drawn; ``notes`` are the newest ones by the rows' keys."""
    kinds = [one for one in HEADS if one != "targets" or any(row.row.targets for row in rows)]
    several = len({one.row.document for one in rows}) > 1
    groups = []
    for (document, kind, section), held in groupby(
        rows, key=lambda one: (one.row.document, one.row.kind, one.row.section)
    ):
        own = list(held)
        source = load_catalogue().source(document).short
        groups.append(
            Group(
                name=KIND_NAMES[kind],
                small=f"{source}: {section}" if several else section,
                rows=[_row(one, notes.get(one.row.key), selection, kinds) for one in own],
            )
        )
    return PlanTable(
        caption=f"{number_of(len(rows), 'row')} of the plan of {place}, with what is known of each",
        heads=["What the plan asks", *(HEADS[one] or target_years(rows) for one in kinds)],
        kinds=kinds,
        groups=groups,
        dark=dark,
    )


def _row(one: TrackedRow, note: PlanNote | None, selection: Selection, kinds: Sequence[str]) -> Row:
    catalogue = load_catalogue()
    said = [
        one.row.note,
        f"Outcome: {one.row.outcome}." if one.row.outcome else "",
        f"Measure: {one.row.measure}." if one.row.measure else "",
        _measured_by(one),
    ]
    return Row(
        key=one.row.key,
        name=one.row.what,
        small=" ".join(part for part in said if part),
        themes=[
            Link(
                theme=theme,
                name=catalogue.theme(theme).name,
                href=_theme_address(selection, theme),
            )
            for theme in one.row.themes
        ],
        cells=[
            Cell(text=WANTED[one.row.direction], kind="wanted"),
            *_figures(one, [kind for kind in kinds if kind in _FIGURES]),
            Cell(
                text=state_name(one.state),
                small=course_words(one),
                kind=f"course state{list(SYMBOLS).index(one.state)}",
            ),
            _entered(note),
        ],
    )


def _measured_by(one: TrackedRow) -> str:
    """Name every measure of a row; the figures are those of the first."""
    if one.told is None or not one.measures:
        return ""
    own = [one.told, *(each for each in one.measures if each is not one.told)]
    names = [measure_name(each) for each in own if each in one.measures]
    return f"Measured here by: {'; '.join(names)}."


_FIGURES = ("baseline", "targets", "latest", "change")


def _figures(one: TrackedRow, kinds: Sequence[str]) -> list[Cell]:
    """The figures; what is missing takes the place of the cells that it leaves empty."""
    told = one.told
    cells: dict[str, Cell] = {}
    if told and told.baseline:
        cells["baseline"] = _value(told.baseline, one)
    if told and told.latest:
        cells["latest"] = _value(told.latest, one)
    if told and told.baseline and told.latest:
        cells["change"] = Cell(text=change_words(told), small=interval_words(told), kind="figure")
    if one.row.targets or cells:
        cells["targets"] = Cell(text="", small=targets_words(one.row) or "–", kind="words")
    held: list[Cell] = []
    for kind in kinds:
        if kind in cells:
            held.append(cells[kind])
        elif held and held[-1].get("kind") == "missing":
            held[-1]["span"] = held[-1].get("span", 1) + 1
        else:
            held.append(Cell(text="", small="", kind="missing", span=1))
    return _told_once(held, _why(one), missing_words(one))


def _has_figure(one: TrackedRow) -> bool:
    return bool(one.told and (one.told.baseline or one.told.latest))


def _why(one: TrackedRow) -> str:
    """Say shortly what is missing."""
    if one.told and one.told.baseline:
        return "Nothing later"
    if one.told and one.told.latest:
        return "Nothing earlier"
    return "No data"


def _told_once(cells: list[Cell], why: str, missing: str) -> list[Cell]:
    """Say what is missing in the widest empty cell, and leave the others to a dash."""
    empty = [one for one in cells if one.get("kind") == "missing"]
    widest = max(empty, key=lambda one: one.get("span", 1), default=None)
    for one in empty:
        one["text"] = why if one is widest else "–"
        one["small"] = missing if one is widest else ""
    return cells


def _value(value: Value, one: TrackedRow) -> Cell:
    """A value with its unit and period, and its source where that is not plainly the plan."""
    told = one.told
    assert told is not None
    beside = told.baseline is not None and told.latest is not None
    counted = counted_words(value, told)
    if value.status == "recorded" and len(one.measures) > 1:
        counted = f"{lower_first(measure_name(told))}, {counted}"
    source = source_words(value) if beside or value.source != one.row.document else ""
    period = value.label.replace("Undated", "undated", 1)
    small = "; ".join(part for part in (counted, period, source) if part)
    return Cell(text=value_words(value), small=small, kind="figure")


def _entered(note: PlanNote | None) -> Cell:
    if note is None:
        return Cell(text="", small="", kind="entered")
    due = due_words(note.due, date.today())
    due = f"{due[:1].upper()}{due[1:]}"
    below = ". ".join(part for part in (due, note.text) if part)
    return Cell(text=note.owner, small=below, kind="entered")


def _theme_address(selection: Selection, theme: str) -> str:
    address = query(change(selection, "theme", theme=theme), "theme")
    parts = "&".join(f"{key}={value}" for key, value in address.items())
    return f"theme?{parts}" if parts else "theme"


def draw_plan_table(data: PlanTable, selection: Selection, opened: Callable[[str], None]) -> None:
    """Draw the table; ``opened`` is called with the key of the row that was chosen."""

    def chosen(told: Told) -> None:
        if "theme" not in told:
            opened(told["row"])

    told = grid("plan_table", data, KEY, chosen)
    if told and "theme" in told:
        after = change(selection, "theme", theme=told["theme"])
        st.switch_page("theme.py", query_params=query(after, "theme"))
