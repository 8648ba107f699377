"""Tables that are restricted by nature: marked open, they are stopped where a count is small."""

from __future__ import annotations

import pandas as pd

from data.catalogue.base import base_catalogue
from data.catalogue.table_words import table_words
from data.catalogue.units import is_quotient, multiplier, people_of
from data.partner.definition import IndicatorDefinition
from data.partner.words import PartnerError, listed
from data.partner_tables.choices import RowChoices
from data.partner_tables.faults import Fault
from data.partner_tables.residents import residents_of_areas
from data.phrases.plain import number_of
from data.settings import settings


def restricted_because(definition: IndicatorDefinition, texts: tuple[str, ...]) -> str:
    """Return why a subject is restricted by nature; empty where nothing says so.

    `texts` are the headings of the figures, the titles above them and the sheet's name.
    """
    words, catalogue = table_words(), base_catalogue()
    if people_of(definition.unit) == "aged_0_17":
        return "it counts over children"
    theme = catalogue.themes.get(definition.theme)
    if theme is not None:
        held = [catalogue.indicators[one] for one in theme.indicators]
        if theme.id in words.restricted_themes or any(one.is_restricted for one in held):
            return f"its theme is {theme.name}"
    said = (definition.name, definition.short, definition.definition)
    for pattern, among in ((words.restricted_said, said), (words.restricted, texts)):
        for text in among:
            if found := pattern.search(text):
                return f"it speaks of '{found[0]}'"
    return ""


def openness(
    frame: pd.DataFrame, definition: IndicatorDefinition, because: str, chosen: RowChoices
) -> tuple[list[Fault], list[str]]:
    """Return what stands against a table's being open, and what is to be told of a reason given."""
    if definition.is_restricted or not because or frame.empty:
        return [], []
    limit, reason = settings().suppress_up_to, chosen.open_because
    counts = _counts(frame, definition).iloc[: 0 if chosen.published else None]
    small = counts[(counts >= 0.5) & (counts < limit + 0.5)]
    if len(small):
        rows = listed([str(one) for one in small.index], 8)
        told = (
            f"is restricted by nature ({because}), and {number_of(len(small), 'area')} "
            f"{'has' if len(small) == 1 else 'have'} a count of 1 to {limit}, given or told by the "
            f"rate (rows {rows}): mark it restricted"
        )
        return [Fault(None, "sensitivity", "open", told)], []
    if not reason.strip():
        told = f"is restricted by nature ({because}): mark it restricted, or say why it may be open"
        return [Fault(None, "sensitivity", "open", told, "open")], []
    return [], [f"Open although restricted by nature ({because}): {reason.strip()}"]


def _counts(frame: pd.DataFrame, definition: IndicatorDefinition) -> pd.Series:
    """The count of each row: as given, or as its rate gives it away over the people it is of."""
    counts, unit = frame["numerator"].astype("Float64"), definition.unit
    if unit == "count":
        return counts.fillna(frame["value"]).dropna()
    if not is_quotient(unit):
        return counts.dropna()
    people = frame["denominator"].astype("Float64")
    if people_of(unit) is not None:
        try:
            held, _, _ = residents_of_areas(definition.level, unit, definition.period)
            people = people.fillna(frame["area_code"].map(held).astype("Float64"))
        except PartnerError:
            pass  # nobody knows how many they are, so the rate alone gives nothing away
    return counts.fillna(frame["value"] * people / multiplier(unit)).dropna()
