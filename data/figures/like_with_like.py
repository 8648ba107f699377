"""Changes that compare like with like: by days, by completeness of the own types, over no break.

Every change of counted records that a screen, a sentence or a file shows is made here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from data.catalogue.records import CATALOGUE_FOLDER
from data.figures.area_figures import Level
from data.figures.placed import placed
from geo.change import CANNOT_TELL, change_between, change_with_unplaced, p_of_change

STEPS = CATALOGUE_FOLDER / "step_changes.toml"


@dataclass(frozen=True, slots=True)
class Break:
    """Months over which records are not one series.

    Attributes
    ----------
    month : str
        The first month of the new way of recording, or of the months that are no baseline.
    until : str
        The last month that is no baseline; empty where the new way goes on.
    types : tuple of str
        Types of crime as the publisher labels them; empty for all.
    reason : str
        Why, in a phrase.
    """

    month: str
    until: str
    types: tuple[str, ...]
    reason: str

    def parts(self, now: Iterable[str], before: Iterable[str]) -> bool:
        """Tell whether two spans of months lie on its two sides, or one of them in it."""
        later, earlier = tuple(now), tuple(before)
        if self.until:
            return any(self.month <= one <= self.until for one in (*later, *earlier))
        return max(later) >= self.month > min(earlier)


@lru_cache(maxsize=4)
def breaks(path: Path = STEPS) -> tuple[Break, ...]:
    """Return the breaks of recording that come with the app.

    Parameters
    ----------
    path : Path
        The file of step changes; those with ``parts = true`` are breaks.

    Returns
    -------
    tuple of Break

    Examples
    --------
    >>> [one.month for one in breaks()]
    ['2022-01', '2022-11']
    """
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Break(one["month"], one.get("until", ""), tuple(one.get("types", ())), one["reason"])
        for one in held.values()
        if one.get("parts")
    )


def break_between(types: tuple[str, ...], now: Iterable[str], before: Iterable[str]) -> str:
    """Return why records of two spans are not one series; empty where they are.

    Parameters
    ----------
    types : tuple of str
        Types of crime counted, as the publisher labels them.
    now, before : iterable of str
        Months of the two spans, ``YYYY-MM``.

    Returns
    -------
    str
        The first reason, in a phrase.

    Examples
    --------
    >>> break_between(("Anti-social behaviour",), ["2025-01"], ["2019-01"])[:26]
    'Anti-social behaviour was '
    >>> break_between(("Burglary",), ["2025-01"], ["2019-01"])
    ''
    """
    later, earlier = tuple(now), tuple(before)
    for one in breaks():
        concerned = not one.types or bool(set(one.types) & set(types))
        if later and earlier and concerned and one.parts(later, earlier):
            return one.reason
    return ""


def like_with_like(
    sides: tuple[pd.Series, pd.Series, pd.Series, pd.Series],
    types: tuple[str, ...],
    months: tuple[tuple[str, ...], tuple[str, ...]],
    level: Level,
) -> pd.DataFrame:
    """Judge the change of counted records between two spans of months, for every area.

    Parameters
    ----------
    sides : tuple of pandas.Series
        Records and person-years of the later span, then of the earlier, by area code.
    types : tuple of str
        Types of crime counted, as the publisher labels them.
    months : tuple of (now, before)
        Loaded months of the two spans.
    level : {"lsoa", "ward", "district", "force"}
        What the areas are. Records without a location lie somewhere in the force area, so that
        its own change is known whatever their share.

    Returns
    -------
    pandas.DataFrame
        As `geo.change.change_between`, with ``recorded`` (the direction of the records alone),
        ``filled``, ``filled_lower``, ``filled_upper`` and ``all`` of
        `geo.change.change_with_unplaced`, ``p`` (`geo.change.p_of_change`), and ``direction``
        judged by all of them: 'cannot be told' where they differ, where what is unplaced is not
        known by type, and over a break of recording, where there is no percentage either.

    Examples
    --------
    >>> years = pd.Series({"a": 4000})
    >>> told = like_with_like((pd.Series({"a": 320}), years, pd.Series({"a": 200}), years),
    ...                       ("Shoplifting",), (("2025-01",), ("2019-01",)), "district")
    >>> told[["recorded", "direction"]].to_numpy().tolist()
    [['increase', 'cannot be told']]
    """
    frame = change_between(*sides)
    frame["recorded"], frame["p"] = frame["direction"], p_of_change(frame)
    now, before = (placed(types, one) for one in months)
    if now.unplaced is None or before.unplaced is None:
        unknown = frame["direction"].notna() & (frame["direction"] != "too few to say")
        frame["direction"] = frame["direction"].mask(unknown, CANNOT_TELL)
        return frame.assign(**dict.fromkeys(("filled", "filled_lower", "filled_upper", "all")))
    held = change_with_unplaced(
        frame, (now.placed, before.placed), (now.unplaced, before.unplaced), whole=level == "force"
    )
    frame = frame.drop(columns="direction").join(held)
    return _parted(frame) if break_between(types, *months) else frame


def _parted(frame: pd.DataFrame) -> pd.DataFrame:
    """A change over a break of recording: what was recorded, and nothing of a change."""
    stated = ["percent", "percent_lower", "percent_upper", "p"]
    stated += ["filled", "filled_lower", "filled_upper", "all"]
    judged = frame["direction"].notna() & (frame["direction"] != "too few to say")
    frame["direction"] = frame["direction"].mask(judged, CANNOT_TELL)
    frame[stated] = frame[stated].astype("Float64").mask(frame[stated].notna())
    return frame
