"""Reading what partners supplied: the only way to their values, with what must be withheld out.

Every page, download and tooltip gets a partner's figure from `partner_values`. Disclosure control
happens inside it, so that no page can forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data import store
from data.catalogue.records import Indicator, Period
from data.partner.definition import IndicatorDefinition, from_detail, slug
from data.partner.disclosure import (
    SMALL,
    Counted,
    Statuses,
    Tables,
    from_table,
    may_be_shown,
    statuses,
)
from data.partner.figures import NUMBERS, figures_at, no_figures
from data.partner.levels import LEVELS
from data.partner.statuses import SUPPRESSED
from data.partner.words import PartnerError
from data.settings import settings
from data.store import Entry
from data.store.remembered import remembered
from geo.disclosure import DisclosureError

KIND = "partner"
# What may be shown of a restricted indicator, kept from when it was saved.
JUDGED = "partner_shown"
VALUE_COLUMNS = [*NUMBERS, "status"]


@dataclass(frozen=True, slots=True)
class SavedTable:
    """One partner's table in the store: an indicator in a period.

    Attributes
    ----------
    key : str
        ``<indicator id>/<period id>``.
    definition : IndicatorDefinition
        As it was saved with this table.
    period : Period
        As the catalogue knows periods.
    rows, change : int
        Areas in the table, and number of the change that put it.
    residents : str
        Population base under the rates, where the partner gave no denominator.
    """

    key: str
    definition: IndicatorDefinition
    period: Period
    rows: int
    change: int
    residents: str


@remembered(maxsize=2)
def saved_tables() -> Mapping[str, SavedTable]:
    """Return every partner's table in the store, by its key, without its values.

    Returns
    -------
    mapping of str to SavedTable
        In the order of the keys, ``<indicator id>/<period id>``.

    Raises
    ------
    PartnerError
        If the store holds something else under that kind.

    Examples
    --------
    >>> all("/" in key for key in saved_tables())
    True
    """
    return {key: _saved(key, entry) for key, entry in store.current().of_kind(KIND).items()}


def _saved(key: str, entry: Entry) -> SavedTable:
    detail = entry.detail
    try:
        told = dict(detail["period"])
        definition = from_detail(detail["definition"])
    except (KeyError, TypeError, ValueError) as error:
        raise PartnerError(
            f"The store holds a partner's table '{key}' that cannot be read ({error}). Undo the "
            f"change {entry.change} that put it there."
        ) from error
    period = Period(kind="partner", app=True, **told)
    residents = str(detail.get("residents", ""))
    return SavedTable(key, definition, period, entry.rows, entry.change, residents)


def _newest(tables: Mapping[str, SavedTable]) -> dict[str, SavedTable]:
    """The table saved last of each indicator, whose words describe it."""
    ordered = sorted(tables.values(), key=lambda one: (one.change, one.key))
    return {one.definition.id: one for one in ordered}


@remembered(maxsize=2)
def partner_definitions() -> Mapping[str, IndicatorDefinition]:
    """Return the definition of each partner's indicator, by its id: that of its newest table.

    Returns
    -------
    mapping of str to IndicatorDefinition
        In the order of the ids. Areas and time are those of the newest table alone.

    Raises
    ------
    PartnerError
        As `saved_tables`.

    Examples
    --------
    >>> isinstance(partner_definitions(), dict)
    True
    """
    return {id: one.definition for id, one in sorted(_newest(saved_tables()).items())}


@remembered(maxsize=2)
def partner_indicators() -> tuple[Indicator, ...]:
    """Return partners' indicators as the catalogue's records, by id.

    Returns
    -------
    tuple of Indicator
        ``smallest_area`` is the smallest that any period has; ``source`` is a key of
        `partner_sources`. One is restricted if any of its tables was saved so.

    Examples
    --------
    >>> all(not one.is_counted for one in partner_indicators())
    True
    """
    tables = saved_tables().values()
    made = []
    for id, said in partner_definitions().items():
        own = [one.definition for one in tables if one.definition.id == id]
        smallest = min((one.area_level for one in own), key=LEVELS.index)
        restricted = any(one.is_restricted for one in own)
        made.append(
            Indicator(
                id=id,
                name=said.name,
                short=said.short,
                unit=said.unit,
                polarity=said.polarity,
                sensitivity="restricted" if restricted else "open",
                smallest_area=smallest,  # type: ignore[arg-type]
                source=(source_id(said.partner),),
                definition=said.definition,
                caveat=said.caveat,
            )
        )
    return tuple(made)


def source_id(partner: str) -> str:
    """Return the id under which a partner is named as a source."""
    return f"partner-{slug(partner)}"


@remembered(maxsize=2)
def partner_sources() -> Mapping[str, str]:
    """Return the partners' names by their ids as sources.

    Returns
    -------
    mapping of str to str
        As `source_id` makes the ids. Only partners whose words describe an indicator are named: see
        `partner_definitions`.

    Examples
    --------
    >>> all(id.startswith("partner-") for id in partner_sources())
    True
    """
    return {source_id(one.partner): one.partner for one in partner_definitions().values()}


@remembered(maxsize=2)
def partner_periods() -> Mapping[str, Period]:
    """Return the periods of partners' tables by id, oldest first.

    Returns
    -------
    mapping of str to Period
        Of kind ``partner``, with the vintages of areas that the tables are by. A period that the
        catalogue has already is here too, under the same id and of the same vintage.

    Examples
    --------
    >>> all(one.kind == "partner" for one in partner_periods().values())
    True
    """
    held: dict[str, Period] = {}
    for table in sorted(saved_tables().values(), key=lambda one: one.period.end or ""):
        known = held.get(table.period.id)
        # A table by district says no vintage; one by ward does, and tells both.
        if known is None or known.ward_vintage is None:
            held[table.period.id] = table.period
    return held


@remembered(maxsize=64)
def partner_periods_of(indicator_id: str) -> tuple[str, ...]:
    """Return the ids of the periods in which a partner's indicator has a table, newest first.

    Parameters
    ----------
    indicator_id : str
        Of a partner's indicator.

    Returns
    -------
    tuple of str
        By the month that the periods end in; empty for an indicator that no partner supplied.

    Examples
    --------
    >>> partner_periods_of("no-such-indicator")
    ()
    """
    own = [one.period for one in saved_tables().values() if one.definition.id == indicator_id]
    return tuple(one.id for one in sorted(own, key=lambda one: one.end or "", reverse=True))


@remembered(maxsize=256)
def partner_values(indicator_id: str, period_id: str, level: str) -> pd.DataFrame:
    """Return a partner's values for the areas of a level: all that may be shown, and no more.

    Parameters
    ----------
    indicator_id, period_id : str
        Of a table in the store.
    level : {"lsoa", "ward", "district", "force"}
        Areas wanted.

    Returns
    -------
    DataFrame
        By ``area_code``, every area of the level: ``numerator``, ``denominator``, ``value`` in
        the indicator's unit, ``lower`` and ``upper`` (95%), and ``status``:

        - ``partner``: as supplied, or worked out from what was supplied;
        - ``suppressed``: withheld by the supplier, or here (a count from 1 to the setting
          ``suppress_up_to``, or one that would give such a count away);
        - ``restricted``: below the district, and the app was not started to show it;
        - ``not published``: the table has no figure. It is missing, never zero.

        Empty where there is no such table, or its areas are larger than those wanted. All numbers
        of a row are missing unless its status is ``partner``.

    Examples
    --------
    >>> partner_values("no-such-indicator", "2024", "ward").empty
    True
    """
    table = saved_tables().get(f"{indicator_id}/{period_id}")
    if table is None:
        return no_figures().assign(status=pd.Series(dtype="str"))
    tables = counted_tables(indicator_id)
    if not any(one.is_restricted for one in _tables_of(indicator_id)):
        return values_to_show(tables, period_id, level)
    return values_to_show(tables, period_id, level, _judged(indicator_id), restricted=True)


def _tables_of(indicator_id: str) -> list[IndicatorDefinition]:
    tables = saved_tables().values()
    return [one.definition for one in tables if one.definition.id == indicator_id]


def counted_tables(indicator_id: str) -> dict[str, Counted]:
    """Return every table of an indicator, by period, as disclosure control judges them.

    Not for pages: nothing is withheld yet.

    Parameters
    ----------
    indicator_id : str
        Of a partner's indicator.

    Returns
    -------
    dict of str to Counted
        Empty where no table of it is saved.

    Raises
    ------
    StoreError
        If a table's file is gone or cannot be read.

    Examples
    --------
    >>> counted_tables("no-such-indicator")
    {}
    """
    return {
        one.period.id: as_counted(one.definition, store.read_table(KIND, one.key))
        for one in saved_tables().values()
        if one.definition.id == indicator_id
    }


def as_counted(definition: IndicatorDefinition, table: pd.DataFrame) -> Counted:
    """Return a table with what its definition says of its areas and its time.

    Parameters
    ----------
    definition : IndicatorDefinition
        What the table was checked or saved as.
    table : DataFrame
        ``area_code``, ``numerator``, ``denominator``, ``value``, ``marker``, as in
        `data.partner_tables.checks.CheckedTable`.

    Returns
    -------
    Counted
        A span of months, unless the definition's period is a point in time.

    Examples
    --------
    >>> from data.partner.definition import EXAMPLE
    >>> counted = as_counted(EXAMPLE, pd.DataFrame())
    >>> counted.area_type, counted.start, counted.end, counted.is_span
    ('ward24', '2024-01', '2024-12', True)
    """
    time = definition.period
    is_span = time.months is not None
    return Counted(definition.level, definition.unit, time.start, time.end, is_span, table)


def judged_on(entries: Mapping[str, Entry], indicator_id: str) -> dict[str, str]:
    """Return the hashes of an indicator's tables: what a judgement was made on.

    Parameters
    ----------
    entries : mapping of str to Entry
        Partners' tables in the store, by key.
    indicator_id : str
        Of a partner's indicator.

    Returns
    -------
    dict of str to str
        SHA-256 of each table's file by the table's key, in order.

    Examples
    --------
    >>> judged_on({}, "no-such-indicator")
    {}
    """
    own = f"{indicator_id}/"
    return {key: entry.sha256 for key, entry in sorted(entries.items()) if key.startswith(own)}


@remembered(maxsize=32)
def _judged(indicator_id: str) -> Statuses | None:
    """What may be shown of a restricted indicator; None where nothing may."""
    snapshot, smallest = store.current(), settings().suppress_up_to
    kept = snapshot.entries.get((JUDGED, indicator_id))
    due = {"tables": judged_on(snapshot.of_kind(KIND), indicator_id), "smallest": smallest}
    if kept is not None and kept.detail == due:
        return from_table(store.read_table(JUDGED, indicator_id))
    try:
        return statuses(counted_tables(indicator_id), smallest, judged_before(indicator_id))
    except (DisclosureError, RuntimeError):
        # Saving refuses such tables. Where an undo brought them together, hiding all is safe.
        return None


def judged_before(indicator_id: str) -> Statuses | None:
    """Return the last judgement of an indicator that was kept, whatever tables it was made on.

    What it hid stays hidden when the tables are judged anew, unless it was made by a higher limit
    than the one in force: whoever lowers the limit wants to see more.

    Parameters
    ----------
    indicator_id : str
        Of a partner's indicator.

    Returns
    -------
    mapping of str to DataFrame or None
        As `data.partner.disclosure.statuses`; None where none was kept, or by a higher limit.

    Examples
    --------
    >>> judged_before("no-such-indicator") is None
    True
    """
    kept = store.current().entries.get((JUDGED, indicator_id))
    if kept is None or int(kept.detail.get("smallest", 0)) > settings().suppress_up_to:
        return None
    return from_table(store.read_table(JUDGED, indicator_id))


def values_to_show(
    tables: Tables,
    period_id: str,
    level: str,
    judged: Statuses | None = None,
    *,
    restricted: bool = False,
) -> pd.DataFrame:
    """Return the values of one table that may be shown: see `partner_values`.

    Parameters
    ----------
    tables : mapping of str to Counted
        Every table of the indicator, by period.
    period_id, level : str
        What is wanted.
    judged : mapping of str to DataFrame, optional
        From `data.partner.disclosure.statuses`; without it a restricted indicator shows nothing.
    restricted : bool
        Whether the indicator is restricted.

    Returns
    -------
    DataFrame
        As `partner_values`.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from data.partner.definition import EXAMPLE
    >>> row = {"numerator": 240, "denominator": 80_000, "value": None, "marker": "given"}
    >>> table = pd.DataFrame([{"area_code": "E07000194", **row}])
    >>> tables = {"2024": as_counted(replace(EXAMPLE, level="district"), table)}
    >>> values_to_show(tables, "2024", "district")["value"].dropna().to_dict()
    {'E07000194': 3.0}
    """
    table = tables[period_id]
    figures = figures_at(table.table, table.area_type, table.unit, level)
    status = figures["value"].notna().map({True: "partner", False: "not published"})
    if restricted:
        shown = may_be_shown(judged, tables, period_id, figures, level)
        status[figures["value"].notna() & ~shown] = "suppressed"
    status[figures["marker"] == SUPPRESSED] = "suppressed"
    if restricted and level in SMALL and not settings().show_restricted:
        status[:] = "restricted"
    values = figures.assign(status=status.astype("str"))[VALUE_COLUMNS]
    values.loc[values["status"] != "partner", NUMBERS] = pd.NA
    return values
