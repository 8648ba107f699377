"""A large file downloaded whole, resumed where it broke off."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import requests

from data.fetching.faults import FetchError, PassingFault
from data.fetching.finished import Progress, Told, tell_nobody, write_whole
from data.fetching.remote_file import RemoteFile, range_headers, told_range
from data.fetching.session import BLOCK, PoliteSession

# What must stay free beside the file itself.
SPARE = 256 << 20


def free_bytes(folder: Path) -> int:
    """Return how many bytes the disk of a folder has left."""
    return shutil.disk_usage(folder).free


def check_room(folder: Path, needed: int, free: Callable[[Path], int] = free_bytes) -> None:
    """Refuse a download that the disk has no room for, before it begins."""
    left = free(folder)
    if left < needed + SPARE:
        raise FetchError(
            f"The download needs {(needed + SPARE) / 1e9:.1f} GB on the disk of {folder}, which "
            f"has {left / 1e9:.1f} GB free. Make room, or name a folder on another disk with --out."
        )


def download_whole(
    session: PoliteSession,
    file: RemoteFile,
    path: Path,
    *,
    told: Told = tell_nobody,
    free: Callable[[Path], int] = free_bytes,
) -> Path:
    """Download a file; what an earlier run left in ``<name>.part`` is taken up."""
    part = path.with_name(path.name + ".part")
    origin = path.with_name(path.name + ".part.json")
    version = {"address": file.address, "size": file.size, "version": file.version}
    if not part.exists() or _read(origin) != version or file.version is None:
        # Without a strong version nobody can say that two parts are of one file.
        part.unlink(missing_ok=True)
        write_whole(origin, json.dumps(version).encode())
    held = part.stat().st_size if part.exists() else 0
    check_room(path.parent, max(0, (file.size or 0) - held), free)
    session.persist(lambda: _go_on(session, file, part, told))
    part.replace(path)
    origin.unlink(missing_ok=True)
    return path


def _read(origin: Path) -> object:
    try:
        return json.loads(origin.read_bytes())
    except (OSError, ValueError):
        return None


def _go_on(session: PoliteSession, file: RemoteFile, part: Path, told: Told) -> None:
    held = part.stat().st_size if part.exists() else 0
    if file.size is not None and held == file.size:
        return
    wanted = {} if not held else range_headers(held, None, file.version)
    headers = {"Accept-Encoding": "identity", **wanted}
    unsatisfied = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    with session.sending(file.address, headers=headers, taken=(unsatisfied,)) as response:
        if response.status_code == unsatisfied:
            part.unlink()
            raise PassingFault(f"{file.address} is shorter than the part that was kept of it")
        if response.status_code == HTTPStatus.PARTIAL_CONTENT:
            if told_range(response)[0] != held:
                raise PassingFault(f"{file.address}: another part came than the one asked for")
        else:
            # The whole file came: it was replaced, or the server does not send parts.
            held = 0
        _write(response, part, held, file, told)
    size = part.stat().st_size
    if file.size is not None and size != file.size:
        if size > file.size:
            part.unlink()
        raise PassingFault(f"{file.address} broke off after {size} of {file.size} bytes")


def _write(
    response: requests.Response, part: Path, held: int, file: RemoteFile, told: Told
) -> None:
    try:
        with part.open("ab" if held else "wb") as out:
            for block in response.iter_content(BLOCK):
                out.write(block)
                held += len(block)
                told(Progress(part.stem, held, file.size, "bytes"))
    except requests.exceptions.RequestException:
        raise
    except OSError as error:
        raise FetchError(
            f"{part} cannot be written ({error.strerror}). What had arrived is kept; make room on "
            "the disk and run the same command again."
        ) from error
