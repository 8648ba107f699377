"""The plan tracker in words: its title, its conclusion, and each cell of a row.

Every function takes figures and returns text; none of them computes a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    MISSING,
    count,
    joined,
    lower_first,
    percent_change,
    percent_interval,
    rate,
)
from data.plan.documents import Plan, PlanRow
from data.plan.readings import Reading, Value
from data.plan.tracker import NO_DATA, STATES, TrackedRow, measure_name
from data.words.compare import number

SYMBOLS = dict(zip(STATES, ("✓", "✕", "≈", "?", "○"), strict=True))
KIND_NAMES = {
    "target": "Targets",
    "priority": "Priorities",
    "consideration": "Areas of consideration",
    "aim": "Aims",
    "action": "Actions",
    "commitment": "Commitments",
}
WANTED = {"increase": "↑ More", "decrease": "↓ Fewer", "": "Not named"}
CHANGES = {"increase": "an increase", "decrease": "a decrease", "": "not named in the plan"}


def plan_title(place: str, plans: Sequence[Plan]) -> str:
    """Say whose plan is shown, and for when."""
    if not plans:
        return f"Plan tracker · {place} · no plan loaded"
    sources = load_catalogue().sources
    named = [f"{sources[one.document].short} ({plan_span(one)})" for one in plans]
    return f"Plan tracker · {place} · {joined(named)}"


def plan_span(plan: Plan) -> str:
    """Write a plan's term.

    >>> plan_span(Plan("x", "E07000199", "2020-04", "2023-03", "", ""))
    'April 2020 to March 2023'
    """
    return f"{_month(plan.starts)} to {_month(plan.ends)}"


def _month(text: str) -> str:
    return date.fromisoformat(f"{text}-01").strftime("%B %Y")


def plan_conclusion(rows: Sequence[TrackedRow]) -> str:
    """Count the rows by state, and say on how many measures the told ones rest."""
    states = Counter(one.state for one in rows)
    of = f"Of {len(rows)} rows" if len(rows) != 1 else "Of one row"
    # Nothing is said of none here: "none have no data" is a riddle.
    rest = [
        f"{number(states[state])} {_have(states[state])} {what}"
        for state, what in (
            ("cannot be told", "a figure that tells no course"),
            (NO_DATA, "no data"),
        )
        if states[state]
    ]
    if not any(states[one] for one in ("on course", "off course", "no real change")):
        return f"{of}, no course can be told: {joined(rest)}."
    told = [
        f"{number(states['on course'])} {_is(states['on course'])} on course",
        f"{number(states['off course'])} off course",
        f"{number(states['no real change'])} without real change",
    ]
    known = f"{of}, {joined(told)}{_measures(rows)}"
    return f"{known}; {joined(rest)}." if rest else f"{known}."


def _is(many: int) -> str:
    return "is" if many == 1 else "are"


def _have(many: int) -> str:
    return "has" if many == 1 else "have"


def _measures(rows: Sequence[TrackedRow]) -> str:
    """Say how many measures tell: three rows on one figure are no three findings."""
    known = [one for one in rows if one.status != "cannot be told" and one.told]
    measures = {(one.told.indicator, one.told.group) for one in known if one.told}
    if len(known) < 2 or len(measures) == len(known):
        return ""
    return f" (told by {number(len(measures))} {'measure' if len(measures) == 1 else 'measures'})"


def state_name(state: str) -> str:
    """Write a state with its symbol.

    >>> state_name("on course"), state_name("no data")
    ('✓ On course', '○ No data')
    """
    return f"{SYMBOLS[state]} {state.capitalize()}"


def value_words(value: Value | None) -> str:
    """Write a value in its unit."""
    if value is None:
        return MISSING
    if value.unit == "count":
        return count(value.value)
    if value.unit == "% change":
        return percent_change(value.value)
    return rate(value.value, value.unit)


def unit_words(value: Value | None) -> str:
    """Name the unit, where the value does not carry it."""
    if value is None or value.unit in ("count", "%", "% change"):
        return ""
    return value.unit


def counted_words(value: Value, told: Reading) -> str:
    """Name the unit in words: of a count or a share also what it is a count or a share of."""
    if value.unit not in ("count", "%"):
        return unit_words(value)
    if value.unit == "count" and value.status == "recorded":
        return "street-level records"
    # Some names say that they are a number, which the figure beside them says too.
    return lower_first(measure_name(told).replace(": number", ""))


def source_words(value: Value) -> str:
    """Name where a value stands, shortly."""
    return load_catalogue().source(value.source).short


def change_words(told: Reading) -> str:
    """Write the change against the baseline."""
    if told.percent is not None:
        return percent_change(told.percent)
    if told.points is not None and told.baseline is not None:
        sign = "+" if told.points > 0 else "−" if told.points < 0 else ""
        size = f"{abs(told.points):,.1f}".removesuffix(".0")
        return f"{sign}{size} {'points' if told.baseline.unit == '%' else told.baseline.unit}"
    return MISSING


def interval_words(told: Reading) -> str:
    """Write the 95% interval of the change; nothing where there is none."""
    if told.lower is None or told.upper is None:
        return ""
    return f"95% interval {percent_interval(told.lower, told.upper)}"


def targets_words(row: PlanRow) -> str:
    """Write the yearly targets of the document, empty cells said to be empty.

    Years that the document leaves empty are named together.
    """
    if not any(value is not None for _, value in row.targets):
        return "none given" if row.targets else ""
    given = [f"{year}: {value:,g}" for year, value in row.targets if value is not None]
    empty = [year for year, value in row.targets if value is None]
    if empty:
        given.append(f"{joined(empty, len(empty))}: none given")
    return "; ".join(given)


def target_years(rows: Sequence[TrackedRow]) -> str:
    """Name the years that the targets of some rows are for; '' where there are none.

    The document's columns stand in a heading, so that a cell need not repeat them.
    """
    years = sorted({year for one in rows for year, _ in one.row.targets})
    return f"Target {years[0]} to {years[-1]}" if years else ""


def course_words(one: TrackedRow) -> str:
    """Say how alike the two values are; where they tell no course, why; of several, what each says.

    >>> from data.plan.tracker import plan_rows
    >>> row = next(one for one in plan_rows("E07000194") if one.row.row == "supplementary-6")
    >>> course_words(row).split("; ")[1]
    "Burglary: 240 to 116 (−52%), after the plan's end"
    """
    told = one.told
    if told is None or told.baseline is None or told.latest is None:
        return ""
    if len(one.measures) > 1:
        return f"{one.rule} {'; '.join(_course_of(each, one.plan) for each in one.measures)}."
    return told.because if one.status == "cannot be told" else one.comparable


def _course_of(told: Reading, plan: Plan) -> str:
    """One measure among several: its two values, their change and its course."""
    name = measure_name(told)
    if told.baseline is None or told.latest is None:
        return f"{name}: one value only"
    said = f"{name}: {value_words(told.baseline)} to {value_words(told.latest)}"
    if (moved := change_words(told)) != MISSING:
        said += f" ({moved})"
    ended = told.status == "cannot be told" and told.latest.ends > plan.ends
    course = "after the plan's end" if ended else told.status
    return f"{said}, {course}"


def missing_words(one: TrackedRow) -> str:
    """Say why nothing can be told of a row, and what would supply it."""
    if one.status != "cannot be told":
        return ""
    if one.row.supply == one.plan.unmeasured:
        return "The plan names no measure."
    return f"Would supply it: {_inside(one.row.supply)}."


PROPER = frozenset({"Prevent"})
"""Names of what reads like a common word: the strategy, not the verb."""


def _inside(words: str) -> str:
    """Put words inside a sentence; an abbreviation or a proper name keeps its capitals.

    >>> _inside("Hate crimes by year"), _inside("ASB incidents"), _inside("StreetSafe reports")
    ('hate crimes by year', 'ASB incidents', 'StreetSafe reports')
    >>> _inside("Prevent referrals, from the Prevent board")
    'Prevent referrals, from the Prevent board'
    """
    first = words.split()[0]
    named = first in PROPER or any(letter.isupper() for letter in first[1:])
    return words if named else words[:1].lower() + words[1:]


def due_words(due: str, today: date) -> str:
    """Write a due date, and that it has passed.

    >>> due_words("2026-03-31", date(2026, 4, 1)), due_words("", date(2026, 4, 1))
    ('due 31 March 2026, passed', '')
    """
    if not due:
        return ""
    day = date.fromisoformat(due)
    said = f"due {day.day} {day.strftime('%B %Y')}"
    return f"{said}, passed" if day < today else said


def no_row_words(state: str, theme: str) -> str:
    """Say that a filter leaves no row.

    >>> no_row_words("off course", "asb")
    'No row of the plan on anti-social behaviour is marked ‘off course’.'
    """
    about = f" on {lower_first(load_catalogue().theme(theme).name)}" if theme else ""
    return f"No row of the plan{about} is " + (f"marked ‘{state}’." if state else "loaded.")


def no_plan_words(place: str, others: Sequence[str]) -> str:
    """Say that a partnership has no plan here, and which have one."""
    said = f"No plan of {place} is loaded, so there is nothing to track."
    if not others:
        return f"{said} No other partnership of the force area has one here either."
    return f"{said} Plans are loaded of {joined(list(others), len(others))}."
