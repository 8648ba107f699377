"""What the server holds of uploads: so much of a reader, so much in all, no longer than needed.

Streamlit keeps each upload in the memory until its session ends, and bounds a single file only.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.partner.words import listed, quoted
from data.settings import bytes_of, settings

# All uploads together may take as much as one that is read; a reader's, a quarter of it.
SESSION_SHARE = 4
_REFUSED = "application/x-no-room"
_OF_SESSION, _OF_ALL = f"{_REFUSED}-for-one", f"{_REFUSED}-for-all"


class Bounded:
    """Takes an upload in place of Streamlit's manager, which gets an empty one where it is full."""

    def __init__(self, manager: Any) -> None:
        """Stand before a manager."""
        self._manager, self._add, self._lock = manager, manager.add_file, Lock()

    def __call__(self, session_id: str, file: Any) -> None:
        """Hold an upload, or only that there was no room for it."""
        most = bytes_of(settings().upload_memory)
        with self._lock:
            sessions = dict(self._manager.file_storage)
            held = {name: _size(files.values()) for name, files in sessions.items()}
            size = len(file.data)
            if held.get(session_id, 0) + size > most // SESSION_SHARE:
                file = file._replace(data=b"", type=_OF_SESSION)
            elif sum(held.values()) + size > most:
                file = file._replace(data=b"", type=_OF_ALL)
            self._add(session_id=session_id, file=file)


def _size(files: Iterable[Any]) -> int:
    return sum(len(file.data) for file in list(files))


def bound_uploads() -> None:
    """See to it that this server holds no more uploads than there is room for."""
    context = get_script_run_ctx()
    manager = context.uploaded_file_mgr if context else None
    if manager is not None and not isinstance(manager.add_file, Bounded):
        manager.add_file = Bounded(manager)


def without_room(uploads: Iterable[Any]) -> str:
    """Say which uploads were not kept, and what to do; empty where all were."""
    most = bytes_of(settings().upload_memory) // 10**6
    why = {
        _OF_SESSION: f"your uploads come to more than {most // SESSION_SHARE:,} MB. Remove some of "
        "them, and give fewer at a time.",
        _OF_ALL: f"the uploads of all readers come to more than {most:,} MB. Remove yours, and "
        "give them again when others are done.",
    }
    for kind, told in why.items():
        names = [quoted(one.name) for one in uploads if one.type == kind]
        if names:
            return f"There was no room for {listed(names)}: {told}"
    return ""


def free_uploads(found: Any) -> None:
    """Let go of uploads that were imported; the session may go on for hours."""
    context = get_script_run_ctx()
    if context is None or context.uploaded_file_mgr is None:
        return
    for one in found if isinstance(found, list) else [found] if found else []:
        context.uploaded_file_mgr.remove_file(context.session_id, one.file_id)
