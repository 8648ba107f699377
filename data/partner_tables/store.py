"""Putting partners' tables into the store, and taking them out; every version is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data import store
from data.catalogue.records import Period
from data.partner.definition import refuse_clash, to_detail
from data.partner.disclosure import Statuses, as_table
from data.partner.values import JUDGED, KIND, SavedTable, judged_on, saved_tables
from data.partner.words import PartnerError
from data.partner_tables.checks import CheckedTable, refuse_unsavable
from data.partner_tables.preview import judged_beside, judged_together
from data.partner_tables.vintage import stored_period
from data.phrases.plain import number_of
from data.settings import settings
from data.store import Change


def save_partner_table(checked: CheckedTable, who: str, note: str = "") -> Change:
    r"""Save a checked table as one change of the store, or not at all.

    Parameters
    ----------
    checked : CheckedTable
        Without errors.
    who, note : str
        Who saves it, and a remark; both are kept in the history with the file's name and hash.

    Returns
    -------
    Change
        Its number undoes it (`data.store.store.undo`). A table of the same indicator and period is
        replaced; the earlier version stays in the history.

    Raises
    ------
    PartnerError
        If the table has errors, nobody is named, the id means something else already, or the
        counts of a restricted indicator cannot stand beside those that are saved.
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> import os
    >>> from tempfile import TemporaryDirectory
    >>> from unittest.mock import patch
    >>> from data.partner.definition import EXAMPLE
    >>> from data.partner_tables.checks import check_partner_table
    >>> from data.partner_tables.files import read_partner_file
    >>> from data.partner_tables.mapping import guess_mapping
    >>> text = b"Ward code,Count,Population\nE05010670,12,4000\n"
    >>> file = read_partner_file(text, "fires.csv")
    >>> checked = check_partner_table(file, guess_mapping(file.table), EXAMPLE)
    >>> with TemporaryDirectory() as folder, patch.dict(os.environ, CSP_STORE=folder):
    ...     save_partner_table(checked, "An analyst").what
    'Imported Deliberate fires by ward24, 2024'
    """
    return save_partner_tables([checked], who, note)


def save_partner_tables(
    tables: Sequence[CheckedTable], who: str, note: str = "", what: str = ""
) -> Change:
    """Save several checked tables of one file as one change of the store, or none of them.

    Parameters
    ----------
    tables : sequence of CheckedTable
        Without errors; of different indicators or periods.
    who, note : str
        As for `save_partner_table`.
    what : str
        How the history names the change; by default by its indicators and periods.

    Returns
    -------
    Change
        Its number undoes all of them together.

    Raises
    ------
    PartnerError
        If one of them cannot be saved, or two are of the same indicator and period.
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> save_partner_tables([], "An analyst")
    Traceback (most recent call last):
        ...
    data.partner.words.PartnerError: There is no table to save.
    """
    if not tables:
        raise PartnerError("There is no table to save.")
    for checked in tables:
        refuse_unsavable(checked)
    if not who.strip():
        raise PartnerError("Say who saves the table: the history keeps it.")
    keys = [_key(one) for one in tables]
    if len(set(keys)) < len(keys):
        raise PartnerError("Two columns have the same name and period. Give each its own name.")
    read_as = list(dict.fromkeys(told for one in tables for told in one.read_as))
    files = [{**tables[0].file, **({"read_as": read_as} if read_as else {})}]
    what = what or f"Imported {'; '.join(_named(one) for one in tables)}"
    # Alone: what is judged beside the saved tables must not miss one that is saved meanwhile.
    with store.transaction(
        what, who=who.strip(), note=note.strip(), files=files, alone=True
    ) as change:
        for checked in tables:
            _put(change, checked)
        _judge(change, tables)
    assert change.committed is not None  # something was put
    return change.committed


def _key(checked: CheckedTable) -> str:
    return f"{checked.definition.id}/{stored_period(checked.definition).id}"


def _named(checked: CheckedTable) -> str:
    said = checked.definition
    return f"{said.name} by {said.level}, {stored_period(said).label}"


def _put(change: store.Transaction, checked: CheckedTable) -> None:
    saved = {one.definition.id: one.definition for one in saved_tables().values()}
    refuse_clash(checked.definition, saved)
    detail = {
        "definition": to_detail(checked.definition),
        "period": _period_detail(stored_period(checked.definition)),
        "residents": checked.residents,
        "warnings": list(checked.warnings),
        "lacking": len(checked.lacking),
        "file": checked.file,
        "read_as": list(checked.read_as),
        "shape": checked.shape,
    }
    change.put(KIND, _key(checked), checked.frame, detail=detail)


def _judge(change: store.Transaction, tables: Sequence[CheckedTable]) -> None:
    """Judge each restricted indicator once, with all of its tables that are saved together."""
    by_id: dict[str, list[CheckedTable]] = {}
    for checked in tables:
        by_id.setdefault(checked.definition.id, []).append(checked)
    for id, own in by_id.items():
        # Of one table it was judged for the preview, and is remembered.
        judged = judged_beside(own[0]) if len(own) == 1 else judged_together(own)
        if judged is not None:
            _put_judgement(change, id, judged)


def _put_judgement(change: store.Transaction, indicator_id: str, judged: Statuses) -> None:
    """Keep what may be shown beside the counts: a hard case takes a minute to judge."""
    entries = dict(store.current().of_kind(KIND))
    entries |= {key: entry for (kind, key), entry in change.changes[0].items() if kind == KIND}
    detail = {"tables": judged_on(entries, indicator_id), "smallest": settings().suppress_up_to}
    change.put(JUDGED, indicator_id, as_table(judged), detail=detail)


def _forget_tables(change: store.Transaction, indicator_id: str) -> None:
    """Keep what was hidden, though not as the judgement of the tables that are left.

    They are judged again when they are next looked at; a table that comes back with other counts
    must not show what was hidden beside the ones that were seen.
    """
    kept = store.current().entries.get((JUDGED, indicator_id))
    if kept is not None:
        detail = {**kept.detail, "tables": {}}
        change.put(JUDGED, indicator_id, store.read_table(JUDGED, indicator_id), detail=detail)


def _period_detail(period: Period) -> dict[str, object]:
    kept = ("id", "label", "start", "end", "months", "ward_vintage", "lsoa_vintage", "note")
    return {name: getattr(period, name) for name in kept}


def versions(indicator_id: str, period_id: str) -> tuple[Change, ...]:
    """Return the changes that put, replaced or removed a table, the newest first.

    Parameters
    ----------
    indicator_id, period_id : str
        Of the table.

    Returns
    -------
    tuple of Change
        Each with who made it, when, from which file and with what note.

    Examples
    --------
    >>> versions("no-such-indicator", "2024")
    ()
    """
    key = (KIND, f"{indicator_id}/{period_id}")
    history = store.current().history
    return tuple(one for one in reversed(history) if key in (*one.put, *one.removed))


def remove_table(indicator_id: str, period_id: str, who: str, note: str = "") -> Change:
    """Take one period of an indicator out of the store; it can be undone.

    Parameters
    ----------
    indicator_id, period_id : str
        Of the table.
    who, note : str
        Who removes it, and a remark; both are kept in the history.

    Returns
    -------
    Change
        Its number undoes it (`data.store.store.undo`). What was hidden of the indicator stays
        hidden if the table comes back.

    Raises
    ------
    PartnerError
        If the store has no such table.
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> remove_table("no-such-indicator", "2024", "An analyst")
    Traceback (most recent call last):
        ...
    data.partner.words.PartnerError: No partner's table 'no-such-indicator/2024' is saved.
    """
    key = f"{indicator_id}/{period_id}"
    return _remove(lambda one: one.key == key, key, who, note)


def remove_indicator(indicator_id: str, who: str, note: str = "") -> Change:
    """Take an indicator out of the store with all its periods; it can be undone.

    Parameters
    ----------
    indicator_id : str
        Of the indicator.
    who, note : str
        Who removes it, and a remark; both are kept in the history.

    Returns
    -------
    Change
        Its number undoes it (`data.store.store.undo`). What was hidden of the indicator stays
        hidden if the table comes back.

    Raises
    ------
    PartnerError
        If the store has no such indicator.
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> remove_indicator("no-such-indicator", "An analyst")
    Traceback (most recent call last):
        ...
    data.partner.words.PartnerError: No partner's table 'no-such-indicator' is saved.
    """
    return _remove(lambda one: one.definition.id == indicator_id, indicator_id, who, note)


def _remove(wanted: Callable[[SavedTable], bool], named: str, who: str, note: str) -> Change:
    # Named before the lock is taken, which does not matter: what is removed is looked up under it.
    there = [one for one in saved_tables().values() if wanted(one)]
    name = there[0].definition.name if there else named
    what = f"Removed {name} ({number_of(len(there), 'period')})"
    with store.transaction(what, who=who, note=note, alone=True) as change:
        tables = [one for one in saved_tables().values() if wanted(one)]
        if not tables:
            raise PartnerError(f"No partner's table '{named}' is saved.")
        for table in tables:
            change.remove(KIND, table.key)
        _forget_tables(change, tables[0].definition.id)
    assert change.committed is not None
    return change.committed
