"""Keeping one background in the store, with its history."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from data import store
from data.background.reading import Background, credit_of
from data.phrases.plain import joined
from data.store import Change

KIND, KEY = "background", "map"
NAMES = {
    "urban": "built-up areas",
    "green": "green",
    "water": "water",
    "river": "rivers",
    "rail": "rail",
    "minor": "lesser roads",
    "main": "main roads",
    "motorway": "motorways",
}


def save_background(background: Background, path: Path, *, who: str = "", note: str = "") -> Change:
    """Keep a background; the one before is replaced, and can be had back from the history.

    Parameters
    ----------
    background : Background
        As `read_background` returns it.
    path : Path
        The file that it was read from, for the history.
    who, note : str
        Who brings it, and a remark.

    Returns
    -------
    Change

    Raises
    ------
    StoreError
        If the store cannot be written to; it is then as it was.

    Examples
    --------
    >>> KIND
    'background'
    """
    told = joined([NAMES[kind] for kind in background.shapes["kind"]], 9)
    detail = {
        "publisher": background.publisher,
        "credit": credit_of(background.publisher),
        "tolerance": background.tolerance,
        "holds": told,
        "file": path.name,
    }
    what = f"Loaded a map background: {told}"
    with store.transaction(what, who=who, note=note, files=[store.described(path)]) as change:
        change.put(KIND, KEY, background.shapes, detail)
    if change.committed is None:
        raise store.StoreError("This very background is in the store already.")
    return change.committed


def remove_background(*, who: str = "") -> Change | None:
    """Take the background out; the history can bring it back.

    Parameters
    ----------
    who : str
        Who removes it.

    Returns
    -------
    Change or None
        None where there is none.

    Raises
    ------
    StoreError
        If the store cannot be written to.

    Examples
    --------
    >>> remove_background() is None
    True
    """
    if kept_background() is None:
        return None
    with store.transaction("Removed the map background", who=who) as change:
        change.remove(KIND, KEY)
    return change.committed


def kept_background() -> dict[str, str] | None:
    """Return what is said of the background that is kept.

    Returns
    -------
    dict or None
        ``credit`` (for the map), ``holds`` (what is drawn), ``file``; None where none is kept.

    Examples
    --------
    >>> kept_background() is None
    True
    """
    entry = store.current().of_kind(KIND).get(KEY)
    if entry is None:
        return None
    return {name: str(entry.detail[name]) for name in ("credit", "holds", "file")}


def load_background() -> gpd.GeoDataFrame | None:
    """Return the background that is kept.

    Returns
    -------
    GeoDataFrame or None
        ``kind`` and ``geometry`` in EPSG:27700; None where none is kept.

    Raises
    ------
    StoreError
        If it cannot be read.

    Examples
    --------
    >>> load_background() is None
    True
    """
    return None if kept_background() is None else store.read_layer(KIND, KEY)
