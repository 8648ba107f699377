"""Looking at an official table, and taking it into the store."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from data import store
from data.known.kinds import Kind, known_sheets, load_kinds, refuse_unknown
from data.known.parts import Part
from data.known.readers import READERS
from data.known.series import SeriesPart
from data.known.series_readers import series_parts
from data.known.sheets import KnownFileError
from data.limits import LimitError, within_limits
from data.phrases.plain import joined, number_of
from data.tables.official import OFFICIAL

_ADVICE = "Keep the sheets of the years that are needed, and save them as a new file."


@dataclass(frozen=True, eq=False)
class KnownTable:
    """An official table as its file has it: what it is, and its parts or series of the area."""

    kind: Kind
    name: str
    size: int
    sha256: str
    parts: tuple[Part, ...]
    series: tuple[SeriesPart, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was passed over, each sentence once."""
        told = [note for part in self.parts for note in part.notes]
        told += [note for part in self.series for note in part.notes]
        return tuple(dict.fromkeys(told))


def looked_at(source: Path | bytes, name: str = "") -> KnownTable:
    """Say which official table a file is, and read its figures of the area.

    Parameters
    ----------
    source : Path or bytes
        A CSV file or a workbook (.xlsx, .xls, .xlsb, .ods), or its content.
    name : str
        The file's name, where its content is given.

    Returns
    -------
    KnownTable
        Nothing is kept yet.

    Raises
    ------
    KnownFileError
        If it is none of the known tables, lacks what such a table has, or holds nothing of the
        area.
    LimitError
        If reading it takes more than the installation allows.

    Examples
    --------
    >>> looked_at(b"a,b", "some.csv")
    Traceback (most recent call last):
        ...
    data.known.sheets.KnownFileError: some.csv is none of the official tables that are known ...
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    named = name or (source.name if isinstance(source, Path) else "The file")
    try:
        kind, parts, series = within_limits(partial(_read, content, named), _ADVICE)
    except LimitError as error:
        raise KnownFileError(f"{named}: {error}") from error
    return KnownTable(kind, named, len(content), store.digest_of(content), parts, series)


def _read(content: bytes, name: str) -> tuple[Kind, tuple[Part, ...], tuple[SeriesPart, ...]]:
    """Read every sheet that is known; they are of one kind."""
    found: dict[str, list[Part]] = {}
    series: dict[str, list[SeriesPart]] = {}
    for kind, sheet in known_sheets(content, name):
        parts = [] if kind.layout else READERS[kind.id](sheet)
        found.setdefault(kind.id, []).extend(parts)
        series.setdefault(kind.id, []).extend(series_parts(sheet, kind))
    if not found:
        raise refuse_unknown(name)
    kinds = {one.id: one for one in load_kinds()}
    chosen = max(found, key=lambda one: len(found[one]) + len(series[one]))
    if not found[chosen] and not series[chosen]:
        what = "none of the figures that are known by sight" if kinds[chosen].layout else "nothing"
        where = " Bring what it has by ward or LSOA under 'A partner's table'."
        raise KnownFileError(
            f"{name} is '{kinds[chosen].title}' ({kinds[chosen].publisher}), and holds {what} of "
            f"this force area.{where if kinds[chosen].layout else ''}"
        )
    return kinds[chosen], tuple(found[chosen]), tuple(series[chosen])


def described(table: KnownTable) -> list[str]:
    """Say what a table is, what it holds and what it fills.

    Parameters
    ----------
    table : KnownTable
        Of `looked_at`.

    Returns
    -------
    list of str
        A sentence each.

    Examples
    --------
    >>> described(KnownTable(load_kinds()[3], "a.csv", 1, "", ()))[1]
    'It fills residents of a later mid-year, for the rates of months imported after it.'
    """
    held = [part.key for part in table.parts] or [part.period for part in table.series]
    spans = joined(list(dict.fromkeys(held)), 12 if table.parts else 4)
    rows = sum(len(part.frame) for part in table.parts)
    holds = number_of(rows, "row")
    if table.series:
        holds = number_of(len({part.series.id for part in table.series}), "indicator")
    return [
        f"{table.name} is '{table.kind.title}' ({table.kind.publisher}): {spans}, "
        f"{holds} of this area.",
        f"It fills {table.kind.fills}.",
        *table.notes,
    ]


def kept() -> dict[str, tuple[str, ...]]:
    """Return which official tables are kept: the years of each kind.

    Returns
    -------
    dict of str to tuple of str
        By kind's id, in the catalogue's order.

    Examples
    --------
    >>> kept()
    {}
    """
    keys = [key.partition("/") for key in store.current().of_kind(OFFICIAL)]
    found = {
        kind.id: tuple(year for name, _, year in keys if name == kind.id) for kind in load_kinds()
    }
    return {kind: years for kind, years in found.items() if years}


def remove(kind: str, *, who: str = "") -> store.Change:
    """Take an official table out of the store, with all of its years.

    Parameters
    ----------
    kind : str
        Its id.
    who : str
        Who removes it, for the history.

    Returns
    -------
    Change
        Which can be undone.

    Raises
    ------
    StoreError
        If none is kept, or the store cannot be written to.

    Examples
    --------
    >>> remove("no-such-kind")
    Traceback (most recent call last):
        ...
    data.store.files.StoreError: No official table 'no-such-kind' is kept.
    """
    titles = {one.id: one.title for one in load_kinds()}
    with store.transaction(f"Removed {titles.get(kind, kind)}", who=who, alone=True) as change:
        for year in kept().get(kind, ()):
            change.remove(OFFICIAL, f"{kind}/{year}")
    if change.committed is None:
        raise store.StoreError(f"No official table '{kind}' is kept.")
    return change.committed


def take(table: KnownTable, *, who: str = "", note: str = "") -> store.Change:
    """Put an official table into the store; years that are there already are replaced.

    Parameters
    ----------
    table : KnownTable
        Of `looked_at`.
    who, note : str
        Who brings it, and a remark, for the history.

    Returns
    -------
    Change
        Which can be undone.

    Raises
    ------
    StoreError
        If the store cannot be written to; it is then as it was.

    Examples
    --------
    >>> take.__name__
    'take'
    """
    file = {"name": table.name, "sha256": table.sha256, "bytes": table.size}
    what = f"Took {table.kind.title}: {joined([part.key for part in table.parts], 6)}"
    with store.transaction(what, who=who, note=note, files=[file]) as change:
        for part in table.parts:
            detail = {"kind": table.kind.id, "key": part.key, "file": table.name}
            change.put(OFFICIAL, f"{table.kind.id}/{part.key}", part.frame, detail)
    if change.committed is None:
        raise store.StoreError("The table was not kept.")
    return change.committed
