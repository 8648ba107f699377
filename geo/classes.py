"""Classes of a choropleth: breaks that can be read off the legend and be true."""

from __future__ import annotations

import itertools
import math
import warnings

import mapclassify
import numpy as np
import pandas as pd

from geo.rates import numbers

SAME = 9
"""Decimals to which a value and a break are compared, so that 0.1 + 0.2 is not above 0.3."""


def class_breaks(values: pd.Series, classes: int = 5, decimals: int = 1) -> tuple[float, ...]:
    """Upper bounds of quantile classes over one ward set, rounded up for the legend.

    Rounding comes first and classing after, so a legend that prints '3.4 to 7.1' has exactly the
    wards over 3.4 and up to 7.1 in that class.

    Parameters
    ----------
    values : pandas.Series
        Rates of one ward set, indexed by area code; missing ones take no part.
    classes : int
        How many classes to aim at.
    decimals : int
        Decimals that the legend prints.

    Returns
    -------
    tuple of float
        Ascending upper bounds, each included in its class, the last at or above the highest value.
        Fewer than ``classes`` where values are few or tied: no class is empty or repeated. Empty
        where no value is known.

    Raises
    ------
    ValueError
        Where ``classes`` is under 1.

    Examples
    --------
    >>> class_breaks(pd.Series([1.03, 2.0, 2.6, 3.58, 9.11, None]), classes=3)
    (2.2, 3.3, 9.2)
    >>> class_breaks(pd.Series([0.0, 0.0, 0.0]))
    (0.0,)
    """
    if classes < 1:
        raise ValueError(f"{classes} classes cannot be drawn. Ask for 1 or more.")
    known = numbers(values, "value").dropna().to_numpy()
    if not len(known):
        return ()
    bounds = [known.max()]
    if classes > 1 and np.ptp(known) > 0:
        with warnings.catch_warnings():
            # mapclassify warns of fewer distinct values than classes; merging them is the point.
            warnings.simplefilter("ignore")
            bounds = [*mapclassify.Quantiles(known, k=classes).bins, known.max()]
    return _without_empty(known, sorted({_rounded_up(bound, decimals) for bound in bounds}))


def _rounded_up(value: float, decimals: int) -> float:
    """Round up at the given decimals; 3.4000000001 from arithmetic stays 3.4."""
    scaled = round(float(value) * 10**decimals, SAME)
    return round(math.ceil(scaled) / 10**decimals, decimals)


def _without_empty(known: np.ndarray, bounds: list[float]) -> tuple[float, ...]:
    """Leave out each bound that adds no value to the one before it."""
    rounded = np.round(known, SAME)
    reached, kept = 0, []
    for bound in bounds:
        below = int((rounded <= bound).sum())
        if below > reached:
            kept.append(bound)
            reached = below
    return tuple(kept)


def classify(values: pd.Series, breaks: tuple[float, ...]) -> pd.Series:
    """Put each value in its class.

    Parameters
    ----------
    values : pandas.Series
        Rates indexed by area code, of the set of `class_breaks` or of another.
    breaks : tuple of float
        Ascending upper bounds.

    Returns
    -------
    pandas.Series
        Int8, 0 the lowest class; missing where the value is. A value above the last bound, possible
        where the breaks are another set's, goes in the last class.

    Raises
    ------
    ValueError
        Where the breaks do not ascend, or there are none and a value is known.

    Examples
    --------
    >>> classify(pd.Series({"a": 2.0, "b": 2.01, "c": 99.0, "d": None}), (2.0, 9.2)).tolist()
    [0, 1, 1, <NA>]
    """
    known = numbers(values, "value")
    if any(later <= earlier for earlier, later in itertools.pairwise(breaks)):
        raise ValueError(f"Class breaks must ascend: {breaks}.")
    if not breaks and known.notna().any():
        raise ValueError("There are values but no class breaks. Make them from the same values.")
    places = np.searchsorted(np.asarray(breaks, dtype=float), known.round(SAME), side="left")
    codes = pd.Series(np.minimum(places, max(len(breaks) - 1, 0)), index=values.index)
    return codes.astype("Int8").mask(known.isna()).rename("class")


def class_counts(values: pd.Series, breaks: tuple[float, ...]) -> pd.Series:
    """Count the areas of each class, for the legend.

    Parameters
    ----------
    values : pandas.Series
        Rates indexed by area code.
    breaks : tuple of float
        Ascending upper bounds.

    Returns
    -------
    pandas.Series
        Areas by class, 0 to the last, none left out; areas without a value are not counted.

    Raises
    ------
    ValueError
        As `classify`.

    Examples
    --------
    >>> class_counts(pd.Series([1.0, 2.0, 5.0, None]), (2.0, 4.0, 6.0)).tolist()
    [2, 0, 1]
    """
    found = classify(values, breaks).dropna().astype(int).value_counts()
    return found.reindex(range(len(breaks)), fill_value=0).rename("areas")
