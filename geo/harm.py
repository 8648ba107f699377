"""Crime weighted by harm: each count times what one such offence weighs."""

from __future__ import annotations

import pandas as pd

from geo.rates import counts, denominators


def harm_weighted(
    counted: pd.DataFrame, weights: pd.Series, person_years: pd.Series
) -> pd.DataFrame:
    """Add up counts times weights for each area.

    Parameters
    ----------
    counted : pandas.DataFrame
        One row for each area, one column for each crime type; missing where a type is not known.
    weights : pandas.Series
        By crime type, over 0. A type without a weight is left out, never weighed as 0 or 1.
    person_years : pandas.Series
        Person-years of each area.

    Returns
    -------
    pandas.DataFrame
        By area: ``records`` (all counted), ``weighted_records`` (of types with a weight),
        ``harm`` (sum of count x weight), ``harm_rate`` (harm per 1,000 person-years),
        ``mean_weight`` (harm per weighted record; missing where there is none). Missing where a
        count of a weighted type is.

    Raises
    ------
    ValueError
        If a weight is not over 0, no type has a weight, or counts are negative.

    Examples
    --------
    >>> counted = pd.DataFrame({"Robbery": [2], "Shoplifting": [30], "Other": [5]}, index=["a"])
    >>> told = harm_weighted(counted, pd.Series({"Robbery": 100.0, "Shoplifting": 2.0}),
    ...                      pd.Series({"a": 1000}))
    >>> told.loc["a", ["records", "weighted_records", "harm", "harm_rate"]].tolist()
    [37.0, 32.0, 260.0, 260.0]
    """
    given = pd.to_numeric(weights)
    if (given.isna() | (given <= 0)).any():
        bad = given.index[given.isna() | (given <= 0)][0]
        raise ValueError(f"The weight of '{bad}' is not over 0. Leave out a type without a weight.")
    held = [name for name in counted.columns if name in given.index]
    if not held:
        raise ValueError("No crime type of the counts has a weight. Compare the two spellings.")
    checked = counted.apply(counts)
    harm = checked[held].mul(given[held], axis="columns").sum(axis=1, skipna=False)
    records = checked[held].sum(axis=1, skipna=False)
    years = denominators(person_years.reindex(counted.index), "person-years")
    return pd.DataFrame(
        {
            "records": checked.sum(axis=1, skipna=False),
            "weighted_records": records,
            "harm": harm,
            "harm_rate": harm / years * 1_000,
            "mean_weight": harm / records.mask(records == 0),
        }
    )
