"""The figures of a partner's table: cells read as numbers, with what was withheld kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.catalogue.units import is_quotient, multiplier
from data.partner.statuses import GIVEN, MISSING, SUPPRESSED
from data.partner.words import listed, quoted
from data.partner_tables.cells import Cell, read_cell
from data.partner_tables.choices import RowChoices
from data.partner_tables.faults import Fault
from data.partner_tables.mapping import ColumnMapping
from data.phrases.plain import number_of

FIGURES = ("numerator", "denominator", "value")

# A printed rate and the one that its numerator and denominator give may part by rounding only.
_APART = 0.01


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of the rows that are of an area.

    Attributes
    ----------
    frame : DataFrame
        By row number: ``numerator``, ``denominator``, ``value`` (Float64, missing where there is
        no number) and ``marker``: ``given``, ``suppressed`` by the supplier, or ``missing``.
    faults : list of Fault
        Cells that are no figures.
    warnings : list of str
        What is to be looked at, and does not stop the import.
    """

    frame: pd.DataFrame
    faults: list[Fault]
    warnings: list[str]


def read_figures(
    table: pd.DataFrame, mapping: ColumnMapping, unit: str, choices: RowChoices | None = None
) -> Figures:
    """Read the columns of figures."""
    chosen = choices or RowChoices()
    faults: list[Fault] = []
    told: list[str] = []
    frame = pd.DataFrame(index=table.index)
    suppressed = pd.Series(False, index=table.index)
    for role in FIGURES:
        heading = mapping.of(role)
        if heading is None:
            frame[role] = pd.array([pd.NA] * len(table), dtype="Float64")
            continue
        numbered = zip(table.index.astype("int64").tolist(), table[heading], strict=True)
        cells = {number: read_cell(text) for number, text in numbered}
        faults += _cell_faults(table[heading], cells, heading, role, unit)
        faults += _bracket_faults(table[heading], cells, heading, chosen.brackets)
        told += _remarks(table[heading], cells, heading)
        if chosen.brackets == "negative":
            cells = {number: _below_zero(cell) for number, cell in cells.items()}
        numbers = [pd.NA if cell.number is None else cell.number for cell in cells.values()]
        frame[role] = pd.array(numbers, dtype="Float64")
        suppressed |= pd.Series([c.meaning == "suppressed" for c in cells.values()], table.index)
    if chosen.value_per and is_quotient(unit):
        frame["value"] = frame["value"] * (multiplier(unit) / chosen.value_per)
    warnings = [*told, *_withheld(frame, suppressed)]
    frame.loc[suppressed, ["numerator", "value"]] = pd.NA
    frame["marker"] = GIVEN
    # What cannot be stated is missing: without a value, a quotient needs both of its sides.
    enough = frame["numerator"].notna() & (is_quotient(unit) or unit == "count")
    if mapping.denominator:
        enough &= frame["denominator"].notna()
    frame.loc[~(frame["value"].notna() | enough), "marker"] = MISSING
    frame.loc[suppressed, "marker"] = SUPPRESSED
    return Figures(frame, faults, warnings)


def _cell_faults(
    column: pd.Series, cells: dict[int, Cell], heading: str, role: str, unit: str
) -> list[Fault]:
    faults = []
    for number, cell in cells.items():
        text = str(column[number])
        if cell.meaning == "wrong":
            faults.append(Fault(int(number), heading, text, cell.reason))
        elif cell.percent and (role != "value" or unit not in ("%", "% change")):
            what = f"the unit is '{unit}'" if role == "value" else f"the {role} is a count"
            faults.append(Fault(int(number), heading, text, f"has a percent sign, and {what}"))
    return faults


def _below_zero(cell: Cell) -> Cell:
    return replace(cell, number=-cell.number) if cell.bracketed and cell.number else cell


def _bracket_faults(
    column: pd.Series, cells: dict[int, Cell], heading: str, chosen: str
) -> list[Fault]:
    """Ask what brackets mean, once for a column: a remark, or a minus as accountants write it."""
    rows = [number for number, cell in cells.items() if cell.bracketed]
    if chosen or not rows:
        return []
    text = str(column[rows[0]])
    reason = f"is in brackets ({number_of(len(rows), 'row')}): choose a remark, or a minus"
    return [Fault(rows[0], heading, text, reason, "brackets")]


def _remarks(column: pd.Series, cells: dict[int, Cell], heading: str) -> list[str]:
    """Tell what stands beside numbers, and which cells tell only the least of a figure."""
    beside = [f"{quoted(column[row])} (row {row})" for row, one in cells.items() if one.remark]
    least = [
        f"{quoted(column[row])} (row {row})"
        for row, one in cells.items()
        if one.meaning == "suppressed" and one.reason
    ]
    told = []
    if beside:
        told.append(f"'{heading}': taken as numbers, with a remark: {listed(beside, 4)}.")
    if least:
        told.append(
            f"'{heading}': no number that can be drawn, so kept as withheld: {listed(least, 4)}."
        )
    return told


def _withheld(frame: pd.DataFrame, suppressed: pd.Series) -> list[str]:
    beside = int((suppressed & (frame["numerator"].notna() | frame["value"].notna())).sum())
    if not beside:
        return []
    return [
        f"In {number_of(beside, 'row')} a figure stands beside one that the supplier withheld. "
        "Both were left out: a rate gives away its count."
    ]


def disagreements(
    figures: Figures, table: pd.DataFrame, heading: str, unit: str, value_per: float | None = None
) -> list[Fault]:
    """Return the rows whose printed value is not what their numerator and denominator give."""
    frame = figures.frame
    if not is_quotient(unit):
        return []
    rows = frame[frame[list(FIGURES)].notna().all(axis=1) & (frame["denominator"] > 0)]
    expected = (rows["numerator"] / rows["denominator"] * multiplier(unit)).astype(float)
    value = rows["value"].astype(float)
    # A converted value is as exact as it was printed, before it was converted.
    times = multiplier(unit) / value_per if value_per else 1.0
    decimals = [
        len(str(table.loc[row, heading]).partition(".")[2].rstrip("% ")) for row in rows.index
    ]
    allowed = pd.Series([0.51 * 10.0**-one * times for one in decimals], rows.index, dtype=float)
    apart = (value - expected).abs() > allowed.where(allowed > _APART * expected, _APART * expected)
    if value_per is None and (scale := _other_scale(value[apart], expected[apart], unit)):
        reason = (
            f"has values per {scale:,.0f}, by the counts beside them, and the unit is '{unit}': "
            "say of how many they are, and they are converted, or leave the column out"
        )
        return [Fault(None, heading, f"{scale:g}", reason, "scale")]
    return [
        Fault(
            int(row),
            heading,
            str(table.loc[row, heading]),
            f"is not {rows.loc[row, 'numerator']:.12g} / {rows.loc[row, 'denominator']:.12g} x "
            f"{multiplier(unit):g} = {expected[row]:.4g}: correct the row, or leave one of the "
            "columns out",
        )
        for row in rows.index[apart]
    ]


def _other_scale(value: pd.Series, expected: pd.Series, unit: str) -> float | None:
    """Of how many the values are, where all are so many times what they should be."""
    ratios = (value / expected)[expected > 0]
    if len(ratios) < 3:
        return None
    power = round(float(np.log10(ratios.where(ratios > 0, 1.0).median())))
    alike = (ratios / 10.0**power - 1).abs() <= 0.05
    return multiplier(unit) * 10.0**power if power and alike.mean() > 0.9 else None
