"""``python -m data import table``: a partner's table, with the checks and report of the screen."""

from __future__ import annotations

import argparse
import getpass
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from data.catalogue.records import Polarity, Sensitivity, Unit
from data.commands.options import described
from data.partner.definition import define_indicator
from data.partner.levels import held_levels
from data.partner.period import read_period
from data.partner.words import PartnerError, quoted
from data.partner_tables.again import for_period, last_time, next_period
from data.partner_tables.checks import CheckedTable, check_partner_table
from data.partner_tables.choices import PassOver
from data.partner_tables.faults import likely_areas
from data.partner_tables.files import PartnerFile, read_partner_file
from data.partner_tables.mapping import ROLES, ColumnMapping, guess_mapping, with_columns
from data.partner_tables.odd_rows import PASS_OVER
from data.partner_tables.several import Part, mapping_of, part_named, parts_of
from data.partner_tables.store import save_partner_tables
from data.partner_tables.template import partner_template, partner_template_csv
from data.partner_tables.vintage import stored_period
from data.phrases.plain import number_of

_MOST_TOLD = 50
# What a fault asks, and the option that answers it.
_ANSWERS = {
    "period": "--period-from table, or --period-from said",
    "scale": "--value-per NUMBER (that of the unit takes them as they are)",
    "split": "--only {column}=TEXT",
    "brackets": "--brackets remark, or --brackets negative",
    "commas": "--commas thousands, or --commas decimal",
    "open": "--open-because REASON",
    "only_period": "--only-period TEXT",
}
_TABLE = """\
Check a partner's CSV or XLSX file by ward, LSOA or district, and save it as an indicator.

Columns are guessed, and said; --column takes another. Names are matched to codes only where they
are the same but for capitals and marks: near misses are suggested, and taken with --accept. If
anything is wrong nothing is saved. --template writes an empty table to FILE instead.
"""


def add_parser(subparsers: Any) -> None:
    """Add ``table`` to the commands that import."""
    table = described(subparsers, "table", _TABLE, "a partner's table by ward, LSOA or district")
    table.add_argument("file", type=Path, metavar="FILE", help=".csv or .xlsx")
    table.add_argument("--check-only", action="store_true", help="report, and save nothing")
    table.add_argument("--template", action="store_true", help="write a template to FILE instead")
    _add_indicator(table)
    _add_reading(table)


def _add_indicator(table: argparse.ArgumentParser) -> None:
    said = table.add_argument_group("the indicator")
    said.add_argument("--indicator-name", metavar="NAME")
    said.add_argument(
        "--again",
        action="store_true",
        help="as the last file of the same headings; --period, or the one that follows",
    )
    said.add_argument("--id", help="default: made from the name")
    said.add_argument("--short", help="at most 24 characters; default: the name, cut")
    said.add_argument("--unit", choices=get_args(Unit))
    said.add_argument("--polarity", choices=get_args(Polarity), default="neutral")
    said.add_argument("--sensitivity", choices=get_args(Sensitivity))
    said.add_argument("--theme", default="", metavar="ID", help="theme it is shown with")
    said.add_argument("--partner", help="who supplied it")
    said.add_argument("--definition", help="what is counted over what")
    said.add_argument("--caveat", help="what to beware of")
    said.add_argument("--level", metavar="TYPE", help=f"areas: {', '.join(held_levels())}")
    said.add_argument(
        "--period", help="2023-24 (April to March), 2024, '2023-10 to 2024-03', 2025-03-31 (a day)"
    )


def _add_reading(table: argparse.ArgumentParser) -> None:
    read = table.add_argument_group("how the file is read")
    read.add_argument("--sheet", help="sheet of a workbook with several")
    read.add_argument("--header-row", type=int, metavar="ROW", help="default: found")
    read.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="ROLE=HEADING",
        help=f"roles: {', '.join(ROLES)}; no heading takes a role away",
    )
    read.add_argument(
        "--figures",
        action="append",
        default=[],
        metavar="NAME=HEADING",
        help="take several columns of counts, each as an indicator of that name",
    )
    read.add_argument(
        "--columns-are-periods",
        action="store_true",
        help="take every column that is headed by a period, each as one",
    )
    read.add_argument("--district", metavar="CODE", help="every row is in this district")
    read.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="NAME=CODE",
        help="the area that a name in the table stands for",
    )
    read.add_argument(
        "--accept-likely", action="store_true", help="take for each name the area it is most like"
    )
    read.add_argument(
        "--pass-over",
        metavar="ROWS",
        help="rows to leave out: '24,25', or 'usual' for those that are of no area",
    )
    read.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="HEADING=TEXT",
        help="rows to take, by what stands in a column: 'Sex=Persons'",
    )
    read.add_argument(
        "--period-from",
        choices=("table", "said"),
        default="",
        help="which holds where the table's period is another than --period",
    )
    read.add_argument(
        "--value-per", type=float, metavar="NUMBER", help="of how many the values are: 1000"
    )
    read.add_argument(
        "--brackets", choices=("remark", "negative"), default="", help="what (12) means"
    )
    read.add_argument(
        "--commas", choices=("thousands", "decimal"), default="", help="what 1,234 means"
    )
    read.add_argument(
        "--open-because",
        default="",
        metavar="REASON",
        help="why a table that is restricted by nature may be open; kept in the history",
    )
    read.add_argument("--count-rows", action="store_true", help="each row is a case: count them")
    read.add_argument(
        "--others-zero",
        action="store_true",
        help="every case is in the list: other areas have none",
    )
    read.add_argument("--residents", action="store_true", help="divide by the app's residents")
    read.add_argument("--only-period", metavar="TEXT", help="rows to take of several periods")
    read.add_argument(
        "--set-aside-outside", action="store_true", help="pass over areas outside the force area"
    )
    read.add_argument("--who", help="default: the name you are signed in by")
    read.add_argument("--note", default="", help="kept in the history")


def run(arguments: argparse.Namespace) -> list[str]:
    """Carry out ``import table``."""
    if arguments.template:
        return _write_template(arguments)
    file = read_partner_file(arguments.file, sheet=arguments.sheet, header_row=arguments.header_row)
    if arguments.again:
        mapping, checks = _again(arguments, file)
        return _finish(arguments, _read(file, mapping), checks, several=len(checks) > 1)
    mapping = with_columns(guess_mapping(file.table), **_columns(arguments.column))
    parts = _parts(arguments, file, mapping)
    checks = [
        _check(
            arguments, file, mapping_of(mapping, one, as_value=_as_value(arguments, mapping)), one
        )
        for one in parts
    ] or [_check(arguments, file, mapping, Part(""))]
    return _finish(arguments, _read(file, mapping), checks, several=bool(parts))


def _again(
    arguments: argparse.Namespace, file: PartnerFile
) -> tuple[ColumnMapping, list[CheckedTable]]:
    """The file as the last one of its shape was taken."""
    last = last_time(file)
    if last is None:
        raise PartnerError(f"No saved table has the headings of {file.name}. Leave out --again.")
    before = last.definitions[-1].period
    period = read_period(arguments.period) if arguments.period else next_period(before)
    given = {name: value for name, value in _choices(arguments).items() if value}
    checks = [
        check_partner_table(file, mapping, definition, last.choices, **given)
        for mapping, definition in zip(last.mappings, for_period(last, period), strict=True)
    ]
    return last.mappings[0], checks


def _finish(
    arguments: argparse.Namespace, told: list[str], checks: list[CheckedTable], *, several: bool
) -> list[str]:
    """Report what was found, and save it or say why not."""
    for checked in checks:
        title = f"{checked.definition.name}, {checked.definition.period.label}:"
        named = [title] if several else []
        told += [*named, *checked.report]
    if not all(one.can_be_saved for one in checks):
        wrong = [line for one in checks if not one.can_be_saved for line in _wrong(one)]
        raise PartnerError("\n".join([*told, *dict.fromkeys(wrong)]))
    if arguments.check_only:
        return [*told, "Checked only: nothing was saved."]
    change = save_partner_tables(checks, arguments.who or getpass.getuser(), arguments.note)
    where = [f"{one.definition.id}/{stored_period(one.definition).id}" for one in checks]
    return [*told, f"Saved as {', '.join(where)}, change {change.number}."]


def _as_value(arguments: argparse.Namespace, mapping: ColumnMapping) -> bool:
    return arguments.columns_are_periods and arguments.unit != "count" and not mapping.numerator


def _parts(
    arguments: argparse.Namespace, file: PartnerFile, mapping: ColumnMapping
) -> tuple[Part, ...]:
    """The columns that are taken together, as the options say."""
    named = [_pair(one, "--figures") for one in arguments.figures]
    if named:
        return tuple(part_named(file.table, name, heading) for name, heading in named)
    if not arguments.columns_are_periods:
        return ()
    dated = tuple(one for one in parts_of(file.table, mapping) if one.period)
    if not dated:
        raise PartnerError(f"{file.name} has no two columns that are headed by periods.")
    return dated


def _check(
    arguments: argparse.Namespace, file: PartnerFile, mapping: ColumnMapping, part: Part
) -> CheckedTable:
    """Check one column of figures as what the options say it is."""
    if not arguments.period and part.period is None:
        raise PartnerError("Say the period with --period, such as 2023-24 or 2025-03-31.")
    definition = define_indicator(
        id=None if part.name else arguments.id,
        name=part.name or arguments.indicator_name,
        short=None if part.name else arguments.short,
        unit=arguments.unit,
        polarity=arguments.polarity,
        sensitivity=arguments.sensitivity,
        theme=arguments.theme,
        partner=arguments.partner,
        definition=arguments.definition,
        caveat=arguments.caveat,
        level=arguments.level,
        period=part.period or read_period(arguments.period),
    )
    choices = _choices(arguments)
    checked = check_partner_table(file, mapping, definition, **choices)
    if arguments.accept_likely and len(checked.suggestions):
        likely = likely_areas(checked.suggestions, checked.placed)
        choices["accepted"] = {**likely, **choices["accepted"]}
        checked = check_partner_table(file, mapping, definition, **choices)
    return checked


def _write_template(arguments: argparse.Namespace) -> list[str]:
    path: Path = arguments.file
    if path.exists():
        raise PartnerError(f"{path} is there already. Give the template another name.")
    level = arguments.level or held_levels()[0]
    if path.suffix.lower() == ".csv":
        made = partner_template_csv(level)
    else:
        made = partner_template(level, read_period(arguments.period) if arguments.period else None)
    path.write_bytes(made)
    return [f"Wrote a template by {level} to {path}."]


def _choices(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the options say of how rows and figures are read."""
    return {
        "district": arguments.district,
        "accepted": dict(_pair(one, "--accept") for one in arguments.accept),
        "use_residents": arguments.residents,
        "set_aside_outside": arguments.set_aside_outside,
        "only_period": arguments.only_period,
        "only": dict(_pair(one, "--only") for one in arguments.only),
        "pass_over": _passed(arguments.pass_over),
        "period_from": arguments.period_from,
        "value_per": arguments.value_per,
        "brackets": arguments.brackets,
        "commas": arguments.commas,
        "open_because": arguments.open_because,
        "count_rows": arguments.count_rows,
        "others_zero": arguments.others_zero,
    }


def _passed(text: str | None) -> PassOver:
    if text in (None, "usual"):
        return text  # type: ignore[return-value]
    rows = [one.strip() for one in str(text).split(",") if one.strip()]
    if not all(one.isdecimal() for one in rows):
        raise PartnerError(f"--pass-over {quoted(text)}: write row numbers, '24,25', or 'usual'.")
    return frozenset(map(int, rows))


def _columns(given: Sequence[str]) -> dict[str, str | None]:
    return {role: heading or None for role, heading in (_pair(one, "--column") for one in given)}


def _pair(text: str, option: str) -> tuple[str, str]:
    left, sign, right = text.rpartition("=") if option == "--accept" else text.partition("=")
    if not sign:
        raise PartnerError(f"{option} {quoted(text)}: write it with an equals sign between.")
    return left.strip(), right.strip()


def _read(file: PartnerFile, mapping: ColumnMapping) -> list[str]:
    sheet = f", sheet {quoted(file.sheet)}" if file.sheet else ""
    told = [f"{file.name}{sheet}: {len(file.table):,} rows under the headings.", *file.notes]
    for role, heading in mapping.columns.items():
        told.append(f"  {role}: {quoted(heading)}, for {mapping.reasons.get(role, 'you chose it')}")
    return told


def _wrong(checked: CheckedTable) -> list[str]:
    """The error table and the suggestions as lines: the first of many, and how many more."""
    told = []
    for row, column, value, reason in checked.errors.head(_MOST_TOLD).itertuples(index=False):
        where = "the table" if row is None or str(row) == "<NA>" else f"row {row}"
        named = ", ".join(part for part in (where, str(column)) if part)
        shown = f" {quoted(value)}" if value else ""
        told.append(f"  {named}:{shown} {reason}")
    if len(checked.errors) > _MOST_TOLD:
        told.append(f"  … and {len(checked.errors) - _MOST_TOLD:,} more")
    return [
        *told,
        *_answers(checked),
        *(
            f"  row {row.row}: {quoted(row.given)} may be {row.area_name}: "
            f"--accept {shlex.quote(f'{row.given}={row.area_code}')} ({row.likeness} of 100)"
            for row in checked.suggestions.head(_MOST_TOLD).itertuples(index=False)
        ),
    ]


def _answers(checked: CheckedTable) -> list[str]:
    """The options that answer what was asked, where an option does."""
    open_rows = checked.odd[(checked.odd["offer"] == PASS_OVER) & ~checked.odd["done"].astype(bool)]
    usual = open_rows[open_rows["usual"].astype(bool)]
    told = []
    if len(usual):
        told.append(
            f"  {number_of(len(usual), 'row')} of no area: --pass-over usual leaves them out"
        )
    if others := open_rows.loc[~open_rows["usual"].astype(bool), "row"].astype(str).tolist():
        told.append(f"  any row can be left out: --pass-over {','.join(others[:8])}")
    asked = {_ANSWERS[one.ask].format(column=shlex.quote(one.column)): one for one in checked.asks}
    return [*told, *(f"  {quoted(one.column)}: answer with {how}" for how, one in asked.items())]
