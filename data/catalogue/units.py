"""What a unit means in arithmetic: the factor of its rates, and whom its denominator counts."""

from __future__ import annotations

_MULTIPLIERS = {
    "per 1,000 residents": 1_000.0,
    "per 1,000 aged under 18": 1_000.0,
    "per 10,000 aged under 18": 10_000.0,
    "per 10,000 residents": 10_000.0,
    "per 100,000 residents": 100_000.0,
    "per 1,000 households": 1_000.0,
    "per 1,000 of that age": 1_000.0,
    "per 10,000 of that age": 10_000.0,
    "per 100,000 of that age": 100_000.0,
    "%": 100.0,
}
# The column of the population table that a unit divides by.
_PEOPLE = {
    "per 1,000 residents": "residents",
    "per 10,000 residents": "residents",
    "per 100,000 residents": "residents",
    "per 1,000 aged under 18": "aged_0_17",
    "per 10,000 aged under 18": "aged_0_17",
}


def multiplier(unit: str) -> float:
    """Return what a rate in a unit is multiplied by; 1 for a count or an index.

    Parameters
    ----------
    unit : str
        As the catalogue writes it.

    Returns
    -------
    float
        Such as 100 for a share in %. It is 1 for a unit that is not known, too.

    Examples
    --------
    >>> multiplier("per 1,000 residents")
    1000.0
    >>> multiplier("count")
    1.0
    """
    return _MULTIPLIERS.get(unit, 1.0)


def is_quotient(unit: str) -> bool:
    """Return whether a value in the unit is a numerator over a denominator.

    Parameters
    ----------
    unit : str
        As the catalogue writes it.

    Returns
    -------
    bool
        True for shares in % and rates per people; False for every other unit, known or not.

    Examples
    --------
    >>> is_quotient("%"), is_quotient("% change"), is_quotient("count")
    (True, False, False)
    """
    return unit in _MULTIPLIERS


def people_of(unit: str) -> str | None:
    """Return the column of the population table that a unit divides by; None for other units.

    Parameters
    ----------
    unit : str
        As the catalogue writes it.

    Returns
    -------
    str or None
        ``residents`` or ``aged_0_17``. None for a share in %, too: what it is over differs.

    Examples
    --------
    >>> people_of("per 10,000 aged under 18"), people_of("%")
    ('aged_0_17', None)
    """
    return _PEOPLE.get(unit)
