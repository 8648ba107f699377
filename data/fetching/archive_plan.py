"""Months, and which archives together hold them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.fetching.faults import FetchError

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def checked_month(text: str) -> str:
    """Return a month if it is one, as ``YYYY-MM``.

    Raises
    ------
    FetchError
        If it is not.

    Examples
    --------
    >>> checked_month("2024-01")
    '2024-01'
    """
    if not _MONTH.fullmatch(text):
        raise FetchError(f"'{text}' is no month; write it as YYYY-MM, such as 2024-01.")
    return text


def shifted(month: str, by: int) -> str:
    """Return the month so many months later.

    Examples
    --------
    >>> shifted("2025-12", 1), shifted("2024-01", -35)
    ('2026-01', '2021-02')
    """
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{number + 1:02d}"


def months_between(start: str, end: str) -> tuple[str, ...]:
    """Return the months from one to another, both included.

    Raises
    ------
    FetchError
        If either is no month, or they are the wrong way round.

    Examples
    --------
    >>> months_between("2024-11", "2025-01")
    ('2024-11', '2024-12', '2025-01')
    """
    if checked_month(end) < checked_month(start):
        raise FetchError(f"The months run from {start} to {end}, which is backwards.")
    months = [start]
    while months[-1] < end:
        months.append(shifted(months[-1], 1))
    return tuple(months)


def plan_archives(
    wanted: Sequence[str], newest: str, reach: int
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return as few archives as hold the months wanted, and the months to take from each.

    A month comes from the newest archive that spares a further one: the publisher revises months.

    Parameters
    ----------
    wanted : sequence of str
        Months; those after `newest` are left out.
    newest : str
        The newest archive.
    reach : int
        How many months an archive holds; the last is the one it is named after.

    Returns
    -------
    tuple of (str, tuple of str)
        Archive and months in order of time, the newest archive first.

    Examples
    --------
    >>> plan_archives(["2024-01", "2025-12"], "2026-06", 36)
    (('2026-06', ('2024-01', '2025-12')),)
    >>> eight_years = months_between("2018-01", "2025-12")
    >>> [archive for archive, _ in plan_archives(eight_years, "2026-06", 36)]
    ['2025-12', '2022-12', '2020-12']
    """
    left = sorted({month for month in wanted if month <= newest})
    plan = []
    while left:
        # One archive for all that is left, if one reaches so far; otherwise the one that reaches
        # furthest back while it still holds the latest month.
        archive = max(left[-1], min(newest, shifted(left[0], reach - 1)))
        first = shifted(archive, 1 - reach)
        plan.append((archive, tuple(month for month in left if month >= first)))
        left = [month for month in left if month < first]
    return tuple(plan)
