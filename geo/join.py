"""Joining values to boundaries: every area kept, every value accounted for.

The join starts from the boundaries, so that an area without a value stays on the map as 'no
data'. Values that fit no area are not dropped in silence: they are returned with the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd


class JoinError(ValueError):
    """Values cannot be joined to areas; the message says which key is at fault and what to do."""


@dataclass(frozen=True, eq=False)
class Joined:
    """Areas with values, and the account of what did not meet.

    Parameters
    ----------
    areas : DataFrame or GeoDataFrame
        Every row of the boundaries, in their order, with the columns of the values. Missing
        values stay missing.
    without_value : tuple of str
        Codes of areas that no value came for.
    without_area : DataFrame
        Rows of the values whose code is no area's, as they were given.
    """

    areas: Any
    without_value: tuple[str, ...]
    without_area: pd.DataFrame

    @property
    def is_complete(self) -> bool:
        """Whether every area has a value and every value an area."""
        return not self.without_value and self.without_area.empty

    def account(self) -> str:
        """Return one sentence on what met and what did not.

        Returns
        -------
        str

        Examples
        --------
        >>> areas = pd.DataFrame(index=pd.Index(["a", "b"], name="area_code"))
        >>> join_values(areas, pd.DataFrame({"count": [1, 2]}, index=["a", "z"])).account()
        '1 of 2 areas have a value; 1 has none; 1 row of values fits no area.'
        """
        total, empty, lost = len(self.areas), len(self.without_value), len(self.without_area)
        have = "has" if total - empty == 1 and total == 1 else "have"
        none = "has" if empty == 1 else "have"
        rows, fit = ("row", "fits") if lost == 1 else ("rows", "fit")
        return (
            f"{total - empty} of {total} areas {have} a value; {empty} {none} none; "
            f"{lost} {rows} of values {fit} no area."
        )


def join_values(boundaries: Any, values: pd.DataFrame) -> Joined:
    """Join values to boundaries by area code, one row of values to an area.

    Parameters
    ----------
    boundaries : DataFrame or GeoDataFrame
        Indexed by area code, each code once; its columns, geometry among them, are kept.
    values : DataFrame
        Indexed by area code, each code once. Its columns must have other names than those of the
        boundaries.

    Returns
    -------
    Joined
        ``areas`` has exactly the boundaries' rows. An area is without value where no row came, or
        where every column of its row is missing; 0 is a value.

    Raises
    ------
    JoinError
        If a code comes twice on either side, a code is missing, or a column is on both sides.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_name": ["Abbey", "Brook"]}, index=["a", "b"])
    >>> joined = join_values(areas, pd.DataFrame({"count": [0]}, index=["a"]))
    >>> joined.areas["count"].tolist(), joined.without_value
    ([0.0, nan], ('b',))
    """
    _check_keys(boundaries.index, "boundaries")
    _check_keys(values.index, "values")
    shared = [str(name) for name in values.columns if name in boundaries.columns]
    if shared:
        raise JoinError(f"The columns {', '.join(shared)} are on both sides; rename them.")
    areas = boundaries.join(values, how="left", validate="1:1")
    found = values.dropna(how="all").index if len(values.columns) else values.index
    return Joined(
        areas=areas,
        without_value=tuple(str(code) for code in boundaries.index.difference(found, sort=False)),
        without_area=values[~values.index.isin(boundaries.index)],
    )


def _check_keys(index: pd.Index, side: str) -> None:
    if index.hasnans:
        raise JoinError(f"An area code is missing in the {side}; every row needs one.")
    if index.has_duplicates:
        twice = index[index.duplicated()].unique()
        raise JoinError(
            f"{len(twice)} codes come more than once in the {side}, '{twice[0]}' among them. "
            "Sum or choose first, and check that all rows are of one vintage and one period."
        )
