"""How complete the counted months of a period are."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.figures.area_figures import loaded_months
from data.figures.incomplete import incomplete_among
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.police import load_months


@dataclass(frozen=True, slots=True)
class Completeness:
    """Records of a period, for the whole force area; the publisher gives no district of a record
    without a location, so it cannot be told by district. ``recurring`` is None where it is not
    known of every month.
    """

    first: str
    last: str
    loaded: int
    expected: int
    absent: tuple[str, ...]
    incomplete: tuple[str, ...]
    rows_read: int
    duplicates: int
    recurring: int | None
    outside_force: int
    no_location: int
    counted: int

    @property
    def in_force(self) -> int:
        """Records of the force area once each: counted and without a location."""
        return self.counted + self.no_location

    @property
    def mapped(self) -> float:
        """Share of those records that have a location, 0 to 1."""
        return self.counted / self.in_force


@remembered(maxsize=16)
def completeness(period_id: str) -> Completeness:
    """Add up what became of the records of a recorded period's months.

    Parameters
    ----------
    period_id : str
        A recorded period of the catalogue.

    Returns
    -------
    Completeness
        Counts of records; ``absent`` lists the months between start and end that are not loaded,
        ``incomplete`` those that are, with fewer records than there should be.

    Raises
    ------
    ValueError
        If the period is not a recorded one.

    Examples
    --------
    >>> told = completeness("2025")
    >>> told.loaded, told.absent
    (12, ())
    """
    period = load_catalogue().period(period_id)
    if period.kind != "recorded":
        raise ValueError(f"'{period_id}' is not a period of recorded months.")
    months = loaded_months(period)
    due = pd.period_range(period.start, period.end, freq="M").strftime("%Y-%m").tolist()
    table = load_months()
    held = table[table["month"].isin(months)]
    sums = {
        name: int(held[name].sum())
        for name in ("rows_read", "duplicates", "outside_force", "no_location", "counted")
    }
    recurring = held["recurring"].sum(skipna=False)
    return Completeness(
        first=due[0],
        last=due[-1],
        loaded=len(months),
        expected=len(due),
        absent=tuple(month for month in due if month not in months),
        incomplete=incomplete_among(months),
        recurring=None if pd.isna(recurring) else int(recurring),
        **sums,
    )


def months_table(period_id: str) -> pd.DataFrame:
    """Return each month that is due with what became of its records.

    Parameters
    ----------
    period_id : str
        A recorded period of the catalogue.

    Returns
    -------
    pandas.DataFrame
        ``Month`` (``YYYY-MM``), ``Records read``, ``Counted``, ``No location``, ``% no location``
        (of the force's own records), ``Outside the force``, ``Came twice``, ``Came in an earlier
        month`` (missing where it is not known). An absent month has missing figures.

    Raises
    ------
    ValueError
        If the period is not a recorded one.

    Examples
    --------
    >>> months_table("2018-10_2019-02")["Month"].tolist()[0]
    '2018-10'
    """
    told = completeness(period_id)
    due = pd.period_range(told.first, told.last, freq="M").strftime("%Y-%m")
    held = load_months().set_index("month").reindex(due)
    share = held["no_location"] / (held["no_location"] + held["counted"]) * 100
    return pd.DataFrame(
        {
            "Month": due,
            "Records read": held["rows_read"].astype("Int64").to_numpy(),
            "Counted": held["counted"].astype("Int64").to_numpy(),
            "No location": held["no_location"].astype("Int64").to_numpy(),
            "% no location": share.astype("Float64").round(1).to_numpy(),
            "Outside the force": held["outside_force"].astype("Int64").to_numpy(),
            "Came twice": held["duplicates"].astype("Int64").to_numpy(),
            "Came in an earlier month": held["recurring"].astype("Int64").to_numpy(),
        }
    )
