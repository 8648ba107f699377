"""Counts of data.police.uk's street-level records, as the app loads them.

How the records are checked is told in `data.street.files`, how they are counted in
`data.street.counting`. Nothing here needs the counting engine, so that the app starts without it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data import store
from data.catalogue.base import base_catalogue
from data.store.remembered import remembered
from data.tables.packaged import read_packaged

ASB = "Anti-social behaviour"
# The publisher's closed list since September 2014.
CRIME_TYPES = (
    ASB,
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)


def load_counts(folder: Path | None = None) -> pd.DataFrame:
    """Return recorded crime and anti-social behaviour by month, LSOA and crime type.

    Parameters
    ----------
    folder : Path, optional
        Where the packaged tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``month`` (text, ``YYYY-MM``), ``area_type`` (the LSOA vintage that the month's records
        use: ``lsoa11`` or ``lsoa21``), ``area_code``, ``crime_type`` (as the publisher labels it),
        ``count`` (records, at least 1). In a month that is loaded, a cell that is not there is a
        true zero; a month that is not loaded is absent, and is no zero.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Notes
    -----
    Source: data.police.uk, Open Government Licence v3.0. Locations are snapped to shared points,
    which can move a record over a border. 'Anti-social behaviour' is not a crime.

    Examples
    --------
    >>> int(load_counts()["count"].min())
    1
    """
    # A view, so that who changes it changes nobody else's.
    return _counts().copy(deep=False) if folder is None else read_packaged("police_counts", folder)


@remembered(maxsize=1)
def _counts() -> pd.DataFrame:
    """The packaged counts, with imported months in place of the packaged ones."""
    imported = imported_months()
    if not imported:
        return read_packaged("police_counts")
    packaged = read_packaged("police_counts")
    tables = [packaged[~packaged["month"].isin(list(imported))]]
    tables += [store.read_table("police_month", key) for key in imported.values()]
    # Tables that were compressed to categories by themselves do not share them.
    texts = [table.astype({"month": str, "area_type": str, "crime_type": str}) for table in tables]
    return pd.concat(texts, ignore_index=True)[packaged.columns.tolist()]


@remembered(maxsize=1)
def imported_months() -> dict[str, str]:
    """Return the months of the own force in the store, each with its entry's key, oldest first.

    Returns
    -------
    dict of str to str
        Key of the entry of kind ``police_month`` by month, ``YYYY-MM``. Such a month takes the
        place of the packaged one.

    Examples
    --------
    >>> imported_months()
    {}
    """
    own = f"{base_catalogue().force.slug}/"
    keys = [key for key in store.current().of_kind("police_month") if key.startswith(own)]
    return {key.removeprefix(own): key for key in keys}


def load_months(folder: Path | None = None) -> pd.DataFrame:
    """Return the loaded months and how complete each is.

    Parameters
    ----------
    folder : Path, optional
        Where the packaged tables are; by default those that ship with the app.

    Returns
    -------
    DataFrame
        ``month`` (text, unique), ``area_type`` (``lsoa11`` or ``lsoa21``), ``rows_read``,
        ``duplicates``, ``recurring`` (their Crime ID came in an earlier month; missing for a month
        that was counted before this was looked for), ``outside_force``, ``no_location``,
        ``counted``: records, where ``rows_read`` is the sum of the others; ``no_location_asb``,
        ``counted_asb``: the same for anti-social behaviour alone. Completeness is known for the
        force and month only: a record without a location has no district.

    Raises
    ------
    PackagedDataError
        If the table is not there.

    Examples
    --------
    >>> months = load_months()
    >>> bool((months["rows_read"] == months[list(FATES)].sum(axis=1)).all())
    True
    """
    if folder is None:
        return _months().copy(deep=False)
    return _with_recurring(read_packaged("police_months", folder))


FATES = ("duplicates", "recurring", "outside_force", "no_location", "counted")
"""What becomes of the records of a month; together they are those that were read."""


UNPLACED = "no_location_by_type"
"""Where an imported month's entry holds its records without a location, by crime type."""


@remembered(maxsize=1)
def load_unplaced() -> pd.DataFrame:
    """Return the records without a location by month and crime type.

    Returns
    -------
    DataFrame
        ``month``, ``crime_type``, ``count``. Of a month that is there, a type that is not is 0. A
        month that is not there was imported before this was kept, and is not known by type.

    Notes
    -----
    Source: data.police.uk. A record without a location has no district either.

    Examples
    --------
    >>> told = load_unplaced()
    >>> int(told.loc[told["crime_type"] == "Shoplifting", "count"].sum()) > 0
    True
    """
    packaged, imported = read_packaged("police_unplaced"), imported_months()
    rows = [packaged.astype({"month": str, "crime_type": str})]
    rows[0] = rows[0][~rows[0]["month"].isin(list(imported))]
    entries = store.current().of_kind("police_month")
    for month, key in imported.items():
        held = entries[key].detail.get(UNPLACED)
        if held is not None:
            # One row at least, so that a month without any is not taken for one not known.
            told = {ASB: 0, **held}
            rows.append(
                pd.DataFrame({"month": month, "crime_type": list(told), "count": told.values()})
            )
    return pd.concat(rows, ignore_index=True)


@remembered(maxsize=1)
def _months() -> pd.DataFrame:
    packaged = _with_recurring(read_packaged("police_months"))
    imported = imported_months()
    if not imported:
        return packaged
    entries = store.current().of_kind("police_month")
    account = pd.DataFrame(
        [{**entries[key].detail, "month": month} for month, key in imported.items()]
    )
    kept = packaged[~packaged["month"].isin(list(imported))]
    account = _with_recurring(account)[packaged.columns.tolist()]
    both = pd.concat([kept, account], ignore_index=True)
    counted = both.columns.drop(["month", "area_type", "recurring"]).tolist()
    return both.astype(dict.fromkeys(counted, "int64")).sort_values("month", ignore_index=True)


def _with_recurring(months: pd.DataFrame) -> pd.DataFrame:
    """Months with their records that recur, missing where that is not known."""
    known = months.get("recurring", pd.Series(pd.NA, index=months.index, dtype="Int64"))
    rest = months.drop(columns="recurring", errors="ignore")
    after = rest.columns.tolist().index("duplicates") + 1
    rest.insert(after, "recurring", known.astype("Int64"))
    return rest
