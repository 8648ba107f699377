"""What is asked for beside a place: 'burglary in Burntwood, last 3 months' names types and months.

Only whole names of crime types and 'last … months' are taken for such; every other word is the
place's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.explore.crime_types import offered_types
from data.explore.spans import runs
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from geo.areas import normalise_name

_NUMBERS = {"two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12}
_MONTHS = re.compile(
    rf"\b(?:last|past|latest|newest) (?:(\d{{1,2}}|{'|'.join(_NUMBERS)}) )?(month|year)s?\b"
)
# What people write around a question, and no place is called.
_AROUND = re.compile(
    r"\b(?:please|show me|give me|street by street|by street|the table|a table|table|crimes?)\b"
)
_BETWEEN = frozenset(
    {"in", "at", "of", "for", "on", "near", "around", "the", "over", "and", "during"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks for.

    Attributes
    ----------
    place : str
        The words that are left for a place, in lower case; the text itself where it asks for
        nothing else.
    types : tuple of str
        Ids of counted indicators; empty where none is named.
    months : tuple of str
        First and last month; empty where none are asked for, or so many are not loaded on end.
    short : bool
        Whether more months were asked for than are loaded on end.
    """

    place: str
    types: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    short: bool = False

    @property
    def says_more(self) -> bool:
        """Whether crime types or months are named."""
        return bool(self.types or self.months or self.short)


def asked_for(text: str) -> Asked:
    """Part a text into a place, crime types and months.

    Parameters
    ----------
    text : str
        As somebody typed it.

    Returns
    -------
    Asked

    Examples
    --------
    >>> asked_for("Burglary in Burntwood, last 3 months")
    Asked(place='burntwood', types=('burglary',), months=('2025-10', '2025-12'), short=False)
    >>> asked_for("Hanley Park").place
    'Hanley Park'
    """
    rest = normalise_name(text)
    months: tuple[str, ...] = ()
    short = False
    found = _MONTHS.search(rest)
    if found:
        months = _newest(_number(found))
        short = not months
        rest = rest.replace(found[0], " ")
    types: list[str] = []
    for phrase, indicator in _phrases():
        pattern = re.compile(rf"\b{phrase}\b")
        if pattern.search(rest):
            rest = pattern.sub(" ", rest)
            types.append(indicator)
    if not types and not found:
        return Asked(text)
    words = _AROUND.sub(" ", rest).split()
    while words and words[0] in _BETWEEN:
        words = words[1:]
    while words and words[-1] in _BETWEEN:
        words = words[:-1]
    chosen = tuple(one for one in offered_types() if one in types)
    return Asked(" ".join(words), chosen, months, short)


def _number(found: re.Match[str]) -> int:
    said = found[1] or "1"
    number = _NUMBERS.get(said) or int(said)
    return number * 12 if found[2] == "year" else number


def _newest(number: int) -> tuple[str, ...]:
    """The newest months that are loaded on end; none where the run is shorter."""
    held = runs()[-1].months if runs() else ()
    return (held[-number], held[-1]) if 0 < number <= len(held) else ()


@remembered(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """Each name of a crime type as a pattern, the longest first, with its indicator."""
    named: dict[str, str] = {}
    for one in offered_types():
        indicator = load_catalogue().indicator(one)
        labels = indicator.counts if len(indicator.counts) == 1 else ()
        for name in (indicator.name, indicator.short, one, *labels):
            named.setdefault(_loose(normalise_name(name)), one)
    return tuple(sorted(named.items(), key=lambda pair: -len(pair[0])))


def _loose(name: str) -> str:
    """A pattern of a name in one or in many: 'burglary' and 'burglaries'."""
    words = [re.escape(word) for word in name.split()]
    last = words[-1]
    ending = f"{last[:-1]}(?:y|ies)" if last.endswith("y") else f"{last.removesuffix('s')}s?"
    return " ".join([*words[:-1], ending])
