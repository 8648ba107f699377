"""Whether the table's own period is the one that was said: one of the two would be wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from data.partner.definition import IndicatorDefinition
from data.partner.period import PartnerPeriod
from data.partner.words import listed, quoted
from data.partner_tables.choices import RowChoices
from data.partner_tables.faults import Fault
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.written_periods import agrees, periods_within, written_period


def period_told(table: pd.DataFrame, mapping: ColumnMapping) -> tuple[str, str]:
    """Return the heading and the text of the one period that a table names; empty where none."""
    heading = mapping.period
    if heading is not None and are_one(told := sorted(set(table[heading]) - {""})):
        return heading, str(told[0])
    for role in ("numerator", "value"):
        named = mapping.of(role)
        # '2021', 'Mar-25' or 'CPP 2015/16' over the figures is their time.
        if named is not None and (found := _time_in(named)):
            return named, found
    return "", ""


def are_one(texts: Sequence[str]) -> bool:
    """Return whether texts name one period, however each writes it.

    Parameters
    ----------
    texts : sequence of str
        What stands in a column of periods, each text once.

    Returns
    -------
    bool

    Examples
    --------
    >>> are_one(["2024-25", "2024/25", "FY 2024/25"]), are_one(["2023/24", "2024/25"]), are_one([])
    (True, False, False)
    """
    if len(texts) < 2:
        return len(texts) == 1
    found = {told.id if (told := written_period(one)) else one for one in texts}
    return len(found) == 1


def _time_in(heading: str) -> str:
    if written_period(heading) is not None:
        return heading
    if re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", heading):
        within = periods_within(heading)
        return within[0].id.removeprefix("at-") if within else heading
    return ""


def settle_period(
    table: pd.DataFrame,
    mapping: ColumnMapping,
    definition: IndicatorDefinition,
    choices: RowChoices,
) -> tuple[IndicatorDefinition, list[Fault], list[str]]:
    """Return the definition with the period that holds, what is to be asked, and what to tell."""
    heading, text = period_told(table, mapping)
    if not text:
        return definition, [], []
    said, found = definition.period, written_period(text)
    if found is None:
        if years := _other_years(text, said):
            return definition, *_asked(heading, text, listed(years), said, choices)
        if text == heading:
            return definition, [], []
        told = f"{quoted(text)} in '{heading}' was not read as a period: {said.label} was said."
        return definition, [], [told]
    if agrees(found, said):
        return definition, [], []
    faults, told_all = _asked(heading, text, found.label, said, choices)
    if choices.period_from == "table":
        return replace(definition, period=found), faults, told_all
    return definition, faults, told_all


def _other_years(text: str, said: PartnerPeriod) -> list[str]:
    """Years that a text names, where none is of the period that was said."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    return [] if any(said.start[:4] <= one <= said.end[:4] for one in years) else years


def _asked(
    heading: str, text: str, named: str, said: PartnerPeriod, choices: RowChoices
) -> tuple[list[Fault], list[str]]:
    if choices.period_from:
        held, other = (named, said.label) if choices.period_from == "table" else (said.label, named)
        return [], [
            f"The period is {held}, as you chose; '{heading}' and what was said differ ({other})."
        ]
    reason = f"is the table's period ({named}), and {said.label} was said: choose which of the two"
    return [Fault(None, heading, text, reason, "period")], []


def titles_told(titles: tuple[str, ...], said: PartnerPeriod) -> list[str]:
    """Return a warning where the titles above a table name other times, and not the one said."""
    found = [one for title in titles for one in periods_within(title)]
    if not found or any(agrees(one, said) or agrees(said, one) for one in found):
        return []
    named = listed([one.label for one in found], 3)
    return [f"The titles of the table name {named}: is it of that time?"]
