"""Whether a plan's measure is on course: what the change is, against what was wanted."""

from __future__ import annotations

STATUSES = ("on course", "off course", "no real change", "cannot be told")
"""What `course` says."""

WANTED = ("increase", "decrease", "")
"""Directions a plan can want; '' where it names none."""


def course(change: str, wanted: str) -> str:
    """Judge a change by the direction that the plan wants.

    The plan's direction rules, not the indicator's polarity: a plan that wants more reports of
    domestic abuse is on course when they rise.

    Parameters
    ----------
    change : str
        One of `geo.change.DIRECTIONS`, or '' where nothing can be compared.
    wanted : {'increase', 'decrease', ''}
        '' where the plan names no direction.

    Returns
    -------
    str
        One of `STATUSES`. A change whose 95% interval takes in no change is *no real change*
        whatever was wanted. A real change is *on course* or *off course*; where the plan names no
        direction, or too few are counted, it *cannot be told*.

    Raises
    ------
    ValueError
        If the direction wanted is none of the three.

    Examples
    --------
    >>> course("increase", "increase"), course("increase", "decrease")
    ('on course', 'off course')
    >>> course("no real change", ""), course("decrease", "")
    ('no real change', 'cannot be told')
    """
    if wanted not in WANTED:
        raise ValueError(
            f"The direction wanted is {wanted!r}. Write 'increase', 'decrease' or leave it empty."
        )
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
