"""The time a partner's table is of: as people write it, named as the catalogue names periods."""

from __future__ import annotations

import re
from datetime import date

from pydantic.dataclasses import dataclass

from data.partner.words import PartnerError, quoted

_MONTHS = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))
_MONTH = r"(\d{4})-(0[1-9]|1[0-2])"
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class PartnerPeriod:
    """A span of whole months, or a point in time.

    Attributes
    ----------
    id, label : str
        As addresses and screens name it.
    start, end : str
        First and last month, ``YYYY-MM``; the same month for a point in time.
    months : int or None
        Length; None for a point in time, whose rates have no year to be made annual to.
    """

    id: str
    label: str
    start: str
    end: str
    months: int | None


def partner_period(start: str, end: str) -> PartnerPeriod:
    """Return the period from one month to another, both included.

    Parameters
    ----------
    start, end : str
        Months, ``YYYY-MM``.

    Returns
    -------
    PartnerPeriod

    Raises
    ------
    PartnerError
        If one is no month, lies out of reach, or the end comes before the start.

    Examples
    --------
    >>> partner_period("2023-04", "2024-03").id
    '2023-24'
    """
    first, last = _month(start), _month(end)
    months = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if months < 1:
        raise PartnerError(f"The period ends ({end}) before it starts ({start}).")
    if months == 12 and first[1] == 4:
        label = id = f"{start[:4]}-{end[2:4]}"
    elif months == 12 and first[1] == 1:
        label = id = start[:4]
    elif months == 12:
        id, label = f"12m-to-{end}", f"12 months to {_named(last)}"
    else:
        id = f"{start}_{end}"
        label = _named(first) if months == 1 else f"{_named(first)} to {_named(last)}"
    return PartnerPeriod(id, label, start, end, months)


def point_in_time(day: str) -> PartnerPeriod:
    """Return the period of a count on one day, such as children with a plan on 31 March.

    Parameters
    ----------
    day : str
        ``YYYY-MM-DD``.

    Returns
    -------
    PartnerPeriod
        Without months: its rates have no year to be made annual to.

    Raises
    ------
    PartnerError
        If it is no date.

    Examples
    --------
    >>> point_in_time("2025-03-31").label
    'On 31 March 2025'
    """
    try:
        read = date.fromisoformat(day)
        _month(day[:7])
    except ValueError as error:
        if isinstance(error, PartnerError):
            raise
        raise PartnerError(
            f"{quoted(day)} is not a date. Write a day as YYYY-MM-DD, such as 2025-03-31."
        ) from None
    label = f"On {read.day} {_MONTHS[read.month - 1]} {read.year}"
    return PartnerPeriod(f"at-{day}", label, day[:7], day[:7], None)


def read_period(text: str) -> PartnerPeriod:
    """Return the period that someone wrote.

    Parameters
    ----------
    text : str
        ``2023-24`` or ``2023/24`` (April to March), ``2024``, ``2023-10 to 2024-03``,
        ``2024-06`` (one month), ``12m-to-2024-10``, or a day: ``2025-03-31``.

    Returns
    -------
    PartnerPeriod

    Raises
    ------
    PartnerError
        If it is none of these.

    Examples
    --------
    >>> read_period("2023/24").start, read_period("2023/24").end
    ('2023-04', '2024-03')
    >>> read_period("2023-10 to 2024-03").months
    6
    >>> read_period("last year")
    Traceback (most recent call last):
        ...
    data.partner.words.PartnerError: 'last year' is not a period. ...
    """
    plain = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain) or plain.startswith("at-"):
        return point_in_time(plain.removeprefix("at-"))
    if re.fullmatch(r"\d{4}", plain):
        return partner_period(f"{plain}-01", f"{plain}-12")
    if found := re.fullmatch(rf"12m-to-{_MONTH}", plain):
        year, month = int(found[1]), int(found[2])
        start = f"{year}-01" if month == 12 else f"{year - 1}-{month + 1:02d}"
        return partner_period(start, f"{found[1]}-{found[2]}")
    if found := re.fullmatch(rf"({_MONTH})\s*(?:to|_|–|\.\.)\s*({_MONTH})", plain):
        return partner_period(found[1], found[4])
    if (found := re.fullmatch(r"(\d{4})\s*[-/–]\s*(\d{2}|\d{4})", plain)) and _follows(
        *found.groups()
    ):
        return partner_period(f"{found[1]}-04", f"{int(found[1]) + 1}-03")
    if re.fullmatch(_MONTH, plain):
        return partner_period(plain, plain)
    raise PartnerError(
        f"{quoted(text)} is not a period. Write 2023-24 (April to March), 2024, "
        "'2023-10 to 2024-03', or a day such as 2025-03-31."
    )


def _follows(year: str, next_year: str) -> bool:
    """Whether 2023-24 is a financial year; 2009-10 is one too, and not October 2009."""
    return str(int(year) + 1).endswith(next_year)


def _month(text: str) -> tuple[int, int]:
    found = re.fullmatch(_MONTH, text)
    if not found:
        raise PartnerError(f"{quoted(text)} is not a month. Write it as YYYY-MM, such as 2024-04.")
    if not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
        raise PartnerError(
            f"{quoted(text)} lies outside {_FIRST_YEAR} to {_LAST_YEAR}. Correct the year."
        )
    return int(found[1]), int(found[2])


def _named(month: tuple[int, int]) -> str:
    return f"{_MONTHS[month[1] - 1]} {month[0]}"
