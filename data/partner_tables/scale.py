"""Of how many a table's rates are: by their heading, by the figures, and by the unit."""

from __future__ import annotations

from data.catalogue.units import is_quotient, multiplier
from data.partner_tables.faults import Fault
from data.partner_tables.headings import scale_of
from data.partner_tables.mapping import ColumnMapping


def scale_faults(mapping: ColumnMapping, unit: str, chosen: float | None) -> list[Fault]:
    """Return what the headings of the figures say against the unit, where nobody has chosen."""
    found = []
    if mapping.numerator and (scale := scale_of(mapping.numerator)) not in (None, 100.0):
        reason = f"is by its heading a rate per {scale:,.0f} and no count: choose another column"
        found.append(Fault(None, mapping.numerator, "", reason))
    scale = scale_of(mapping.value) if mapping.value else None
    if scale is None or chosen is not None or not mapping.value:
        return found
    per = _per(scale)
    if not is_quotient(unit) and (unit == "count" or scale != 100):
        reason = f"is by its heading {per}, and the unit is {unit}: choose the unit or the column"
        found.append(Fault(None, mapping.value, "", reason))
    elif is_quotient(unit) and scale != multiplier(unit):
        reason = (
            f"is by its heading {per}, and the unit is '{unit}': say which holds, and the values "
            "are converted or taken as they are"
        )
        found.append(Fault(None, mapping.value, f"{scale:g}", reason, "scale"))
    return found


def scale_told(mapping: ColumnMapping, unit: str, chosen: float | None) -> list[str]:
    """Return what was done with the values because of what the user chose."""
    if not mapping.value or chosen is None or not is_quotient(unit):
        return []
    if chosen == multiplier(unit):
        return [f"'{mapping.value}' was taken as {unit}, as you chose."]
    return [f"'{mapping.value}' was converted from {_per(chosen)} to {unit}."]


def _per(scale: float) -> str:
    return "in %" if scale == 100 else f"per {scale:,.0f}"
