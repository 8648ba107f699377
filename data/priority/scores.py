"""What a meeting scores: every criterion as it stands, who changed it, when and why.

What is changed is kept in the store as a log that only grows, one for each partnership and period.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd

from data import store
from data.installed.catalogue import load_catalogue
from data.priority.evidence import prefilled
from data.priority.scheme import load_scheme
from geo.prioritisation import HIGHEST, LOWEST

SCORES, WEIGHTS = "priority_scores", "priority_weights"
"""Kinds in the store; each with the key ``<csp>/<period>``."""

REASON_LIMIT, WHO_LIMIT = 500, 80
"""Most characters of a reason and of a name."""

SET, REMOVE, RESTORE = "scored", "taken out", "back to the filled-in score"

_SCORE_COLUMNS = ("when", "who", "theme", "criterion", "action", "score", "reason")
_WEIGHT_COLUMNS = ("when", "who", "level", "name", "weight", "reason")


class PriorityError(ValueError):
    """What was entered cannot be saved; the message says what to correct."""


def score_matrix(csp: str, period_id: str) -> pd.DataFrame:
    """Return each theme and criterion with its score, what it rests on, and any override.

    Parameters
    ----------
    csp : str
        District code.
    period_id : str
        Period of the figures.

    Returns
    -------
    pandas.DataFrame
        As `data.priority.evidence.prefilled`, its score under ``prefilled``; with ``score``
        (Int64, as it stands), ``overridden``, and of the override ``reason``, ``who``, ``when``.
        An override is kept where the evidence changes later; both are shown.

    Examples
    --------
    >>> matrix = score_matrix("E07000194", "2025")
    >>> int(matrix["score"].isna().sum()) > 0
    True
    """
    table = prefilled(csp, period_id).rename(columns={"score": "prefilled"})
    log = override_log(csp, period_id)
    last = log.drop_duplicates(["theme", "criterion"], keep="last")
    last = last[last["action"] != RESTORE].drop(columns="action")
    table = table.merge(last, on=["theme", "criterion"], how="left", validate="one_to_one")
    table["overridden"] = table["when"].notna()
    # A score that was taken out stays missing: it does not fall back on the one filled in.
    table["score"] = table["score"].astype("Int64").where(table["overridden"], table["prefilled"])
    table[["reason", "who", "when"]] = table[["reason", "who", "when"]].fillna("")
    return table


def override_log(csp: str, period_id: str) -> pd.DataFrame:
    """Return every change to the scores, oldest first.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.

    Returns
    -------
    pandas.DataFrame
        ``when`` (UTC, ISO 8601), ``who``, ``theme``, ``criterion``, ``action`` (scored, taken
        out, back to the filled-in score), ``score`` (Int64), ``reason``. Empty where nothing was
        changed.

    Examples
    --------
    >>> len(override_log("E07000194", "no-such-period"))
    0
    """
    return _log(SCORES, csp, period_id, _SCORE_COLUMNS).astype({"score": "Int64"})


def weight_log(csp: str, period_id: str) -> pd.DataFrame:
    """Return every change to the weights, oldest first.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.

    Returns
    -------
    pandas.DataFrame
        ``when`` (UTC, ISO 8601), ``who``, ``level`` (section or criterion), ``name`` (its id),
        ``weight`` (0 to 100), ``reason``. Empty where nothing was changed.

    Examples
    --------
    >>> list(weight_log("E07000194", "no-such-period").columns)
    ['when', 'who', 'level', 'name', 'weight', 'reason']
    """
    return _log(WEIGHTS, csp, period_id, _WEIGHT_COLUMNS).astype({"weight": "float64"})


def _log(kind: str, csp: str, period_id: str, columns: tuple[str, ...]) -> pd.DataFrame:
    key = f"{csp}/{period_id}"
    if (kind, key) not in store.current().entries:
        return pd.DataFrame(columns=list(columns), dtype=object)
    return store.read_table(kind, key)[list(columns)]


def save_score(
    csp: str,
    period_id: str,
    theme: str,
    criterion: str,
    score: int | None,
    *,
    reason: str,
    who: str = "",
) -> None:
    """Score a criterion in a meeting, or take its score out; the reason is kept.

    Parameters
    ----------
    csp, period_id, theme, criterion : str
        What is scored.
    score : int or None
        1 to 4; None where the meeting holds that nothing is known.
    reason : str
        Why, at most 500 characters; must not be empty.
    who : str
        At most 80 characters.

    Raises
    ------
    PriorityError
        If theme or criterion is not known, the score is out of range, a text is too long, or the
        reason is empty.
    KeyError
        For an unknown partnership or period.
    data.store.store.StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> save_score("E07000194", "2025", "asb", "capacity", 5, reason="Two vacancies")
    Traceback (most recent call last):
        ...
    data.priority.scores.PriorityError: The score is 5. Give 1, 2, 3 or 4, or none.
    """
    if score is not None and (score not in range(LOWEST, HIGHEST + 1) or isinstance(score, bool)):
        raise PriorityError(f"The score is {score}. Give 1, 2, 3 or 4, or none.")
    action = REMOVE if score is None else SET
    _append_score(csp, period_id, theme, criterion, (action, score, reason, who))


def restore_score(
    csp: str, period_id: str, theme: str, criterion: str, *, reason: str = "", who: str = ""
) -> None:
    """Go back to the score that the app fills in; the log keeps what stood before.

    Parameters
    ----------
    csp, period_id, theme, criterion : str
        Whose score goes back.
    reason, who : str
        At most 500 and 80 characters; may be empty.

    Raises
    ------
    PriorityError
        As `save_score`; a reason is not needed.
    KeyError
        For an unknown partnership or period.
    data.store.store.StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> restore_score("E07000194", "2025", "asb", "charm")
    Traceback (most recent call last):
        ...
    data.priority.scores.PriorityError: There is no criterion 'charm'. ...
    """
    _append_score(csp, period_id, theme, criterion, (RESTORE, None, reason or RESTORE, who))


def _append_score(
    csp: str,
    period_id: str,
    theme: str,
    criterion: str,
    typed: tuple[str, int | None, str, str],
) -> None:
    action, score, reason, who = typed
    refuse_place(csp, period_id)
    if theme not in load_catalogue().themes:
        raise PriorityError(f"There is no theme '{theme}'. Choose one of the matrix.")
    if criterion not in load_scheme().criteria:
        raise PriorityError(f"There is no criterion '{criterion}'. Choose one of the matrix.")
    reason, who = refuse_words(reason, who)
    row = (now(), who, theme, criterion, action, score, reason)
    added = pd.DataFrame([row], columns=list(_SCORE_COLUMNS)).astype({"score": "Int64"})
    what = f"{load_catalogue().theme(theme).name}, {criterion}: {action}"
    with store.transaction(what, who=who, note=reason, alone=True) as change:
        _append(change, SCORES, csp, period_id, override_log(csp, period_id), added)


def save_weights(
    csp: str,
    period_id: str,
    *,
    section_weights: Mapping[str, float] | None = None,
    weights: Mapping[str, float] | None = None,
    reason: str,
    who: str = "",
) -> None:
    """Keep other weights than the scheme's for one partnership and period.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.
    section_weights, weights : mapping, optional
        By section and by criterion, 0 to 100; what is not named stays as it is.
    reason, who : str
        As in `save_score`.

    Raises
    ------
    PriorityError
        If a name is not known, a weight is out of range, no section would weigh anything, or the
        reason is empty.
    KeyError
        For an unknown partnership or period.

    Examples
    --------
    >>> save_weights("E07000194", "2025", section_weights={"harm": -1}, reason="Try")
    Traceback (most recent call last):
        ...
    data.priority.scores.PriorityError: The weight of 'harm' is -1. ...
    """
    refuse_place(csp, period_id)
    scheme = load_scheme()
    known = {"section": set(scheme.sections), "criterion": set(scheme.criteria)}
    given = {"section": section_weights or {}, "criterion": weights or {}}
    reason, who = refuse_words(reason, who)
    rows = []
    for level, named in given.items():
        for name, weight in named.items():
            if name not in known[level]:
                raise PriorityError(f"There is no {level} '{name}'. Choose one of the matrix.")
            if not 0 <= weight <= 100:
                raise PriorityError(
                    f"The weight of '{name}' is {weight:g}. Give a number from 0 to 100."
                )
            rows.append((now(), who, level, name, float(weight), reason))
    if not rows:
        return
    added = pd.DataFrame(rows, columns=list(_WEIGHT_COLUMNS))
    with store.transaction(
        "Weighted the criteria anew", who=who, note=reason, alone=True
    ) as change:
        if not any({**weights_of(csp, period_id)[0], **given["section"]}.values()):
            raise PriorityError("Every part would weigh 0. Give at least one of them more.")
        _append(change, WEIGHTS, csp, period_id, weight_log(csp, period_id), added)


def _append(
    change: store.Transaction,
    kind: str,
    csp: str,
    period_id: str,
    log: pd.DataFrame,
    added: pd.DataFrame,
) -> None:
    """Put a log with rows added to what it holds by now: the caller is alone in the store."""
    whole = pd.concat([log, added], ignore_index=True) if len(log) else added
    change.put(kind, f"{csp}/{period_id}", whole, {"csp": csp, "period": period_id})


def weights_of(csp: str, period_id: str) -> tuple[pd.Series, pd.Series]:
    """Return the weights in force: by section and by criterion, saved ones over the scheme's.

    Parameters
    ----------
    csp, period_id : str
        Which matrix.

    Returns
    -------
    sections, criteria : pandas.Series
        By section id, and by criterion id within its section. They are the caller's own and may be
        changed.

    Examples
    --------
    >>> sections, criteria = weights_of("E07000194", "2025")
    >>> float(sections["confidence"])
    0.0
    """
    scheme = load_scheme()
    sections, criteria = scheme.section_weights, scheme.weights
    last = weight_log(csp, period_id).drop_duplicates(["level", "name"], keep="last")
    for level, held in (("section", sections), ("criterion", criteria)):
        saved = last[last["level"] == level].set_index("name")["weight"]
        held.update(saved)
    return sections, criteria


def refuse_place(csp: str, period_id: str) -> None:
    """Raise KeyError for a partnership or period that the catalogue does not know."""
    load_catalogue().force.district(csp)
    load_catalogue().period(period_id)


def refuse_words(reason: str, who: str) -> tuple[str, str]:
    """Return reason and name without blanks around them, or raise PriorityError."""
    reason, who = reason.strip(), who.strip()
    if not reason:
        raise PriorityError("Say why: the reason is kept with the score.")
    if len(reason) > REASON_LIMIT:
        raise PriorityError(
            f"The reason has {len(reason)} characters. Shorten it to {REASON_LIMIT}."
        )
    if len(who) > WHO_LIMIT:
        raise PriorityError(f"The name has {len(who)} characters. Shorten it to {WHO_LIMIT}.")
    return reason, who


def now() -> str:
    """Return the time as the logs keep it: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
