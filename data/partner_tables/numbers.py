"""The figures of a partner's table: cells read as numbers, with what was withheld kept apart."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.catalogue.units import is_quotient, multiplier
from data.partner.statuses import GIVEN, MISSING, SUPPRESSED
from data.partner_tables.cells import Cell, read_cell
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


def read_figures(table: pd.DataFrame, mapping: ColumnMapping, unit: str) -> Figures:
    """Read the columns of figures."""
    faults: list[Fault] = []
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
        numbers = [pd.NA if cell.number is None else cell.number for cell in cells.values()]
        frame[role] = pd.array(numbers, dtype="Float64")
        suppressed |= pd.Series([c.meaning == "suppressed" for c in cells.values()], table.index)
    warnings = _withheld(frame, suppressed)
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


def _withheld(frame: pd.DataFrame, suppressed: pd.Series) -> list[str]:
    beside = int((suppressed & (frame["numerator"].notna() | frame["value"].notna())).sum())
    if not beside:
        return []
    return [
        f"In {number_of(beside, 'row')} a figure stands beside one that the supplier withheld. "
        "Both were left out: a rate gives away its count."
    ]


def disagreements(figures: Figures, table: pd.DataFrame, heading: str, unit: str) -> list[Fault]:
    """Return the rows whose printed value is not what their numerator and denominator give."""
    frame = figures.frame
    if not is_quotient(unit):
        return []
    faults = []
    rows = frame[frame[list(FIGURES)].notna().all(axis=1) & (frame["denominator"] > 0)]
    for number, top, bottom, value in rows[list(FIGURES)].itertuples():
        text = str(table.loc[number, heading])
        decimals = len(text.partition(".")[2].rstrip("% "))
        expected = top / bottom * multiplier(unit)
        if abs(value - expected) > max(0.51 * 10.0**-decimals, _APART * abs(expected)):
            faults.append(
                Fault(
                    int(number),
                    heading,
                    text,
                    f"is not {top:.12g} / {bottom:.12g} x {multiplier(unit):g} = {expected:.4g}: "
                    "correct the row, or leave one of the columns out",
                )
            )
    return faults
