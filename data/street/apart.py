"""Police files looked at and counted in a process that can take no more than its share.

What comes back of a file is small: whether it is sound, its counts and its points. A cluster has
limits of its own, and Java would not start under ours, so that Spark is asked from the app itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from data import store
from data.limits import LimitError, each_within_limits, within_limits
from data.settings import bytes_of, settings
from data.street.archive import Found, FoundFile, look_through
from data.street.at_once import at_once
from data.street.counting import count_files
from data.street.files import StreetFileError
from data.street.inspection import StreetFile, inspect_all
from data.street.recurring import Seen
from data.street.verdicts import Verdict

_ADVICE = "Download it again from data.police.uk, or give fewer months at a time."


@dataclass(frozen=True, eq=False)
class Counted:
    """One file's verdict, and its counts, points and IDs as the store keeps them."""

    verdict: Verdict
    counts: store.Packed | None = None
    points: store.Packed | None = None
    ids: store.Packed | None = None


def find_street_files(sources: Sequence[Path]) -> Found:
    """Look through archives, folders and single files for street-level files.

    Parameters
    ----------
    sources : sequence of Path
        Archive downloads (.zip), single .csv files, or folders of either, whose street-level
        files are named ``YYYY-MM-<force>-street.csv``.

    Returns
    -------
    Found
        The street-level files in order of source, and all that was passed over, with the reason.
        Links within a folder, and archives within an archive, are not followed.

    Raises
    ------
    StreetFileError
        If a source is not there, or looking through it takes more than an upload may take.

    Examples
    --------
    >>> find_street_files([Path("nowhere.zip")])
    Traceback (most recent call last):
        ...
    data.street.files.StreetFileError: nowhere.zip: there is no such file or folder.
    """
    with _named(sources):
        return within_limits(partial(look_through, tuple(sources)), _ADVICE)


def inspected(found: Sequence[FoundFile]) -> Iterator[StreetFile | StreetFileError]:
    """Look at every byte of files, and yield each as one that may be counted, or its fault."""
    with _named([one.source for one in found]):
        yield from each_within_limits(partial(inspect_all, tuple(found)), _ADVICE)


def counted(
    files: Iterable[StreetFile], lsoas: pd.DataFrame, own: str, keep_points: bool, earlier: Seen
) -> Iterator[Counted]:
    """Count files, and yield what is kept of each, in the order in which they were counted."""
    given = tuple(files)
    count = partial(_counted, given, lsoas, own, keep_points, earlier)
    if settings().engine != "duckdb":
        yield from count()
        return
    more = bytes_of(settings().memory_limit)
    with _named([one.found.source for one in given]):
        yield from each_within_limits(count, _ADVICE, more_memory=more)


def _counted(
    files: Sequence[StreetFile], lsoas: pd.DataFrame, own: str, keep_points: bool, earlier: Seen
) -> Iterator[Counted]:
    verdicts = count_files(files, lsoas, own=own, keep_points=keep_points, earlier=earlier)
    # Packed by threads of their own, while the next batch is counted.
    yield from at_once(_kept, verdicts)


def _kept(verdict: Verdict) -> Counted:
    tables = (verdict.counts, verdict.points, verdict.ids)
    told = replace(verdict, counts=None, points=None, ids=None)
    return Counted(told, *(None if one is None else store.packed(one) for one in tables))


@contextmanager
def _named(sources: Iterable[Path]) -> Iterator[None]:
    """Name the files that a limit was met in."""
    try:
        yield
    except LimitError as error:
        names = sorted({one.name for one in sources})
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        raise StreetFileError(f"{', '.join(names[:3])}{more}: {error}") from None
