"""Directions of travel in the documents' own style, next to the ones they print."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.catalogue.records import CATALOGUE_FOLDER
from data.documents.published import load_published
from data.figures.area_figures import Level
from data.figures.headlines import known
from data.installed.catalogue import load_catalogue
from data.phrases.plain import (
    count,
    lower_first,
    month,
    months_named,
    percent_change,
    percent_interval,
)
from data.store.remembered import remembered
from data.trend.comparisons import Comparison, change_by_area, offered_comparisons
from data.trend.months import NoSuchAreaError
from geo.change import CANNOT_TELL
from geo.series import months_from

SCALE_FILE = CATALOGUE_FOLDER / "direction_of_travel.toml"


class DirectionError(ValueError):
    """The scale of words cannot be used; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Size:
    """What changes of a size are called, and the documents' wordings that it is measured from.

    ``up_to`` is the largest whole per cent of the size; None for the last, which has no end.
    ``real_more`` and ``real_fewer`` are for a change that chance does not explain.
    """

    up_to: int | None
    more: str
    fewer: str
    because: str
    real_more: str = ""
    real_fewer: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A wording that a document prints beside a per cent, and whether the scale gives it too."""

    document: str
    indicator: str
    value: float
    says: str
    fits: bool
    cause: str = ""


@lru_cache(maxsize=4)
def scale(path: Path = SCALE_FILE) -> tuple[tuple[Size, ...], tuple[Pair, ...]]:
    """Return the scale of words, and the documents' pairs that it is measured from.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    sizes : tuple of Size
        From no change upwards; the last has no end.
    pairs : tuple of Pair
        Every printed change with its wording.

    Raises
    ------
    DirectionError
        If the file cannot be read, has an unknown or a missing key, or its sizes do not rise.

    Examples
    --------
    >>> sizes, pairs = scale()
    >>> [size.up_to for size in sizes], sum(pair.fits for pair in pairs), len(pairs)
    ([0, 5, 7, 8, None], 14, 19)
    """
    try:
        held: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        sizes = tuple(Size(**{"up_to": None, **one}) for one in held["size"])
        pairs = tuple(Pair(**one) for one in held["pair"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise DirectionError(
            f"{path} cannot be used: {error}. It needs [[size]] tables with up_to, more, fewer and "
            "because, and [[pair]] tables with document, indicator, value, says and fits."
        ) from error
    ends = [size.up_to for size in sizes]
    known = [end for end in ends if end is not None]
    if (
        not ends
        or ends[-1] is not None
        or len(known) != len(ends) - 1
        or known != sorted(set(known))
    ):
        raise DirectionError(
            f"{path} [[size]] up_to: {ends} do not rise to one without an end. Put the sizes in "
            "order and leave up_to out of the last."
        )
    return sizes, pairs


def words_for(percent: float, real: bool | None = None) -> str:
    """Return the documents' words for a change."""
    whole = round(abs(percent))
    sizes, _ = scale()
    size = next(one for one in sizes if one.up_to is None or whole <= one.up_to)
    if percent >= 0:
        return (size.real_more if real else "") or size.more
    return (size.real_fewer if real else "") or size.fewer


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction of travel, with the figures that it is made from.

    Attributes
    ----------
    sentence : str
        In the documents' style: ``Some increase (+8%; 95% interval +2% to +14%), 12 months ending
        …``; led by ``No real change`` where the interval includes zero.
    words : str
        Of the scale; empty where no percentage is stated.
    now, before : int or None
        Records of the two spans; None where the ground is another in one of them.
    percent, lower, upper : float or None
        Change of the rate, per cent, with its 95% interval; None under a base of 20.
    direction : str
        One of `geo.change.DIRECTIONS`; empty where nothing is known.
    comparison : Comparison or None
        What is compared; None where the loaded months allow nothing.
    """

    sentence: str
    words: str
    now: int | None
    before: int | None
    percent: float | None
    lower: float | None
    upper: float | None
    direction: str
    comparison: Comparison | None

    @property
    def is_real(self) -> bool:
        """Whether it is more than chance explains."""
        return self.direction in ("increase", "decrease")


@remembered(maxsize=256)
def direction_of_travel(
    types: tuple[str, ...], level: Level, code: str, told: Comparison | None = None
) -> Direction:
    """Say where a place is going, in the documents' own style.

    Parameters
    ----------
    types : tuple of str
        Ids of counted indicators, counted together and once.
    level : {"lsoa", "ward", "district", "force"}
        What the place is.
    code : str
        Its code, on the boundaries of the later months.
    told : Comparison, optional
        What to compare; by default the best of `offered_comparisons` within one set of
        boundaries: twelve months on the twelve before, where they are loaded.

    Returns
    -------
    Direction
        The words are of `scale`. Where the interval includes zero, *no real change* comes first
        and they second; no percentage is stated on a base under 20; other months of the year are
        said to be.

    Raises
    ------
    NoSuchAreaError
        If the later months have no such place.
    ValueError
        If an indicator is not counted.

    Examples
    --------
    >>> found = direction_of_travel(("asb",), "district", "E07000194")
    >>> found.words.lower() in found.sentence.lower()
    True
    """
    chosen = told or usual_comparison()
    if chosen is None:
        return Direction(
            "No direction of travel: the loaded months allow no comparison.",
            *("", None, None, None, None, None, "", None),
        )
    frame = change_by_area(types, level, chosen)
    if code not in frame.index:
        raise NoSuchAreaError(
            f"There is no {level} '{code}' on the boundaries of {chosen.now[-1]}. Check the code "
            "and its year."
        )
    row = frame.T[code]
    percent, lower, upper = (
        None if pd.isna(row[name]) else float(row[name])
        for name in ("percent", "percent_lower", "percent_upper")
    )
    direction = "" if pd.isna(row["direction"]) else str(row["direction"])
    now, before = (None if pd.isna(row[name]) else int(row[name]) for name in ("now", "before"))
    real = direction in ("increase", "decrease")
    told_words = percent is not None and direction != CANNOT_TELL
    words = words_for(percent, real) if percent is not None and told_words else ""
    if direction == CANNOT_TELL:
        sentence = _not_told(known(row["filled"]), now, before, percent, chosen)
    else:
        sentence = _sentence(words, now, before, percent, lower, upper, real, chosen)
    return Direction(sentence, words, now, before, percent, lower, upper, direction, chosen)


def usual_comparison() -> Comparison | None:
    """Return the comparison that is shown where none is chosen.

    Returns
    -------
    Comparison or None
        The best of `offered_comparisons` between the same months of the year that leaves no
        boundary and no population between its two sides, else the best of those; None where the
        loaded months allow none.

    Examples
    --------
    >>> usual_comparison().same_months
    True
    """
    # Summer against winter is offered, and never what is shown unasked.
    offered = [one for one in offered_comparisons() if one.same_months]
    plain = [one for one in offered if not one.statements]
    return next(iter([*plain, *offered]), None)


def _sentence(
    words: str,
    now: int | None,
    before: int | None,
    percent: float | None,
    lower: float | None,
    upper: float | None,
    real: bool,
    told: Comparison,
) -> str:
    spans = _on(told)
    if now is None or before is None:
        return f"Not comparable, {spans}: the code stands for other ground in one of the two."
    if percent is None:
        return f"Too few to say ({count(now)}, from {count(before)}), {spans}."
    figures = percent_change(percent)
    if lower is not None and upper is not None:
        figures += f"; 95% interval {percent_interval(lower, upper)}"
    if real:
        said = f"{words} ({figures}), {spans}"
    else:
        said = f"No real change ({figures}), {spans}"
        # 'No change' is nearly what was said.
        if round(percent):
            said += f"; the documents would call it {_a(lower_first(words))}"
    if not told.same_months:
        said += "; other months of the year, so the season is in it"
    return f"{said}."


def _not_told(
    filled: float | None,
    now: int | None,
    before: int | None,
    percent: float | None,
    told: Comparison,
) -> str:
    """Say why a change cannot be told: a break of recording, or records without a location."""
    counts = f"{count(now)} recorded, from {count(before)}"
    if percent is None:
        return f"Cannot be told ({counts}), {_on(told)}: a break of recording lies between."
    said = f"Cannot be told ({percent_change(percent)} as recorded"
    if filled is not None:
        said += f", {percent_change(filled)} if records without a location lay as the others do"
    return f"{said}), {_on(told)}."


def _a(words: str) -> str:
    """Put the article before the words of the scale.

    >>> _a("slight increase"), _a("increase")
    ('a slight increase', 'an increase')
    """
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _on(told: Comparison) -> str:
    """Name both spans: '12 months ending December 2025 on 12 months ending December 2024'."""
    return " on ".join(_ending(side) for side in (told.now, told.before))


def _ending(months: tuple[str, ...]) -> str:
    many = "1 month" if len(months) == 1 else f"{len(months)} months"
    if len(months_from(months[0], months[-1])) > len(months):
        return months_named(months)
    return f"{many} ending {month(months[-1], True)}"


def published_directions(csp: str, indicators: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return what documents print of directions of travel in a district, in their words and ours.

    Parameters
    ----------
    csp : str
        District code.
    indicators : tuple of str
        Ids of the indicators whose changes are wanted, such as ``asb``; empty for all.

    Returns
    -------
    pandas.DataFrame
        ``indicator`` (id, without ``-change``), ``name``, ``group``, ``percent`` (missing where a
        document names a change without a number), ``wording`` (the document's), ``ours`` (what
        the scale calls it, without an interval, which no document prints), ``period`` (label),
        ``document`` (source id), ``section``, ``note``; in the order of the documents.

    Examples
    --------
    >>> printed = published_directions("E07000194", ("asb",))
    >>> printed[["percent", "ours", "wording"]].to_numpy().tolist()
    [[8.0, 'Some increase', 'Some increase (+8%) on 12 months ending October 2019']]
    """
    catalogue, published = load_catalogue(), load_published()
    rows = published[
        (published["area_code"] == csp)
        & (published["unit"] == "% change")
        & published["indicator"].str.endswith("-change")
    ].copy()
    of = rows["indicator"].str.removesuffix("-change")
    if indicators:
        rows, of = rows[of.isin(indicators)], of[of.isin(indicators)]
    return pd.DataFrame(
        {
            "indicator": of.tolist(),
            "name": [catalogue.indicator(one).name for one in rows["indicator"]],
            "group": rows["group"].tolist(),
            "percent": rows["value"].astype("Float64").array,
            "wording": rows["wording"].tolist(),
            "ours": ["" if pd.isna(one) else words_for(float(one)) for one in rows["value"]],
            "period": [catalogue.period(one).label for one in rows["period"]],
            "document": rows["document"].tolist(),
            "section": rows["section"].tolist(),
            "note": rows["note"].tolist(),
        }
    )
