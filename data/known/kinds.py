"""Which official table a file is, by its headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from data.catalogue.records import CATALOGUE_FOLDER
from data.known.sheets import KnownFileError, Row, sheets_of

# Titles, notes and a blank line or two stand above a publisher's headings.
DEEPEST_HEADING = 25
FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """An official table: what it is called, whose it is, how it is told and what it fills.

    `headings` has a list for each of its sheets or layouts; `layout` says how a table of series is
    read, and is empty for the tables of recorded crime and residents. A table of the whole force
    has the `theme` that shows it, and `what` it counts.
    """

    id: str
    title: str
    publisher: str
    headings: tuple[tuple[str, ...], ...]
    fills: str
    page: str
    theme: str = ""
    what: str = ""
    licence: str = "Open Government Licence v3.0"
    layout: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a known table: its name, what stands above its headings, columns and rows."""

    name: str
    above: str
    columns: tuple[str, ...]
    rows: Iterator[Row]

    def column(self, *wanted: str, begins: bool = False) -> int | None:
        """The place of a heading, in any case and without notes; None where it is not there."""
        for name in wanted:
            for place, held in enumerate(self.columns):
                if held == name or (begins and held.startswith(name)):
                    return place
        return None


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    return tomllib.loads((CATALOGUE_FOLDER / "known.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_kinds() -> tuple[Kind, ...]:
    """Return the official tables that are known by sight.

    Returns
    -------
    tuple of Kind
        In the catalogue's order.

    Examples
    --------
    >>> [one.id for one in load_kinds()][:2]
    ['police-recorded', 'force-years']
    """
    return tuple(
        Kind(name, **{**told, "headings": _heading_lists(told["headings"])})
        for name, told in _catalogue()["kind"].items()
    )


def publishers() -> dict[str, str]:
    """Return the publishers whose tables fill indicators, each with the licence of its tables.

    Returns
    -------
    dict of str to str
        The licence by the name that `Kind.publisher` has.

    Examples
    --------
    >>> publishers()["Department for Transport"]
    'Open Government Licence v3.0'
    """
    return {one.publisher: one.licence for one in load_kinds() if one.layout}


def _heading_lists(told: list[Any]) -> tuple[tuple[str, ...], ...]:
    lists = [told] if isinstance(told[0], str) else told
    return tuple(tuple(one) for one in lists)


@lru_cache(maxsize=1)
def series_told() -> tuple[Mapping[str, Any], ...]:
    """The series of indicators as the catalogue has them; `data.known.series` makes records."""
    return tuple(_catalogue().get("series", ()))


@lru_cache(maxsize=1)
def offence_rows() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return which of the publishers' offences make each row of the table of recorded rates.

    Returns
    -------
    dict of str to tuple
        By indicator: lists of groups or subgroups in lower case, of which the first counts whose
        names a table has; its offences are added up.

    Examples
    --------
    >>> offence_rows()["burglary"][0]
    ('burglary',)
    """
    return {
        indicator: tuple(tuple(name.casefold() for name in one) for one in lists)
        for indicator, lists in _catalogue()["rows"].items()
    }


def plain_heading(text: object) -> str:
    r"""Write a heading without case, line breaks and notes: 'total recorded crime'.

    >>> plain_heading("Total recorded crime\n(excluding fraud) [note 1]")
    'total recorded crime'
    """
    whole = int(text) if isinstance(text, float) and text.is_integer() else text
    bare = re.sub(r"[\[(].*?[\])]|\s+", " ", str(whole if whole is not None else ""))
    return re.sub(r"(?<=[a-z])\d+(,\d+)*$", "", " ".join(bare.split()).casefold())


def known_sheets(content: bytes, name: str) -> Iterator[tuple[Kind, Sheet]]:
    """Yield the sheets of a file that are known, each with what it is; pass over the others."""
    for sheet, rows in sheets_of(content, name):
        above: list[str] = [sheet]
        for row in islice(rows, DEEPEST_HEADING):
            columns = tuple(plain_heading(cell) for cell in row)
            kind = _kind_of(columns)
            if kind is not None:
                yield kind, Sheet(sheet, " ".join(above), columns, rows)
                break
            above += [str(cell) for cell in row if cell not in (None, "")]


def _kind_of(columns: tuple[str, ...]) -> Kind | None:
    # A title names what its table is of, and is no heading.
    if sum(bool(one) for one in columns) < FEWEST_HEADINGS:
        return None
    for kind in load_kinds():
        for headings in kind.headings:
            if all(any(one.startswith(wanted) for one in columns) for wanted in headings):
                return kind
    return None


def refuse_unknown(name: str) -> KnownFileError:
    """Say that a file is none of the known tables, and which are known."""
    titles: dict[str, list[str]] = {}
    for one in load_kinds():
        titles.setdefault(one.publisher, []).append(one.title)
    known = "; ".join(f"{whose}: {' / '.join(own)}" for whose, own in titles.items())
    return KnownFileError(
        f"{name} is none of the official tables that are known by sight. Known are: {known}. "
        "Bring any other table under 'A partner's table'."
    )
