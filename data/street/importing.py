"""Importing street-level files of data.police.uk into the store, in one change.

Good files go in and bad ones are refused whole, each with its reason. All that is put belongs to
one change of the store, so that an import that fails, or is killed, leaves the store as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from data import store
from data.catalogue.base import base_catalogue
from data.store import Transaction
from data.street.apart import Counted, counted, find_street_files, inspected
from data.street.archive import Found, FoundFile
from data.street.counting import two_versions
from data.street.crime_types import type_list
from data.street.facts import VINTAGES
from data.street.files import StreetFileError
from data.street.ids_kept import IDS, counted_otherwise, ids_held, to_count_again
from data.street.inspection import StreetFile
from data.street.odd_months import Key, asked_about, shape_of
from data.street.report import FileReport, ImportReport
from data.street.verdicts import Verdict
from data.tables.areas import load_areas
from data.tables.police import UNPLACED, load_months
from geo.areas import type_in_words
from geo.month_likeness import MonthShape

MONTH, POINTS = "police_month", "police_points"
# Raised when a rule of counting changes: the same file then counts as a new one.
RULES = 3
Progress = Callable[[int, int, str], None]


def tell_nobody(_done: int, _total: int, _sentence: str) -> None:
    """Take progress and do nothing with it.

    Parameters
    ----------
    _done, _total : int
        How many files are done, of how many.
    _sentence : str
        What is done now.

    Examples
    --------
    >>> tell_nobody(1, 2, "Counted a month") is None
    True
    """


def import_street_files(
    sources: Sequence[Path],
    *,
    force: str | None = None,
    own: str | None = None,
    lsoas: pd.DataFrame | None = None,
    keep_points: bool = True,
    accept_odd: Collection[str] = (),
    who: str = "",
    note: str = "",
    progress: Progress = tell_nobody,
) -> ImportReport:
    """Count street-level files and put each month into the store.

    Parameters
    ----------
    sources : sequence of Path
        Archives, folders and single files of data.police.uk, of any months and forces.
    force : str, optional
        The only force wanted, as file names write it; by default all that are found.
    own : str, optional
        The force whose LSOAs are known; by default the one that the app serves.
    lsoas : DataFrame, optional
        Its LSOAs: ``area_type`` (the vintage), ``area_code``; by default those that the app serves.
        Its records in other LSOAs are outside, and its months in codes of a vintage that is not
        known are refused. Other forces are counted by the LSOA codes as they stand.
    keep_points : bool
        Whether snap points are put into the store as well.
    accept_odd : collection of str
        Months (``YYYY-MM``) that are taken although they do not look like the month that they
        replace or those around them (`geo.month_likeness`). Others that do not are held back.
    who, note : str
        Who imports, and a remark, for the history.
    progress : callable
        Told how many files are done, of how many, and what is done now. What it raises ends the
        import, and nothing has changed.

    Returns
    -------
    ImportReport
        Every file's fate; months that are absent; the change.

    Raises
    ------
    StreetFileError
        If a source is not there, there is no street-level file in any, or none of the force; if
        looking at a file, or counting it, takes more memory or time than an upload may take.
    StoreError
        If the store cannot be written.

    Notes
    -----
    A month that was there is replaced, never doubled. A month of the own force is counted anew,
    too, where one before it in the same import is, as its Crime IDs may have come there. Files are
    opened in a process with limits (`data.limits`), whose memory holds one batch of files, and
    disk one batch of unpacked members.

    Examples
    --------
    >>> import_street_files([Path("nowhere.zip")])
    Traceback (most recent call last):
        ...
    data.street.files.StreetFileError: nowhere.zip: there is no such file or folder.
    """
    found = _wanted(find_street_files(sources), force)
    reports = [_passed_over(one.origin, one.reason, one.faulty) for one in found.passed_over]
    files, refused = _inspected(found.files, progress)
    reports += refused
    known = known_lsoas() if lsoas is None else lsoas
    own = own or base_catalogue().force.slug
    fresh, unchanged = _parted(files, own, _digest(known), keep_points)
    reports += unchanged
    if not fresh:
        return _report(reports, found, own)
    # The list is filled before the change is made, so that the history names no refused file.
    taken: list[dict[str, Any]] = []
    counted_now: dict[Key, tuple[StreetFile, MonthShape]] = {}
    what = f"Imported police records: {_named(fresh)}"
    with store.transaction(what, who=who, note=note, files=taken) as change:
        told = counted(fresh, known, own, keep_points, ids_held(own))
        for left, file in zip(range(len(fresh), 0, -1), told, strict=True):
            one = file.verdict.file
            progress(
                2 * len(found.files) - left, 2 * len(found.files), f"Counted {_key(one.found)}"
            )
            reports.append(_put(change, file, fresh[one]))
            if reports[-1].fate in ("imported", "replaced"):
                counted_now[one.found.force, one.found.month] = (one, shape_of(file))
        asked = asked_about({key: shape for key, (_, shape) in counted_now.items()})
        reports = [_held_back(change, one, asked, accept_odd) for one in reports]
        for key, (one, _) in counted_now.items():
            if key not in asked or key[1] in accept_odd:
                taken.append(_for_history(one, asked.get(key, "")))
    return _report(reports, found, own, change.committed)


def _report(
    reports: Sequence[FileReport], found: Found, own: str, change: store.Change | None = None
) -> ImportReport:
    return ImportReport(
        tuple(reports), _absent(found.files, own), change, tuple(to_count_again(own))
    )


def known_lsoas() -> pd.DataFrame:
    """Return the LSOAs of the force area that the app serves."""
    areas = load_areas()
    return areas.loc[areas["area_type"].isin(VINTAGES), ["area_type", "area_code"]]


def _wanted(found: Found, force: str | None) -> Found:
    slugs = sorted({one.force for one in found.files})
    faulty = any(one.faulty for one in found.passed_over)
    if not slugs and not faulty:
        raise StreetFileError(
            "No street-level file was found. The archive of data.police.uk holds them as "
            "YYYY-MM/YYYY-MM-<force>-street.csv; choose 'Include crime data' when downloading."
        )
    if force is None or not slugs:
        return found
    if force not in slugs:
        raise StreetFileError(f"There is no file of '{force}'; there are: {', '.join(slugs)}.")
    return replace(found, files=tuple(one for one in found.files if one.force == force))


def _passed_over(name: str, reason: str, faulty: bool) -> FileReport:
    return FileReport(name, "refused" if faulty else "ignored", reason)


def _refused(found: FoundFile, reason: str) -> FileReport:
    return FileReport(found.origin, "refused", reason, found.force, found.month)


def _inspected(
    found: Sequence[FoundFile], progress: Progress
) -> tuple[list[StreetFile], list[FileReport]]:
    """The files that may be counted, each month of a force once, and those that may not."""
    sound: dict[str, list[StreetFile]] = {}
    reason = "its name leads to a folder outside the archive, as no publisher's does."
    refused = [_refused(one, reason) for one in found if one.leads_out]
    within = [one for one in found if not one.leads_out]
    for done, (one, file) in enumerate(zip(within, inspected(within), strict=True)):
        progress(done, 2 * len(found), f"Checking {one.origin}")
        if isinstance(file, StreetFileError):
            refused.append(_refused(one, str(file)))
        else:
            sound.setdefault(_key(one), []).append(file)
    single = []
    for held in sound.values():
        if len({one.sha256 for one in held}) > 1:
            # Which is the newer one cannot be seen, and half of a revision must not go in.
            refused += [
                _refused(one.found, two_versions(one.found, other.found))
                for one, other in zip(held, [*held[1:], held[0]], strict=True)
            ]
        else:
            single.append(held[0])
            refused += [_same(one.found, held[0].found) for one in held[1:]]
    return single, refused


def _same(found: FoundFile, taken: FoundFile) -> FileReport:
    reason = f"the same as {taken.origin}."
    return FileReport(found.origin, "ignored", reason, found.force, found.month)


def _key(found: FoundFile) -> str:
    return f"{found.force}/{found.month}"


@dataclass(frozen=True)
class _Fresh:
    """Why a file is counted: what its figures will rest on, and whether it replaces a month.

    It follows where the store has the same file, and only a month before it is counted anew.
    """

    basis: str
    replaces: bool
    follows: bool = False


def _digest(lsoas: pd.DataFrame) -> str:
    codes = sorted(lsoas["area_type"].astype(str) + lsoas["area_code"].astype(str))
    return store.digest_of(" ".join(codes).encode())[:12]


def _parted(
    files: Sequence[StreetFile], own: str, areas: str, keep_points: bool
) -> tuple[dict[StreetFile, _Fresh], list[FileReport]]:
    """The files to count, and those whose figures the store has already."""
    held = store.refresh().entries
    otherwise = counted_otherwise(own)
    fresh: dict[StreetFile, _Fresh] = {}
    unchanged = []
    earlier = False
    for file in sorted(files, key=lambda one: one.found.month):
        found, mine = file.found, file.found.force == own
        basis = f"{file.sha256}-{areas if mine else 'as it stands'}-{RULES}"
        entry = held.get((MONTH, _key(found)))
        kinds = (MONTH, *([POINTS] if keep_points else []), *([IDS] if mine else []))
        # A month whose file was damaged since is counted again, which repairs it.
        same = (
            entry is not None
            and entry.detail.get("basis") == basis
            and all(store.is_intact(kind, _key(found)) for kind in kinds)
            and not (mine and found.month in otherwise)
        )
        if same and not (mine and earlier):
            unchanged.append(_unchanged(found))
        else:
            fresh[file] = _Fresh(basis, entry is not None, same)
            earlier |= mine
    return fresh, unchanged


def _unchanged(found: FoundFile) -> FileReport:
    return FileReport(found.origin, "unchanged", "", found.force, found.month)


def _named(files: Iterable[StreetFile]) -> str:
    months = sorted({one.found.month for one in files})
    forces = sorted({one.found.force for one in files})
    span = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
    return f"{forces[0] if len(forces) == 1 else f'{len(forces)} forces'}, {span}"


def _put(change: Transaction, file: Counted, fresh: _Fresh) -> FileReport:
    """Put one month, or report why it is refused."""
    verdict, found = file.verdict, file.verdict.file.found
    if verdict.fault:
        return _refused(found, verdict.fault)
    if fresh.follows and _same_ids(file):
        return _unchanged(found)
    change.put(MONTH, _key(found), file.counts, _detail(verdict, fresh))
    for kind, table in ((POINTS, file.points), (IDS, file.ids)):
        if table is not None:
            change.put(kind, _key(found), table, {"month": found.month, "force": found.force})
        elif (kind, _key(found)) in store.current().entries:
            # Those of an earlier version would not belong to the counts.
            change.remove(kind, _key(found))
    return FileReport(
        found.origin,
        "replaced" if fresh.replaces else "imported",
        "",
        found.force,
        found.month,
        verdict.account,
        _remarks(verdict),
    )


def _held_back(
    change: Transaction, report: FileReport, asked: Mapping[Key, str], accepted: Collection[str]
) -> FileReport:
    """Take back a month that must be asked about first; a report of any other stays as it is."""
    said = asked.get((report.force, report.month), "")
    if not said or report.fate not in ("imported", "replaced") or report.month in accepted:
        return report
    change.withdraw(f"{report.force}/{report.month}")
    return replace(report, fate="held back", reason=said)


def _for_history(file: StreetFile, accepted: str) -> dict[str, Any]:
    told = {"name": file.found.origin, "sha256": file.sha256, "bytes": file.found.size}
    return {**told, "accepted": accepted} if accepted else told


def _same_ids(file: Counted) -> bool:
    """Whether the same IDs came in earlier months as when the store's month was counted."""
    held = store.current().entries.get((IDS, _key(file.verdict.file.found)))
    if held is None or file.ids is None:
        return False
    return held.sha256 == store.digest_of(file.ids.content)


def _detail(verdict: Verdict, fresh: _Fresh) -> dict[str, Any]:
    """What is kept beside a month's counts: its account, and what a comparison must know."""
    file, types = verdict.file, type_list(verdict.file.found.month)
    return {
        **verdict.account,
        "force": file.found.force,
        "file": file.found.origin,
        "sha256": file.sha256,
        "basis": fresh.basis,
        "within_area": verdict.within,
        "vintage_from": verdict.vintage_from,
        "old_type_names": verdict.old_types,
        "absent_types": list(types.absent),
        "wider_types": {name: list(held) for name, held in types.wider.items()},
        UNPLACED: dict(verdict.unplaced),
    }


def _remarks(verdict: Verdict) -> tuple[str, ...]:
    found, told = verdict.file.found, []
    month = found.month
    if how := found.form.in_words():
        told.append(f"{found.origin}: {how}.")
    absent = type_list(month).absent
    if verdict.vintage_from == "month":
        told.append(
            f"{_key(verdict.file.found)}: no LSOA code tells its vintage; they were taken as "
            f"{type_in_words(verdict.area_type)}, as is usual for the month."
        )
    if absent:
        told.append(
            f"Months to {type_list(month).last}: the publisher did not tell {', '.join(absent)} "
            "apart; they are absent, not zero."
        )
    return tuple(told)


def _absent(found: Sequence[FoundFile], own: str) -> dict[str, tuple[str, ...]]:
    """The months between a force's first and last that are not there, by force."""
    told: dict[str, tuple[str, ...]] = {}
    for force in sorted({one.force for one in found}):
        keys = store.current().of_kind(MONTH)
        held = {key.removeprefix(f"{force}/") for key in keys if key.startswith(f"{force}/")}
        if force == own == base_catalogue().force.slug:
            held |= set(load_months()["month"].astype(str))
        if held:
            due = pd.period_range(min(held), max(held), freq="M").strftime("%Y-%m")
            missing = tuple(month for month in due if month not in held)
            told |= {force: missing} if missing else {}
    return told
