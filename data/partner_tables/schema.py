"""What the figures of a partner's table must be, as a pandera schema, and its failures in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from data.catalogue.units import is_quotient
from data.partner_tables.faults import Fault

if TYPE_CHECKING:
    import pandera.pandas as pa

# Units in which a value under zero says something.
_SIGNED = ("% change", "index", "pounds", "ratio")
_PART = "is larger than its denominator: a share counts a part of a whole"
_NOBODY = "is over a denominator of 0: correct the one or the other"


def schema_of(unit: str) -> pa.DataFrameSchema:
    """Return what the figures of an indicator of a unit must satisfy."""
    # Imported here: it takes a fifth of a second, and only an import needs it.
    import pandera.pandas as pa

    def not_negative(what: str) -> pa.Check:
        return pa.Check.ge(0, error=f"is negative, and {what} cannot be")

    whole = pa.Check(
        lambda numbers: numbers == numbers.round(),
        error="is not a whole number: give the count itself, not a rate or an estimate",
    )
    counts = [not_negative("a count"), whole] if is_quotient(unit) or unit == "count" else []
    below = [not_negative("a denominator"), *([whole] if unit == "%" else [])]
    value = [] if unit in _SIGNED else [not_negative(f"a value in '{unit}'")]
    if unit == "%":
        value.append(pa.Check.le(100, error="is over 100, and the unit is %"))
    if unit == "count":
        value.append(whole)
    checks = [pa.Check(_has_people, error=_NOBODY)] if is_quotient(unit) else []
    if unit == "%":
        checks.append(pa.Check(_part_of_whole, error=_PART))
    return pa.DataFrameSchema(
        {
            "area_code": pa.Column(str, unique=True, report_duplicates="exclude_first"),
            "numerator": pa.Column("Float64", counts, nullable=True),
            "denominator": pa.Column("Float64", below, nullable=True),
            "value": pa.Column("Float64", value, nullable=True),
        },
        checks=checks,
    )


def _part_of_whole(frame: pd.DataFrame) -> pd.Series:
    return ~(frame["numerator"] > frame["denominator"]).fillna(False).astype(bool)


def _has_people(frame: pd.DataFrame) -> pd.Series:
    empty = (frame["denominator"] == 0) & (frame["numerator"] > 0)
    return ~empty.fillna(False).astype(bool)


def schema_faults(
    frame: pd.DataFrame, table: pd.DataFrame, headings: dict[str, str], unit: str
) -> list[Fault]:
    """Return what of a table's figures the schema refuses."""
    import pandera.pandas as pa

    try:
        schema_of(unit).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        numbers = frame.index.astype("int64").tolist()
        first = dict(zip(frame["area_code"][::-1], numbers[::-1], strict=True))
        cases = errors.failure_cases
        faults = (_fault(case, table, headings, first) for case in cases.to_dict("records"))
        return list(dict.fromkeys(faults))
    return []


def _fault(
    case: dict[str, Any], table: pd.DataFrame, headings: dict[str, str], first: dict[str, int]
) -> Fault:
    number, role, reason = int(case["index"]), str(case["column"]), str(case["check"])
    if reason in (_PART, _NOBODY):
        # Of a check of the whole row, pandera tells every column: it is told at the numerator.
        heading = headings.get("numerator", "")
    elif role == "area_code":
        code = str(case["failure_case"])
        heading = headings.get("area_code") or headings["area_name"]
        reason = f"is the same area ({code}) as row {first[code]}: keep one row for each area"
    else:
        heading = headings.get(role, "")
    text = str(table.loc[number, heading]) if heading else str(case["failure_case"])
    return Fault(number, heading, text, reason)
