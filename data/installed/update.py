"""Bringing the newest months: which are due, fetched, checked and put into the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from data.catalogue.base import base_catalogue
from data.fetching.downloads import load_downloads
from data.fetching.faults import FetchError, NothingOfferedError
from data.fetching.finished import Fetched, Told, tell_nobody
from data.fetching.session import Manners
from data.installed.downloads import fetch_force_police, newest_offered
from data.phrases.plain import joined
from data.phrases.plain import month as named
from data.store import StoreError
from data.street import importing
from data.street.files import StreetFileError
from data.street.report import ImportReport
from data.street.report import sentences as import_sentences
from data.tables.police import load_months
from geo.series import later, months_from

PUBLISHED_AFTER = 2
"""Months after its end that a month is published, about: December comes in February."""


@dataclass(frozen=True)
class Update:
    """What a look for newer months found and did.

    Attributes
    ----------
    held : str
        The newest month that was held before.
    offered : str
        The newest month that the publisher offers.
    wanted : tuple of str
        The months between: those that were wanted; empty where there is nothing new.
    fetched : Fetched or None
        The download; None where nothing was downloaded.
    report : ImportReport or None
        What the import did; None where nothing was imported.
    lacking : str
        Why there is none of the force's months, although the publisher has newer ones.
    """

    held: str
    offered: str
    wanted: tuple[str, ...]
    fetched: Fetched | None = None
    report: ImportReport | None = None
    lacking: str = ""

    @property
    def needs_somebody(self) -> bool:
        """Whether a month that was fetched is not in, and somebody has to look at it."""
        return self.report is not None and bool(self.report.of_fate("refused", "held back"))


def newest_held() -> str:
    """Return the newest month of the served force that is loaded.

    Returns
    -------
    str
        ``YYYY-MM``; empty where none is loaded.

    Examples
    --------
    >>> newest_held()
    '2025-12'
    """
    return str(max(load_months()["month"].astype(str), default=""))


def months_due(newest: str, today: str) -> tuple[str, ...]:
    """Return the months after the newest that is held which should be published by now.

    Parameters
    ----------
    newest : str
        The newest month that is held, ``YYYY-MM``.
    today : str
        Month or day of today, ``YYYY-MM`` or longer.

    Returns
    -------
    tuple of str
        Oldest first. Publication has no fixed day, so that the last of them may still be missing.

    Examples
    --------
    >>> months_due("2025-12", "2026-03-15"), months_due("2025-12", "2026-02-28")
    (('2026-01',), ())
    """
    return tuple(months_from(later(newest, 1), later(today[:7], -PUBLISHED_AFTER)))


def today() -> str:
    """Return today's date in UTC, ``YYYY-MM-DD``.

    Returns
    -------
    str

    Examples
    --------
    >>> len(today())
    10
    """
    return datetime.now(UTC).date().isoformat()


def update_police(
    *,
    site: str | None = None,
    dry_run: bool = False,
    accept_odd: Collection[str] = (),
    who: str = "",
    note: str = "",
    told: Told = tell_nobody,
    progress: importing.Progress = importing.tell_nobody,
    manners: Manners | None = None,
) -> Update:
    """Fetch the served force's months after the newest that is held, and import them.

    Parameters
    ----------
    site : str, optional
        In place of the catalogue's.
    dry_run : bool
        Only ask which months there are.
    accept_odd, who, note, progress
        As in `data.street.importing.import_street_files`.
    told : callable
        Told how far the download is.
    manners : Manners, optional
        How the server is treated.

    Returns
    -------
    Update

    Raises
    ------
    FetchError
        If no month is held that others could follow; if the site fails, or what was downloaded
        cannot be imported. The message says which months to download by hand, and how.
    StoreError, StreetFileError
        As `data.street.importing.import_street_files`; what was downloaded is kept.

    Examples
    --------
    >>> update_police(site="http://example.org")
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: http://example.org: only https addresses are downloaded...
    """
    force, held = base_catalogue().force.slug, newest_held()
    if not held:
        raise FetchError(
            f"No month of {force} is held that newer ones could follow. Fetch the first ones: "
            f"python -m data fetch police --force {force} --from YYYY-MM --import"
        )
    first = later(held, 1)
    last = max((first, *months_due(held, today())))
    offered = newest_offered(force, first, last, site=site, manners=manners)
    wanted = tuple(months_from(first, offered))
    if not wanted or dry_run:
        return Update(held, offered, wanted)
    try:
        fetched = fetch_force_police(force, first, offered, site=site, told=told, manners=manners)
    except NothingOfferedError as error:
        return Update(held, offered, wanted, lacking=str(error))
    try:
        report = importing.import_street_files(
            [fetched.path],
            force=force,
            accept_odd=accept_odd,
            who=who,
            note=note,
            progress=progress,
        )
    except (StoreError, StreetFileError) as error:
        raise type(error)(f"{error} What was fetched is kept: {fetched.path}") from error
    return Update(held, offered, wanted, fetched, report)


def sentences(done: Update) -> list[str]:
    """Say in sentences what a look for newer months found and did.

    Parameters
    ----------
    done : Update
        From `update_police`.

    Returns
    -------
    list of str

    Examples
    --------
    >>> sentences(Update("2025-12", "2025-12", ()))
    ['Nothing new: December 2025 is held, and data.police.uk has no later month.']
    >>> sentences(Update("2025-12", "2026-01", ("2026-01",)))[0]
    'data.police.uk offers January 2026; December 2025 is the newest held. Nothing was downloaded.'
    """
    publisher, held = load_downloads().police.publisher, named(done.held, True)
    if not done.wanted:
        return [f"Nothing new: {held} is held, and {publisher} has no later month."]
    months = _span(done.wanted)
    if done.fetched is None or done.report is None:
        why = done.lacking or "Nothing was downloaded."
        return [f"{publisher} offers {months}; {held} is the newest held. {why}"]
    told = [f"Fetched {_span(done.fetched.detail['months'])} from {publisher}."]
    absent = done.fetched.detail["absent"]
    for reason in dict.fromkeys(absent.values()):
        these = [named(month, True) for month, why in absent.items() if why == reason]
        told.append(f"Absent, not zero: {joined(these, 12)} ({reason}).")
    return [*told, *import_sentences(done.report)]


def _span(months: Collection[str]) -> str:
    first, last = named(min(months), True), named(max(months), True)
    return first if first == last else f"{first} to {last}"
