"""Whether a group is over-represented: its share of victims against its share of people."""

from __future__ import annotations

import pandas as pd

from geo.rates import numbers, same_areas


def representation_index(
    share_of_victims: pd.Series, share_of_people: pd.Series, rounded_to: float = 0.0
) -> pd.DataFrame:
    """Share of victims over share of people, times 100.

    Parameters
    ----------
    share_of_victims, share_of_people : pandas.Series
        Per cent of the same groups; or two shares of anything that are to be compared.
    rounded_to : float
        To what the shares were rounded before they were printed (1 for whole per cents); 0 where
        they are exact.

    Returns
    -------
    pandas.DataFrame
        ``index`` (100: as many victims as the group's share of people would give; 220: 2.2 times
        as many), ``lower`` and ``upper``: the least and the most that the rounding leaves open,
        which is no confidence interval. Missing where a share is, or where the share of people
        is 0. ``upper`` is missing where the share of people may be 0.

    Raises
    ------
    ValueError
        If a share is outside 0 to 100, or the groups differ.

    Examples
    --------
    >>> representation_index(pd.Series({"Family Basics": 11.0}), pd.Series({"Family Basics": 5.0}),
    ...                      rounded_to=1).round(0)
                   index  lower  upper
    Family Basics  220.0  191.0  256.0
    """
    victims = numbers(share_of_victims, "share of victims")
    people = numbers(same_areas(share_of_victims, share_of_people, "share of people"), "share")
    for shares in (victims, people):
        wrong = shares[(shares < 0) | (shares > 100)]
        if len(wrong):
            raise ValueError(
                f"{wrong.index[0]}: the share {wrong.iloc[0]:g}% is outside 0 to 100. Correct it."
            )
    half = rounded_to / 2
    fewest = people - half
    return pd.DataFrame(
        {
            "index": victims / people.mask(people == 0) * 100,
            "lower": (victims - half).clip(lower=0) / (people + half).mask(people == 0) * 100,
            "upper": (victims + half) / fewest.mask((fewest <= 0) | (people == 0)) * 100,
        }
    )
