"""What a checked table will show once it is saved: nothing that may not be shown later."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.partner.disclosure import Counted, Statuses, mixed_periods, statuses
from data.partner.values import (
    as_counted,
    counted_tables,
    judged_before,
    partner_indicators,
    values_to_show,
)
from data.partner.words import PartnerError, listed
from data.partner_tables.checks import CheckedTable, refuse_unsavable
from data.partner_tables.vintage import stored_period
from data.settings import settings
from data.store.remembered import remembered
from geo.disclosure import DisclosureError


def preview_values(checked: CheckedTable, level: str) -> pd.DataFrame:
    r"""Return what `data.partner.values.partner_values` will return once a checked table is saved.

    Parameters
    ----------
    checked : CheckedTable
        Without errors.
    level : {"lsoa", "ward", "district", "force"}
        Areas wanted.

    Returns
    -------
    DataFrame
        As `data.partner.values.partner_values`.

    Raises
    ------
    PartnerError
        If the table has errors, or cannot stand beside those that are saved.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from data.partner.definition import EXAMPLE
    >>> from data.partner_tables.checks import check_partner_table
    >>> from data.partner_tables.files import read_partner_file
    >>> from data.partner_tables.mapping import guess_mapping
    >>> text = b"District code,Count,Population\nE07000194,240,80000\n"
    >>> file = read_partner_file(text, "fires.csv")
    >>> by_district = replace(EXAMPLE, level="district")
    >>> checked = check_partner_table(file, guess_mapping(file.table), by_district)
    >>> preview_values(checked, "district")["value"].dropna().to_dict()
    {'E07000194': 3.0}
    """
    refuse_unsavable(checked)
    period_id = stored_period(checked.definition).id
    tables = _beside(checked, period_id)
    if not _is_restricted(checked):
        return values_to_show(tables, period_id, level)
    return values_to_show(tables, period_id, level, judged_beside(checked), restricted=True)


# A preview is looked at, and then saved: the counts are judged once for both.
@remembered(maxsize=2)
def judged_beside(checked: CheckedTable) -> Statuses | None:
    r"""Judge a restricted table together with those of its indicator that are saved.

    Parameters
    ----------
    checked : CheckedTable
        Without errors.

    Returns
    -------
    mapping of str to DataFrame or None
        As `data.partner.disclosure.statuses`; None for an open indicator.

    Raises
    ------
    PartnerError
        If another table of the indicator is by other small areas at the same time, or the counts
        contradict one another: a year with less than its first quarter.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from data.partner.definition import EXAMPLE
    >>> from data.partner_tables.checks import check_partner_table
    >>> from data.partner_tables.files import read_partner_file
    >>> from data.partner_tables.mapping import guess_mapping
    >>> text = b"District code,Count,Population\nE07000194,2,80000\n"
    >>> file = read_partner_file(text, "fires.csv")
    >>> restricted = replace(EXAMPLE, level="district", sensitivity="restricted")
    >>> checked = check_partner_table(file, guess_mapping(file.table), restricted)
    >>> judged_beside(checked)["district"].loc["E07000194"].to_dict()
    {'2024': 'primary'}
    """
    return judged_together([checked])


def judged_together(tables: Sequence[CheckedTable]) -> Statuses | None:
    """Judge several tables of one restricted indicator together; None for an open one."""
    first = tables[0]
    if not _is_restricted(first):
        return None
    beside = {**counted_tables(first.definition.id)}
    for one in tables:
        beside[stored_period(one.definition).id] = as_counted(one.definition, one.frame)
    return _judged(first, beside)


def _is_restricted(checked: CheckedTable) -> bool:
    id = checked.definition.id
    saved = any(one.is_restricted for one in partner_indicators() if one.id == id)
    return saved or checked.definition.is_restricted


def _beside(checked: CheckedTable, period_id: str) -> dict[str, Counted]:
    """Every saved table of the indicator, and the checked one in the place of its period's."""
    saved = counted_tables(checked.definition.id)
    return {**saved, period_id: as_counted(checked.definition, checked.frame)}


def _judged(checked: CheckedTable, tables: dict[str, Counted]) -> Statuses:
    mixed = sorted(mixed_periods(tables))
    if mixed:
        raise PartnerError(
            f"'{checked.definition.id}' is restricted, and its tables for {listed(mixed)} would be "
            "by different small areas at the same time, from which small counts could be worked "
            "out. Give this one by the same areas, or remove the other first."
        )
    try:
        before = judged_before(checked.definition.id)
        return statuses(tables, settings().suppress_up_to, before)
    except (DisclosureError, RuntimeError) as error:
        raise PartnerError(
            f"'{checked.definition.id}' is restricted, and its counts cannot be made safe beside "
            f"those of its other periods: {error}"
        ) from error
