"""Counting street-level records of data.police.uk by month, LSOA and crime type.

Rules, and what they rest on (150,485 records of 17 months were looked at):

- A Crime ID that comes twice *within* a month is counted once. None did; the rule guards against
  a file that was put together twice. Of the repeated records one with a location is kept.
- A Crime ID that comes again in *another* month is counted in both (71 did, in 142 records, mostly
  one month apart): a month's count must not depend on which other months are loaded, and the
  publisher does not say which of the two is right.
- Anti-social behaviour has no Crime ID, and locations are snapped to shared points, so that equal
  rows (28% of its records repeat another's row) can be separate incidents: all are counted.
- A record without an LSOA code has no location and belongs to no area. It is reported, not shared
  out.
- A record whose LSOA is not in the force area, in the vintage of codes that its month uses, is
  outside.

So for each month: rows read = duplicates + outside + without location + counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pandas as pd

from data.engine import connect, text_csv
from data.police import ASB
from data.street_files import StreetFile, StreetFileError, open_street_files


@dataclass(frozen=True)
class PoliceCounts:
    """Counted records, and the account of those that could not be counted to an area.

    Parameters
    ----------
    counts : DataFrame
        ``month``, ``area_type``, ``area_code``, ``crime_type``, ``count`` (positive cells only).
    months : DataFrame
        ``month``, ``area_type``, ``rows_read``, ``duplicates``, ``outside_force``,
        ``no_location``, ``counted``, ``no_location_asb``, ``counted_asb``.
    """

    counts: pd.DataFrame
    months: pd.DataFrame


def count_street_files(
    sources: Sequence[Path], lsoas: pd.DataFrame, *, force: str | None = None
) -> PoliceCounts:
    """Count street-level records by month, LSOA and crime type.

    Parameters
    ----------
    sources : sequence of Path
        As for `open_street_files`.
    lsoas : DataFrame
        The force area's LSOAs: ``area_type`` (the vintage) and ``area_code``.
    force : str, optional
        As for `open_street_files`.

    Returns
    -------
    PoliceCounts

    Raises
    ------
    StreetFileError
        If a file is refused, a month has codes of two vintages, or the records do not add up.

    Notes
    -----
    The rules are told at the head of this module. Source: data.police.uk.

    Examples
    --------
    >>> count_street_files([], pd.DataFrame({"area_type": ["lsoa21"], "area_code": ["E01000001"]}))
    Traceback (most recent call last):
        ...
    data.street_files.StreetFileError: No street-level file was found. ...
    """
    with open_street_files(sources, force) as files:
        connection = connect()
        records = street_records(text_csv(connection, [each.path for each in files]))
        vintages = connection.execute(lsoa_vintages(records, ibis.memtable(lsoas)))
        vintage = _one_vintage_a_month(vintages)
        told = with_fate(records, ibis.memtable(vintage), ibis.memtable(lsoas))
        counts = connection.execute(count_by_area(told))
        months = connection.execute(account_by_month(told))
        _check_account(months, files)
    return PoliceCounts(
        counts.sort_values(["month", "area_code", "crime_type"], ignore_index=True),
        months.sort_values("month", ignore_index=True),
    )


def street_records(table: Any) -> Any:
    """Return the columns that counting needs, under our names.

    Parameters
    ----------
    table : ibis.expr.types.Table
        Street-level records with the publisher's columns.

    Returns
    -------
    ibis.expr.types.Table
        ``crime_id``, ``month``, ``lsoa_code``, ``crime_type``; text, empty where there is none.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> columns = ["Crime ID", "Month", "LSOA code", "Crime type"]
    >>> schema = dict.fromkeys(columns, "string")
    >>> street_records(ibis.table(schema, name="street")).columns
    ('crime_id', 'month', 'lsoa_code', 'crime_type')
    """
    return table.select(
        crime_id=table["Crime ID"].fill_null(""),
        month=table["Month"],
        lsoa_code=table["LSOA code"].fill_null(""),
        crime_type=table["Crime type"],
    )


def lsoa_vintages(records: Any, lsoas: Any) -> Any:
    """Return how many of each month's records carry codes that are in each vintage, or only in it.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`.
    lsoas : ibis.expr.types.Table
        ``area_type``, ``area_code``: the force area's LSOAs of both vintages.

    Returns
    -------
    ibis.expr.types.Table
        ``month``, ``area_type``, ``matched``, ``matched_only_here``: records.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"month": ["2025-01"], "lsoa_code": ["E01000002"]})
    >>> lsoas = ibis.memtable({"area_type": ["lsoa21"], "area_code": ["E01000002"]})
    >>> lsoa_vintages(records, lsoas).execute()["matched_only_here"].tolist()
    [1]
    """
    held = lsoas.mutate(vintages=lsoas.count().over(group_by=lsoas.area_code))
    joined = records.inner_join(held, records.lsoa_code == held.area_code)
    return joined.group_by(["month", "area_type"]).agg(
        matched=joined.count(), matched_only_here=(joined.vintages == 1).sum()
    )


def _one_vintage_a_month(vintages: pd.DataFrame) -> pd.DataFrame:
    """The vintage that each month uses: the one with more matches, the newer one in a tie.

    A tie means that only unchanged LSOAs occur, so that both vintages give the same counts.
    """
    exclusive = vintages[vintages["matched_only_here"] > 0]
    mixed = exclusive["month"].duplicated()
    if mixed.any():
        raise StreetFileError(
            f"{exclusive.loc[mixed, 'month'].iloc[0]} carries LSOA codes of two vintages; records "
            "would be lost whichever is used. Download the month again."
        )
    ranked = vintages.sort_values(["month", "matched", "area_type"])
    return ranked.drop_duplicates("month", keep="last")[["month", "area_type"]]


def with_fate(records: Any, vintage: Any, lsoas: Any) -> Any:
    """Return records with what becomes of each: counted, or why not.

    Parameters
    ----------
    records : ibis.expr.types.Table
        From `street_records`.
    vintage : ibis.expr.types.Table
        ``month``, ``area_type``: the LSOA vintage of each month.
    lsoas : ibis.expr.types.Table
        ``area_type``, ``area_code``: the force area's LSOAs.

    Returns
    -------
    ibis.expr.types.Table
        The records with ``area_type`` and ``fate``: ``duplicate``, ``no_location``,
        ``outside_force`` or ``counted``; each record has one.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> records = ibis.memtable({"crime_id": ["a", "a", ""], "month": ["2025-01"] * 3,
    ...     "lsoa_code": ["E01000001", "", "E01000009"], "crime_type": ["Drugs", "Drugs", ASB]})
    >>> vintage = ibis.memtable({"month": ["2025-01"], "area_type": ["lsoa21"]})
    >>> lsoas = ibis.memtable({"area_type": ["lsoa21"], "area_code": ["E01000001"]})
    >>> sorted(with_fate(records, vintage, lsoas).execute()["fate"])
    ['counted', 'duplicate', 'outside_force']
    """
    # A record with a location comes first, so that it is the one kept; the rest of the order only
    # makes the choice the same on every run.
    order = [records.lsoa_code == "", records.lsoa_code, records.crime_type]
    numbered = records.mutate(
        nth=ibis.row_number().over(group_by=[records.month, records.crime_id], order_by=order)
    )
    dated = numbered.left_join(vintage, "month").drop("month_right")
    placed = dated.left_join(
        lsoas.mutate(inside=True),
        [dated.area_type == lsoas.area_type, dated.lsoa_code == lsoas.area_code],
    )
    fate = ibis.cases(
        ((placed.crime_id != "") & (placed.nth > 0), "duplicate"),
        (placed.lsoa_code == "", "no_location"),
        (placed.inside, "counted"),
        else_="outside_force",
    )
    return placed.select("month", "area_type", "lsoa_code", "crime_type", fate=fate)


def count_by_area(told: Any) -> Any:
    """Return the counted records by month, LSOA and crime type.

    Parameters
    ----------
    told : ibis.expr.types.Table
        From `with_fate`.

    Returns
    -------
    ibis.expr.types.Table
        ``month``, ``area_type``, ``area_code``, ``crime_type``, ``count``; cells of at least 1.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> told = ibis.memtable({"month": ["2025-01"] * 2, "area_type": ["lsoa21"] * 2,
    ...     "lsoa_code": ["E01000001"] * 2, "crime_type": ["Drugs"] * 2, "fate": ["counted"] * 2})
    >>> count_by_area(told).execute()["count"].tolist()
    [2]
    """
    counted = told.filter(told.fate == "counted").rename(area_code="lsoa_code")
    cells = ["month", "area_type", "area_code", "crime_type"]
    return counted.group_by(cells).agg(count=counted.count())


def account_by_month(told: Any) -> Any:
    """Return what became of the records of each month.

    Parameters
    ----------
    told : ibis.expr.types.Table
        From `with_fate`.

    Returns
    -------
    ibis.expr.types.Table
        One row a month, columns as in `load_months`.

    Raises
    ------
    AttributeError
        If a column is not there.

    Examples
    --------
    >>> told = ibis.memtable({"month": ["2025-01"], "area_type": ["lsoa21"],
    ...     "lsoa_code": [""], "crime_type": [ASB], "fate": ["no_location"]})
    >>> account_by_month(told).execute()["no_location_asb"].tolist()
    [1]
    """
    is_asb = told.crime_type == ASB
    return told.group_by(["month", "area_type"]).agg(
        rows_read=told.count(),
        duplicates=(told.fate == "duplicate").sum(),
        outside_force=(told.fate == "outside_force").sum(),
        no_location=(told.fate == "no_location").sum(),
        counted=(told.fate == "counted").sum(),
        no_location_asb=((told.fate == "no_location") & is_asb).sum(),
        counted_asb=((told.fate == "counted") & is_asb).sum(),
    )


def _check_account(months: pd.DataFrame, files: Sequence[StreetFile]) -> None:
    """Refuse counts that lost or doubled a record anywhere between the file and the table."""
    parts = ["duplicates", "outside_force", "no_location", "counted"]
    read = {each.month: each.rows for each in files}
    accounted = months.set_index("month")[parts].sum(axis=1)
    for month, rows in read.items():
        if month in accounted.index and rows != accounted[month]:
            raise StreetFileError(
                f"{month}: {rows} records were read and {accounted[month]} accounted for."
            )
    unmatched = months.loc[months["counted"] == 0, "month"]
    if len(unmatched) or set(read) != set(months["month"]):
        raise StreetFileError(
            f"No record of {', '.join(unmatched) or 'a month'} lies in the force area. Check that "
            "the files are of this force."
        )
