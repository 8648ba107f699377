"""Periods as tables write them, in any of the usual ways; read more freely than what users type."""

from __future__ import annotations

import re
from calendar import monthrange

from data.partner.period import PartnerPeriod, partner_period, point_in_time, read_period
from data.partner.words import PartnerError

_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_LEADING = re.compile(
    r"^(?:fy(?=\d)|(?:fy|f/y|financial year|fin year|year|period|date|as (?:at|of)|at|on)\b)[ :]*"
)
_TO = r"\s*(?:to|-|–|until)\s*"


def written_period(text: str) -> PartnerPeriod | None:
    """Return the period that a table's cell or heading names; None where none can be made out.

    Parameters
    ----------
    text : str
        Such as ``2015/16``, ``31/03/2025``, ``Mar-25``, ``Q1 2024/25``, ``Year ending March 2025``.

    Returns
    -------
    PartnerPeriod or None
        Days and months are read in British order. A quarter of ``2024/25`` begins in April, one of
        ``2024`` in January.

    Examples
    --------
    >>> written_period("Q1 2024/25").id, written_period("year ending March 2025").id
    ('2024-04_2024-06', '2024-25')
    >>> written_period("31/03/2025").id, written_period("Mar-25").id
    ('at-2025-03-31', '2025-03_2025-03')
    >>> written_period("latest") is None
    True
    """
    plain = " ".join(text.casefold().replace("\u2010", "-").split()).strip(" .:()")
    plain = _LEADING.sub("", plain)
    for read in (_ending, _quarter, _span, _day, _month, _joined, _years):
        try:
            found = read(plain)
        except (PartnerError, ValueError):
            found = None
        if found is not None:
            return found
    try:
        return read_period(plain)
    except PartnerError:
        return None


_DAY_OF = r"(?:\d{1,2}(?:st|nd|rd|th)? )?"
# A span before the month that it begins with: 'Apr 2023 - Mar 2024' is no April.
_WITHIN = re.compile(
    rf"{_DAY_OF}{_MONTH}[ -]?(?:(?:19|20)?\d\d)?{_TO}{_DAY_OF}{_MONTH}[ -]?(?:19|20)\d\d"
    rf"|{_DAY_OF}{_MONTH}[ -]?(?:19|20)\d\d"
    r"|(?:19|20)\d\d[/-]\d\d(?:\d\d)?(?!\d)|q[1-4] (?:19|20)\d\d\S*",
    re.IGNORECASE,
)


def periods_within(text: str) -> list[PartnerPeriod]:
    """Return the periods that stand in a longer text, such as a title: years alone are none.

    Parameters
    ----------
    text : str
        A heading, a title or a file's name.

    Returns
    -------
    list of PartnerPeriod
        In the order of the text.

    Examples
    --------
    >>> [one.id for one in periods_within("CPP by ward, 2015/16")]
    ['2015-16']
    >>> [one.id for one in periods_within("Cases, Apr 2023 - Mar 2024")]
    ['2023-24']
    """
    found = (written_period(one.group()) for one in _WITHIN.finditer(text))
    return [one for one in found if one is not None]


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _number(month: str) -> int:
    return _NAMES.index(month[:3]) + 1


def _ending(plain: str) -> PartnerPeriod | None:
    found = re.fullmatch(
        rf"(?:(?:12|twelve) months|year|rolling year) (?:to|ending|ended)(?: end)? (?:\d{{1,2}} )?"
        rf"{_MONTH} (\d{{4}})", f"year {plain}" if plain.startswith("end") else plain,
    )  # fmt: skip
    return read_period(f"12m-to-{found[2]}-{_number(found[1]):02d}") if found else None


def _quarter(plain: str) -> PartnerPeriod | None:
    found = re.fullmatch(
        r"q(?:uarter|tr)? ?(?P<q>[1-4])[ ,/-]*(?P<y>\d{4})(?:[/-](?P<n>\d{2,4}))?"
        r"|(?P<y2>\d{4})(?:[/-](?P<n2>\d{2,4}))?[ ,/-]*q(?:uarter|tr)? ?(?P<q2>[1-4])",
        plain,
    )
    if not found:
        return None
    number, year = int(found["q"] or found["q2"]), int(found["y"] or found["y2"])
    first = 3 * (number - 1) + (4 if found["n"] or found["n2"] else 1)
    year, first = (year + 1, first - 12) if first > 12 else (year, first)
    return partner_period(f"{year}-{first:02d}", f"{year}-{first + 2:02d}")


def _span(plain: str) -> PartnerPeriod | None:
    month = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}[ -]?(\d{{4}}|\d\d)?"
    if not (found := re.fullmatch(rf"{month}{_TO}{month}", plain)) or not found[4]:
        return None
    first, last = _number(found[1]), _number(found[3])
    end = _year(found[4])
    start = _year(found[2]) if found[2] else end - (first > last)
    return partner_period(f"{start}-{first:02d}", f"{end}-{last:02d}")


def _day(plain: str) -> PartnerPeriod | None:
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[t ].*)?", plain):
        return point_in_time("-".join(found.groups()))
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?: .*)?", plain):
        return point_in_time(f"{_year(found[3])}-{int(found[2]):02d}-{int(found[1]):02d}")
    if found := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH}[ -](\d{{4}}|\d\d)", plain):
        return point_in_time(f"{_year(found[3])}-{_number(found[2]):02d}-{int(found[1]):02d}")
    return None


def _month(plain: str) -> PartnerPeriod | None:
    if found := re.fullmatch(rf"{_MONTH}[ ,'-]*(\d{{4}}|\d\d)", plain):
        month = f"{_year(found[2])}-{_number(found[1]):02d}"
        return partner_period(month, month)
    if found := re.fullmatch(r"(\d{1,2})[/-](\d{4})", plain):
        month = f"{found[2]}-{int(found[1]):02d}"
        return partner_period(month, month)
    return None


def _joined(plain: str) -> PartnerPeriod | None:
    """202425, as the Department for Education writes 2024-25."""
    found = re.fullmatch(r"(20\d\d)(\d\d)", plain)
    return read_period(f"{found[1]}-{found[2]}") if found and _next(*found.groups()) else None


def _years(plain: str) -> PartnerPeriod | None:
    """Years taken together: '2022 - 24'. What follows on, 2023-24, is a financial year."""
    found = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4}|\d\d)", plain)
    if not found or _next(found[1], found[2][-2:]):
        return None
    return partner_period(f"{found[1]}-01", f"{_year(found[2])}-12")


def _next(year: str, following: str) -> bool:
    return (int(year) + 1) % 100 == int(following)


def agrees(table: PartnerPeriod, said: PartnerPeriod) -> bool:
    """Return whether a table's period can be the one that was said.

    A day agrees with a span that it opens or closes (31 March 2025 with 2024-25), and a count on a
    day with the table's year around it.
    """
    if (table.start, table.end, table.months) == (said.start, said.end, said.months):
        return table.months is not None or table.id == said.id
    if table.months is None and said.months is not None:
        day = int(table.id[-2:])
        year, month = map(int, table.start.split("-"))
        closes = table.start == said.end and day == monthrange(year, month)[1]
        return closes or (table.start == said.start and day == 1)
    return (
        said.months is None
        and table.months is not None
        and (table.start <= said.start <= table.end)
    )
