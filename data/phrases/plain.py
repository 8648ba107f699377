"""Figures in words: one manner of rounding for every screen, sentence and file.

Every function takes figures and returns text; none of them computes a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

NO_LEGAL_RESIDENTS = "there is no official estimate of residents on legal wards"
MISSING = "–"
PER_THOUSAND = "per 1,000 residents"
# Two rates whose ratio is this near to 1 are the same, but for the last binary digits.
SAME = 1e-9


def is_missing(value: Any) -> bool:
    """Say whether a single figure is not there."""
    return value is None or bool(pd.isna(value))


def rate(value: Any, unit: str = PER_THOUSAND, *beside: Any) -> str:
    """Write a rate as the documents do; one under 1 has a decimal more, or many would read alike.

    ``beside`` are the rates that stand beside it: where two that differ would read the same, both
    get a decimal more, so that they cannot contradict their ratio.

    >>> rate(28.44), rate(34, "per 10,000 aged under 18"), rate(13, "%"), rate(None)
    ('28.4', '34', '13%', '–')
    >>> rate(0.297), rate(0), rate(0.0042), rate(1.14, "per 1,000 residents", 1.06), rate(1.14)
    ('0.30', '0', '0.004', '1.14', '1.1')
    """
    if is_missing(value):
        return MISSING
    if unit == "count" or (unit.startswith("per 10,000") and float(value).is_integer()):
        return f"{value:,.0f}"
    number, least = float(value), 0 if unit == "%" else 1
    decimals = _decimals(number, least)
    others = [float(one) for one in beside if not is_missing(one)]
    if any(one != number and f"{one:.{decimals}f}" == f"{number:.{decimals}f}" for one in others):
        decimals = least + 1
    sign = "%" if unit == "%" else ""
    return f"{number:,.{_seen(number, decimals)}f}{sign}"


def _decimals(number: float, least: int) -> int:
    """Decimals of a rate: one more under 1, where tenths would not tell rates apart."""
    return least + 1 if least and abs(number) < 1 else least


def _seen(number: float, decimals: int) -> int:
    """Decimals that a figure needs so as not to read 0 where it is more; a 0 needs none."""
    if not number:
        return 0
    return next((one for one in range(decimals, 6) if round(number, one)), 6)


def rounded(values: pd.Series) -> pd.Series:
    """Round rates to be sorted in a table, as `rate` writes them.

    >>> rounded(pd.Series([28.44, 0.297, None])).tolist()
    [28.4, 0.3, <NA>]
    """
    numbers = values.astype("Float64")
    return numbers.round(1).where(numbers.abs().fillna(1) >= 1, numbers.round(2))


def amount(value: Any, unit: str) -> str:
    """Write any printed figure with its unit; money without a loss of digits.

    >>> amount(7300, "pounds"), amount(9_100_000_000, "pounds"), amount(64_173, "pounds")
    ('£7,300', '£9.1 billion', '£64,173')
    >>> amount(28.44, "per 1,000 residents"), amount(13, "%"), amount(31.0, "years")
    ('28.4 per 1,000 residents', '13%', '31 years')
    """
    if is_missing(value):
        return MISSING
    if unit == "pounds":
        return _pounds(float(value))
    if unit in ("%", "count"):
        return rate(value, unit)
    written = rate(value, unit) if unit.startswith("per ") else f"{value:,.1f}".removesuffix(".0")
    return f"{written} {unit}"


def _pounds(value: float) -> str:
    sign = "−" if value < 0 else ""
    for size, name in ((1e9, " billion"), (1e6, " million")):
        whole = round(abs(value) / size, 1)
        if whole >= 1 and whole * size == abs(value):
            return f"{sign}£{whole:,.1f}".removesuffix(".0") + name
    pence = 0 if float(value).is_integer() else 2
    return f"{sign}£{abs(value):,.{pence}f}"


def whose(name: str) -> str:
    """Write the possessive of a name.

    >>> whose("Stafford"), whose("Staffordshire Moorlands"), whose("St John's")
    ("Stafford's", "Staffordshire Moorlands'", "St John's'")
    """
    return f"{name}'" if name[-1:].lower() == "s" else f"{name}'s"


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


def ratio(value: Any, decimals: int = 1) -> str:
    """Write a ratio so that it never reads 1.0 where one side is the higher.

    >>> ratio(3.06), ratio(0.97), ratio(0.998), ratio(1.002), ratio(1), ratio(0.04)
    ('3.1', '0.97', 'just under 1', 'just over 1', '1.0', '0.04')
    """
    if is_missing(value):
        return MISSING
    number = float(value)
    if abs(number - 1) < SAME:
        return f"{number:.{decimals}f}"
    if round(number, decimals) == 1:
        decimals = 2
        if round(number, decimals) == 1:
            return f"just {'over' if number > 1 else 'under'} 1"
    return f"{number:,.{_seen(number, max(decimals, 2) if number < 0.1 else decimals)}f}"


def times(value: Any) -> str:
    """Write how many times a benchmark a rate is.

    >>> times(3.06), times(0.97)
    ('3.1×', '0.97×')
    """
    return MISSING if is_missing(value) else f"{ratio(value)}×"


def times_of(value: Any, benchmark: str, decimals: int = 1) -> str:
    """Say in a sentence how many times a benchmark a rate is.

    >>> times_of(3.06, "the force's 75.8"), times_of(0.998, "the force's 75.8")
    ("3.1 times the force's 75.8", "just under the force's 75.8")
    """
    said = ratio(value, decimals)
    if said.startswith("just"):
        return f"{said.removesuffix(' 1')} {benchmark}"
    return f"{said} times {benchmark}"


def rate_against(own: Any, other: Any, owner: str, unit: str = PER_THOUSAND) -> str:
    """Say in a sentence how many times another's rate a rate is, and what that one is.

    >>> rate_against(48.2, 21.4, "the force's"), rate_against(0.497, 0.502, "the force's")
    ("2.3 times the force's 21.4", "just under the force's 0.50")
    """
    beside = rate(other, unit, own)
    if beside == rate(own, unit, other) and own != other:
        return f"just {'over' if own > other else 'under'} {owner} {beside}"
    return times_of(float(own) / float(other), f"{owner} {beside}")


def interval(lower: Any, upper: Any) -> str:
    """Write a 95% interval; both ends as finely as the lower one needs.

    >>> interval(24.13, 33.19), interval(0.214, 1.06)
    ('24.1 to 33.2', '0.21 to 1.06')
    """
    if is_missing(lower) or is_missing(upper):
        return MISSING
    decimals = _decimals(float(lower), 1) if upper else 1
    return f"{lower:,.{decimals if lower else 0}f} to {upper:,.{decimals}f}"


def percent_change(value: Any) -> str:
    """Write a change with its sign; a small one so finely that its direction shows.

    >>> percent_change(12.4), percent_change(-8.6), percent_change(0.2), percent_change(0)
    ('+12%', '−9%', '+0.2%', '0%')
    """
    if is_missing(value):
        return MISSING
    number = float(value)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{abs(number):,.{_seen(number, 0)}f}%"


def percent_interval(lower: Any, upper: Any) -> str:
    """Write the interval of a change; a bound next to 0% is written so finely that its side shows.

    >>> percent_interval(-12.4, 26.2), percent_interval(-0.4, 26.2), percent_interval(0.04, 22.0)
    ('−12% to +26%', '−0.4% to +26%', '+0.04% to +22%')
    """
    if is_missing(lower) or is_missing(upper):
        return MISSING
    return f"{percent_change(lower)} to {percent_change(upper)}"


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
    >>> change_span("2025-01 to 2025-04 against 2024-01 to 2024-04")
    'Jan–Apr 2025 against 2024'
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
    same = [text[4:] for text in later] == [text[4:] for text in earlier]
    if same and later[0][:4] == later[1][:4]:
        return f"{short_span(later[0], later[1])} against {earlier[0][:4]}"
    return f"{short_span(later[0], later[1])} against {short_span(earlier[0], earlier[1])}"


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


# A sentence that is read across a room.
MOST_WORDS = 18


def fitting(sentences: list[str]) -> str:
    """Return the first sentence of at most `MOST_WORDS` words, with its capital and full stop.

    >>> fitting(["a " * 20, "it is short"])
    'It is short.'
    """
    said = next((one for one in sentences if len(one.split()) <= MOST_WORDS), sentences[-1])
    return f"{said[:1].upper()}{said[1:]}."


def lower_first(text: str) -> str:
    """Put a name inside a sentence; an abbreviation keeps its capitals.

    >>> lower_first("Vehicle offences"), lower_first("ASB")
    ('vehicle offences', 'ASB')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def full_span(first: str, last: str) -> str:
    """Name a span of months in full; the year once where it is one.

    >>> full_span("2025-01", "2025-12"), full_span("2018-10", "2019-02")
    ('January to December 2025', 'October 2018 to February 2019')
    >>> full_span("2025-03", "2025-03")
    'March 2025'
    """
    if first == last:
        return month(first, full=True)
    start = month(first, full=True)
    if first[:4] == last[:4]:
        start = start.rsplit(" ", 1)[0]
    return f"{start} to {month(last, full=True)}"


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


def months_named(months: Sequence[str], most: int = 6) -> str:
    """Name months that need not follow each other, runs of them as spans.

    >>> months_named(["2025-01", "2025-02", "2025-10", "2025-11", "2025-12"])
    'Jan–Feb and Oct–Dec 2025'
    >>> months_named(["2018-12", "2019-01", "2019-05"])
    'Dec 2018–Jan 2019 and May 2019'
    """
    spans: list[list[str]] = []
    for one in months:
        if spans and str(pd.Period(spans[-1][-1], "M") + 1) == one:
            spans[-1].append(one)
        else:
            spans.append([one])
    named = [short_span(span[0], span[-1]) for span in spans]
    # A year that all have is said once, at the end.
    if len({one[:4] for one in months}) == 1:
        named = [*(one.rsplit(" ", 1)[0] for one in named[:-1]), *named[-1:]]
        if len(named) > most:
            named[most - 1] += f" {months[0][:4]}"
    return joined(named, most)
