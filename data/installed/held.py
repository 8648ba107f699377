"""What this installation holds: months of records, boundaries, partners' tables, history."""

from __future__ import annotations

import pandas as pd

from data import store
from data.catalogue.base import base_catalogue
from data.installed.catalogue import load_catalogue
from data.partner.levels import level_of
from data.partner.values import SavedTable, saved_tables
from data.store import Change
from data.tables.police import FATES, imported_months, load_months
from geo.areas import type_in_words


def months_held() -> pd.DataFrame:
    """Return every month from the first loaded to the last, with what is known of it.

    Returns
    -------
    DataFrame
        ``month``; ``state`` (``packaged``, ``imported`` or ``absent``), ``area_type`` (LSOA
        vintage), ``rows_read``, ``counted``, ``no_location``, ``duplicates``, ``recurring``,
        ``outside_force`` (records; missing for an absent month, and ``recurring`` where it is not
        known), ``points`` (whether each record's snap point is in the store).

    Examples
    --------
    >>> months_held()["state"].value_counts().to_dict()
    {'absent': 55, 'packaged': 32}
    """
    held = load_months().astype({"month": str, "area_type": str}).set_index("month")
    due = held.index
    if len(held):
        due = pd.period_range(min(held.index), max(held.index), freq="M").strftime("%Y-%m")
    imported, points = imported_months(), store.current().of_kind("police_points")
    told = held.reindex(due)
    told.insert(0, "state", ["imported" if one in imported else "packaged" for one in due])
    told["state"] = told["state"].where(told["rows_read"].notna(), "absent")
    told["points"] = [imported.get(month) in points for month in due]
    counts = ["rows_read", *reversed(FATES)]
    told[counts] = told[counts].astype("Int64")
    return told.rename_axis("month").reset_index()[
        ["month", "state", "area_type", *counts, "points"]
    ]


def boundaries_held() -> pd.DataFrame:
    """Return each layer of wards that can be drawn: best fit of LSOAs, and legal.

    Returns
    -------
    DataFrame
        ``vintage`` (its name), ``kind`` (``best fit`` or ``legal``), ``areas`` (how many),
        ``origin`` (the file a legal layer came from), ``when`` (UTC; empty for best fit).

    Examples
    --------
    >>> boundaries_held()["kind"].unique().tolist()
    ['best fit']
    """
    catalogue = load_catalogue()
    rows = [
        (catalogue.vintage_name(vintage), "best fit", _count_of(vintage), "made from LSOAs", "")
        for vintage in sorted(catalogue.fitted)
    ]
    snapshot = store.current()
    by_number = {change.number: change for change in snapshot.history}
    for key, entry in snapshot.of_kind("boundaries").items():
        change = by_number[entry.change]
        origin = ", ".join(str(one["name"]) for one in change.files) or change.what
        name = catalogue.vintage_name(key) if key.startswith("ward") else key
        rows.append((name, "legal", entry.rows, origin, change.when))
    return pd.DataFrame(rows, columns=["vintage", "kind", "areas", "origin", "when"])


def _count_of(vintage: str) -> int:
    from data.tables.areas import load_areas

    return int((load_areas()["area_type"] == vintage).sum())


def partner_tables_held() -> pd.DataFrame:
    """Return each partner's table that is saved: what it is, of when, by whom it was saved.

    Returns
    -------
    DataFrame
        ``key`` (in the store), ``indicator`` (name), ``period`` (label), ``areas`` (their kind and
        vintage), ``rows``, ``sensitivity``, ``partner``, ``saved by``, ``when`` (UTC), ``file``,
        ``note``; by indicator, the newest period first.

    Raises
    ------
    PartnerError
        If the store holds something else under that kind.

    Examples
    --------
    >>> partner_tables_held().columns.tolist()[:4]
    ['key', 'indicator', 'period', 'areas']
    """
    by_number = {change.number: change for change in store.current().history}
    tables = sorted(saved_tables().values(), key=lambda one: one.period.end or "", reverse=True)
    tables = sorted(tables, key=lambda one: one.definition.name)
    rows = [_partner_row(one, by_number[one.change]) for one in tables]
    return pd.DataFrame(
        rows,
        columns=[
            *("key", "indicator", "period", "areas", "rows", "sensitivity"),
            *("partner", "saved by", "when", "file", "note"),
        ],
    )


def _partner_row(table: SavedTable, change: Change) -> tuple[object, ...]:
    said = table.definition
    return (
        table.key,
        said.name,
        table.period.label,
        areas_name(said.level),
        table.rows,
        said.sensitivity,
        said.partner,
        change.who,
        change.when,
        # An undo puts a table back and has no file; its words say what it undid.
        ", ".join(str(one["name"]) for one in change.files) or change.what,
        change.note,
    )


def areas_name(area_type: str) -> str:
    """Name a kind of areas with its vintage, as screens write it.

    Parameters
    ----------
    area_type : str
        Such as ``ward24``, ``lsoa21`` or ``district``.

    Returns
    -------
    str
        With its first letter a capital. Wards have their vintage as the catalogue calls it; a type
        that is not known keeps its id.

    Examples
    --------
    >>> areas_name("ward24"), areas_name("lsoa21"), areas_name("district")
    ('Wards of 2024/25', 'LSOAs of 2021', 'Districts')
    """
    if level_of(area_type) == "ward":
        return f"Wards of {load_catalogue().vintage_name(area_type)}"
    words = type_in_words(area_type)
    return f"{words[0].upper()}{words[1:]}"


def other_forces_held() -> pd.DataFrame:
    """Return the other forces whose months are in the store, as a national store holds them.

    Returns
    -------
    DataFrame
        ``force`` (as in the publisher's file names), ``months`` (how many), ``first``, ``last``,
        ``counted`` (records).

    Examples
    --------
    >>> other_forces_held().columns.tolist()
    ['force', 'months', 'first', 'last', 'counted']
    """
    own = base_catalogue().force.slug
    rows = [
        (*key.split("/"), int(entry.detail.get("counted", 0)))
        for key, entry in store.current().of_kind("police_month").items()
        if not key.startswith(f"{own}/")
    ]
    table = pd.DataFrame(rows, columns=["force", "month", "counted"])
    return table.groupby("force", as_index=False).agg(
        months=("month", "size"),
        first=("month", "min"),
        last=("month", "max"),
        counted=("counted", "sum"),
    )


def history() -> tuple[Change, ...]:
    """Return every change that was made to the store, newest first.

    Returns
    -------
    tuple of Change
        Empty where nothing was put into the store. What an old change replaced is forgotten, the
        change itself is not.

    Examples
    --------
    >>> history()
    ()
    """
    return tuple(reversed(store.current().history))


def can_be_undone(change: Change) -> bool:
    """Tell whether nothing that came later stands in the way of undoing a change.

    Parameters
    ----------
    change : Change
        Of `history`.

    Returns
    -------
    bool
        False, too, where the change is so old that the store has forgotten what it replaced.

    Examples
    --------
    >>> [can_be_undone(change) for change in history()]
    []
    """
    touched = set(change.before)
    return bool(touched) and not any(
        touched & {*later.put, *later.removed}
        for later in store.current().history
        if later.number > change.number
    )
