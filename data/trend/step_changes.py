"""Step changes: months from which a series is another one, with the reason.

Recording practice, rules and boundaries change; a control chart that did not know would call every
month after it a signal. Those that documents name come with the app, others are marked in a
meeting and kept in the store. Limits are worked out anew only where a reason is written down.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from data import store
from data.catalogue.records import CATALOGUE_FOLDER
from data.explore.crime_types import crime_types_of
from data.installed.catalogue import load_catalogue
from data.store.remembered import remembered
from data.tables.areas import load_areas
from geo.series import later

KIND = "step_change"
SHIPPED = CATALOGUE_FOLDER / "step_changes.toml"
LONGEST_REASON = 200
LONGEST_NAME = 60
_KEYS = {"month", "indicators", "reason", "document", "section"}
# Of one place; of a break of recording, which `data.figures.like_with_like` reads.
_MORE_KEYS = {"area", "parts", "until", "over", "types"}
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class StepChangeError(ValueError):
    """A step change cannot be kept; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class StepChange:
    """A month from which a series is another one.

    Attributes
    ----------
    key : str
        Its name in the store and in links.
    month : str
        The first month of the new state, ``YYYY-MM``.
    reason : str
        Why, in a phrase.
    indicators : tuple of str
        Ids of the counted indicators it concerns; empty for all.
    area : str
        Code of the place it concerns, with all that lies in it; empty for everywhere.
    source : str
        Source id of the document that names it; empty where a user marked it.
    section : str
        Heading in that document.
    who : str
        Who marked it; empty for those that come with the app.
    """

    key: str
    month: str
    reason: str
    indicators: tuple[str, ...] = ()
    area: str = ""
    source: str = ""
    section: str = ""
    who: str = ""

    @property
    def comes_with_app(self) -> bool:
        """Whether a document names it, rather than a user."""
        return bool(self.source)


@lru_cache(maxsize=4)
def shipped_step_changes(path: Path = SHIPPED) -> tuple[StepChange, ...]:
    """Return the step changes that documents name; what ends again is a step at its end too."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StepChangeError(
            f"{path} cannot be read: {error}. Restore it from version control."
        ) from error
    made = {key: _shipped(key, table, path.name) for key, table in tables.items()}
    ends = [
        replace(made[key], key=f"{key}-over", month=later(table["until"], 1), reason=table["over"])
        for key, table in tables.items()
        if "until" in table
    ]
    return (*made.values(), *ends)


def _shipped(key: str, table: Any, file: str) -> StepChange:
    keys = set(table) if isinstance(table, dict) else set()
    wrong = (keys - _MORE_KEYS) ^ _KEYS
    if wrong or ("until" in keys) != ("over" in keys):
        wrong = wrong or {"until", "over"} - keys
        raise StepChangeError(
            f"{file} [{key}]: {', '.join(sorted(wrong))} is missing or not a known key. Give "
            "month, indicators, reason, document, section and, where it is one place's, area."
        )
    made = StepChange(
        key=key,
        month=str(table["month"]),
        reason=str(table["reason"]),
        indicators=tuple(table["indicators"]),
        area=str(table.get("area", "")),
        source=str(table["document"]),
        section=str(table["section"]),
    )
    _check(made, f"{file} [{key}]")
    return made


def _check(step: StepChange, where: str) -> None:
    """Refuse what could never be drawn, saying where it stands."""
    if not _MONTH.fullmatch(step.month):
        raise StepChangeError(f"{where}: '{step.month}' is not a month. Write it as 2020-04.")
    if not step.reason.strip():
        raise StepChangeError(
            f"{where}: a reason is missing. Say what changed: limits are not moved without one."
        )
    if len(step.reason) > LONGEST_REASON:
        raise StepChangeError(
            f"{where}: the reason has {len(step.reason)} characters. Shorten it to "
            f"{LONGEST_REASON}."
        )
    counted = {one.id for one in load_catalogue().counted_indicators}
    unknown = [one for one in step.indicators if one not in counted]
    if unknown:
        raise StepChangeError(
            f"{where}: '{unknown[0]}' is not a counted indicator. Choose from: "
            f"{', '.join(sorted(counted))}."
        )
    if step.area and step.area not in set(load_areas()["area_code"]):
        raise StepChangeError(
            f"{where}: '{step.area}' is not the code of an area here. Correct it, or leave it "
            "empty for everywhere."
        )


@remembered(maxsize=1)
def step_changes() -> tuple[StepChange, ...]:
    """Return every step change in force, oldest month first."""
    held = store.current().of_kind(KIND)
    own = [one for one in shipped_step_changes() if one.key not in held]
    marked = [
        _read(key, entry.detail) for key, entry in held.items() if "aside" not in entry.detail
    ]
    return tuple(sorted([*own, *marked], key=lambda one: (one.month, one.key)))


def _read(key: str, detail: Any) -> StepChange:
    texts = {name: str(detail.get(name, "")) for name in ("month", "reason", "area", "who")}
    return StepChange(key=key, indicators=tuple(detail.get("indicators", ())), **texts)


def set_aside() -> tuple[StepChange, ...]:
    """Return the step changes that come with the app and were set aside here.

    Returns
    -------
    tuple of StepChange
        In the order of the file that they come in; empty where all are in force.

    Raises
    ------
    StepChangeError
        If that file cannot be read.

    Examples
    --------
    >>> all(one.comes_with_app for one in set_aside())
    True
    """
    held = store.current().of_kind(KIND)
    return tuple(one for one in shipped_step_changes() if one.key in held)


def steps_for(types: tuple[str, ...], places: tuple[str, ...]) -> tuple[StepChange, ...]:
    """Return the step changes that concern a series."""
    own = set(crime_types_of(types))
    return tuple(
        one
        for one in step_changes()
        if (not one.indicators or own <= set(crime_types_of(one.indicators)))
        and (not one.area or one.area in places)
    )


def mark_step_change(
    month: str,
    reason: str,
    *,
    indicators: tuple[str, ...] = (),
    area: str = "",
    who: str = "",
) -> StepChange:
    """Keep a step change in the store.

    Parameters
    ----------
    month : str
        The first month of the new state, ``YYYY-MM``.
    reason : str
        What changed; at most 200 characters.
    indicators : tuple of str
        Ids of counted indicators; empty for all.
    area : str
        Code of a place; empty for everywhere.
    who : str
        Who marks it.

    Returns
    -------
    StepChange
        As it is kept. The same month, indicators and place again replace the reason.

    Raises
    ------
    StepChangeError
        If the month, the reason, an indicator or the area cannot be used.
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> mark_step_change("April 2020", "New system")
    Traceback (most recent call last):
        ...
    data.trend.step_changes.StepChangeError: The step change: 'April 2020' is not a month. Write ...
    """
    step = StepChange("", month, " ".join(reason.split()), tuple(sorted(indicators)), area, who=who)
    _check(step, "The step change")
    key = f"{month}-{area or 'everywhere'}-{_named(step.indicators)}"
    detail = {
        "month": step.month,
        "reason": step.reason,
        "indicators": list(step.indicators),
        "area": area,
        "who": who,
    }
    with store.transaction(f"Marked a step change in {month}", who=who, note=step.reason) as change:
        change.put(KIND, key, detail=detail)
    return _read(key, detail)


def _named(indicators: tuple[str, ...]) -> str:
    """Name indicators within a key, which has an end."""
    named = "-".join(indicators) or "all"
    if len(named) > LONGEST_NAME:
        named = sha256(named.encode()).hexdigest()[:12]
    return named


def remove_step_change(key: str, who: str = "") -> None:
    """Take a step change out of the store, or set aside one that comes with the app.

    Parameters
    ----------
    key : str
        Its key.
    who : str
        Who does.

    Raises
    ------
    StepChangeError
        If there is none of that key in force.
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> remove_step_change("no-such-step")
    Traceback (most recent call last):
        ...
    data.trend.step_changes.StepChangeError: There is no step change 'no-such-step'. ...
    """
    with store.transaction(f"Removed the step change {key}", who=who, alone=True) as change:
        known = {one.key: one for one in step_changes()}
        if key not in known:
            raise StepChangeError(
                f"There is no step change '{key}'. Those in force are: "
                f"{', '.join(known) or 'none'}."
            )
        if known[key].comes_with_app:
            change.put(KIND, key, detail={"aside": True, "who": who})
        else:
            change.remove(KIND, key)


def restore_step_change(key: str, who: str = "") -> None:
    """Put back in force a step change that comes with the app and was set aside.

    Parameters
    ----------
    key : str
        Its key.
    who : str
        Who does.

    Raises
    ------
    StepChangeError
        If none of that key was set aside.

    Examples
    --------
    >>> restore_step_change("no-such-step")
    Traceback (most recent call last):
        ...
    data.trend.step_changes.StepChangeError: 'no-such-step' was not set aside. ...
    """
    with store.transaction(f"Restored the step change {key}", who=who, alone=True) as change:
        if key not in {one.key for one in set_aside()}:
            raise StepChangeError(
                f"'{key}' was not set aside. Only those can be restored that were."
            )
        change.remove(KIND, key)
