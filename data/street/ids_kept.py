"""What the store keeps of the Crime IDs of a force's months, so that later months can be checked.

Of each ID a number of 64 bits, and whether it was left out because it had come in an earlier
month. An import, or an undo, of an earlier month can change that: the month is then counted
otherwise than it would be now, which is told until its file is imported again.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data import store
from data.phrases.plain import number_of
from data.store.remembered import remembered
from data.street.recurring import Seen

IDS = "police_ids"


def ids_held(force: str) -> Seen:
    """Return the numbers of the IDs of a force's months in the store, by month."""
    return {month: table["id"].to_numpy() for month, table in _tables(force).items()}


def _tables(force: str) -> dict[str, pd.DataFrame]:
    keys = [key for key in store.current().of_kind(IDS) if key.startswith(f"{force}/")]
    return {key.removeprefix(f"{force}/"): store.read_table(IDS, key) for key in keys}


@remembered(maxsize=4)
def counted_otherwise(force: str) -> dict[str, int]:
    """Return the months that would be counted otherwise now, and how many of their IDs would."""
    tables = _tables(force)
    if not tables:
        return {}
    # Oldest first, so that the first of equal numbers is that of the month where it came first.
    every = pd.concat(tables, names=["month"]).reset_index("month")
    _, first, which = np.unique(every["id"].to_numpy(), return_index=True, return_inverse=True)
    now = first[which] != np.arange(len(every))
    differ = every.loc[now != every["recurring"].to_numpy(), "month"].value_counts(sort=False)
    return {str(month): int(number) for month, number in sorted(differ.items())}


def to_count_again(force: str) -> list[str]:
    """Say which months must be imported again, as other months came before them since.

    Parameters
    ----------
    force : str
        As file names write it.

    Returns
    -------
    list of str
        A sentence; none where every month in the store is counted as it would be now. Months that
        came with the app, or were imported before IDs were kept, are not looked at.

    Examples
    --------
    >>> to_count_again("no-such-force")
    []
    """
    otherwise = counted_otherwise(force)
    if not otherwise:
        return []
    one = len(otherwise) == 1
    return [
        f"Import {', '.join(otherwise)} of {force} again: earlier months came or went since "
        f"{'it was' if one else 'they were'} counted, and "
        f"{number_of(sum(otherwise.values()), 'Crime ID')} of {'it' if one else 'them'} would be "
        "counted otherwise."
    ]
