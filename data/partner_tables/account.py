"""What is told of a checked table besides its errors: warnings, rows left out, how it was read."""

from __future__ import annotations

from data.catalogue.units import is_quotient, people_of
from data.partner.definition import IndicatorDefinition
from data.partner.statuses import GIVEN, MISSING, SUPPRESSED
from data.partner.words import listed, quoted
from data.partner_tables.choices import RowChoices
from data.partner_tables.mapping import ColumnMapping
from data.partner_tables.numbers import Figures
from data.partner_tables.odd_rows import CAPITALS
from data.partner_tables.places import PlacedRows
from data.phrases.plain import number_of


def warnings_of(
    placed: PlacedRows, figures: Figures, mapping: ColumnMapping, definition: IndicatorDefinition
) -> list[str]:
    """What to look at before saving, and does not stop it."""
    told, frame = [], figures.frame
    if placed.renamed:
        told.append(
            "Codes were gone by where the name beside them is another's: "
            f"{listed(placed.renamed, 3)}. Check that the codes are of {definition.level}."
        )
    wrong = {fault.row for fault in figures.faults}
    right = frame.loc[[number for number in frame.index if number not in wrong], "marker"]
    for marker, words in ((SUPPRESSED, "Withheld by the supplier"), (MISSING, "Without a figure")):
        if number := int((right == marker).sum()):
            told.append(f"{words}, which is not zero: {number_of(number, 'area')}.")
    values = frame["value"].dropna()
    if definition.unit == "%" and len(values) > 2 and values.max() <= 1:
        told.append("All values lie between 0 and 1, and the unit is %: are they fractions?")
    months = definition.period.months
    if mapping.denominator and people_of(definition.unit) and months not in (None, 12):
        told.append(
            f"The period has {number_of(months, 'month')}, and the denominator is used as it is "
            "given: the rates are not annual unless it is in person-years."
        )
    if definition.area_level in ("ward", "lsoa") and is_quotient(definition.unit):
        given = frame[frame["marker"] == GIVEN]
        if mapping.value and (given["denominator"].isna().all() or given["numerator"].isna().all()):
            told.append(
                "Only values are given: they have no interval and cannot be added up to larger "
                "areas. Add the numerator and the denominator if the partner has them."
            )
    return told


def read_as(placed: PlacedRows, choices: RowChoices, told: list[str]) -> tuple[str, ...]:
    """What was decided, for the history: rows left out, rows chosen, figures converted."""
    small = [str(one.row) for one in placed.odd if one.offer == CAPITALS and one.done]
    lines = [*aside_of(placed), *told]
    if small:
        lines.append(
            f"Codes in small letters were read in capitals: {number_of(len(small), 'row')} "
            f"({listed(small, 8)})."
        )
    lines += [f"Only rows whose '{heading}' is {quoted(text)}." for heading, text in choices.only]
    if choices.only_period:
        lines.append(f"Only rows of {quoted(choices.only_period)}.")
    if choices.accepted:
        pairs = [f"{quoted(name)} as {code}" for name, code in choices.accepted]
        lines.append(f"Names that were said to be: {listed(pairs, 8)}.")
    if choices.brackets:
        meant = "minus" if choices.brackets == "negative" else "a remark"
        lines.append(f"Brackets around figures were taken for {meant}, as you chose.")
    return tuple(lines)


def aside_of(placed: PlacedRows) -> tuple[str, ...]:
    """The rows that were passed by, with why, a sentence for each reason."""
    named = {one.row: one.given for one in placed.odd if one.done}
    why: dict[str, list[str]] = {}
    for number, reason in sorted(placed.aside.items()):
        shown = f"{number}, {quoted(named[number], 24)}" if named.get(number) else str(number)
        why.setdefault(reason, []).append(shown)
    return tuple(
        f"Passed by ({reason}): {'row' if len(rows) == 1 else 'rows'} {listed(rows, 8)}."
        for reason, rows in why.items()
    )
