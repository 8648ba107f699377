"""What the store keeps of official tables that users brought, for the tables that they extend."""

from __future__ import annotations

import pandas as pd

from data import store
from data.store.remembered import remembered

OFFICIAL = "official"


@remembered(maxsize=32)
def official(kind: str) -> dict[str, pd.DataFrame]:
    """Return what is kept of one kind of official table.

    Parameters
    ----------
    kind : str
        An id of `data/catalogue/known.toml`.

    Returns
    -------
    dict of str to DataFrame
        By year or mid-year, oldest first; empty where none was brought.

    Examples
    --------
    >>> official("no-such-kind")
    {}
    """
    keys = [key for key in store.current().of_kind(OFFICIAL) if key.startswith(f"{kind}/")]
    return {key.partition("/")[2]: store.read_table(OFFICIAL, key) for key in sorted(keys)}
