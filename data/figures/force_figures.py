"""Figures that publishers give for a whole force area, and for none of its districts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.known import load_kinds
from data.store.remembered import remembered
from data.tables.official import official


@dataclass(frozen=True, slots=True, eq=False)
class ForceFigures:
    """An official table of the force area, under its theme.

    Attributes
    ----------
    kind, title, publisher : str
        The official table.
    what : str
        What it counts.
    counts : pandas.DataFrame
        A row a ``group`` and ``subgroup`` (both empty: the total of all), a column a period, oldest
        first: counts (Int64), missing where the file has no row or no number.
    """

    kind: str
    title: str
    publisher: str
    what: str
    counts: pd.DataFrame


@remembered(maxsize=8)
def force_figures(theme: str) -> tuple[ForceFigures, ...]:
    """Return the official tables of the force area that a theme shows.

    Parameters
    ----------
    theme : str
        Id of a theme.

    Returns
    -------
    tuple of ForceFigures
        Those that are kept; none of them is ever given to a district.

    Examples
    --------
    >>> force_figures("no-such-theme")
    ()
    """
    found = []
    for kind in load_kinds():
        held = official(kind.id) if kind.theme and kind.theme == theme else {}
        if held:
            counts = _by_period(pd.concat(held.values(), ignore_index=True))
            found.append(ForceFigures(kind.id, kind.title, kind.publisher, kind.what, counts))
    return tuple(found)


def _by_period(rows: pd.DataFrame) -> pd.DataFrame:
    """Set periods side by side; the total first, then groups by their counts."""
    index = ["group", "subgroup"]
    # Each cell is one row of the file, so its first is it; one without a number stays missing.
    wide = rows.pivot_table("count", index, "period", aggfunc="first", dropna=True).astype("Int64")
    size = wide.sum(axis=1)
    groups = size[size.index.get_level_values("subgroup") == ""].droplevel("subgroup")
    names = wide.index.to_frame(index=False)
    names["size"] = names["group"].map(groups).fillna(0).to_numpy()
    names["part"] = names["group"] != ""
    by = ["part", "size", "group", "subgroup"]
    return wide.iloc[names.sort_values(by, ascending=[True, False, True, True]).index]
