"""What a meeting enters against a plan's row: owner, due date and a note, each version kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

import pandas as pd

from data import store
from data.plan_documents import load_plan_rows

KIND = "plan_note"
LIMITS = {"owner": 80, "text": 1_000, "who": 80}
"""Most characters of what is typed."""

_COLUMNS = ("when", "who", "owner", "due", "text")


class PlanNoteError(ValueError):
    """A note cannot be saved; the message says what to correct."""


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
    document: str, row: str, *, owner: str = "", due: str = "", text: str = "", who: str = ""
) -> PlanNote:
    """Save owner, due date and note of a plan's row; earlier versions are kept.

    Parameters
    ----------
    document, row : str
        The row, as `data.plan_documents.PlanRow` names it.
    owner, text, who : str
        At most 80, 1,000 and 80 characters. All empty takes the note away, and the history says
        so.
    due : str
        A date as ``2026-03-31``, or ''.

    Returns
    -------
    PlanNote

    Raises
    ------
    PlanNoteError
        If the row is not known, a text is too long, or the date is none.
    data.store.StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> save_note("tamworth_plan_2021", "4.1-1", due="31/03/2026")
    Traceback (most recent call last):
        ...
    data.plan_notes.PlanNoteError: The due date '31/03/2026' is no date. Write it as 2026-03-31.
    """
    typed = {"owner": owner.strip(), "text": text.strip(), "who": who.strip()}
    _refuse(document, row, due.strip(), typed)
    note = PlanNote(datetime.now(UTC).isoformat(timespec="seconds"), due=due.strip(), **typed)
    key = f"{document}/{row}"
    # Another user may have written since this process last looked.
    store.refresh()
    # Written into the row's own table, so that its history outlives the store's undo list.
    versions = [*history_of(document, row), note]
    frame = pd.DataFrame([asdict(one) for one in versions], columns=list(_COLUMNS))
    with store.transaction(f"Noted {key}", who=typed["who"]) as change:
        change.put(KIND, key, frame, {"document": document, "row": row})
    return note


def _refuse(document: str, row: str, due: str, typed: dict[str, str]) -> None:
    if not any(one.document == document and one.row == row for one in load_plan_rows()):
        raise PlanNoteError(f"No plan has a row '{row}' of '{document}'. Choose one of the list.")
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
    key = f"{document}/{row}"
    if (KIND, key) not in store.current().entries:
        return ()
    frame = store.read_table(KIND, key)[list(_COLUMNS)].fillna("").astype(str)
    return tuple(PlanNote(*one) for one in frame.itertuples(index=False, name=None))


def notes_of(document: str) -> dict[str, PlanNote]:
    """Return the newest note of each row of a document that has one.

    Returns
    -------
    dict
        By row id. A note that was taken away is not in it.

    Examples
    --------
    >>> notes_of("no-such-document")
    {}
    """
    keys = [one for one in store.current().of_kind(KIND) if one.startswith(f"{document}/")]
    newest = {key.partition("/")[2]: history_of(*key.split("/", 1))[-1] for key in keys}
    return {row: one for row, one in newest.items() if one.owner or one.due or one.text}
