"""The template of a partner's table: every area of a level, its figures left to be filled in."""

from __future__ import annotations

import io

import pandas as pd
import xlsxwriter

from data.catalogue.base import base_catalogue
from data.partner.levels import areas_of, held_levels, level_of
from data.partner.period import PartnerPeriod
from data.partner.words import PartnerError
from data.partner_tables.workbook import TEMPLATE_SHEET
from data.tables.safe_cells import safe_cells

_FILLED = ("numerator", "denominator", "value")
_NOTES = (
    ("What to fill in", "One row for each area. Leave the codes as they are; order is free."),
    ("numerator", "The count: fires, referrals, children. A whole number of 0 or more."),
    (
        "denominator",
        "The people or cases it is counted over. It may stay empty where the rate is per "
        "residents: the app then uses its own population, if you choose so.",
    ),
    (
        "value",
        "The rate, share or index. Leave it empty where numerator and denominator are given: the "
        "app works it out, with its interval.",
    ),
    ("No figure", "Leave the cell empty or write n/a. Never write 0 for a figure you do not have."),
    (
        "Withheld",
        "Write * or <5 where you withhold a small number. Withheld is not the same as no figure, "
        "and the app keeps the two apart.",
    ),
    ("Shares", "Write 13% or 13, not 0.13, where the unit is %."),
    (
        "Formulas",
        "Values are read as they were saved; nothing is worked out again, no macro is run and no "
        "link is followed.",
    ),
)


def template_table(level: str) -> pd.DataFrame:
    """Return the table that a partner fills in."""
    if level not in held_levels():
        raise PartnerError(f"There is no level '{level}'. There are: {', '.join(held_levels())}.")
    areas = areas_of(level).reset_index()
    names = {one.code: one.name for one in base_catalogue().force.districts}
    table = areas[["area_code", "area_name"]].copy()
    if level_of(level) != "district":
        table["district"] = areas["district_code"].map(names)
    for column in _FILLED:
        table[column] = ""
    order = ["district", "area_name"] if "district" in table else ["area_name"]
    return safe_cells(table.sort_values(order, ignore_index=True))


def partner_template(level: str, period: PartnerPeriod | None = None) -> bytes:
    """Return the template as an Excel workbook: the table, and a sheet of notes.

    Parameters
    ----------
    level : str
        Area type, such as ``ward24``.
    period : PartnerPeriod, optional
        The time the figures are wanted of; said in the notes.

    Returns
    -------
    bytes
        An .xlsx file whose sheet 'Table' is the one that an import reads.

    Raises
    ------
    PartnerError
        If there is no such level.

    Examples
    --------
    >>> partner_template("district")[:2]
    b'PK'
    """
    table = template_table(level)
    made = io.BytesIO()
    # In memory: nothing is left behind in a temporary folder.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        open_cell = book.add_format({"bg_color": "#FFF8E1", "border": 1, "border_color": "#CFCFCF"})
        sheet = book.add_worksheet(TEMPLATE_SHEET)
        sheet.write_row(0, 0, table.columns, bold)
        for number, row in enumerate(table.itertuples(index=False), start=1):
            for column, cell in enumerate(row):
                filled = table.columns[column] in _FILLED
                sheet.write(number, column, cell, open_cell if filled else None)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 2, 32)
        sheet.set_column(3, len(table.columns) - 1, 14)
        _write_notes(book, level, period, bold)
    return made.getvalue()


def _write_notes(
    book: xlsxwriter.Workbook, level: str, period: PartnerPeriod | None, bold: object
) -> None:
    notes = book.add_worksheet("Notes")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    time = period.label if period else "say the period when you import the table"
    rows = (("Areas", level), ("Period", time), *_NOTES)
    for number, (what, told) in enumerate(rows):
        notes.write_string(number, 0, what, bold)
        notes.write_string(number, 1, told, wrapped)
    notes.set_column(0, 0, 18)
    notes.set_column(1, 1, 90)


def partner_template_csv(level: str) -> bytes:
    """Return the template as CSV, in UTF-8 with the mark by which spreadsheets know it.

    Parameters
    ----------
    level : str
        Area type, such as ``ward24``.

    Returns
    -------
    bytes
        A row for each area: codes and names filled in, figures left empty.

    Raises
    ------
    PartnerError
        If there is no such level.

    Examples
    --------
    >>> partner_template_csv("district")[3:27]
    b'area_code,area_name,nume'
    """
    return template_table(level).to_csv(index=False).encode("utf-8-sig")
