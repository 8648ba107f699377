"""What an import of police files did: each file's fate, and the months that are absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from data.phrases.plain import number_of
from data.store import Change

# As file names write it. What it records on railways and stations is in no other force's files.
TRANSPORT_POLICE = "btp"
Fate = Literal["imported", "replaced", "unchanged", "held back", "refused", "ignored"]


@dataclass(frozen=True)
class FileReport:
    """What became of one file.

    Parameters
    ----------
    name : str
        The file, or the archive and its member.
    fate : str
        ``imported`` (a month that was not there), ``replaced`` (one that was, with other content),
        ``unchanged`` (the same content was there), ``held back`` (sound, but not like the month
        that it would replace or those around it), ``refused`` (faulty, or in doubt) or ``ignored``
        (of another kind).
    reason : str
        Why it was held back, refused or ignored.
    force, month : str
        Empty where the name does not tell.
    account : mapping
        Of a month that was counted: ``rows_read``, ``counted`` and the others; ``recurring`` is
        None where it is not known.
    remarks : tuple of str
        What a reader of the month must know: an assumed vintage, old names of crime types.
    """

    name: str
    fate: Fate
    reason: str = ""
    force: str = ""
    month: str = ""
    account: Mapping[str, int | str | None] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Parameters
    ----------
    files : tuple of FileReport
        Every file that was found.
    absent : mapping of str to tuple of str
        By force: months between its first and its last in the store that are not there. They are
        absent, not zero.
    change : Change or None
        The store's change; None where nothing was put.
    again : tuple of str
        What is to be imported again, as other months came before it since it was counted.
    """

    files: tuple[FileReport, ...]
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    change: Change | None = None
    again: tuple[str, ...] = ()

    def of_fate(self, *fates: Fate) -> tuple[FileReport, ...]:
        """Return the files of these fates."""
        return tuple(one for one in self.files if one.fate in fates)


def sentences(report: ImportReport) -> list[str]:
    """Return what an import did, in sentences: one for each file held back or refused.

    Parameters
    ----------
    report : ImportReport
        From `data.street.importing.import_street_files`.

    Returns
    -------
    list of str

    Raises
    ------
    KeyError
        If an account lacks a number.

    Examples
    --------
    >>> sentences(ImportReport((FileReport("a.csv", "ignored", "outcomes."),)))
    ['Nothing was imported.', 'Ignored 1 file: outcomes.']
    """
    told = [_counted(report)]
    unchanged = report.of_fate("unchanged")
    if unchanged:
        told.append(f"Unchanged, as the same content was there: {_months(unchanged)}.")
    told += [f"Held back: {one.force}, {one.reason}" for one in report.of_fate("held back")]
    told += [f"Refused: {_with_name(one)}" for one in report.of_fate("refused")]
    for reason, names in _by_reason(report.of_fate("ignored")).items():
        told.append(f"Ignored {len(names)} file{'s' * (len(names) > 1)}: {reason}")
    told += sorted({remark for one in report.files for remark in one.remarks})
    for force, months in report.absent.items():
        told.append(f"Absent, not zero: {force} {', '.join(_spans(months))}.")
    return [*told, *report.again, *_transport_police(report)]


def _transport_police(report: ImportReport) -> list[str]:
    """Whether the railways' police are among what was taken: nobody else records for them."""
    there = report.of_fate("imported", "replaced", "unchanged")
    if not there:
        return []
    own = tuple(one for one in there if one.force == TRANSPORT_POLICE)
    if own:
        return [f"British Transport Police ({_months(own)}) is in, kept apart: in no figure here."]
    return [f"British Transport Police ({TRANSPORT_POLICE}) is not in these files."]


def _counted(report: ImportReport) -> str:
    taken = report.of_fate("imported", "replaced")
    if not taken:
        return "Nothing was imported."
    names = ("rows_read", "counted", "no_location", "outside_force", "recurring", "duplicates")
    # Other forces' records that came in an earlier month are not looked for.
    total = {name: sum(int(one.account[name] or 0) for one in taken) for name in names}
    earlier = f"{total['recurring']:,} counted in an earlier month, " * bool(total["recurring"])
    replaced = report.of_fate("replaced")
    again = f", of which {len(replaced)} replaced what was there" if replaced else ""
    return (
        f"Imported {number_of(len(taken), 'month')}{again} ({_months(taken)}): "
        f"{number_of(total['rows_read'], 'record')} read, {total['counted']:,} counted, "
        f"{total['no_location']:,} without a location, {total['outside_force']:,} outside the "
        f"force area, {earlier}{number_of(total['duplicates'], 'duplicate')}."
    )


def _months(files: tuple[FileReport, ...]) -> str:
    forces = sorted({one.force for one in files})
    months = sorted({one.month for one in files})
    span = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
    return f"{forces[0] if len(forces) == 1 else f'{len(forces)} forces'}, {span}"


def _spans(months: tuple[str, ...]) -> list[str]:
    """Months in a row told by their first and last."""
    numbers = [pd.Period(month, "M").ordinal for month in months]
    rows: dict[int, list[str]] = {}
    for place, (number, month) in enumerate(zip(numbers, months, strict=True)):
        rows.setdefault(number - place, []).append(month)
    return [
        row[0] if len(row) == 1 else f"{row[0]} to {row[-1]} ({len(row)} months)"
        for row in rows.values()
    ]


def _with_name(file: FileReport) -> str:
    return file.reason if file.name in file.reason else f"{file.name}: {file.reason}"


def _by_reason(files: tuple[FileReport, ...]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for one in files:
        held.setdefault(one.reason, []).append(one.name)
    return held
