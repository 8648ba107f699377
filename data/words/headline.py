"""One indicator of one district beside the force, in a row of cells."""

from __future__ import annotations

from data.figures.headlines import Change, Headline
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    MISSING,
    change_span,
    interval,
    is_missing,
    lower_first,
    ordinal,
    percent_change,
    rate,
    times,
)
from data.words.absence import is_partners, reason, short_reason
from data.words.figures import against_force
from geo.change import CANNOT_TELL


def headline_cells(told: Headline, place: str) -> list[tuple[str, str, str]]:
    """Return the headline's cells: what each is of, its value and its note."""
    unit = told.indicator.unit
    ratio = times(told.times_against)
    return [
        (place, rate(told.rate, unit, told.force_rate), _local_note(told)),
        _benchmark_cell(told),
        (f"Against {told.against}", ratio, _comparison_note(told)),
        ("Rank", _rank(told), _rank_note(told)),
        ("Change", *change_words(told.change)),
    ]


def _benchmark_cell(told: Headline) -> tuple[str, str, str]:
    """The rate of the force area, or of the others that the district is set against."""
    unit = told.indicator.unit
    if told.comparator == "force":
        return "Whole force area", rate(told.force_rate, unit, told.rate), _force_note(told)
    others = told.against.removeprefix("the ")
    named = f"{others[0].upper()}{others[1:]}"
    return named, rate(told.against_rate, unit, told.rate), "together, from every force's files"


def _local_note(told: Headline) -> str:
    if told.rate is None:
        if told.status not in ("suppressed", "restricted"):
            return short_reason(told.status, told.indicator)
        return reason(told.status, told.indicator, load_catalogue().period(told.period))
    if told.lower is None:
        return f"as {'supplied' if is_partners(told.indicator) else 'published'}, no interval"
    return f"95% interval {interval(told.lower, told.upper)}"


def _force_note(told: Headline) -> str:
    unit = told.indicator.unit
    wider = [f"{name} {rate(value, unit)}" for name, value in told.wider]
    return " · ".join(wider)


def _comparison_note(told: Headline) -> str:
    if told.comparison:
        side = against_force(told.comparison, told.indicator.polarity).split()[0]
        return f"{side}, by the 95% interval"
    return "no interval to judge by" if told.times_against else ""


def _rank(told: Headline) -> str:
    return MISSING if is_missing(told.rank) else f"{ordinal(told.rank)} of {told.of}"


def _rank_note(told: Headline) -> str:
    if not is_missing(told.rank):
        return "districts, 1st is highest"
    return f"not all districts {'have a figure' if is_partners(told.indicator) else 'published'}"


def priority_named(told: Headline, csp: str) -> tuple[str, str]:
    """Name the priority of a district that an indicator leads, and what stands in for it.

    An indicator that leads none has its own name, and nothing stands in.

    >>> from data.figures.headlines import headline
    >>> priority_named(headline("drug-offences", "2025", "E07000194"), "E07000194")
    ('County lines', 'stand-in: drug offences')
    """
    for theme in load_catalogue().themes_of(csp):
        if theme.lead_counted == told.indicator.id:
            by = f"stand-in: {lower_first(told.indicator.short)}" if theme.proxy else ""
            return theme.name, by
    return told.indicator.short, ""


def change_in_short(change: Change) -> str:
    """Write a change without its months, for where they stand once beside several.

    >>> change_in_short(Change(None, None, None, "too few to say", "2025-01 to 2025-02 against"))
    'change: too few to say'
    """
    if not change.basis:
        return ""
    if change.direction in ("too few to say", CANNOT_TELL):
        return f"change: {change.direction}"
    return change.direction if change.direction == "no real change" else change_words(change)[0]


def change_words(change: Change) -> tuple[str, str]:
    """Write a change as a value and a note; a change that chance explains is called that."""
    if not change.basis:
        return MISSING, change.why
    if change.direction == "too few to say":
        return "too few", f"to say · {change_span(change.basis)}"
    note = change_span(change.basis)
    if change.direction == CANNOT_TELL:
        return CANNOT_TELL, note
    if change.direction == "no real change":
        note = f"no real change · {note}"
    return percent_change(change.percent), note
