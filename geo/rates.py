"""Crude rates, proportions and their intervals, as UKHSA's PHEindicatormethods computes them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

EXACT_BELOW = 10
"""Byar's approximation is used from this count upwards, the exact interval below it."""


def name_areas(areas: pd.Index, most: int = 5) -> str:
    """Name the offending areas in an error: the first few codes and how many more there are.

    Parameters
    ----------
    areas : pandas.Index
        Area codes.
    most : int
        How many codes are spelled out.

    Returns
    -------
    str
        Codes parted by commas.

    Examples
    --------
    >>> name_areas(pd.Index(["E05006939", "E05006940", "E05006941"]), most=2)
    'E05006939, E05006940 and 1 more'
    """
    codes = ", ".join(str(area) for area in areas[:most])
    return codes if len(areas) <= most else f"{codes} and {len(areas) - most} more"


def numbers(values: pd.Series, called: str) -> pd.Series:
    """Read a column as float64, with every kind of missing value as NaN.

    Parameters
    ----------
    values : pandas.Series
        Numbers of any dtype, nullable or not, indexed by area code.
    called : str
        What the column is, for the error.

    Returns
    -------
    pandas.Series
        float64; a missing value stays missing (NaN) and is never zero.

    Raises
    ------
    ValueError
        Where a value is not a number, or is infinite.

    Examples
    --------
    >>> numbers(pd.Series([3, None], index=["E05006939", "E05006940"], dtype="Int64"), "numerator")
    E05006939    3.0
    E05006940    NaN
    dtype: float64
    """
    read = pd.to_numeric(values, errors="coerce").astype("Float64")
    floats = pd.Series(
        read.to_numpy(dtype="float64", na_value=np.nan), index=values.index, name=values.name
    )
    wrong = (floats.isna() & values.notna()) | np.isinf(floats)
    if wrong.any():
        raise ValueError(
            f"The {called} must be a finite number or missing; it is not in "
            f"{name_areas(values.index[wrong])}. Correct these cells or leave them empty."
        )
    return floats


def counts(values: pd.Series, called: str = "numerator") -> pd.Series:
    """Read a column of counts: whole numbers of 0 or more, or missing.

    Parameters
    ----------
    values : pandas.Series
        Counts (records, children, people) indexed by area code.
    called : str
        What the column is, for the error.

    Returns
    -------
    pandas.Series
        float64 holding whole numbers; missing stays NaN.

    Raises
    ------
    ValueError
        Where a count is negative or not whole; the area codes are named.

    Examples
    --------
    >>> counts(pd.Series([4.5], index=["E05006939"]))
    Traceback (most recent call last):
        ...
    ValueError: The numerator must be a whole number of 0 or more; it is not in E05006939. ...
    """
    floats = numbers(values, called)
    wrong = floats.notna() & ((floats < 0) | (floats != floats.round()))
    if wrong.any():
        raise ValueError(
            f"The {called} must be a whole number of 0 or more; it is not in "
            f"{name_areas(values.index[wrong])}. Rates, percentages and weighted scores are not "
            "counts: pass the number of records."
        )
    return floats


def denominators(values: pd.Series, called: str = "denominator") -> pd.Series:
    """Read a column of denominators: residents or person-years, never negative.

    Parameters
    ----------
    values : pandas.Series
        Residents, children or person-years, indexed by area code.
    called : str
        What the column is, for the error.

    Returns
    -------
    pandas.Series
        float64. Zero and missing are both NaN: no rate can be stated for an area without residents.

    Raises
    ------
    ValueError
        Where a denominator is negative; the area codes are named.

    Examples
    --------
    >>> denominators(pd.Series([4000, 0], index=["E05006939", "E05006940"]))
    E05006939    4000.0
    E05006940       NaN
    dtype: float64
    """
    floats = numbers(values, called)
    if (floats < 0).any():
        raise ValueError(
            f"The {called} must not be negative; it is in "
            f"{name_areas(values.index[floats < 0])}. Check the population table for these areas."
        )
    return floats.mask(floats == 0)


def same_areas(first: pd.Series, other: pd.Series, called: str = "denominator") -> pd.Series:
    """Put ``other`` in the order of ``first``, and refuse to lose or invent an area.

    pandas would align two different sets of areas silently and leave gaps on both sides; a ward
    that drops out of a rate that way is never noticed.

    Parameters
    ----------
    first, other : pandas.Series
        Indexed by area code; the same areas, in any order.
    called : str
        What ``other`` is, for the error.

    Returns
    -------
    pandas.Series
        ``other`` with the index of ``first``.

    Raises
    ------
    ValueError
        Where an area is on one side only, or comes twice and so cannot be paired.

    Examples
    --------
    >>> same_areas(pd.Series({"E05006939": 1, "E05006940": 2}),
    ...            pd.Series({"E05006940": 20, "E05006939": 10}))
    E05006939    10
    E05006940    20
    dtype: int64
    """
    if first.index.equals(other.index):
        return other
    for index in (first.index, other.index):
        if not index.is_unique:
            raise ValueError(
                f"Areas come twice, so the {called} cannot be paired with them: "
                f"{name_areas(index[index.duplicated()].unique())}. Group by area first."
            )
    one_sided = first.index.symmetric_difference(other.index)
    if len(one_sided):
        raise ValueError(
            f"The {called} does not cover the same areas: {name_areas(one_sided)} on one side "
            "only. Reindex both from the boundaries, so that a gap is a missing value."
        )
    return other.reindex(first.index)


def paired(numerator: pd.Series, denominator: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Check a numerator and its denominator together.

    Parameters
    ----------
    numerator : pandas.Series
        Counts indexed by area code.
    denominator : pandas.Series
        Residents or person-years of the same areas.

    Returns
    -------
    tuple of pandas.Series
        Both as float64 in the numerator's order. A zero denominator under a zero or missing
        numerator becomes NaN: there is nobody to have a rate.

    Raises
    ------
    ValueError
        As `counts`, `denominators` and `same_areas` do, and where a count above zero stands over a
        zero denominator, which means that one of the two tables is wrong.

    Examples
    --------
    >>> paired(pd.Series({"E05006939": 3}), pd.Series({"E05006939": 0}))
    Traceback (most recent call last):
        ...
    ValueError: The denominator is 0 where the numerator is not: E05006939. ...
    """
    above = counts(numerator)
    raw = same_areas(numerator, denominator)
    below = denominators(raw)
    impossible = (above > 0) & below.isna() & raw.notna()
    if impossible.any():
        raise ValueError(
            f"The denominator is 0 where the numerator is not: "
            f"{name_areas(numerator.index[impossible])}. "
            "Check that the counts and the population table are of the same area vintage."
        )
    return above, below


def z_value(confidence: float = 0.95) -> float:
    """Standard normal quantile of a two-sided confidence.

    Parameters
    ----------
    confidence : float
        Between 0 and 1, exclusive.

    Returns
    -------
    float
        1.959964 at 0.95, 3.090232 at 0.998; not rounded to 1.96 and 3.

    Raises
    ------
    ValueError
        Where the confidence is not between 0 and 1, for example 95.

    Examples
    --------
    >>> round(z_value(0.95), 6), round(z_value(0.998), 6)
    (1.959964, 3.090232)
    """
    if not 0 < confidence < 1:
        raise ValueError(
            f"A confidence of {confidence} is not between 0 and 1. For 95% write 0.95."
        )
    return float(stats.norm.ppf((1 + confidence) / 2))


DAYS_IN_YEAR = 365
"""Days of the year that a rate is of: a leap year is a day over it, as its records are."""


def person_years(residents: pd.Series, days: int | pd.Series) -> pd.Series:
    """Residents times the days observed over 365, so that part-year counts give annual rates.

    By days and not by months: 28 days are not a twelfth of a year, nor 181 half of one.

    Parameters
    ----------
    residents : pandas.Series
        Residents indexed by area code.
    days : int or pandas.Series
        Days of the months that are loaded (not of those asked for): an absent month is no month of
        zero. `geo.series.days_of` counts them.

    Returns
    -------
    pandas.Series
        Person-years, float64; missing where residents or days are missing.

    Raises
    ------
    ValueError
        Where residents are negative or no month is loaded.

    Examples
    --------
    >>> person_years(pd.Series({"E05006939": 7300}), days=28)
    E05006939    560.0
    dtype: float64
    """
    people = numbers(residents, "number of residents")
    if (people < 0).any():
        raise ValueError(
            f"Residents must not be negative; they are in {name_areas(people.index[people < 0])}."
        )
    if isinstance(days, pd.Series):
        loaded = numbers(same_areas(residents, days, "days"), "number of days")
    else:
        loaded = pd.Series(float(days), index=residents.index)
    if (loaded <= 0).any():
        raise ValueError(
            "No month is loaded, so there is no rate. Choose a period that has loaded months."
        )
    return people * loaded / DAYS_IN_YEAR


def crude_rate(numerator: pd.Series, denominator: pd.Series, multiplier: float = 1000) -> pd.Series:
    """Crude rate: numerator / denominator x multiplier.

    Parameters
    ----------
    numerator : pandas.Series
        Counts indexed by area code.
    denominator : pandas.Series
        Residents (for a year of counts) or person-years (for any other span), same areas.
    multiplier : float
        1,000 for crime, 10,000 for children.

    Returns
    -------
    pandas.Series
        float64; missing where either side is missing, or where nobody lives (0 over 0).

    Raises
    ------
    ValueError
        As `paired`.

    Examples
    --------
    >>> crude_rate(pd.Series({"E05006939": 24, "E05006940": None}),
    ...            pd.Series({"E05006939": 4000, "E05006940": 3000}))
    E05006939    6.0
    E05006940    NaN
    dtype: float64
    """
    above, below = paired(numerator, denominator)
    return above / below * multiplier


def byar_interval(count: pd.Series, confidence: float = 0.95) -> pd.DataFrame:
    """Byar's approximate interval of a Poisson count.

    Parameters
    ----------
    count : pandas.Series
        Counts indexed by area code.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``lower``, ``upper`` in counts; the lower limit of 0 is 0, and never below.

    Raises
    ------
    ValueError
        As `counts` and `z_value`.

    References
    ----------
    Breslow NE, Day NE (1987). Statistical methods in cancer research, volume II. IARC.

    Examples
    --------
    >>> byar_interval(pd.Series({"E05006939": 65})).round(2)
               lower  upper
    E05006939  50.16  82.85
    """
    x = counts(count, "count")
    z = z_value(confidence)
    lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    more = x + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    # The formula divides by the count, and its cube goes under zero at the smallest counts.
    return pd.DataFrame({"lower": lower.mask(x == 0, 0.0).clip(lower=0), "upper": upper})


def exact_poisson_interval(count: pd.Series, confidence: float = 0.95) -> pd.DataFrame:
    """Exact (Garwood) interval of a Poisson count, by chi-square quantiles.

    Parameters
    ----------
    count : pandas.Series
        Counts indexed by area code.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``lower``, ``upper`` in counts; the lower limit of 0 is 0.

    Raises
    ------
    ValueError
        As `counts` and `z_value`.

    References
    ----------
    Garwood F (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.

    Examples
    --------
    >>> exact_poisson_interval(pd.Series({"E05006939": 0, "E05006940": 5})).round(3)
               lower   upper
    E05006939  0.000   3.689
    E05006940  1.623  11.668
    """
    x = counts(count, "count")
    z_value(confidence)  # refuses 95 for 0.95 in the same words everywhere
    tail = (1 - confidence) / 2
    lower = pd.Series(stats.chi2.ppf(tail, 2 * x) / 2, index=x.index)
    upper = pd.Series(stats.chi2.ppf(1 - tail, 2 * x + 2) / 2, index=x.index)
    return pd.DataFrame({"lower": lower.mask(x == 0, 0.0), "upper": upper})


def count_interval(count: pd.Series, confidence: float = 0.95) -> pd.DataFrame:
    """Interval of a count: Byar's from 10 upwards, exact below 10.

    Parameters
    ----------
    count : pandas.Series
        Counts indexed by area code.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``lower``, ``upper`` in counts; both missing where the count is.

    Raises
    ------
    ValueError
        As `counts` and `z_value`.

    References
    ----------
    UK Health Security Agency, PHEindicatormethods (``phe_rate``).

    Examples
    --------
    >>> count_interval(pd.Series({"E05006939": 9, "E05006940": 10})).round(3)
               lower   upper
    E05006939  4.115  17.085
    E05006940  4.787  18.391
    """
    x = counts(count, "count")
    byar = byar_interval(x, confidence)
    return byar.where(x >= EXACT_BELOW, exact_poisson_interval(x, confidence), axis=0)


def rate_interval(
    numerator: pd.Series,
    denominator: pd.Series,
    multiplier: float = 1000,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Interval of a crude rate: that of its count, over the denominator.

    Parameters
    ----------
    numerator, denominator : pandas.Series
        As in `crude_rate`.
    multiplier : float
        As in `crude_rate`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``lower``, ``upper`` in the unit of the rate; missing wherever the rate is.

    Raises
    ------
    ValueError
        As `paired` and `z_value`.

    Examples
    --------
    >>> rate_interval(pd.Series({"E05006939": 65}), pd.Series({"E05006939": 5000})).round(1)
               lower  upper
    E05006939   10.0   16.6
    """
    above, below = paired(numerator, denominator)
    return count_interval(above, confidence).div(below, axis=0) * multiplier


def wilson_interval(
    numerator: pd.Series, denominator: pd.Series, confidence: float = 0.95
) -> pd.DataFrame:
    """Wilson score interval of a proportion.

    Parameters
    ----------
    numerator : pandas.Series
        Counts that are part of the denominator, such as burglaries with a vehicle taken.
    denominator : pandas.Series
        Counts of the whole, such as burglaries.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``lower``, ``upper`` as shares between 0 and 1; missing where either side is missing, or
        where the whole is zero.

    Raises
    ------
    ValueError
        As `paired`, and where the part is larger than the whole.

    References
    ----------
    Wilson EB (1927). Probable inference, the law of succession, and statistical inference. JASA 22.

    Examples
    --------
    >>> wilson_interval(pd.Series({"E05006939": 13}), pd.Series({"E05006939": 100})).round(3)
               lower  upper
    E05006939  0.078   0.21
    """
    counts(denominator, "denominator of a proportion")
    part, whole = paired(numerator, denominator)
    if (part > whole).any():
        raise ValueError(
            f"The part is larger than the whole in {name_areas(part.index[part > whole])}. "
            "A proportion needs a numerator that is counted inside its denominator."
        )
    z = z_value(confidence)
    share = part / whole
    centre = share + z**2 / (2 * whole)
    half = z * np.sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2))
    scale = 1 + z**2 / whole
    limits = pd.DataFrame({"lower": (centre - half) / scale, "upper": (centre + half) / scale})
    return limits.clip(0, 1)
