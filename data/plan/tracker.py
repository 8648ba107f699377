"""The plan tracker: each row of a partnership's plan with what is known of its measure.

How a status is reached is one rule (`data.plan.readings`; docs/prioritisation.md, 'Plan tracker').
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from data.installed.catalogue import load_catalogue
from data.plan.documents import (
    Plan,
    PlanRow,
    load_plan_rows,
    load_plans,
    plans_of,
)
from data.plan.notes import PlanNote, notes_of, saved_notes
from data.plan.readings import Reading, comparability, reading
from data.store.remembered import remembered
from geo.progress import STATUSES, least_good

NO_DATA = "no data"
STATES = (*STATUSES, NO_DATA)
"""What a reader is shown: of the rows that cannot be told, those without any figure apart."""


def measure_name(told: Reading) -> str:
    """Name what a reading measures.

    Parameters
    ----------
    told : Reading
        From `data.plan.readings.reading`.

    Returns
    -------
    str
        The indicator's name, with the group that it is of.

    Examples
    --------
    >>> measure_name(plan_rows("E07000193")[0].readings[0])
    'Reports of domestic abuse'
    """
    name = load_catalogue().indicator(told.indicator).name
    return f"{name}: {told.group}" if told.group else name


@dataclass(frozen=True, slots=True)
class TrackedRow:
    """A plan's row with its readings, the best first, and its status.

    The status is the least good of its measures that can be told (`geo.progress.least_good`).
    """

    row: PlanRow
    plan: Plan
    readings: tuple[Reading, ...]

    @property
    def measures(self) -> tuple[Reading, ...]:
        """The readings with any figure."""
        return tuple(one for one in self.readings if one.baseline or one.latest)

    @property
    def told(self) -> Reading | None:
        """The reading that gives the status; where none does, the first with two values."""
        if self.status != "cannot be told":
            return next(one for one in self.readings if one.status == self.status)
        both = (one for one in self.readings if one.baseline and one.latest)
        return next(iter([*both, *self.readings]), None)

    @property
    def status(self) -> str:
        """One of `geo.progress.STATUSES`."""
        return least_good([one.status for one in self.readings])

    @property
    def state(self) -> str:
        """One of `STATES`: the status, or that no figure of the row is known at all."""
        figures = [value for one in self.readings for value in (one.baseline, one.latest) if value]
        return self.status if self.status != "cannot be told" or figures else NO_DATA

    @property
    def comparable(self) -> str:
        """Whether baseline and latest value are alike, in a few words."""
        return comparability(self.told, self.plan)

    @property
    def because(self) -> str:
        """How the status was reached, in a sentence."""
        if self.told is None:
            return "Nothing that is loaded measures it."
        if len(self.measures) < 2:
            return self.told.because
        each = [f"{measure_name(one)}: {one.because}" for one in self.measures]
        return " ".join([self.rule, *each])

    @property
    def rule(self) -> str:
        """How several measures are joined, in a sentence; empty where there is only one."""
        if len(self.measures) < 2:
            return ""
        if self.status == "cannot be told":
            return f"None of its {len(self.measures)} measures tells a course."
        return f"Of its {len(self.measures)} measures the least good that can be told gives it."

    @property
    def missing(self) -> str:
        """What would supply a figure; empty where the status can be told."""
        return self.row.supply if self.status == "cannot be told" else ""


@remembered(maxsize=32)
def plan_rows(csp: str) -> tuple[TrackedRow, ...]:
    """Return every row of a partnership's plans with its status.

    Parameters
    ----------
    csp : str
        District code.

    Returns
    -------
    tuple of TrackedRow
        Newest plan first, targets and priorities before the rest; empty where no plan of the
        partnership is transcribed.

    Examples
    --------
    >>> first = plan_rows("E07000193")[0]
    >>> first.row.what, first.row.direction, first.readings[0].baseline.value, first.status
    ('Increased domestic abuse reports', 'increase', 966.0, 'cannot be told')
    """
    plans = {plan.document: plan for plan in load_plans()}
    return tuple(
        TrackedRow(
            row,
            plans[row.document],
            tuple(reading(one, group, row, plans[row.document]) for one, group in row.indicators),
        )
        for row in load_plan_rows()
        if row.csp == csp
    )


def plan_summary(csp: str) -> pd.DataFrame:
    """Count the rows of a partnership's plans by document, kind and state."""
    tracked = plan_rows(csp)
    counts = Counter((one.row.document, one.row.kind, one.state) for one in tracked)
    kinds = dict.fromkeys((one.row.document, one.row.kind) for one in tracked)
    rows = [
        {"document": document, "kind": kind}
        | {state: counts[document, kind, state] for state in STATES}
        for document, kind in kinds
    ]
    table = pd.DataFrame(rows, columns=["document", "kind", *STATES])
    table["rows"] = table[list(STATES)].sum(axis=1)
    return table


def plan_table(csp: str) -> pd.DataFrame:
    """Return the tracker as a table to read or download, users' notes included.

    Parameters
    ----------
    csp : str
        District code.

    Returns
    -------
    pandas.DataFrame
        One row for each row of the plans: ``Document``, ``Row``, ``Kind``, ``Theme``, ``Section``,
        ``What``, ``Outcome``, ``Measure``, ``Measured by``, ``Every measure``, ``Wanted``,
        ``Baseline``, ``Baseline period``, ``Targets``, ``Latest``, ``Latest period``, ``Unit``,
        ``Change %``, ``Change from %``, ``Change to %``, ``Comparable``, ``Status``, ``Because``,
        ``Cautions``, ``What would supply it``, ``Owner``, ``Due``, ``Note``, ``Noted by``, ``Noted
        at``,
        ``Wording``. Missing is empty, never 0. Cells hold what users typed: neutralise them
        before they go into a spreadsheet (`data.tables.safe_cells`).

    Examples
    --------
    >>> len(plan_table("E07000199"))
    40
    """
    notes = {plan.document: notes_of(plan.document) for plan in load_plans() if plan.csp == csp}
    rows = [_table_row(one, notes[one.row.document].get(one.row.row)) for one in plan_rows(csp)]
    return pd.DataFrame(rows, columns=list(_TABLE_COLUMNS))


_TABLE_COLUMNS = (
    *("Document", "Row", "Kind", "Theme", "Section", "What", "Outcome", "Measure"),
    *("Measured by", "Every measure", "Wanted", "Baseline", "Baseline period", "Targets", "Latest"),
    *("Latest period", "Unit", "Change %", "Change from %", "Change to %", "Comparable", "Status"),
    *(
        "Because",
        "Cautions",
        "What would supply it",
        "Owner",
        "Due",
        "Note",
        "Noted by",
        "Noted at",
    ),
    "Wording",
)


def _table_row(one: TrackedRow, note: PlanNote | None) -> dict[str, object]:
    catalogue, row, told = load_catalogue(), one.row, one.told
    baseline, latest = (told.baseline, told.latest) if told else (None, None)
    return {
        "Document": catalogue.source(row.document).short,
        "Row": row.row,
        "Kind": row.kind,
        "Theme": "; ".join(catalogue.theme(theme).name for theme in row.themes),
        "Section": row.section,
        "What": row.what,
        "Outcome": row.outcome,
        "Measure": row.measure,
        "Measured by": measure_name(told) if told else "",
        "Every measure": "; ".join(measure_name(one) for one in one.measures),
        "Wanted": row.direction,
        "Baseline": baseline.value if baseline else None,
        "Baseline period": baseline.label if baseline else "",
        "Targets": _targets_told(row),
        "Latest": latest.value if latest else None,
        "Latest period": latest.label if latest else "",
        "Unit": baseline.unit if baseline else latest.unit if latest else "",
        "Change %": told.percent if told else None,
        "Change from %": told.lower if told else None,
        "Change to %": told.upper if told else None,
        "Comparable": one.comparable,
        "Status": one.state,
        "Because": one.because,
        "Cautions": " ".join(told.cautions) if told else "",
        "What would supply it": one.missing,
        "Owner": note.owner if note else "",
        "Due": note.due if note else "",
        "Note": note.text if note else "",
        "Noted by": note.who if note else "",
        "Noted at": note.when if note else "",
        "Wording": row.wording,
    }


def _targets_told(row: PlanRow) -> str:
    """The year columns of the document, empty ones said to be empty."""
    cells = [f"{year}: {'none given' if value is None else value}" for year, value in row.targets]
    return "; ".join(cells)


def note_history(csp: str) -> pd.DataFrame:
    """Return every version of every note on a partnership's plans.

    Parameters
    ----------
    csp : str
        District code.

    Returns
    -------
    pandas.DataFrame
        One row for each version, by plan (the newest first), in the order of saving: ``Document``,
        ``Row``, ``What``, ``Saved at`` (UTC, ISO 8601), ``By``, ``Owner``, ``Due``, ``Note``. A
        version with none of the last three took the note away. Neutralise as `plan_table`.

    Examples
    --------
    >>> note_history("E07000192").empty
    True
    """
    what = {(one.row.document, one.row.row): one.row.what for one in plan_rows(csp)}
    rows = [
        {
            "Document": load_catalogue().source(plan.document).short,
            "Row": row,
            "What": what.get((plan.document, row), ""),
            "Saved at": note.when,
            "By": note.who,
            "Owner": note.owner,
            "Due": note.due,
            "Note": note.text,
        }
        for plan in plans_of(csp)
        for row, note in saved_notes(plan.document)
    ]
    columns = ["Document", "Row", "What", "Saved at", "By", "Owner", "Due", "Note"]
    return pd.DataFrame(rows, columns=columns)
