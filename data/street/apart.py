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

from data.limits import LimitError, each_within_limits, within_limits
from data.settings import bytes_of, settings
from data.street.archive import Found, FoundFile, look_through
from data.street.counting import Verdict, count_files, counts_of, unplaced_of
from data.street.engine import connected
from data.street.files import StreetFileError
from data.street.inspection import StreetFile, inspect_all
from data.street.points_kept import points_of

_ADVICE = "Download it again from data.police.uk, or give fewer months at a time."


@dataclass(frozen=True, eq=False)
class Counted:
    """One file's verdict; its counts, with and without a location, where it has no fault.

    Its points where they are wanted.
    """

    verdict: Verdict
    counts: pd.DataFrame | None = None
    unplaced: pd.DataFrame | None = None
    points: pd.DataFrame | None = None


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
    files: Iterable[StreetFile], lsoas: pd.DataFrame, own: str, keep_points: bool
) -> Iterator[Counted]:
    """Count files, and yield what is kept of each, in the order in which they were counted."""
    given = tuple(files)
    count = partial(_counted, given, lsoas, own, keep_points)
    if settings().engine != "duckdb":
        yield from count()
        return
    more = bytes_of(settings().memory_limit)
    with _named([one.found.source for one in given]):
        yield from each_within_limits(count, _ADVICE, more_memory=more)


def _counted(
    files: Sequence[StreetFile], lsoas: pd.DataFrame, own: str, keep_points: bool
) -> Iterator[Counted]:
    with connected() as connection:
        for verdict in count_files(files, lsoas, own=own, connection=connection):
            # Cells and repeats are slices of a whole batch: they stay where they are.
            told = replace(verdict, cells=None, repeats=None, area=None)
            if verdict.fault:
                yield Counted(told)
            else:
                points = points_of(verdict, connection) if keep_points else None
                yield Counted(told, counts_of(verdict), unplaced_of(verdict), points)


@contextmanager
def _named(sources: Iterable[Path]) -> Iterator[None]:
    """Name the files that a limit was met in."""
    try:
        yield
    except LimitError as error:
        names = sorted({one.name for one in sources})
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        raise StreetFileError(f"{', '.join(names[:3])}{more}: {error}") from None
