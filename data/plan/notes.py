"""What a meeting enters against a plan's row: owner, due date and a note, each version kept.

A version is an entry of its own in the store, never replaced by a later one: two who save at the
same moment lose nothing of either.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from data import store
from data.plan.documents import load_plan_rows

KIND = "plan_note"
LIMITS = {"owner": 80, "text": 1_000, "who": 80}
"""Most characters of what is typed."""


class PlanNoteError(ValueError):
    """A note cannot be saved; the message says what to correct."""


class PlanNoteChangedError(PlanNoteError):
    """Somebody else saved the row's note in the meantime; the message says who, when and what."""


@dataclass(frozen=True, slots=True)
class PlanNote:
    """One version of what stands against a row.

    ``when`` is UTC (ISO 8601) and ``who`` entered it; ``owner`` answers for the row; ``due`` is a
    date (``2026-03-31``) or ''; ``text`` is free.
    """

    when: str
    who: str
    owner: str
    due: str
    text: str


def save_note(
    document: str,
    row: str,
    *,
    owner: str = "",
    due: str = "",
    text: str = "",
    who: str,
    seen: int | None = None,
) -> PlanNote:
    """Save owner, due date and note of a plan's row; earlier versions are kept.

    Parameters
    ----------
    document, row : str
        The row, as `data.plan.documents.PlanRow` names it.
    owner, text, who : str
        At most 80, 1,000 and 80 characters; ``who`` must be given. The others all empty take the
        note away, and the history says so.
    due : str
        A date as ``2026-03-31``, or ''.
    seen : int, optional
        How many versions the writer has seen. Where there are more by now, nothing is saved.

    Returns
    -------
    PlanNote

    Raises
    ------
    PlanNoteError
        If the row is not known, nobody is named, a text is too long, or the date is none.
    PlanNoteChangedError
        If somebody else saved a version since.
    data.store.store.StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> save_note("tamworth_plan_2021", "4.1-1", due="31/03/2026", who="Chair")
    Traceback (most recent call last):
        ...
    data.plan.notes.PlanNoteError: The due date '31/03/2026' is no date. Write it as 2026-03-31.
    """
    typed = {"owner": owner.strip(), "text": text.strip(), "who": who.strip()}
    _refuse(document, row, due.strip(), typed)
    note = PlanNote(datetime.now(UTC).isoformat(timespec="seconds"), due=due.strip(), **typed)
    key = f"{document}/{row}"
    # Alone: two who save in the same second must not both find that nobody else did.
    with store.transaction(f"Noted {key}", who=typed["who"], alone=True) as change:
        versions = history_of(document, row)
        if seen is not None and len(versions) > seen:
            raise PlanNoteChangedError(_changed(versions[-1]))
        change.put(KIND, f"{key}/{uuid.uuid4().hex}", detail=asdict(note))
    return note


def _changed(newest: PlanNote) -> str:
    """Say what somebody else saved, so that a writer can decide."""
    held = [
        part
        for part in (
            newest.owner and f"owner {newest.owner}",
            newest.due and f"due {newest.due}",
            newest.text and f"note '{newest.text}'",
        )
        if part
    ]
    return (
        f"{newest.who} saved this row after you opened it ({newest.when[:16].replace('T', ' ')} "
        f"UTC): {', '.join(held) or 'everything taken away'}. Nothing of yours was saved. Save "
        "again to put yours in its place; both stay in the history."
    )


def _refuse(document: str, row: str, due: str, typed: dict[str, str]) -> None:
    if not any(one.document == document and one.row == row for one in load_plan_rows()):
        raise PlanNoteError(f"No plan has a row '{row}' of '{document}'. Choose one of the list.")
    if not typed["who"]:
        raise PlanNoteError("Say who saves this: write a name or a role.")
    for name, most in LIMITS.items():
        if len(typed[name]) > most:
            raise PlanNoteError(
                f"The {name} has {len(typed[name])} characters. Shorten it to {most}."
            )
    if due and not _is_date(due):
        raise PlanNoteError(f"The due date '{due}' is no date. Write it as 2026-03-31.")


def _is_date(text: str) -> bool:
    # fromisoformat also takes 20260331 and week dates, which nobody would recognise in a table.
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def history_of(document: str, row: str) -> tuple[PlanNote, ...]:
    """Return every version of a row's note, oldest first.

    Parameters
    ----------
    document, row : str
        The row.

    Returns
    -------
    tuple of PlanNote
        Empty where nobody wrote any.

    Examples
    --------
    >>> history_of("tamworth_plan_2021", "no-such-row")
    ()
    """
    return tuple(note for key, note in _saved() if key == (document, row))


def _saved() -> list[tuple[tuple[str, str], PlanNote]]:
    """Every version of every note under its document and row, in the order of saving."""
    entries = store.current().of_kind(KIND)
    ordered = sorted(entries.items(), key=lambda one: one[1].change)
    return [(_row_of(key), PlanNote(**entry.detail)) for key, entry in ordered]


def _row_of(key: str) -> tuple[str, str]:
    document, row, _ = key.split("/")
    return document, row


def notes_of(document: str) -> dict[str, PlanNote]:
    """Return the newest note of each row of a document that has one.

    Parameters
    ----------
    document : str
        Source id of the plan.

    Returns
    -------
    dict
        By row id. A note that was taken away is not in it.

    Examples
    --------
    >>> notes_of("no-such-document")
    {}
    """
    newest = dict(saved_notes(document))
    return {row: one for row, one in newest.items() if one.owner or one.due or one.text}


def saved_notes(document: str) -> tuple[tuple[str, PlanNote], ...]:
    """Return every version of every note of a document, in the order of saving."""
    return tuple((row, note) for (one, row), note in _saved() if one == document)
