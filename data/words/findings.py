"""What a board should take from the comparison of districts: at most three findings."""

from __future__ import annotations

from data.catalogue.records import Period
from data.figures.comparison import sides, single_types
from data.figures.country import (
    Against,
    Comparator,
    among_districts,
    change_among,
    effective,
)
from data.figures.headlines import Headline, headline
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    change_span,
    is_missing,
    joined,
    lower_first,
    ordinal,
    percent_change,
    rate,
    rate_against,
    whose,
)
from data.words.comparators import kind_alike, set_against
from data.words.compare import number, own_sides
from data.words.figures import against_force
from geo.change import DIRECTIONS

MOST_NAMED = 4


def findings(
    period: Period, csp: str, place: str, comparator: Comparator = "force"
) -> tuple[str, ...]:
    """Return where a district stands, where its comparisons part, and what really changed.

    Nothing of a period whose figures no interval judges.
    """
    table = sides(period.id, comparator)
    if period.kind != "recorded" or not table["judged"].any():
        return ()
    row = table.T[csp]
    found = (
        own_sides(row, place, set_against(comparator, csp)),
        parting_sentence(period, csp, kind_alike(comparator)),
        changes_sentence(period, csp, comparator),
    )
    return tuple(one for one in found if one)


def parting_sentence(period: Period, csp: str, kind: Against) -> str:
    """Say what is high against similar areas but not in the force, and the other way round."""
    if effective(kind, period.id) != kind:
        return ""
    force, alike = sides(period.id)["above_ids"][csp], _above_alike(period.id, csp, kind)
    only_alike = [one for one in alike if one not in force]
    only_force = [one for one in force if one not in alike]
    areas = set_against(kind, csp)
    said = []
    if only_alike:
        said.append(f"High against {areas} but not in the force: {_named(only_alike)}.")
    if only_force:
        said.append(f"High in the force but not against {areas}: {_named(only_force)}.")
    if not said:
        both = f"The same {number(len(alike))}" if alike else "Nothing"
        said.append(f"{both} {'is' if len(alike) < 2 else 'are'} high against {areas}.")
    return " ".join(said)


def _above_alike(period: str, csp: str, kind: Against) -> list[str]:
    """The types on which a district is above areas like it, the furthest first.

    As `sides` has them, without the changes and places that its matrix holds of every district.
    """
    told = [among_districts(one.id, period, csp, kind) for one in single_types()]
    above = {
        one.id: among.ratio
        for one, among in zip(single_types(), told, strict=True)
        if among is not None and among.comparison != "similar" and among.ratio > 1
    }
    return sorted(above, key=lambda one: -above[one])


def changes_sentence(period: Period, csp: str, comparator: Comparator) -> str:
    """Say what rose and fell on the year before, beside those that the district is set against."""
    moved = [headline(one.id, period.id, csp, comparator) for one in single_types()]
    moved = [one for one in moved if one.change.basis]
    if not moved:
        return "No year before is loaded, so no change is told."
    span = change_span(moved[0].change.basis)
    real = [one for one in moved if one.change.direction in DIRECTIONS[:2]]
    if not real:
        return f"No type of crime really changed ({span})."
    ordered = sorted(real, key=lambda one: -abs(one.change.percent or 0))
    parts = [
        f"{lower_first(one.indicator.short)} {percent_change(one.change.percent)}"
        + _others(one, csp, set_against(comparator, csp) if place == 0 else "")
        for place, one in enumerate(ordered[:MOST_NAMED])
    ]
    more = len(real) - len(parts)
    tail = f" and {number(more)} more" if more else ""
    return f"Real change, {span}: {', '.join(parts)}{tail}."


def _others(own: Headline, csp: str, named: str) -> str:
    """How the others moved, in brackets; of the rest of the force nothing is told."""
    if own.comparator == "force":
        return ""
    told = change_among(own.indicator.id, own.period, csp, own.comparator)
    if told is None or is_missing(told.others_percent):
        return ""
    return f" ({named} {percent_change(told.others_percent)})".replace("( ", "(")


def _named(indicators: list[str]) -> str:
    catalogue = load_catalogue()
    return joined([lower_first(catalogue.indicator(one).short) for one in indicators], 5)


def others_paragraph(indicator: str, period: Period, csp: str, comparator: Comparator) -> str:
    """Set a figure against similar areas and all districts, for the paper that says neither yet."""
    alike = among_districts(indicator, period.id, csp, kind_alike(comparator))
    every = among_districts(indicator, period.id, csp, "all")
    if every is None:
        return ""
    told = load_catalogue().indicator(indicator)
    parts = []
    if alike is not None and comparator in ("force", "all"):
        compared = against_force(alike.comparison, told.polarity, "it").split()[0]
        against = rate_against(alike.rate, alike.pooled, whose(alike.others_named), told.unit)
        parts.append(f"is {against} ({compared})")
    if comparator != "all":
        parts.append(
            f"is the {ordinal(every.rank)} highest of {every.name}, whose median is "
            f"{rate(every.spread['median'], told.unit)}"
        )
    rated = rate(every.rate, told.unit)
    lead = f"Counted from every force's files the rate, {rated}," if comparator == "force" else "It"
    return f"{lead} {' and '.join(parts)}."
