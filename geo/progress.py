"""Whether a plan's measure is on course: what the change is, against what was wanted."""

from __future__ import annotations

from collections.abc import Sequence

STATUSES = ("on course", "off course", "no real change", "cannot be told")
"""What `course` says."""

WANTED = ("increase", "decrease", "")
"""Directions a plan can want; '' where it names none."""


def course(change: str, wanted: str, ended: bool = False) -> str:
    """Judge a change by the direction that the plan wants.

    The plan's direction rules, not the indicator's polarity: a plan that wants more reports of
    domestic abuse is on course when they rise.

    Parameters
    ----------
    change : str
        One of `geo.change.DIRECTIONS`, or '' where nothing can be compared.
    wanted : {'increase', 'decrease', ''}
        '' where the plan names no direction.
    ended : bool
        Whether the latest months lie after the plan's end.

    Returns
    -------
    str
        One of `STATUSES`. Months after a plan's end tell no course of it: *cannot be told*. A
        change whose 95% interval takes in no change is *no real change* whatever was wanted. A real
        change is *on course* or *off course*; where the plan names no direction, or too few are
        counted, it *cannot be told*.

    Raises
    ------
    ValueError
        If the direction wanted is none of the three.

    Examples
    --------
    >>> course("increase", "increase"), course("increase", "decrease")
    ('on course', 'off course')
    >>> course("no real change", ""), course("decrease", ""), course("decrease", "decrease", True)
    ('no real change', 'cannot be told', 'cannot be told')
    """
    if wanted not in WANTED:
        raise ValueError(
            f"The direction wanted is {wanted!r}. Write 'increase', 'decrease' or leave it empty."
        )
    if ended:
        return "cannot be told"
    if change == "no real change":
        return "no real change"
    if not wanted or change not in ("increase", "decrease"):
        return "cannot be told"
    return "on course" if change == wanted else "off course"


def reached(value: float | None, target: float | None, wanted: str) -> bool | None:
    """Say whether a target is reached.

    Parameters
    ----------
    value, target : float or None
        In one unit.
    wanted : {'increase', 'decrease', ''}
        Which way the target is approached.

    Returns
    -------
    bool or None
        None where the value, the target or the direction is missing.

    Examples
    --------
    >>> reached(1050, 1000, "increase"), reached(1050, 1000, "decrease")
    (True, False)
    >>> reached(1050, None, "increase") is None
    True
    """
    if value is None or target is None or not wanted:
        return None
    return value >= target if wanted == "increase" else value <= target


def least_good(statuses: Sequence[str]) -> str:
    """Join the courses of several measures of one row: the least good that can be told.

    Parameters
    ----------
    statuses : sequence of str
        Each one of `STATUSES`.

    Returns
    -------
    str
        *Off course* before *no real change* before *on course*; *cannot be told* only where no
        measure can be told.

    Raises
    ------
    ValueError
        If a status is none of `STATUSES`.

    Examples
    --------
    >>> least_good(["on course", "no real change", "cannot be told"]), least_good([])
    ('no real change', 'cannot be told')
    """
    for one in statuses:
        if one not in STATUSES:
            raise ValueError(f"The status is {one!r}. Use one of {', '.join(STATUSES)}.")
    order = ("off course", "no real change", "on course")
    return next((one for one in order if one in statuses), "cannot be told")
