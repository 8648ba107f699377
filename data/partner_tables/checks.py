"""A partner's table checked whole, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pandas as pd

from data.catalogue.units import is_quotient, people_of
from data.partner.definition import IndicatorDefinition
from data.partner.levels import areas_of
from data.partner.words import PartnerError, listed, quoted
from data.partner_tables.account import aside_of, read_as, warnings_of
from data.partner_tables.again import shape_of
from data.partner_tables.case_list import COUNTED, counted, of_time
from data.partner_tables.choices import RowChoices
from data.partner_tables.decimal_commas import in_british
from data.partner_tables.faults import Fault, fault_table, suggestion_table
from data.partner_tables.files import PartnerFile
from data.partner_tables.headings import scale_of
from data.partner_tables.likely_level import alike_wards
from data.partner_tables.mapping import ColumnMapping, refuse_mapping
from data.partner_tables.nature import openness, restricted_because
from data.partner_tables.numbers import Figures, disagreements, read_figures
from data.partner_tables.odd_rows import (
    PASS_OVER,
    OddRow,
    doubled,
    odd_table,
    splitting_columns,
    splitting_faults,
)
from data.partner_tables.places import PlacedRows, place_rows
from data.partner_tables.residents import residents_of_areas
from data.partner_tables.said_period import are_one, settle_period, titles_told
from data.partner_tables.scale import scale_faults, scale_told
from data.partner_tables.schema import schema_faults
from data.phrases.plain import number_of

TABLE_COLUMNS = ["area_code", "numerator", "denominator", "value", "marker"]


@dataclass(frozen=True, eq=False)
class CheckedTable:
    """A table with what was found out about it; without errors it can be saved.

    Attributes
    ----------
    definition : IndicatorDefinition
        What it was checked as; with the table's own period where the user chose that.
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
    odd : DataFrame
        ``row``, ``given``, ``what``, ``offer`` (``pass over`` or ``read in capitals``), ``usual``
        (whether nobody would do otherwise), ``done``: rows that cannot be taken as they are.
    read_as : tuple of str
        What was decided of how it is read, in sentences: kept in the history.
    asks : tuple of Fault
        Those of the errors that are questions, which the user can answer.
    shape : dict
        How it is read, for the next file of the same headings.
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
    odd: pd.DataFrame = field(default_factory=lambda: odd_table(()))
    read_as: tuple[str, ...] = ()
    asks: tuple[Fault, ...] = ()
    shape: dict[str, Any] = field(default_factory=dict)

    @property
    def placed(self) -> list[str]:
        """Codes of the areas that have a row, whatever else is wrong."""
        return [
            one for one in areas_of(self.definition.level).index if one not in self.lacking.index
        ]

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
        return list(dict.fromkeys([*told, *self.warnings, *self.aside, *self.read_as]))


def check_partner_table(
    file: PartnerFile,
    mapping: ColumnMapping,
    definition: IndicatorDefinition,
    chosen: RowChoices | None = None,
    **said: Any,
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
    chosen : RowChoices, optional
        How rows and figures are to be read.
    **said
        The same, an attribute each; ``accepted`` and ``only`` may be mappings.

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
    >>> text = b"Ward code,Count,Population\nE05010670,12,4000\nE05010671,-1,0\n"
    >>> file = read_partner_file(text, "fires.csv")
    >>> checked = check_partner_table(file, guess_mapping(file.table), EXAMPLE)
    >>> checked.errors[["row", "value"]].values.tolist()
    [[3, '-1']]
    """
    choices = _choices(chosen or RowChoices(), said)
    shape = shape_of(file, mapping, choices)
    refuse_mapping(mapping, file.table, choices.count_rows)
    rows = _rows(file.table, mapping, definition, choices)
    definition, mapping, placed, faults = rows.definition, rows.mapping, rows.placed, rows.faults
    kept, asked, commas = in_british(rows.kept, mapping, definition.unit, choices)
    faults += asked
    figures = read_figures(kept, mapping, definition.unit, choices)
    frame = figures.frame.assign(area_code=pd.Series(placed.codes, dtype="str"))
    faults += _figure_faults(frame, kept, figures, mapping, definition, choices)
    if frame.empty and not faults:
        faults.append(Fault(None, "", "", "no row is of an area: check the columns and the areas"))
    frame, residents, warned = _with_people(frame, definition, choices.use_residents and not faults)
    opened: list[str] = []
    if not faults:
        because = restricted_because(definition, (*rows.headings, *file.titles))
        faults, opened = openness(frame, definition, because, choices)
    lacking = areas_of(definition.level)
    told = [*rows.told, *commas, *scale_told(mapping, definition.unit, choices.value_per), *opened]
    return CheckedTable(
        definition=definition,
        frame=_in_order(frame.iloc[:0] if faults else frame),
        errors=fault_table(faults),
        warnings=(
            *titles_told(file.titles, definition.period),
            *rows.warnings,
            *commas,
            *figures.warnings,
            *warnings_of(placed, figures, mapping, definition),
            *warned,
        ),
        suggestions=suggestion_table(placed.suggestions),
        lacking=lacking[~lacking.index.isin(set(placed.codes.values()))],
        aside=aside_of(placed),
        residents=residents,
        file=file.described,
        odd=odd_table([*placed.odd, *_wrong_figures(figures, rows.kept, placed)]),
        read_as=read_as(placed, choices, told),
        asks=tuple(dict.fromkeys(one for one in faults if one.ask)),
        shape=shape,
    )


class _Rows(NamedTuple):
    """The rows of areas, and what was found out on the way to them."""

    definition: IndicatorDefinition
    mapping: ColumnMapping
    kept: pd.DataFrame
    placed: PlacedRows
    headings: tuple[str, ...]
    faults: list[Fault]
    told: list[str]
    warnings: list[str]


def _rows(
    table: pd.DataFrame,
    mapping: ColumnMapping,
    definition: IndicatorDefinition,
    choices: RowChoices,
) -> _Rows:
    """The rows that were chosen, each of its area; of a list of cases, a row for each area."""
    mapping, left_out = _without_idle_value(mapping, definition.unit)
    table, faults = _rows_wanted(table, mapping, choices)
    if choices.count_rows:
        table, asked, told = of_time(table, mapping, definition.period)
    else:
        definition, asked, told = settle_period(table, mapping, definition, choices)
    placed = place_rows(
        table,
        mapping,
        definition.level,
        district=choices.district,
        accepted=dict(choices.accepted),
        set_aside_outside=choices.set_aside_outside,
        pass_over=choices.pass_over,
        capitals=choices.capitals,
    )
    headings = tuple(one for role in ("numerator", "value") if (one := mapping.of(role)))
    if choices.count_rows:
        headings = tuple(map(str, table.columns))
        told = [*told, f"Cases counted by area: {number_of(len(placed.codes), 'row')}."]
        placed.codes, table = counted(placed.codes, definition.level, choices.others_zero)
        mapping = ColumnMapping(area_code=COUNTED, numerator=COUNTED)
    else:
        faults += _double_faults(table, mapping, placed, choices)
        if alike := alike_wards(table, mapping, definition.level):
            told = [*told, alike]
    faults += [*asked, *placed.faults]
    kept = table.loc[list(placed.codes)]
    return _Rows(definition, mapping, kept, placed, headings, faults, told, [*told, *left_out])


def _choices(chosen: RowChoices, said: Mapping[str, Any]) -> RowChoices:
    pairs = {name: dict(said[name] or {}) for name in ("accepted", "only") if name in said}
    told = {name: tuple(sorted(held.items())) for name, held in pairs.items()}
    return replace(chosen, **{**said, **told})


def _without_idle_value(mapping: ColumnMapping, unit: str) -> tuple[ColumnMapping, list[str]]:
    """Of counts no rate is taken, and beside both sides of a rate no share of something else."""
    counts, other = mapping.numerator, mapping.value
    if not (counts and other):
        return mapping, []
    share = bool(mapping.denominator) and unit != "%" and scale_of(other) == 100
    if unit != "count" and not share:
        return mapping, []
    return replace(mapping, value=None), [f"'{other}' was left out: the unit is '{unit}'."]


def _rows_wanted(
    table: pd.DataFrame, mapping: ColumnMapping, choices: RowChoices
) -> tuple[pd.DataFrame, list[Fault]]:
    """The rows of the period and of the kinds that were chosen."""
    for heading, text in choices.only:
        if heading not in table.columns:
            raise PartnerError(
                f"There is no column {quoted(heading)} to choose rows by. "
                f"The columns are: {listed([str(one) for one in table.columns], 12)}."
            )
        kept = table[table[heading] == text]
        if kept.empty:
            return kept, [Fault(None, heading, text, "stands in no row of that column")]
        table = kept
    if choices.count_rows:
        return table, []
    return _of_period(table, mapping, choices.only_period)


def _double_faults(
    table: pd.DataFrame, mapping: ColumnMapping, placed: PlacedRows, choices: RowChoices
) -> list[Fault]:
    """Settle areas that come more than once: by another column, or by passing rows over."""
    headings = mapping.columns
    used = [*headings.values(), *(heading for heading, _ in choices.only)]
    if kinds := splitting_columns(placed.codes, table, used):
        # One question instead of a fault for each row.
        first = {code: number for number, code in reversed(placed.codes.items())}
        placed.codes = {number: code for code, number in reversed(first.items())}
        return splitting_faults(kinds)
    figures = [headings[role] for role in ("numerator", "denominator", "value") if role in headings]
    odd, passed = doubled(placed.codes, table, figures, choices.pass_over)
    placed.odd += odd
    for number in passed:
        del placed.codes[number]
        placed.aside[number] = next(one.what for one in odd if one.row == number)
    return []


def _figure_faults(
    frame: pd.DataFrame,
    kept: pd.DataFrame,
    figures: Figures,
    mapping: ColumnMapping,
    definition: IndicatorDefinition,
    choices: RowChoices,
) -> list[Fault]:
    unit = definition.unit
    faults = [*figures.faults, *_column_faults(mapping, definition, choices.use_residents)]
    scaled = scale_faults(mapping, unit, choices.value_per)
    faults += scaled
    # A rate taken for a count would be told row by row: once is enough.
    plain = frame.assign(value=frame["numerator"] * pd.NA) if scaled else frame
    faults += schema_faults(plain, kept, mapping.columns, unit)
    if mapping.value and mapping.numerator and mapping.denominator and not scaled:
        faults += disagreements(figures, kept, mapping.value, unit, choices.value_per)
    return faults


def _with_people(
    frame: pd.DataFrame, definition: IndicatorDefinition, wanted: bool
) -> tuple[pd.DataFrame, str, list[str]]:
    return _over_residents(frame, definition) if wanted else (frame, "", [])


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[TABLE_COLUMNS].sort_values("area_code", ignore_index=True)


def _wrong_figures(figures: Figures, kept: pd.DataFrame, placed: PlacedRows) -> list[OddRow]:
    """Rows whose figure cannot be read: they can be passed over, but somebody must say so."""
    known = {one.row for one in placed.odd if one.offer == PASS_OVER}
    rows = dict.fromkeys(one.row for one in figures.faults if one.row is not None)
    return [
        OddRow(row, placed.codes[row], "a figure that is no number", PASS_OVER, False)
        for row in rows
        if row not in known and row in kept.index
    ]


def _of_period(
    table: pd.DataFrame, mapping: ColumnMapping, only: str | None
) -> tuple[pd.DataFrame, list[Fault]]:
    heading = mapping.period
    if heading is None:
        return table, []
    periods = sorted(set(table[heading]) - {""})
    if only is None and len(periods) > 1 and not are_one(periods):
        reason = f"the rows are of several periods ({listed(periods)}): choose one of them"
        # The first alone, so that no area is told to come twice.
        return table[table[heading] == periods[0]], [
            Fault(None, heading, "", reason, "only_period")
        ]
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
