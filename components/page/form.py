"""What every import asks, and how it keeps uploads: who, a note, files that are gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from components.page.telling import say_small, tell_error, tell_success, tell_warning
from components.page.uploads import free_uploads, without_room
from data.limits import own_folder
from data.phrases.escaped import as_markdown
from data.store import store_folder

WHO = "sources-who"
# On the machine that runs the app: where files too large to upload are put, and downloads lie.
LARGEST_UPLOAD = 200  # megabytes; the server's setting maxUploadSize says the same
FOLDERS = ("inbox", "downloads")


@dataclass(frozen=True)
class Given:
    """Files that the user gave: uploaded, or chosen from the folders on the app's machine."""

    uploads: tuple[Any, ...]
    here: tuple[Path, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.uploads or self.here)


def ask_files(
    place: str,
    label: str,
    endings: Sequence[str],
    *,
    several: bool,
    most: int = LARGEST_UPLOAD,
    any_kind: bool = False,
) -> Given:
    """Ask for files: an upload, or files that lie on the machine that runs the app.

    ``most`` is in megabytes. With ``any_kind`` the browser refuses no file by its ending, so that
    the reader's own sentence can say what is wrong with it. The keys change with each finished
    import, so that the next one starts empty.
    """
    turn = st.session_state.get(f"turn-{place}", 0)
    found = st.file_uploader(
        as_markdown(label),
        None if any_kind else list(endings),
        accept_multiple_files=several,
        key=f"files-{place}-{turn}",
        max_upload_size=most,
    )
    uploads = tuple(found) if isinstance(found, list) else (found,) if found else ()
    if told := without_room(uploads):
        tell_error(told)
        return Given((), ())
    here = _on_this_machine(tuple(f".{ending}" for ending in endings))
    chosen: list[str] = []
    if here:
        chosen = st.multiselect(
            "Or files on the machine that runs the app",
            list(here),
            key=f"here-{place}-{turn}",
            max_selections=None if several else 1,
        )
    if most < LARGEST_UPLOAD:
        say_small(f"At most {most} MB: a table of areas is never larger.")
    else:
        folder = escape(str(store_folder() / FOLDERS[0]))
        st.html(
            f'<p class="trust">Over {most} MB? Put the file into the folder <b>{folder}</b> on the '
            "machine that runs the app, and it is offered here.</p>"
        )
    return Given(uploads, tuple(here[name] for name in chosen))


def _on_this_machine(endings: tuple[str, ...]) -> dict[str, Path]:
    """Files in the store's own folders by a name to choose by; links are not followed."""
    found = {}
    for name in FOLDERS:
        folder = store_folder() / name
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in endings and path.is_file() and not path.is_symlink():
                found[path.relative_to(store_folder()).as_posix()] = path
    return found


@contextmanager
def laid_down(given: Given, together: bool = False) -> Iterator[list[Path]]:
    """Give the files as paths; uploads are written to a folder that is gone after the block.

    A name that the sender chose is kept only as far as it is a plain file name: the importers
    read the month, the force or the companion file from it. Companions of a shapefile lie
    ``together``; other files lie apart, so that two of one name do not become one.
    """
    with own_folder() as folder:
        paths = list(given.here)
        for number, upload in enumerate(given.uploads):
            own = folder if together else folder / f"{number:04d}"
            own.mkdir(exist_ok=True)
            path = own / plain_name(upload)
            path.write_bytes(upload.getbuffer())
            paths.append(path)
        yield paths


def plain_name(upload: Any) -> str:
    r"""Return an upload's name as a file's: no folder that its sender wrote into it, not too long.

    >>> from types import SimpleNamespace
    >>> plain_name(SimpleNamespace(name="..\\..\\2025-01-some-street.csv"))
    '2025-01-some-street.csv'
    >>> plain_name(SimpleNamespace(name="..")), len(plain_name(SimpleNamespace(name="x" * 999)))
    ('upload', 120)
    """
    name = "".join(one for one in upload.name.replace("\\", "/") if one.isprintable())
    # Its ending tells what it is, so the start is what is cut.
    return Path(name).name.strip(".")[-120:] or "upload"


def moment(when: str) -> str:
    """Write a time of the history, which is in UTC.

    >>> moment("2026-03-31T15:48:08+00:00")
    '2026-03-31 15:48 UTC'
    """
    return f"{when[:16].replace('T', ' ')} UTC" if when else ""


def signed(place: str) -> tuple[str, str]:
    """Ask who saves, and for a remark; both are kept in the history."""
    left, right = st.columns([2, 3])
    key = f"who-{place}"
    st.session_state.setdefault(key, st.session_state.get(WHO, ""))
    name = left.text_input("Your name or role, for the history", key=key, max_chars=80)
    note = right.text_input("Note (optional)", key=f"note-{place}", max_chars=300)
    if name:
        st.session_state[WHO] = name
    return name, note


def done(place: str, sentence: str, *, well: bool = True) -> None:
    """Finish an import: the next run says what was done, and asks for files anew."""
    st.session_state[f"told-{place}"] = (well, sentence)
    turn = st.session_state.get(f"turn-{place}", 0)
    free_uploads(st.session_state.get(f"files-{place}-{turn}"))
    st.session_state[f"turn-{place}"] = turn + 1
    st.rerun()


def tell_done(place: str) -> None:
    """Say what the last import did; it stays until the next files are given."""
    told = st.session_state.get(f"told-{place}")
    if told and told[0]:
        tell_success(told[1])
    elif told:
        tell_warning(told[1])


def forget_told(place: str) -> None:
    """Forget what the last import said: another one begins."""
    st.session_state.pop(f"told-{place}", None)


def refused(error: Exception) -> None:
    """Say why files were refused, and that nothing was saved."""
    tell_error(str(error))
    st.markdown("Nothing was saved.")
