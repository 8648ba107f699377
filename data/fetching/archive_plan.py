"""Months, and which archives together hold them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.fetching.faults import FetchError

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def checked_month(text: str) -> str:
    """Return a month if it is one, as ``YYYY-MM``."""
    if not _MONTH.fullmatch(text):
        raise FetchError(f"'{text}' is no month; write it as YYYY-MM, such as 2024-01.")
    return text


def shifted(month: str, by: int) -> str:
    """Return the month so many months later."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{number + 1:02d}"


def months_between(start: str, end: str) -> tuple[str, ...]:
    """Return the months from one to another, both included."""
    if checked_month(end) < checked_month(start):
        raise FetchError(f"The months run from {start} to {end}, which is backwards.")
    months = [start]
    while months[-1] < end:
        months.append(shifted(months[-1], 1))
    return tuple(months)


def plan_archives(
    wanted: Sequence[str], newest: str, reach: int
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return as few archives as hold the months wanted, and the months to take from each."""
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
