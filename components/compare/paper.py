"""The paragraph for the board paper: written from the page's figures, to copy."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.page.telling import say_heading
from data.catalogue.records import Period
from data.documents.similar_areas import force_tables, similar_areas
from data.figures.area_figures import POLICE_SOURCE
from data.figures.comparison import comparison_matrix, hidden_wards, sides
from data.figures.completeness import completeness
from data.figures.country import Comparator
from data.figures.headlines import Headline, headline
from data.figures.standings import (
    Standing,
    districts_with_plan,
    high_without_priority,
    priority_not_high,
)
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    change_span,
    count,
    interval,
    joined,
    lower_first,
    ordinal,
    percent_change,
    percent_interval,
    rate,
    rate_against,
    times_of,
    whose,
)
from data.selection.selection import Selection, district_name
from data.words.absence import is_partners, partner_of, short_reason
from data.words.comparators import set_against
from data.words.compare import (
    force_table_message,
    groups_overlap,
    inside,
    number,
    own_sides,
    period_words,
    similar_message,
)
from data.words.figures import against_force
from data.words.findings import findings, others_paragraph
from geo.change import CANNOT_TELL


def board_paper(selection: Selection) -> None:
    """Offer the text for the board paper, to copy."""
    period = load_catalogue().period(selection.period)
    place = district_name(selection.csp)
    told = headline(str(selection.indicator), selection.period, selection.csp, selection.against)
    say_heading(f"{told.indicator.name} in {place}, for the board paper")
    st.code(board_text(told, period, selection.csp, place), language=None, wrap_lines=True)
    st.caption(
        "Written from the figures of this page and from nothing else; it changes with the "
        "district, the indicator and the period. The button at its corner copies it."
    )


def board_text(told: Headline, period: Period, csp: str, place: str) -> str:
    """Return the paragraphs: the figure, the plans beside it, what documents print, the source."""
    paragraphs = [
        board_paragraph(told, period, csp, place),
        others_paragraph(told.indicator.id, period, csp, told.comparator),
        " ".join(findings(period, csp, place, told.comparator)[1:]),
        plans_paragraph(period, csp, place, told.comparator),
        printed_paragraph(csp, place),
        _basis(told, period),
    ]
    return "\n\n".join(one for one in paragraphs if one)


def plans_paragraph(period: Period, csp: str, place: str, comparator: Comparator = "force") -> str:
    """Say where a district's figures and its plans part; nothing where no figure is judged."""
    high = [one for one in high_without_priority(period.id, comparator) if one.csp == csp]
    quiet = [one for one in priority_not_high(period.id, comparator) if one.csp == csp]
    if not sides(period.id, comparator)["judged"].any():
        return ""
    other = set_against(comparator, csp)
    parts = (_high_words(high, csp, place, other), _quiet_words(quiet, csp, other))
    return " ".join(one for one in parts if one)


def _high_words(high: list[Standing], csp: str, place: str, other: str) -> str:
    """Say which high figures are no priority; a plan that is not loaded is no absent priority."""
    if csp not in districts_with_plan():
        return (
            f"No plan of its own is loaded for {place}, so it cannot be said which of its high "
            "figures are not a priority there."
        )
    if high:
        verb, what = ("is", "a priority") if len(high) == 1 else ("are", "priorities")
        return (
            f"In {place}, {_themes(high)} {verb} above {other} but not {what} of the plans loaded."
        )
    return (
        f"In {place}, no theme's lead figure is above {other} without the theme being a priority "
        "of the plans loaded."
    )


def _quiet_words(quiet: list[Standing], csp: str, other: str) -> str:
    """Say which priorities are not high, and who names them where the plan itself is not loaded."""
    if not quiet:
        return ""
    named = _themes(quiet)
    if csp not in districts_with_plan():
        documents = sorted({plan.document for one in quiet for plan in one.named})
        short = joined([load_catalogue().source(one).short for one in documents])
        return (
            f"Another partnership's document ({short}) names as a priority there, though it is not "
            f"above {other}: {named}."
        )
    verb = "is a priority" if len(quiet) == 1 else "are priorities"
    return f"{named[0].upper()}{named[1:]} {verb} but not above {other}."


def _themes(held: list[Standing]) -> str:
    names = [
        f"{lower_first(one.theme.name)} ({inside(one.told.indicator)} "
        f"{rate(one.told.rate, one.told.indicator.unit)}, "
        f"{times_of(one.told.times_against, one.told.against)}{_tier(one)})"
        for one in held
        if one.told is not None and one.told.times_against is not None
    ]
    return joined(names, 12)


def _tier(one: Standing) -> str:
    """Say which lower tier a plan gives the theme, as the matrix does."""
    return f"; {one.tier} only" if one.tier not in ("", "priority") else ""


def _overlap(rows: pd.DataFrame) -> str:
    return "; some groups are parts of others" if groups_overlap(rows) else ""


def printed_paragraph(csp: str, place: str) -> str:
    """Repeat what documents print of this district against similar areas and the force."""
    catalogue = load_catalogue()
    parts = [
        f"In {period_words(catalogue.period(table.period))}, {place} was {similar_message(table)} "
        f"({table.source.short}{_overlap(table.rows)})."
        for table in similar_areas()
        if table.csp == csp
    ]
    parts += [
        f"In {period_words(catalogue.period(one.period))}, {place} was {force_table_message(one)} "
        f"({one.source.short}; rates only, so not tested{_overlap(one.rows)})."
        for one in force_tables()
        if one.csp == csp
    ]
    return " ".join(parts)


def board_paragraph(told: Headline, period: Period, csp: str, place: str) -> str:
    """Write the paragraph for the board paper from the figures of this page, and no others."""
    parts = [_opening(told, period, place)]
    if told.comparison:
        parts.append(_extremes(told, period))
        hidden = hidden_wards(told.indicator.id, period.id)
        own = hidden[hidden["district_code"] == csp]
        if len(own):
            top = own.iloc[0]
            parts.append(
                f"Within {place}, {top['area_name']} ward ({rate(top['rate'])}) is over every "
                "district's rate."
            )
        table = sides(period.id, told.comparator)
        judged = int(table["judged"].max())
        if not judged:
            return " ".join(part for part in parts if part)
        stand = own_sides(table.loc[csp], place, set_against(told.comparator, csp))
        parts.append(
            f"Of {number(judged)} indicators (anti-social behaviour and single crime types), "
            f"judged by their 95% intervals, {stand}"
        )
        top_row = table.iloc[0]
        if table.index[0] != csp:
            parts.append(
                f"{top_row['area_name']} is above {_it(told.comparator)} on "
                f"{number(int(top_row['above']))}, the most of any district."
            )
    return " ".join(part for part in parts if part)


def _it(comparator: Comparator) -> str:
    """What the rest of a sentence calls what districts are set against: each has its own areas."""
    return {"force": "it", "all": "them"}.get(comparator, "its own similar areas")


def _opening(told: Headline, period: Period, place: str) -> str:
    unit = told.indicator.unit
    name = lower_first(told.indicator.name)
    if told.rate is None:
        force = (
            ""
            if told.force_rate is None
            else (f" The force's is {rate(told.force_rate, unit)} {unit}.")
        )
        if is_partners(told.indicator):
            why = short_reason(told.status, told.indicator)
            return f"{period.label}: the rate of {name} in {place} is {why}.{force}"
        return f"{period.label}: no rate of {name} is published for {place}.{force}"
    verb = "recorded" if told.status == "recorded" else "printed"
    if is_partners(told.indicator):
        verb = "supplied"
    # "The recorded rate of all recorded crime" would say it twice.
    verb = "" if verb in name else f"{verb} "
    said = (
        f"In {period_words(period)}, the {verb}rate of {name} in {place} was "
        f"{rate(told.rate, unit, told.force_rate)} {unit}"
    )
    if told.lower is not None:
        said += (
            f" (95% interval {interval(told.lower, told.upper)}; {count(told.numerator)} "
            f"{'supplied' if is_partners(told.indicator) else 'recorded'})"
        )
    if told.against_rate is not None:
        compared = against_force(told.comparison, told.indicator.polarity, "it")
        compared = compared.removesuffix(" it's rate")
        force = f"{whose(told.against)} {rate(told.against_rate, unit, told.rate)}"
        against = rate_against(told.rate, told.against_rate, whose(told.against), unit)
        said += f", {compared} {force}" if compared else f", {against}"
    for name, value in told.wider:
        said += f" ({name}: {rate(value, unit)})"
    if told.rank is not None:
        said += f" and {_rank_words(told)}"
    return f"{said}. {_change_sentence(told)}".strip()


def _rank_words(told: Headline) -> str:
    of = f"{number(told.of)} districts{'' if told.comparator == 'force' else ' with data'}"
    if told.rank == 1:
        return f"the highest of {of}"
    if told.rank == told.of:
        return f"the lowest of {of}"
    return f"the {ordinal(told.rank)} highest of {of}"


def _change_sentence(told: Headline) -> str:
    change = told.change
    if not change.basis:
        return ""
    span = change_span(change.basis)
    if change.direction == CANNOT_TELL:
        return f"Whether it changed cannot be told ({span})."
    if change.direction == "too few to say":
        return f"Too few were recorded to say how it changed ({span})."
    if change.direction == "no real change":
        return (
            f"It shows no real change ({span}: {percent_change(change.percent)}, 95% interval "
            f"{percent_interval(change.lower, change.upper)})."
        )
    if change.direction:
        return (
            f"It changed by {percent_change(change.percent)} ({span}; 95% interval "
            f"{percent_interval(change.lower, change.upper)})."
        )
    return f"The document prints a change of {percent_change(change.percent)} ({span})."


def _extremes(told: Headline, period: Period) -> str:
    rows = comparison_matrix(period.id, told.comparator)
    rows = rows[rows["indicator"] == told.indicator.id].sort_values("rate", ascending=False)
    top, bottom = rows.iloc[0], rows.iloc[-1]
    unit = told.indicator.unit
    over = times_of(top["times_against"], whose(str(top["against"])))
    return (
        f"The highest is {top['area_name']} ({rate(top['rate'], unit)}, "
        f"{over}), the lowest {bottom['area_name']} "
        f"({rate(bottom['rate'], unit)})."
    )


def _basis(told: Headline, period: Period) -> str:
    catalogue = load_catalogue()
    if is_partners(told.indicator):
        return (
            f"Source: table supplied by {partner_of(told.indicator)}. {told.indicator.definition}"
        )
    if told.status != "recorded":
        source = catalogue.source(told.source).title if told.source else ""
        return f"Source: {source}; printed rates, no counts." if source else ""
    held = completeness(period.id)
    annual = ", annualised" if held.loaded < 12 else ""
    if told.comparator != "force":
        return (
            f"Source: {catalogue.source(POLICE_SOURCE).short}, every force's files, {held.loaded} "
            f"of {held.expected} months{annual}; ONS mid-year residents; similar areas by ONS. "
            "The Metropolitan Police, Greater Manchester, West Midlands and West Yorkshire are "
            "absent, so this is not England."
        )
    return (
        f"Source: {catalogue.source(POLICE_SOURCE).short}, {held.loaded} of {held.expected} months "
        f"loaded{annual}; {held.mapped:.1%} of the force's records could be mapped and the rest "
        "are in no district."
    )
