"""A partner's table checked whole, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.catalogue.units import is_quotient, people_of
from data.partner.definition import IndicatorDefinition
from data.partner.levels import areas_of
from data.partner.statuses import GIVEN, MISSING, SUPPRESSED
from data.partner.words import PartnerError, listed, quoted
from data.partner_tables.faults import Fault, fault_table, suggestion_table
from data.partner_tables.files import PartnerFile
from data.partner_tables.mapping import ColumnMapping, refuse_mapping
from data.partner_tables.numbers import Figures, disagreements, read_figures
from data.partner_tables.places import PlacedRows, place_rows
from data.partner_tables.residents import residents_of_areas
from data.partner_tables.schema import schema_faults
from data.phrases.plain import number_of

TABLE_COLUMNS = ["area_code", "numerator", "denominator", "value", "marker"]


@dataclass(frozen=True, eq=False)
class CheckedTable:
    """A table with what was found out about it; without errors it can be saved.

    Attributes
    ----------
    definition : IndicatorDefinition
        What it was checked as.
    frame : DataFrame
        ``area_code``, ``numerator``, ``denominator`` (person-years where they are residents of a
        period that is not a year), ``value`` as supplied, ``marker`` (``given``, ``suppressed``,
        ``missing``): one row for each area of the table. Empty where there are errors.
    errors : DataFrame
        ``row`` (in the file; missing where it is the table as a whole), ``column``, ``value``,
        ``reason``.
    warnings : tuple of str
        What to look at before saving.
    suggestions : DataFrame
        ``row``, ``given``, ``area_code``, ``area_name``, ``district_code``, ``likeness`` (of 100).
    lacking : DataFrame
        Areas of the level that the table has no row for, by ``area_code``: they will be missing.
    aside : tuple of str
        Rows that were passed by, with why.
    residents : str
        Population base that the denominator was taken from; empty where the partner gave it.
    file : dict
        Name, hash and size of the file.
    """

    definition: IndicatorDefinition
    frame: pd.DataFrame
    errors: pd.DataFrame
    warnings: tuple[str, ...]
    suggestions: pd.DataFrame
    lacking: pd.DataFrame
    aside: tuple[str, ...]
    residents: str
    file: dict[str, object]

    @property
    def can_be_saved(self) -> bool:
        """Whether nothing is wrong."""
        return self.errors.empty and not self.frame.empty

    @property
    def report(self) -> list[str]:
        """What was found, in sentences: for a command line, and above the error table."""
        if self.errors.empty:
            told = [f"{number_of(len(self.frame), 'area')} can be saved."]
        else:
            errors = number_of(len(self.errors), "error")
            told = [f"{errors}; nothing can be saved until all is right."]
        if len(self.lacking) and self.errors.empty:
            lacking = number_of(len(self.lacking), "area")
            names = listed(self.lacking["area_name"].tolist())
            told.append(f"Without a row, and so missing and not zero: {lacking} ({names}).")
        return [*told, *self.warnings, *self.aside]


def check_partner_table(
    file: PartnerFile,
    mapping: ColumnMapping,
    definition: IndicatorDefinition,
    *,
    district: str | None = None,
    accepted: Mapping[str, str] | None = None,
    use_residents: bool = False,
    set_aside_outside: bool = False,
    only_period: str | None = None,
) -> CheckedTable:
    r"""Check a partner's table as an indicator.

    Parameters
    ----------
    file : PartnerFile
        As `data.partner_tables.files.read_partner_file` reads it.
    mapping : ColumnMapping
        Which column is what.
    definition : IndicatorDefinition
        What the user says of it.
    district : str, optional
        Code of the district that every row is in, where names are to be matched within it.
    accepted : mapping of str to str, optional
        Area codes that the user chose, by what the table has: suggestions are never taken unasked.
    use_residents : bool
        Divide by residents of the app's own population tables.
    set_aside_outside : bool
        Pass over areas outside the force area.
    only_period : str, optional
        The rows to take where the table has a column of periods.

    Returns
    -------
    CheckedTable

    Raises
    ------
    PartnerError
        If the mapping or the district cannot be used. What is wrong in the rows is in ``errors``.

    Examples
    --------
    >>> from data.partner.definition import EXAMPLE
    >>> from data.partner_tables.files import read_partner_file
    >>> from data.partner_tables.mapping import guess_mapping
    >>> text = b"Ward code,Count,Population\nE05010670,12,4000\nE05010670,-1,0\n"
    >>> file = read_partner_file(text, "fires.csv")
    >>> checked = check_partner_table(file, guess_mapping(file.table), EXAMPLE)
    >>> checked.errors[["row", "value"]].values.tolist()
    [[3, 'E05010670'], [3, '-1']]
    """
    refuse_mapping(mapping, file.table)
    table, faults = _of_period(file.table, mapping, only_period)
    placed = place_rows(
        table,
        mapping,
        definition.level,
        district=district,
        accepted=accepted,
        set_aside_outside=set_aside_outside,
    )
    kept = table.loc[list(placed.codes)]
    figures = read_figures(kept, mapping, definition.unit)
    frame = figures.frame.assign(area_code=pd.Series(placed.codes, dtype="str"))
    faults += [*placed.faults, *figures.faults, *_column_faults(mapping, definition, use_residents)]
    faults += schema_faults(frame, kept, mapping.columns, definition.unit)
    if mapping.value and mapping.numerator and mapping.denominator:
        faults += disagreements(figures, kept, mapping.value, definition.unit)
    if frame.empty and not faults:
        faults.append(Fault(None, "", "", "no row is of an area: check the columns and the areas"))
    residents, warnings = "", [*figures.warnings, *_warnings(placed, figures, mapping, definition)]
    if use_residents and not faults:
        frame, residents, warned = _over_residents(frame, definition)
        warnings += warned
    if faults:
        frame = frame.iloc[:0]
    lacking = areas_of(definition.level)
    return CheckedTable(
        definition=definition,
        frame=frame[TABLE_COLUMNS].sort_values("area_code", ignore_index=True),
        errors=fault_table(faults),
        warnings=tuple(warnings),
        suggestions=suggestion_table(placed.suggestions),
        lacking=lacking[~lacking.index.isin(set(placed.codes.values()))],
        aside=_aside(placed),
        residents=residents,
        file=file.described,
    )


def _of_period(
    table: pd.DataFrame, mapping: ColumnMapping, only: str | None
) -> tuple[pd.DataFrame, list[Fault]]:
    heading = mapping.period
    if heading is None:
        return table, []
    periods = sorted(set(table[heading]) - {""})
    if only is None and len(periods) > 1:
        reason = f"the rows are of several periods ({listed(periods)}): choose one of them"
        return table, [Fault(None, heading, "", reason)]
    if only is None:
        return table, []
    kept = table[table[heading] == only]
    if kept.empty:
        return kept, [Fault(None, heading, only, "is not one of the periods in the table")]
    return kept, []


def _column_faults(
    mapping: ColumnMapping, definition: IndicatorDefinition, use_residents: bool
) -> list[Fault]:
    """What the columns lack for the unit and the sensitivity, whatever stands in them."""
    unit, found = definition.unit, []
    if use_residents and (people_of(unit) is None or not mapping.numerator or mapping.denominator):
        reason = (
            "residents can be the denominator only of a numerator without one, in a unit per "
            "residents or per people aged under 18"
        )
        found.append(Fault(None, mapping.denominator or "", "", reason))
    if not is_quotient(unit) and unit != "count" and not mapping.value:
        found.append(Fault(None, "", "", f"the unit is '{unit}': say which column has the value"))
    bare = not mapping.value and not mapping.denominator and not use_residents
    if is_quotient(unit) and bare:
        can = " or choose residents" if people_of(unit) else ""
        reason = f"the unit is '{unit}': say which column has the denominator{can}"
        found.append(Fault(None, "", "", reason))
    small = definition.area_level in ("ward", "lsoa")
    if definition.is_restricted and small and not mapping.numerator and unit != "count":
        reason = (
            f"a restricted table by {definition.area_level} needs its counts, so that small "
            "numbers can be withheld: add a numerator, or give a table by district"
        )
        found.append(Fault(None, "", "", reason))
    return found


def _warnings(
    placed: PlacedRows, figures: Figures, mapping: ColumnMapping, definition: IndicatorDefinition
) -> list[str]:
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


def _over_residents(
    frame: pd.DataFrame, definition: IndicatorDefinition
) -> tuple[pd.DataFrame, str, list[str]]:
    people, base, apart = residents_of_areas(definition.level, definition.unit, definition.period)
    # By the code, for a row's own number is no area.
    over = frame.assign(denominator=frame["area_code"].map(people).astype("Float64"))
    told = [f"The denominator is the residents of {base}, taken from the app's own tables."]
    if apart:
        way = "before" if apart < 0 else "after"
        told.append(f"Those residents are of {number_of(abs(apart), 'year')} {way} the period.")
    if definition.period.months not in (None, 12):
        months = definition.period.months
        were = "was" if months == 1 else "were"
        told.append(f"Rates are annual: {number_of(months, 'month')} {were} made up to twelve.")
    return over, base, told


def _aside(placed: PlacedRows) -> tuple[str, ...]:
    why: dict[str, list[str]] = {}
    for number, reason in placed.aside.items():
        why.setdefault(reason, []).append(str(number))
    return tuple(
        f"Passed by ({reason}): {'row' if len(rows) == 1 else 'rows'} {listed(rows, 8)}."
        for reason, rows in why.items()
    )


def refuse_unsavable(checked: CheckedTable) -> None:
    """Refuse to save a table in which anything is wrong."""
    if checked.errors.empty and not checked.frame.empty:
        return
    if checked.errors.empty:
        raise PartnerError("Nothing was saved: the table has no row of an area.")
    first = checked.errors.iloc[0]
    where = "" if pd.isna(first["row"]) else f"row {first['row']}, "
    value = f"{quoted(first['value'])} " if first["value"] else ""
    others = len(checked.errors) - 1
    more = f" (and {number_of(others, 'more error')})" if others else ""
    raise PartnerError(
        f"Nothing was saved. {checked.file['name']}, {where}{first['column'] or 'the table'}: "
        f"{value}{first['reason']}{more}."
    )
