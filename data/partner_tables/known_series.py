"""Series of official tables as indicators: checked, shown and saved as partners' tables are."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data.catalogue.base import base_catalogue
from data.known import KnownTable, Series, SeriesPart
from data.known.sheets import KnownFileError
from data.outlines.boundaries import load_boundaries
from data.partner.definition import IndicatorDefinition, define_indicator
from data.partner.levels import areas_of, held_levels, level_of
from data.partner.period import PartnerPeriod
from data.partner.statuses import MISSING
from data.partner.words import PartnerError
from data.partner_tables.checks import CheckedTable, check_partner_table, refuse_unsavable
from data.partner_tables.choices import RowChoices
from data.partner_tables.files import PartnerFile
from data.partner_tables.mapping import ROLES, ColumnMapping, with_columns
from data.partner_tables.preview import preview_values
from data.partner_tables.residents import residents_of_areas
from data.partner_tables.store import save_partner_tables
from data.partner_tables.written_periods import written_period
from data.phrases.plain import amount, joined, number_of
from data.store import Change
from geo.point_in_area import areas_of_points

PREVIEW_COLUMNS = ["Indicator", "Period", "Areas", "Lowest", "Highest", "Unit", "Theme"]
_OVER_RESIDENTS = "The denominator is"
_PLACED = "Counted by ward"


def checked_series(table: KnownTable) -> tuple[CheckedTable, ...]:
    """Check the series of an official table as indicators, each in each period.

    Parameters
    ----------
    table : KnownTable
        Of `data.known.looked_at`, with series.

    Returns
    -------
    tuple of CheckedTable
        Without errors; open, with the publisher as their partner. A mark in place of a figure is
        withheld or missing, never 0.

    Raises
    ------
    KnownFileError
        If a period or a figure cannot be read: the sentence says of which series.

    Examples
    --------
    >>> from data.known import load_kinds
    >>> checked_series(KnownTable(load_kinds()[0], "a.csv", 1, "", ()))
    ()
    """
    checked = [_checked(part, table) for part in table.series]
    held = tuple(one for one in checked if (one.frame["marker"] != MISSING).any())
    if table.series and not held:
        raise KnownFileError(f"{table.name}: no district has a figure in it; all are missing.")
    return held


def _checked(part: SeriesPart, table: KnownTable) -> CheckedTable:
    period = written_period(part.period)
    if period is None:
        raise KnownFileError(
            f"{table.name}: the period '{part.period}' of '{part.series.name}' cannot be read. "
            "Bring the figures under 'A partner's table'."
        )
    try:
        level, rows, told = _placed(part, period)
        definition = _definition(part, table, level, period)
        checked = _as_partner_table(rows, definition, table, over_residents=part.by == "point")
        refuse_unsavable(checked)
    except PartnerError as error:
        raise KnownFileError(f"{table.name}, '{part.series.name}': {error}") from error
    return replace(checked, warnings=(*checked.warnings, *told))


def _definition(
    part: SeriesPart, table: KnownTable, level: str, period: PartnerPeriod
) -> IndicatorDefinition:
    series, caveat = part.series, part.series.caveat
    if part.above:
        told = joined([f"{name} {_amount(text, series)}" for name, text in part.above], 6)
        caveat += (
            f" Published for a county as a whole, and for none of its districts: {told} "
            f"({period.label})."
        )
    return define_indicator(
        id=series.id,
        name=series.name,
        short=series.short or series.name[:24].strip(),
        unit=series.unit,
        polarity=series.polarity,
        sensitivity="open",
        partner=table.kind.publisher,
        definition=series.definition,
        caveat=caveat,
        level=level,
        period=period,
        theme=series.theme,
    )


def _amount(text: str, series: Series) -> str:
    try:
        return _written(float(text.replace(",", "")), series.unit)
    except ValueError:
        return "has no figure"


def _written(value: float, unit: str) -> str:
    """A figure with its unit; of an index, whose unit says nothing, alone."""
    return amount(value, unit).removesuffix(" index")


def _bare(value: float, unit: str) -> str:
    """A figure without its unit, but for the signs that stand beside it."""
    return amount(value, unit).removesuffix(f" {unit}")


def _said_unit(unit: str) -> str:
    return f" {unit}" if unit.startswith("per ") else ""


def _as_partner_table(
    rows: pd.DataFrame, definition: IndicatorDefinition, table: KnownTable, *, over_residents: bool
) -> CheckedTable:
    rows = rows.rename_axis("row")
    rows.index = pd.RangeIndex(1, len(rows) + 1, name="row")
    file = PartnerFile(table.name, table.sha256, table.size, rows, 1)
    mapping = with_columns(ColumnMapping(), **{one: one for one in ROLES if one in rows})
    choices = RowChoices(
        use_residents=over_residents,
        period_from="said",
        # Its publisher is British: what stands before three digits are thousands.
        commas="thousands",
        open_because=f"Published by {table.kind.publisher}.",
        published=True,
    )
    return check_partner_table(file, mapping, definition, choices)


# --- Records with a place -------------------------------------------------------------------------


def _placed(part: SeriesPart, period: PartnerPeriod) -> tuple[str, pd.DataFrame, tuple[str, ...]]:
    """The level of a series, its rows (of districts, or records counted by ward), what to tell."""
    if part.by == "district":
        return "district", part.rows, ()
    level = _wards_of(part.series.unit, period)
    wards = load_boundaries(level)
    codes = areas_of_points(part.rows["easting"], part.rows["northing"], wards)
    counted = codes.value_counts()
    if counted.empty:
        raise PartnerError(
            f"none of its {number_of(len(codes), 'record')} lies in this force area."
        )
    # Every record of the area is in the file: a ward without one has none.
    every = areas_of(level).index
    numbers = [str(int(counted.get(code, 0))) for code in every]
    told = f"{_PLACED}: {counted.sum():,} of {number_of(len(codes), 'record')} of {period.label}."
    return level, pd.DataFrame({"area_code": every, "numerator": numbers}, dtype="str"), (told,)


def _wards_of(unit: str, period: PartnerPeriod) -> str:
    """The wards whose residents are nearest to a period in time; the newer of two as near."""
    wards = [one for one in held_levels() if level_of(one) == "ward"]
    return min(wards, key=lambda one: abs(residents_of_areas(one, unit, period)[2]))


# --- Shown and saved ------------------------------------------------------------------------------


def series_preview(tables: tuple[CheckedTable, ...]) -> pd.DataFrame:
    """Return what each series would fill, a row an indicator and period.

    Parameters
    ----------
    tables : tuple of CheckedTable
        Of `checked_series`.

    Returns
    -------
    DataFrame
        `PREVIEW_COLUMNS`, all text: how many areas have a figure and how many are withheld or not
        supplied, and the lowest and highest figure with its area.

    Examples
    --------
    >>> series_preview(()).columns.tolist()[:3]
    ['Indicator', 'Period', 'Areas']
    """
    return pd.DataFrame([_preview_row(one) for one in tables], columns=PREVIEW_COLUMNS)


def _preview_row(checked: CheckedTable) -> tuple[str, ...]:
    said = checked.definition
    figures = preview_values(checked, said.area_level)
    values = figures["value"].dropna()
    whole = number_of(len(figures), said.area_level)
    ordered = values.sort_values()
    ends = [ordered.index[place] for place in ((0, -1) if len(ordered) else ())]
    lowest, highest = [
        f"{_bare(values[code], said.unit)} ({areas_of(said.level).loc[code, 'area_name']})"
        for code in ends
    ] or ("", "")
    theme = base_catalogue().themes[said.theme].name if said.theme else "Partners' tables"
    absent = figures.loc[figures["value"].isna(), "status"].tolist()
    named = (("not published", "not supplied"), ("suppressed", "withheld"))
    told = [f"{many} {what}" for status, what in named if (many := absent.count(status))]
    areas = "; ".join([f"{len(values)} of {whole}", *told])
    return (said.name, said.period.label, areas, lowest, highest, said.unit, theme)


def series_told(tables: tuple[CheckedTable, ...]) -> list[str]:
    """Say what each series would fill, and what to beware of, a sentence each.

    Parameters
    ----------
    tables : tuple of CheckedTable
        Of `checked_series`.

    Returns
    -------
    list of str

    Examples
    --------
    >>> series_told(())
    []
    """
    told = []
    for row in series_preview(tables).itertuples(index=False):
        name, period, areas, lowest, highest, unit, theme = row
        span = (
            f"; from {lowest} to {highest}" if lowest != highest else f"; {lowest}" * bool(lowest)
        )
        told.append(f"{name}, {period} ({theme}): {areas}{span}{_said_unit(unit)}.")
    told += [f"{name}: {caveat}" for name, caveat in series_caveats(tables)]
    return list(dict.fromkeys(told))


def series_caveats(tables: tuple[CheckedTable, ...]) -> list[tuple[str, str]]:
    """Return what to beware of in each indicator: its name, and the caveat that pages show.

    Parameters
    ----------
    tables : tuple of CheckedTable
        Of `checked_series`.

    Returns
    -------
    list of (str, str)
        Of its newest period; with what residents a rate is over, and how many records were placed.

    Examples
    --------
    >>> series_caveats(())
    []
    """
    newest = {one.definition.id: one for one in tables}
    return [
        (one.definition.name, " ".join([one.definition.caveat, *_beside(one)]))
        for one in newest.values()
    ]


def _beside(checked: CheckedTable) -> list[str]:
    return [one for one in checked.warnings if one.startswith((_OVER_RESIDENTS, _PLACED))]


def take_series(
    table: KnownTable, tables: tuple[CheckedTable, ...], *, who: str, note: str = ""
) -> Change:
    """Save all series of an official table as one change of the store, or none of them.

    Parameters
    ----------
    table : KnownTable
        Of `data.known.looked_at`.
    tables : tuple of CheckedTable
        Of `checked_series`.
    who, note : str
        Who brings it, and a remark, for the history.

    Returns
    -------
    Change
        Its number undoes all of them; periods that are there already are replaced.

    Raises
    ------
    PartnerError
        If nobody is named, or an id means something else already.
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> take_series.__name__
    'take_series'
    """
    periods = list(dict.fromkeys(one.definition.period.label for one in tables))
    many = number_of(len({one.definition.id for one in tables}), "indicator")
    what = f"Took {table.kind.title}: {many}, {joined(periods, 4)}"
    kept = [replace(one, shape={}) for one in tables]
    return save_partner_tables(kept, who, note, what=what)
