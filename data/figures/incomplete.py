"""Which loaded months are incomplete: fewer crimes than the months around them lead to expect."""

from __future__ import annotations

from data.phrases.plain import joined, month
from data.store.remembered import remembered
from data.tables.police import load_months
from geo.month_likeness import COMPLETE, share_of_expected


@remembered(maxsize=1)
def incomplete_months() -> dict[str, float]:
    """Return the loaded months that are incomplete, oldest first.

    Returns
    -------
    dict of str to float
        By month (``YYYY-MM``): the force area's crimes a day, with and without a location, as a
        share of the median of the four nearest loaded months; under 0.9.

    Notes
    -----
    Anti-social behaviour is left out: its season and its recording move it by more than that
    (`geo.month_likeness.share_of_expected`).

    Examples
    --------
    >>> round(incomplete_months()["2018-12"], 2)
    0.81
    """
    held = load_months().sort_values("month")
    crimes = held["counted"] - held["counted_asb"] + held["no_location"] - held["no_location_asb"]
    shares = share_of_expected(crimes.set_axis(held["month"].astype(str)))
    return {str(name): float(share) for name, share in shares.items() if share < COMPLETE}


def incomplete_among(months: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some months that are incomplete, oldest first.

    Parameters
    ----------
    months : list or tuple of str
        ``YYYY-MM``; those that are not loaded are passed over.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> incomplete_among(["2018-11", "2018-12"])
    ('2018-12',)
    """
    return tuple(one for one in incomplete_months() if one in months)


def incomplete_sentence(months: list[str] | tuple[str, ...]) -> str:
    """Say which of some months are incomplete, and by how much.

    Parameters
    ----------
    months : list or tuple of str
        ``YYYY-MM``.

    Returns
    -------
    str
        Empty where none is.

    Examples
    --------
    >>> incomplete_sentence(["2018-12"])  # doctest: +ELLIPSIS
    'Incomplete: December 2018 has 81% of the crimes a day that the months around it lead to...'
    >>> incomplete_sentence(["2025-12"])
    ''
    """
    shares = incomplete_months()
    found = incomplete_among(months)
    if not found:
        return ""
    first, *others = found
    said = (
        f"{month(first, True)} has {shares[first]:.0%} of the crimes a day that the months around "
        "it lead to expect"
    )
    also = [f"{month(one, True)} {shares[one]:.0%}" for one in others]
    named = joined([said, *also], 12)
    return f"Incomplete: {named}. A fall to such a month may lie in the file alone."
