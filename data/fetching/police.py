"""A force's months of street-level records, taken out of the archive of data.police.uk.

The archive is the site's documented way for many records. Its API is not used for them: it answers
about places, not forces, refuses more than 10,000 records at once, and its records carry no LSOA.
Of an archive (1.7 GB, every force) only the force's files are downloaded where the server sends
parts of a file; where it does not, the whole archive is, and is removed once they are taken out.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from data.fetching.addresses import checked_address
from data.fetching.archive_plan import checked_month, months_between, plan_archives, shifted
from data.fetching.downloads import PoliceSite
from data.fetching.faults import FetchError, NothingOfferedError, NotThereError, PassingFault
from data.fetching.finished import (
    Fetched,
    Progress,
    Told,
    digest_of,
    finish,
    finished,
    only_one,
    tell_nobody,
    write_whole,
)
from data.fetching.large_file import check_room, download_whole, free_bytes
from data.fetching.month_files import MonthFiles
from data.fetching.remote_file import PartialReader, look_at
from data.fetching.session import PoliteSession

NOT_PUBLISHED = "not published yet"
NOT_DELIVERED = "not in the archive: the force did not deliver it"
# The newest month is told before its archive is always there.
ARCHIVES_BACK = 3
# An unpacked month of the largest force is under 40 MB.
LARGEST_FILE = 500 << 20
_FORCE = re.compile(r"[a-z]+(-[a-z]+)*")
_MEMBER = re.compile(r"(?:^|/)(\d{4}-\d{2})-([a-z-]+)-street\.csv$")


@dataclass(frozen=True)
class _Run:
    """What all steps of one download share."""

    session: PoliteSession
    site: PoliceSite
    address: str
    force: str
    whole: bool
    told: Told
    free: Callable[[Path], int]


def fetch_police(
    session: PoliteSession,
    site: PoliceSite,
    force: str,
    start: str,
    end: str | None,
    folder: Path,
    *,
    again: bool = False,
    whole: bool = False,
    told: Told = tell_nobody,
    free: Callable[[Path], int] = free_bytes,
) -> Fetched:
    """Download a force's months of street-level crime and anti-social behaviour.

    Parameters
    ----------
    session : PoliteSession
        The connection.
    site : PoliceSite
        Where months and archive are.
    force : str
        The force as the archive's file names write it.
    start, end : str
        First and last month, ``YYYY-MM``; `end` None for the newest.
    folder : Path
        The store's folder for downloads.
    again : bool
        Download although the same was downloaded before: the publisher revises months.
    whole : bool
        Download whole archives although parts could be had.
    told : callable
        Told how far it is.
    free : callable
        Says how many bytes the disk has free.

    Returns
    -------
    Fetched
        A zip in the layout of the archive, with the force's months and nothing else.
        ``detail["months"]`` are those in it, ``detail["absent"]`` those that are not, each with
        the reason: an absent month is absent, not a month without crime.

    Raises
    ------
    NothingOfferedError
        If no month of the force is there.
    FetchError
        If the download cannot be finished; the message says what to download by hand.

    Notes
    -----
    Source: data.police.uk, Open Government Licence v3.0.

    Examples
    --------
    >>> from data.fetching.downloads import load_downloads
    >>> with PoliteSession() as session:
    ...     site = load_downloads().police
    ...     fetch_police(session, site, "Some Police", "2024-01", None, Path("nowhere"))
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: 'Some Police' is not how the archive writes a force: ...
    """
    _check_names(force, start, end)
    request: dict[str, str | None] = {"force": force, "start": start, "end": end, "site": site.site}
    name = f"police-{force}-{start}-to-{end or 'newest'}-{digest_of(request)}"
    path = folder / f"{name}.zip"
    held = None if again else finished(path, dict(request))
    if held and end is not None and not held.detail["absent"]:
        return held
    run = _Run(session, site, checked_address(site.site), force, whole, told, free)
    try:
        newest = newest_month(session, site)
        if held and held.detail["newest"] == newest:
            return held
        with only_one(folder, name) as pieces:
            return _fetch(run, MonthFiles(pieces, force), newest, path, request)
    except NothingOfferedError:
        raise
    except FetchError as error:
        raise type(error)(f"{error} {by_hand(site, force, start, end)}") from error


def _check_names(force: str, start: str, end: str | None) -> None:
    if not _FORCE.fullmatch(force):
        raise FetchError(
            f"'{force}' is not how the archive writes a force: small letters and hyphens, such as "
            "avon-and-somerset."
        )
    months_between(start, end or checked_month(start))


def by_hand(site: PoliceSite, force: str, start: str, end: str | None) -> str:
    """Say how to get the months without this program.

    Parameters
    ----------
    site : PoliceSite
        Whose page it is.
    force : str
        As the archive writes it in file names.
    start, end : str
        First and last month; `end` None for the newest.

    Returns
    -------
    str

    Examples
    --------
    >>> from data.fetching.downloads import load_downloads
    >>> by_hand(load_downloads().police, "some-force", "2026-01", "2026-02")
    "Without it: ... open https://data.police.uk/data/, choose 2026-01 to 2026-02, the force ..."
    """
    months = start if start == end else f"{start} to {end or 'the newest'}"
    return (
        f"Without it: on a machine with internet open {site.page}, choose {months}, the force "
        f"'{force}' and 'Include crime data'. Bring the zip here, and give it to the page Sources "
        "under 'Police records', or run: python -m data import police FILE"
    )


def newest_month(session: PoliteSession, site: PoliceSite) -> str:
    """Ask which month the publisher offered last.

    Parameters
    ----------
    session : PoliteSession
        The connection.
    site : PoliceSite
        Where months are told.

    Returns
    -------
    str
        ``YYYY-MM``.

    Raises
    ------
    FetchError
        If the site cannot be reached, or does not tell.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from data.fetching.downloads import load_downloads
    >>> with PoliteSession() as session:
    ...     newest_month(session, replace(load_downloads().police, site="http://example.org"))
    Traceback (most recent call last):
        ...
    data.fetching.faults.FetchError: http://example.org: only https addresses are downloaded...
    """

    def understood(body: bytes) -> str:
        try:
            return max(checked_month(each["date"]) for each in json.loads(body))
        except (ValueError, TypeError, KeyError) as error:
            raise PassingFault(f"{site.publisher} did not tell its months") from error

    address = checked_address(site.site) + site.months
    return session.persist(lambda: session.ask(address, understood))


def _fetch(
    run: _Run, kept: MonthFiles, newest: str, path: Path, request: dict[str, str | None]
) -> Fetched:
    start, end = str(request["start"]), request["end"] or newest
    if start > newest:
        raise NothingOfferedError(
            f"{run.site.publisher} has months to {newest}; {start} is {NOT_PUBLISHED}."
        )
    wanted = months_between(start, end)
    absent = dict.fromkeys(wanted, NOT_PUBLISHED)
    archives = _archives(run, wanted, newest)
    for archive, months in archives:
        for month in months:
            del absent[month]
        absent |= _take(run, kept, archive, months)
    if not kept.months:
        raise NothingOfferedError(
            f"No month of {run.force} from {start} to {end} is there: "
            f"{'; '.join(sorted(set(absent.values())))}."
        )
    write_whole(path, kept.as_zip())
    detail = {
        "months": sorted(kept.months),
        "absent": dict(sorted(absent.items())),
        "newest": newest,
        "archives": [archive for archive, _ in archives],
    }
    fetched = finish(path, run.address, dict(request), detail, datetime.now(UTC))
    kept.discard()
    return fetched


def _archives(
    run: _Run, wanted: Sequence[str], newest: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The plan, from the newest archive that is there: months are told before it always is."""
    reach = run.site.months_in_archive
    for _ in range(ARCHIVES_BACK):
        plan = plan_archives(wanted, newest, reach)
        if not plan or plan[0][0] < newest:
            return plan
        try:
            look_at(run.session, _address(run, newest))
            return plan
        except NotThereError:
            newest = shifted(newest, -1)
    return plan_archives(wanted, newest, reach)


def _address(run: _Run, archive: str) -> str:
    return run.address + run.site.archive.format(month=archive)


def _take(run: _Run, kept: MonthFiles, archive: str, months: Sequence[str]) -> dict[str, str]:
    """Take months out of one archive; return those that are not in it, with the reason."""
    missing = [month for month in months if not kept.has(month, archive)]
    absent = dict.fromkeys(kept.told_absent(archive, missing), NOT_DELIVERED)
    missing = [month for month in missing if month not in absent]
    if not missing:
        return absent
    with _opened(run, kept, archive) as (packed, load):
        members = _members(packed, run.force, archive)
        for done, month in enumerate(missing):
            run.told(Progress(f"{run.force} {month}", done, len(missing), "months"))
            if month in members:
                content = run.session.persist(partial(_unpacked, packed, members[month], load))
                kept.add(month, archive, content)
            else:
                kept.note_absent(month, archive)
                absent[month] = NOT_DELIVERED
    run.told(Progress(run.force, len(missing), len(missing), "months"))
    return absent


@contextmanager
def _opened(
    run: _Run, kept: MonthFiles, archive: str
) -> Iterator[tuple[zipfile.ZipFile, Callable[[int, int], None]]]:
    """The archive, and how to have some bytes of it at hand."""
    file = look_at(run.session, _address(run, archive))
    local = kept.folder / f"{archive}.zip"
    try:
        if file.in_parts and not run.whole:
            check_room(kept.folder, 0, run.free)
            reader = PartialReader(run.session, file)
            with zipfile.ZipFile(reader) as packed:
                yield packed, reader.load
        else:
            if not local.exists():
                download_whole(run.session, file, local, told=run.told, free=run.free)
            with zipfile.ZipFile(local) as packed:
                yield packed, lambda start, stop: None
            local.unlink()
    except FetchError as error:
        # The whole archive is there and a file in it is damaged: the next run needs another copy.
        if isinstance(error.__cause__, PassingFault):
            local.unlink(missing_ok=True)
        raise
    except zipfile.BadZipFile as error:
        local.unlink(missing_ok=True)
        raise FetchError(
            f"{_address(run, archive)} is damaged or no zip ({error}). Run the same command again; "
            "if it stays so, tell the publisher."
        ) from error


def _members(packed: zipfile.ZipFile, force: str, archive: str) -> dict[str, zipfile.ZipInfo]:
    named = [(_MEMBER.search(each.filename), each) for each in packed.infolist()]
    forces = sorted({name[2] for name, _ in named if name})
    if force not in forces:
        raise FetchError(
            f"The archive {archive} has no street-level file of '{force}'. It has: "
            f"{', '.join(forces) or 'none of any force'}."
        )
    return {name[1]: each for name, each in named if name and name[2] == force}


def _unpacked(
    packed: zipfile.ZipFile, member: zipfile.ZipInfo, load: Callable[[int, int], None]
) -> bytes:
    """One file of the archive, its checksum compared with the archive's own."""
    if member.file_size > LARGEST_FILE:
        raise FetchError(f"{member.filename} is larger than any month of any force; not unpacked.")
    # Header, name and extra fields stand before the content; how long the last are is only told
    # there, and what is missing of the content is read after it.
    ahead = 30 + len(member.filename.encode()) + 512
    load(member.header_offset, member.header_offset + ahead + member.compress_size)
    try:
        with packed.open(member) as content:
            return io.BytesIO(content.read()).getvalue()
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise PassingFault(
            f"{member.filename} did not arrive as it was packed ({error})"
        ) from error
