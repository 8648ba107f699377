"""Figures in words: one manner of rounding for every screen, sentence and file.

Every function takes figures and returns text; none of them computes a figure.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

NO_LEGAL_RESIDENTS = "there is no official estimate of residents on legal wards"
MISSING = "–"


def is_missing(value: Any) -> bool:
    """Say whether a single figure is not there."""
    return value is None or bool(pd.isna(value))


def rate(value: Any, unit: str = "per 1,000 residents") -> str:
    """Write a rate as the documents do.

    >>> rate(28.44), rate(34, "per 10,000 aged under 18"), rate(13, "%"), rate(None)
    ('28.4', '34', '13%', '–')
    """
    if is_missing(value):
        return MISSING
    if unit == "%":
        return f"{value:,.0f}%"
    if unit == "count" or (unit.startswith("per 10,000") and float(value).is_integer()):
        return f"{value:,.0f}"
    return f"{value:,.1f}"


def count(value: Any) -> str:
    """Write a count with thousands marked.

    >>> count(2250)
    '2,250'
    """
    return MISSING if is_missing(value) else f"{value:,.0f}"


def number_of(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> number_of(1, "area"), number_of(2_000, "area"), number_of(3, "copy", "copies")
    ('1 area', '2,000 areas', '3 copies')
    """
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def times(value: Any) -> str:
    """Write how many times a benchmark a rate is.

    >>> times(3.06)
    '3.1×'
    """
    return MISSING if is_missing(value) else f"{value:.1f}×"


def interval(lower: Any, upper: Any) -> str:
    """Write a 95% interval.

    >>> interval(24.13, 33.19)
    '24.1 to 33.2'
    """
    return MISSING if is_missing(lower) or is_missing(upper) else f"{lower:,.1f} to {upper:,.1f}"


def percent_change(value: Any) -> str:
    """Write a change with its sign.

    >>> percent_change(12.4), percent_change(-8.6), percent_change(0.2)
    ('+12%', '−9%', '0%')
    """
    if is_missing(value):
        return MISSING
    rounded = round(float(value))
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded):,}%"


def percent_interval(lower: Any, upper: Any) -> str:
    """Write the interval of a change; a bound next to 0% is written so finely that its side shows.

    >>> percent_interval(-12.4, 26.2), percent_interval(-0.4, 26.2), percent_interval(0.04, 22.0)
    ('−12% to +26%', '−0.4% to +26%', '+0.04% to +22%')
    """
    if is_missing(lower) or is_missing(upper):
        return MISSING
    return f"{_bound(float(lower))} to {_bound(float(upper))}"


def _bound(value: float) -> str:
    for decimals in (1, 2, 3):
        if round(value):
            break
        if round(value, decimals):
            return f"{'+' if value > 0 else '−'}{abs(value):.{decimals}f}%"
    return percent_change(value)


def month(text: str, full: bool = False) -> str:
    """Name a month.

    >>> month("2025-12"), month("2025-12", full=True)
    ('Dec 2025', 'December 2025')
    """
    return pd.Timestamp(text).strftime("%B %Y" if full else "%b %Y")


def change_span(basis: str) -> str:
    """Name what a change compares.

    >>> change_span("2025-07 to 2025-12 against 2025-01 to 2025-06")
    'Jul–Dec against Jan–Jun 2025'
    >>> change_span("as published, 2019-20")
    'as published, 2019-20'
    """
    if " against " not in basis:
        return basis
    later, earlier = (part.split(" to ") for part in basis.split(" against "))
    years = {text[:4] for text in (*later, *earlier)}
    if len(years) == 1:
        names = [pd.Timestamp(text).strftime("%b") for text in (*later, *earlier)]
        return f"{names[0]}–{names[1]} against {names[2]}–{names[3]} {years.pop()}"
    return f"{month(later[0])}–{month(later[1])} against {month(earlier[0])}–{month(earlier[1])}"


def ordinal(value: Any) -> str:
    """Write a rank.

    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    if is_missing(value):
        return MISSING
    number = int(value)
    last = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{last}"


def joined(names: list[str], most: int = 3) -> str:
    """List names in a sentence.

    >>> joined(["Stowe", "Chasetown", "Fazeley", "Longdon"])
    'Stowe, Chasetown, Fazeley and 1 more'
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def lower_first(text: str) -> str:
    """Put a name inside a sentence; an abbreviation keeps its capitals.

    >>> lower_first("Vehicle offences"), lower_first("ASB")
    ('vehicle offences', 'ASB')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def short_span(first: str, last: str) -> str:
    """Name a span of months shortly.

    >>> short_span("2018-10", "2019-02"), short_span("2025-04", "2025-04")
    ('Oct 2018–Feb 2019', 'Apr 2025')
    """
    start, end = (pd.Timestamp(one).strftime("%b %Y") for one in (first, last))
    if first == last:
        return start
    if first[:4] == last[:4]:
        start = start.split()[0]
    return f"{start}–{end}"
