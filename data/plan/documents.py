"""The rows of the partnerships' plans as data: targets, actions, priorities and commitments.

Four tables in ``data/published/``: ``plans.csv`` (one row for each plan), ``targets.csv``,
``delivery_plans.csv`` and ``commitments.csv``. What a row asks is said in our own words;
``wording`` is the shortest fragment of the document by which it can be found again.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.documents.published import PUBLISHED_FOLDER, WORDING_LIMIT
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.packaged import is_packaged_area
from geo.progress import WANTED

KINDS = ("target", "priority", "consideration", "aim", "action", "commitment")
"""What a row of a plan can be, in the order of a table."""

_TARGET_YEAR = re.compile(r"y(\d{4})_(\d{2})")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class PlanError(ValueError):
    """A table of plans cannot be used; the message names file, row and column."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's document, its partnership and term, and what it says of measuring.

    ``starts`` and ``ends`` are months. ``unmeasured`` says what would supply figures for the rows
    to which the plan gives no measure.
    """

    document: str
    csp: str
    starts: str
    ends: str
    note: str
    unmeasured: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a plan.

    Attributes
    ----------
    document, csp, row : str
        Source id, district code, and the row's id within the document.
    kind : str
        One of `KINDS`.
    themes : tuple of str
        Theme ids; empty where the row is about no single theme.
    section, what, outcome, measure, wording : str
        The document's heading; what it asks, in our words; the outcome it expects and the data it
        names, in our words ('' where it gives none); a verbatim fragment.
    indicators : tuple of (indicator id, group)
        What can measure it, the best first; empty where no indicator of the catalogue can.
    direction : str
        ``increase``, ``decrease``, or '' where the plan names none.
    targets : tuple of (year, value or None)
        The document's year columns; None for a cell that it leaves empty.
    supply, note : str
        What would supply a figure; the transcriber's remark.
    """

    document: str
    csp: str
    row: str
    kind: str
    themes: tuple[str, ...]
    section: str
    what: str
    outcome: str
    measure: str
    wording: str
    indicators: tuple[tuple[str, str], ...]
    direction: str
    targets: tuple[tuple[str, float | None], ...]
    supply: str
    note: str

    @property
    def key(self) -> str:
        """The row's key in the store: ``<document>/<row>``."""
        return f"{self.document}/{self.row}"


@remembered(maxsize=4)
def load_plans(folder: Path = PUBLISHED_FOLDER) -> tuple[Plan, ...]:
    """Return the plans whose rows are transcribed, oldest first."""
    columns = ("document", "csp", "starts", "ends", "note", "unmeasured")
    plans = [Plan(**row) for row in _served(folder, _read(folder / "plans.csv", columns))]
    faults = []
    for number, plan in enumerate(plans, start=2):
        if not (_MONTH.fullmatch(plan.starts) and _MONTH.fullmatch(plan.ends)):
            faults.append(f"plans.csv, row {number}, starts, ends: write months as 2022-04.")
        elif plan.starts >= plan.ends:
            faults.append(f"plans.csv, row {number}, ends: the plan ends before it starts.")
        if plan.document not in load_catalogue().sources:
            faults.append(
                f"plans.csv, row {number}, document: '{plan.document}' is not in sources.toml."
            )
    _raise(faults)
    return tuple(sorted(plans, key=lambda one: (one.starts, one.document)))


@remembered(maxsize=4)
def load_plan_rows(folder: Path = PUBLISHED_FOLDER) -> tuple[PlanRow, ...]:
    """Return every row of every plan."""
    rows = [*_targets(folder), *_actions(folder), *_commitments(folder)]
    plans = {plan.document: plan for plan in load_plans(folder)}
    _raise(_faults(rows, plans))
    newest = sorted(rows, key=lambda one: KINDS.index(one.kind))
    return tuple(sorted(newest, key=lambda one: plans[one.document].starts, reverse=True))


def partnerships_with_plans() -> tuple[str, ...]:
    """Return the district codes of the partnerships with a plan here, as the catalogue orders them.

    Returns
    -------
    tuple of str
        Empty where no plan is transcribed.

    Raises
    ------
    PlanError
        If the table of plans cannot be used.

    Examples
    --------
    >>> partnerships_with_plans()
    ('E07000193', 'E07000194', 'E07000197', 'E07000199')
    """
    planned = {plan.csp for plan in load_plans()}
    return tuple(one.code for one in load_catalogue().force.districts if one.code in planned)


def plans_of(csp: str) -> tuple[Plan, ...]:
    """Return the plans of one partnership, newest first; empty where none is transcribed.

    Parameters
    ----------
    csp : str
        District code.

    Returns
    -------
    tuple of Plan
        By the month in which they start.

    Raises
    ------
    PlanError
        If the table of plans cannot be used.

    Examples
    --------
    >>> [one.document for one in plans_of("E07000199")]
    ['tamworth_plan_2021']
    """
    return tuple(reversed([plan for plan in load_plans() if plan.csp == csp]))


def _targets(folder: Path) -> Iterator[PlanRow]:
    columns = (
        *("csp", "document", "target", "indicator", "direction_wanted", "baseline"),
        *("baseline_year", "y2018_19", "y2019_20", "y2020_21", "note", "theme", "group"),
        *("section", "supply"),
    )
    for number, row in enumerate(_served(folder, _read(folder / "targets.csv", columns)), start=1):
        years = [
            (f"{found[1]}-{found[2]}", float(row[name]) if row[name] else None)
            for name in columns
            if (found := _TARGET_YEAR.fullmatch(name))
        ]
        yield PlanRow(
            document=row["document"],
            csp=row["csp"],
            row=f"target-{number}",
            kind="target",
            themes=_listed(row["theme"]),
            section=row["section"],
            what=row["target"],
            outcome="",
            measure="",
            wording=row["target"],
            indicators=((row["indicator"], row["group"]),),
            direction=row["direction_wanted"],
            targets=tuple(years),
            supply=row["supply"],
            note=row["note"],
        )


def _actions(folder: Path) -> Iterator[PlanRow]:
    columns = (
        *("csp", "document", "theme", "row", "action", "outcome", "measure"),
        *("wording", "indicators", "direction", "supply"),
    )
    themes = load_catalogue().themes
    for row in _served(folder, _read(folder / "delivery_plans.csv", columns)):
        # The plan's last table is about its other priority areas together.
        known = row["theme"] in themes
        yield PlanRow(
            document=row["document"],
            csp=row["csp"],
            row=f"action-{row['theme']}-{row['row']}",
            kind="action",
            themes=(row["theme"],) if known else (),
            section=themes[row["theme"]].name if known else "Other priority areas",
            what=row["action"],
            outcome=row["outcome"],
            measure=row["measure"],
            wording=row["wording"],
            indicators=_measured(row["indicators"]),
            direction=row["direction"],
            targets=(),
            supply=row["supply"],
            note="",
        )


def _commitments(folder: Path) -> Iterator[PlanRow]:
    columns = (
        *("csp", "document", "row", "kind", "themes", "section", "what", "wording"),
        *("indicators", "direction", "supply", "note"),
    )
    unmeasured = {plan.document: plan.unmeasured for plan in load_plans(folder)}
    for row in _served(folder, _read(folder / "commitments.csv", columns)):
        yield PlanRow(
            document=row["document"],
            csp=row["csp"],
            row=row["row"],
            kind=row["kind"],
            themes=_listed(row["themes"]),
            section=row["section"],
            what=row["what"],
            outcome="",
            measure="",
            wording=row["wording"],
            indicators=_measured(row["indicators"]),
            direction=row["direction"],
            targets=(),
            supply=row["supply"] or unmeasured.get(row["document"], ""),
            note=row["note"],
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _measured(text: str) -> tuple[tuple[str, str], ...]:
    """Indicators written ``id`` or ``id:group``, the best first."""
    parted = (part.partition(":") for part in _listed(text))
    return tuple((indicator.strip(), group.strip()) for indicator, _, group in parted)


def _faults(rows: list[PlanRow], plans: dict[str, Plan]) -> Iterator[str]:
    catalogue = load_catalogue()
    seen = Counter(row.key for row in rows)
    for row in rows:
        where = f"The plan row {row.key}"
        plan = plans.get(row.document)
        if plan is None or plan.csp != row.csp:
            yield f"{where}: plans.csv has no such document of {row.csp}. Add it there."
        if seen[row.key] > 1:
            yield f"{where}: comes {seen[row.key]} times. Give each row its own id."
        if row.kind not in KINDS:
            yield f"{where}, kind: '{row.kind}' is none of {', '.join(KINDS)}."
        if row.direction not in WANTED:
            yield f"{where}, direction: '{row.direction}'. Write increase, decrease or nothing."
        if not row.what or not row.wording or len(row.wording.split()) > WORDING_LIMIT:
            yield f"{where}: fill in what and wording, at most {WORDING_LIMIT} words."
        yield from (
            f"{where}, themes: '{theme}' is not in themes.toml."
            for theme in row.themes
            if theme not in catalogue.themes
        )
        yield from (
            f"{where}, indicators: '{one}' is not in indicators.toml."
            for one, _ in row.indicators
            if one not in catalogue.indicators
        )


def _served(folder: Path, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of documents that speak for the force area that is served."""
    if folder is not PUBLISHED_FOLDER or is_packaged_area():
        return rows
    return [row for row in rows if row["document"] in load_catalogue().sources]


def _read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except FileNotFoundError:
        raise PlanError(f"{path} is missing. Restore it from the repository.") from None
    found = tuple(reader.fieldnames or ())
    if found != columns:
        raise PlanError(
            f"{path.name}, row 1: the columns are {', '.join(found)}. Write {', '.join(columns)}."
        )
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise PlanError(
                f"{path.name}, row {number}: has not {len(columns)} cells. Put text that has "
                "commas in quotation marks."
            )
    return rows


def _raise(faults: Iterator[str] | list[str]) -> None:
    listed = list(faults)
    if listed:
        raise PlanError("\n".join(listed))
