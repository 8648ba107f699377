"""Uploads are held as far as there is room: of one session, and in all."""

from __future__ import annotations

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from components.page.uploads import Bounded, without_room

MB = 10**6


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """Room for 400 MB in all, and for 100 MB of a session."""
    monkeypatch.setenv("CSP_UPLOAD_MEMORY", "400MB")
    made = MemoryUploadedFileManager("/upload")
    made.add_file = Bounded(made)  # type: ignore[method-assign]
    return made


def add(manager: MemoryUploadedFileManager, session: str, file: str, size: int) -> UploadedFileRec:
    record = UploadedFileRec(file, f"{file}.zip", "application/zip", bytes(size))
    manager.add_file(session_id=session, file=record)
    (held,) = manager.get_files(session, [file])
    return held


def test_a_session_has_a_share_and_gets_it_back(manager: MemoryUploadedFileManager) -> None:
    first, second = add(manager, "one", "a", 60 * MB), add(manager, "one", "b", 60 * MB)
    assert (len(first.data), len(second.data)) == (60 * MB, 0)
    assert without_room([first]) == ""
    assert without_room([first, second]) == (
        "There was no room for 'b.zip': your uploads come to more than 100 MB. Remove some of "
        "them, and give fewer at a time."
    )
    assert len(add(manager, "two", "c", 60 * MB).data) == 60 * MB
    manager.remove_file("one", "a")
    assert len(add(manager, "one", "d", 60 * MB).data) == 60 * MB


def test_all_sessions_share_the_room_and_an_ended_one_frees_it(
    manager: MemoryUploadedFileManager,
) -> None:
    held = [add(manager, f"session {number}", "a", 90 * MB) for number in range(5)]
    assert [len(one.data) for one in held] == [90 * MB] * 4 + [0]
    assert "the uploads of all readers come to more than 400 MB" in without_room(held)
    manager.remove_session_files("session 0")
    assert len(add(manager, "session 5", "a", 90 * MB).data) == 90 * MB
