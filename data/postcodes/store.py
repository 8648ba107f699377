"""Keeping the postcodes of the force area, and finding one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data import store
from data.installed.catalogue import load_catalogue
from data.postcodes.reading import POSTCODE
from data.store import Change
from data.store.remembered import remembered

KIND = "postcodes"


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode and the census area that its point lies in."""

    name: str
    lsoa_code: str


def postcode_vintage() -> str:
    """Return the vintage of census areas that postcodes are kept by: that of the default period.

    Returns
    -------
    str

    Examples
    --------
    >>> postcode_vintage()
    'lsoa21'
    """
    return str(load_catalogue().default_period.lsoa_vintage)


def save_postcodes(table: pd.DataFrame, path: Path, *, who: str = "", note: str = "") -> Change:
    """Keep postcodes; those before are replaced, and can be had back from the history.

    Parameters
    ----------
    table : DataFrame
        As `read_postcodes` returns it.
    path : Path
        The file that they were read from, for the history.
    who, note : str
        Who brings them, and a remark.

    Returns
    -------
    Change

    Raises
    ------
    StoreError
        If the store cannot be written to, or holds these very postcodes.

    Examples
    --------
    >>> KIND
    'postcodes'
    """
    what = f"Loaded {len(table):,} postcodes"
    with store.transaction(what, who=who, note=note, files=[store.described(path)]) as change:
        change.put(KIND, postcode_vintage(), table, {"file": path.name})
    if change.committed is None:
        raise store.StoreError("These very postcodes are in the store already.")
    return change.committed


def kept_postcodes() -> int:
    """Return how many postcodes are kept.

    Returns
    -------
    int

    Examples
    --------
    >>> kept_postcodes()
    0
    """
    entry = store.current().of_kind(KIND).get(postcode_vintage())
    return 0 if entry is None else entry.rows


def looks_like_postcode(text: str) -> bool:
    """Return whether a text is written as a whole postcode.

    Parameters
    ----------
    text : str
        As somebody typed it.

    Returns
    -------
    bool

    Examples
    --------
    >>> looks_like_postcode("ws13 6aa"), looks_like_postcode("Stowe")
    (True, False)
    """
    return POSTCODE.fullmatch(text.strip().upper()) is not None


def find_postcode(text: str) -> Postcode | None:
    """Return a postcode of the force area.

    Parameters
    ----------
    text : str
        As somebody typed it, with or without its gap.

    Returns
    -------
    Postcode or None
        None where it is none, or not kept.

    Examples
    --------
    >>> find_postcode("WS13 6AA") is None
    True
    """
    found = POSTCODE.fullmatch(text.strip().upper())
    if found is None:
        return None
    lsoa = _by_postcode().get(f"{found[1]}{found[2]}")
    return None if lsoa is None else Postcode(f"{found[1]} {found[2]}", lsoa)


@remembered(maxsize=1)
def _by_postcode() -> dict[str, str]:
    if not kept_postcodes():
        return {}
    held = store.read_table(KIND, postcode_vintage())
    return dict(zip(held["postcode"].astype(str), held["lsoa_code"].astype(str), strict=True))
