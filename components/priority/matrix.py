"""Themes by criteria as one table that a meeting reads, walks with the arrow keys and scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any, TypedDict

import pandas as pd

from components.served.grid import Told, grid
from data.installed.catalogue import load_catalogue
from data.phrases.plain import is_missing
from data.priority.ranking import beside_plan, ranking
from data.priority.scheme import load_scheme
from data.priority.scores import score_matrix
from data.words.priority import changed_by

KEY = "priority-matrix"
Chosen = Callable[[str, str, int | None, bool], None]


class Cell(TypedDict):
    """One score: 1 to 4 or None, what it rests on, and what a meeting said of it, or ''."""

    score: int | None
    evidence: str
    rule: str
    source: str
    borrowed: bool
    changed: str


class Row(TypedDict):
    """One theme: its place, its standing in the plans, its scores; ``missing`` if not ranked."""

    code: str
    name: str
    plan: str
    rank: int | None
    score: float | None
    open: str
    told: str
    missing: str
    cells: list[Cell]


def priority_matrix(csp: str, period: str, cell: tuple[str, str], dark: bool, act: Chosen) -> None:
    """Draw the matrix; ``act`` gets theme, criterion, the score, and whether one was typed."""

    def chosen(told: Told) -> None:
        act(told["row"], told["column"], told.get("score"), "score" in told)

    grid("priority_matrix", matrix_data(csp, period, cell, dark), KEY, chosen)


def matrix_data(csp: str, period: str, cell: tuple[str, str], dark: bool) -> dict[str, object]:
    """Return the matrix as the table draws it."""
    scheme = load_scheme()
    criteria = list(scheme.criteria.values())
    sections = [
        {"name": scheme.sections[one].name, "span": len(list(held))}
        for one, held in groupby(criteria, key=lambda criterion: criterion.section)
    ]
    told = ranking(csp, period)
    rows = _rows(csp, period, told.themes)
    ranked = sum(one["rank"] is not None for one in rows)
    combines = {one.id: told.section_weights[one.section] > 0 for one in criteria}
    return {
        "dark": dark,
        "theme": cell[0],
        "criterion": cell[1],
        "caption": f"Scores from 1 to 4 of {len(rows)} themes on {len(criteria)} criteria, "
        "in the order of their rank",
        "sections": sections,
        "columns": [
            {
                "code": one.id,
                "name": one.name,
                "short": one.short,
                "levels": list(one.levels),
                "combines": bool(combines[one.id] and told.weights[one.id] > 0),
            }
            for one in criteria
        ],
        "rows": rows,
        "divider": f"Not ranked: too little is scored ({len(rows) - ranked} themes)",
        "key": _key(),
        "note": "Point at a score, or walk to it, to see what it rests on; click it or press Enter "
        "to open it. From the keyboard: arrow keys move, 1 to 4 score, Delete takes a score out, "
        "Tab goes on to the reason. Beside the score: the ranks that missing scores leave open.",
    }


def _key() -> list[dict[str, str]]:
    return [
        {"kind": "s1", "mark": "1", "text": "low"},
        {"kind": "s4", "mark": "4", "text": "severe or high"},
        {"kind": "missing", "text": "no evidence, no score (never 0)"},
        {"text": "b: borrowed from another partnership’s document"},
        {"kind": "changed", "text": "changed in a meeting"},
        {"kind": "still", "text": "does not move the rank"},
        {"text": "● priority of the plan, ○ named otherwise"},
    ]


def _rows(csp: str, period: str, themes: pd.DataFrame) -> list[Row]:
    matrix = score_matrix(csp, period)
    plan = beside_plan(csp, period)["tier"]
    held: dict[str, dict[str, Cell]] = {}
    for one in matrix.to_dict("records"):
        held.setdefault(one["theme"], {})[one["criterion"]] = _cell(one)
    order = list(load_scheme().criteria)
    return [
        _row(str(theme), told, plan, [held[str(theme)][criterion] for criterion in order])
        for theme, told in themes.iterrows()
    ]


def _row(theme: str, told: pd.Series, plan: pd.Series, cells: list[Cell]) -> Row:
    ranked = not is_missing(told["rank"])
    spread = ""
    if ranked:
        best, worst = int(told["best_rank"]), int(told["worst_rank"])
        spread = str(best) if best == worst else f"{best}–{worst}"
    return Row(
        code=theme,
        name=told["name"],
        plan=str(plan.get(theme, "")),
        rank=int(told["rank"]) if ranked else None,
        score=round(float(told["score"]), 4) if ranked else None,
        open=spread,
        told=f"{told['scored']} of {told['of']} criteria are scored. The missing ones leave the "
        f"ranks {spread} open."
        if ranked
        else "",
        missing=_short(str(told["missing"])),
        cells=cells,
    )


def _short(missing: str) -> str:
    """What a theme lacks to be ranked, as briefly as a narrow column needs it.

    >>> _short("Not ranked: 2 more of harm and 1 more of likelihood must be scored.")
    'needs 2 harm, 1 likelihood'
    """
    if not missing:
        return ""
    lacks = missing.removeprefix("Not ranked: ").removesuffix(" must be scored.")
    return "needs " + lacks.replace(" more of ", " ").replace(" and ", ", ")


def _cell(row: Mapping[str, Any]) -> Cell:
    source = str(row["source"])
    return Cell(
        score=None if is_missing(row["score"]) else int(row["score"]),
        evidence=row["evidence"],
        rule=row["rule"],
        source=load_catalogue().source(source).short if source else "",
        borrowed=bool(row["borrowed"]),
        changed=changed_by(row) if row["overridden"] else "",
    )
