"""Temporary folders for what users bring: gone with the block, swept once their owner is dead."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "csp-upload-"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a temporary folder for a block, and hold a lock beside it as a sign of life.

    Yields
    ------
    Path
        The folder; it and the lock are gone after the block, and `sweep_folders` removes what a
        process that was killed in the block has left.

    Examples
    --------
    >>> with own_folder() as folder:
    ...     folder.is_dir()
    True
    >>> folder.exists()
    False
    """
    folder = Path(tempfile.gettempdir()) / f"{_PREFIX}{uuid.uuid4().hex}"
    # A block may be left in another thread than it was entered in: a generator that is thrown away.
    lock = FileLock(folder.with_suffix(".lock"), thread_local=False)
    # Held before there is a folder: a folder without an owner is one to be swept.
    try:
        with lock:
            folder.mkdir(mode=0o700)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)


def sweep_folders() -> int:
    """Remove the folders that killed processes left.

    Returns
    -------
    int
        How many were removed. Those that a living process holds stay.

    Examples
    --------
    >>> with own_folder() as folder:
    ...     _ = sweep_folders()
    ...     folder.is_dir()
    True
    """
    swept = 0
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*.lock"):
        # Another user's folder, on a machine that several share, is left alone.
        with suppress(Timeout, OSError):
            with FileLock(left, timeout=0):
                shutil.rmtree(left.with_suffix(""), ignore_errors=True)
            left.unlink(missing_ok=True)
            swept += 1
    return swept
